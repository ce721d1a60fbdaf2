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
import pandera.pandas as pa

from living_edition.errors import InputError, Problem, refuse
from living_edition.files import read_records
from living_edition.languages import languages
from living_edition.project import edition
from living_edition.tables import cells
from living_edition.tables.columns import schema, text, whole
from living_edition.tables.validate import validate

PATH = "data/corrections.csv"
CORRECTION_KINDS = (
    "copied", "derived_from_a_fault", "leap_and_return", "order_of_magnitude", "other_source", "other_unit", "swapped",
)  # fmt: skip
"""Why a single cell was corrected."""
_FIGURE = r"^-?\d+(\.\d+)?$"


def corrections_schema() -> pa.DataFrameSchema:
    """Return the schema of the corrections: tables are those of ``correction_keys`` in edition.yaml."""
    not_empty = pa.Check.str_contains(r"\S")
    columns = {
        "table": text(pa.Check.isin(sorted(edition().correction_keys))),
        "key": text(not_empty),
        "name": text(not_empty),
        "year": whole(pa.Check.in_range(1978, 2030)),
        "column": text(not_empty),
        "as_filed": text(pa.Check.str_matches(_FIGURE)),
        "used": text(pa.Check.str_matches(f"^$|{_FIGURE}")),
        "kind": text(pa.Check.isin(CORRECTION_KINDS)),
        **{f"reason_{lang}": text(not_empty) for lang in languages()},
        "evidence": text(not_empty),
    }
    return schema("corrections", ("table", "key", "year", "column"), columns)


def read_corrections(path: str | Path = PATH) -> pd.DataFrame:
    """Return the corrections; raise ``InputError`` where the file is not what ``corrections_schema`` says."""
    if not Path(path).is_file():
        missing = Problem(str(path), "", "no such file", "the table of corrections", "restore it")
        raise InputError([missing])
    header, *rows = read_records(path, str(path))
    table = pd.DataFrame(rows, columns=header, dtype="str")
    unclean = [
        Problem(str(path), f"row {number}, column {column}", *wrong)
        for number, row in enumerate(rows, start=2)
        for column, cell in zip(header, row, strict=True)
        if (wrong := cells.fault(cell)) is not None
    ]
    refuse(unclean)
    year = pd.to_numeric(table["year"], errors="coerce").fillna(0) if "year" in table else 0
    return validate(table.assign(year=year).astype({"year": "int64"}), corrections_schema(), str(path))


def corrections_of(table: str, raw: pd.DataFrame, corrections: pd.DataFrame, path: str | Path = PATH) -> pd.DataFrame:
    """Return the corrections of ``table`` with the index of their row in ``raw`` (column ``at``).

    Raises ``InputError`` with every correction whose row or column is not in ``raw`` or whose cell
    does not hold the value it was decided on.
    """
    mine = corrections[corrections["table"].eq(table)]
    keys = zip(raw[edition().correction_keys[table]], raw["year"], strict=True)
    rows = dict(zip(keys, raw.index, strict=True))
    problems: list[Problem] = []
    places: list[Any] = []
    for number, one in zip(mine.index + 2, mine.itertuples(), strict=True):
        at = rows.get((one.key, one.year))
        problems += _problems(raw, one, at, f"row {number}", str(path))
        places.append(at)
    refuse(problems)
    return mine.assign(at=places)


def _problems(raw: pd.DataFrame, one: Any, at: Any, location: str, path: str) -> Iterator[Problem]:
    column, filed = str(one.column), float(one.as_filed)
    cell = f"{one.table}, {one.key}, {one.year}"
    if at is None:
        yield Problem(path, f"{location}, column key", f"no row {cell}", "a row of the raw table", "take the row out")
    elif column not in raw.columns:
        expected = ", ".join(map(str, raw.columns))
        yield Problem(
            path, f"{location}, column column", repr(column), f"one of {expected}", "name a column of the table"
        )
    elif (now := float(raw.loc[at, column])) != filed:
        actual = f"{now} in {cell}, column {column}"
        mend = "look at the cell again: take the correction out, or decide on the new value and write it here"
        yield Problem(
            path, f"{location}, column as_filed", actual, f"{filed}, on which the correction was decided", mend
        )


def used(text: object) -> float:
    """Return the value a correction uses: NaN where the cell is set missing."""
    return float(str(text) or "nan")
