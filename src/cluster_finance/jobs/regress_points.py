"""Every city's place in the models of a spec: partial residuals and influence, for the figures."""

from __future__ import annotations

import argparse

import pandas as pd

from living_edition.files import write_table
from living_edition.regression.estimate import combinations, design, draw_sample
from living_edition.regression.points import points
from living_edition.regression.spec import check_columns, read_spec
from living_edition.workflow import running


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
