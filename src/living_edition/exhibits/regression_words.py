"""The words of a regression's table: its rows, and what its note says."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from living_edition.exhibits.regression_options import Below, Options, names
from living_edition.exhibits.tables import Note
from living_edition.languages import beside

Model = Mapping[str, Any]
WORDS: dict[str, dict[str, str]] = beside(__file__)["words"]
ERRORS: dict[str, dict[str, str]] = beside(__file__)["errors"]
_SHOWN: dict[str, dict[str, str]] = beside(__file__)["shown"]
_SAID: dict[str, dict[str, str]] = beside(__file__)["said"]


def capitalised(label: str) -> str:
    """Return an English label for the head of a row; ``ln`` stays as it is."""
    return label if label.startswith("ln") else label[:1].upper() + label[1:]


def notes(
    result: Mapping[str, Any], models: Sequence[Model], options: Options, below: Sequence[Below], lang: str,
    romanised: Callable[[str], str] = str,
) -> list[Note]:  # fmt: skip
    """Return what a table's note says: variables, errors, stars, and every warning of its models.

    ``romanised`` writes names in the English page's letters.
    """
    said = _SAID[lang]
    warned = _warnings([*result["warnings"], *[each for model in models for each in model["warnings"]]], lang)
    bootstrapped = any("province" in term["bootstrap"] for model in models for term in model["terms"])
    wild = "wild" in options.statistics and bootstrapped and all(each.errors != "wild_province" for each in below)
    notes_ = [
        Note(said["note"] + _labels(result, models, options, lang), "labels"),
        Note(_errors(result, below, wild, lang), "errors"), Note(_stars(options, below, lang), "stars"),
    ]  # fmt: skip
    borne = said["stop"].join(warned)
    borne = said["warned"].format(romanised(borne) if lang == "en" else borne)
    return [*notes_, *([Note(borne, "warning")] if warned else [])]


def _labels(result: Mapping[str, Any], models: Sequence[Model], options: Options, lang: str) -> str:
    """Say what the outcome is, and what each short label is short for."""
    said = _SAID[lang]
    outcomes = dict.fromkeys(str(model[f"outcome_{lang}"]) for model in models)
    pairs = {str(model[f"outcome_short_{lang}"]): str(model[f"outcome_{lang}"]) for model in models}
    for model in models:
        for term in model["terms"]:
            if options.keeps(names(result, model, term)):
                pairs[str(term[f"short_{lang}"])] = str(term[f"label_{lang}"])
    explained = [said["pair"].format(short, long) for short, long in pairs.items()
            if short != long and long not in outcomes]  # fmt: skip
    head = said["outcome"].format(said["or"].join(outcomes))
    listed = said["stop"].join(explained)
    return head + (said["pairs"].format(capitalised(listed) if lang == "en" else listed) if explained else "")


def _errors(result: Mapping[str, Any], below: Sequence[Below], wild: bool, lang: str) -> str:
    said, sentences = _SAID[lang], []
    for end, each in zip(("parentheses", "brackets"), below, strict=False):
        shown, kind = _SHOWN[lang][each.show].format(f"{result['confidence']:.0%}"), ERRORS[lang][each.errors]
        if lang == "zh":
            by = f"{kind}{'的' if kind[-1] in '类法' else ''}{shown}"
        else:
            by = f"{kind} {shown}" if each.errors in ("HC1", "HC3") else f"{shown} {kind}"
        sentences.append(said[end].format(by))
    sentences += [said["wild"]] if wild else []
    return said["sentence"].format(capitalised(said["comma"].join(sentences)))


def _stars(options: Options, below: Sequence[Below], lang: str) -> str:
    said = _SAID[lang]
    levels = [f"{'*' * count} p<{level:g}" for count, level in enumerate(options.stars, 1)]
    kind = ERRORS[lang][below[0].errors]
    return said["stars"].format(said["comma"].join(levels), kind) if levels else said["no_stars"]


def _warnings(warnings: Sequence[Mapping[str, str]], lang: str) -> list[str]:
    """Return each warning once, those of few clusters as one."""
    few = dict.fromkeys(each[f"few_{lang}"] for each in warnings if f"few_{lang}" in each)
    others = list(dict.fromkeys(each[lang] for each in warnings if f"few_{lang}" not in each))
    return [*others, _SAID[lang]["few"].format(_SAID[lang]["list"].join(few))] if few else others
