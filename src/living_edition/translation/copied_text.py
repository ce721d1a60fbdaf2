"""Runs of characters that the Chinese text shares with the thesis: sentences are not copied.

The thesis itself is no part of the project. Compared are hashes of every run of ``WIDTH`` characters
of it, from which its text cannot be read back; punctuation and space do not count.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from living_edition.errors import InputError, Problem
from living_edition.files import read_text, whole_file
from living_edition.prose.source import Line

WIDTH = 16
"""Characters from which on a run that two texts share is no coincidence."""
SHINGLES = "data/thesis_shingles.bin"
ALLOWED = "data/thesis_shared_runs.txt"
_BYTES = 8
# The mark of a footnote stands between characters and is none of them.
_MARK = re.compile(r"\[\^[\w-]+\]:?")
_COUNTED = re.compile(r"[\u4e00-\u9fff0-9A-Za-z.%]")


@dataclass(frozen=True)
class Thesis:
    """What is known of the thesis's wording: the hashes of its runs, and the runs that may be shared."""

    hashes: set[bytes]
    allowed: list[str]


def squeeze(text: str) -> str:
    """Return the characters of ``text`` that count: Han, letters, digits, points and per cent signs."""
    return "".join(_COUNTED.findall(_MARK.sub("", text)))


def shingles(text: str) -> set[bytes]:
    """Return the hash (BLAKE2b, 8 bytes) of every run of ``WIDTH`` counted characters of ``text``."""
    counted = squeeze(text)
    return {_hash(counted[i : i + WIDTH]) for i in range(len(counted) - WIDTH + 1)}


def _hash(run: str) -> bytes:
    return hashlib.blake2b(run.encode("utf-8"), digest_size=_BYTES).digest()


def write_shingles(hashes: set[bytes], target: Path) -> None:
    """Write the hashes one after the other, sorted: their order says nothing of the text's."""
    with whole_file(target) as temporary:
        temporary.write_bytes(b"".join(sorted(hashes)))


def read_shingles(source: Path) -> set[bytes]:
    """Return the hashes that ``write_shingles`` wrote; raise ``InputError`` for a file of another form."""
    content = source.read_bytes()
    if not content or len(content) % _BYTES:
        raise InputError(
            [Problem(source.name, "", f"{len(content)} bytes", f"hashes of {_BYTES} bytes each",
                     "take it from the last commit, or run python -m living_edition fingerprint FILE")]
        )  # fmt: skip
    return {content[i : i + _BYTES] for i in range(0, len(content), _BYTES)}


def read_allowed(source: Path) -> list[str]:
    """Return the runs that a person has allowed (headings, names), squeezed; ``#`` starts a comment."""
    lines = read_text(source).splitlines()
    return [squeeze(line) for line in lines if line.strip() and not line.startswith("#")]


def shared(lines: list[Line], thesis: Thesis) -> Iterator[Problem]:
    """Yield a problem for each run of at least ``WIDTH`` characters that ``lines`` share with the thesis."""
    positions = [(char, line) for line in lines for char in squeeze(line.text)]
    text = "".join(char for char, _ in positions)
    position = 0
    while position <= len(text) - WIDTH:
        end = _run_end(text, position, thesis.hashes)
        run = text[position:end]
        if run and not any(run in name for name in thesis.allowed):
            yield positions[position][1].problem(
                f"{run!r}, {len(run)} characters of the thesis", "a wording of the edition's own",
                f"write it afresh; a heading or a name may be added to {ALLOWED}",
            )  # fmt: skip
        position = end if run else position + 1


def _run_end(text: str, start: int, hashes: set[bytes]) -> int:
    """Return the end of the shared run that starts at ``start`` (``start`` itself where there is none)."""
    position = start
    while position <= len(text) - WIDTH and _hash(text[position : position + WIDTH]) in hashes:
        position += 1
    return position + WIDTH - 1 if position > start else start
