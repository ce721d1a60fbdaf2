"""Footnotes of a source: ``[^id]`` in the text, ``[^id]: ...`` as a block after it, each id once of either.

Whether both languages have the same is for ``translation.structure`` to say, which takes a footnote for a block.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from living_edition.errors import Problem
from living_edition.prose.blocks import Block
from living_edition.prose.source import Line, prose

MARK = re.compile(r"\[\^([\w-]+)\](?!:)")
_DEFINITION = re.compile(r"^\s*\[\^([\w-]+)\]:")
_INLINE = re.compile(r"\^\[")
_CODE = re.compile(r"`[^`]*`")


def problems(lines: list[Line], blocks: list[Block]) -> Iterator[Problem]:
    """Yield what is wrong with the footnotes of one language, given as its ``lines`` and their ``blocks``.

    That is: a mark without its note, a note without its mark, either of them twice, a note that does
    not stand as a block of its own, a mark in a heading or in a note, a note written into the text.
    """
    defined: dict[str, Line] = {}
    for block in blocks:
        match = _DEFINITION.match(block.text) if block.kind == "footnote" else None
        if match is None:
            continue
        if match[1] in defined:
            yield _twice(block.line, f"the note {match[1]}", defined[match[1]])
        defined.setdefault(match[1], block.line)
    lines = prose(lines)
    yield from _misplaced(lines, blocks)
    marked: dict[str, Line] = {}
    for line in lines:
        for name in MARK.findall(_CODE.sub("", line.text)):
            if name not in defined:
                yield line.problem(
                    f"the mark [^{name}] of a note that is not there", f"a block [^{name}]: ... after this one",
                    "write the note, or remove the mark",
                )  # fmt: skip
            elif name in marked:
                yield _twice(line, f"the mark [^{name}]", marked[name])
            marked.setdefault(name, line)
    for name, line in defined.items():
        if name not in marked:
            yield line.problem(
                f"the note {name}, which no mark calls", f"[^{name}] in the text", "mark its place, or remove the note"
            )


def _twice(line: Line, what: str, first: Line) -> Problem:
    return line.problem(
        f"{what} a second time, after {first.location or f'line {first.number}'} of report/{first.file}", "it once",
        "give it an id of its own, or remove it",
    )  # fmt: skip


def _misplaced(lines: list[Line], blocks: list[Block]) -> Iterator[Problem]:
    notes = {(block.line.file, block.line.number) for block in blocks if block.kind == "footnote"}
    for line in lines:
        match = _DEFINITION.match(line.text)
        if match and (line.file, line.number) not in notes:
            yield line.problem(
                f"the note {match[1]} inside another block", "a block of its own, after the one that holds its mark",
                "set it between blank lines outside lists and boxes",
            )  # fmt: skip
        if _INLINE.search(_CODE.sub("", line.text)):
            yield line.problem(
                "a note written into the text", "[^id], and a block [^id]: ... after it",
                "give the note an id that both languages share",
            )  # fmt: skip
    for block in blocks:
        inside = block.text.partition(":")[2] if block.kind == "footnote" else block.text
        if (block.kind == "footnote" or block.kind.startswith("heading")) and (mark := MARK.search(inside)):
            yield block.line.problem(
                f"the mark [^{mark[1]}] in a {block.kind.rstrip('0123456789')}", "marks in the running text",
                "move it to the text",
            )  # fmt: skip
