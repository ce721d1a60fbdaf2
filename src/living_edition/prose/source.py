"""Report sources: lines with the file and line they come from, and the part of Quarto's language
that the edition uses. What lies outside it is refused with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from living_edition.errors import InputError, Problem

INCLUDE = re.compile(r"^\{\{<\s*include\s+(\S+)\s*>\}\}\s*$")
SHORTCODE = re.compile(r"\{\{<\s*(.*?)\s*>\}\}")
KEY = re.compile(r"(?<![\w.])-?@\{?([A-Za-z][\w:-]*)")
_CELL = re.compile(r"^```+\s*\{([A-Za-z][\w-]*)[ ,}]")
_DIV = re.compile(r"^:{3,}\s*(?:\{([^}]*)\}|([\w-]+))\s*$")
_CLASSES = re.compile(r"\.([\w-]+)")
KNOWN_CLASSES = re.compile(
    r"^(callout-(note|important|warning|tip|caution)|content-visible|content-hidden|exhibit-note|live-panel|claim"
    r"|claims-chart)$"
)
KNOWN_SHORTCODES = ("num", "word", "verdict")
# Files of a line are named from the report's folder, save those of these folders beside it.
_BESIDE = ("specs/", "src/")


@dataclass(frozen=True)
class Line:
    """One line of a source and where it stands (lines count from 1; ``place`` says it otherwise)."""

    text: str
    file: str
    number: int
    place: str = ""

    def problem(self, found: str, expected: str, mend: str) -> Problem:
        """Return a problem at this line."""
        return Problem(self._path(), self._place(), found, expected, mend)

    def where(self) -> str:
        """Return the file and the line in words."""
        return f"{self._path()}, {self._place()}"

    def _path(self) -> str:
        return self.file if self.file.startswith(_BESIDE) else f"report/{self.file}"

    def _place(self) -> str:
        return self.place or f"line {self.number}"


def read(root: Path, name: str, *, generated: bool = True) -> list[Line]:
    """Return the lines of ``root/name`` with its includes in their places.

    Includes below ``exhibits/`` are generated; with ``generated=False`` they are left as lines.
    Raises ``InputError`` for an include that is not there or includes itself.
    """
    return list(_expand(root, name, (), generated))


def read_all(root: Path, names: Sequence[str], *, generated: bool = True) -> list[Line]:
    """Return the lines of several documents of ``root``, one after the other (``read``)."""
    lines: list[Line] = []
    for name in names:
        lines += [*read(root, f"{name}.qmd", generated=generated), Line("", f"{name}.qmd", 0)]
    return lines


def _expand(root: Path, name: str, above: tuple[str, ...], generated: bool) -> Iterator[Line]:
    text = (root / name).read_text(encoding="utf-8")
    for number, content in enumerate(text.splitlines(), start=1):
        line = Line(content, name, number)
        match = INCLUDE.match(content)
        if match is None or (match[1].startswith("exhibits/") and not generated):
            yield line
            continue
        target = match[1]
        if target in above or not (root / target).is_file():
            found = f"an include of {target}, which " + ("includes this file" if target in above else "is not there")
            raise InputError([line.problem(found, "an existing file", "correct the path")])
        yield from _expand(root, target, (*above, name), generated)
        yield Line("", name, number)


def unsupported(lines: list[Line]) -> list[Problem]:
    """Return what the built-in engine does not know, line by line."""
    problems: list[Problem] = []
    fence = ""
    for line in lines:
        opening = re.match(r"^(`{3,}|~{3,})", line.text)
        if fence:
            fence = "" if opening and opening[1].startswith(fence) else fence
            continue
        if opening:
            fence = opening[1]
            cell = _CELL.match(line.text)
            if cell and cell[1] != "=html":
                problems.append(
                    line.problem(f"a code cell {{{cell[1]}}}", "no code cells in the report",
                                 "compute it in a rule and print it with num or an exhibit")
                )  # fmt: skip
            continue
        problems += _unknown_shortcodes(line)
        problems += _unknown_classes(line)
    return problems


def _unknown_shortcodes(line: Line) -> list[Problem]:
    return [
        line.problem(f"the shortcode {call!r}", "num, word, verdict, or include on a line of its own",
                     "use one of these")
        for call in SHORTCODE.findall(line.text)
        if call.split()[0] not in KNOWN_SHORTCODES and not INCLUDE.match(line.text)
    ]  # fmt: skip


def _unknown_classes(line: Line) -> list[Problem]:
    match = _DIV.match(line.text)
    if match is None:
        return []
    classes = _CLASSES.findall(match[1]) if match[1] else [match[2]]
    return [
        line.problem(f"a block of class {name!r}",
                     "callout-…, content-visible, content-hidden or exhibit-note",
                     "use one of these")
        for name in classes
        if not KNOWN_CLASSES.match(name)
    ]  # fmt: skip


def marks(text: str) -> list[str]:
    """Return the numbers and words that ``text`` prints, then its citations and references, each sorted."""
    numbers = sorted(call for call in SHORTCODE.findall(text) if call.split()[0] in KNOWN_SHORTCODES)
    plain = re.sub(r"\{[^}]*\}|`[^`]*`", "", text)
    return numbers + sorted(KEY.findall(plain))


def mark_shortcodes(text: str) -> str:
    """Replace each shortcode by the span that ``filters/shortcodes.lua`` runs."""

    def span(match: re.Match[str]) -> str:
        name, *rest = match[1].split()
        words, position = [f'call="{name}"'], 0
        for word in rest:
            key, equals, value = word.partition("=")
            position += not equals
            words.append(f'kw-{key}="{value.strip(chr(34))}"' if equals else f'arg{position}="{word}"')
        return f"[]{{.edition-shortcode {' '.join(words)}}}"

    return SHORTCODE.sub(span, text)
