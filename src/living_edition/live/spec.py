"""What an exhibit of kind panel says of its model: words in every language, and which numbers it shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, Field

from living_edition.multilingual import ByLanguage, WordedMultilingual
from living_edition.yaml_models import Once, Strict, Tree, validate


class Words(WordedMultilingual):
    """The same words in every language."""

    texts: ByLanguage[str]


class PanelNumber(Words):
    """A number that the panel shows: the model's name for it, its id in the ledger, what it is in words."""

    id: str
    number: str


class Chart(Strict):
    """The words of one chart: its axes, its lines and what stands upright or level in it; percent where scaled so."""

    x: Words
    y: Words
    x_percent: bool = False
    y_percent: bool = False
    lines: dict[str, Words] = Field(min_length=1)
    marks: dict[str, Words] = Field(default_factory=dict)


class Panel(Strict):
    """A panel: its model, sections of the configuration whose knobs it drives, those that stand first, and its words.

    ``under`` is the part of the configuration that holds the sections, ``targets`` are the files that the rules of the
    model make, ``without`` knobs that have no slider (a seed, a number of draws). ``shock`` adds the shift of the
    industry factor that named scenarios know. ``presets`` maps what a named
    scenario changes to knobs: ``multiple: guarantee.abroad_multiple``.
    """

    model: str
    under: str = "scenarios"
    sections: Once[str] = Field(min_length=1)
    first: Once[str] = Field(min_length=1)
    without: Once[str] = Field(default_factory=list)
    targets: Once[str] = Field(min_length=1)
    shock: bool = False
    presets: dict[str, str] = Field(default_factory=dict)
    numbers: Once[PanelNumber] = Field(min_length=1)
    charts: dict[str, Chart] = Field(min_length=1)
    verdicts: dict[str, Words] = Field(min_length=1)
    refusals: dict[str, Words] = Field(min_length=1)


class _Spec(BaseModel):
    panel: Panel


def read_panel(name: str, content: Mapping[str, Any]) -> Panel:
    """Return the panel of the exhibit ``name`` from its spec; raise ``InputError`` with every problem."""
    return validate(Tree(f"specs/exhibits/{name}.yaml", dict(content), {}), _Spec).panel
