"""The units of the edition: the kit's own, and those that ``edition.yaml`` adds.

A unit knows its kind, its size in the kind's base unit, and its names. Figures are stored in the unit
in which the source files them; conversion happens here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from living_edition.files import read_yaml
from living_edition.language_files import Words
from living_edition.project import edition, root

_KIT = Path(__file__).with_suffix(".yaml")
_WORDS = Words(__name__)


@dataclass(frozen=True)
class Unit:
    """A unit of measurement: ``scale`` is its size in the base unit of its ``kind``."""

    id: str
    kind: str
    scale: float
    names: Mapping[str, str] = field(default_factory=dict, hash=False)

    def called(self, lang: str) -> str:
        """Return its name in ``lang``: the edition's, else the kit's."""
        return self.names[lang] if lang in self.names else str(_WORDS[lang].get(self.id, self.id))


def units() -> Mapping[str, Unit]:
    """Return every unit by its id: the kit's and the edition's."""
    return _units(root())


@cache
def _units(_: Path) -> Mapping[str, Unit]:
    kit = read_yaml(_KIT)
    edition_units = {name: Unit(name, entry.kind, entry.scale, entry.texts) for name, entry in edition().units.items()}
    return {name: Unit(name, entry["kind"], float(entry["scale"])) for name, entry in kit.items()} | edition_units


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
    origin, destination = unit(source), unit(target)
    if origin.kind != destination.kind:
        raise ValueError(f"{source} is {origin.kind}, {target} is {destination.kind}")
    return value * (origin.scale / destination.scale)
