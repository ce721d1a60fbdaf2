"""What must hold of the report sources before anything is rendered."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import zip_longest
from pathlib import Path

from cluster_finance.edition.project import LANGUAGES, document
from cluster_finance.edition.source import INCLUDE, SHORTCODE, Line, read, unsupported
from cluster_finance.errors import InputError, Problem

_KEY = re.compile(r"(?<![\w.])-?@\{?([A-Za-z][\w:-]*)")
_RUN_ON = re.compile(r"(?<!\[)(?<!\[-)@[A-Za-z][\w:-]*?[\u3400-\u9fff]")
_ID = re.compile(r"\{#([a-z]+-[\w-]+)")
_ENTRY = re.compile(r"^@\w+\{([^,\s]+)", re.MULTILINE)
_CROSS = ("sec-", "fig-", "tbl-", "eq-")
# A typed figure: digits that are neither a year nor part of code, math, an attribute or a link.
_HIDDEN = re.compile(r"`[^`]*`|\$[^$]*\$|\{\{<.*?>\}\}|\{[^}]*\}|\]\([^)]*\)|<[^>]*>|\[\^[^\]]*\]|@[\w-]+")
_FIGURE = re.compile(r"(?<![\w.])\d+(?:[.,]\d+)*(?!\w*-)")
_YEAR = re.compile(r"^(1[89]|20)\d\d$")


def ledger_ids(lines: list[Line]) -> list[str]:
    """Return the ledger ids that ``lines`` print, in order of first use."""
    calls = [c.split() for line in lines for c in SHORTCODE.findall(line.text)]
    return list(dict.fromkeys(c[1] for c in calls if c[0] == "num" and len(c) > 1))


def check(report: Path, ledger: Collection[str], exhibits: Collection[str]) -> None:
    """Check both languages' sources; raise ``InputError`` with every problem found.

    ``ledger`` holds the known number ids, ``exhibits`` the ids of declared exhibits.
    """
    problems: list[Problem] = []
    sources = {lang: read(report, f"{document(lang)}.qmd", generated=False) for lang in LANGUAGES}
    keys = set(_ENTRY.findall((report / "references.bib").read_text(encoding="utf-8")))
    for lines in sources.values():
        prose = _without_code(lines)
        problems += unsupported(lines)
        problems += _unknown_numbers(lines, ledger)
        problems += _unknown_exhibits(lines, exhibits)
        problems += _unknown_references(prose, keys, set(exhibits))
        problems += _typed_figures(prose)
    problems += _parity(sources["zh"], sources["en"])
    if problems:
        raise InputError(problems)


def _without_code(lines: list[Line]) -> list[Line]:
    kept: list[Line] = []
    fence, math, front = "", False, False
    for position, line in enumerate(lines):
        if line.text.strip() == "---" and (position == 0 or front):
            front = position == 0
            continue
        opening = re.match(r"^(`{3,}|~{3,})", line.text)
        if opening:
            fence = "" if fence and opening[1].startswith(fence) else (fence or opening[1])
            continue
        if line.text.startswith("$$"):
            math = (not math and not line.text.rstrip().rstrip("}").split("{#")[0].rstrip().endswith("$$")) or (
                not math and line.text.strip() == "$$"
            )
            continue
        if not fence and not math and not front:
            kept.append(line)
    return kept


def _unknown_numbers(lines: list[Line], ledger: Collection[str]) -> list[Problem]:
    return [
        line.problem(f"the number {call.split()[1]!r}", "an id of the ledger",
                     "see results/ledger/ledger.csv for the ids")
        for line in lines
        for call in SHORTCODE.findall(line.text)
        if call.split()[0] == "num" and call.split()[1] not in ledger
    ]  # fmt: skip


def _unknown_exhibits(lines: list[Line], exhibits: Collection[str]) -> list[Problem]:
    problems: list[Problem] = []
    for line in lines:
        match = INCLUDE.match(line.text)
        if match is None:
            continue
        name = Path(match[1]).stem.rsplit("-", 1)[0]
        if name not in exhibits and name != "ledger":
            problems.append(line.problem(f"the exhibit {name!r}", "an exhibit of specs/exhibits", "declare it there"))
    return problems


def _unknown_references(lines: list[Line], keys: set[str], exhibits: set[str]) -> list[Problem]:
    labels = {label for line in lines for label in _ID.findall(line.text)} | exhibits
    problems: list[Problem] = []
    for line in lines:
        plain = re.sub(r"\{[^}]*\}|`[^`]*`|\]\([^)]*\)", "", line.text)
        problems += [
            line.problem(f"{run}: the key runs into the Chinese text", "a key that ends where it should",
                         "write it in brackets, [@key]")
            for run in _RUN_ON.findall(plain)
        ]  # fmt: skip
        for key in _KEY.findall(plain):
            if key.startswith(_CROSS):
                if key not in labels:
                    problems.append(line.problem(f"a reference to {key}", "a label of the text", "correct the label"))
            elif key not in keys:
                problems.append(
                    line.problem(f"the citation {key}", "an entry of references.bib",
                                 "correct the key or add the entry")
                )  # fmt: skip
    return problems


def _typed_figures(lines: list[Line]) -> list[Problem]:
    problems: list[Problem] = []
    for line in lines:
        for figure in _FIGURE.findall(_HIDDEN.sub(" ", line.text)):
            if not _YEAR.match(figure):
                problems.append(
                    line.problem(f"the typed figure {figure}", "a number of the ledger",
                                 "print it with {{< num ID >}}")
                )  # fmt: skip
    return problems


def _parity(zh: list[Line], en: list[Line]) -> list[Problem]:
    problems: list[Problem] = []
    for left, right in zip_longest(_blocks(zh), _blocks(en)):
        if left is None or right is None:
            (line, shape), side = (left or right), ("zh" if right is None else "en")  # type: ignore[misc]
            problems.append(
                line.problem(f"a block ({shape}) that only {side} has", "the same blocks in both languages",
                             "write its counterpart")
            )  # fmt: skip
            break
        if left[1] != right[1]:
            problems.append(
                left[0].problem(
                    f"a block of shape {left[1]}",
                    f"{right[1]} as in report/{right[0].file}, line {right[0].number}",
                    "give both blocks the same headings, numbers, citations and references",
                )
            )
            if left[1].split(" ")[0] != right[1].split(" ")[0]:
                break
    return problems


def _blocks(lines: list[Line]) -> list[tuple[Line, str]]:
    blocks: list[tuple[Line, str]] = []
    previous = ""
    for line in _without_code(lines):
        text = line.text.strip()
        starts = bool(text) and (not previous or text.startswith(("#", ":::", "- ", "[^", "|")))
        if starts:
            blocks.append((line, _shape(text)))
        previous = text
    return blocks


def _shape(text: str) -> str:
    heading = re.match(r"^(#+) .*?(\{#[\w-]+)?", text)
    kind = (
        f"heading{len(heading[1])}" if heading
        else "fence" if text.startswith(":::")
        else "include" if INCLUDE.match(text)
        else "item" if text.startswith(("- ", "1. "))
        else "footnote" if re.match(r"^\[\^[\w-]+\]:", text)
        else "table" if text.startswith("|")
        else "paragraph"
    )  # fmt: skip
    labels = _ID.findall(text)
    numbers = sorted(c for c in SHORTCODE.findall(text) if c.startswith("num"))
    plain = re.sub(r"\{[^}]*\}|`[^`]*`", "", text)
    cited = sorted(_KEY.findall(plain))
    return " ".join([kind, *labels, *numbers, *cited])
