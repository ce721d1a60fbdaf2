"""The books of the mutual-aid credit fund: one year's money, in integer fen, for many funds at once.

Amounts are settled a share: a member with n shares gets, owes and loses n times the amount of one.
At all times  cash + debts = members' shares + government's stake + reserve,  the reserve being
what interest and forfeited shares brought, less losses and costs; it can be negative.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from cluster_finance.parameters.fund import FundParameters

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
_POINTS = 10_000
"""Shares of one are settled in hundredths of a percent."""


@dataclass(frozen=True)
class Terms:
    """The parameters that money needs: fen a share, and hundredths of a percent."""

    unit: int
    cap: int
    rate: int
    recovery: int
    cost: int
    floor: int
    standing: tuple[int, int]
    exit_from: int
    instalment_units: int
    expulsion: bool

    def due(self, loan: Ints) -> Ints:
        """Return what is owed on ``loan`` (fen a share) after a year."""
        return loan + loan * self.rate // _POINTS

    def by_choice(self, loan: Ints) -> tuple[Bools, Bools]:
        """Return where a safe and a risky firm default by choice: (1 + r) L - shares > standing lost."""
        gain = self.due(loan) - self.unit
        return gain > self.standing[0], gain > self.standing[1]


def holdings(parameters: FundParameters) -> Ints:
    """Return the shares that each place holds: shape (firms,), evenly from least to most."""
    p = parameters
    return np.rint(np.linspace(p.shares_least, p.shares_most, p.firms)).astype(np.int64)


def government_units(parameters: FundParameters) -> int:
    """Return the government's stake at the start, in shares, so that it has its part of the capital."""
    p = parameters
    return round(int(holdings(p).sum()) * p.government / (1.0 - p.government))


