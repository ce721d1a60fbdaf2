"""The words of a regression's table: its rows, and what its note says."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from living_edition.exhibits.regression_options import Below, Options, names
from living_edition.exhibits.tables import Note

Model = Mapping[str, Any]
WORDS = {
    "zh": {
        "outcome": "被解释变量", "measure": "度量", "controls": "控制变量", "capital": "省会虚拟变量",
        "province": "省份固定效应", "city": "城市固定效应", "year": "年份固定效应", "n": "观测数",
        "clusters": "省份数", "r2_within": "组内R²", "r2": "R²",
        "wild": "野自助法p值", "yes": "是", "no": "否",
    },
    "en": {
        "outcome": "Outcome", "measure": "Measure", "controls": "Controls", "capital": "Capital dummy",
        "province": "Province FE", "city": "City FE", "year": "Year FE", "n": "Observations",
        "clusters": "Provinces", "r2_within": "Within R²", "r2": "R²", "wild": "Wild bootstrap p", "yes": "yes",
        "no": "no",
    },
}  # fmt: skip
ERRORS = {
    "zh": {"HC1": "HC1稳健", "HC3": "HC3稳健", "province": "按省聚类", "city": "按城市聚类",
           "province_year": "按省与年份双向聚类", "wild_province": "按省的野聚类自助法",
           "wild_city": "按城市的野聚类自助法", "wild_year": "按年份的野聚类自助法"},
    "en": {"HC1": "HC1", "HC3": "HC3", "province": "clustered by province", "city": "clustered by city",
           "province_year": "clustered by province and year", "wild_province": "by the wild bootstrap by province",
           "wild_city": "by the wild bootstrap by city", "wild_year": "by the wild bootstrap by year"},
}  # fmt: skip
_SHOWN = {
    "zh": {"std_error": "标准误", "t": "t值", "p": "p值", "interval": "{}置信区间"},
    "en": {"std_error": "standard errors", "t": "t statistics", "p": "p-values", "interval": "{} confidence intervals"},
}


def capitalised(label: str) -> str:
    """Return an English label for the head of a row; ``ln`` stays as it is."""
    return label if label.startswith("ln") else label[:1].upper() + label[1:]


def notes(
    result: Mapping[str, Any],
    models: Sequence[Model],
    options: Options,
    below: Sequence[Below],
    lang: str,
    romanised: Callable[[str], str] = str,
) -> list[Note]:
    """Return what a table's note says: variables, errors, stars, and every warning of its models.

    ``romanised`` writes names in the English page's letters.
    """
    warned = _warnings([*result["warnings"], *[each for model in models for each in model["warnings"]]], lang)
    bootstrapped = any("province" in term["bootstrap"] for model in models for term in model["terms"])
    wild = "wild" in options.statistics and bootstrapped and all(each.errors != "wild_province" for each in below)
    made = [_labels(result, models, options, lang), _errors(result, below, wild, lang), _stars(options, below, lang)]
    if lang == "zh":
        made[0] = Note(f"注：{made[0].words}", made[0].kind)
        return [*made, *([Note(f"须注意：{'；'.join(warned)}。", "warning")] if warned else [])]
    made[0] = Note(f"Note: {made[0].words}", made[0].kind)
    borne = f"To be borne in mind: {romanised('; '.join(warned))}."
    return [*made, *([Note(borne, "warning")] if warned else [])]


def _labels(result: Mapping[str, Any], models: Sequence[Model], options: Options, lang: str) -> Note:
    """Say what the outcome is, and what each short label is short for."""
    outcomes = dict.fromkeys(str(model[f"outcome_{lang}"]) for model in models)
    pairs = {str(model[f"outcome_short_{lang}"]): str(model[f"outcome_{lang}"]) for model in models}
    for model in models:
        for term in model["terms"]:
            if options.keeps(names(result, model, term)):
                pairs[str(term[f"short_{lang}"])] = str(term[f"label_{lang}"])
    told = [(short, long) for short, long in pairs.items() if short != long and long not in outcomes]
    if lang == "zh":
        head = f"被解释变量为{'、'.join(outcomes)}。"
        return Note(
            head + ("".join(f"{short}：{long}；" for short, long in told)[:-1] + "。" if told else ""), "labels"
        )
    head = f"the dependent variable is {' or '.join(outcomes)}."
    listed = "; ".join(f"{short}: {long}" for short, long in told)
    return Note(f"{head} {capitalised(listed)}." if told else head, "labels")


def _errors(result: Mapping[str, Any], below: Sequence[Below], wild: bool, lang: str) -> Note:
    confidence = f"{result['confidence']:.0%}"
    ends = ("圆括号内为{}", "方括号内为{}") if lang == "zh" else ("{} in parentheses", "{} in brackets")
    told = []
    for end, each in zip(ends, below, strict=False):
        shown, kind = _SHOWN[lang][each.show].format(confidence), ERRORS[lang][each.errors]
        if lang == "zh":
            told.append(end.format(f"{kind}{'的' if kind[-1] in '类法' else ''}{shown}"))
        else:
            before = each.errors in ("HC1", "HC3")
            told.append(end.format(f"{kind} {shown}" if before else f"{shown} {kind}"))
    wildly = {
        "zh": "野自助法p值按省聚类，施加原假设",
        "en": "the wild bootstrap p-value is clustered by province, with the null imposed",
    }
    told += [wildly[lang]] if wild else []
    return Note("，".join(told) + "。" if lang == "zh" else capitalised(", ".join(told)) + ".", "errors")


def _stars(options: Options, below: Sequence[Below], lang: str) -> Note:
    if not options.stars:
        return Note("不标星号。" if lang == "zh" else "No stars are printed.", "stars")
    levels = [f"{'*' * count} p<{level:g}" for count, level in enumerate(options.stars, 1)]
    kind = ERRORS[lang][below[0].errors]
    if lang == "zh":
        return Note(f"{'，'.join(levels)}（{kind}）。", "stars")
    return Note(f"{', '.join(levels)} ({kind}).", "stars")


def _warnings(said: Sequence[Mapping[str, str]], lang: str) -> list[str]:
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
