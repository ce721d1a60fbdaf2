"""The units of the edition: the kit's own, and those that ``edition.yaml`` adds.

A unit knows its kind, its size in the kind's base unit, and its names. Figures are stored in the unit
in which the source files them; conversion happens here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from living_edition.project import edition, root

_KIT = Path(__file__).with_suffix(".yaml")


@dataclass(frozen=True)
class Unit:
    """A unit of measurement: ``scale`` is its size in the base unit of its ``kind``."""

    id: str
    kind: str
    scale: float
    zh: str
    en: str


def units() -> Mapping[str, Unit]:
    """Return every unit by its id: the kit's and the edition's."""
    return _units(root())


@cache
def _units(_: Path) -> Mapping[str, Unit]:
    own = {name: entry.model_dump() for name, entry in edition().units.items()}
    described = {**yaml.safe_load(_KIT.read_text(encoding="utf-8")), **own}
    return {name: Unit(name, **{**entry, "scale": float(entry["scale"])}) for name, entry in described.items()}


def unit(name: str) -> Unit:
    """Return the unit called ``name``; raise ``KeyError`` naming the known ones otherwise."""
    try:
        return units()[name]
    except KeyError:
        raise KeyError(f"unknown unit {name!r}; known are {', '.join(sorted(units()))}") from None


def convert(value: float, source: str, target: str) -> float:
    """Convert ``value`` from one unit to another of the same kind.

    Raises ``ValueError`` where the kinds differ (money does not become persons).
    """
    origin, wanted = unit(source), unit(target)
    if origin.kind != wanted.kind:
        raise ValueError(f"{source} is {origin.kind}, {target} is {wanted.kind}")
    return value * (origin.scale / wanted.scale)
