"""What a table's cell is: a value at full precision and how it is printed; and how figures line up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from living_edition.language_files import language
from living_edition.ledger.formatting import MINUS, P_VALUE, plain, printed
from living_edition.ledger.number import Number

# Marks that may stand after a figure whose point lines up with those of its column.
_MARKS = set(")]%*†‡")
SIGNS = f"<{MINUS}"
_PAIRS = (("(", ")"), ("[", "]"))
NEUTRAL = ".,"
"""The marks of decimals and thousands of a cell that is for no language."""


@dataclass(frozen=True)
class Cell:
    """One cell of a table.

    ``value`` is a number at full precision on the scale on which it is printed, a text, or None where there is
    nothing. ``decimals`` are printed (None: all that the number has), ``before`` and ``after`` stand around the
    figure: a bound, brackets, a unit, stars. ``missing`` is printed for None. A figure below ``least`` is printed
    as lying below it: ``<0.001``. A ``free`` figure (a count below coefficients) stands in the middle of its column,
    whatever the points of the others. ``marks`` are those of decimals and thousands.
    """

    value: float | int | str | None = None
    decimals: int | None = None
    before: str = ""
    after: str = ""
    missing: str = ""
    grouped: bool = True
    least: float | None = None
    free: bool = False
    marks: str = NEUTRAL

    @property
    def number(self) -> float | int | None:
        """The number that the cell holds, None where it holds a text or nothing."""
        return None if self.value is None or isinstance(self.value, str) else self.value

    @property
    def below(self) -> bool:
        """Whether the number is too small to be printed."""
        return self.least is not None and self.number is not None and self.number < self.least

    @property
    def figure(self) -> str:
        """The figure alone as it is printed, empty where the cell holds none."""
        if self.number is None:
            return ""
        below = self.least is not None and self.below
        digits = plain(self.least if self.least is not None and below else self.number, self.decimals)
        shown = digits if self.grouped or below else digits.replace(",", "")
        return shown.translate(str.maketrans(NEUTRAL, self.marks))

    @property
    def text(self) -> str:
        """The cell as it is printed."""
        if self.value is None:
            return self.missing
        if isinstance(self.value, str):
            return self.value
        return f"{self.before}{'<' if self.below else ''}{self.figure}{self.after}"

    @property
    def bare(self) -> bool:
        """Whether the figure is printed with nothing around it."""
        return not (self.before or self.after or self.below)


Value = Cell | float | int | str | None
"""What may stand where a cell is wanted."""


def cell(value: Value) -> Cell:
    """Return ``value`` as a cell: a text as it is, a number with all its digits."""
    return value if isinstance(value, Cell) else Cell(value)


def number_cell(number: Number, lang: str) -> Cell:
    """Return a number of the ledger as a cell: its figure on the scale of its words, with bound and unit."""
    if number.unit == P_VALUE:
        return p_value(number.value, 3 if number.decimals is None else number.decimals)
    shown = printed(number, lang)
    marks = language(lang).numbers.marks
    return Cell(shown.value, shown.decimals, shown.before, shown.after, grouped=shown.grouped, marks=marks)


def p_value(p: float | None, decimals: int = 3, before: str = "", after: str = "", least: float = 0.0) -> Cell:
    """Return a p-value; below one unit of its last decimal, or below ``least``, it is printed as ``<0.001``."""
    return Cell(p, decimals, before, after, least=max(10.0**-decimals, least))


def _decimals(cell: Cell) -> int:
    return len(cell.figure.partition(cell.marks[0])[2])


def padding(column: Sequence[Cell], centred: bool = False) -> list[tuple[str, str]]:
    """Return what must stand unseen before and after each cell for the decimal points of a column to line up.

    A column whose figures carry words (``373 firms``, ``70%`` beside ``5 loans``) has no common point; nothing
    is put around its cells. Nor is anything around a text: it stands where the column's alignment puts it.
    """
    lined = [cell for cell, lines in zip(column, lined_up(column), strict=True) if lines]
    if not lined:
        return [("", "")] * len(column)
    most = max(map(_decimals, lined))
    last = max((cell.after for cell in lined), key=len)
    least = shortest(lined)
    pads = []
    for cell in column:
        if not _lines_up(cell):
            pads.append(("", ""))
        elif centred:
            pads.append(_balanced(cell, least, most))
        else:
            pads.append(("", _missing(cell, most) + last[len(cell.after) :]))
    return pads


def lined_up(column: Sequence[Cell]) -> list[bool]:
    """Return which cells of a column stand on its common point: none where its figures carry words."""
    words = any(set(cell.after) - _MARKS for cell in column if _lines_up(cell))
    return [not words and _lines_up(cell) for cell in column]


def shortest(lined: Sequence[Cell]) -> str:
    """Return the shortest of the figures' parts left of the point, without its sign."""
    return min((_whole(cell) for cell in lined), key=len)


