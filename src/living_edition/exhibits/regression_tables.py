"""Tables of regressions: a column a model, errors below the estimates, what was done below a rule."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from living_edition.exhibits.tables import Table
from living_edition.ledger.formatting import plain

DECIMALS = 3
_WORDS = {
    "zh": {
        "outcome": "被解释变量", "sample": "样本", "capital": "省会标记", "province": "省份效应", "city": "城市效应",
        "year": "年份效应", "n": "观测数", "provinces": "省份数", "r2_within": "组内R²", "r2": "R²",
        "wild": "野聚类自助法p值（按省）", "yes": "是", "no": "否",
    },
    "en": {
        "outcome": "Outcome", "sample": "Sample", "capital": "Capital indicator", "province": "Province effects",
        "city": "City effects", "year": "Year effects", "n": "Observations", "provinces": "Provinces",
        "r2_within": "Within R²", "r2": "R²", "wild": "Wild bootstrap p, by province", "yes": "yes", "no": "no",
    },
}  # fmt: skip
_KINDS = {
    "zh": {
        "HC1": "HC1稳健标准误", "HC3": "HC3稳健标准误", "province": "按省聚类的标准误", "city": "按城市聚类的标准误",
        "province_year": "按省与年份双向聚类的标准误",
    },
    "en": {
        "HC1": "HC1 standard errors", "HC3": "HC3 standard errors", "province": "errors clustered by province",
        "city": "errors clustered by city", "province_year": "errors clustered by province and year",
    },
}  # fmt: skip


def regression(result: dict[str, Any], lang: str) -> Table:
    """Return a table of the models that the regression's spec names as columns (all otherwise).

    Below each estimate stands the error of the spec's interval in parentheses and, where that is
    another, the one clustered by province in brackets.
    """
    models = _columns(result)
    words = _WORDS[lang]
    kinds = shown(result)
    rows: list[list[str]] = []
    for label in dict.fromkeys(label for model in models for label in _labels(model, lang)):
        rows += _term(models, label, kinds, lang)
    rows += [[words["wild"], *[_wild(model, result) for model in models]]] if _has_wild(models) else []
    rows += _done(result, models, lang)
    heads = ["", *[f"({at})" for at in range(1, len(models) + 1)]]
    return Table(heads, rows, [False, *[True] * len(models)])


def _columns(result: dict[str, Any]) -> list[dict[str, Any]]:
    models = {model["id"]: model for model in result["models"]}
    return [models[name] for name in result["statement"].get("columns") or models]


def shown(result: dict[str, Any]) -> list[str]:
    """Return the one or two kinds of errors that a table shows."""
    first = result["statement"]["interval"]
    second = "province_year" if first == "province" else "province"
    return [first, *[kind for kind in (second,) if kind in result["statement"]["errors"]]]


def _labels(model: dict[str, Any], lang: str) -> list[str]:
    return [term[f"label_{lang}"] for term in model["terms"] if term["term"] != "const"]


def _term(models: list[dict[str, Any]], label: str, kinds: list[str], lang: str) -> list[list[str]]:
    rows = [[label], *[[""] for _ in kinds]]
    for model in models:
        found = next((term for term in model["terms"] if term[f"label_{lang}"] == label), None)
        rows[0].append("" if found is None else plain(found["estimate"], DECIMALS))
        for at, (kind, ends) in enumerate(zip(kinds, ("()", "[]"), strict=False), start=1):
            error = None if found is None else found["errors"].get(kind)
            # A two-way error may not exist: its place is marked, not left as if there were no term.
            absent = "" if found is None else "–"
            rows[at].append(absent if error is None else f"{ends[0]}{plain(error['se'], DECIMALS)}{ends[1]}")
    return rows


def _has_wild(models: list[dict[str, Any]]) -> bool:
    return any("province" in term["bootstrap"] for model in models for term in model["terms"])


def _wild(model: dict[str, Any], result: dict[str, Any]) -> str:
    main = next(term for term in model["terms"] if term["term"] == result["statement"]["term"])
    row = main["bootstrap"].get("province")
    if row is None:
        return ""
    # Draws bound a p-value from below.
    least = 1 / (1 + row["draws"])
    return plain(row["p"], DECIMALS) if row["p"] >= max(least, 0.0005) else f"<{plain(0.001, DECIMALS)}"


def _done(result: dict[str, Any], models: list[dict[str, Any]], lang: str) -> list[list[str]]:
    words = _WORDS[lang]
    rows: list[list[str]] = []
    if len({model["outcome"] for model in models}) > 1:
        rows.append([words["outcome"], *[model[f"outcome_{lang}"] for model in models]])
    if len({model["subsample"] for model in models}) > 1:
        rows.append([words["sample"], *[result["subsamples"][model["subsample"]][lang] for model in models]])
    if any(model["capital_indicator"] for model in models):
        rows.append([words["capital"], *[words["yes" if m["capital_indicator"] else "no"] for m in models]])
    for effect in ("province", "city", "year"):
        if any(effect in model["effects_of"] for model in models):
            rows.append([words[effect], *[words["yes" if effect in m["effects_of"] else "no"] for m in models]])
    rows.append([words["n"], *[f"{model['n']:,}" for model in models]])
    rows.append([words["provinces"], *[str(model["clusters"]) for model in models]])
    for key in ("r2", "r2_within"):
        rows.append([words[key], *[plain(model[key], DECIMALS) for model in models]])
    return rows


def note(result: dict[str, Any], lang: str, romanised: Callable[[str], str] = str) -> str:
    """Return what a table's note says of outcome, errors and stars, and every warning of its models.

    ``romanised`` writes names in the English page's letters.
    """
    models = _columns(result)
    outcomes = dict.fromkeys(model[f"outcome_{lang}"] for model in models)
    ends = ("圆括号内为{}", "方括号内为{}") if lang == "zh" else ("{} in parentheses", "{} in brackets")
    kinds = [end.format(_KINDS[lang][kind]) for end, kind in zip(ends, shown(result), strict=False)]
    warnings = _warnings([*result["warnings"], *[each for model in models for each in model["warnings"]]], lang)
    if lang == "zh":
        head = f"注：被解释变量为{'、'.join(outcomes)}。{'，'.join(kinds)}。不标星号。"
        return head + (f"须注意：{'；'.join(warnings)}。" if warnings else "")
    errors = ", ".join(kinds)
    stars = "No stars are printed."
    head = f"Note: the dependent variable is {' or '.join(outcomes)}. {errors[0].upper()}{errors[1:]}. {stars}"
    return head + (f" To be borne in mind: {romanised('; '.join(warnings))}." if warnings else "")


def _warnings(said: list[dict[str, str]], lang: str) -> list[str]:
    """Return each warning once, those of few clusters as one."""
    few = list(dict.fromkeys(each[f"few_{lang}"] for each in said if f"few_{lang}" in each))
    others = list(dict.fromkeys(each[lang] for each in said if f"few_{lang}" not in each))
    if not few:
        return others
    text = (
        "few clusters ({}), with which clustered errors may be too small"
        if lang == "en"
        else "聚类数少（{}），聚类标准误可能偏小"
    )
    return [*others, text.format((", " if lang == "en" else "、").join(few))]


def noted(spec: dict[str, Any], result: dict[str, Any], romanised: Callable[[str], str] = str) -> dict[str, Any]:
    """Return an exhibit's spec with what its table's note must say before what the file says."""
    notes = {
        f"note_{lang}": f"{note(result, lang, romanised)}{space}{spec[f'note_{lang}']}"
        for lang, space in (("zh", ""), ("en", " "))
    }
    return {**spec, **notes}
