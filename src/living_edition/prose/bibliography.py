"""The bibliography as each language prints it.

``references.bib`` keeps a Chinese work once, with its Chinese author and title and, in fields that
end in ``_en``, what an English reader needs. The English edition follows what the
Chicago Manual of Style advises for works in Chinese: a romanised author, then the romanised title, the
title in characters, and a translation in brackets, in roman type and with the capitals of a sentence.
The Chinese edition prints the entry without these fields.
"""

from __future__ import annotations

import datetime as dt
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import bibtexparser
from bibtexparser import model

from living_edition.errors import InputError, Problem, refuse
from living_edition.files import own_yaml, read_text
from living_edition.language_files import language
from living_edition.prose.bibliography_values import NEEDED, faults
from living_edition.yaml_models import meant

FILE = "references.bib"
CHINESE = "chinese"
_TITLES = ("title_en", "title_pinyin")
# Types whose title Chicago sets in italics; emphasis within them turns characters and translation back to roman.
_ITALIC = ("book", "report", "misc")
_EXTRA = re.compile(r"_(en|pinyin)$")
_HAN = re.compile(r"[\u3400-\u9fff]")
_KEY = re.compile(r"[A-Za-z][\w:-]*", re.ASCII)
# Types and fields of BibLaTeX (its manual, sections 2.1 and 2.2); of the fields those that a citation may print.
TYPES: tuple[str, ...] = tuple(own_yaml(__file__)["types"])
FIELDS: tuple[str, ...] = tuple(own_yaml(__file__)["fields"])
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
UNDATED = "date-missing"
"""Says of a work without a date why it has none; like all fields with a hyphen it is not printed."""
_DATES = ("date", "eventdate", "origdate", "urldate")


@dataclass(frozen=True)
class Entry:
    """One entry: its type, key, first line in the file (from 1), fields as between braces, and their lines."""

    kind: str
    key: str
    line: int
    fields: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)

    @property
    def chinese(self) -> bool:
        """Whether the work is in Chinese."""
        return self.fields.get("langid") == CHINESE

    def problem(self, actual: str, expected: str, mend: str, name: str = "") -> Problem:
        """Return a problem of this entry, or of its field ``name``."""
        line = self.lines.get(name, self.line)
        return _problem(line, f"entry {self.key}", actual, expected, mend)


def _problem(line: int, what: str, actual: str, expected: str, mend: str) -> Problem:
    return Problem(f"report/{FILE}", f"line {line}" + (f", {what}" if what else ""), actual, expected, mend)


def read_entries(file: Path) -> list[Entry]:
    """Return the entries of a BibLaTeX ``file`` in its order.

    Raises ``InputError`` with everything that a reader of the file would lose: a brace or comma that is missing,
    text between entries, a key or a field that stands twice, a type, a field or a string that is not known; and for
    an empty file.
    """
    text = read_text(file, f"report/{FILE}")
    if not text.strip():
        mend = "restore it; where no work is cited, say so in a comment (% none)"
        raise InputError([Problem(f"report/{FILE}", "", "an empty file", "entries of BibLaTeX", mend)])
    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # what it would log is told below
    library = bibtexparser.parse_string(text, parse_stack=[])
    strings = {name: str(n) for n, name in enumerate(MONTHS, start=1)}
    entries: list[Entry] = []
    problems: list[Problem] = []
    for block in library.blocks:
        if isinstance(block, model.String):
            value = _value(str(block.value), strings)
            strings[block.key.lower()] = value or ""
            if value is None:
                problems.append(_problem(_line(block), "", f"the value of {block.key}", '"text" or {text}', "quote it"))
        elif isinstance(block, model.Entry):
            entry, wrong = _entry(block, strings)
            problems += wrong
            if entry.key.lower() in {other.key.lower() for other in entries}:
                problems.append(entry.problem("its key a second time", "each key once", "give it a key of its own"))
            entries.append(entry)
        else:
            problems += _block_problems(block)
    refuse(problems)
    return entries


def _line(block: Any) -> int:
    return int(block.start_line or 0) + 1


def _block_problems(block: model.Block) -> Iterator[Problem]:
    """Yield the problem of a block that is no entry: none of a comment or a preamble."""
    if isinstance(block, model.DuplicateFieldKeyBlock):
        names = ", ".join(sorted(block.duplicate_keys))
        yield _problem(_line(block), _named(block), f"the field {names} twice", "each field once", "take one out")
    elif isinstance(block, model.DuplicateBlockKeyBlock):
        yield _problem(_line(block), _named(block), "its key a second time", "each key once",
                       "give it a key of its own")  # fmt: skip
    elif isinstance(block, model.ParsingFailedBlock):
        yield _problem(_line(block), _named(block), "a brace, a mark or a comma that is missing",
                       "@type{key, field = {value}}", "close every brace, set a comma after every field")  # fmt: skip
    elif isinstance(block, model.ImplicitComment):
        for number, text in enumerate(str(block.comment).splitlines()):
            if text.strip() and not text.lstrip().startswith("%"):
                yield _problem(_line(block) + number, "", f"the text {text.strip()[:40]!r} between entries",
                               "entries, and comments after %", "mend the braces before it, or set a %")  # fmt: skip
                return


