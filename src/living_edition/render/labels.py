"""What can be referred to in the documents of a language: its number, its title, the document it stands in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from living_edition.prose.source import SHORTCODE, Line, on_page

FILE = "labels.json"
_FENCE = re.compile(r"^(`{3,}|~{3,})")
_HEADING = re.compile(r"^(#+)\s+(.*?)\s*#*\s*\{([^}]*)#(sec-[\w-]+)([^}]*)\}\s*$")
_FIGURE = re.compile(r"^[\s>]*!\[(.*)\]\(.*\{[^{}]*#(fig-[\w-]+)")
_DIV = re.compile(r"^:::+\s*\{[^{}]*#((?:tbl|fig|lst|claim)-[\w-]+)")
_FENCES = re.compile(r"^:::+\s*(\S?)")
_CAPTION = re.compile(r"^[\s>]*(?::|[Tt]able:)\s+(.*?)\s*\{[^{}]*#(tbl-[\w-]+)")
_LISTING = re.compile(r"^(?:```+|~~~+)\s*\{(?=[^}]*lst-cap=\"([^\"]*))[^}]*#(lst-[\w-]+)")
_EQUATION = re.compile(r"\$\$\s*\{#(eq-[\w-]+)\}")
_MARKUP = re.compile(r"\[([^\]]*)\]\([^)]*\)|\[([^\]]*)\]\{[^}]*\}|\s*\{[^}]*\}|[*`]|\[?-?@[\w-]+\]?")
LEVELS = 6


@dataclass(frozen=True)
class Label:
    """One thing to refer to: ``number`` as printed ("" for what has none), ``document`` without ending."""

    id: str
    number: str
    title: str
    document: str


def labels(document: str, lines: Iterable[Line], *, letters: bool) -> list[Label]:
    """Return what ``lines`` (includes in their places) define, numbered as both engines number it.

    With ``letters`` the chapters are A, B, ..., and exhibits and equations count anew in each: A.1.
    """
    counter, labelled = _Counter(letters), []
    rows = list(lines)
    fence, within = "", 0
    for position, line in enumerate(rows):
        # No other document refers to the parts of a figure or table, nor to what is not shown.
        if within and not fence and (mark := _FENCES.match(line.text)):
            within += 1 if mark[1] else -1
            continue
        if not fence and line.text.startswith(":::") and not on_page(line.text, document.rsplit("-", 1)[-1]):
            within = 1
            continue
        if listing := None if fence or within else _LISTING.match(line.text):
            labelled.append(Label(listing[2], counter.exhibit("lst"), _plain(listing[1]), document))
        opening = _FENCE.match(line.text)
        if opening:
            fence = "" if fence and opening[1].startswith(fence) else fence or opening[1]
            continue
        if fence or within:
            continue
        if heading := _HEADING.match(line.text):
            level, title, before, name, after = heading.groups()
            labelled.append(
                Label(name, counter.section(len(level), ".unnumbered" in before + after), _plain(title), document)
            )
        elif figure := _FIGURE.match(line.text):
            labelled.append(Label(figure[2], counter.exhibit("fig"), _plain(figure[1]), document))
        elif div := _DIV.match(line.text):
            kind = div[1].split("-")[0]
            number = "" if kind == "claim" else counter.exhibit(kind)
            labelled.append(Label(div[1], number, _plain(_title(rows, position, kind)), document))
            within = int(kind != "claim")
        elif caption := _CAPTION.match(line.text):
            labelled.append(Label(caption[2], counter.exhibit("tbl"), _plain(caption[1]), document))
        else:
            labelled += [Label(name, counter.exhibit("eq"), "", document) for name in _EQUATION.findall(line.text)]
    return labelled


def staged(labelled: Iterable[Label], prefixes: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Return the labels by id as ``_extensions/ledger/edition.lua`` reads them, each with the word before its number
    and its place in ``labelled``.

    Where two documents define one id (each its references, say), a reference means its own document's.
    """
    return {
        label.id: {**asdict(label), "prefix": prefixes.get(label.id.split("-")[0], ""), "order": order}
        for order, label in enumerate(labelled)
    }


class _Counter:
    def __init__(self, letters: bool) -> None:
        self.letters = letters
        self.levels = [0] * LEVELS
        self.exhibits: dict[str, int] = {}

    def section(self, level: int, unnumbered: bool) -> str:
        if unnumbered:
            return ""
        self.levels[level - 1] += 1
        self.levels[level:] = [0] * (LEVELS - level)
        if self.letters and level == 1:
            self.exhibits.clear()
        return ".".join([self._chapter(), *map(str, self.levels[1:level])])

    def exhibit(self, kind: str) -> str:
        self.exhibits[kind] = self.exhibits.get(kind, 0) + 1
        return f"{self._chapter()}.{self.exhibits[kind]}" if self.letters else str(self.exhibits[kind])

    def _chapter(self) -> str:
        return chr(ord("A") - 1 + self.levels[0]) if self.letters else str(self.levels[0])


def _title(lines: list[Line], start: int, kind: str) -> str:
    """Return a claim's first paragraph, or the last of a table, which is its title."""
    words = ""
    for line in lines[start + 1 :]:
        if line.text.startswith(":::"):
            break
        if line.text.strip():
            words = line.text
            if kind == "claim":
                break
    return words


def _plain(words: str) -> str:
    return " ".join(_MARKUP.sub(lambda match: match[1] or match[2] or "", SHORTCODE.sub("", words)).split())
