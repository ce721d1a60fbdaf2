"""The sections of the configuration that every edition has; an edition adds its own by a subclass of ``Settings``."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field
from pydantic.fields import FieldInfo

from living_edition.project import edition, registered
from living_edition.yaml_models import MOST_SEED, Day, Once, Strict


class Section(Strict):
    """A part of the configuration: unknown keys are refused, values cannot be changed later."""


class Report(Section):
    """How the edition is rendered."""

    engine: Literal["auto", "quarto", "pandoc"] = Field(
        default="auto",
        description="auto takes Quarto where it is installed, otherwise the built-in engine",
    )
    date: Day = Field(
        default="2026-11-24",
        pattern=r"^\d{4}-\d{2}-\d{2}$",
        description="date of the edition, printed on the cover and fixed in every file made",
    )


Hypothesis = Annotated[str, Field(pattern=r"^[a-z0-9-]+(:[\w.]+){2}$")]


class Regressions(Section):
    """What holds for all regressions."""

    confidence: float = Field(default=0.95, ge=0.5, le=0.999, description="level of the confidence intervals")
    bootstrap_draws: int = Field(default=9999, ge=999, le=999_999, description="draws of the wild cluster bootstrap")
    seed: int = Field(default=20100601, ge=0, le=MOST_SEED, description="seed of the wild cluster bootstrap")
    family: Once[Hypothesis] = Field(
        default=[],
        description="the main hypotheses, named before estimation: spec:model:term; corrected together (Holm)",
    )
    family_before: Once[Hypothesis] = Field(
        default=[], description="the main hypotheses of the edition before, corrected together beside them"
    )
    smallest_effect: float = Field(
        default=5.0,
        gt=0,
        le=100,
        description="smallest effect of interest, per cent of the outcome for one standard deviation of the regressor",
    )
    family_p: Literal["wild_province", "province", "HC3"] = Field(
        default="wild_province",
        description="their one kind of p-value; wild_province is the wild cluster bootstrap by province",
    )


class Check(Section):
    """What the checks of the sources refuse."""

    strict: bool = Field(
        default=False,
        description="whether a block that changed in one language alone fails the check instead of warning",
    )


class Settings(Section):
    """The whole configuration. ``calibrated``: defaults taken from data, dotted key -> reference."""

    calibrated: ClassVar[dict[str, str]] = {}

    report: Report
    check: Check
    regressions: Regressions


def configuration() -> type[Settings]:
    """Return the edition's own configuration, as ``edition.yaml`` names it."""
    model: type[Settings] = registered(edition().configuration)
    return model


def knob(words: str, unit: str, default: Any = ..., source: str = "assumption", **limits: float) -> Any:
    """Return a field with its meaning, unit, source and limits; without a default it comes from data."""
    extra = {"unit": unit, "source": source}
    return Field(default, description=words, json_schema_extra=extra, **limits)  # type: ignore[call-overload]


def limits(field: FieldInfo) -> dict[str, float]:
    """Return the limits of a field by their sign."""
    signs = {"ge": ">=", "gt": ">", "le": "<=", "lt": "<"}
    return {signs[name]: getattr(part, name) for part in field.metadata for name in signs if hasattr(part, name)}
