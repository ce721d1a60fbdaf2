"""Parameters of the scenario models: every knob's range, unit and where its value comes from."""

from __future__ import annotations

from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from living_edition.settings.models import origin

CALIBRATED: dict[str, str] = {
    "batch.pd": "fact:f23",
    "batch.clients": "thesis:programme.firms",
    "batch.loan": "thesis:programme.average_loan",
    "batch.micro_loan": "thesis:programme.cap_taizhou",
    "portfolio.pd": "fact:f23",
    "guarantee.pd": "fact:f23",
    "fund.pd": "fact:f23",
    "guarantee.cumulative_multiple": "thesis:guarantee.multiple_china",
    "guarantee.abroad_multiple": "thesis:guarantee.multiple_abroad",
    "calibration.compensated": "fact:f62",
    "calibration.guaranteed": "fact:f61",
    "calibration.outstanding": "fact:f57",
    "calibration.pd_province": "fact:f83",
    "calibration.pd_city": "fact:f97",
}
"""Defaults taken from data: dotted key -> reference. These fields have no default of their own."""

_STOCK = (
    "fact:f23, the bad-loan ratio of loans to small and medium-sized enterprises; that this ratio "
    "of a stock stands in for a yearly probability of default is an assumption"
)


class LoanParameters(BaseModel):
    """What one loan is like, in every model of loans."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    pd: float = Field(
        ge=0, le=0.5, description="probability of default of a loan in a year",
        json_schema_extra=origin("share", _STOCK),
    )  # fmt: skip
    lgd: float = Field(
        default=0.45, ge=0, le=1, description="share of a loan lost when it defaults",
        json_schema_extra=origin("share", "Basel II 2006, par. 287 (senior unsecured, foundation)"),
    )  # fmt: skip


class PortfolioParameters(LoanParameters):
    """Portfolio credit risk: loans of one size under an economy factor and industry factors."""

    loans: int = Field(
        default=500, ge=1, le=20_000, description="number of loans, spread evenly over industries",
        json_schema_extra=origin("loans"),
    )  # fmt: skip
    industries: int = Field(
        default=1, ge=1, le=100, description="number of industries (1: the loans of one cluster)",
        json_schema_extra=origin("industries"),
    )  # fmt: skip
    industries_compared: int = Field(
        default=10, ge=1, le=100,
        description="number of industries of the spread portfolio set beside it",
        json_schema_extra=origin("industries"),
    )  # fmt: skip
    rho_industry: float = Field(
        default=0.20, ge=0, lt=1, description="asset correlation of two firms of one industry",
        json_schema_extra=origin("share"),
    )  # fmt: skip
    rho_economy: float = Field(
        default=0.08, ge=0, lt=1, description="asset correlation of two firms of two industries",
        json_schema_extra=origin("share"),
    )  # fmt: skip
    draws: int = Field(
        default=200_000, ge=1_000, le=5_000_000, description="draws of the simulation",
        json_schema_extra=origin("number"),
    )  # fmt: skip
    seed: int = Field(
        default=20100601, ge=0, description="seed of the simulation",
        json_schema_extra=origin("number"),
    )  # fmt: skip

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

    loans: int = Field(
        default=200, ge=1, le=5_000, description="guaranteed loans, whatever the multiple",
        json_schema_extra=origin("loans"),
    )  # fmt: skip
    rho: float = Field(
        default=0.20, ge=0, lt=1, description="asset correlation of two firms of the cluster",
        json_schema_extra=origin("share"),
    )  # fmt: skip
    persistence: float = Field(
        default=0.5, ge=0, lt=1, description="correlation of the industry factor with last year's",
        json_schema_extra=origin("number"),
    )  # fmt: skip
    years: int = Field(
        default=5, ge=1, le=30, description="years over which the fund must survive",
        json_schema_extra=origin("years"),
    )  # fmt: skip
    premium: float = Field(
        default=0.02, ge=0, le=0.2, description="yearly premium on the volume guaranteed",
        json_schema_extra=origin("share"),
    )  # fmt: skip
    running_cost: float = Field(
        default=0.03, ge=0, le=0.5, description="yearly running costs on the initial capital",
        json_schema_extra=origin("share"),
    )  # fmt: skip
    share_paid: float = Field(
        default=0.8, ge=0, le=1, description="share of a loan's loss that the fund pays",
        json_schema_extra=origin("share"),
    )  # fmt: skip
    counter_recovery: float = Field(
        default=0.2, ge=0, le=1,
        description="share of what it paid that counter-guarantees bring back in the same year",
        json_schema_extra=origin("share"),
    )  # fmt: skip
    ruin_limit: float = Field(
        default=0.01, gt=0, lt=1, description="ruin probability that is still tolerated",
        json_schema_extra=origin("share"),
    )  # fmt: skip
    cumulative_multiple: float = Field(
        gt=0, le=50, description="volume guaranteed since the start, by capital",
        json_schema_extra=origin("multiple", "thesis, section 3.3"),
    )  # fmt: skip
    abroad_multiple: float = Field(
        gt=0, le=50, description="multiple of guarantee funds abroad, taken as outstanding",
        json_schema_extra=origin("multiple", "thesis, section 3.3"),
    )  # fmt: skip
    tenor: float = Field(
        default=1.0, gt=0, le=30, description="term of a guarantee, repaid at its end",
        json_schema_extra=origin("years"),
    )  # fmt: skip
    age: float = Field(
        default=3.0, gt=0, le=50, description="age of the funds for which the thesis counts",
        json_schema_extra=origin("years"),
    )  # fmt: skip
    growth: float = Field(
        default=0.2, ge=-0.5, le=2, description="yearly growth of the volume newly guaranteed",
        json_schema_extra=origin("share"),
    )  # fmt: skip
    draws: int = Field(
        default=40_000, ge=500, le=1_000_000, description="simulated lives of the fund",
        json_schema_extra=origin("number"),
    )  # fmt: skip
    seed: int = Field(
        default=20100602, ge=0, description="seed of the simulation",
        json_schema_extra=origin("number"),
    )  # fmt: skip

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.running_cost * self.years > 1.0:
            raise ValueError("running_cost times years must not exceed 1: costs alone would use up the capital")
        return self
