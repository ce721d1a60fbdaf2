"""Block by block, both languages must hold the same: section for section, note for note, mark for mark."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import zip_longest

from living_edition.errors import Problem
from living_edition.languages import languages
from living_edition.prose.blocks import Block
from living_edition.prose.source import KEY, SHORTCODE, pages, referred

_LABEL = re.compile(r"\{#([a-z]+-[\w-]+)")
_FOOTNOTE = re.compile(r"\[\^([\w-]+)\]")
_FORMULA = re.compile(r"(?<!\$)\$([^$]+)\$(?!\$)")
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_INCLUDED = re.compile(r"include\s+(\S+?)\.qmd")
# The text of a leaf is compared; that of a block with parts is compared part by part.
_LEAVES_ITS_TEXT_TO_ITS_PARTS = ("div", "list", "table")


def differences(first: list[Block], second: list[Block]) -> list[Problem]:
    """Return every difference between the two languages' blocks, with both places."""
    sections = [_sections(first), _sections(second)]
    names = [list(side) for side in sections]
    problems: list[Problem] = [*_unnamed(first), *_unnamed(second)]
    if names[0] != names[1]:
        problems += _section_order(sections[0], sections[1])
    for name in names[0]:
        if name in sections[1]:
            problems += _section(sections[0][name], sections[1][name])
    return problems


def _sections(blocks: list[Block]) -> dict[str, list[Block]]:
    sections: dict[str, list[Block]] = {}
    for block in blocks:
        sections.setdefault(block.section, []).append(block)
    return sections


def _unnamed(blocks: list[Block]) -> Iterator[Problem]:
    for block in blocks:
        if block.kind.startswith("heading") and not block.section:
            yield block.line.problem(
                "a heading without an id", "an id that both languages share", "write {#sec-name} after it"
            )


def _section_order(first: dict[str, list[Block]], second: dict[str, list[Block]]) -> Iterator[Problem]:
    """Tell of sections that one language alone has, else of the first that stands elsewhere."""
    sides = ((first, second, languages()[0]), (second, first, languages()[1]))
    alone = [
        (sections[name][0], lang)
        for sections, other_sections, lang in sides
        for name in sections
        if name not in other_sections
    ]
    for block, lang in alone:
        yield block.line.problem(
            f"a section ({block.section}) that only {lang} has", "the same sections in both languages",
            "write its counterpart",
        )  # fmt: skip
    if alone:
        return
    for left, right in zip_longest(first, second):
        if left != right:
            yield first[left][0].line.problem(
                f"the section {left}",
                f"{right} as in {second[right][0].line.where()}",
                "put the sections in the same order",
            )
            return


def _section(first: list[Block], second: list[Block]) -> Iterator[Problem]:
    left, right = ([part for block in side for part in block.flat()] for side in (first, second))
    shapes = [[(_kind(block), *map(tuple, marks(block).values())) for block in side] for side in (left, right)]
    for tag, a, b, c, d in SequenceMatcher(None, shapes[0], shapes[1], autojunk=False).get_opcodes():
        if tag != "equal":
            yield from _aligned(left, right, range(a, b), range(c, d))


def _aligned(left: list[Block], right: list[Block], left_range: range, right_range: range) -> Iterator[Problem]:
    """Align by kind what does not agree in full, and tell what differs."""
    kinds = [[_kind(side[n]) for n in span] for side, span in ((left, left_range), (right, right_range))]
    for tag, a, b, c, d in SequenceMatcher(None, kinds[0], kinds[1], autojunk=False).get_opcodes():
        pairs = zip_longest(left_range[a:b], right_range[c:d])
        if tag == "equal":
            for i, j in pairs:
                yield from _unlike(left[i], right[j])
            continue
        for i, j in pairs:
            if i is None:
                yield _alone(right[j], languages()[1], left[max(0, min(left_range.start + b, len(left)) - 1)])
            elif j is None:
                yield _alone(left[i], languages()[0], right[max(0, min(right_range.start + d, len(right)) - 1)])
            else:
                yield left[i].line.problem(
                    f"a block of kind {_kind(left[i])}",
                    f"{_kind(right[j])} as in {right[j].line.where()}", "give both languages the same blocks",
                )  # fmt: skip


def _alone(block: Block, lang: str, before: Block) -> Problem:
    return block.line.problem(
        f"a block ({_kind(block)}) that only {lang} has", f"its counterpart after {before.line.where()}",
        "write its counterpart, or remove it",
    )  # fmt: skip


def _unlike(first: Block, second: Block) -> Iterator[Problem]:
    second_marks = marks(second)
    for name, values in marks(first).items():
        if values != second_marks[name]:
            yield first.line.problem(
                f"{name} {', '.join(values) or 'none'}",
                f"{', '.join(second_marks[name]) or 'none'} as in {second.line.where()}",
                f"give both blocks the same {name}",
            )  # fmt: skip


def _kind(block: Block) -> str:
    included = _INCLUDED.search(block.text) if block.kind == "include" else None
    return f"include of {_shared(f'{included[1]}.')}" if included else block.kind


def _shared(path: str) -> str:
    """Return a path without what names a language in it."""
    names = "|".join(languages())
    return re.sub(rf"-(?:{names})(?=\.)|(?:^|(?<=/))(?:{names})(?=/)", "", path).removesuffix(".")


def marks(block: Block) -> dict[str, list[str]]:
    """Return what both languages must share, by its name, each sorted."""
    text = block.text
    if block.kind.split(" ")[0] in _LEAVES_ITS_TEXT_TO_ITS_PARTS:
        text = text.splitlines()[0] if block.kind.startswith("div") else ""
    if block.kind in ("include", "comment", "code", "front"):
        text = ""
    plain = re.sub(r"\{[^}]*\}|`[^`]*`", "", text)
    keys = sorted(KEY.findall(plain))
    return {
        "labels": sorted(_LABEL.findall(text)),
        "numbers": sorted(call.removeprefix("num ") for call in SHORTCODE.findall(text)),
        "citations": [key for key in keys if not referred(key)],
        "references": [key for key in keys if referred(key)],
        "pages of citations": pages(text),
        "footnotes": sorted(_FOOTNOTE.findall(text)),
        "formulas": sorted(set(_FORMULA.findall(text))) if block.kind != "equation" else [" ".join(text.split())],
        "links": sorted(_shared(link) for link in _LINK.findall(text)),
        "cells": [str(text.count("|") - 1)] if block.kind == "row" else [],
    }
