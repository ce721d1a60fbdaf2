"""The configuration as typed models: what a knob means, its range, unit and source.

``config/default.yaml`` and ``config/schema.json`` are written from here (``config.document``).
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from cluster_finance.parameters.fund import FundParameters
from cluster_finance.parameters.layer import LayerParameters
from cluster_finance.parameters.lending import BatchParameters, ReputationParameters, ScreeningParameters
from cluster_finance.parameters.scenario import GuaranteeParameters, PortfolioParameters
from living_edition.sweeps.spec import SweepSettings

FAMILY = [
    "credit-depth:employment.province_capital:density",
    "credit-depth:gdp.province_capital:density",
    "intermediation:employment.province_capital:density",
    "intermediation:gdp.province_capital:density",
    "panel:employment.city_year:industry",
    "panel:gdp.city_year:industry",
    "output:ratio.province_capital:output",
    "output:level.province_capital:output",
    "small-banks:share.province_year:small",
    "small-banks:share_lag.province_year:small",
]


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
    bootstrap_draws: int = Field(default=9999, ge=999, le=999_999, description="draws of the wild cluster bootstrap")
    seed: int = Field(default=20100601, ge=0, description="seed of the wild cluster bootstrap")
    family: list[str] = Field(
        default=FAMILY,
        description="the main hypotheses, named before estimation: spec:model:term; corrected together (Holm)",
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


class Scenarios(Section):
    """The scenario models, a section each, and how sweeps over them are split."""

    batch: BatchParameters
    screening: ScreeningParameters
    reputation: ReputationParameters
    portfolio: PortfolioParameters
    guarantee: GuaranteeParameters
    layer: LayerParameters
    fund: FundParameters
    sweep: SweepSettings


class Configuration(Section):
    """The whole configuration."""

    report: Report
    check: Check
    regressions: Regressions
    scenarios: Scenarios
