"""Reading of raw tables: as filed and as described, or not at all.

Every departure from the descriptor is found before anything is refused, so that one message
lists them all, each with its row (the header is row 1) and column.
"""

from __future__ import annotations

import difflib
import math
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from living_edition.errors import InputError, Problem, refuse
from living_edition.files import csv_records, sha256
from living_edition.tables import cells
from living_edition.tables.cells import Row
from living_edition.tables.descriptor import Resource, resource

_BOM = b"\xef\xbb\xbf"
_NUMBER = re.compile(r"(?!-0+(\.0*)?$)-?(0|[1-9]\d*)(\.\d+)?", re.ASCII)
_INTEGER = re.compile(r"(?!-0+(\.0*)?$)-?(0|[1-9]\d*)(\.0+)?", re.ASCII)
_LOOSE = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_THOUSANDS = re.compile(r"[+-]?\d{1,3}([,，\u00a0\u202f ']\d{3})+(\.\d+)?", re.ASCII)
_NUMERIC = ("number", "integer")
_UNSAID = ("", "number", "p_value", "share", "year")
"""Units of plain figures: a message does not name them."""
_MOST = 10
"""Problems told of one column, or of the rows' lengths: more would drown the others."""

Field = dict[str, Any]


def read_raw(path: str | Path, resource: Resource) -> pd.DataFrame:
    """Return the raw table in ``path`` with the types of its descriptor.

    Text columns are ``str``, ``number`` columns ``float64`` in the unit the descriptor names,
    ``integer`` columns ``int64`` (``Int64`` where a value may be missing). Raises ``InputError``
    with all problems where the file is not what ``resource`` describes.
    """
    return typed(_checked(Path(path), resource, checksum=True), resource)


def typed(rows: list[Row], resource: Resource) -> pd.DataFrame:
    """Return checked rows with the types of ``resource``, as ``read_raw`` says."""
    fields = {str(field["name"]): field for field in resource["schema"]["fields"]}
    return pd.DataFrame({name: _column([row.cells[name] for row in rows], field) for name, field in fields.items()})


def read_table(path: Path) -> pd.DataFrame:
    """Return the raw table in ``path`` as ``read_raw``, by the descriptor of its name."""
    return read_raw(path, resource(path.stem))


def check_content(path: str | Path, resource: Resource) -> int:
    """Return the number of rows; raise ``InputError`` as ``read_raw``, the checksum left aside."""
    return len(_checked(Path(path), resource, checksum=False))


def _checked(path: Path, resource: Resource, *, checksum: bool) -> list[Row]:
    if not path.is_file():
        mend = f"put the table {resource['name']} there"
        raise InputError([Problem(str(path), "", "no such file", "a CSV file", mend)])
    problems = list(_checksum_problems(path, resource)) if checksum else []
    text = _decode(path, problems)
    try:
        records = [] if text is None else csv_records(text, str(path))
    except InputError as error:
        raise InputError([*problems, *error.problems]) from None
    rows, faults = ([], []) if text is None else checked_records(path, resource, records)
    refuse([*problems, *faults])
    return rows


def checked_records(path: Path, resource: Resource, records: list[list[str]]) -> tuple[list[Row], list[Problem]]:
    """Return the rows of ``records`` (the header first) and all that is not as described; ``path`` is for messages.

    Tables that list known keys are looked for beside ``path``.
    """
    fields: list[Field] = resource["schema"]["fields"]
    names = [str(field["name"]) for field in fields]
    header = records[0] if records else []
    problems = list(_header_problems(path, header, names))
    if not set(header) & set(names):
        actual = f"the first row {', '.join(header)[:60]!r}, without any of the table's columns"
        first = Problem(str(path), "row 1", actual, ", ".join(names), "take away what stands above the header")
        return [], [first]
    if reordered := list(_order_problems(path, header, names)):
        # Where two heads have changed places, every cell below them would be told as wrong.
        return [], [*problems, *reordered]
    rows, cut = _rows(path, header, records[1:])
    if cut and problems:
        # Where the header is wrong, every row is told to have the wrong number of cells.
        return [], problems
    problems += _first(cut, "rows")
    if not rows and not cut:
        problems.append(Problem(str(path), "row 2", "a header alone", "rows", "restore the rows"))
    for field in fields:
        problems += _first(list(_cell_problems(path, rows, field)), "rows of the column")
        problems += cells.date_problems(path, rows, field)
    problems += cells.unknown_keys(path, rows, fields)
    problems += _key_problems(path, rows, resource["schema"].get("primaryKey", []))
    return rows, problems


