"""Whether the texts keep the terms of the glossary: a term of one language has its form in the other."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from living_edition.errors import Problem
from living_edition.prose.blocks import Block
from living_edition.prose.glossary import FILE, Term
from living_edition.prose.source import Line
from living_edition.translation.pairs import Twin

# What is not the text's own wording: keys, links, attributes, formulas; a name or word quoted.
_FOREIGN = re.compile(r"\{\{<.*?>\}\}|\{[^}]*\}|\]\([^)]*\)|`[^`]*`|\$[^$]*\$|-?@[\w:-]+")
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|《[^》]*》")


def misused(terms: tuple[Term, ...], zh: list[Block], en: list[Block]) -> list[Problem]:
    """Return each use of a term without its counterpart, and each form to avoid, block by block."""
    sides = [{part.id: part for block in side for part in block.flat() if not part.parts} for side in (zh, en)]
    problems: list[Problem] = []
    for name, block in sides[0].items():
        if name in sides[1]:
            problems += without_counterpart(terms, block.whole, sides[1][name].whole)
    for lang, side in zip(("zh", "en"), sides, strict=True):
        problems += [p for block in side.values() for p in avoided(terms, lang, block.whole)]
    return problems


def misused_elsewhere(terms: tuple[Term, ...], texts: Iterable[Twin]) -> list[Problem]:
    """Return the same of texts outside the chapters; the glossary itself says of terms what it likes."""
    problems: list[Problem] = []
    for twin in texts:
        if twin.zh.file != FILE:
            problems += without_counterpart(terms, twin.zh, twin.en)
            problems += [*avoided(terms, "zh", twin.zh), *avoided(terms, "en", twin.en)]
    return problems


def without_counterpart(terms: tuple[Term, ...], zh: Line, en: Line) -> Iterator[Problem]:
    """Yield a problem for each term that one of two texts uses and the other has in none of its forms."""
    chinese, english = _FOREIGN.sub(" ", zh.text), _FOREIGN.sub(" ", en.text)
    for form, users in _used(chinese, _forms(terms, "zh"), re.escape):
        if not any(_english(word).search(english) for term in users for word in term.forms("en")):
            yield _lacking("English", "en", form, users, en, zh)
    for form, users in _used(english, _forms(terms, "en"), _english_pattern):
        meant = [term for term in users if form not in map(str.lower, term.loose_en)]
        if len(meant) == len(users) and not any(word in chinese for term in users for word in term.forms("zh")):
            yield _lacking("Chinese", "zh", form, users, zh, en)


def _used(text: str, forms: dict[str, list[Term]], pattern: Callable[[str], str]) -> Iterator[tuple[str, list[Term]]]:
    """Yield the forms that ``text`` has, each with its terms; a longer form hides the shorter ones inside it."""
    for form in sorted(forms, key=lambda form: (-len(form), form)):
        text, times = re.subn(pattern(form), " ", text, flags=re.IGNORECASE)
        if times:
            yield form, forms[form]


def _lacking(language: str, lang: str, form: str, users: list[Term], here: Line, there: Line) -> Problem:
    names = ", ".join(term.id for term in users)
    wanted = dict.fromkeys(word for term in users for word in term.forms(lang))
    return here.problem(
        f"no {language} form of {form} ({names}), which {there.where()} uses", " or ".join(wanted),
        f"use the term, or add the form to report/{FILE}" + (" (loose_en for a common word)" if lang == "zh" else ""),
    )  # fmt: skip


def avoided(terms: tuple[Term, ...], lang: str, line: Line) -> Iterator[Problem]:
    """Yield a problem for each form to avoid that the text has outside quotation marks."""
    own = _QUOTED.sub(" ", _FOREIGN.sub(" ", line.text))
    for term in terms:
        for form in getattr(term, f"avoid_{lang}"):
            if form in own if lang == "zh" else _english(form).search(own):
                yield line.problem(f"{form!r}, which report/{FILE} refuses", getattr(term, lang), "use the term")


def _forms(terms: tuple[Term, ...], lang: str) -> dict[str, list[Term]]:
    """Return the terms by their forms, small letters alike: two terms may share an English form."""
    by_form: dict[str, list[Term]] = {}
    for term in terms:
        for form in term.forms(lang):
            by_form.setdefault(form.lower(), []).append(term)
    return by_form


def _english(form: str) -> re.Pattern[str]:
    return re.compile(_english_pattern(form), re.IGNORECASE)


def _english_pattern(form: str) -> str:
    words = (re.escape(word) for word in re.split(r"[\s-]+", form))
    return r"\b" + r"[\s-]+".join(words)
