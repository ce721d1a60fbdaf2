"""Clean the two tables that only the regressions use: banks of provinces, output of cities."""

from __future__ import annotations

import argparse

import pandas as pd

from cluster_finance.data.industrial_output import city_output
from cluster_finance.data.provinces import clean_province_banks
from living_edition.files import write_table
from living_edition.tables.descriptor import resource
from living_edition.tables.raw import read_raw
from living_edition.workflow.running import parser, run


def job(arguments: argparse.Namespace) -> None:
    """Write both tables and the log of their changes."""
    banks, banks_log = clean_province_banks(
        read_raw(arguments.banks, resource("province_bank_institutions")),
        read_raw(arguments.gdp, resource("province_gdp")),
        read_raw(arguments.provinces, resource("province_codes")),
    )
    output, output_log = city_output(
        read_raw(arguments.output, resource("city_industrial_output")), pd.read_parquet(arguments.panel)
    )
    write_table(banks, arguments.banks_parquet, arguments.banks_csv)
    write_table(output, arguments.output_parquet, arguments.output_csv)
    write_table(pd.concat([banks_log, output_log], ignore_index=True), arguments.changes)


if __name__ == "__main__":
    run(
        job,
        parser(
            "Clean the tables that only the regressions use.",
            banks="province_bank_institutions.csv",
            gdp="province_gdp.csv",
            provinces="province_codes.csv",
            output="city_industrial_output.csv",
            panel="the clean panel of cities, Parquet",
            banks_parquet="banks of provinces, Parquet",
            banks_csv="the same, CSV",
            output_parquet="output of cities, Parquet",
            output_csv="the same, CSV",
            changes="the log of what was not taken as filed, CSV",
        ),
    )
