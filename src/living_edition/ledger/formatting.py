"""How a number is shown to a reader, in each language: the only place that does so."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from living_edition.language_files import Figures, Words, language
from living_edition.ledger.number import Number
from living_edition.ledger.units import Unit, unit

MINUS = "\u2212"
P_VALUE = "p_value"
_ONE, _MYRIAD = Decimal(1), 10_000
_WORDS = Words(__name__)


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
    figure, large, word, scale = _parts(number, lang)
    decimals = len(figure.partition(".")[2])
    value = float(Decimal(repr(float(number.value))) * scale)
    if plain(value, decimals).replace(",", "") != figure.replace(",", ""):
        # Rounded as filed and then put on another scale, a tie may fall the other way.
        value = float(figure.replace(",", "").replace(MINUS, "-"))
    return Printed(value, decimals, "," in figure, _bound(number, lang), _after(large, word, lang))


def _bound(number: Number, lang: str) -> str:
    return str(_WORDS[lang]["bounds"][number.bound])


def _after(large: str, word: str, lang: str) -> str:
    close = not word or word[0] == "%" or word[0].isspace()
    return f" {large}" * bool(large) + ("" if close else language(lang).numbers.unit_space) + word


def text(number: Number, lang: str) -> str:
    """Return the figure with its bound and unit: ``299.21亿元``, ``29.921 billion yuan``."""
    figure, large, word, _ = _parts(number, lang)
    return f"{_bound(number, lang)}{marked(figure, lang)}{_after(large, word, lang)}"


def bare(number: Number, lang: str) -> str:
    """Return the figure alone, on the scale that ``text`` uses."""
    figure, large, _, _ = _parts(number, lang)
    return f"{marked(figure, lang)} {large}" if large and unit(number.unit).kind != MONEY else marked(figure, lang)


def provenance(number: Number, lang: str) -> str:
    """Return what a reader is told of where the number comes from."""
    source = number.source.texts[lang]
    if number.low is None or number.high is None:
        return source
    # The ends stand on the scale and to the decimals of the figure itself.
    low, high = (bare(replace(number, value=v), lang) for v in (number.low, number.high))
    words, kind = _WORDS[lang], number.interval
    for english, own in words["intervals"].items():
        kind = kind.replace(english, own)
    kind = kind.replace(", ", words["comma"])
    return str(words["provenance"].format(source=source, low=low, high=high, kind=kind))


def marked(figure: str, lang: str) -> str:
    """Return a figure that ``plain`` made, with the marks of ``lang`` for decimals and thousands."""
    return figure.translate(str.maketrans(".,", language(lang).numbers.marks))


def plain(value: float, decimals: int | None) -> str:
    """Return ``value`` with ``decimals`` (None: as filed), grouped, with a true minus sign; ``marked`` writes it."""
    exact = Decimal(repr(float(value)))
    figure = format(exact.normalize(), ",f") if decimals is None else f"{value:,.{decimals}f}"
    if figure.startswith("-"):
        figure = figure[1:] if not figure.strip("-0.,") else MINUS + figure[1:]
    return figure


MONEY = "money"
Parts = tuple[str, str, str, Decimal]
"""A figure, a word for a large number, the word of its unit, and what the value was multiplied by."""


def _parts(number: Number, lang: str) -> Parts:
    measure, conventions = unit(number.unit), language(lang).numbers
    word = measure.called(lang)
    if number.unit == P_VALUE:
        least = 10.0 ** -(number.decimals or 3)
        small = number.value < least
        return f"<{plain(least, number.decimals)}" if small else plain(number.value, number.decimals), "", "", _ONE
    if number.unit == "year":
        return f"{number.value:.0f}", "", word, _ONE
    if number.unit == "share":
        decimals = number.decimals if number.decimals is not None else 1
        return plain(number.value * 100, decimals), "", unit("percent").called(lang), Decimal(100)
    if conventions.large_when == "exact":
        return _as_filed(number, measure, word, conventions)
    return _scaled(number, measure, lang, conventions)


def _as_filed(number: Number, measure: Unit, word: str, conventions: Figures) -> Parts:
    """Return money, counts and plain numbers without marks of thousands, a large count in words where that is short."""
    figure = plain(number.value, number.decimals)
    for scale, name in conventions.large if measure.kind == "count" else ():
        scaled = Decimal(repr(float(number.value))) / Decimal(scale)
        if scaled >= 1 and scaled == scaled.quantize(Decimal("0.01")):
            return plain(float(scaled), None).replace(",", ""), "", name + word, _ONE / Decimal(scale)
    unmarked = measure.kind in ("count", MONEY, "number")
    return figure.replace(",", "") if unmarked else figure, "", word, _ONE


def _scaled(number: Number, measure: Unit, lang: str, conventions: Figures) -> Parts:
    """Return money, what is counted by ten thousands, and large counts in words for large numbers."""
    money, filed = measure.kind == MONEY, _filed(number)
    myriad = f"{marked(plain(_MYRIAD, 0), lang)} "
    word = unit("yuan").called(lang) if money else measure.called(lang).removeprefix(myriad)
    scale = Decimal(int(measure.scale)) if money else Decimal(_MYRIAD if word != measure.called(lang) else 1)
    exact, least = filed * scale, conventions.large[-1][0]
    if not money and scale == 1 and not (measure.kind == "count" and abs(exact) >= least):
        figure = plain(number.value, number.decimals)
        return figure, "", conventions.one(word) if figure == "1" else word, _ONE
    for size, large in conventions.large:
        if abs(exact) >= size:
            figure = plain(float(exact / Decimal(size)), None)
            return figure, conventions.one(large) if figure == "1" else large, word, scale / Decimal(size)
    return plain(float(exact), None), "", word, scale


def _filed(number: Number) -> Decimal:
    """Return the value as a reader is shown it: rounded in the unit in which it is filed."""
    if number.decimals is None:
        return Decimal(repr(float(number.value)))
    return Decimal(f"{number.value:.{number.decimals}f}")
