"""The terms that both texts keep: ``report/glossary.yml``, read, and its table. ``term_use`` checks their use."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pydantic import Field

from living_edition.errors import Problem, refuse
from living_edition.markdown import block, escaped, pipe_table
from living_edition.yaml_models import Tree, Worded, load, validate

FILE = "glossary.yml"
TABLE = "tbl-glossary"
_HEADS = {"zh": ("中文", "英文", "说明"), "en": ("English", "Chinese", "Meaning")}
_TITLES = {"zh": "术语", "en": "Terms"}


class Term(Worded):
    """One term: its word in both languages, other forms that are allowed, forms that are not.

    ``loose_en`` are those English forms that are common words as well: they may stand for the term, but
    an English text that has them need not mean it.
    """

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
    tree = load(file, f"report/{FILE}")
    terms = validate(tree, tuple[Term, ...])
    refuse([*_twice(tree, terms), *_contradictions(tree, terms)])
    return terms


def _twice(tree: Tree, terms: tuple[Term, ...]) -> Iterator[Problem]:
    for what in ("id", "zh"):
        names = (
            ((n, what), name)
            for n, term in enumerate(terms)
            for name in ([term.id] if what == "id" else term.forms(what))
        )
        yield from tree.twice(names, "{} a second time", "it once", "remove one of them")


def _contradictions(tree: Tree, terms: tuple[Term, ...]) -> Iterator[Problem]:
    for lang in ("zh", "en"):
        allowed = {form for term in terms for form in term.forms(lang)}
        for n, term in enumerate(terms):
            for form in sorted(allowed.intersection(getattr(term, f"avoid_{lang}"))):
                yield tree.problem((n, f"avoid_{lang}"), f"{form!r}, which the glossary also allows",
                                   "a form that no term has", "decide which it is")  # fmt: skip
    for n, term in enumerate(terms):
        for form in sorted({*term.loose_en} - {*term.forms("en")}):
            yield tree.problem((n, "loose_en"), f"{form!r}, which is no English form of the term",
                               " or ".join(term.forms("en")), "add it to also_en, or remove it")  # fmt: skip


def table(terms: tuple[Term, ...], lang: str) -> str:
    """Return the glossary as the appendix includes it: both words and the meaning in ``lang``."""
    other = "en" if lang == "zh" else "zh"
    rows = [
        (escaped(getattr(term, lang)), escaped(getattr(term, other)), str(getattr(term, f"note_{lang}")))
        for term in sorted(terms, key=lambda term: term.en.lower())
    ]
    return block(f"#{TABLE}", pipe_table([_HEADS[lang], *rows], "|:------|:------|:------------|"), _TITLES[lang])
