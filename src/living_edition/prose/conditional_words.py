"""Words that hang on results: ``report/words.yaml``, read, checked and chosen by the ledger's numbers.

An entry has an id, cases and what is said otherwise, each in both languages. A case holds when its
condition does: comparisons joined by ``and``, each ``ID OP RIGHT`` with ``<``, ``<=``, ``>`` or ``>=``,
where RIGHT is a number, an id of the ledger, or a number times an id (``0.5 * ID``). The bounds of a
number with an interval are ``ID.low`` and ``ID.high``. The first case that holds is said; if none does,
the words under ``else``. Prose prints them by ``{{< word ID >}}``.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import ConfigDict, Field

from living_edition.errors import Problem, refuse
from living_edition.files import there
from living_edition.languages import languages
from living_edition.ledger.number import Number
from living_edition.multilingual import ByLanguage, WordedMultilingual
from living_edition.prose.source import Line, calls
from living_edition.yaml_models import Tree, Worded, load, validate

FILE = "words.yaml"
_OPERATORS = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
_ID = r"[A-Za-z][\w-]*(?:\.[\w-]+)+"
_NUMBER = r"-?\d+(?:\.\d+)?"
_PLAIN = r"""^[^*_`\[\]{}<>$@#"'\\]+$"""
_COMPARISON = re.compile(rf"({_ID}) (<=|>=|<|>) (?:({_NUMBER}) \* ({_ID})|({_ID})|({_NUMBER}))")


@dataclass(frozen=True)
class Comparison:
    """``left op factor * right``; without ``right`` the number ``factor`` itself."""

    left: str
    op: str
    factor: float
    right: str = ""

    def ids(self) -> list[str]:
        """Return the ids of the ledger that it compares."""
        return [self.left, self.right] if self.right else [self.left]

    def holds(self, values: Mapping[str, float]) -> bool:
        """Tell whether it is true of ``values`` (by id of the ledger)."""
        bound = self.factor * (values[self.right] if self.right else 1.0)
        return bool(_OPERATORS[self.op](values[self.left], bound))


def parse(condition: str) -> tuple[Comparison, ...]:
    """Return the comparisons that ``condition`` joins; raise ``ValueError`` for anything else."""
    return tuple(_comparison(part) for part in condition.split(" and "))


def _comparison(text: str) -> Comparison:
    match = _COMPARISON.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text.strip()!r} is not a comparison")
    left, op, factor, product, right, number = match.groups()
    if not math.isfinite(value := float(factor or number or 1)):
        raise ValueError(f"{text.strip()[:40]!r} compares with infinity")
    return Comparison(left, op, value, product or right or "")


class Wording(WordedMultilingual):
    """What is said, in every language: plain words, without markup, numbers and straight quotation marks."""

    texts: ByLanguage[Annotated[str, Field(pattern=_PLAIN)]]


class Case(Wording):
    """What is said when the condition ``when`` holds."""

    when: str


class Word(Worded):
    """One entry: its id, its cases in order, and what is said when none holds."""

    model_config = ConfigDict(populate_by_name=True)

    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    cases: tuple[Case, ...] = Field(min_length=1)
    otherwise: Wording = Field(alias="else")

    def wording(self, values: Mapping[str, float]) -> Wording:
        """Return the words that hold of ``values`` (by id of the ledger)."""
        for case in self.cases:
            if all(comparison.holds(values) for comparison in parse(case.when)):
                return case
        return self.otherwise

    def every(self) -> tuple[Wording, ...]:
        """Return all that it can say."""
        return (*self.cases, self.otherwise)


class _File(Worded):
    words: tuple[Word, ...] = ()


def read_words(report: Path) -> dict[str, Word]:
    """Return the entries of the project in ``report`` by id; a project without the file has none.

    Raises ``InputError`` with every problem: not YAML, a language or the ``else`` missing, a
    condition outside the grammar, an id that stands twice.
    """
    file = report / FILE
    if not there(file):
        return {}
    tree = load(file, f"report/{FILE}")
    words = validate(tree, _File).words
    ids = ((("words", n), word.id) for n, word in enumerate(words))
    twice = tree.twice(ids, "an id that stands twice", "each id once", "rename one of the two")
    refuse([*twice, *_conditions(tree, words)])
    return {word.id: word for word in words}


def used(lines: list[Line]) -> list[str]:
    """Return the ids of the words that ``lines`` print, in order of first use."""
    called = [call for line in lines for call in calls(line.text)]
    return list(dict.fromkeys(call[1] for call in called if call[0] == "word" and len(call) > 1))


def unknown_words(lines: list[Line], words: Collection[str]) -> list[Problem]:
    """Return a problem for each word that ``lines`` print and ``words`` does not have."""
    return [
        line.problem(f"the word {name!r}", f"an id of report/{FILE}", "correct the id or write the entry")
        for line in lines
        for name in used([line])
        if name not in words
    ]


def comparable(numbers: Iterable[Number]) -> dict[str, float]:
    """Return what conditions may compare: each number's value by its id, and the bounds of its interval."""
    values: dict[str, float] = {}
    for number in numbers:
        values[number.id] = number.value
        for bound, value in (("low", number.low), ("high", number.high)):
            if value is not None:
                values.setdefault(f"{number.id}.{bound}", value)
    return values


def unknown_numbers(words: Mapping[str, Word], values: Collection[str]) -> list[Problem]:
    """Return a problem for each number that a condition compares and ``values`` does not have."""
    return [
        _problem(f"word {word.id}, condition {case.when!r}", f"the number {name!r}", "an id of the ledger",
                 "see results/ledger/ledger.csv for the ids")
        for word in words.values()
        for case in word.cases
        for comparison in parse(case.when)
        for name in comparison.ids()
        if name not in values
    ]  # fmt: skip


def unused(words: Mapping[str, Word], names: Collection[str]) -> list[Problem]:
    """Return a problem for each entry whose id is not among ``names``."""
    return [
        _problem(f"word {name}", "an entry that no text prints", "entries in use", "print it or remove it")
        for name in words
        if name not in names
    ]


def texts(words: Mapping[str, Word]) -> list[Line]:
    """Return all that the entries can say, as lines of the sources placed by word."""
    return [
        Line(text, FILE, 0, f"word {word.id}")
        for word in words.values()
        for wording in word.every()
        for text in (wording.texts[lang] for lang in languages())
    ]


def _problem(location: str, actual: str, expected: str, mend: str) -> Problem:
    return Problem(f"report/{FILE}", location, actual, expected, mend)


def _conditions(tree: Tree, words: tuple[Word, ...]) -> Iterator[Problem]:
    for n, word in enumerate(words):
        conditions = [(("words", n, "cases", m, "when"), case.when) for m, case in enumerate(word.cases)]
        yield from tree.twice(conditions, "the condition {} a second time", "each once", "take one out, it never holds")
        for m, case in enumerate(word.cases):
            try:
                parse(case.when)
            except ValueError as error:
                yield tree.problem(
                    ("words", n, "cases", m, "when"), str(error), "ID OP RIGHT, joined by and",
                    "write OP as <, <=, > or >=, and RIGHT as a number, an id or NUMBER * ID",
                )  # fmt: skip
