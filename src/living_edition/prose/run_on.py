"""What runs on in the paragraph before it, as a blank line is wanting or a mark is none of pandoc's.

Both engines print it within the paragraph, without a word; an author meant a list, a quotation, a table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from living_edition.errors import Problem
from living_edition.prose.source import Line

_HEADING = re.compile(r"#{1,6}\s")
_NO_PARAGRAPH = re.compile(r"#{1,6}\s|:::|\{\{< include")
# What pandoc takes for the mark of an item; a capital and a point, as in B. Russell, only before two spaces.
_ITEM = re.compile(
    r"(?:[-*+]|#\.|\(?(?:\d{1,3}|[a-z]|[ivxlc]{1,5}|[IVXLC]{2,5})[.)]|\(@[\w-]*\)|\(?[A-Z]\)|[A-Z]\.(?=\s\s))\s+\S"
)
# What looks like one in print, and is none to pandoc.
_LOOKS = re.compile(
    r"[A-Z]\.(?=\s\S)|\(?\d{1,3}[.)](?=[^\W\d_])|\(?[A-Za-z][.)](?=[\u3400-\u9fff])|[-*+](?=[\u3400-\u9fff])|\d{1,3}[、．]"
    r"|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[)）]|[①-⑳•●○■◆▪‣·]|[:：](?=[^\s:：])"
)
_HANGS = re.compile(r"(\[\^[^\]]+\]:|:)(\s+)")
_STARTS = {
    "a quotation": re.compile(">"), "a table": re.compile(r"\|"), "a list": _ITEM,
    "an underline": re.compile("(?:=+|-+)$"),
    "a rule": re.compile(r"(?:[*_-]\s*){3,}$"),
}  # fmt: skip


def problems(lines: Sequence[Line]) -> Iterator[Problem]:
    """Yield each heading, list, quotation, table or rule that is printed as part of the paragraph before it."""
    first, before = "", ""
    for line in lines:
        text = line.text.rstrip() if line.kind == "prose" else ""
        if before and text and _HEADING.match(text) and not before.startswith(":::"):
            yield line.problem("a heading after text, without a blank line", "a blank line before it", "set one")
        elif first and text and not _NO_PARAGRAPH.match(text):
            yield from _within(line, text, first, before)
        if not text.strip("> ") or _NO_PARAGRAPH.match(text):
            first, before = "", text.strip("> ") and text
        else:
            first, before = first or text, text


def _within(line: Line, text: str, first: str, before: str) -> Iterator[Problem]:
    """Yield what is wrong with a line of ``text`` in the paragraph that begins with the line ``first``."""
    quoted = re.match(r"(?:> ?)*", first)
    for _ in range(quoted[0].count(">") if quoted else 0):
        text, first = re.sub("^> ?", "", text), re.sub("^> ?", "", first)
    if before.startswith("|") and re.match(r"(?!Table:|table:)[^\s|:+]", text):
        yield line.problem("a line after a row of a table that is none", "| at its head, or a blank line before it",
                           "write a row on one line")  # fmt: skip
    if first.startswith(("|", "+", "---")) or before.startswith((" ", "\t")):
        return
    if what := next((what for what, mark in _STARTS.items() if mark.match(text)), ""):
        if not (what == "a list" and _ITEM.match(first)):
            yield line.problem(f"{what} after text, without a blank line", "a blank line before it",
                               "set one (a heading begins with #)")  # fmt: skip
    elif mark := _LOOKS.match(text) or (re.match("[–—] ", text) if text[:2] == first[:2] else None):
        actual = f"a line that begins with {mark[0]}, as items do, and runs on in its paragraph"
        yield line.problem(actual, "1. or a. or - and a space, after a blank line", "write so, or join the lines")


def misplaced(lines: Sequence[Line]) -> Iterator[Problem]:
    """Yield each item or paragraph that is indented below an item, and by too little to belong to it."""
    above: list[tuple[int, int]] = []  # where the marks of the items around a line stand, and their words
    gap = False
    for line in lines:
        text = line.text.expandtabs(4) if line.kind == "prose" else ""
        bare = text.lstrip()
        indent = len(text) - len(bare)
        note = _HANGS.match(text)  # a note or definition, of which four spaces are part
        item = re.match(r"(\S+)(\s+)", bare) if _ITEM.match(bare) else note
        if bare and indent and above and (item or gap):
            words = next((each[1] for each in reversed(above) if each[0] < indent), indent)
            if indent < words and indent not in (each[0] for each in above):
                yield line.problem(f"{indent} spaces below an item whose words begin after {words}", "as many as those",
                                   "indent it so, or not at all")  # fmt: skip
        if item:
            if len(item[2]) > 4 and not note:
                yield line.problem("an item that is set as code", "a mark and at most four spaces", "take some out")
            width = 4 if note or item[1][:2] == "(@" else len(item[0])
            above = [*(each for each in above if each[0] < indent), (indent, indent + width)]
        elif bare and not indent and gap:
            above = []
        gap = not bare if line.kind == "prose" else gap
