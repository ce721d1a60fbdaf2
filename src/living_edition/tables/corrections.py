"""The reviewed corrections, ``data/corrections.csv``: single cells, each with its reason and evidence.

A row says which cell of a raw table was read, what stood there and what is used instead (nothing
where the cell is set missing). A correction holds only for the value it was decided on: where the raw
table says something else by now, it is refused until somebody has looked again.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from cluster_finance.data.schemas import CORRECTIONS, holds
from living_edition.errors import InputError, Problem
from living_edition.tables.descriptor import DATA

PATH = DATA / "corrections.csv"
# Which column of a table the key of a correction stands in.
KEYS = {"city_panel": "city_code", "city_industrial_output": "city"}


def read_corrections(path: str | Path = PATH) -> pd.DataFrame:
    """Return the corrections; raise ``InputError`` where the file is not what ``CORRECTIONS`` says."""
    if not Path(path).is_file():
        missing = Problem(str(path), "", "no such file", "the table of corrections", "restore it")
        raise InputError([missing])
    table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
    year = pd.to_numeric(table["year"], errors="coerce").fillna(0) if "year" in table else 0
    return holds(table.assign(year=year).astype({"year": "int64"}), CORRECTIONS, str(path))


def corrections_of(table: str, raw: pd.DataFrame, corrections: pd.DataFrame, path: str | Path = PATH) -> pd.DataFrame:
    """Return the corrections of ``table`` with the index of their row in ``raw`` (column ``at``).

    Raises ``InputError`` with every correction whose row or column is not in ``raw`` or whose cell
    does not hold the value it was decided on.
    """
    mine = corrections[corrections["table"].eq(table)]
    rows = {key: at for at, key in zip(raw.index, zip(raw[KEYS[table]], raw["year"], strict=True), strict=True)}
    problems: list[Problem] = []
    places: list[Any] = []
    for number, one in zip(mine.index + 2, mine.itertuples(), strict=True):
        at = rows.get((one.key, one.year))
        problems += _problems(raw, one, at, f"row {number}", str(path))
        places.append(at)
    if problems:
        raise InputError(problems)
    return mine.assign(at=places)


def _problems(raw: pd.DataFrame, one: Any, at: Any, place: str, path: str) -> Iterator[Problem]:
    column, filed = str(one.column), float(one.as_filed)
    cell = f"{one.table}, {one.key}, {one.year}"
    if at is None:
        yield Problem(path, f"{place}, column key", f"no row {cell}", "a row of the raw table", "take the row out")
    elif column not in raw.columns:
        expected = ", ".join(map(str, raw.columns))
        yield Problem(path, f"{place}, column column", repr(column), f"one of {expected}", "name a column of the table")
    elif (now := float(raw.loc[at, column])) != filed:
        found = f"{now} in {cell}, column {column}"
        mend = "look at the cell again: take the correction out, or decide on the new value and write it here"
        yield Problem(path, f"{place}, column as_filed", found, f"{filed}, on which the correction was decided", mend)


def used(text: object) -> float:
    """Return the value a correction uses: NaN where the cell is set missing."""
    return float(str(text) or "nan")
