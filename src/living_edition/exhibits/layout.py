"""How a table is set on a page: the size of its letters, the widths of its columns, where heads break.

Widths are in em of the font, by the metrics of Computer Modern, which is wider than Times; a Han character is one em.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from living_edition.errors import Problem
from living_edition.exhibits.cells import hanging, lined_up, signs_in
from living_edition.exhibits.tables import Table
from living_edition.language_files import Words

# cmr10, in thousandths of an em (Knuth, Computer Modern Typefaces, 1986); other letters as an upper-case one.
_LOWER = dict(zip("abcdefghijklmnopqrstuvwxyz", (
    500, 556, 444, 556, 444, 306, 500, 556, 278, 306, 528, 278, 833, 556, 500, 556, 528, 392, 394, 389, 556, 528, 722,
    528, 528, 444), strict=True))  # fmt: skip
_OTHERS = {" ": 333, ".": 278, ",": 278, ":": 278, ";": 278, "'": 278, "’": 278, "(": 389, ")": 389, "[": 278, "]": 278,
           "/": 500, "-": 333, "–": 500, "−": 778, "<": 778, "*": 500, "%": 833, "²": 400}  # fmt: skip
# What a caption takes of the height of a page on its side, in points.
_CAPTION = 45.0
# What xeCJK puts between a Han character and a Latin one, in em; marks have their own white.
_SPACE, _BOUNDARY = 0.3, re.compile(r"[㐀-鿿][A-Za-z0-9]|[A-Za-z0-9][㐀-鿿]")
# Between two columns, in em: usually, where a table is dense, and in the smallest letters before it lies on its side.
GAP, DENSE, TIGHT = 0.8, 0.45, 0.33
# How wide a head over figures may be, in em, where there is room: on one line, or above its unit in brackets.
_ONE_LINE, _UNIT = 6.0, 8.5
_BRACKETS = re.compile(r"(.*[^\s（(])\s*([（(][^（()）]*[）)])")
# What stays white between a star and the next column's sign.
_WHITE = 0.2
_MM = 25.4 / 72.27
_WORDS = Words(__name__)
_LOG = logging.getLogger(__name__)


def em(text: str) -> float:
    """Return the width of ``text`` in em, with the space that is set between Han and Latin characters."""
    between = sum(1 for pair in pairwise(text) if _BOUNDARY.fullmatch("".join(pair)))
    return sum(map(_letter, text)) + _SPACE * between


def _letter(letter: str) -> float:
    if ord(letter) >= 0x2E80:
        return 1.0
    if letter.isdigit():
        return 0.5
    return (_LOWER.get(letter) or _OTHERS.get(letter) or 750) / 1000


def pieces(text: str) -> list[str]:
    """Return what ``text`` may be broken into: words with the space after them, Han characters with their marks."""
    return re.findall(r"[（《“]*[⺀-\uffff][，。；：、）》”]*|[^\s⺀-\uffff]+\s*|\s+", text)


def wrap(text: str, width: float) -> list[str]:
    """Return ``text`` in lines of at most ``width`` em, or of one piece where that is wider."""
    lines: list[str] = []
    line = ""
    for piece in pieces(text):
        if line and em((line + piece).rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
        line += piece
    return [*lines, line.rstrip()]


def _unbroken(text: str) -> float:
    return max((em(piece.rstrip()) for piece in pieces(text)), default=0.0)


@dataclass(frozen=True)
class Setting:
    """One way to set a table: letters of ``size`` points; ``width`` em for each column, None for its own width.

    ``roomy`` heads stay on one line where the others break over figures. ``long`` tables break over pages; those that
    are ``lying`` take a page on its side. ``beyond`` is by how many points one is wider even so: no page has room for
    it.
    """

    table: Table
    size: float
    widths: Sequence[float | None]
    gap: float = GAP
    roomy: bool = False
    long: bool = False
    lying: bool = False
    beyond: float = 0.0

    @cached_property
    def natural(self) -> list[float]:
        """The columns' own widths in em, wide enough for the heads over several of them."""
        widths = [_natural(self.table, at, self.roomy) for at in range(len(self.table.columns))]
        for head in (head for level in self.table.spanners for head in level):
            under = slice(head.first, head.last + 1)
            lacking = em(head.label) + self.gap - sum(widths[under]) - sum(self.gaps[head.first : head.last])
            widths[under] = [width + max(0.0, lacking) / head.width for width in widths[under]]
        return widths

    @cached_property
    def gaps(self) -> list[float]:
        """The room in em after each column: the gap, or more where signs and stars hang into it."""
        return _gaps(self.table, self.gap)

    @cached_property
    def heads(self) -> list[list[str]]:
        """The lines of each head."""
        return [head_lines(self.table, at, self.roomy) for at in range(len(self.table.columns))]


