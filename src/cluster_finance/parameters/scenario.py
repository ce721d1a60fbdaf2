"""Parameters of the scenario models: every knob's range, unit and where its value comes from."""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from living_edition.settings.models import knob
from living_edition.yaml_models import MOST_SEED, Strict

CALIBRATED: dict[str, str] = {
    "batch.pd": "fact:f23",
    "batch.clients": "thesis:programme.firms",
    "batch.loan": "thesis:programme.average_loan",
    "batch.micro_loan": "thesis:programme.cap_taizhou",
    "portfolio.pd": "fact:f23",
    "guarantee.pd": "fact:f23",
    "fund.pd": "fact:f23",
    "guarantee.home_multiple": "thesis:guarantee.multiple_china",
    "guarantee.abroad_multiple": "thesis:guarantee.multiple_abroad",
    "calibration.compensated": "fact:f62",
    "calibration.guaranteed": "fact:f61",
    "calibration.outstanding": "fact:f57",
    "calibration.pd_province": "fact:f83",
    "calibration.pd_city": "fact:f97",
}
"""Defaults taken from data: dotted key -> reference. These fields have no default of their own."""

_STOCK = (
    "the non-performing loan ratio of small and medium-sized enterprises; that this ratio "
    "of a stock stands in for a yearly probability of default is an assumption"
)


class LoanParameters(Strict):
    """What one loan is like, in every model of loans."""

    pd: float = knob("probability of default of a loan in a year", "share", source=_STOCK, ge=0, le=0.5)
    lgd: float = knob(
        "share of a loan lost when it defaults",
        "share",
        0.45,
        source="Basel II 2006, par. 287 (senior unsecured, foundation)",
        ge=0,
        le=1,
    )


class PortfolioParameters(LoanParameters):
    """Portfolio credit risk: loans of one size under an economy factor and industry factors."""

    loans: int = knob("number of loans, spread evenly over industries", "loans", 500, ge=1, le=20_000)
    industries: int = knob("number of industries (1: the loans of one cluster)", "industries", 1, ge=1, le=100)
    industries_compared: int = knob(
        "number of industries of the spread portfolio set beside it", "industries", 10, ge=1, le=100
    )
    rho_industry: float = knob("asset correlation of two firms of one industry", "share", 0.20, ge=0, lt=1)
    rho_economy: float = knob("asset correlation of two firms of two industries", "share", 0.08, ge=0, lt=1)
    draws: int = knob("draws of the simulation", "number", 200_000, ge=1_000, le=5_000_000)
    seed: int = knob("seed of the simulation", "number", 20100601, ge=0, le=MOST_SEED)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.rho_industry < self.rho_economy:
            raise ValueError("rho_industry must be at least rho_economy: firms of one industry share the economy too")
        for key in ("industries", "industries_compared"):
            if getattr(self, key) > self.loans:
                raise ValueError(f"{key} must not exceed loans: an industry needs a loan")
        return self


class GuaranteeParameters(LoanParameters):
    """Guarantee leverage: a fund with capital one that guarantees a multiple of it."""

    loans: int = knob("guaranteed loans, whatever the multiple", "loans", 200, ge=1, le=5_000)
    rho: float = knob("asset correlation of two firms of the cluster", "share", 0.20, ge=0, lt=1)
    persistence: float = knob("correlation of the industry factor with last year's", "number", 0.5, ge=0, lt=1)
    years: int = knob("years over which the fund must survive", "years", 5, ge=1, le=30)
    premium: float = knob("yearly premium on the volume guaranteed", "share", 0.02, ge=0, le=0.2)
    running_cost: float = knob("yearly running costs on the initial capital", "share", 0.03, ge=0, le=0.5)
    share_paid: float = knob("share of a loan's loss that the fund pays", "share", 0.8, ge=0, le=1)
    reguarantee: float = knob(
        "share of what it paid that re-guarantees bring back in the same year", "share", 0.2, ge=0, le=1
    )
    ruin_limit: float = knob("ruin probability that is still tolerated", "share", 0.01, gt=0, lt=1)
    home_multiple: float = knob(
        "multiple of guarantee funds at home, taken as outstanding",
        "multiple",
        source="thesis, section 3.3",
        gt=0,
        le=50,
    )
    abroad_multiple: float = knob(
        "multiple of guarantee funds abroad, taken as outstanding",
        "multiple",
        source="thesis, section 3.3",
        gt=0,
        le=50,
    )
    draws: int = knob("simulated lives of the fund", "number", 40_000, ge=500, le=1_000_000)
    seed: int = knob("seed of the simulation", "number", 20100602, ge=0, le=MOST_SEED)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.running_cost * self.years > 1.0:
            raise ValueError("running_cost times years must not exceed 1: costs alone would use up the capital")
        return self
