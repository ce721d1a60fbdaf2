"""Clean the panel of cities."""

from __future__ import annotations

import argparse
from pathlib import Path

import pandas as pd

from cluster_finance.data.cities import city_numbers, clean_city_panel
from cluster_finance.data.cleaning_log import review_numbers
from cluster_finance.data.decisions import decide
from cluster_finance.data.detection.detect import detect
from cluster_finance.data.detection.tables import detect_table
from living_edition.files import write_table
from living_edition.ledger.number import write_numbers
from living_edition.tables.corrections import read_corrections
from living_edition.tables.descriptor import resource
from living_edition.tables.raw import read_raw
from living_edition.workflow.running import parser, run

OUTPUT, SECOND = "city_industrial_output", "prefecture_gdp_crosscheck"


def job(arguments: argparse.Namespace) -> None:
    """Write the clean panel, the log of changes, the flags on all panels with what became of them, and the numbers."""
    raw = read_raw(arguments.panel, resource("city_panel"))
    clean, changes = clean_city_panel(
        raw,
        read_raw(arguments.capitals, resource("provincial_capitals")),
        read_raw(arguments.provinces, resource("province_codes")),
        read_corrections(arguments.corrections),
    )
    others = [(Path(file).stem, file) for file in arguments.others]
    found = pd.concat(
        [detect(raw), *(detect_table(name, read_raw(file, resource(name))) for name, file in others)],
        ignore_index=True,
    ).sort_values(["table", "key", "year", "column", "rule"], ignore_index=True)
    write_table(clean, arguments.out_parquet, arguments.out_csv)
    write_table(changes, arguments.changes)
    corrections = read_corrections(arguments.corrections).rename(columns={"name": "city", "kind": "rule"})
    output = corrections[corrections["table"].eq(OUTPUT)]
    second = read_raw(dict(others)[SECOND], resource(SECOND))
    decided = decide(found, {"city_panel": changes, OUTPUT: output}, second, raw["city_code"].nunique())
    write_table(decided, arguments.flags_parquet, arguments.flags_csv)
    write_numbers([*city_numbers(clean, changes), *review_numbers(decided, changes)], arguments.numbers)


if __name__ == "__main__":
    run(
        job,
        parser(
            "Clean the panel of cities.",
            panel="city_panel.csv",
            capitals="provincial_capitals.csv",
            provinces="province_codes.csv",
            others="* the other raw panels",
            corrections="corrections.csv",
            out_parquet="the clean panel, Parquet",
            out_csv="the clean panel, CSV",
            changes="the log of changed cells, CSV",
            flags_parquet="the flags, Parquet",
            flags_csv="the flags, CSV",
            numbers="the numbers for the ledger, JSON",
        ),
    )
