"""The tables: columns of typed cells under heads and spanning heads, in groups of rows, with notes.

Everything is a value until ``text_formats`` and ``office_formats`` write it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from living_edition.exhibits.cells import Cell, Value, cell, lined_up, padding
from living_edition.language_files import language
from living_edition.markdown import apostrophes

if TYPE_CHECKING:
    import pandas as pd

Align = Literal["left", "right", "centre"]


@dataclass(frozen=True)
class Column:
    """A column: its head, and where its cells stand. One that is not flush left holds figures."""

    head: str
    align: Align = "left"

    @property
    def figures(self) -> bool:
        """Whether the column holds figures."""
        return self.align != "left"

    @property
    def side(self) -> Literal["left", "right", "center"]:
        """The side as the formats spell it."""
        return "center" if self.align == "centre" else self.align


@dataclass(frozen=True)
class Spanner:
    """A head over several columns, ``first`` to ``last`` (counted from 0, both in it)."""

    label: str
    first: int
    last: int

    @property
    def width(self) -> int:
        """How many columns it stands over."""
        return self.last - self.first + 1


@dataclass(frozen=True)
class RowGroup:
    """Rows that belong together and are never parted by a page, such as an estimate and its error.

    ``panel`` is a head of its own above them; ``rule`` asks for a thin rule above them.
    """

    rows: Sequence[Sequence[Cell]]
    panel: str = ""
    rule: bool = False


@dataclass(frozen=True)
class Note:
    """One thing said below a table: what the figures are, what stars mean, a warning."""

    words: str
    kind: Literal["content", "labels", "errors", "stars", "warning"] = "content"


@dataclass(frozen=True)
class Table:
    """Columns, groups of rows, levels of spanning heads (the topmost first) and notes.

    ``data`` is the table for a program where that is another shape than the printed one (a regression: one row
    a model and term); otherwise ``frame`` makes it of the cells.
    """

    columns: Sequence[Column]
    groups: Sequence[RowGroup]
    spanners: Sequence[Sequence[Spanner]] = ()
    notes: Sequence[Note] = ()
    data: pd.DataFrame | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"a row of {len(row)} cells under {len(self.columns)} heads: {[c.text for c in row]}")

    @property
    def heads(self) -> list[str]:
        """The heads of the columns."""
        return [column.head for column in self.columns]

    @property
    def rows(self) -> list[list[Cell]]:
        """All rows, without the heads of panels."""
        return [list(row) for group in self.groups for row in group.rows]

    @property
    def texts(self) -> list[list[str]]:
        """All rows as they are printed."""
        return [[entry.text for entry in row] for row in self.rows]

    @cached_property
    def pads(self) -> list[list[tuple[str, str]]]:
        """What stands unseen before and after each cell, row by row, for the points to line up."""
        rows = self.rows
        columns = [_around(column, [row[at] for row in rows]) for at, column in enumerate(self.columns)]
        return [list(row) for row in zip(*columns, strict=True)]

    def spans(self, level: Sequence[Spanner]) -> list[Spanner]:
        """Return a level of spanning heads from left to right, an empty one over each column that has none."""
        columns = range(len(self.columns))
        over = [next((s for s in level if s.first <= at <= s.last), Spanner("", at, at)) for at in columns]
        return [spanner for at, spanner in enumerate(over) if spanner.first == at]

    def spread(self, level: Sequence[Spanner]) -> list[str]:
        """Return a level of spanning heads as one text a column, empty where nothing spans."""
        return [spanner.label for spanner in self.spans(level) for _ in range(spanner.width)]

    def in_language(self, lang: str) -> Table:
        """Return the table with its figures as ``lang`` writes them, and with a printer's apostrophes."""
        marks = language(lang).numbers.marks
        rows = [[[_written(entry, marks) for entry in row] for row in group.rows] for group in self.groups]
        return replace(
            self,
            columns=[replace(column, head=apostrophes(column.head)) for column in self.columns],
            groups=[replace(group, rows=own, panel=apostrophes(group.panel))
                    for group, own in zip(self.groups, rows, strict=True)],
            spanners=[[replace(head, label=apostrophes(head.label)) for head in level] for level in self.spanners],
        )  # fmt: skip

    @property
    def levels(self) -> list[list[str]]:
        """The heads from the topmost level down, each as one text a column."""
        return [*(self.spread(level) for level in self.spanners), self.heads]

    def full_heads(self) -> list[str]:
        """Return each column's head with those above it, every one different."""
        names: list[str] = []
        for at, parts in enumerate(zip(*self.levels, strict=True), 1):
            name = ", ".join(part for part in parts if part) or f"column_{at}"
            names.append(f"{name}_{at}" if name in names else name)
        return names


def _written(cell: Cell, marks: str) -> Cell:
    return replace(cell, value=apostrophes(cell.value)) if isinstance(cell.value, str) else replace(cell, marks=marks)


def _around(column: Column, cells: Sequence[Cell]) -> list[tuple[str, str]]:
    if not column.figures:
        return [("", "")] * len(cells)
    return padding(cells, centred=column.align == "centre")


def simple(
    heads: Sequence[str],
    rows: Sequence[Sequence[Value]],
    figures: Sequence[bool],
    notes: Sequence[Note] = (),
) -> Table:
    """Return a table of one head a column; ``figures`` says which columns hold figures.

    These stand flush right; in the middle where marks of several kinds follow them, for which no edge is common.
    """
    cells = [[cell(value) for value in row] for row in rows]
    columns = [Column(head, _side([row[at] for row in cells]) if figure else "left")
               for at, (head, figure) in enumerate(zip(heads, figures, strict=True))]  # fmt: skip
    return Table(columns, [RowGroup([row]) for row in cells], notes=notes)


def _side(cells: Sequence[Cell]) -> Align:
    marks = {entry.after for entry, lines in zip(cells, lined_up(cells), strict=True) if lines} - {""}
    return "centre" if len(marks) > 1 else "right"


def frame(table: Table) -> pd.DataFrame:
    """Return the table for a program: numbers at full precision, one column of them a column of figures.

    Where more is printed than the figures (bounds, units, brackets, words among them) a column of texts,
    ``… (as printed)``, stands beside it.
    """
    import pandas as pd

    if table.data is not None:
        return table.data
    columns: dict[str, pd.Series] = {}
    for at, (name, column) in enumerate(zip(table.full_heads(), table.columns, strict=True)):
        cells = [row[at] for row in table.rows]
        numbers = [entry.number for entry in cells]
        texts = pd.Series([entry.text for entry in cells], dtype="string")
        if not column.figures or not any(number is not None for number in numbers):
            columns[name] = texts
            continue
        integral = all(number is None or isinstance(number, int) for number in numbers)
        columns[name] = pd.Series(numbers, dtype="Int64" if integral else "float64")
        if any(entry.value not in (None, "") and not (entry.number is not None and entry.bare) for entry in cells):
            columns[f"{name} (as printed)"] = texts
    return pd.DataFrame(columns)