def _checksum_problems(path: Path, resource: Resource) -> Iterator[Problem]:
    actual, expected = f"sha256:{sha256(path)}", str(resource["hash"])
    if actual != expected:
        command = f"python -m living_edition accept {resource['name']}"
        mend = f"restore the file, or, where the change is meant, accept it: {command}"
        recorded = f"{expected} as recorded in data/datapackage.json"
        yield Problem(str(path), "", f"checksum {actual}", recorded, mend)


def _decode(path: Path, problems: list[Problem]) -> str | None:
    """Return the text, None where there is none to check; put what is wrong with its bytes among ``problems``."""
    content = path.read_bytes()

    def tell(at: int, actual: str, expected: str, mend: str) -> None:
        row = content.count(b"\n", 0, at) + 1
        problems.append(Problem(str(path), f"row {row}", actual, expected, mend))

    if not content.removeprefix(_BOM).strip():
        mend = "restore the table with its header and rows"
        problems.append(Problem(str(path), "", "an empty file", "a header and rows", mend))
        return None
    if content.startswith(_BOM):
        tell(0, "a byte order mark (BOM)", "UTF-8 without BOM", "save it as UTF-8 without BOM")
        content = content.removeprefix(_BOM)
    if lines := content.count(b"\r"):
        actual = f"CRLF or CR line ends ({lines} in the file)"
        tell(content.index(b"\r"), actual, "line feeds (LF)", "save it with LF line ends")
        content = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        actual = f"the byte 0x{content[error.start]:02x}, which is not UTF-8"
        tell(error.start, actual, "UTF-8", "save it as UTF-8 (it may be GB 18030)")
        return None


def _header_problems(path: Path, header: list[str], names: list[str]) -> Iterator[Problem]:
    missing = [name for name in names if name not in header]
    extra = [name for name in header if name not in names]
    renamed: dict[str, str] = {}
    for name in extra:
        near = difflib.get_close_matches(name.strip().lower(), missing, n=1, cutoff=0.6)
        if near:
            renamed[name] = near[0]
            missing.remove(near[0])
    for name in extra:
        if name in renamed:
            mend = f"rename it to {renamed[name]}, the nearest name"
            yield cells.problem(path, 1, name, f"the column {name!r}", f"{renamed[name]!r}", mend)
        else:
            yield cells.problem(path, 1, name, f"an extra column {name!r}", ", ".join(names), "take the column out")
    for name in missing:
        mend = f"add the column {name}, at place {names.index(name) + 1}"
        yield cells.problem(path, 1, name, "no such column", f"a column {name!r}", mend)
    for name in sorted({name for name in header if header.count(name) > 1}):
        yield cells.problem(path, 1, name, f"the column {name!r} {header.count(name)} times", "it once", "take one out")


def _order_problems(path: Path, header: list[str], names: list[str]) -> Iterator[Problem]:
    ours = [name for name in header if name in names]
    wanted = [name for name in names if name in header]
    if ours != wanted and sorted(ours) == sorted(wanted):
        first = next(mine for mine, other in zip(ours, wanted, strict=True) if mine != other)
        actual = f"columns reordered: {', '.join(ours)}"
        yield cells.problem(path, 1, first, actual, ", ".join(wanted), "put them in that order")


def _rows(path: Path, header: list[str], records: list[list[str]]) -> tuple[list[Row], list[Problem]]:
    """Return the whole rows, and a problem for each one with the wrong number of cells."""
    rows, problems = [], []
    for number, values in enumerate(records, start=2):
        if len(values) == len(header):
            rows.append(Row(number, dict(zip(header, values, strict=True))))
            continue
        few = len(values) < len(header)
        actual = f"{len(values)} cells" if values else "an empty line"
        mend = "complete the row" if few else "quote a text that has a comma; write numbers without"
        at = header[len(values)] if few else header[-1]
        problems.append(cells.problem(path, number, at, actual, f"{len(header)} cells", mend))
    return rows, problems


def _cell_problems(path: Path, rows: list[Row], field: Field) -> Iterator[Problem]:
    name = str(field["name"])
    for row in rows:
        if name in row.cells and (fault := _fault(row.cells[name], field)) is not None:
            yield cells.problem(path, row.number, name, *fault)


def _first(problems: list[Problem], what: str) -> list[Problem]:
    """Return the first problems of a kind, the last of which says how many more there are."""
    shown = problems[:_MOST]
    if more := len(problems) - len(shown):
        shown[-1] = replace(shown[-1], actual=f"{shown[-1].actual} (and {more} more {what})")
    return shown


