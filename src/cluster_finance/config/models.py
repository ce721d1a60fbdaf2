"""The configuration as typed models: what a knob means, its range, unit and source.

``config/default.yaml`` and ``config/schema.json`` are written from here (``config.document``).
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from cluster_finance.config.scenario import GuaranteeParameters, PortfolioParameters
from cluster_finance.config.sweeps import SweepSettings


class Section(BaseModel):
    """A part of the configuration: unknown keys are refused, values cannot be changed later."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Report(Section):
    """How the edition is rendered."""

    engine: Literal["auto", "quarto", "pandoc"] = Field(
        default="auto",
        description="auto takes Quarto where it is installed, otherwise the built-in engine",
    )
    date: str = Field(
        default="2026-11-24",
        pattern=r"^\d{4}-\d{2}-\d{2}$",
        description="date of the edition, printed on the cover and fixed in every file made",
    )


class Regressions(Section):
    """What holds for all regressions."""

    confidence: float = Field(default=0.95, ge=0.5, le=0.999, description="level of the confidence intervals")


class Scenarios(Section):
    """The scenario models, a section each, and how sweeps over them are split."""

    portfolio: PortfolioParameters
    guarantee: GuaranteeParameters
    sweep: SweepSettings


class Configuration(Section):
    """The whole configuration."""

    report: Report
    regressions: Regressions
    scenarios: Scenarios
