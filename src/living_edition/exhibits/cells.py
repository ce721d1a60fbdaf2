"""What a table's cell is: text, or one figure with the words around it; and how figures line up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from living_edition.exhibits.tables import Table
from living_edition.ledger.formatting import MINUS

# One figure as formatting.py writes it: a bound, words, brackets and marks may stand around it. A second
# digit run, or a sign of markup or of a formula, makes the cell text.
_LETTERS = r"[^\W\d_]"
_BEFORE = rf"[≥≤⩾⩽<>≈]?(?:{_LETTERS}|[ (\[])*"
_AFTER = rf"(?:{_LETTERS}|[ )\]%‰°*†‡′])*"
_FIGURE = re.compile(
    rf"(?P<before>{_BEFORE})(?P<sign>{MINUS}?)(?P<digits>\d{{1,3}}(?:,\d{{3}})+|\d+)(?P<decimals>\.\d+)?(?P<after>{_AFTER})"
)
_MARKS = re.compile(r"[)\]%*†‡]*")
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Shown:
    """One figure as it is shown: ``before`` and ``after`` are the words, bounds and brackets around it.

    ``value`` is the figure as printed (rounded, on the scale of its words: ``1.573 million yuan`` is
    1.573); ``decimals`` are the digits after the point, ``grouped`` says whether thousands are.
    """

    before: str
    value: float
    decimals: int
    grouped: bool
    after: str


def shown(cell: str) -> Shown | None:
    """Return the figure that ``cell`` holds, None where it is text, two figures or a formula."""
    match = _FIGURE.fullmatch(cell)
    if match is None:
        return None
    digits, decimals = match["digits"], match["decimals"] or ""
    value = float(digits.replace(",", "") + decimals)
    return Shown(
        match["before"], -value if match["sign"] else value, max(len(decimals) - 1, 0), "," in digits, match["after"]
    )


def figures(table: Table) -> list[list[Shown | None]]:
    """Return, cell by cell, the figures of the columns that hold figures (``table.right``)."""
    return [
        [shown(cell) if right else None for cell, right in zip(row, table.right, strict=True)] for row in table.rows
    ]


def padding(table: Table) -> list[list[str]]:
    """Return what must follow each cell, unseen, for the decimal points of its column to line up.

    A column whose figures carry words (``373 firms``, ``70%`` beside ``5 loans``) has no common point;
    its cells stand flush right and nothing follows them.
    """
    columns = [_column([row[i] for row in table.rows]) if right else None for i, right in enumerate(table.right)]
    return [[column[r] if column else "" for column in columns] for r in range(len(table.rows))]


def _aligned(cell: str) -> Shown | None:
    """Return the figure of ``cell``; None for words around a figure, such as 不含2010年, which do not line up."""
    figure = shown(cell)
    if figure is None or (any(c.isalpha() for c in figure.before) and any(c.isalpha() for c in figure.after)):
        return None
    return figure


def _column(cells: Sequence[str]) -> list[str]:
    numbers = [_aligned(cell) for cell in cells]
    known = [n for n in numbers if n is not None]
    if not known or any(not _MARKS.fullmatch(n.after) for n in known):
        return [""] * len(cells)
    most = max(n.decimals for n in known)
    widest = max((n.after for n in known), key=len)
    pads = []
    for cell, number in zip(cells, numbers, strict=True):
        decimals = number.decimals if number else 0
        after = number.after if number else ""
        missing = ("." if not decimals and most else "") + "0" * (most - decimals)
        # A cell of words ends where a whole figure ends; an empty one needs nothing.
        pads.append(missing + widest[len(after) :] if cell else "")
    return pads


def guarded(cell: str) -> str:
    """Return ``cell`` for CSV: with an apostrophe before what a spreadsheet would run as a formula."""
    return "'" + cell if cell.startswith(FORMULA) else cell