def _named(block: model.Block) -> str:
    match = re.match(r"@\w+\s*[{(]\s*([^,\s]+)", str(block.raw))
    return f"entry {match[1]}" if match else ""


def _entry(block: model.Entry, strings: dict[str, str]) -> tuple[Entry, list[Problem]]:
    entry = Entry(block.entry_type.lower(), block.key, _line(block))
    problems: list[Problem] = []
    for part in block.fields:
        name = part.key.lower()
        entry.lines[name] = _line(part)
        value = _value(str(part.value), strings)
        if value is None:
            actual = f"the value of {name}, {str(part.value).strip()[:40]!r}"
            problems.append(entry.problem(actual, "{value}, a number or a known @string, and a comma after it",
                                          "set the brace or the comma that is missing", name))  # fmt: skip
        entry.fields[name] = value or ""
        base = _EXTRA.sub("", name)
        if base not in FIELDS and "-" not in name:
            mend = meant(base, FIELDS, "take it out")
            problems.append(entry.problem(f"the unknown field {name}", "a field of BibLaTeX", mend, name))
    if not _KEY.fullmatch(entry.key):
        problems.append(entry.problem(f"the key {entry.key!r}", "a key of letters, digits, - and :", "rename it"))
    if entry.kind not in TYPES:
        mend = meant(entry.kind, TYPES, "write another type")
        problems.append(entry.problem(f"the unknown type {entry.kind}", "a type of BibLaTeX", mend))
    return entry, problems


def _value(raw: str, strings: dict[str, str]) -> str | None:
    """Return what a value says: texts in braces or quotation marks, numbers and strings, joined by ``#``; else None."""
    pieces: list[str] = []
    rest = raw.strip()
    while rest:
        end = _end(rest)
        token, rest = rest[:end], rest[end:].strip()
        if token[0] in '{"' and len(token) > 1:
            pieces.append(token[1:-1])
        elif token.isdigit() or token.lower() in strings:
            pieces.append(strings.get(token.lower(), token))
        else:
            return None
        if rest and not rest.startswith("#"):
            return None
        rest = rest[1:].strip()
    return "".join(pieces) if pieces else None


def _end(text: str) -> int:
    """Return the position after the first token of ``text``: a group in braces or quotation marks, or a word."""
    if text[0] not in '{"':
        return re.match(r"[^#\s]*", text).end() or 1  # type: ignore[union-attr]
    depth = 0
    for position, char in enumerate(text):
        if position and text[position - 1] == "\\":
            continue
        depth += {"{": 1, "}": -1}.get(char, 0)
        if depth == 0 and position and char in ('"' if text[0] == '"' else "}"):
            return position + 1
    return 1


def problems(entries: list[Entry]) -> list[Problem]:
    """Return what keeps ``entries`` from being printed in full in both languages."""
    own = [problem for entry in entries for problem in (*_faults(entry), *_dates(entry), *_languages(entry))]
    return own + list(_again(entries))


def _again(entries: list[Entry]) -> Iterator[Problem]:
    """Yield the work that stands twice: by its DOI, or by author, title and date."""
    seen: dict[tuple[str, ...], str] = {}
    for entry in entries:
        fields = tuple(entry.fields.get(name, "") for name in ("author", "title", "date", "volume", "pages"))
        for name in ((entry.fields.get("doi", "").lower(),), fields):
            if any(name) and name in seen:
                yield entry.problem(f"the work of {seen[name]} again", "each work once", "take one of the two out")
                break
            seen[name] = entry.key


def _faults(entry: Entry) -> Iterator[Problem]:
    for names, what in ((("author", "editor"), "author"), (("title",), "title"), (("date", "year", UNDATED), "date")):
        if not any(entry.fields.get(name, "").strip() for name in names):
            mend = f"add {names[0]} = {{…}}" + (f", or {UNDATED} = {{why}}" if what == "date" else "")
            yield entry.problem(f"no {what}", " or ".join(names[:2]), mend)
    if (wanted := NEEDED.get(entry.kind)) and not any(name in entry.fields for name in wanted):
        yield entry.problem(f"no {wanted[0]}", " or ".join(wanted), f"add {wanted[0]} = {{…}}, or write another type")
    for name, value in entry.fields.items():
        if not value.strip() or (name == "title" and not re.search(r"\w", value)):
            yield entry.problem(f"an empty {name}", "a value", "fill it in, or take the field out", name)
    for name, actual, expected, mend in faults(entry.key, entry.fields):
        yield entry.problem(actual, expected, mend, name)
    for name in ("url", "doi"):
        pattern = r"https?://\S+" if name == "url" else r"10\.\d{4,9}/[!-$&-~]+"
        if name in entry.fields and not re.fullmatch(pattern, entry.fields[name]):
            expected = "an address that begins with https://" if name == "url" else "a DOI such as 10.1086/261155"
            yield entry.problem(f"the {name} {entry.fields[name]!r}", expected, "correct it", name)


