"""What the edition says when an input is wrong: one message, with every problem in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

ALIKE = 10
"""Problems of one kind in one file that a message shows."""


@dataclass(frozen=True)
class Problem:
    """One thing wrong in one place.

    ``location`` narrows the file down: ``row 3, column gdp`` or ``line 12`` (both count from 1, and
    the header of a CSV file is row 1). ``mend`` says what to do about it.
    """

    file: str
    location: str
    actual: str
    expected: str
    mend: str

    def __str__(self) -> str:
        where = f"{self.file}, {self.location}" if self.location else self.file
        return f"{where}: found {self.actual}; expected {self.expected}. To mend it: {self.mend}"


class InputError(Exception):
    """Raised for inputs (data, configuration, specs, report sources) that do not hold.

    Carries all the problems found, not only the first; of many alike it shows some.
    """

    def __init__(self, problems: list[Problem]) -> None:
        if not problems:
            raise ValueError("an InputError needs at least one problem")
        self.problems = problems
        super().__init__(str(self))

    def __str__(self) -> str:
        head = "1 problem:" if len(self.problems) == 1 else f"{len(self.problems)} problems:"
        return "\n".join([head, *_shown(self.problems)])


def _shown(problems: Iterable[Problem]) -> Iterator[str]:
    """Yield the problems, of those alike the first alone, with how many more there are: a column may be wrong whole."""
    alike: dict[tuple[str, ...], list[Problem]] = {}
    for problem in problems:
        kind = problem.file, re.sub(r"\d+", "", problem.location), problem.expected, problem.mend
        alike.setdefault(kind, []).append(problem)
    for group in alike.values():
        yield from (f"  {problem}" for problem in group[:ALIKE])
        if (more := len(group) - ALIKE) > 0:
            yield f"  {group[0].file}: {more} more of this kind, to {group[-1].location}"


def refuse(problems: Iterable[Problem]) -> None:
    """Raise ``InputError`` with the ``problems``, if there are any."""
    if listed := list(problems):
        raise InputError(listed)
