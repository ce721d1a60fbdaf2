"""Report sources: lines with the file and line they come from and what each is, read once.

``unsupported`` refuses what lies outside the part of Quarto's language that the edition uses.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Literal

from living_edition.errors import InputError, Problem
from living_edition.files import read_text

INCLUDE = re.compile(r"^\{\{<\s*include\s+/?(\S+)\s*>\}\}\s*$")
SHORTCODE = re.compile(r"\{\{<\s*(.*?)\s*>\}\}")
KEY = re.compile(r"(?<![\w.\\])-?@\{?([A-Za-z]\w*(?:[:.#$%&+?<>~/-]\w+)*)")
# Of what stands after the backticks attributes alone may hold one.
_FENCE = re.compile(r"^\s*(~{3,}|`{3,}(?=\s*\{.*\}\s*$|[^`]*$))")
_FRONT_END = re.compile(r"^(---|\.\.\.)\s*$")
# The pages of a citation: [@key, p. 3], [@key, pp. 3-5; @other], @key [p. 3], or 第3页.
PAGES = re.compile(r"@([\w:-]+)(?:,| \[)\s*(?:pp?\.\s*(\d[\d\s,–—-]*)|第\s*(\d[\d\s,、，–—-]*)页)")
FLOATS = ("fig", "tbl", "lst")
CALLOUTS = ("nte", "tip", "wrn", "imp", "cau")
STATEMENTS = ("thm", "lem", "cor", "prp", "cnj", "def", "exm", "exr", "sol", "rem")
"""Prefixes of the ids that a reference may name, of figures and the like, callouts, theorems and their like."""
CROSS = ("sec", "eq", *FLOATS, *CALLOUTS, *STATEMENTS)
_CONDITION = re.compile(r"(when|unless)-(format|profile)=[\"']?([\w-]+)")
KNOWN_SHORTCODES = ("num", "word", "verdict")
# Files of a line are named from the report's folder, save those of these folders beside it.
_BESIDE = ("specs/", "src/")


Kind = Literal["front", "fence", "code", "math", "comment", "prose"]


@dataclass(frozen=True)
class Line:
    """One line of a source, where it stands (lines count from 1; ``place`` says it otherwise) and what it is."""

    text: str
    file: str
    number: int
    location: str = ""
    kind: Kind = "prose"

    def problem(self, actual: str, expected: str, mend: str) -> Problem:
        """Return a problem at this line."""
        return Problem(self._path(), self._place(), actual, expected, mend)

    def where(self) -> str:
        """Return the file and the line in words."""
        return f"{self._path()}, {self._place()}"

    def _path(self) -> str:
        return self.file if self.file.startswith(_BESIDE) else f"report/{self.file}"

    def _place(self) -> str:
        return self.location or f"line {self.number}"


def read(root: Path, name: str, *, generated: bool = True) -> list[Line]:
    """Return the lines of ``root/name`` with its includes in their places.

    Includes below ``exhibits/`` are generated; with ``generated=False`` they are left as lines.
    Raises ``InputError`` for a file that is no text, and for an include that lies outside ``root``, is not there or
    includes itself.
    """
    return list(classified(_expand(root, name, (), generated)))


def read_all(root: Path, names: Sequence[str], *, generated: bool = True) -> list[Line]:
    """Return the lines of several documents of ``root``, one after the other (``read``)."""
    lines: list[Line] = []
    for name in names:
        lines += [*read(root, f"{name}.qmd", generated=generated), Line("", f"{name}.qmd", 0)]
    return lines


def runs(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """Yield the lines of prose that follow each other, none of them empty: a paragraph, a list, a table."""
    for is_prose, part in groupby(lines, lambda line: line.kind == "prose" and bool(line.text.strip())):
        if is_prose:
            yield list(part)


def _expand(root: Path, name: str, above: tuple[str, ...], generated: bool) -> Iterator[Line]:
    for number, content in enumerate(read_text(root / name, f"report/{name}").splitlines(), start=1):
        line = Line(content, name, number)
        match = INCLUDE.match(content)
        if match is None or (match[1].startswith("exhibits/") and not generated and inside(match[1])):
            yield line
            continue
        target = match[1]
        fault = (
            "lies outside the project" if not inside(target)
            else "is no text of chapters (.qmd)" if not target.endswith(".qmd")
            else "includes this file" if target in above or target == name
            else "is not there" if not (root / target).is_file()
            else ""
        )  # fmt: skip
        if fault:
            raise InputError([line.problem(f"an include of {match[1]}, which {fault}", "a file of the report",
                                           "correct the path")])  # fmt: skip
        yield from _expand(root, target, (*above, name), generated)
        yield Line("", name, number)


def inside(path: str) -> bool:
    """Return whether a path stays below the folder that it starts from, whatever it is joined to."""
    parts = path.replace("\\", "/").split("/")
    return not path.startswith(("/", "~")) and ".." not in parts and ":" not in path and "\0" not in path


def classified(lines: Iterable[Line]) -> Iterator[Line]:
    """Yield ``lines`` with what each is: front matter, a fence or the code within, a formula, a comment, prose."""
    closes: str | re.Pattern[str] = ""
    kind: Kind = "prose"
    for line in lines:
        text = line.text
        if kind != "prose":
            ends = closes.match(text) if isinstance(closes, re.Pattern) else closes in text
            yield replace(line, kind="fence" if ends and kind == "code" else kind)
            kind = "prose" if ends else kind
        elif line.number == 1 and text.strip() == "---":
            kind, closes = "front", _FRONT_END
            yield replace(line, kind=kind)
        elif fence := _FENCE.match(text):
            kind, closes = "code", re.compile(rf"^\s*{fence[1][0]}{{{len(fence[1])},}}\s*$")
            yield replace(line, kind="fence")
        elif text.startswith("$$"):
            kind, closes = ("prose" if "$$" in text[2:] else "math"), "$$"
            yield replace(line, kind="math")
        elif text.startswith("<!--"):
            kind, closes = ("prose" if "-->" in text else "comment"), "-->"
            yield replace(line, kind="comment")
        else:
            yield line


def prose(lines: Iterable[Line]) -> list[Line]:
    """Return the lines that are neither front matter nor code, formulas or comments."""
    return [line for line in lines if line.kind == "prose"]


def front(lines: Iterable[Line]) -> list[Line]:
    """Return the lines of the front matter, but for names of style sheets: its abstract is prose as well."""
    return [line for line in lines if line.kind == "front" and not line.text.strip().startswith(("---", "css:"))]


def calls(text: str) -> list[list[str]]:
    """Return the shortcodes of ``text``, each as its words: ``["num", "an.id"]``; none of an empty one."""
    return [call.split() for call in SHORTCODE.findall(text) if call.split()]


def on_page(opening: str, language: str = "") -> bool:
    """Return whether a page (HTML) shows the block that the fence ``opening`` begins.

    Conditions of metadata, and those of profile where no ``language`` is given, are taken to hold.
    """
    tests = _CONDITION.findall(opening)
    known = [(word, name == "html" if what == "format" else name == language) for word, what, name in tests
             if what == "format" or language]  # fmt: skip
    holds = all(holds == (word == "when") for word, holds in known)
    return ".content-" not in opening or holds == (".content-visible" in opening)


def referred(key: str) -> str:
    """Return the id that a reference by ``key`` names (``Fig-a`` means ``fig-a``); "" for the key of a work."""
    name = key[:1].lower() + key[1:]
    return name if name.partition("-")[0] in CROSS and "-" in name else ""


def pages(text: str) -> list[str]:
    """Return the pages that citations in ``text`` name, each with its key, sorted: ``key 3-5``."""
    cited = ((key, re.sub(r"[\s、，]+", "", one or other)) for key, one, other in PAGES.findall(text))
    return sorted(f"{key} {re.sub('[–—-]+', '-', numbers)}" for key, numbers in cited)


def marks(text: str) -> list[str]:
    """Return the numbers and words that ``text`` prints, then its citations and references, each sorted."""
    numbers = sorted(" ".join(call) for call in calls(text) if call[0] in KNOWN_SHORTCODES)
    plain = re.sub(r"\{[^}]*\}|`[^`]*`", "", text)
    return numbers + sorted(KEY.findall(plain))


# As long as a line of a table must be for its columns to get widths: in Quarto every call is longer.
_WIDE = "-" * 72


def mark_shortcodes(text: str) -> str:
    """Replace each shortcode by the span that ``filters/shortcodes.lua`` runs."""

    def span(match: re.Match[str]) -> str:
        name, *rest = match[1].split() or [""]
        words, position = [f'call="{name}"', f'width="{_WIDE}"'], 0
        for word in rest:
            key, equals, value = word.partition("=")
            position += not equals
            argument = (value if equals else key).strip("\"'")
            words.append(f'kw-{key}="{argument}"' if equals else f'arg{position}="{argument}"')
        return f"[]{{.edition-shortcode {' '.join(words)}}}"

    return SHORTCODE.sub(span, text)
