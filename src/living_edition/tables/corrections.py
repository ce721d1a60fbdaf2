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

from living_edition.errors import InputError, Problem, refuse
from living_edition.files import read_records
from living_edition.languages import languages
from living_edition.project import edition
from living_edition.tables.descriptor import Resource
from living_edition.tables.raw import checked_records, typed

PATH = "data/corrections.csv"
CORRECTION_KINDS = (
    "copied", "derived_from_a_fault", "leap_and_return", "order_of_magnitude", "other_source", "other_unit", "swapped",
)  # fmt: skip
"""Why a single cell was corrected."""
_FIGURE = r"^-?\d+(\.\d+)?$"


def corrections_resource() -> Resource:
    """Return the description of the file as raw tables have theirs; tables are those of ``correction_keys``."""
    given = {"required": True}
    rules: dict[str, dict[str, Any]] = {
        "table": given | {"enum": sorted(edition().correction_keys)},
        "key": given,
        "name": given,
        "year": given | {"minimum": 1978, "maximum": 2030},
        "column": given,
        "as_filed": given | {"pattern": _FIGURE},
        "used": {"pattern": _FIGURE},
        "kind": given | {"enum": CORRECTION_KINDS},
        **{f"reason_{lang}": given for lang in languages()},
        "evidence": given,
    }
    fields = [
        {"name": name, "type": "integer" if name == "year" else "string", "constraints": constraints}
        for name, constraints in rules.items()
    ]
    return {"name": "corrections", "schema": {"fields": fields, "primaryKey": ["table", "key", "year", "column"]}}


def read_corrections(path: str | Path = PATH) -> pd.DataFrame:
    """Return the corrections; raise ``InputError`` where the file is not what ``corrections_resource`` says."""
    if not Path(path).is_file():
        missing = Problem(str(path), "", "no such file", "the table of corrections", "restore it")
        raise InputError([missing])
    described = corrections_resource()
    rows, problems = checked_records(Path(path), described, read_records(path, str(path)))
    refuse(problems)
    return typed(rows, described).fillna({"used": ""})


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
    for number, correction in zip(mine.index + 2, mine.itertuples(), strict=True):
        at = rows.get((correction.key, correction.year))
        problems += _problems(raw, correction, at, f"row {number}", str(path))
        places.append(at)
    refuse(problems)
    return mine.assign(at=places)


def _problems(raw: pd.DataFrame, correction: Any, at: Any, location: str, path: str) -> Iterator[Problem]:
    column, filed = str(correction.column), float(correction.as_filed)
    cell = f"{correction.table}, {correction.key}, {correction.year}"
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
