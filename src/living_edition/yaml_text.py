"""A YAML or JSON text as plain data, with the line of each part.

Read is YAML 1.2's core schema, without what a reader of the file would not expect: no key stands twice, no
tag, no ``yes`` for true, no date or time made of a text.
"""

from __future__ import annotations

import difflib
import json
import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, cast

import yaml

from living_edition.errors import InputError, Problem
from living_edition.files import LOADER, read_text, shown_name, unclean

Loc = tuple[int | str, ...]
_DEEPEST, _MOST = 40, 100_000
"""No file that a person writes is deeper or longer; an alias within aliases may be, of a few lines."""
_LONGEST = 80
_NUMBER = re.compile(
    r"[-+]?(0x[0-9a-fA-F]+|(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|\.inf|\.nan)", re.ASCII | re.IGNORECASE
)
_JOINED = re.compile(r"(.*/)?languages/")
"""Files whose texts are parts of sentences: what stands between words may be a space, or nothing."""


class _Loader(LOADER):  # type: ignore[misc, valid-type]
    yaml_implicit_resolvers: ClassVar[dict[str, list[tuple[str, re.Pattern[str]]]]] = {}


for _tag, _pattern, _first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?[0-9]+|0x[0-9a-fA-F]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)",
     "-+.0123456789"),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
):  # fmt: skip
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(rf"^(?:{_pattern})$"), list(_first))


@dataclass(frozen=True)
class Tree:
    """A content as plain data, and the line of each part (none where no file holds it); ``name`` is for messages.

    ``empty`` are the parts after whose key or hyphen nothing stands, not even ``null``.
    """

    name: str
    content: Any
    lines: dict[Loc, int]
    empty: tuple[Loc, ...] = ()

    def where(self, loc: Loc) -> str:
        """Return the line and the key of a part, or of the nearest part above it: ``line 12, key sample.year``."""
        line = next((self.lines[loc[:n]] for n in range(len(loc), -1, -1) if loc[:n] in self.lines), 0)
        return ", ".join([*([f"line {line}"] if line else []), *([f"key {self._dotted(loc)}"] if loc else [])])

    def _dotted(self, loc: Loc) -> str:
        """Return the keys with points between; an entry of a list goes by its id where it has one."""
        part, words = self.content, []
        for key in loc:
            known = isinstance(part, list) and isinstance(key, int) and key < len(part)
            part = part[cast(int, key)] if known else part.get(key) if isinstance(part, dict) else None
            name = part.get("id") if known and isinstance(part, dict) else None
            words.append(name if isinstance(name, str) and name else str(key))
        return ".".join(words)

    def problem(self, loc: Loc, actual: str, expected: str, mend: str) -> Problem:
        """Return a problem of a part."""
        return Problem(self.name, self.where(loc), actual, expected, mend)

    def twice(self, names: Iterable[tuple[Loc, str]], actual: str, expected: str, mend: str) -> Iterator[Problem]:
        """Yield a problem for each name that stood before, which ``actual`` may tell as ``{}``."""
        seen = set()
        for loc, name in names:
            if name in seen:
                yield self.problem(loc, actual.format(name), expected, mend)
            seen.add(name)

    def unknown(self, loc: Loc, name: str, known: Iterable[str], expected: str = "") -> Problem:
        """Return the problem of a name that is none of ``known``, with the nearest."""
        names = sorted(known)
        return self.problem(
            loc, f"the unknown name {short(name)}", expected or f"one of {', '.join(names) or 'none, so far'}",
            meant(name, names, f"use one of {', '.join(names)}" if names else "define it, or take it out"),
        )  # fmt: skip


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the known name nearest to ``name``, capitals aside, or an empty string where none is near."""
    names = {each.lower(): each for each in sorted(known)}
    close = difflib.get_close_matches(name.strip().lower(), names, n=1, cutoff=0.5)
    return names[close[0]] if close else ""


def meant(name: str, known: Iterable[str], otherwise: str) -> str:
    """Return how to mend an unknown name: the nearest of ``known``, or what is to be done ``otherwise``."""
    near = nearest(name, known)
    return intended(near) if near else otherwise


def intended(name: str) -> str:
    """Return how to mend a name that was meant to be this one."""
    return f"write {name}, if that is meant"


def load(file: str | Path, name: str = "") -> Tree:
    """Return the content of ``file``; raise ``InputError`` where it is not UTF-8, not YAML, or empty."""
    shown = name or shown_name(file)
    text = read_text(file, shown)
    if Path(file).suffix == ".json" and text.strip():
        # YAML's wider grammar would take what no other reader of JSON does.
        parse_json(text, shown)
    return parse(text, shown)


def parse_json(text: str, name: str) -> Any:
    """Return the content of a JSON ``text``; raise ``InputError`` where it is not JSON; ``name`` is for messages."""
    try:
        return json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        line, reason = getattr(error, "lineno", 1), getattr(error, "msg", "text that is nested too deeply")
        problem = Problem(
            name, f"line {line}", reason, "JSON", "look at the commas, quotation marks and brackets there"
        )
        raise InputError([problem]) from None


def parse(text: str, name: str) -> Tree:
    """Return the content of a YAML ``text``; errors as ``load``. Messages count lines from the text's first."""
    try:
        node = yaml.compose(text, Loader=_Loader)
    except (yaml.YAMLError, RecursionError) as error:
        raise InputError([_syntax(name, text, error)]) from None
    if node is None:
        raise InputError([Problem(name, "", "an empty file", "YAML", "write its keys, or restore the file")])
    reader = _Content(name)
    content = reader.of(node, ())
    if reader.problems:
        raise InputError(reader.problems)
    return Tree(name, content, reader.lines, tuple(reader.empty))


