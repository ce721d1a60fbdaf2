"""The configuration as typed models: what a knob means, its range, unit and source.

``config/default.yaml`` and ``config/schema.json`` are written from here (``living_edition.settings.document``).
"""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from cluster_finance.parameters.calibration import CalibrationParameters
from cluster_finance.parameters.fund import FundParameters
from cluster_finance.parameters.layer import LayerParameters
from cluster_finance.parameters.lending import BatchParameters, ReputationParameters, ScreeningParameters
from cluster_finance.parameters.scenario import CALIBRATED, GuaranteeParameters, PortfolioParameters
from living_edition.settings.models import Regressions, Section, Settings
from living_edition.sweeps.spec import SweepSettings
from living_edition.yaml_models import Once

FAMILY = [
    "credit-depth:employment.province_capital_income_size:density",
    "credit-depth:gdp.province_capital_income_size:density",
    "intermediation:employment.province_capital_income_size:density",
    "intermediation:gdp.province_capital_income_size:density",
    "panel-forms:employment.province_year:industry",
    "panel-forms:gdp_alone.province_year:industry",
    "output:ratio.province_capital_income_size:output",
    "output:level.province_capital_income_size:output",
    "small-banks:share.province_year:small",
    "small-banks:share_lag.province_year:small",
]
"""With province effects, a dummy for capitals, GDP per head and population; in the panel province-by-year effects."""
FAMILY_BEFORE = [
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


class Scenarios(Section):
    """The scenario models, a section each, and how sweeps over them are split."""

    batch: BatchParameters
    screening: ScreeningParameters
    reputation: ReputationParameters
    portfolio: PortfolioParameters
    guarantee: GuaranteeParameters
    layer: LayerParameters
    fund: FundParameters
    calibration: CalibrationParameters
    sweep: SweepSettings


class MainHypotheses(Regressions):
    """What holds for all regressions."""

    family: Once[str] = Field(
        default=FAMILY,
        description="the main hypotheses, spec:model:term; corrected together (Holm, Romano-Wolf)",
    )
    family_before: Once[str] = Field(
        default=FAMILY_BEFORE,
        description="the main hypotheses of the edition before, without controls, corrected together beside them",
    )


class Configuration(Settings):
    """The whole configuration."""

    calibrated: ClassVar[dict[str, str]] = {f"scenarios.{key}": value for key, value in CALIBRATED.items()}

    regressions: MainHypotheses
    scenarios: Scenarios