def _dates(entry: Entry) -> Iterator[Problem]:
    for name in _DATES:
        for date in entry.fields.get(name, "").split("/") if entry.fields.get(name) else []:
            if not _is_date(date):
                yield entry.problem(f"the {name} {entry.fields[name]!r}", "YYYY, YYYY-MM or YYYY-MM-DD, or two with /",
                                    "correct it", name)  # fmt: skip
    if (year := entry.fields.get("year")) and not re.fullmatch(r"[12]\d{3}", year, re.ASCII):
        yield entry.problem(f"the year {year!r}", "four digits", "correct it", "year")
    if (month := entry.fields.get("month")) and month not in [str(n) for n in range(1, 13)]:
        yield entry.problem(f"the month {month!r}", f"a number from 1 to 12, or {', '.join(MONTHS)} without braces",
                            "correct it", "month")  # fmt: skip


def _is_date(text: str) -> bool:
    match = re.fullmatch(r"(1\d{3}|20\d\d)(?:-(\d\d)(?:-(\d\d))?)?", text, re.ASCII)
    try:
        return bool(match and dt.date(int(match[1]), int(match[2] or 1), int(match[3] or 1)))
    except ValueError:
        return False


def _languages(entry: Entry) -> Iterator[Problem]:
    if not entry.fields.get("langid"):
        yield entry.problem("no langid", "the language of the work", "add langid = {english} or {chinese}")
    if not entry.chinese:
        if _HAN.search("".join(entry.fields.values())):
            yield entry.problem("Chinese characters", "langid = {chinese} for a Chinese work", "correct langid")
        return
    printed = [name for name in entry.fields if name not in ("title", "subtitle", "keywords", "abstract", "file")]
    own = [name for name in printed if not _EXTRA.search(name) and "-" not in name]
    in_characters = [f"{name}_en" for name in own if _HAN.search(entry.fields[name])]
    for name in (*_TITLES, *in_characters):
        if not entry.fields.get(name):
            yield entry.problem(f"no {name}", "what the English edition prints", f"add {name} = {{…}}")
    for name, value in entry.fields.items():
        if _EXTRA.search(name) and _HAN.search(value):
            yield entry.problem(f"Chinese characters in {name}", "Latin letters", "romanise or translate it", name)


def staged(file: Path, lang: str) -> str:
    """Return the bibliography ``file`` as the edition in ``lang`` cites it, sorted by key."""
    entries = sorted(read_entries(file), key=lambda entry: entry.key)
    return "\n\n".join(_written(english(entry) if language(lang).latin else _han(entry)) for entry in entries) + "\n"


def _han(entry: Entry) -> Entry:
    """Return ``entry`` as an edition in characters prints it: by what a Chinese work is sorted, its key words say."""
    given = entry.fields
    if not entry.chinese:
        return _plain(entry)
    name = given.get("author_pinyin", given.get("author_en", given["title_pinyin"]))
    spelt = f"{name} {given.get('date', '')} {given['title_pinyin']}"
    return _plain(replace(entry, fields={**given, "keywords": re.sub(r"[^\w ]", "", spelt).lower()}))


def english(entry: Entry) -> Entry:
    """Return ``entry`` as an edition in Latin letters prints it (the same for a work that is not in Chinese)."""
    if not entry.chinese:
        return _plain(entry)
    given = entry.fields
    fields = {name: given.get(f"{name}_en", value) for name, value in given.items()}
    characters = "：".join(given[name] for name in ("title", "subtitle") if name in given)
    upright = f"{characters} [{given['title_en']}]"
    if entry.kind in _ITALIC:
        upright = f"\\emph{{{upright}}}"
    fields["title"] = f"{given['title_pinyin']} {upright}"
    fields.pop("subtitle", None)
    return _plain(Entry(entry.kind, entry.key, entry.line, fields))


def _plain(entry: Entry) -> Entry:
    kept = {name: value for name, value in entry.fields.items() if not _EXTRA.search(name) and "-" not in name}
    return Entry(entry.kind, entry.key, entry.line, kept)


def _written(entry: Entry) -> str:
    body = ",\n".join(f"  {name} = {{{value}}}" for name, value in entry.fields.items())
    return f"@{entry.kind}{{{entry.key},\n{body}\n}}"
