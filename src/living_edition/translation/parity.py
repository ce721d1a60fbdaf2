"""Which blocks of the two languages were last found to agree: ``report/parity.json``.

For each block it keeps a hash of either text as they stood when a person had read both. A block is
known by its texts, not by its number, so that a new block does not make those after it look changed.
A claim, an entry of words, a term, a parameter or a spec is a block as well (``twins``).
"""

from __future__ import annotations

import difflib
import hashlib
import textwrap
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field

from living_edition.errors import Problem, refuse
from living_edition.files import there, write_json
from living_edition.languages import languages, other
from living_edition.multilingual import ByLanguage, MultilingualModel
from living_edition.prose.blocks import blocks
from living_edition.prose.project import documents
from living_edition.prose.source import Line, read_all
from living_edition.translation.pairs import TextPair, twins
from living_edition.yaml_models import read

FILE = "parity.json"
COMMAND = "python -m living_edition agree"
_WITHOUT_PROSE = ("include", "comment", "code")
_WIDTH = 120
_DIGITS = 16


class _Hashes(MultilingualModel):
    texts: ByLanguage[Annotated[str, Field(pattern=rf"^[0-9a-f]{{{_DIGITS}}}$")]]


@dataclass(frozen=True)
class Pair:
    """A block in both languages: its id, its first lines, the hashes of its texts, in the order of the languages."""

    id: str
    sides: tuple[Line, Line]
    hashes: tuple[str, str]

    def side(self, lang: str) -> Line:
        """Return the first line in ``lang``."""
        return self.sides[languages().index(lang)]


@dataclass(frozen=True)
class State:
    """What the state file says of the present text.

    ``stale`` are blocks of which one side alone changed, each with that side's language; ``open`` are those new
    or changed on both sides since, by id.
    """

    stale: tuple[tuple[Pair, str], ...]
    open: tuple[str, ...]

    def problems(self) -> list[Problem]:
        """Return a problem a stale block, at the side that did not follow."""
        return [
            pair.side(other(side)).problem(
                f"the block {pair.id} as it was, though {side} changed ({pair.side(side).where()})",
                "both languages to agree", f"bring them together, then run {COMMAND} {pair.id}",
            )
            for pair, side in self.stale
        ]  # fmt: skip

    def message(self) -> str:
        """Return the warning, one for all blocks; empty where every block is agreed."""
        lines = []
        if self.stale:
            blocks = "1 block" if len(self.stale) == 1 else f"{len(self.stale)} blocks"
            lines.append(f"Stale: {blocks} of which one language alone changed since both agreed.")
            lines += [
                f"  {pair.id}: {side} changed; {'; '.join(line.where() for line in pair.sides)}"
                for pair, side in self.stale
            ]
        if self.open:
            sentence = f"Not yet agreed, new or changed in both languages: {', '.join(self.open)}."
            lines += textwrap.wrap(sentence, _WIDTH, break_on_hyphens=False, break_long_words=False)
        if lines:
            lines.append(f"When both sides say the same: {COMMAND} BLOCK...")
        return "".join(f"{line}\n" for line in lines)


def pairs(report: Path) -> list[Pair]:
    """Return the blocks that both languages have: those of the chapters in their order, then those of other files."""
    if len(languages()) == 1:
        return []
    first, second = (_texts(report, lang) for lang in languages())
    return [
        Pair(name, (line, second[name][0]), (_hash(text), _hash(second[name][1])))
        for name, (line, text) in first.items()
        if name in second
    ] + _outside_chapters(report)


def read_agreed(report: Path) -> dict[str, tuple[str, str]]:
    """Return the agreed hashes by block, in the order of the languages; raise ``InputError`` for another form."""
    file = report / FILE
    if not there(file):
        return {}
    agreed = read(file, dict[str, _Hashes], f"report/{FILE}")
    first, second = languages()
    return {name: (pair.texts[first], pair.texts[second]) for name, pair in agreed.items()}


def state(report: Path) -> State:
    """Return which blocks of ``report`` are stale and which were never agreed as they are."""
    agreed = set(read_agreed(report).values())
    sides = [{pair[n] for pair in agreed} for n in range(2)]
    stale: list[tuple[Pair, str]] = []
    new: list[str] = []
    for pair in pairs(report):
        if pair.hashes in agreed:
            continue
        agreed_sides = [value in side for value, side in zip(pair.hashes, sides, strict=True)]
        if any(agreed_sides):
            stale.append((pair, languages()[1 if agreed_sides[0] else 0]))
        else:
            new.append(pair.id)
    return State(tuple(stale), tuple(new))


def agree(report: Path, names: Collection[str] = ()) -> list[str]:
    """Record that both sides of the blocks ``names`` (none: of all) agree now; return the ids recorded.

    A stale block that is not named keeps what was agreed of it. Raises ``InputError`` with every
    name that no block has.
    """
    present = pairs(report)
    ids = [pair.id for pair in present]
    unknown = [_unknown(name, ids) for name in names if name not in ids]
    refuse(unknown)
    before = read_agreed(report)
    values = list(before.values())
    pairs_agreed: dict[str, tuple[str, str]] = {}
    recorded: list[str] = []
    for pair in present:
        if pair.hashes in values:
            pairs_agreed[pair.id] = pair.hashes
        elif not names or pair.id in names:
            pairs_agreed[pair.id] = pair.hashes
            recorded.append(pair.id)
        else:
            old = _half(pair.hashes, before.get(pair.id), values)
            pairs_agreed |= {pair.id: old} if old else {}
    write_json({name: dict(zip(languages(), pair, strict=True)) for name, pair in pairs_agreed.items()}, report / FILE)
    return recorded


def _half(
    hashes: tuple[str, str], same: tuple[str, str] | None, values: Iterable[tuple[str, str]]
) -> tuple[str, str] | None:
    """Return the agreed pair that shares one side with ``hashes``, that of the same id first."""
    candidates = [same, *values] if same else list(values)
    return next((pair for pair in candidates if pair and (pair[0] == hashes[0] or pair[1] == hashes[1])), None)


def _texts(report: Path, lang: str) -> dict[str, tuple[Line, str]]:
    parts = blocks(read_all(report, documents(report, lang), generated=False))
    return {block.id: (block.line, block.text) for block in parts if block.kind not in _WITHOUT_PROSE}


def _outside_chapters(report: Path) -> list[Pair]:
    """Return the blocks outside the chapters, each with all its texts and the place of the first."""
    by_block: dict[str, list[TextPair]] = {}
    for twin in twins(report):
        by_block.setdefault(twin.block, []).append(twin)
    return [
        Pair(name, texts[0].sides, (_hash(*(t.sides[0].text for t in texts)), _hash(*(t.sides[1].text for t in texts))))
        for name, texts in by_block.items()
    ]


def _hash(*texts: str) -> str:
    """Return the hash of one or several texts; where their lines break does not matter."""
    return hashlib.sha256(" ".join(" ".join(texts).split()).encode("utf-8")).hexdigest()[:_DIGITS]


def _unknown(name: str, ids: list[str]) -> Problem:
    near = difflib.get_close_matches(name, ids, n=1)
    return Problem(
        "command", f"block {name}", "a block that the report does not have", "an id such as sec-role-2 or claim-f1",
        f"write {near[0]}" if near else "take the id from results/checks/parity.txt",
    )  # fmt: skip


def run(blocks: list[str], report: Path) -> None:
    """Record that both languages of the ``blocks`` agree (of all, where none is named), and tell what is so now."""
    print(f"Agreed now: {', '.join(agree(report, blocks)) or 'nothing new'}.")
    print(state(report).message(), end="")
