"""The bibliography as each language prints it.

``references.bib`` keeps a Chinese work once, with its Chinese author and title and, in fields that
end in ``_en``, what an English reader needs. The English edition follows what the
Chicago Manual of Style advises for works in Chinese: a romanised author, then the romanised title, the
title in characters, and a translation in brackets, in roman type and with the capitals of a sentence.
The Chinese edition prints the entry without these fields.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from living_edition.errors import InputError, Problem
from living_edition.prose.project import Language

FILE = "references.bib"
CHINESE = "chinese"
_TITLES = ("title_en", "title_pinyin")
# What the English edition prints in place of the field of the same name.
_REPLACED = (
    "author", "journaltitle", "publisher", "institution", "organization", "location", "type", "note",
)  # fmt: skip
# Types whose title Chicago sets in italics; emphasis within them turns characters and translation back to roman.
_ITALIC = ("book", "report", "misc")
_EXTRA = re.compile(r"_(en|pinyin)$")
_HAN = re.compile(r"[\u3400-\u9fff]")
_HEAD = re.compile(r"^@(\w+)\{([^,\s]+),", re.MULTILINE)
_FIELD = re.compile(r"\s*,?\s*(\w+)\s*=\s*\{")


@dataclass(frozen=True)
class Entry:
    """One entry: its type, key, first line in the file (from 1) and fields as written between braces."""

    kind: str
    key: str
    line: int
    fields: dict[str, str] = field(default_factory=dict)

    @property
    def chinese(self) -> bool:
        """Whether the work is in Chinese."""
        return self.fields.get("langid") == CHINESE

    def problem(self, found: str, expected: str, mend: str) -> Problem:
        """Return a problem of this entry."""
        return Problem(f"report/{FILE}", f"line {self.line}, entry {self.key}", found, expected, mend)


def read_entries(file: Path) -> list[Entry]:
    """Return the entries of a BibLaTeX ``file`` whose values all stand in braces.

    Raises ``InputError`` for braces that do not close, with the line of the entry.
    """
    text = file.read_text(encoding="utf-8")
    return [_entry(text, head) for head in _HEAD.finditer(text)]


def _entry(text: str, head: re.Match[str]) -> Entry:
    entry = Entry(head[1].lower(), head[2], text.count("\n", 0, head.start()) + 1)
    position = head.end()
    while match := _FIELD.match(text, position):
        position = _closing(text, match.end(), entry)
        entry.fields[match[1].lower()] = text[match.end() : position - 1]
    return entry


def _closing(text: str, start: int, entry: Entry) -> int:
    """Return the position after the brace that closes the value beginning at ``start``."""
    depth = 1
    for position in range(start, len(text)):
        depth += {"{": 1, "}": -1}.get(text[position], 0)
        if depth == 0:
            return position + 1
    raise InputError([entry.problem("a brace that never closes", "{value}", "close it")])


def problems(report: Path) -> list[Problem]:
    """Return what keeps the entries of ``report/references.bib`` from being printed in both languages."""
    return [problem for entry in read_entries(report / FILE) for problem in _faults(entry)]


def _faults(entry: Entry) -> Iterator[Problem]:
    if not entry.fields.get("langid"):
        yield entry.problem("no langid", "the language of the work", "add langid = {english} or {chinese}")
    if not entry.chinese:
        if _HAN.search("".join(entry.fields.values())):
            yield entry.problem("Chinese characters", "langid = {chinese} for a Chinese work", "correct langid")
        return
    in_characters = [f"{name}_en" for name in _REPLACED if _HAN.search(entry.fields.get(name, ""))]
    for name in (*_TITLES, *in_characters):
        if not entry.fields.get(name):
            yield entry.problem(f"no {name}", "what the English edition prints", f"add {name} = {{…}}")
    for name, value in entry.fields.items():
        if _EXTRA.search(name) and _HAN.search(value):
            yield entry.problem(f"Chinese characters in {name}", "Latin letters", "romanise or translate it")


def staged(file: Path, lang: Language | str) -> str:
    """Return the bibliography ``file`` as the edition in ``lang`` cites it, sorted by key."""
    entries = sorted(read_entries(file), key=lambda entry: entry.key)
    return "\n\n".join(_written(english(entry) if lang == "en" else _plain(entry)) for entry in entries) + "\n"


def english(entry: Entry) -> Entry:
    """Return ``entry`` as the English edition prints it (the same for a work that is not in Chinese)."""
    if not entry.chinese:
        return _plain(entry)
    given = entry.fields
    fields = {name: given.get(f"{name}_en", value) if name in _REPLACED else value for name, value in given.items()}
    characters = "：".join(given[name] for name in ("title", "subtitle") if name in given)
    upright = f"{characters} [{given['title_en']}]"
    if entry.kind in _ITALIC:
        upright = f"\\emph{{{upright}}}"
    fields["title"] = f"{given['title_pinyin']} {upright}"
    fields.pop("subtitle", None)
    return _plain(Entry(entry.kind, entry.key, entry.line, fields))


def _plain(entry: Entry) -> Entry:
    kept = {name: value for name, value in entry.fields.items() if not _EXTRA.search(name)}
    return Entry(entry.kind, entry.key, entry.line, kept)


def _written(entry: Entry) -> str:
    body = ",\n".join(f"  {name} = {{{value}}}" for name, value in entry.fields.items())
    return f"@{entry.kind}{{{entry.key},\n{body}\n}}"
