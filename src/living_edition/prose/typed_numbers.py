"""Figures typed into prose, in digits or in words: what the ledger should print instead.

Years, single-digit counts ("three forms") and "half" are prose, and so are the days of a date. What else is no
figure of the ledger (a name, an article of a law) stands with its reason in ``report/figures-in-words.yml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from pydantic import Field

from living_edition.errors import Problem, refuse
from living_edition.files import there
from living_edition.language_files import language
from living_edition.languages import languages
from living_edition.prose.source import PAGES, Line
from living_edition.yaml_models import Worded, load, validate

FILE = "figures-in-words.yml"

# Digits that are neither of a date nor part of code, math, an attribute or a link.
_HIDDEN = re.compile(r"`[^`]*`|\$[^$]*\$|\{\{<.*?>\}\}|\{[^}]*\}|\]\([^)]*\)|<[^>]*>|\[\^[^\]]*\]|@[\w-]+|\d{1,2}月")
_DIGITS = re.compile(r"(?<![A-Za-z0-9_.])\d+(?:[.,]\d+)*(?![A-Za-z0-9_]*-)")
_YEAR = re.compile(r"^(1[89]|20)\d\d$")


class Allowed(Worded):
    """A figure in words that is no figure of the ledger: the passage ``text`` it stands in, and why."""

    text: str
    reason: str = Field(min_length=10)


def read_allowed(report: Path) -> list[Allowed]:
    """Return the passages of ``report/figures-in-words.yml``; none where there is no such file.

    Raises ``InputError`` where it is not a list of ``text`` and ``reason``, or a text stands twice.
    """
    file = report / FILE
    if not there(file):
        return []
    tree = load(file, f"report/{FILE}")
    allowed = validate(tree, list[Allowed])
    texts = (((n, "text"), repr(passage.text)) for n, passage in enumerate(allowed))
    refuse(tree.twice(texts, "the text {} a second time", "it once", "take one out"))
    return allowed


def typed_figures(lines: Sequence[Line], allowed: Sequence[Allowed] = ()) -> list[Problem]:
    """Return the figures typed into ``lines``, save those within a passage of ``allowed``."""
    problems: list[Problem] = []
    for line in lines:
        text = _HIDDEN.sub(" ", PAGES.sub(" ", line.text))
        problems += [
            line.problem(f"the typed figure {figure}", "a number of the ledger", "print it with {{< num ID >}}")
            for figure in _DIGITS.findall(text)
            if not _YEAR.match(figure)
        ]
        free = [span for entry in allowed for span in _spans(entry.text, text)]
        problems += [
            line.problem(
                f"the figure in words {figure}", "a number of the ledger, or words without a figure",
                f"print it with {{{{< num ID >}}}}; what is no figure (a name, an article) goes into report/{FILE}",
            )
            for figure, start, end in _in_words(text)
            if not any(first <= start and end <= last for first, last in free)
        ]  # fmt: skip
    return problems


def unused_allowed(lines: Sequence[Line], allowed: Sequence[Allowed]) -> list[Problem]:
    """Return the passages of ``allowed`` that excuse no figure of ``lines``."""
    texts = [_HIDDEN.sub(" ", line.text) for line in lines]
    spans = [(text, start, end) for text in texts for _, start, end in _in_words(text)]
    return [
        Problem(f"report/{FILE}", f"text {entry.text!r}", "no figure in words that it excuses", "one", "take it out")
        for entry in allowed
        if not any(
            first <= start and end <= last for text, start, end in spans for first, last in _spans(entry.text, text)
        )
    ]


def _in_words(text: str) -> Iterator[tuple[str, int, int]]:
    for lang in languages():
        for match in language(lang).in_words().finditer(text):
            yield match[0], match.start(), match.end()


def _spans(passage: str, text: str) -> Iterator[tuple[int, int]]:
    for match in re.finditer(re.escape(passage), text, re.IGNORECASE):
        yield match.span()
