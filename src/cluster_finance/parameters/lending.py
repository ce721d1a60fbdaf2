"""Parameters of the lending models: batch lending, screening, reputation."""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from cluster_finance.parameters.scenario import LoanParameters
from living_edition.settings.models import knob
from living_edition.yaml_models import MOST_SEED, Strict


class BatchParameters(LoanParameters):
    """Batch lending: one shared cost for a cluster against a full cost for every client."""

    clients: int = knob("clients of the bank in the cluster", "firms", source="thesis, section 2.2.2", ge=1, le=100_000)
    loan: float = knob("loan of a client", "10k_yuan", source="thesis, section 2.2.2", gt=0, le=100_000)
    micro_loan: float = knob(
        "small loan set beside it", "10k_yuan", source="thesis, section 2.2.2 (a ceiling)", gt=0, le=100_000
    )
    cost_alone: float = knob(
        "yearly cost of searching, appraising and monitoring a client on its own", "10k_yuan", 2.0, ge=0, le=1_000
    )
    cost_batch: float = knob(
        "yearly cost of a client in the cluster beside the shared cost", "10k_yuan", 1.0, ge=0, le=1_000
    )
    shared_cost: float = knob(
        "yearly cost shared by the cluster's clients: industry study, contact with the association",
        "10k_yuan", 50.0, ge=0, le=100_000,
    )  # fmt: skip
    funding: float = knob("yearly cost of the bank's funds", "share", 0.03, ge=0, le=0.5)
    rate_cap: float = knob("highest lending rate a bank may or will charge", "share", 0.10, ge=0, le=1)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.cost_batch >= self.cost_alone:
            raise ValueError(
                f"cost_batch ({self.cost_batch:g}) must be below cost_alone ({self.cost_alone:g}): "
                "otherwise no number of clients pays for the shared cost"
            )
        return self


class ScreeningParameters(Strict):
    """Adverse selection and screening: two types of firm, a signal, loans of one, collateral."""

    safe_share: float = knob("share of safe firms", "share", 0.7, gt=0, lt=1)
    success_safe: float = knob("probability that a safe firm's project succeeds", "share", 0.99, gt=0, le=1)
    success_risky: float = knob("probability that a risky firm's project succeeds", "share", 0.89, gt=0, le=1)
    return_safe: float = knob("what a safe project returns if it succeeds, by the loan", "multiple", 1.10, gt=1, le=10)
    return_risky: float = knob(
        "what a risky project returns if it succeeds, by the loan", "multiple", 1.22, gt=1, le=10
    )
    outside: float = knob("pay-off of not borrowing, by the loan", "share", 0.045, ge=0, le=2)
    outside_low: float = knob("lower pay-off of not borrowing, set beside it", "share", 0.025, ge=0, le=2)
    collateral: float = knob("collateral the firm puts up, at its own valuation, by the loan", "share", 0.2, ge=0, le=3)
    collateral_value: float = knob("share of that value which the bank realises", "share", 0.7, gt=0, le=1)
    funding: float = knob("yearly cost of the bank's funds", "share", 0.03, ge=0, le=0.5)
    precision_alone: float = knob(
        "probability that the signal on a firm outside a cluster is right", "share", 0.55, ge=0.5, le=1
    )
    precision_cluster: float = knob(
        "probability that the signal on a firm of the cluster is right", "share", 0.80, ge=0.5, le=1
    )

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.success_risky >= self.success_safe:
            raise ValueError("success_risky must be below success_safe: the risky type fails more often")
        if self.return_risky <= self.return_safe:
            raise ValueError("return_risky must exceed return_safe: the risky type gains more when it succeeds")
        if self.outside_low > self.outside:
            raise ValueError("outside_low must not exceed outside")
        if self.precision_alone > self.precision_cluster:
            raise ValueError(
                "precision_alone must not exceed precision_cluster: a cluster raises the signal's precision"
            )
        return self


class ReputationParameters(Strict):
    """Reputation and strategic default: what keeping faith is worth to a firm, in years of its surplus."""

    rate: float = knob("lending rate", "share", 0.08, ge=0, le=1)
    discount: float = knob("worth today of one received in a year (delta)", "share", 0.9, gt=0, le=0.98)
    outside_surplus: float = knob(
        "surplus of a year after leaving, by that of a year in place", "share", 0.6, ge=0, le=1
    )
    moving_cost: float = knob("cost of leaving a cluster (rootedness), in years of surplus", "years", 1.0, ge=0, le=50)
    moving_cost_alone: float = knob(
        "cost of leaving for a firm outside a cluster, in years of surplus", "years", 0.0, ge=0, le=50
    )
    news_rate: float = knob(
        "times a year that a partner who knows tells one of its contacts (beta)", "number", 3.0, ge=0, le=100
    )
    bank_rate: float = knob("yearly rate at which a partner learns of it from the bank", "number", 0.1, ge=0, le=100)
    partners: int = knob("business partners of a firm, in the cluster", "firms", 150, ge=10, le=400)
    contacts: int = knob("contacts of a partner among the others (even)", "firms", 6, ge=2, le=398)
    rewired: float = knob("share of contacts rewired at random (Watts and Strogatz)", "share", 0.1, ge=0, le=1)
    draws: int = knob("simulated spreads of the news", "number", 400, ge=50, le=100_000)
    seed: int = knob("seed of the simulation", "number", 20100603, ge=0, le=MOST_SEED)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.contacts % 2:
            raise ValueError("contacts must be even: half of them on either side of the ring")
        if self.contacts >= self.partners:
            raise ValueError("contacts must be below partners: nobody is a contact of its own")
        if self.moving_cost_alone > self.moving_cost:
            raise ValueError("moving_cost_alone must not exceed moving_cost: a cluster roots a firm more deeply")
        return self
