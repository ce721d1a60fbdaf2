"""What a cell of a raw table may hold as text: nothing that cannot be seen, was lost, or means another character.

A city's name with a zero-width space in it is another city to every program, and the same to every reader.
"""

from __future__ import annotations

import csv
import datetime as dt
import difflib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from living_edition.errors import Problem
from living_edition.files import guarded, unclean

Fault = tuple[str, str, str]
"""What was found, what was expected, how to mend it."""
_ERRORS = re.compile(r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!)|#{2,}")
_NOTHING = re.compile(r"none|null|nan|nil|undefined|<na>|n/?a|n\.a\.|tbd|[-–—?.…~*]+", re.IGNORECASE)
_NARROW = re.compile("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]")
# Radicals and compatibility forms look like the characters that they are not.
_LOOKALIKE = re.compile("[\u2e80-\u2fdf\uf900-\ufaff]")
_DATE = re.compile(r"(\d{4})([-/])(\d{1,2})(?:\2(\d{1,2}))?", re.ASCII)
_HAN = re.compile("[\u3400-\u9fff]")


@dataclass(frozen=True)
class Row:
    """A data row of the file: its number (the header is row 1) and its cells by column."""

    number: int
    cells: dict[str, str]


def problem(path: Path, row: int, columns: str, actual: str, expected: str, mend: str) -> Problem:
    """Return a problem of a cell of the file ``path``, or of several ``columns`` of a row."""
    return Problem(str(path), f"row {row}, column {columns}", actual, expected, mend)


def fault(cell: str, *, numeric: bool = False) -> Fault | None:
    """Return what is wrong with a cell as text; None for clean text. Numbers have rules of their own for width."""
    if _ERRORS.fullmatch(cell.strip()):
        mend = "widen the spreadsheet column or mend the formula, and export the table again"
        return f"{cell!r}, a spreadsheet's error", "a value", mend
    if numeric:
        return None
    for location, char in enumerate(cell):
        kind = unicodedata.category(char)
        if char == "\ufffd":
            return "a replacement character (U+FFFD)", "the character that was lost", "look it up in the source"
        if kind in ("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp") or (kind == "Zs" and char != " "):
            near = f"after {cell[:location]!r}" if location else "at the start"
            return f"the character U+{ord(char):04X} {near}, which cannot be seen", "text", "take it out"
    if other := unclean(cell):
        return other[1], "text", other[2]
    if tag := re.search(r"</?[A-Za-z][^<>]*>", cell):
        return f"the tag {tag[0]}", "plain text", "take it out"
    if guarded(cell) != cell or cell.startswith("'"):
        return f"{cell[:40]!r}, which a spreadsheet runs as a formula", "text", "write the value"
    if _NOTHING.fullmatch(cell.strip()):
        return f"{cell!r}, which stands for nothing", "a value, or an empty cell", "look it up, or empty it"
    for pattern, what in ((_NARROW, "full-width letters or digits"), (_LOOKALIKE, "a look-alike of a character")):
        if pattern.search(cell):
            plain = unicodedata.normalize("NFKC", cell)
            return f"{what} in {cell!r}", repr(plain), f"write {plain}"
    if (meant := _mojibake(cell)) is not None:
        return f"{cell!r}, text read in the wrong encoding", repr(meant), f"write {meant}, and save the file as UTF-8"
    return None


def _mojibake(cell: str) -> str | None:
    """Return what a cell said before UTF-8 was read as something else; None where it was not."""
    if cell.isascii():
        return None
    for encoding in ("gb18030", "cp1252", "latin-1"):
        try:
            meant = cell.encode(encoding).decode("utf-8")
        except (UnicodeEncodeError, UnicodeDecodeError):
            continue
        if meant != cell and (_HAN.search(meant) or encoding != "gb18030"):
            return meant
    return None


def date_problems(path: Path, rows: list[Row], field: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield each cell of a text column that has the form of a day or month and is none of the calendar.

    A year with the two digits of the next (2012/13) is a period of both.
    """
    name = str(field["name"])
    for row in rows if field["type"] == "string" else []:
        match = _DATE.fullmatch(row.cells.get(name, ""))
        if match is None or (match[4] is None and match[3] == f"{int(match[1]) + 1}"[-2:]):
            continue
        try:
            dt.date(int(match[1]), int(match[3]), int(match[4] or 1))
        except ValueError:
            yield problem(path, row.number, name, f"the date {match[0]}", "a day of the calendar",
                          "look it up in the source")  # fmt: skip


def unknown_keys(path: Path, rows: list[Row], fields: list[dict[str, Any]]) -> Iterator[Problem]:
    """Yield each cell of a key that is none of the known values, and each code whose name is another's.

    The table that lists them lies beside ``path``; where it is not there, nothing is said.
    """
    listing = [(str(field["name"]), field["known"]) for field in fields if "known" in field]
    for resource in dict.fromkeys(str(known["resource"]) for _, known in listing):
        file = path.parent / f"{resource}.csv"
        if file.is_file() and rows:
            mine = [(name, known) for name, known in listing if known["resource"] == resource and name in rows[0].cells]
            with file.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
                yield from _unlisted(path, rows, mine, list(csv.DictReader(stream)))


def _unlisted(
    path: Path, rows: list[Row], listing: list[tuple[str, Mapping[str, Any]]], records: list[dict[str, str]]
) -> Iterator[Problem]:
    known = {name: {each.get(entry["field"], "") for each in records} for name, entry in listing}
    also = {name: set(entry.get("also", [])) for name, entry in listing}
    together = {tuple(each.get(entry["field"], "") for _, entry in listing) for each in records}
    for row in rows:
        values = {name: row.cells[name] for name, _ in listing}
        strange = [name for name, value in values.items() if value and value not in known[name] | also[name]]
        for name in strange:
            near = difflib.get_close_matches(values[name], sorted(known[name]), n=1, cutoff=0.4)
            mend = f"write {near[0]}, the nearest" if near else "correct it"
            entry = dict(listing)[name]
            expected = f"a {entry['field']} of {entry['resource']}.csv"
            yield problem(path, row.number, name, repr(values[name]), expected, mend)
        if len(listing) > 1 and not strange and tuple(values.values()) not in together:
            actual = f"{', '.join(values.values())}, which do not go together"
            yield problem(path, row.number, ", ".join(values), actual, "a code and its own name", "correct one of them")
