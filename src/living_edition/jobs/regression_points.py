"""Place every city in the models of a spec: partial residuals and influence, for the figures."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from living_edition.files import write_table
from living_edition.regression.estimate import designs
from living_edition.regression.points import points
from living_edition.regression.spec import check_columns, read_spec


def run(table: Path, spec: Path, cities: Path) -> None:
    """Write one row a model and city."""
    stated, panel = read_spec(spec), pd.read_parquet(table)
    check_columns(stated, list(map(str, panel.columns)), spec)
    write_table(pd.concat([points(design, stated.term) for design in designs(stated, panel)[0]]), cities)
