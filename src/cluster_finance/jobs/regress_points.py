"""Every city's place in the models of a spec: partial residuals and influence, for the figures."""

from __future__ import annotations

import argparse

import pandas as pd

from cluster_finance.files import write_table
from cluster_finance.jobs import running
from cluster_finance.regression.estimate import combinations, design, draw_sample
from cluster_finance.regression.points import points
from cluster_finance.regression.spec import check_columns, read_spec


def job(arguments: argparse.Namespace) -> None:
    """Read table and spec, write one row a model and city."""
    spec = read_spec(arguments.spec)
    table = pd.read_parquet(arguments.table)
    check_columns(spec, list(map(str, table.columns)), arguments.spec)
    sample, _ = draw_sample(spec, table)
    models = [design(spec, sample, measure, effects, capital) for measure, effects, capital in combinations(spec)]
    write_table(pd.concat([points(made, spec.term) for made in models]), arguments.out)


if __name__ == "__main__":
    running.run(
        job,
        running.parser(
            __doc__, table="clean table, Parquet", spec="spec file, YAML", out="one row a model and city, Parquet"
        ),
    )