def _lines_up(cell: Cell) -> bool:
    return cell.number is not None and not cell.free and not any(letter.isalpha() for letter in cell.before)


def _whole(cell: Cell) -> str:
    """Return the figure left of the point, without its sign."""
    return cell.figure.partition(cell.marks[0])[0].removeprefix(MINUS)


def _missing(cell: Cell, most: int) -> str:
    decimals = _decimals(cell)
    return (cell.marks[0] if not decimals and most else "") + "0" * (most - decimals)


def hanging(cell: Cell) -> tuple[str, str, str]:
    """Return a cell's text in three: signs that hang before it, what stands in its place, marks that hang after it.

    A bracket on either side is balanced by its counterpart and stays; a minus or a star has none.
    """
    if not _lines_up(cell):
        return "", cell.text, ""
    signs = cell.before + "<" * cell.below + MINUS * cell.figure.startswith(MINUS)
    kept = {pair[0] for pair in _PAIRS if pair[0] in signs and pair[1] in cell.after}
    opening = "".join(letter for letter in signs if letter in kept)
    closing = "".join(letter for letter in cell.after if any(letter == end for start, end in _PAIRS if start in kept))
    before = "".join(letter for letter in signs if letter not in kept)
    after = "".join(letter for letter in cell.after if letter not in closing)
    figure = cell.figure.removeprefix(MINUS)
    # A sign inside a bracket stays with its figure: "(−0.05)", "[<0.001]".
    if opening:
        inside = "".join(letter for letter in before if letter in SIGNS)
        before, figure = before.translate(str.maketrans("", "", SIGNS)), inside + figure
    return before, opening + figure + closing, after


def _balanced(cell: Cell, least: str, most: int) -> tuple[str, str]:
    """Return what brings the point of a centred cell to the column's middle: what one side has beyond the other.

    Signs and marks that hang, and digits beyond those of the shortest figure (``least``, left of the point), are
    put, unseen, on the other side too.
    """
    signs, figure, marks = hanging(cell)
    outer = _whole(cell)
    digits = sum(map(str.isdigit, outer)) - sum(map(str.isdigit, least))
    # A comma is as wide between digits alone: some faces set it closer to them.
    mark = cell.marks[1]
    more = "0" * min(1, digits) + mark * (outer.count(mark) - least.count(mark)) + "0" * (digits - 1)
    return marks, _missing(cell, most) + more + signs + signs_in(figure)


def signs_in(figure: str) -> str:
    """Return the signs that stand in a cell's place, inside its brackets."""
    return "".join(letter for letter in figure if letter in SIGNS)


def number_format(cell: Cell) -> str:
    """Return the spreadsheet's number format that prints the cell's number as it is shown elsewhere.

    A minus is the true one (U+2212); words and brackets around the figure stand in quotation marks.
    """
    if cell.below:
        return _quoted(cell.text)
    decimals = _decimals(cell)
    digits = ("#,##0" if cell.grouped and abs(cell.number or 0) >= 1000 else "0") + (
        "." + "0" * decimals if decimals else ""
    )
    # A per cent sign outside quotation marks would multiply by a hundred: the value is already what is shown.
    after = _quoted(cell.after)
    # What is rounded to zero has no sign.
    minus = "" if (cell.number or 0) < 0 and not cell.figure.startswith(MINUS) else MINUS
    return f"{_quoted(cell.before)}{digits}{after};{_quoted(cell.before + minus)}{digits}{after}"


def _quoted(words: str) -> str:
    return '"' + words.replace('"', "”") + '"' if words else ""
