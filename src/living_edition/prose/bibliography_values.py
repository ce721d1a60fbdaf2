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
_PARTS = 3
"""The most parts of a name that commas divide: family, suffix, given."""
Fault = tuple[str, str, str, str]
"""The field, what was found, what was expected, how to mend it."""


def faults(key: str, fields: dict[str, str]) -> Iterator[Fault]:
    """Yield what is wrong with the values of the entry ``key``."""
    if key.partition("-")[0].lower() in CROSS and "-" in key:
        yield "", f"the key {key}, which the text would take for a figure, table or section", "another", "rename it"
    for name, value in fields.items():
        for command in _COMMAND.findall(value) if name not in ("url", "doi", "file") and "-" not in name else ():
            if command not in _COMMANDS:
                yield name, f"the command \\{command}, which would be lost", "the letters themselves", "write them"
    for name in ("author", "editor", "translator"):
        yield from _names(name, fields.get(name))
    for part in re.split(r"\s*,\s*", fields.get("pages", "")):
        match = _RANGE.fullmatch(part)
        shorter = match is not None and len(match[4]) < len(match[2])
        if match and (not match[4] or (match[1] == match[3] and not shorter and int(match[4]) < int(match[2]))):
            yield "pages", f"the pages {part!r}", "the first page, -- and the last", "correct them"
    if "/" in (date := fields.get("date", "")):
        first, _, last = date.partition("/")
        if last and last < first:
            yield "date", f"the date {date!r}, which ends before it begins", "the earlier date first", "correct it"


def _names(name: str, value: str | None) -> Iterator[Fault]:
    people = [] if value is None else re.split(r"\s+and(?:\s+|$)(?![^{]*\})", f" {value.strip()}")
    for place, person in enumerate(each.strip() for each in people):
        if not person or person.split()[0] == "and" or (person == "others" and place == 0):
            yield name, f"the {name} {value!r}, of whom one has no name", "Family, Given and Family, Given", "name them"
        elif len(re.sub(r"\{[^{}]*\}", "", person).split(",")) > _PARTS:
            yield name, f"the {name} {person!r}", "Family, Given, and the word and between two", "correct it"
