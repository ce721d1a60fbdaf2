"""The ledger: all numbers of all floors in one list, each id once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from living_edition.errors import InputError, Problem
from living_edition.ledger.number import Number, read_numbers


def join(files: Sequence[Path]) -> list[Number]:
    """Return the numbers of ``files``, sorted by id; raise ``InputError`` where an id stands twice."""
    found: dict[str, Number] = {}
    problems: list[Problem] = []
    for file in sorted(files):
        for number in read_numbers(file):
            if number.id in found:
                problems.append(
                    Problem(file.name, f"id {number.id}", "an id that stands twice", "each id once",
                            "rename one of the two")
                )  # fmt: skip
            found[number.id] = number
    if problems:
        raise InputError(problems)
    return [found[key] for key in sorted(found)]