class _Content:
    """The data of a file's nodes; files the line of each part, and what is wrong with its form."""

    def __init__(self, name: str) -> None:
        self.name, self.lines, self.problems, self.empty = name, dict[Loc, int](), list[Problem](), list[Loc]()
        self._count = 0

    def of(self, node: yaml.Node, loc: Loc) -> Any:
        """Return the data of a node, which stands at ``loc``."""
        self.lines.setdefault(loc, node.start_mark.line + 1)
        self._count += 1
        if len(loc) > _DEEPEST or self._count > _MOST:
            actual, expected = f"more than {_DEEPEST} levels or {_MOST} values (aliases counted)", "fewer"
            return None if self.problems else self._refuse(node, loc[:1], actual, expected, "write it flatter")
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node, loc)
        if node.tag.removeprefix("tag:yaml.org,2002:") not in ("map", "seq"):
            return self._refuse(node, loc, f"the tag {node.tag}", "plain values", "take the tag out")
        if isinstance(node, yaml.SequenceNode):
            return [self.of(child, (*loc, n)) for n, child in enumerate(node.value)]
        return self._mapping(node, loc)

    def _refuse(self, node: yaml.Node, loc: Loc, actual: str, expected: str, mend: str) -> None:
        key = f", key {'.'.join(map(str, loc))}" if loc else ""
        self.problems.append(Problem(self.name, f"line {node.start_mark.line + 1}{key}", actual, expected, mend))

    def _mapping(self, node: yaml.Node, loc: Loc) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        for key, child in node.value:
            word = key.value if isinstance(key, yaml.ScalarNode) else None
            if word is not None and word != word.strip():
                self._refuse(key, loc, f"the key {word!r}, with space at an end", repr(word.strip()), "take it away")
            elif word is None:
                mend = "quote text that begins with a bracket or brace"
                self._refuse(key, loc, "a key that is no word", "a word", mend)
            elif word in mapping:
                twice = f"the key {word!r} a second time, after line {self.lines[*loc, word]}"
                self._refuse(key, loc, twice, "each key once", "take one of the two out")
            else:
                self.lines[*loc, word] = key.start_mark.line + 1
                mapping[word] = self.of(child, (*loc, word))
        return mapping

    def _scalar(self, node: yaml.ScalarNode, loc: Loc) -> Any:
        kind, text = node.tag.removeprefix("tag:yaml.org,2002:"), node.value
        if kind == "null":
            self.empty += [] if text else [loc]
            return None
        if kind == "bool":
            return text.lower() == "true"
        if kind in ("int", "float") and not _NUMBER.fullmatch(text):
            return self._refuse(node, loc, f"the tag of a number before {short(text)}", "a number", "take the tag out")
        if kind == "int" and len(text) < _LONGEST:
            return int(text, 16 if text.startswith("0x") else 10)
        if kind == "float" and math.isfinite(number := float(re.sub(r"\.(inf|nan)", r"\1", text.lower()))):
            return number
        if kind in ("int", "float"):
            return self._refuse(node, loc, f"the number {short(text)}", "a finite number", "write the number")
        if kind != "str":
            self._refuse(node, loc, f"the tag {node.tag}", "plain values", "take the tag out")
        elif text and not text.strip(" \t\r\n") and not _JOINED.match(self.name):
            expected = "at least 1 character that is seen"
            self._refuse(node, loc, "a text without words", expected, "correct the value, or take the key out")
        elif not node.style and text and not text.strip():
            # Quarto's reader takes it for no value.
            self._refuse(node, loc, f"the blank text {text!r} without quotes", "quotes", "set it between quotes")
        elif fault := unclean(text):
            self._refuse(node, loc, f"{fault[1]} by an escape", "text", fault[2])
        return text


def _syntax(name: str, text: str, error: Exception) -> Problem:
    """Return the one problem of a text that is not YAML, with what a person most likely did."""
    mark = getattr(error, "problem_mark", None)
    message = " ".join(str(getattr(error, "problem", None) or "text that is nested too deeply").split())
    message = message.removeprefix("found ")
    if mark is None:
        return Problem(name, "line 1", message, "YAML", "correct the indentation or quoting")
    lines = text.splitlines() or [""]
    at = min(mark.line, len(lines) - 1)
    near = [(n, lines[n]) for n in (at, at - 1) if n >= 0]
    for number, line in near:
        if "\t" in line[: len(line) - len(line.lstrip())]:
            return Problem(name, f"line {number + 1}", "a tab in the indentation", "spaces", "indent by two spaces")
    for number, line in near:
        if re.match(r"\s*(- )?[\w-]+\s*：", line):
            return Problem(name, f"line {number + 1}", "a full-width colon after the key", "key: value",
                           "write : and a space")  # fmt: skip
    if "alias" in message:
        return Problem(name, f"line {mark.line + 1}", message, "values written out", "quote text that begins with *")
    message = f"text that is not YAML ({message})"
    return Problem(name, f"line {mark.line + 1}", message, "YAML", "correct the indentation or quoting there")


def short(value: Any) -> str:
    """Return a value as messages show it."""
    text = "nothing" if value is None else repr(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
