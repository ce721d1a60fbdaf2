"""Tables of regressions: a column a model, errors below the estimates, what was done below a rule."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from living_edition.exhibits.cells import Cell, p_value
from living_edition.exhibits.tables import Column, Note, RowGroup, Table

if TYPE_CHECKING:
    import pandas as pd

DECIMALS = 3
_WORDS = {
    "zh": {
        "outcome": "被解释变量", "sample": "样本", "capital": "省会虚拟变量", "province": "省份固定效应",
        "city": "城市效应",
        "year": "年份效应", "n": "观测数", "provinces": "省份数", "r2_within": "组内R²", "r2": "R²",
        "wild": "野聚类自助法p值（按省）", "yes": "是", "no": "否",
    },
    "en": {
        "outcome": "Outcome", "sample": "Sample", "capital": "Capital dummy", "province": "Province fixed effects",
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


def regression(result: dict[str, Any], lang: str, romanised: Callable[[str], str] = str) -> Table:
    """Return a table of the models that the regression's spec names as columns (all otherwise).

    Below each estimate stands the error of the spec's interval in parentheses and, where that is
    another, the one clustered by province in brackets. ``romanised`` writes names in the English
    page's letters.
    """
    models = _columns(result)
    labels = dict.fromkeys(label for model in models for label in _labels(model, lang))
    groups = [RowGroup(_term(models, label, shown(result), lang)) for label in labels]
    groups += [RowGroup([row], rule=at == 0) for at, row in enumerate(_below(result, models, lang))]
    heads = [Column(""), *[Column(f"({at})", "centre") for at in range(1, len(models) + 1)]]
    return Table(heads, groups, notes=[Note(note(result, lang, romanised))], data=data(result, lang))


def data(result: dict[str, Any], lang: str) -> pd.DataFrame:
    """Return one row a column and term of the table, everything at full precision.

    ``column`` is the number over the column. For each kind of error KIND there are ``std_error_KIND``, ``t_KIND``,
    ``p_KIND``, ``conf_low_KIND`` and ``conf_high_KIND``; for each bootstrap ``p_wild_BY``. The model's ``n``,
    ``clusters``, ``r2`` and ``r2_within`` are repeated in each of its rows. NaN: not estimated.
    """
    import pandas as pd

    rows = []
    for at, model in enumerate(_columns(result), 1):
        for term in model["terms"]:
            row = {
                "column": at, "model": model["id"], "outcome": model["outcome"], "subsample": model["subsample"],
                "term": model["variable"] if term["term"] == result["statement"]["term"] else term["term"],
                "outcome_label": model[f"outcome_{lang}"], "term_label": term[f"label_{lang}"],
                "estimate": term["estimate"],
            }  # fmt: skip
            for kind in result["statement"]["errors"]:
                error = term["errors"].get(kind) or {}
                row |= {f"{name}_{kind.lower()}": error.get(key, float("nan")) for name, key in _ERROR.items()}
            for by in result["statement"]["bootstrap"]:
                row[f"p_wild_{by}"] = (term["bootstrap"].get(by) or {}).get("p", float("nan"))
            row |= {effect + "_effects": effect in model["effects_of"] for effect in ("province", "city", "year")}
            rows.append(row | {name: model[name] for name in ("capital_indicator", "n", "clusters", "r2", "r2_within")})
    return pd.DataFrame(rows)


_ERROR = {"std_error": "se", "t": "t", "p": "p", "conf_low": "low", "conf_high": "high"}


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


def _term(models: list[dict[str, Any]], label: str, kinds: list[str], lang: str) -> list[list[Cell]]:
    """Return a term's rows: the estimates, and below them each kind of error, one cell a model."""
    terms = [next((term for term in model["terms"] if term[f"label_{lang}"] == label), None) for model in models]
    estimates = [Cell(term and term["estimate"], DECIMALS) for term in terms]
    errors = [[_error(term, kind, ends) for term in terms] for kind, ends in zip(kinds, ("()", "[]"), strict=False)]
    return [[Cell(label), *estimates], *[[Cell(""), *row] for row in errors]]


def _error(term: dict[str, Any] | None, kind: str, ends: str) -> Cell:
    if term is None:
        return Cell()
    error = term["errors"].get(kind)
    # A two-way error may not exist: its place is marked, not left as if there were no term.
    return Cell(error and error["se"], DECIMALS, ends[0], ends[1], missing="–")


def _has_wild(models: list[dict[str, Any]]) -> bool:
    return any("province" in term["bootstrap"] for model in models for term in model["terms"])


def _wild(model: dict[str, Any], result: dict[str, Any]) -> Cell:
    main = next(term for term in model["terms"] if term["term"] == result["statement"]["term"])
    row = main["bootstrap"].get("province")
    # Draws bound a p-value from below.
    return Cell() if row is None else p_value(row["p"], DECIMALS, least=1 / (1 + row["draws"]))


def _below(result: dict[str, Any], models: list[dict[str, Any]], lang: str) -> list[list[Cell]]:
    """Return the rows below the coefficients: what was done, and how much it explains."""
    words = _WORDS[lang]
    rows: list[tuple[str, list[Cell]]] = []

    def told(key: str, texts: list[str]) -> None:
        rows.append((key, [Cell(text) for text in texts]))

    if _has_wild(models):
        rows.append(("wild", [_wild(model, result) for model in models]))
    if len({model["outcome"] for model in models}) > 1:
        told("outcome", [model[f"outcome_{lang}"] for model in models])
    if len({model["subsample"] for model in models}) > 1:
        told("sample", [result["subsamples"][model["subsample"]][lang] for model in models])
    if any(model["capital_indicator"] for model in models):
        told("capital", [words["yes" if model["capital_indicator"] else "no"] for model in models])
    for effect in ("province", "city", "year"):
        if any(effect in model["effects_of"] for model in models):
            told(effect, [words["yes" if effect in model["effects_of"] else "no"] for model in models])
    rows += [("n", [Cell(model["n"], 0, free=True) for model in models])]
    rows += [("provinces", [Cell(model["clusters"], 0, free=True) for model in models])]
    rows += [(key, [Cell(model[key], DECIMALS) for model in models]) for key in ("r2", "r2_within")]
    return [[Cell(words[key]), *cells] for key, cells in rows]


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