def head_lines(table: Table, at: int, roomy: bool = True) -> list[str]:
    """Return the lines of a head: over figures it is no wider than they are, unless a word is, or it is ``roomy``."""
    column = table.columns[at]
    if not column.figures or (roomy and em(column.head) <= _ONE_LINE):
        return [column.head]
    if roomy and (parts := _BRACKETS.fullmatch(column.head)) and max(map(em, parts.groups())) <= _UNIT:
        return list(parts.groups())
    figures = max((em(hanging(row[at])[1] if column.align == "centre" else row[at].text) for row in table.rows),
                  default=0.0)  # fmt: skip
    width = max(figures, _unbroken(column.head), 3.0)
    most = 2 if len(table.columns) <= 6 else 3
    while len(lines := wrap(column.head, width)) > most:
        width += 0.5
    # Rather a little wider than a line more.
    lines = min((wrap(column.head, width + more) for more in (0.0, 0.5, 1.0)), key=len)
    # In as many lines, all about as long: none of a single character.
    while len(closer := wrap(column.head, max(map(em, lines)) - 0.1)) == len(lines) and closer != lines:
        lines = closer
    return lines


def _natural(table: Table, at: int, roomy: bool) -> float:
    column = table.columns[at]
    cells = [em(hanging(row[at])[1] if column.align == "centre" else row[at].text) + em(_unseen(table, number, at))
             for number, row in enumerate(table.rows)]  # fmt: skip
    return max([*map(em, head_lines(table, at, roomy)), *cells])


def _unseen(table: Table, row: int, at: int) -> str:
    """Return what is put, unseen, beside a cell; what balances a hanging sign takes no room."""
    pad = table.pads[row][at][1]
    if table.columns[at].align != "centre":
        return pad
    cell = table.rows[row][at]
    signs = signs_in(hanging(cell)[1]) if cell.number is not None else ""
    return "".join(letter for letter in pad if letter in "0.,") + signs


def _gaps(table: Table, gap: float) -> list[float]:
    """Return the room after each column; after the last one only what hangs from it."""
    reach = [_reach(table, at) for at in range(len(table.columns))]
    words = [not column.figures for column in table.columns]
    between = []
    for at, ((_, right), (left, _)) in enumerate(pairwise(reach)):
        # Two columns of words would read as one.
        least = GAP if words[at] and words[at + 1] else gap
        between.append(max(least, right + left + _WHITE) if right + left else least)
    return [*between, reach[-1][1]]


def _reach(table: Table, at: int) -> tuple[float, float]:
    """Return how far signs, and stars, of a centred column reach beyond its cells on either side."""
    if table.columns[at].align != "centre":
        return 0.0, 0.0
    parts = [hanging(row[at]) for row in table.rows]
    places = [em(figure + _unseen(table, number, at)) for number, (_, figure, _) in enumerate(parts)]
    white = [(max(places) - figure) / 2 for figure in places]
    left, right = (
        max(0.0, *(em(part[side]) - room for part, room in zip(parts, white, strict=True))) for side in (0, 2)
    )
    return left, right


def _narrowest(table: Table, at: int) -> float:
    """Return how narrow a column of texts may become: its longest word, and some six em."""
    texts = [table.columns[at].head, *(row[at].text for row in table.rows)]
    return max(min(6.0, max(map(em, texts))), *map(_unbroken, texts))


