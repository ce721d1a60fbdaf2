"""What a number is, in a reader's words: its label, else what its id says of an estimate."""

from __future__ import annotations

import re

from living_edition.ledger.number import Number

_STATISTICS = {
    "estimate": ("{term}的系数", "coefficient of {term}"),
    "n": ("观测数", "observations"),
    "r2": ("决定系数", "R-squared"),
    "r2_within": ("组内决定系数", "within R-squared"),
    "clusters": ("聚类数", "clusters"),
    "clusters_city": ("按城市的聚类数", "clusters by city"),
    "clusters_year": ("按年份的聚类数", "clusters by year"),
    "singletons": ("单独一组的观测数", "singleton groups"),
    "breusch_pagan_p": ("Breusch-Pagan检验的p值", "p-value of the Breusch-Pagan test"),
    "reset_p": ("RESET检验的p值", "p-value of the RESET test"),
}
_ERRORS = {
    "hc1": ("HC1", "HC1"),
    "hc3": ("HC3", "HC3"),
    "province": ("按省聚类", "clustered by province"),
    "city": ("按城市聚类", "clustered by city"),
    "year": ("按年聚类", "clustered by year"),
    "province_year": ("按省和年双向聚类", "clustered by province and year"),
    "wild_province": ("按省的野聚类自助法", "wild cluster bootstrap by province"),
    "wild_year": ("按年的野聚类自助法", "wild cluster bootstrap by year"),
    "holm": ("Holm校正", "Holm-adjusted"),
}
_BY_ERRORS = {
    "se": ("{term}的标准误（{errors}）", "standard error of {term} ({errors})"),
    "p": ("{term}的p值（{errors}）", "p-value of {term} ({errors})"),
    "low": ("{term}的95%区间下端（{errors}）", "lower end of the 95% interval of {term} ({errors})"),
    "high": ("{term}的95%区间上端（{errors}）", "upper end of the 95% interval of {term} ({errors})"),
}
_STATISTIC = re.compile(r"^(se|p|low|high)_(\w+)$")


def what(number: Number, lang: str) -> str:
    """Return what ``number`` is, in ``lang``; "" where neither a label nor its id says it."""
    side = 0 if lang == "zh" else 1
    label = number.label_zh if lang == "zh" else number.label_en
    if label or not number.id.startswith("reg."):
        return label
    *_, term, statistic = number.id.split(".")
    if statistic in _STATISTICS:
        return _STATISTICS[statistic][side].format(term=term)
    match = _STATISTIC.match(statistic)
    if match is None or match[2] not in _ERRORS:
        return ""
    return _BY_ERRORS[match[1]][side].format(term=term, errors=_ERRORS[match[2]][side])
