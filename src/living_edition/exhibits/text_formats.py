"""What stands around a table, and the table as CSV: as printed, and at full precision."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from living_edition.exhibits.tables import Table, frame
from living_edition.files import as_text

# What bookkeepers write for a negative amount: a standard error is none.
_NEGATIVE = re.compile(r"\([\d.,]+%?\)")
BYTE_ORDER_MARK = "\ufeff"


@dataclass(frozen=True)
class About:
    """What stands around a table: ``note`` with its source, and the ``stamp`` (id, version, hash)."""

    id: str
    title: str
    note: str
    lang: str
    stamp: str


def printed_rows(table: Table) -> list[list[str]]:
    """Return the table as it is printed: spanning heads (repeated over each of their columns), heads, rows."""
    rows = table.levels
    for group in table.groups:
        if group.panel:
            rows.append([group.panel, *[""] * (len(table.columns) - 1)])
        rows += [[cell.text for cell in row] for row in group.rows]
    return rows


def to_csv(table: Table) -> str:
    """Return the table as printed, for a spreadsheet.

    A byte order mark tells a spreadsheet that this is UTF-8; a cell that it would run as a formula is kept as text,
    and so is a figure in parentheses, which it would take for a negative one; both by an apostrophe.
    """
    rows = ([as_text(text) for text in row] for row in printed_rows(table))
    return BYTE_ORDER_MARK + _csv([f"'{text}" if _NEGATIVE.fullmatch(text) else text for text in row] for row in rows)


def to_data_csv(table: Table) -> str:
    """Return the table for a program: what ``frame`` holds, every number with all its digits, no byte order mark."""
    data = frame(table)
    values = data.astype(object).where(data.notna(), None).values.tolist()
    return _csv([[as_text(str(name)) for name in data.columns], *([_exact(value) for value in row] for row in values)])


def _exact(value: object) -> str:
    if isinstance(value, str):
        return as_text(value)
    return "" if value is None else repr(float(value)) if isinstance(value, float) else str(value)


def canonical(tables: dict[str, Table]) -> str:
    """Return the canonical CSV: heads and rows in each language, the language in the first column."""
    printed = [(lang, row) for lang, table in sorted(tables.items(), reverse=True) for row in printed_rows(table)]
    return _csv([lang, *map(as_text, row)] for lang, row in printed)


def _csv(rows: Iterable[Sequence[str]]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    return buffer.getvalue()
