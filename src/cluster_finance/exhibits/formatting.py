"""How a number is shown to a reader, in each language: the only place that does so."""

from __future__ import annotations

from decimal import Decimal

from cluster_finance.numbers import Number
from cluster_finance.units import unit

MINUS = "\u2212"
_BOUNDS = {
    "zh": {"exact": "", "at_least": "逾", "at_most": "不超过", "about": "约"},
    "en": {"exact": "", "at_least": "more than ", "at_most": "at most ", "about": "about "},
}
_INTERVAL = {"zh": "区间", "en": "interval"}


def text(number: Number, lang: str) -> str:
    """Return the figure with its bound and unit: ``299.21亿元``, ``29.921 billion yuan``."""
    figure, word = _parts(number, lang)
    space = " " if lang == "en" and word and not word.startswith("%") else ""
    return f"{_BOUNDS[lang][number.bound]}{figure}{space}{word}"


def bare(number: Number, lang: str) -> str:
    """Return the figure alone, on the scale that ``text`` uses."""
    return _parts(number, lang)[0]


def provenance(number: Number, lang: str) -> str:
    """Return what a reader is told of where the number comes from."""
    source = number.source.zh if lang == "zh" else number.source.en
    if number.low is None or number.high is None:
        return source
    low, high = (plain(v, number.decimals) for v in (number.low, number.high))
    words = f"{_INTERVAL[lang]} {low}–{high}"
    return f"{source}；{words}" if lang == "zh" else f"{source}; {words} ({number.interval})"


def plain(value: float, decimals: int | None) -> str:
    """Return ``value`` with ``decimals`` (None: as filed), grouped, with a true minus sign."""
    exact = Decimal(repr(float(value)))
    shown = format(exact.normalize(), ",f") if decimals is None else f"{value:,.{decimals}f}"
    if shown.startswith("-"):
        shown = shown[1:] if not shown.strip("-0.,") else MINUS + shown[1:]
    return shown


def _parts(number: Number, lang: str) -> tuple[str, str]:
    measure = unit(number.unit)
    if measure.kind == "money":
        return _money(number, lang)
    if number.unit == "year":
        return f"{number.value:.0f}", measure.zh if lang == "zh" else ""
    if number.unit == "share":
        return plain(number.value * 100, number.decimals if number.decimals is not None else 1), "%"
    if lang == "zh":
        return _chinese_count(number, measure.zh) if measure.kind == "count" else (
            plain(number.value, number.decimals), measure.zh
        )  # fmt: skip
    figure, word = plain(number.value, number.decimals), measure.en
    if measure.kind == "count" and number.value >= 1e9:
        figure, word = f"{plain(number.value / 1e9, None)} billion", measure.en
    elif measure.kind == "count" and number.value >= 1e6:
        figure, word = f"{plain(number.value / 1e6, None)} million", measure.en
    return figure, _singular(word) if number.value == 1 else word


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") else word


def _money(number: Number, lang: str) -> tuple[str, str]:
    measure = unit(number.unit)
    if lang == "zh":
        return plain(number.value, number.decimals).replace(",", ""), measure.zh
    exact = Decimal(repr(float(number.value))) * Decimal(int(measure.scale))
    for scale, word in (
        (Decimal(10**12), "trillion"),
        (Decimal(10**9), "billion"),
        (Decimal(10**6), "million"),
    ):
        if abs(exact) >= scale:
            return plain(float(exact / scale), None), f"{word} yuan"
    return plain(float(exact), None), "yuan"


def _chinese_count(number: Number, word: str) -> tuple[str, str]:
    for scale, name in ((10**8, "亿"), (10**4, "万")):
        scaled = Decimal(repr(float(number.value))) / scale
        if scaled >= 1 and scaled == scaled.quantize(Decimal("0.01")):
            return plain(float(scaled), None).replace(",", ""), name + word
    return plain(number.value, number.decimals).replace(",", ""), word
