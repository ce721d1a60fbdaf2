"""What the edition says when an input is wrong: one message, with every problem in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing wrong in one place.

    ``place`` narrows the file down: ``row 3, column gdp`` or ``line 12`` (both count from 1, and
    the header of a CSV file is row 1). ``mend`` says what to do about it.
    """

    file: str
    place: str
    found: str
    expected: str
    mend: str

    def __str__(self) -> str:
        where = f"{self.file}, {self.place}" if self.place else self.file
        return f"{where}: found {self.found}; expected {self.expected}. To mend it: {self.mend}"


class InputError(Exception):
    """Raised for inputs (data, configuration, specs, report sources) that do not hold.

    Carries all the problems found, not only the first.
    """

    def __init__(self, problems: list[Problem]) -> None:
        if not problems:
            raise ValueError("an InputError needs at least one problem")
        self.problems = problems
        super().__init__(str(self))

    def __str__(self) -> str:
        shown = [f"  {problem}" for problem in self.problems]
        head = "1 problem:" if len(shown) == 1 else f"{len(shown)} problems:"
        return "\n".join([head, *shown])


def refuse(problems: Iterable[Problem]) -> None:
    """Raise ``InputError`` with the ``problems``, if there are any."""
    if found := list(problems):
        raise InputError(found)
