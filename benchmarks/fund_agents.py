"""The mutual-aid fund again, one object a firm and one yuan after the other: what the arrays are checked against.

Written from the rules in words, without arrays; it shares with the array model only the parameters,
the default probabilities given the industry, and the terms in integers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from cluster_finance.parameters.fund import FundParameters
from cluster_finance.scenario.fund import admitted_risky
from cluster_finance.scenario.fund_money import government_units, holdings, terms


class Firm:
    """A place for a member; ``member`` is False while nobody has it."""

    def __init__(self, shares: int, risky: bool) -> None:
        self.shares, self.risky, self.member = shares, risky, True
        self.owes = 0
        self.wants = False


@dataclass
class Fund:
    """Cash, the firms and the government's shares, and what was paid to whom, year by year."""

    parameters: FundParameters
    firms: Sequence[Firm]
    cash: int = 0
    government: int = 0
    open: bool = True
    year: int = 0
    history: list[dict[str, int]] = field(default_factory=list)

    def found(self) -> None:
        """Collect the founding capital."""
        self.government = government_units(self.parameters)
        self.cash = (sum(f.shares for f in self.firms) + self.government) * self.parameters.unit_fen

    @property
    def member_shares(self) -> int:
        return sum(f.shares for f in self.firms if f.member)

    def live(self, draw: Callable[[int], float], chances: tuple[float, float]) -> None:
        """Let a year pass; ``chances`` are the default probabilities of safe and risky firms this year."""
        p, t = self.parameters, terms(self.parameters)
        self.year += 1
        seen = dict.fromkeys(("lent", "repaid", "loss", "left", "joined", "withdrawn", "cost"), 0)
        numbers = [draw(i) for i in range(len(self.firms))]
        free = [f.member and not f.owes for f in self.firms]
        for firm, u, can in zip(self.firms, numbers, free, strict=True):
            firm.wants = self.open and can and u < p.demand
        start = self.cash + sum(f.owes for f in self.firms)
        asked = sum(f.shares for f in self.firms if f.wants)
        loan = min(t.cap, self.cash // asked) if asked else 0
        leavers, joiners = [], []
        for firm, u, can in zip(self.firms, numbers, free, strict=True):
            if not self.open:
                continue
            if not firm.member:
                joiners += [(firm, u)] if u < p.admission else []
            elif not can:
                self._old(firm, u, chances[firm.risky], seen)
            elif firm.wants:
                self._borrow(firm, u, loan, chances[firm.risky], seen)
            elif u >= 1.0 - p.leaving:
                leavers.append(firm)
        if self.open:
            self._end_of_year(start * t.cost // 10_000, leavers, joiners, seen)
        self.history.append(
            {**seen, "cash": self.cash, "members": self.member_shares * p.unit_fen, "alive": int(self.open),
             "debts": sum(f.owes for f in self.firms), "government": self.government * p.unit_fen,
             "risky_units": sum(f.shares for f in self.firms if f.member and f.risky)}
        )  # fmt: skip

    def _borrow(self, firm: Firm, u: float, loan: int, chance: float, seen: dict[str, int]) -> None:
        t = terms(self.parameters)
        due = loan + loan * t.rate // 10_000
        chosen = due - t.unit > t.standing[firm.risky]
        bad = self.parameters.demand * (1.0 if chosen else chance)
        self.cash -= loan * firm.shares
        seen["lent"] += loan * firm.shares
        if u < bad:
            self._default(firm, due, chosen, seen)
        elif u < min(bad * (1.0 + self.parameters.late_ratio), self.parameters.demand):
            firm.owes = due * firm.shares
        else:
            self._receive(due * firm.shares, seen)

    def _old(self, firm: Firm, u: float, chance: float, seen: dict[str, int]) -> None:
        each = firm.owes // firm.shares
        due = each + each * terms(self.parameters).rate // 10_000
        firm.owes = 0
        if u < chance:
            self._default(firm, due, False, seen)
        else:
            self._receive(due * firm.shares, seen)

    def _receive(self, amount: int, seen: dict[str, int]) -> None:
        self.cash += amount
        seen["repaid"] += amount

    def _default(self, firm: Firm, due: int, chosen: bool, seen: dict[str, int]) -> None:
        t = terms(self.parameters)
        paid = 0 if chosen else max(due - t.unit, 0) * t.recovery // 10_000
        self._receive(paid * firm.shares, seen)
        seen["loss"] += (due - paid) * firm.shares
        if t.expulsion:
            firm.member = False
        else:
            self.cash += t.unit * firm.shares

    def _end_of_year(
        self, cost: int, leavers: list[Firm], joiners: list[tuple[Firm, float]], seen: dict[str, int]
    ) -> None:
        p, t = self.parameters, terms(self.parameters)
        seen["cost"] = min(cost, self.cash)
        self.cash -= seen["cost"]
        worth = self._worth()
        if leavers:
            worth = min(worth, self.cash // sum(f.shares for f in leavers))
        for firm in leavers:
            firm.member = False
            seen["left"] += worth * firm.shares
        for firm, u in joiners:
            firm.member, firm.risky = True, u < p.admission * admitted_risky(p)
            seen["joined"] += t.unit * firm.shares
        self.cash += seen["joined"] - seen["left"]
        own = (self.member_shares + self.government) * t.unit
        if t.exit_from and self.year >= t.exit_from and self._capital() >= own:
            taken = min(self.government, t.instalment_units, self.cash // t.unit)
            self.government -= taken
            seen["withdrawn"] = taken * t.unit
            self.cash -= seen["withdrawn"]
        own = (self.member_shares + self.government) * t.unit
        if self._capital() * 10_000 < own * t.floor or not self.member_shares:
            self._wind_up()

    def _capital(self) -> int:
        return self.cash + sum(f.owes for f in self.firms)

    def _worth(self) -> int:
        t = terms(self.parameters)
        shares = self.member_shares + self.government
        return min(max(t.unit * self._capital() // (max(shares, 1) * t.unit), 0), t.unit)

    def _wind_up(self) -> None:
        t = terms(self.parameters)
        for firm in self.firms:
            if firm.owes:
                self.cash += firm.owes // firm.shares * t.recovery // 10_000 * firm.shares
                firm.owes = 0
        worth = self._worth()
        self.cash -= worth * (self.member_shares + self.government)
        self.government, self.open = 0, False
        for firm in self.firms:
            firm.member = False


def lives(parameters: FundParameters, types: Sequence[float], years: Sequence[Sequence[float]],
          chances: Sequence[tuple[float, float]]) -> Fund:  # fmt: skip
    """Return a fund after all years, driven by the numbers that the array model would use."""
    p = parameters
    firms = [Firm(int(n), u < 1.0 - p.safe) for n, u in zip(holdings(p), types, strict=True)]
    fund = Fund(p, firms)
    fund.found()
    for numbers, chance in zip(years, chances, strict=True):
        fund.live(numbers.__getitem__, chance)
    return fund
