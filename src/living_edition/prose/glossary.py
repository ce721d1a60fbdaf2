"""The terms that both texts keep: ``report/glossary.yml``, read, and its table. ``term_use`` checks their use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from living_edition.errors import InputError, Problem
from living_edition.markdown import escaped

FILE = "glossary.yml"
TABLE = "tbl-glossary"
_HEADS = {"zh": ("中文", "英文", "说明"), "en": ("English", "Chinese", "Meaning")}
_TITLES = {"zh": "术语", "en": "Terms"}


class Term(BaseModel):
    """One term: its word in both languages, other forms that are allowed, forms that are not.

    ``loose_en`` are those English forms that are common words as well: they may stand for the term, but
    an English text that has them need not mean it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, str_min_length=1)

    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    zh: str
    en: str
    note_zh: str
    note_en: str
    also_zh: tuple[str, ...] = ()
    also_en: tuple[str, ...] = ()
    loose_en: tuple[str, ...] = ()
    avoid_zh: tuple[str, ...] = ()
    avoid_en: tuple[str, ...] = ()

    def forms(self, lang: str) -> tuple[str, ...]:
        """Return every form that may stand for the term in ``lang``."""
        return (self.zh, *self.also_zh) if lang == "zh" else (self.en, *self.also_en)


def read_glossary(report: Path) -> tuple[Term, ...]:
    """Return the terms in the order of the file; a project without the file has none.

    Raises ``InputError`` with every problem: not YAML, keys missing or unknown, a term that stands
    twice, a form that one term allows and another refuses.
    """
    file = report / FILE
    if not file.is_file():
        return ()
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
        terms = TypeAdapter(tuple[Term, ...]).validate_python(content)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"line {mark.line + 1}" if mark else ""
        raise InputError([_problem(place, "text that is not YAML", "YAML", "correct indentation or quoting")]) from None
    except ValidationError as error:
        raise InputError([_refused(dict(detail), content) for detail in error.errors()]) from None
    problems = [*_twice(terms), *_contradictions(terms), *_loose(terms)]
    if problems:
        raise InputError(problems)
    return terms


def _problem(place: str, found: str, expected: str, mend: str) -> Problem:
    return Problem(f"report/{FILE}", place, found, expected, mend)


def _refused(detail: dict[str, Any], content: Any) -> Problem:
    loc = detail["loc"]
    entry = content[loc[0]] if loc and isinstance(content, list) else None
    name = entry.get("id", f"number {loc[0] + 1}") if isinstance(entry, dict) else "the file"
    key = f", key {'.'.join(map(str, loc[1:]))}" if loc[1:] else ""
    return _problem(f"term {name}{key}", repr(detail.get("input")), detail["msg"], "see the other terms")


def _twice(terms: Iterable[Term]) -> Iterator[Problem]:
    for what, names in (("id", [t.id for t in terms]), ("word", [form for t in terms for form in t.forms("zh")])):
        for name, times in Counter(names).items():
            if times > 1:
                yield _problem(f"{what} {name}", f"it {times} times", "it once", "remove one of them")


def _contradictions(terms: tuple[Term, ...]) -> Iterator[Problem]:
    for lang in ("zh", "en"):
        allowed = {form for term in terms for form in term.forms(lang)}
        for term in terms:
            for form in getattr(term, f"avoid_{lang}"):
                if form in allowed:
                    yield _problem(
                        f"term {term.id}, key avoid_{lang}", f"{form!r}, which the glossary also allows",
                        "a form that no term has", "decide which it is",
                    )  # fmt: skip


def _loose(terms: tuple[Term, ...]) -> Iterator[Problem]:
    for term in terms:
        for form in term.loose_en:
            if form not in term.forms("en"):
                yield _problem(
                    f"term {term.id}, key loose_en", f"{form!r}, which is no English form of the term",
                    " or ".join(term.forms("en")), "add it to also_en, or remove it",
                )  # fmt: skip


def table(terms: tuple[Term, ...], lang: str) -> str:
    """Return the glossary as the appendix includes it: both words and the meaning in ``lang``."""
    other = "en" if lang == "zh" else "zh"
    rows = [
        f"| {escaped(getattr(term, lang))} | {escaped(getattr(term, other))} | {getattr(term, f'note_{lang}')} |"
        for term in sorted(terms, key=lambda term: term.en.lower())
    ]
    head = ["| " + " | ".join(_HEADS[lang]) + " |", "|:------|:------|:------------|"]
    return "\n".join([f"::: {{#{TABLE}}}", "", *head, *rows, "", _TITLES[lang], "", ":::", ""])