def terms(parameters: FundParameters) -> Terms:
    """Return the terms in integers; rates are rounded to hundredths of a percent."""
    p = parameters
    return Terms(
        unit=p.unit_fen,
        cap=round(p.loan_cap * p.unit_fen),
        rate=round(p.rate * _POINTS),
        recovery=round((1.0 - p.lgd) * _POINTS),
        cost=round(p.cost * _POINTS),
        floor=round(p.floor * _POINTS),
        standing=(round(p.standing_safe * p.unit_fen), round(p.standing_risky * p.unit_fen)),
        exit_from=p.exit_from,
        instalment_units=-(-government_units(p) // p.exit_instalments),
        expulsion=p.expulsion,
    )


@dataclass(frozen=True)
class Year:
    """Shares held where each event happened in a year: arrays of shape (funds,)."""

    default_safe: Ints
    default_risky: Ints
    late: Ints
    repay: Ints
    leave: Ints
    admit: Ints
    default_old: Ints
    repay_old: Ints


@dataclass
class Books:
    """The balance sheets of some funds; stakes in shares, money in fen, shape (funds,)."""

    cash: Ints
    members: Ints
    government: Ints
    reserve: Ints
    late: Ints
    late_owed: Ints
    alive: Bools
    unit: int
    flows: dict[str, Ints] = field(default_factory=dict)

    @classmethod
    def founded(cls, funds: int, members: int, government: int, parameters: FundParameters) -> Books:
        """Return the books on the day of foundation: everything paid in, nothing lent."""
        zero = np.zeros(funds, dtype=np.int64)
        return cls(
            cash=zero + (members + government) * parameters.unit_fen,
            members=zero + members,
            government=zero + government,
            reserve=zero.copy(),
            late=zero.copy(),
            late_owed=zero.copy(),
            alive=np.ones(funds, dtype=bool),
            unit=parameters.unit_fen,
        )

    def offer(self, applied: Ints, fixed: Terms) -> Ints:
        """Return the loan a share (fen): the cap, or all cash in equal parts where that is less."""
        return np.where(applied > 0, np.minimum(fixed.cap, self.cash // np.maximum(applied, 1)), 0)

    @property
    def debts(self) -> Ints:
        """Return what is owed by those who are late."""
        return self.late * self.late_owed

    @property
    def capital(self) -> Ints:
        """Return the fund's own capital at book value."""
        return self.cash + self.debts

    @property
    def value(self) -> Ints:
        """Return what a share is worth, at most its nominal value (fen)."""
        nominal = np.maximum(self.members + self.government, 1) * self.unit
        return np.clip(self.unit * self.capital // nominal, 0, self.unit)


def settle(books: Books, fixed: Terms, loan: Ints, year: Year, number: int) -> dict[str, Ints]:
    """Book one year into ``books`` and return its flows and closing figures, all of shape (funds,).

    Order: loans, a year's interest, repayments and losses, costs, leavers, new members, government,
    closure. ``loss`` is what defaulters did not pay, ``loss_own`` its part that their shares cover.
    """
    open_before = books.alive.copy()
    costs = np.minimum(books.capital * fixed.cost // _POINTS, books.cash)
    lent = _lend(books, fixed, loan, year)
    costs = np.where(open_before, np.minimum(costs, books.cash), 0)
    books.cash -= costs
    books.reserve -= costs
    lent["cost"] = costs
    lent |= _come_and_go(books, year)
    lent |= _government(books, fixed, number)
    lent |= _close(books, fixed)
    lent |= {
        "loan": loan,
        "cash": books.cash.copy(),
        "debts": books.debts,
        "members": books.members * books.unit,
        "government": books.government * books.unit,
        "reserve": books.reserve.copy(),
        "alive": books.alive.astype(np.int64),
    }
    return lent


def _lend(books: Books, fixed: Terms, loan: Ints, year: Year) -> dict[str, Ints]:
    applied = year.default_safe + year.default_risky + year.late + year.repay
    due_now, old = fixed.due(loan), fixed.due(books.late_owed)
    interest = (due_now - loan) * applied + (old - books.late_owed) * books.late
    back, lost, from_shares = due_now * year.repay + old * year.repay_old, np.zeros_like(loan), np.zeros_like(loan)
    safe, risky = fixed.by_choice(loan)
    # The shares are set against the debt first. Of the rest a part comes back, but not from choice.
    for units, due, chosen in (
        (year.default_safe, due_now, safe),
        (year.default_risky, due_now, risky),
        (year.default_old, old, np.zeros_like(safe)),
    ):
        excess = np.maximum(due - fixed.unit, 0)
        paid = np.where(chosen, 0, excess * fixed.recovery // _POINTS).astype(np.int64)
        back += paid * units
        lost += (due - paid) * units
        from_shares += np.minimum(due, fixed.unit) * units
    forfeited = year.default_safe + year.default_risky + year.default_old
    renewed = np.zeros_like(forfeited) if fixed.expulsion else forfeited
    books.cash += back - loan * applied + renewed * fixed.unit
    books.members += renewed - forfeited
    books.reserve += interest - lost + forfeited * fixed.unit
    books.late, books.late_owed = year.late.copy(), due_now
    return {
        "lent": loan * applied,
        "net_credit": (loan - fixed.unit) * applied,
        "borrowers": applied,
        "repaid": back,
        "interest": interest,
        "loss": lost,
        "loss_own": from_shares,
        "forfeited": forfeited * fixed.unit,
        "renewed": renewed * fixed.unit,
        "defaulted": forfeited,
    }


def _come_and_go(books: Books, year: Year) -> dict[str, Ints]:
    value = np.minimum(books.value, books.cash // np.maximum(year.leave, 1))
    paid_out, paid_in = value * year.leave, books.unit * year.admit
    books.cash += paid_in - paid_out
    books.members += year.admit - year.leave
    haircut = books.unit * year.leave - paid_out
    books.reserve += haircut
    return {"left": paid_out, "haircut": haircut, "joined": paid_in}


def _government(books: Books, fixed: Terms, number: int) -> dict[str, Ints]:
    """Let government withdraw an instalment in a sound year (reserve not negative)."""
    if fixed.exit_from == 0 or number < fixed.exit_from:
        return {"withdrawn": np.zeros_like(books.cash)}
    units = np.minimum(np.minimum(books.government, fixed.instalment_units), books.cash // fixed.unit)
    units = np.where(books.alive & (books.reserve >= 0), units, 0)
    books.government -= units
    books.cash -= units * fixed.unit
    return {"withdrawn": units * fixed.unit}


def _close(books: Books, fixed: Terms) -> dict[str, Ints]:
    """Wind up where capital is below its floor or no member is left; who owes then pays in part.

    Members and government get the same a share, at most its nominal value; what is left over stays
    in the closed fund's cash.
    """
    nominal = (books.members + books.government) * fixed.unit
    low = books.capital * _POINTS < nominal * fixed.floor
    ends = books.alive & (low | (books.members == 0))
    zero = np.zeros_like(books.cash)
    paid = np.where(ends, books.late_owed * fixed.recovery // _POINTS * books.late, 0)
    lost = np.where(ends, books.debts - paid, 0)
    books.cash += paid
    books.reserve -= lost
    books.late = np.where(ends, 0, books.late)
    value = np.where(ends, books.value, 0)
    to_members, to_government = value * books.members, value * books.government
    books.cash -= to_members + to_government
    short_members = np.where(ends, (fixed.unit - value) * books.members, 0)
    short_government = np.where(ends, (fixed.unit - value) * books.government, 0)
    books.reserve += short_members + short_government
    books.members = np.where(ends, zero, books.members)
    books.government = np.where(ends, zero, books.government)
    books.alive &= ~ends
    return {
        "wound_repaid": paid,
        "wound_lost": lost,
        "wound_members": to_members,
        "wound_government": to_government,
        "short_members": short_members,
        "short_government": short_government,
    }