def _height(way: Setting) -> float:
    """Return the lines of the table, those of broken texts among them."""
    table, widths = way.table, way.widths
    lines = [
        max(1.0, *(-(-em(cell.text) * 1.08 // width) for cell, width in zip(row, widths, strict=True) if width))
        if any(widths) else 1.0
        for row in table.rows
    ]  # fmt: skip
    heads = max(map(len, way.heads)) + len(table.spanners)
    return sum(lines) + heads + 0.3 * len(table.groups) + sum(bool(group.panel) for group in table.groups)


@dataclass(frozen=True)
class Size:
    """Letters of ``points``: an em of them, and the height of a line, in points."""

    points: float
    em: float
    line: float


@dataclass(frozen=True)
class Page:
    """The room of a table in points, lying on its side too; the sizes it may be set in, the largest first.

    Texts of cells are broken only in letters smaller than the first.
    """

    width: float
    height: float
    sizes: Sequence[Size]
    lying: float


def setting(table: Table, page: Page, note: str = "") -> Setting:
    """Return how to set ``table`` on ``page`` above its ``note``.

    The largest letters that let it stand whole without breaking a text of its cells; if none do, texts are broken;
    if it is too high, it breaks over pages; then it lies on its side.
    """
    between = {gap: sum(_gaps(table, gap)) for gap in (GAP, DENSE, TIGHT)}
    widths: list[float | None] = [None] * len(table.columns)
    styles = [Setting(table, 0.0, widths, roomy=roomy) for roomy in (True, False)]
    fits = [
        replace(style, size=size.points, gap=gap)
        for size in page.sizes
        for style in styles
        for gap in (GAP, DENSE, TIGHT)[: 1 + (size.points < 9) + (size is page.sizes[-1])]
        if (sum(style.natural) + between[gap]) * size.em <= page.width
    ]
    tight = styles[-1]
    breaks = [
        replace(tight, size=size.points, widths=broken, gap=gap)
        for size in page.sizes[1:]
        for gap in (GAP, DENSE)
        if (broken := _broken(table, tight.natural, page.width / size.em - between[gap]))
    ]
    # Below a label that breaks an error would stand off from its estimate: rather smaller letters.
    paired = any(len(group.rows) > 1 for group in table.groups)
    ways = [*fits, *breaks] if paired else sorted([*fits, *breaks], key=lambda way: -min(way.size, 9))
    if not ways:
        turned = Page(page.lying, page.width - _CAPTION, page.sizes, 0.0)
        if not page.lying:
            broken = _broken(table, tight.natural, 0.0, force=True) or widths
            widest = sum(wide if least is None else least for wide, least in zip(tight.natural, broken, strict=True))
            beyond = max(0.0, (widest + between[TIGHT]) * page.sizes[-1].em - page.width)
            return Setting(table, page.sizes[-1].points, broken, TIGHT, long=True, beyond=beyond)
        return replace(setting(table, turned, note), lying=True)
    small = page.sizes[-2]
    below = em(note) * small.em / page.width * small.line
    lines = {size.points: size.line for size in page.sizes}
    for way in ways:
        if _height(way) * lines[way.size] + below <= page.height:
            return way
    return replace(ways[0], long=True)


def _broken(table: Table, natural: Sequence[float], room: float, force: bool = False) -> list[float | None]:
    """Return the widths of the columns of words that share what the figures leave; empty where that is too little."""
    texts = [at for at, column in enumerate(table.columns)
             if not column.figures or not any(lined_up([row[at] for row in table.rows]))]  # fmt: skip
    least = {at: _narrowest(table, at) for at in texts}
    left = room - sum(wide for at, wide in enumerate(natural) if at not in least)
    widths: list[float | None] = [None] * len(natural)
    # A short column keeps its width; the long ones share the rest by the square roots of theirs.
    for at in texts:
        if natural[at] <= 8:
            left -= natural[at]
    long = [at for at in texts if natural[at] > 8]
    if not long or (left < sum(least[at] for at in long) and not force):
        return []
    roots = sum(natural[at] ** 0.5 for at in long)
    for at in long:
        widths[at] = max(least[at], min(natural[at], left * natural[at] ** 0.5 / roots))
    return widths


def beyond(way: Setting, file: str, lang: str) -> str:
    """Return what a file says of a table that no page has room for, and tell it at the end of the run; else ""."""
    if not way.beyond:
        return ""
    wide = f"{len(way.widths)} columns, {way.beyond * _MM:.0f} mm wider than a page on its side at {way.size:g} pt"
    mend = ("fewer columns, or panels one below the other; one error below, no intervals; fewer decimals; "
            "shorter heads")  # fmt: skip
    _LOG.warning("%s", Problem(file, "", wide, "a table that a page has room for", mend))
    return str(_WORDS[lang]["beyond"].format(f"{way.beyond * _MM:.0f}", f"{way.size:g}"))
