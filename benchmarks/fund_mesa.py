"""The mutual-aid fund in Mesa, with Mesa's own agents, scheduling and random numbers."""

from __future__ import annotations

import math
from statistics import NormalDist

import mesa
from fund_agents import Firm, Fund

from cluster_finance.parameters.fund import FundParameters
from cluster_finance.scenario.fund import type_pds
from cluster_finance.scenario.fund_money import holdings

NORMAL = NormalDist()


class Member(mesa.Agent, Firm):
    """A firm as an agent; every year it draws the number that decides what it does."""

    def __init__(self, model: MutualFund, shares: int, risky: bool) -> None:
        super().__init__(model, shares, risky)  # type: ignore[call-arg, arg-type]  # Mesa hands on what is not its own
        self.number = 0.0

    def step(self) -> None:
        """Draw this year's number."""
        self.number = self.random.random()


class MutualFund(mesa.Model):
    """One fund; ``step`` is a year."""

    def __init__(self, parameters: FundParameters, seed: int) -> None:
        super().__init__(seed=seed)
        p = self.p = parameters
        members = [Member(self, int(n), self.random.random() < 1.0 - p.safe) for n in holdings(p)]
        self.fund = Fund(p, members)
        self.fund.found()
        self.factor = self.random.gauss(0.0, 1.0)

    def step(self) -> None:
        """Let all firms draw, and the fund live, a year."""
        self.agents.do("step")
        self.fund.live(lambda i: self.fund.firms[i].number, self._chances())  # type: ignore[attr-defined]
        a = self.p.persistence
        self.factor = a * self.factor + math.sqrt(1.0 - a * a) * self.random.gauss(0.0, 1.0)

    def _chances(self) -> tuple[float, float]:
        rho = self.p.rho
        safe, risky = (
            NORMAL.cdf((NORMAL.inv_cdf(x) - math.sqrt(rho) * self.factor) / math.sqrt(1.0 - rho))
            for x in type_pds(self.p)
        )
        return safe, risky


def run(parameters: FundParameters, seed: int) -> Fund:
    """Return the fund after all years."""
    model = MutualFund(parameters, seed)
    for _ in range(parameters.years):
        model.step()
    return model.fund