def _fault(cell: str, field: Field) -> tuple[str, str, str] | None:
    """Return what was found, what was expected and how to mend it; None for a good cell."""
    rules = field.get("constraints", {})
    if cell == "":
        if rules.get("required"):
            return "an empty cell", "a value", "fill it from the source"
        return None
    if (unclean := cells.fault(cell, numeric=field["type"] in _NUMERIC)) is not None:
        return unclean
    if field["type"] in _NUMERIC:
        return _number_fault(cell, field) or _range_fault(cell, field)
    if cell != cell.strip():
        return f"{cell!r}, with space at an end", repr(cell.strip()), "take the space away"
    if "enum" in rules and cell not in rules["enum"]:
        known = [str(allowed) for allowed in rules["enum"]]
        near = difflib.get_close_matches(cell, known, n=1)
        mend = f"write {near[0]}, the nearest" if near else "write one of these"
        return repr(cell), f"one of {', '.join(known)}", mend
    if "pattern" in rules and not re.fullmatch(rules["pattern"], cell):
        return repr(cell), f"text of the pattern {rules['pattern']}", "write it as the others are"
    return None


def _number_fault(cell: str, field: Field) -> tuple[str, str, str] | None:
    """Return the fault of a cell that is no number (of the plain ASCII kind)."""
    whole = field["type"] == "integer"
    if (_INTEGER if whole else _NUMBER).fullmatch(cell):
        return None
    expected = "a whole number" if whole else "a number"
    expected += f" in {unit}" if (unit := _unit(field)) else ""
    narrow = unicodedata.normalize("NFKC", cell)
    plain = narrow.replace(",", "").strip()
    if narrow != cell and _NUMBER.fullmatch(plain):
        return f"full-width digits or signs {cell!r}", expected, f"write {plain}"
    if _THOUSANDS.fullmatch(cell.strip()):
        return f"thousands separators {cell!r}", expected, f"write {re.sub('[^0-9.+-]', '', cell)}"
    if _NUMBER.fullmatch(cell):
        return repr(cell), expected, "round it as the source does"
    if _LOOSE.fullmatch(cell) and math.isfinite(float(cell)):
        return (
            f"{cell!r}, a number written otherwise",
            f"{expected}, as {'12 or -3' if whole else '0.5, 12 or -3'}",
            "write digits and a point alone",
        )
    if _LOOSE.fullmatch(cell):
        return cell, "a finite number", "look the figure up in the source"
    return f"text {cell!r}", expected, "write the number, or leave the cell empty"


def _range_fault(cell: str, field: Field) -> tuple[str, str, str] | None:
    rules, value = field.get("constraints", {}), float(cell)
    unit = f" {_unit(field)}".rstrip()
    mend = "look the figure up in the source (is the unit right?)"
    if value in (float("inf"), float("-inf")):
        return cell, "a finite number", mend
    if "minimum" in rules and value < rules["minimum"]:
        return f"{cell}, out of range", f"at least {rules['minimum']}{unit}", mend
    if "maximum" in rules and value > rules["maximum"]:
        return f"{cell}, out of range", f"at most {rules['maximum']}{unit}", mend
    if "enum" in rules and value not in rules["enum"]:
        return cell, f"one of {', '.join(map(str, rules['enum']))}", "write one of these"
    return None


def _unit(field: Field) -> str:
    unit = str(field.get("unit", ""))
    return "" if unit in _UNSAID else unit


def _key_problems(path: Path, rows: list[Row], key: str | list[str]) -> Iterator[Problem]:
    columns = [key] if isinstance(key, str) else list(key)
    seen: dict[tuple[str, ...], int] = {}
    for row in rows if columns and rows and set(columns) <= set(rows[0].cells) else []:
        values = tuple(row.cells[column] for column in columns)
        if values in seen:
            actual, names = f"{', '.join(values)} again, as in row {seen[values]}", ", ".join(columns)
            yield cells.problem(path, row.number, names, actual, "each key once", "take one of the rows out")
        seen.setdefault(values, row.number)


def _column(filed: list[str], field: Field) -> pd.Series[Any]:
    if field["type"] == "integer":
        integers = pd.Series([None if cell == "" else int(float(cell)) for cell in filed], dtype="Int64")
        return integers if integers.isna().any() else integers.astype("int64")
    if field["type"] == "number":
        return pd.Series([float(cell) if cell else float("nan") for cell in filed], dtype="float64")
    return pd.Series([cell if cell else None for cell in filed], dtype="str")
