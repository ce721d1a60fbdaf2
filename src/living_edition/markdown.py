"""Text that is put into Markdown: the one place that knows what pandoc would take for a mark."""

from __future__ import annotations

import re

_MARKS = re.compile(r"""[\\`*_{}\[\]<>#|$~^@&'"]|(?<=-)-|(?<=\.)\.""")


def one_line(words: str) -> str:
    """Return ``words`` with each run of line ends made one space."""
    return re.sub(r"[\r\n]+", " ", words)


def escaped(words: str) -> str:
    """Return ``words`` on one line with all that pandoc's Markdown would take for a mark escaped."""
    return _MARKS.sub(r"\\\g<0>", one_line(words))
