"""Whether the texts keep the terms of the glossary: a term of one language has its form in the other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from living_edition.errors import Problem
from living_edition.language_files import language
from living_edition.languages import languages, other
from living_edition.prose.blocks import Block
from living_edition.prose.glossary import FILE, Term
from living_edition.prose.source import Line
from living_edition.translation.pairs import TextPair

# What is not the text's own wording: keys, links, attributes, formulas; a name or word quoted.
_FOREIGN = re.compile(r"\{\{<.*?>\}\}|\{[^}]*\}|\]\([^)]*\)|`[^`]*`|\$[^$]*\$|-?@[\w:-]+")
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|《[^》]*》")


def misused(terms: tuple[Term, ...], first: list[Block], second: list[Block]) -> list[Problem]:
    """Return each use of a term without its counterpart, and each form to avoid, block by block."""
    sides = [{part.id: part for block in side for part in block.flat() if not part.parts} for side in (first, second)]
    problems: list[Problem] = []
    for name, block in sides[0].items():
        if name in sides[1]:
            problems += without_counterpart(terms, block.whole, sides[1][name].whole)
    for lang, side in zip(languages(), sides, strict=True):
        problems += [p for block in side.values() for p in avoided(terms, lang, block.whole)]
    return problems


def misused_elsewhere(terms: tuple[Term, ...], texts: Iterable[TextPair]) -> list[Problem]:
    """Return the same of texts outside the chapters; the glossary itself says of terms what it likes."""
    problems: list[Problem] = []
    for twin in texts:
        if twin.sides[0].file != FILE:
            problems += without_counterpart(terms, *twin.sides)
            problems += [problem for lang, line in twin.texts.items() for problem in avoided(terms, lang, line)]
    return problems


def without_counterpart(terms: tuple[Term, ...], first_line: Line, second_line: Line) -> Iterator[Problem]:
    """Yield a problem for each term that one of two texts uses and the other has in none of its forms."""
    first, second = languages()
    for lang, own_line, other_lang, counterpart in (
        (first, first_line, second, second_line),
        (second, second_line, first, first_line),
    ):
        wording, other_wording = (_FOREIGN.sub(" ", line.text) for line in (own_line, counterpart))
        for form, users in _used(wording, _forms(terms, lang), lang):
            # A common word of the language need not mean the term.
            loose = [term for term in users if form in map(str.lower, term.loose.get(lang, ()))]
            words = {word for term in users for word in term.forms(other_lang)}
            if not loose and not any(
                _pattern(word, language(other_lang).latin).search(other_wording) for word in words
            ):
                yield _lacking(other_lang, form, users, counterpart, own_line)


def _used(text: str, forms: dict[str, list[Term]], lang: str) -> Iterator[tuple[str, list[Term]]]:
    """Yield the forms that ``text`` has, each with its terms; a longer form hides the shorter ones inside it."""
    latin = language(lang).latin
    for form in sorted(forms, key=lambda form: (-len(form), form)):
        text, times = _pattern(form, latin).subn(" ", text)
        if times:
            yield form, forms[form]


def _lacking(lang: str, form: str, users: list[Term], line: Line, user_line: Line) -> Problem:
    names = ", ".join(term.id for term in users)
    accepted = dict.fromkeys(word for term in users for word in term.forms(lang))
    loose = f" (loose_{other(lang)} for a common word)" if language(other(lang)).latin else ""
    return line.problem(
        f"no {language(lang).english} form of {form} ({names}), which {user_line.where()} uses", " or ".join(accepted),
        f"use the term, or add the form to report/{FILE}{loose}",
    )  # fmt: skip


def avoided(terms: tuple[Term, ...], lang: str, line: Line) -> Iterator[Problem]:
    """Yield a problem for each form to avoid that the text has outside quotation marks."""
    wording = _QUOTED.sub(" ", _FOREIGN.sub(" ", line.text))
    latin = language(lang).latin
    for term in terms:
        for form in term.avoid.get(lang, ()):
            if _pattern(form, latin).search(wording):
                yield line.problem(f"{form!r}, which report/{FILE} refuses", term.texts[lang], "use the term")


def _forms(terms: tuple[Term, ...], lang: str) -> dict[str, list[Term]]:
    """Return the terms by their forms, small letters alike: two terms may share an English form."""
    by_form: dict[str, list[Term]] = {}
    for term in terms:
        for form in term.forms(lang):
            by_form.setdefault(form.lower(), []).append(term)
    return by_form


@cache
def _pattern(form: str, latin: bool) -> re.Pattern[str]:
    """Return what finds a form: where words are parted, at the beginning of one and with any space or hyphen within."""
    words = (re.escape(word) for word in re.split(r"[\s-]+", form))
    return re.compile(r"\b" + r"[\s-]+".join(words) if latin else re.escape(form), re.IGNORECASE)
