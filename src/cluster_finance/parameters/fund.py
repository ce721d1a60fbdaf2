"""Parameters of the mutual-aid credit fund that the thesis designs (section 4.4)."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from cluster_finance.parameters.scenario import LoanParameters, origin


class FundParameters(LoanParameters):
    """Mutual-aid credit fund: members' shares and government money, lent to members alone."""

    firms: int = Field(
        default=200, ge=1, le=2_000, description="places for members, all taken at the start",
        json_schema_extra=origin("firms"),
    )  # fmt: skip
    years: int = Field(
        default=15, ge=1, le=30, description="years over which the fund is followed",
        json_schema_extra=origin("years"),
    )  # fmt: skip
    unit_fen: int = Field(
        default=100_000, ge=100, le=1_000_000, description="nominal value of one share, in fen",
        json_schema_extra=origin("number"),
    )  # fmt: skip
    shares_least: int = Field(
        default=50, ge=1, le=1_000, description="shares of the smallest member; members lie evenly between",
        json_schema_extra=origin("number"),
    )  # fmt: skip
    shares_most: int = Field(
        default=150, ge=1, le=1_000, description="shares of the largest member",
        json_schema_extra=origin("number"),
    )  # fmt: skip
    government: float = Field(
        default=0.30, ge=0, le=0.9, description="government's share of the founding capital",
        json_schema_extra=origin("share", "thesis, section 4.4"),
    )  # fmt: skip
    exit_from: int = Field(
        default=6, ge=0, le=30, description="year from which government withdraws (0: never)",
        json_schema_extra=origin("years"),
    )  # fmt: skip
    exit_instalments: int = Field(
        default=3, ge=1, le=30, description="equal yearly instalments of the withdrawal, in sound years alone",
        json_schema_extra=origin("number"),
    )  # fmt: skip
    demand: float = Field(
        default=0.6, ge=0, le=1, description="chance that a member free of debt borrows in a year",
        json_schema_extra=origin("share"),
    )  # fmt: skip
    loan_cap: float = Field(
        default=2.0, ge=0, le=10, description="largest loan over the borrower's shares",
        json_schema_extra=origin("multiple"),
    )  # fmt: skip
    rate: float = Field(
        default=0.06, ge=0, le=0.5, description="yearly interest on loans",
        json_schema_extra=origin("share"),
    )  # fmt: skip
    cost: float = Field(
        default=0.02, ge=0, le=0.2, description="yearly running costs on the capital",
        json_schema_extra=origin("share"),
    )  # fmt: skip
    safe: float = Field(
        default=0.7, ge=0, le=1, description="share of safe firms in the cluster",
        json_schema_extra=origin("share"),
    )  # fmt: skip
    pd_ratio: float = Field(
        default=4.0, ge=1, le=20, description="default probability of a risky firm over a safe one's",
        json_schema_extra=origin("multiple"),
    )  # fmt: skip
    late_ratio: float = Field(
        default=1.0, ge=0, le=10, description="borrowers who pay a year late, for each who defaults",
        json_schema_extra=origin("number"),
    )  # fmt: skip
    rho: float = Field(
        default=0.20, ge=0, lt=1, description="asset correlation of two firms of the cluster",
        json_schema_extra=origin("share"),
    )  # fmt: skip
    persistence: float = Field(
        default=0.5, ge=0, lt=1, description="correlation of the industry factor with last year's",
        json_schema_extra=origin("number"),
    )  # fmt: skip
    signal: float = Field(
        default=0.7, ge=0.5, le=1, description="precision of the signal by which outsiders are admitted",
        json_schema_extra=origin("share"),
    )  # fmt: skip
    admission: float = Field(
        default=0.5, ge=0, le=1, description="chance that a free place is filled in a year",
        json_schema_extra=origin("share"),
    )  # fmt: skip
    leaving: float = Field(
        default=0.03, ge=0, le=0.5, description="chance that a member leaves in a year (only one that does not borrow)",
        json_schema_extra=origin("share"),
    )  # fmt: skip
    standing_safe: float = Field(
        default=3.0, ge=0, le=50, description="what a safe firm loses with its name, over its shares",
        json_schema_extra=origin("multiple"),
    )  # fmt: skip
    standing_risky: float = Field(
        default=1.5, ge=0, le=50, description="what a risky firm loses with its name, over its shares",
        json_schema_extra=origin("multiple"),
    )  # fmt: skip
    expulsion: bool = Field(
        default=True, description="whether a default ends the membership",
        json_schema_extra=origin("number", "thesis, section 4.4"),
    )  # fmt: skip
    floor: float = Field(
        default=0.5, ge=0, le=1, description="the fund closes below this share of its nominal capital",
        json_schema_extra=origin("share"),
    )  # fmt: skip
    deposit_rate: float = Field(
        default=0.0225, ge=0, le=0.2, description="what a bank's money costs in a year",
        json_schema_extra=origin("share"),
    )  # fmt: skip
    bank_cost: float = Field(
        default=0.03, ge=0, le=0.2, description="yearly costs of a bank on a small loan, over the loan",
        json_schema_extra=origin("share"),
    )  # fmt: skip
    replications: int = Field(
        default=5_000, ge=10, le=100_000, description="simulated lives of the fund",
        json_schema_extra=origin("number"),
    )  # fmt: skip
    seed: int = Field(
        default=20100606, ge=0, description="seed of the simulation",
        json_schema_extra=origin("number"),
    )  # fmt: skip

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.shares_most < self.shares_least:
            raise ValueError("shares_most must be at least shares_least")
        return self
