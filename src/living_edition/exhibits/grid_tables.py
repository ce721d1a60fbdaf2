"""A table as a grid table of pandoc's Markdown, which pipe tables are not enough for: heads and panels that span."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from living_edition.exhibits.markdown_tables import blank, marked, text_width
from living_edition.exhibits.tables import Spanner, Table

# What pandoc would take for the beginning of a list where a cell is a block of its own: "(1)", "2.", "-".
_LIST = re.compile(r"^(\(?\w{1,4})([.)])(?=\s|$)|^([-+])(?=\s)")


_Row = list[Spanner]
"""Texts, each over the columns that it takes."""


def to_grid(table: Table) -> str:
    """Return a grid table; spaces as wide as figures line the points up."""
    heads = [[replace(head, label=block(head.label)) for head in table.spans(level)] for level in table.spanners]
    rows = [*heads, _row(map(block, table.heads)), *_body(table)]
    widths = _widths(rows, len(table.columns))
    lines = []
    above: set[int] = set()
    for at, row in enumerate(rows):
        edges = {cell.last for cell in row}
        lines += [_border(widths, above | edges, table if at == len(heads) + 1 else None), _line(widths, row)]
        above = edges
    return "".join(f"{line}\n" for line in [*lines, _border(widths, above)])


def block(text: str) -> str:
    """Return the Markdown of a cell that is a block of its own."""
    return _LIST.sub(lambda m: f"\\{m[3]}" if m[3] else f"{m[1]}\\{m[2]}", marked(text))


def _row(texts: Iterable[str]) -> _Row:
    return [Spanner(text, at, at) for at, text in enumerate(texts)]


def _body(table: Table) -> list[_Row]:
    rows, pads = [], iter(table.pads)
    for group in table.groups:
        if group.panel:
            rows.append([Spanner(f"*{block(group.panel)}*", 0, len(table.columns) - 1)])
        for row in group.rows:
            around = zip(row, next(pads), strict=True)
            rows.append(_row(blank(before) + block(cell.text) + blank(after) for cell, (before, after) in around))
    return rows


def _widths(rows: Sequence[_Row], count: int) -> list[int]:
    widths = [3] * count
    # What stands over one column first: what spans several takes what it lacks of the last.
    for cell in sorted((cell for row in rows for cell in row), key=lambda cell: cell.width > 1):
        missing = text_width(cell.label) + 2 - _room(widths, cell)
        widths[cell.last] += max(0, missing)
    return widths


def _room(widths: Sequence[int], cell: Spanner) -> int:
    return sum(widths[cell.first : cell.last + 1]) + cell.last - cell.first


def _border(widths: Sequence[int], edges: set[int], table: Table | None = None) -> str:
    """Return a line between rows; with ``table`` the one below its heads, which says where the columns' cells stand."""
    fill = "=" if table else "-"
    parts = []
    for at, width in enumerate(widths):
        align = table.columns[at].align if table else ""
        start = ":" if align in ("left", "centre") else fill
        end = ":" if align in ("right", "centre") else fill
        parts.append(start + fill * (width - 2) + end + ("+" if at in edges else fill))
    return "+" + "".join(parts)


def _line(widths: Sequence[int], row: _Row) -> str:
    cells = [f" {cell.label}" + " " * (_room(widths, cell) - text_width(cell.label) - 1) for cell in row]
    return "|" + "|".join(cells) + "|"
