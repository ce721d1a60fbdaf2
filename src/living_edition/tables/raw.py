"""Reading of raw tables: as filed and as described, or not at all.

Every departure from the descriptor is found before anything is refused, so that one message
lists them all, each with its row (the header is row 1) and column.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from living_edition.errors import InputError, Problem
from living_edition.files import csv_records, sha256
from living_edition.tables import cells
from living_edition.tables.cells import Row
from living_edition.tables.descriptor import Resource, resource

_BOM = b"\xef\xbb\xbf"
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_INTEGER = re.compile(r"[+-]?\d+(\.0+)?", re.ASCII)
_THOUSANDS = re.compile(r"[+-]?\d{1,3}([,，\u00a0\u202f ']\d{3})+(\.\d+)?", re.ASCII)
_NUMERIC = ("number", "integer")

Field = dict[str, Any]


def read_raw(path: str | Path, resource: Resource) -> pd.DataFrame:
    """Return the raw table in ``path`` with the types of its descriptor.

    Text columns are ``str``, ``number`` columns ``float64`` in the unit the descriptor names,
    ``integer`` columns ``int64`` (``Int64`` where a value may be missing). Raises ``InputError``
    with all problems where the file is not what ``resource`` describes.
    """
    rows = _checked(Path(path), resource, checksum=True)
    return _typed(rows, resource["schema"]["fields"])


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
    text, unreadable = _decode(path)
    problems += unreadable
    if text is None:
        raise InputError(problems)
    try:
        records = csv_records(text, str(path))
    except InputError as error:
        raise InputError([*problems, *error.problems]) from None
    rows, found = checked_records(path, resource, records)
    if problems or found:
        raise InputError([*problems, *found])
    return rows


def checked_records(path: Path, resource: Resource, records: list[list[str]]) -> tuple[list[Row], list[Problem]]:
    """Return the rows of ``records`` (the header first) and all that is not as described; ``path`` is for messages.

    Tables that list known keys are looked for beside ``path``.
    """
    fields: list[Field] = resource["schema"]["fields"]
    names = [str(field["name"]) for field in fields]
    header = records[0] if records else []
    problems = list(_header_problems(path, header, names))
    if reordered := list(_order_problems(path, header, names)):
        # Where two heads have changed places, every cell below them would be told as wrong.
        return [], [*problems, *reordered]
    rows, cut = _rows(path, header, records[1:])
    problems += cut
    problems += _no_rows(path, rows, cut)
    for field in fields:
        problems += _cell_problems(path, rows, field)
        problems += cells.date_problems(path, rows, field)
    problems += cells.unknown_keys(path, rows, fields)
    problems += _key_problems(path, rows, resource["schema"].get("primaryKey", []))
    return rows, problems


def _checksum_problems(path: Path, resource: Resource) -> Iterator[Problem]:
    found, expected = f"sha256:{sha256(path)}", str(resource["hash"])
    if found != expected:
        command = f"python -m living_edition accept {resource['name']}"
        yield Problem(
            str(path),
            "",
            f"checksum {found}",
            f"{expected} as recorded in data/datapackage.json",
            f"restore the file, or, where the change is meant, accept it: {command}",
        )


def _decode(path: Path) -> tuple[str | None, list[Problem]]:
    """Return the text (None where there is none to check) and what is wrong with its bytes."""
    content = path.read_bytes()
    problems = []
    if not content.removeprefix(_BOM).strip():
        mend = "restore the table with its header and rows"
        return None, [Problem(str(path), "", "an empty file", "a header and rows", mend)]
    if content.startswith(_BOM):
        mend = "save it as UTF-8 without BOM"
        problems.append(Problem(str(path), "row 1", "a byte order mark (BOM)", "UTF-8 without BOM", mend))
        content = content.removeprefix(_BOM)
    if b"\r" in content:
        row = content[: content.index(b"\r")].count(b"\n") + 1
        lines = content.count(b"\r")
        problems.append(
            Problem(
                str(path),
                f"row {row}",
                f"CRLF or CR line ends ({lines} in the file)",
                "line feeds (LF)",
                "save it with LF line ends",
            )
        )
        content = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    try:
        return content.decode("utf-8"), problems
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        found = f"the byte 0x{content[error.start]:02x}, which is not UTF-8"
        problems.append(Problem(str(path), f"row {row}", found, "UTF-8", "save it as UTF-8 (it may be GB 18030)"))
        return None, problems


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
        place = f"row 1, column {name}"
        if name in renamed:
            mend = f"rename it to {renamed[name]}, the nearest name"
            yield Problem(str(path), place, f"the column {name!r}", f"{renamed[name]!r}", mend)
        else:
            mend = "take the column out"
            yield Problem(str(path), place, f"an extra column {name!r}", ", ".join(names), mend)
    for name in missing:
        found, mend = "no such column", f"add the column {name}, at place {names.index(name) + 1}"
        yield Problem(str(path), f"row 1, column {name}", found, f"a column {name!r}", mend)
    for name in sorted({name for name in header if header.count(name) > 1}):
        found = f"the column {name!r} {header.count(name)} times"
        yield Problem(str(path), f"row 1, column {name}", found, "it once", "take one out")


def _order_problems(path: Path, header: list[str], names: list[str]) -> Iterator[Problem]:
    ours = [name for name in header if name in names]
    wanted = [name for name in names if name in header]
    if ours != wanted and sorted(ours) == sorted(wanted):
        at = next(i for i, (a, b) in enumerate(zip(ours, wanted, strict=True)) if a != b)
        place = f"row 1, column {ours[at]}"
        found = f"columns reordered: {', '.join(ours)}"
        yield Problem(str(path), place, found, ", ".join(wanted), "put them in that order")


def _rows(path: Path, header: list[str], records: list[list[str]]) -> tuple[list[Row], list[Problem]]:
    """Return the whole rows, and a problem for each one with the wrong number of cells."""
    rows, problems = [], []
    for number, values in enumerate(records, start=2):
        if len(values) == len(header):
            rows.append(Row(number, dict(zip(header, values, strict=True))))
            continue
        at = header[len(values)] if len(values) < len(header) else header[-1]
        place = f"row {number}, column {at}"
        found = f"{len(values)} cells" if values else "an empty line"
        mend = (
            "complete the row" if len(values) < len(header) else "quote a text that has a comma; write numbers without"
        )
        problems.append(Problem(str(path), place, found, f"{len(header)} cells", mend))
    return rows, problems


def _no_rows(path: Path, rows: list[Row], cut: list[Problem]) -> Iterator[Problem]:
    if not rows and not cut:
        yield Problem(str(path), "row 2", "a header alone", "rows", "restore the rows")


def _cell_problems(path: Path, rows: list[Row], field: Field) -> Iterator[Problem]:
    name = str(field["name"])
    for row in rows:
        if name not in row.cells:
            return
        fault = _fault(row.cells[name], field)
        if fault is not None:
            found, expected, mend = fault
            yield Problem(str(path), f"row {row.number}, column {name}", found, expected, mend)


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
        return _enum_fault(cell, [str(one) for one in rules["enum"]])
    if "pattern" in rules and not re.fullmatch(str(rules["pattern"]).strip("^$"), cell):
        return repr(cell), f"text of the pattern {rules['pattern']}", "write it as the others are"
    return None


def _enum_fault(cell: str, known: list[str]) -> tuple[str, str, str]:
    near = difflib.get_close_matches(cell, known, n=1)
    mend = f"write {near[0]}, the nearest" if near else "write one of these"
    return repr(cell), f"one of {', '.join(known)}", mend


def _number_fault(cell: str, field: Field) -> tuple[str, str, str] | None:
    """Return the fault of a cell that is no number (of the plain ASCII kind)."""
    pattern = _INTEGER if field["type"] == "integer" else _NUMBER
    if pattern.fullmatch(cell):
        return None
    expected = "a whole number" if field["type"] == "integer" else "a number"
    if field.get("unit", "year") != "year":
        expected += f" in {field['unit']}"
    narrow = unicodedata.normalize("NFKC", cell)
    if narrow != cell and _NUMBER.fullmatch(narrow.replace(",", "").strip()):
        mend = f"write {narrow.replace(',', '').strip()}"
        return f"full-width digits or signs {cell!r}", expected, mend
    if _THOUSANDS.fullmatch(cell.strip()):
        plain = re.sub(r"[^\d.+-]", "", cell)
        return f"thousands separators {cell!r}", expected, f"write {plain}"
    if _NUMBER.fullmatch(cell):
        return repr(cell), expected, "round it as the source does"
    return f"text {cell!r}", expected, "write the number, or leave the cell empty"


def _range_fault(cell: str, field: Field) -> tuple[str, str, str] | None:
    rules, value = field.get("constraints", {}), float(cell)
    unit = f" {field['unit']}" if "unit" in field else ""
    mend = "look the figure up in the source (is the unit right?)"
    if value in (float("inf"), float("-inf")):
        return cell, "a finite number", mend
    if "minimum" in rules and value < rules["minimum"]:
        return f"{cell}, out of range", f"at least {rules['minimum']}{unit}", mend
    if "maximum" in rules and value > rules["maximum"]:
        return f"{cell}, out of range", f"at most {rules['maximum']}{unit}", mend
    if "enum" in rules and value not in [float(one) for one in rules["enum"]]:
        return cell, f"one of {', '.join(map(str, rules['enum']))}", "write one of these"
    return None


def _key_problems(path: Path, rows: list[Row], key: str | list[str]) -> Iterator[Problem]:
    columns = [key] if isinstance(key, str) else list(key)
    if not columns:
        return
    seen: dict[tuple[str, ...], int] = {}
    for row in rows:
        if any(column not in row.cells for column in columns):
            return
        values = tuple(row.cells[column] for column in columns)
        if values in seen:
            place = f"row {row.number}, column {', '.join(columns)}"
            found = f"{', '.join(values)} again, as in row {seen[values]}"
            yield Problem(str(path), place, found, "each key once", "take one of the rows out")
        seen.setdefault(values, row.number)


def _typed(rows: list[Row], fields: Iterable[Field]) -> pd.DataFrame:
    return pd.DataFrame({field["name"]: _column([row.cells[field["name"]] for row in rows], field) for field in fields})


def _column(filed: list[str], field: Field) -> pd.Series[Any]:
    if field["type"] == "integer":
        whole = pd.Series([None if cell == "" else int(float(cell)) for cell in filed], dtype="Int64")
        return whole if whole.isna().any() else whole.astype("int64")
    if field["type"] == "number":
        return pd.Series([float(cell) if cell else float("nan") for cell in filed], dtype="float64")
    return pd.Series([cell if cell else None for cell in filed], dtype="str")
