"""The units of the edition, in one place.

A unit knows its kind, its size in the kind's base unit, and its two names. Figures are stored in
the unit in which the source files them; conversion happens here and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["money", "persons", "area", "density", "mass", "count", "ratio", "time", "number"]


@dataclass(frozen=True)
class Unit:
    """A unit of measurement: ``scale`` is its size in the base unit of its ``kind``."""

    id: str
    kind: Kind
    scale: float
    zh: str
    en: str


_UNITS = (
    Unit("yuan", "money", 1.0, "元", "yuan"),
    Unit("10k_yuan", "money", 1e4, "万元", "10,000 yuan"),
    Unit("100m_yuan", "money", 1e8, "亿元", "100 million yuan"),
    Unit("persons", "persons", 1.0, "人", "persons"),
    Unit("10k_persons", "persons", 1e4, "万人", "10,000 persons"),
    Unit("km2", "area", 1.0, "平方公里", "km²"),
    Unit("persons_per_km2", "density", 1.0, "人/平方公里", "persons per km²"),
    Unit("10k_tonnes", "mass", 1e4, "万吨", "10,000 tonnes"),
    Unit("firms", "count", 1.0, "家", "firms"),
    Unit("institutions", "count", 1.0, "家", "institutions"),
    Unit("outlets", "count", 1.0, "个", "outlets"),
    Unit("industries", "count", 1.0, "个", "industries"),
    Unit("clusters", "count", 1.0, "个", "clusters"),
    Unit("trademarks", "count", 1.0, "枚", "trademarks"),
    Unit("pairs", "count", 1.0, "双", "pairs"),
    Unit("pieces", "count", 1.0, "条", "ties"),
    Unit("markets", "count", 1.0, "个", "markets"),
    Unit("models", "count", 1.0, "类", "models"),
    Unit("cities", "count", 1.0, "个", "cities"),
    Unit("provinces", "count", 1.0, "个", "provinces"),
    Unit("countries", "count", 1.0, "个", "countries"),
    Unit("observations", "count", 1.0, "个", "observations"),
    Unit("loans", "count", 1.0, "笔", "loans"),
    Unit("claims", "count", 1.0, "条", "claims"),
    Unit("share", "ratio", 1.0, "", ""),
    Unit("percent", "ratio", 0.01, "%", "%"),
    Unit("percent_a_year", "ratio", 0.01, "%（年）", "% a year"),
    Unit("multiple", "ratio", 1.0, "倍", "times"),
    Unit("year", "time", 1.0, "年", ""),
    Unit("years", "time", 1.0, "年", "years"),
    Unit("months", "time", 1.0 / 12.0, "个月", "months"),
    Unit("number", "number", 1.0, "", ""),
)

UNITS: dict[str, Unit] = {unit.id: unit for unit in _UNITS}


def unit(name: str) -> Unit:
    """Return the unit called ``name``; raise ``KeyError`` naming the known ones otherwise."""
    try:
        return UNITS[name]
    except KeyError:
        raise KeyError(f"unknown unit {name!r}; known are {', '.join(sorted(UNITS))}") from None


def convert(value: float, source: str, target: str) -> float:
    """Convert ``value`` from one unit to another of the same kind.

    Raises ``ValueError`` where the kinds differ (money does not become persons).
    """
    origin, wanted = unit(source), unit(target)
    if origin.kind != wanted.kind:
        raise ValueError(f"{source} is {origin.kind}, {target} is {wanted.kind}")
    return value * (origin.scale / wanted.scale)
