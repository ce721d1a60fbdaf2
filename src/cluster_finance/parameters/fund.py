"""Parameters of the mutual-aid credit fund that the thesis designs (section 4.4)."""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from cluster_finance.parameters.scenario import LoanParameters, knob
from living_edition.yaml_models import MOST_SEED


class FundParameters(LoanParameters):
    """Mutual-aid credit fund: members' shares and government money, lent to members alone."""

    firms: int = knob("places for members, all taken at the start", "firms", 200, ge=1, le=2_000)
    years: int = knob("years over which the fund is followed", "years", 15, ge=1, le=30)
    unit_fen: int = knob("nominal value of one share, in fen", "number", 100_000, ge=100, le=1_000_000)
    shares_least: int = knob("shares of the smallest member; members lie evenly between", "number", 50, ge=1, le=1_000)
    shares_most: int = knob("shares of the largest member", "number", 150, ge=1, le=1_000)
    government: float = knob(
        "government's share of the founding capital", "share", 0.30, source="thesis, section 4.4", ge=0, le=0.9
    )
    exit_from: int = knob("year from which government withdraws (0: never)", "years", 6, ge=0, le=30)
    exit_instalments: int = knob(
        "equal yearly instalments of the withdrawal, in sound years alone", "number", 3, ge=1, le=30
    )
    demand: float = knob("chance that a member free of debt borrows in a year", "share", 0.6, ge=0, le=1)
    loan_cap: float = knob("largest loan over the borrower's shares", "multiple", 2.0, ge=0, le=10)
    rate: float = knob("yearly interest on loans", "share", 0.06, ge=0, le=0.5)
    cost: float = knob("yearly running costs on the capital", "share", 0.02, ge=0, le=0.2)
    safe: float = knob("share of safe firms in the cluster", "share", 0.7, ge=0, le=1)
    pd_ratio: float = knob("default probability of a risky firm over a safe one's", "multiple", 4.0, ge=1, le=20)
    late_ratio: float = knob("borrowers who pay a year late, for each who defaults", "number", 1.0, ge=0, le=10)
    rho: float = knob("asset correlation of two firms of the cluster", "share", 0.20, ge=0, lt=1)
    persistence: float = knob("correlation of the industry factor with last year's", "number", 0.5, ge=0, lt=1)
    signal: float = knob("precision of the signal by which outsiders are admitted", "share", 0.7, ge=0.5, le=1)
    admission: float = knob("chance that a free place is filled in a year", "share", 0.5, ge=0, le=1)
    leaving: float = knob(
        "chance that a member leaves in a year (only one that does not borrow)", "share", 0.03, ge=0, le=0.5
    )
    standing_safe: float = knob("what a safe firm loses with its name, over its shares", "multiple", 3.0, ge=0, le=50)
    standing_risky: float = knob("what a risky firm loses with its name, over its shares", "multiple", 1.5, ge=0, le=50)
    expulsion: bool = knob("whether a default ends the membership", "number", True, source="thesis, section 4.4")
    floor: float = knob("the fund closes below this share of its nominal capital", "share", 0.5, ge=0, le=1)
    deposit_rate: float = knob("what a bank pays on deposits in a year", "share", 0.0225, ge=0, le=0.2)
    bank_cost: float = knob("yearly costs of a bank on a small loan, over the loan", "share", 0.03, ge=0, le=0.2)
    replications: int = knob("simulated lives of the fund", "number", 5_000, ge=10, le=100_000)
    seed: int = knob("seed of the simulation", "number", 20100606, ge=0, le=MOST_SEED)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.shares_most < self.shares_least:
            raise ValueError("shares_most must be at least shares_least")
        return self
