"""The ledger: all numbers of all floors in one list, each id once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from living_edition.errors import Problem, refuse
from living_edition.ledger.number import Number, read_numbers
from living_edition.ledger.precision import beyond_error


def join(files: Sequence[Path]) -> list[Number]:
    """Return the numbers of ``files``, sorted by id.

    Raises ``InputError`` where an id stands twice, or a number is printed beyond its simulation error.
    """
    by_id: dict[str, Number] = {}
    problems: list[Problem] = []
    for file in sorted(files):
        for number in read_numbers(file):
            if number.id in by_id:
                problems.append(
                    Problem(file.name, f"id {number.id}", "an id that stands twice", "each id once",
                            "rename one of the two")
                )  # fmt: skip
            if beyond_error(number):
                problems.append(_beyond(file, number))
            by_id[number.id] = number
    refuse(problems)
    return [by_id[key] for key in sorted(by_id)]


def _beyond(file: Path, number: Number) -> Problem:
    actual = f"{number.decimals} decimals on an interval from {number.low:.4g} to {number.high:.4g} ({number.interval})"
    mend = "print fewer decimals, or simulate more draws"
    return Problem(file.name, f"id {number.id}", actual, "a last digit worth at least half the interval", mend)
