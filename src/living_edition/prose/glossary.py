"""The terms that both texts keep: ``report/glossary.yml``, and its table. ``translation.terms`` checks their use."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pydantic import Field

from living_edition.errors import Problem, refuse
from living_edition.files import there
from living_edition.language_files import Words, language
from living_edition.languages import languages, main_language, other
from living_edition.markdown import block, escaped, pipe_table
from living_edition.multilingual import ByLanguage, WordedMultilingual
from living_edition.yaml_models import Once, Tree, load, validate

FILE = "glossary.yml"
TABLE = "tbl-glossary"
_WORDS = Words(__name__)


class Term(WordedMultilingual):
    """One term: its word in every language, other forms that are allowed, forms that are not.

    ``loose_en`` are those English forms that are common words as well (and so in any language): they may stand for
    the term, but a text that has them need not mean it.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    texts: ByLanguage[str]
    note: ByLanguage[str]
    also: ByLanguage[Once[str]] = Field(default={})
    loose: ByLanguage[Once[str]] = Field(default={})
    avoid: ByLanguage[Once[str]] = Field(default={})

    def forms(self, lang: str) -> tuple[str, ...]:
        """Return every form that may stand for the term in ``lang``."""
        return (self.texts[lang], *self.also.get(lang, ()))


def read_glossary(report: Path) -> tuple[Term, ...]:
    """Return the terms in the order of the file; a project without the file has none.

    Raises ``InputError`` with every problem: not YAML, keys missing or unknown, a term that stands
    twice, a form that one term allows and another refuses.
    """
    file = report / FILE
    if not there(file):
        return ()
    tree = load(file, f"report/{FILE}")
    terms = validate(tree, tuple[Term, ...])
    refuse([*_twice(tree, terms), *_contradictions(tree, terms)])
    return terms


def _twice(tree: Tree, terms: tuple[Term, ...]) -> Iterator[Problem]:
    # Two terms may share a word of a language that parts words, where the text around it tells them apart.
    for what in ("id", *(lang for lang in languages() if not language(lang).latin)):
        names = (
            ((n, what), name)
            for n, term in enumerate(terms)
            for name in ([term.id] if what == "id" else term.forms(what))
        )
        yield from tree.twice(names, "{} a second time", "it once", "remove one of them")


def _contradictions(tree: Tree, terms: tuple[Term, ...]) -> Iterator[Problem]:
    for lang in languages():
        allowed = {form for term in terms for form in term.forms(lang)}
        for n, term in enumerate(terms):
            for form in sorted(allowed.intersection(term.avoid.get(lang, ()))):
                yield tree.problem((n, f"avoid_{lang}"), f"{form!r}, which the glossary also allows",
                                   "a form that no term has", "decide which it is")  # fmt: skip
        for n, term in enumerate(terms):
            for form in sorted({*term.loose.get(lang, ())} - {*term.forms(lang)}):
                actual = f"{form!r}, which is no {language(lang).english} form of the term"
                mend = f"add it to also_{lang}, or remove it"
                yield tree.problem((n, f"loose_{lang}"), actual, " or ".join(term.forms(lang)), mend)


def table(terms: tuple[Term, ...], lang: str) -> str:
    """Return the glossary as the appendix includes it: the words and the meaning in ``lang``."""
    shown = [each for each in (lang, other(lang)) if each]
    heads = [*(language(lang).called(each) for each in shown), _WORDS[lang]["meaning"]]
    rows = [
        (*(escaped(term.texts[each]) for each in shown), term.note[lang])
        for term in sorted(terms, key=lambda term: term.texts[main_language()].lower())
    ]
    rule = f"|{':------|' * len(shown)}:------------|"
    return block(f"#{TABLE}", pipe_table([heads, *rows], rule), _WORDS[lang]["title"])
