"""Write the hashes of the thesis's runs of characters, with which the checks compare the Chinese text.

``python -m living_edition fingerprint FILE``; needed again only if another copy of the thesis is found.
"""

from __future__ import annotations

from pathlib import Path

from living_edition.errors import InputError, Problem
from living_edition.translation.copied_text import (
    WIDTH,
    shingles,
    write_shingles,
)


def run(source: Path, output: Path) -> None:
    """Write the hashes of the text ``source``."""
    try:
        text = source.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError([_problem(source, f"a file that cannot be read ({type(error).__name__})")]) from None
    hashes = shingles(text)
    if not hashes:
        raise InputError([_problem(source, f"fewer than {WIDTH} characters")])
    write_shingles(hashes, output)
    print(f"{len(hashes)} runs of {WIDTH} characters: {output}")


def _problem(source: Path, actual: str) -> Problem:
    return Problem(source.name, "", actual, "the thesis as a UTF-8 text", "give the path of that file")
