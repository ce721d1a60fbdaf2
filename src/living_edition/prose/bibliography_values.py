"""What a value of the bibliography may say: nothing that a style would print short, wrongly or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterator

from living_edition.prose.source import CROSS

_COMMAND = re.compile(r"\\([A-Za-z]+|.)", re.DOTALL)
# Letters and accents of LaTeX, stress, and marks that are escaped.
_COMMANDS = {*"&%$#_{}-,\"'`^~=.cvuHkrbdtoOlLij", "aa", "AA", "ae", "AE", "oe", "OE", "ss", "dh", "DH", "th", "TH",
             "emph", "textit", "textbf", "textsc", "textsuperscript", "textsubscript", "enquote", "url"}  # fmt: skip
_RANGE = re.compile(r"([A-Za-z]*)(\d+)\s*[-–—]+\s*([A-Za-z]*)(\d*)", re.ASCII)
# What is never so in a name, and is so where the word "and" or a brace is wanting.
_NAMED = re.compile(r"[;&?]|\\?\bet al\b|\bAND\b|、")
_PAGE = re.compile(r"[A-Za-z]*[1-9]\d*[A-Za-z]?\+?|[ivxlcdm]+|[IVXLCDM]+", re.ASCII)
_WIDE = re.compile("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]")
# Of two fields that say the same one alone is printed.
_EITHER = (("date", "year"), ("date", "month"), ("date", "date-missing"), ("journaltitle", "journal"))
NEEDED = {"article": ("journaltitle", "journal"), "thesis": ("institution", "school"), "online": ("url", "doi")}
_PARTS = 3
"""The most parts of a name that commas divide: family, suffix, given."""
Fault = tuple[str, str, str, str]
"""The field, what was found, what was expected, how to mend it."""


def faults(key: str, fields: dict[str, str]) -> Iterator[Fault]:
    """Yield what is wrong with the values of the entry ``key``."""
    if key.partition("-")[0].lower() in CROSS and "-" in key:
        yield "", f"the key {key}, which the text would take for a figure, table or section", "another", "rename it"
    for name, lengths in (("isbn", (10, 13)), ("issn", (8,))):
        if name in fields and not _sums(fields[name].replace("-", "").replace(" ", ""), lengths):
            yield (
                name,
                f"the {name.upper()} {fields[name]!r}, whose last digit does not check",
                "that of the work",
                "correct it",
            )
    for one, other in _EITHER:
        if one in fields and other in fields:
            yield other, f"{other} beside {one}", "one of the two", f"take {other} out"
    for name, value in fields.items():
        if (wide := _WIDE.search(value)) or re.search(r"</?[A-Za-z]+>", value):
            yield name, f"{wide[0] if wide else 'a tag'} in {value[:40]!r}", "plain letters", "write them"
        if name not in ("url", "doi", "file") and (
            len(re.findall(r"(?<!\\)\$", value)) % 2 or re.search(r"(?<!\\)%", value)
        ):
            yield (
                name,
                f"a dollar without its other, or a bare %, in {value[:40]!r}",
                r"$formula$, \$ or \%",
                "write so",
            )
        for command in _COMMAND.findall(value) if name not in ("url", "doi", "file") and "-" not in name else ():
            if command not in _COMMANDS:
                yield name, f"the command \\{command}, which would be lost", "the letters themselves", "write them"
    for name in ("author", "editor", "translator"):
        yield from _names(name, fields.get(name))
    for part in re.split(r"\s*,\s*", fields.get("pages", "")):
        halves = re.split(r"\s*(?:--?|[–—])\s*", part.rstrip("-–— "))
        if part and (len(halves) > 2 or not all(map(_PAGE.fullmatch, halves))):
            yield "pages", f"the pages {part!r}", "the first page, -- and the last", "correct them"
            continue
        match = _RANGE.fullmatch(part)
        shorter = match is not None and len(match[4]) < len(match[2])
        if match and (not match[4] or (match[1] == match[3] and not shorter and int(match[4]) < int(match[2]))):
            yield "pages", f"the pages {part!r}", "the first page, -- and the last", "correct them"
    if "/" in (date := fields.get("date", "")):
        first, _, last = date.partition("/")
        if last and last < first:
            yield "date", f"the date {date!r}, which ends before it begins", "the earlier date first", "correct it"


def _sums(digits: str, lengths: tuple[int, ...]) -> bool:
    """Return whether an ISBN or ISSN has one of the ``lengths`` and its check digit (ISO 2108, ISO 3297)."""
    if len(digits) not in lengths or not re.fullmatch(r"\d+[\dXx]", digits, re.ASCII):
        return False
    values = [10 if digit in "Xx" else int(digit) for digit in digits]
    if len(digits) == max(lengths) > 10:
        return sum(value * (1, 3)[n % 2] for n, value in enumerate(values)) % 10 == 0
    return sum(value * (len(digits) - n) for n, value in enumerate(values)) % 11 == 0


def _names(name: str, value: str | None) -> Iterator[Fault]:
    people = [] if value is None else re.split(r"\s+and(?:\s+|$)(?![^{]*\})", f" {value.strip()}")
    for location, person in enumerate(each.strip() for each in people):
        if not person or person.split()[0] == "and" or (person == "others" and location == 0):
            yield name, f"the {name} {value!r}, of whom one has no name", "Family, Given and Family, Given", "name them"
        elif _NAMED.search(re.sub(r"\{[^{}]*\}", "", person)) or re.fullmatch(
            r"[A-Z]{2,}[ ,]+[A-Z][A-Z ,.]*|[a-z ,.]{3,}(?<!others)", person
        ):
            yield (
                name,
                f"the {name} {person!r}",
                "Family, Given and Family, Given, an institution in braces",
                "write so",
            )
        elif len(re.sub(r"\{[^{}]*\}", "", person).split(",")) > _PARTS:
            yield name, f"the {name} {person!r}", "Family, Given, and the word and between two", "correct it"
