"""The words of a regression's table: its rows, and what its note says."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from living_edition.exhibits.regression_options import Below, Options, names
from living_edition.exhibits.tables import Note
from living_edition.language_files import Words, language

Model = Mapping[str, Any]
WORDS = Words(__name__)
_SYMBOL = re.compile(r"ln|[tp]\b")


def capitalised(label: str, lang: str) -> str:
    """Return a label for the head of a row: in Latin letters it begins with a capital, but for a symbol."""
    return label[:1].upper() + label[1:] if language(lang).latin and not _SYMBOL.match(label) else label


def notes(
    result: Mapping[str, Any], models: Sequence[Model], options: Options, below: Sequence[Below], lang: str,
    romanised: Callable[[str], str] = str,
) -> list[Note]:  # fmt: skip
    """Return what a table's note says: variables, errors, stars, and every warning of its models.

    ``romanised`` writes names in Latin letters.
    """
    phrases = WORDS[lang]["phrases"]
    warned = _warnings([*result["warnings"], *[each for model in models for each in model["warnings"]]], lang)
    bootstrapped = any("province" in term["bootstrap"] for model in models for term in model["terms"])
    wild = "wild" in options.statistics and bootstrapped and all(each.errors != "wild_province" for each in below)
    notes_ = [
        Note(phrases["note"] + _labels(result, models, options, lang), "labels"),
        Note(_errors(result, below, wild, lang), "errors"), Note(_stars(options, below, lang), "stars"),
    ]  # fmt: skip
    borne = phrases["stop"].join(warned)
    borne = phrases["warned"].format(romanised(borne) if language(lang).latin else borne)
    return [*notes_, *([Note(borne, "warning")] if warned else [])]


def _labels(result: Mapping[str, Any], models: Sequence[Model], options: Options, lang: str) -> str:
    """Say what the outcome is, and what each short label is short for."""
    phrases = WORDS[lang]["phrases"]
    outcomes = dict.fromkeys(str(model[f"outcome_{lang}"]) for model in models)
    pairs = {str(model[f"outcome_short_{lang}"]): str(model[f"outcome_{lang}"]) for model in models}
    for model in models:
        for term in model["terms"]:
            if options.keeps(names(result, model, term)):
                pairs[str(term[f"short_{lang}"])] = str(term[f"label_{lang}"])
    explained = [phrases["pair"].format(short, long) for short, long in pairs.items()
            if short != long and long not in outcomes]  # fmt: skip
    head = phrases["outcome"].format(phrases["or"].join(outcomes))
    listed = phrases["stop"].join(explained)
    return head + (phrases["pairs"].format(capitalised(listed, lang)) if explained else "")


def _errors(result: Mapping[str, Any], below: Sequence[Below], wild: bool, lang: str) -> str:
    words, sentences = WORDS[lang], []
    phrases = words["phrases"]
    for end, each in zip(("parentheses", "brackets"), below, strict=False):
        shown, kind = words["shown"][each.show].format(f"{result['confidence']:.0%}"), words["errors"][each.errors]
        by = phrases["by_robust" if each.errors in ("HC1", "HC3") else "by"].format(shown=shown, kind=kind)
        sentences.append(phrases[end].format(by))
    sentences += [phrases["wild"]] if wild else []
    return str(phrases["sentence"].format(capitalised(phrases["comma"].join(sentences), lang)))


def _stars(options: Options, below: Sequence[Below], lang: str) -> str:
    phrases = WORDS[lang]["phrases"]
    levels = [f"{'*' * count} p<{level:g}" for count, level in enumerate(options.stars, 1)]
    kind = WORDS[lang]["errors"][below[0].errors]
    return phrases["stars"].format(phrases["comma"].join(levels), kind) if levels else phrases["no_stars"]


def _warnings(warnings: Sequence[Mapping[str, str]], lang: str) -> list[str]:
    """Return each warning once, those of few clusters as one."""
    phrases = WORDS[lang]["phrases"]
    few = {each[f"few_{lang}"]: each[f"few_{lang}"].strip("0123456789") for each in warnings if f"few_{lang}" in each}
    # Clusters of one kind stand together.
    of = list(few.values())
    listed = phrases["list"].join(sorted(few, key=lambda words: of.index(few[words])))
    others = list(dict.fromkeys(each[lang] for each in warnings if f"few_{lang}" not in each))
    return [*others, phrases["few"].format(listed)] if few else others
