"""How a number is shown to a reader, in each language: the only place that does so."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from living_edition.languages import beside
from living_edition.ledger.number import Number
from living_edition.ledger.units import unit

MINUS = "\u2212"
_BOUNDS: dict[str, dict[str, str]] = beside(__file__)
P_VALUE = "p_value"
_ONE = Decimal(1)
_INTERVAL = {"zh": "区间", "en": "interval"}


@dataclass(frozen=True)
class Printed:
    """A figure as a reader has it: its value on the scale of its words, unrounded, and what stands around it."""

    value: float
    decimals: int
    grouped: bool
    before: str
    after: str


def printed(number: Number, lang: str) -> Printed:
    """Return the parts of ``text``; ``value`` has all its digits, ``decimals`` of them are printed."""
    shown, word, scale = _parts(number, lang)
    figure, _, large = shown.partition(" ")
    decimals = len(figure.partition(".")[2])
    value = float(Decimal(repr(float(number.value))) * scale)
    if plain(value, decimals).replace(",", "") != figure.replace(",", ""):
        # Rounded as filed and then put on another scale, a tie may fall the other way.
        value = float(figure.replace(",", "").replace(MINUS, "-"))
    after = f" {large}" * bool(large) + _space(word, lang) + word
    return Printed(value, decimals, "," in figure, _BOUNDS[lang][number.bound], after)


def _space(word: str, lang: str) -> str:
    return " " if lang == "en" and word and not word.startswith("%") else ""


def text(number: Number, lang: str) -> str:
    """Return the figure with its bound and unit: ``299.21亿元``, ``29.921 billion yuan``."""
    figure, word, _ = _parts(number, lang)
    return f"{_BOUNDS[lang][number.bound]}{figure}{_space(word, lang)}{word}"


def bare(number: Number, lang: str) -> str:
    """Return the figure alone, on the scale that ``text`` uses."""
    return _parts(number, lang)[0]


def provenance(number: Number, lang: str) -> str:
    """Return what a reader is told of where the number comes from."""
    source = number.source.zh if lang == "zh" else number.source.en
    if number.low is None or number.high is None:
        return source
    # The ends stand on the scale and to the decimals of the figure itself.
    low, high = (bare(replace(number, value=v), lang) for v in (number.low, number.high))
    words = f"{_INTERVAL[lang]} {low}–{high}"
    return f"{source}；{words}" if lang == "zh" else f"{source}; {words} ({number.interval})"


def plain(value: float, decimals: int | None) -> str:
    """Return ``value`` with ``decimals`` (None: as filed), grouped, with a true minus sign."""
    exact = Decimal(repr(float(value)))
    shown = format(exact.normalize(), ",f") if decimals is None else f"{value:,.{decimals}f}"
    if shown.startswith("-"):
        shown = shown[1:] if not shown.strip("-0.,") else MINUS + shown[1:]
    return shown


Parts = tuple[str, str, Decimal]
"""A figure, the word of its unit, and what the value was multiplied by."""


def _parts(number: Number, lang: str) -> Parts:
    measure = unit(number.unit)
    if measure.kind == "money":
        return _money(number, lang)
    if number.unit == P_VALUE:
        least = 10.0 ** -(number.decimals or 3)
        return (
            f"<{plain(least, number.decimals)}" if number.value < least else plain(number.value, number.decimals),
            "",
            _ONE,
        )
    if number.unit == "year":
        return f"{number.value:.0f}", measure.zh if lang == "zh" else "", _ONE
    if number.unit == "share":
        decimals = number.decimals if number.decimals is not None else 1
        return plain(number.value * 100, decimals), "%", Decimal(100)
    if lang == "zh":
        return _chinese_count(number, measure.zh) if measure.kind == "count" else (
            plain(number.value, number.decimals), measure.zh, _ONE
        )  # fmt: skip
    word = measure.en.removeprefix("10,000 ")
    scale = Decimal(10_000 if word != measure.en else 1)
    exact = _filed(number) * scale
    if scale > 1 or (measure.kind == "count" and abs(exact) >= 10**6):
        figure, large, divisor = _english(exact)
        return f"{figure} {large}".strip(), word, scale / divisor
    return plain(number.value, number.decimals), _singular(word) if number.value == 1 else word, _ONE


def _filed(number: Number) -> Decimal:
    """Return the value as a reader is shown it: rounded in the unit in which it is filed."""
    if number.decimals is None:
        return Decimal(repr(float(number.value)))
    return Decimal(f"{number.value:.{number.decimals}f}")


def _english(exact: Decimal) -> tuple[str, str, Decimal]:
    """Return the figure, its word for a large number, and what it was divided by."""
    for scale, word in ((10**12, "trillion"), (10**9, "billion"), (10**6, "million")):
        if abs(exact) >= scale:
            return plain(float(exact / scale), None), word, Decimal(scale)
    return plain(float(exact), None), "", _ONE


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") else word


def _money(number: Number, lang: str) -> Parts:
    measure = unit(number.unit)
    if lang == "zh":
        return plain(number.value, number.decimals).replace(",", ""), measure.zh, _ONE
    scale = Decimal(int(measure.scale))
    figure, word, divisor = _english(_filed(number) * scale)
    return figure, f"{word} yuan".strip(), scale / divisor


def _chinese_count(number: Number, word: str) -> Parts:
    for scale, name in ((10**8, "亿"), (10**4, "万")):
        scaled = Decimal(repr(float(number.value))) / scale
        if scaled >= 1 and scaled == scaled.quantize(Decimal("0.01")):
            return plain(float(scaled), None).replace(",", ""), name + word, _ONE / scale
    return plain(number.value, number.decimals).replace(",", ""), word, _ONE
