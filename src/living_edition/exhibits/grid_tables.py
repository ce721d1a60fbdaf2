"""A table as a grid table of pandoc's Markdown, which pipe tables are not enough for: heads and panels that span."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from living_edition.exhibits.markdown_tables import blank, marked, text_width
from living_edition.exhibits.tables import Table

# What pandoc would take for the beginning of a list where a cell is a block of its own: "(1)", "2.", "-".
_LIST = re.compile(r"^(\(?\w{1,4})([.)])(?=\s|$)|^([-+])(?=\s)")


@dataclass(frozen=True)
class _Row:
    """Texts and the columns that each takes, first and last."""

    cells: Sequence[tuple[str, int, int]]

    def edges(self) -> set[int]:
        """Return after which columns a border stands."""
        return {last for _, _, last in self.cells}


def to_grid(table: Table) -> str:
    """Return a grid table; spaces as wide as figures line the points up."""
    count = len(table.columns)
    heads = [*(_spanned(table, level) for level in range(len(table.spanners))), _plain(table.heads)]
    body = _body(table)
    widths = _widths([*heads, *body], count)
    lines = []
    above: set[int] = set()
    for at, row in enumerate([*heads, *body]):
        fill = "=" if at == len(heads) else "-"
        lines += [_border(widths, above | row.edges(), fill, table if fill == "=" else None), _line(widths, row)]
        above = row.edges()
    return "".join(f"{line}\n" for line in [*lines, _border(widths, above, "-", None)])


def block(text: str) -> str:
    """Return the Markdown of a cell that is a block of its own."""
    return _LIST.sub(lambda m: f"\\{m[3]}" if m[3] else f"{m[1]}\\{m[2]}", marked(text))


def _plain(texts: Sequence[str]) -> _Row:
    return _Row([(block(text), at, at) for at, text in enumerate(texts)])


def _spanned(table: Table, level: int) -> _Row:
    cells, at = [], 0
    for spanner in sorted(table.spanners[level], key=lambda s: s.first):
        cells += [(block(""), empty, empty) for empty in range(at, spanner.first)]
        cells.append((block(spanner.label), spanner.first, spanner.last))
        at = spanner.last + 1
    return _Row([*cells, *((block(""), empty, empty) for empty in range(at, len(table.columns)))])


def _body(table: Table) -> list[_Row]:
    rows, pads = [], iter(table.pads)
    for group in table.groups:
        if group.panel:
            rows.append(_Row([(f"*{block(group.panel)}*", 0, len(table.columns) - 1)]))
        for row in group.rows:
            texts = [
                blank(before) + block(one.text) + blank(after)
                for one, (before, after) in zip(row, next(pads), strict=True)
            ]
            rows.append(_Row([(text, at, at) for at, text in enumerate(texts)]))
    return rows


def _widths(rows: Sequence[_Row], count: int) -> list[int]:
    widths = [3] * count
    for row in rows:
        for text, first, last in row.cells:
            if first == last:
                widths[first] = max(widths[first], text_width(text) + 2)
    for row in rows:
        for text, first, last in row.cells:
            missing = text_width(text) + 2 - sum(widths[first : last + 1]) - (last - first)
            widths[last] += max(0, missing)
    return widths


def _border(widths: Sequence[int], edges: set[int], fill: str, table: Table | None) -> str:
    parts = []
    for at, width in enumerate(widths):
        align = table.columns[at].align if table else ""
        start = ":" if align in ("left", "centre") else fill
        end = ":" if align in ("right", "centre") else fill
        parts.append((start + fill * (width - 2) + end if table else fill * width) + ("+" if at in edges else fill))
    return "+" + "".join(parts)


def _line(widths: Sequence[int], row: _Row) -> str:
    cells = []
    for text, first, last in row.cells:
        room = sum(widths[first : last + 1]) + (last - first)
        cells.append(f" {text}" + " " * (room - text_width(text) - 1))
    return "|" + "|".join(cells) + "|"
