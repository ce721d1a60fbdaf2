"""Text that is put into Markdown: the one place that knows what pandoc would take for a mark."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_MARKS = re.compile(r"""[\\`*_{}\[\]<>#|$~^@&'"]|(?<=-)-|(?<=\.)\.""")


def one_line(words: str) -> str:
    """Return ``words`` with each run of line ends made one space."""
    return re.sub(r"[\r\n]+", " ", words)


def apostrophes(text: str) -> str:
    """Return ``text`` with a printer's apostrophes in place of typewritten ones."""
    return re.sub(r"(?<=\w)'", "’", text)


def escaped(words: str) -> str:
    """Return ``words`` on one line with all that pandoc's Markdown would take for a mark escaped."""
    return _MARKS.sub(r"\\\g<0>", one_line(words))


def pipe_table(rows: Iterable[Sequence[str]], rule: str = "") -> list[str]:
    """Return the lines of a pipe table, the heads first; ``rule`` parts them from the rest (three hyphens a column)."""
    heads, *lines = ["| " + " | ".join(row) + " |" for row in rows]
    return [heads, rule or "|" + " --- |" * (heads.count(" | ") + 1), *lines]


def block(attributes: str, lines: Iterable[str], title: str) -> str:
    """Return a block of Quarto's with these ``attributes`` (``#tbl-id``): ``lines``, and its title below them."""
    return "\n".join([f"::: {{{attributes}}}", "", *lines, "", title, "", ":::", ""])
