"""A table as Markdown: a pipe table, and how wide its columns are."""

from __future__ import annotations

import re
from dataclasses import replace

from living_edition.exhibits.cells import Cell
from living_edition.exhibits.regression_words import WORDS
from living_edition.exhibits.tables import RowGroup, Table
from living_edition.exhibits.text_formats import About
from living_edition.markdown import escaped

# Letters on a line of an upright page.
LINE = 72
_LEAST = 5  # the narrowest column


def column_widths(table: Table, most: int) -> list[int]:
    """Return how wide each column is in Latin letters (a Han character is two), five at least, ``most`` at most."""
    columns = zip(table.heads, *table.texts, strict=True)
    return [min(most, max(_LEAST, *(text_width(text) for text in column))) for column in columns]


def to_page(table: Table, about: About) -> str:
    """Return the table with its title, note and stamp.

    Heads that span are told below the title where the others are all different (they are numbers, say); elsewhere they
    stand before the heads of their columns.
    """
    heads, spanned = table.heads, ""
    if len(set(heads)) == len(heads):
        words = WORDS[about.lang]["phrases"]
        spans = [(head, f"{heads[head.first]}–{heads[head.last]}" if head.width > 1 else heads[head.first])
                 for level in table.spanners for head in level]  # fmt: skip
        spanned = words["stop"].join(words["pair"].format(head.label, over) for head, over in spans)
    else:
        comma = WORDS[about.lang]["phrases"]["comma"]
        heads = [comma.join(part for part in parts if part) for parts in zip(*table.levels, strict=True)]
    panels = [RowGroup([[Cell(group.panel), *[Cell()] * (len(heads) - 1)], *group.rows]) if group.panel else group
              for group in table.groups]  # fmt: skip
    flat = Table([replace(c, head=head) for c, head in zip(table.columns, heads, strict=True)], panels)
    title, over, note, stamp = (escaped(words) for words in (about.title, spanned, about.note, about.stamp))
    parts = [f"**{title}**\n", *([over + "\n"] if over else []), to_markdown(flat), f"{note}\n", f"{stamp}\n"]
    return "\n".join(parts)


def to_markdown(table: Table, most: int = 1000) -> str:
    """Return a pipe table with Markdown's marks escaped; spaces as wide as figures line the points up.

    pandoc takes the columns' relative widths from the dashes where a line is long; ``most`` bounds them.
    """
    rows = [
        [_padded(cell, pads) for cell, pads in zip(row, around, strict=True)]
        for row, around in zip(table.rows, table.pads, strict=True)
    ]
    widths = _dashes(column_widths(table, most), _whole_words(table))
    rule = [_dashed(width, column.align) for width, column in zip(widths, table.columns, strict=True)]
    lines = [[marked(head) for head in table.heads], rule, *rows]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


def _dashed(width: int, align: str) -> str:
    return {
        "left": ":" + "-" * (width - 1),
        "right": "-" * (width - 1) + ":",
        "centre": ":" + "-" * (width - 2) + ":",
    }[align]


_PAGE = 100  # about as many characters go on one line of a page
_SHORT = 16


def _whole_words(table: Table) -> list[int | None]:
    """Return how narrow a column of figures may be (None: a column of text).

    Figures stay whole; words among them may break between words, or between Han characters.
    """
    return [
        max(_LEAST, text_width(column.head), *(_unbroken(row[at]) for row in table.rows)) if column.figures else None
        for at, column in enumerate(table.columns)
    ]


def _words(cell: Cell) -> bool:
    """Return whether a cell is words, or has words before its figure: it may break, and is not padded."""
    return cell.number is None or any(c.isalpha() for c in cell.before)


def _unbroken(cell: Cell) -> int:
    if not _words(cell):
        return text_width(cell.text)
    return max((text_width(piece) for piece in re.findall(r"[⺀-\uffff]|[^\s⺀-\uffff]+", cell.text)), default=0)


def _dashes(widths: list[int], narrow: list[int | None]) -> list[int]:
    """Return a rule for columns whose longest cells have these widths.

    Where all fit on a line, each has its own. Otherwise columns of figures get what keeps their
    figures and words whole (``narrow``), short columns keep theirs, and the long ones share the rest
    of the page by the square roots of theirs.
    """
    if sum(widths) <= LINE:
        return widths
    widths = [width if least is None else min(width, least) for width, least in zip(widths, narrow, strict=True)]
    short = [max(8, width + 2) if width <= _SHORT else 0 for width in widths]
    roots = [0.0 if width <= _SHORT else width**0.5 for width in widths]
    left = max(_PAGE - sum(short), sum(1 for root in roots if root) * _SHORT)
    return [
        fixed or max(_SHORT // 2, round(left * root / sum(roots))) for fixed, root in zip(short, roots, strict=True)
    ]


def text_width(text: str) -> int:
    """Return the width of ``text`` in Latin letters."""
    return sum(2 if ord(c) >= 0x2E80 else 1 for c in text)


def _padded(cell: Cell, pads: tuple[str, str]) -> str:
    before, after = ("", "") if _words(cell) and text_width(cell.text) > _LEAST else pads
    return blank(before) + marked(cell.text) + blank(after)


def blank(pad: str) -> str:
    """Return a figure space for each digit, a narrow no-break space for a point or a mark: neither breaks the line."""
    return "".join("\u2007" if c == "0" else "\u202f" for c in pad)


def marked(text: str) -> str:
    """Return the Markdown of one cell; an empty one holds a space that does not vanish."""
    return escaped(text) or "\u00a0"
