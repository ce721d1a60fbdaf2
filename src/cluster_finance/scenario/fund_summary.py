"""What the fund's paths say: year by year, over its life, and beside a bank lending to the same firms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cluster_finance.parameters.fund import FundParameters
from cluster_finance.scenario.fund import Paths, simulate, type_pds
from cluster_finance.scenario.fund_money import government_units, holdings

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Bearers:
    """Who bears the losses: shares of all that defaulters did not pay; they add up to one.

    ``defaulters`` by the shares they forfeit, ``borrowers`` by the interest that feeds the reserve,
    ``members`` and ``government`` by stakes worth less than nominal, at the end or before.
    """

    defaulters: float
    borrowers: float
    members: float
    government: float


@dataclass(frozen=True)
class Life:
    """One fund over its life, means over replications; money over the members' founding shares.

    ``survival`` is the share of funds open at the end. ``net_borrowers`` is what borrowers get
    beyond their own shares, a year; ``net_all`` what is lent less all members' shares, a year.
    ``exit_year`` is the mean year in which the government's stake reaches zero, of the share
    ``exited`` of funds where it does while open (0 where none). ``exposure`` is the government's
    mean stake over its first one; ``government_loss`` its expected loss over its first stake.
    """

    survival: float
    capital_end: float
    lent: float
    net_borrowers: float
    net_all: float
    pd_end: float
    exited: float
    exit_year: float
    exposure: float
    government_loss: float


def mean_pd(parameters: FundParameters, paths: Paths) -> Floats:
    """Return members' mean default probability by replication and year, by shares (NaN: no member)."""
    safe, risky = type_pds(parameters)
    units = paths["units"].astype(np.float64)
    part = np.divide(paths["risky_units"], units, out=np.full(units.shape, np.nan), where=units > 0)
    return np.asarray(safe + (risky - safe) * part)


def by_year(parameters: FundParameters, paths: Paths) -> pd.DataFrame:
    """Return one row a year: means over all replications (a closed fund counts as zero).

    Columns year, alive, capital, lent, net_borrowers, net_all, government, reserve (all money over
    the members' founding shares), mean_pd and mean_pd_se (share of one; open funds alone).
    """
    founding_capital = float(holdings(parameters).sum() * parameters.unit_fen)
    pds = mean_pd(parameters, paths)
    columns = {
        "alive": paths["alive"].mean(axis=0),
        "capital": (paths["cash"] + paths["debts"]).mean(axis=0) / founding_capital,
        "lent": paths["lent"].mean(axis=0) / founding_capital,
        "net_borrowers": paths["net_credit"].mean(axis=0) / founding_capital,
        "net_all": (paths["lent"] - _own_before(parameters, paths)).mean(axis=0) / founding_capital,
        "government": paths["government"].mean(axis=0) / founding_capital,
        "reserve": paths["reserve"].mean(axis=0) / founding_capital,
        "mean_pd": _mean(pds),
        "mean_pd_se": _error(pds),
    }
    return pd.DataFrame({"year": np.arange(1, parameters.years + 1), **columns})


def _own_before(p: FundParameters, paths: Paths) -> NDArray[np.int64]:
    """Return members' shares (fen) when a year's loans are given: those at the end of the year before."""
    first = np.full((len(paths["members"]), 1), int(holdings(p).sum()) * p.unit_fen)
    return np.hstack([first, paths["members"][:, :-1]])


def _mean(values: Floats) -> Floats:
    present = ~np.isnan(values)
    return np.asarray(np.where(present, values, 0.0).sum(axis=0) / np.maximum(present.sum(axis=0), 1))


def _error(values: Floats) -> Floats:
    present = ~np.isnan(values)
    gaps = np.where(present, values - _mean(values), 0.0)
    count = np.maximum(present.sum(axis=0), 2)
    return np.asarray(np.sqrt((gaps**2).sum(axis=0) / (count - 1) / count))


def life(parameters: FundParameters, paths: Paths) -> Life:
    """Return the fund's life in ten figures; 0 where no replication has one."""
    values_by_name = _by_replication(parameters, paths)
    return Life(**{name: float(values.mean()) if len(values) else 0.0 for name, values in values_by_name.items()})


def life_errors(parameters: FundParameters, paths: Paths) -> Life:
    """Return the standard errors of ``life``: of means over replications."""
    return Life(**{name: _mean_error(values) for name, values in _by_replication(parameters, paths).items()})


def _by_replication(p: FundParameters, paths: Paths) -> dict[str, NDArray[Any]]:
    """Return the figures of ``Life`` by name, each of the replications that have it."""
    founding_capital, stake = float(holdings(p).sum() * p.unit_fen), float(max(government_units(p), 1) * p.unit_fen)
    government_out = (paths["government"] == 0) & (paths["alive"] == 1)
    exited = government_out.any(axis=1) & (government_units(p) > 0)
    ends = mean_pd(p, paths)[:, -1]
    return {
        "survival": paths["alive"][:, -1],
        "capital_end": (paths["cash"] + paths["debts"])[:, -1] / founding_capital,
        "lent": paths["lent"].mean(axis=1) / founding_capital,
        "net_borrowers": paths["net_credit"].mean(axis=1) / founding_capital,
        "net_all": (paths["lent"] - _own_before(p, paths)).mean(axis=1) / founding_capital,
        "pd_end": ends[~np.isnan(ends)],
        "exited": exited,
        "exit_year": (government_out.argmax(axis=1) + 1)[exited],
        "exposure": paths["government"].mean(axis=1) / stake,
        "government_loss": _shortfall(paths)[1] / stake,
    }


def _mean_error(values: np.ndarray) -> float:
    n = len(values)
    return float(np.std(values, ddof=1) / np.sqrt(n)) if n > 1 else 0.0


def _shortfall(paths: Paths) -> tuple[Floats, Floats]:
    """Return what members and government lose of their stakes (fen), by replication.

    A reserve below zero at the end counts against both in proportion to their stakes.
    """
    members = (paths["haircut"] + paths["short_members"]).sum(axis=1).astype(np.float64)
    government = paths["short_government"].sum(axis=1).astype(np.float64)
    stakes = [paths[name][:, -1].astype(np.float64) for name in ("members", "government")]
    deficit = np.maximum(-paths["reserve"][:, -1], 0) * (paths["alive"][:, -1] == 1)
    total = np.maximum(stakes[0] + stakes[1], 1.0)
    return members + deficit * stakes[0] / total, government + deficit * stakes[1] / total


def bearers(paths: Paths) -> Bearers:
    """Return who bears the losses of all replications together."""
    loss, parts = _borne(paths)
    return Bearers(**{name: float(part.sum() / max(loss.sum(), 1.0)) for name, part in parts.items()})


def bearers_errors(paths: Paths) -> Bearers:
    """Return the standard errors of ``bearers``: of ratios of means over replications (the delta method)."""
    loss, parts = _borne(paths)
    total = max(loss.sum(), 1.0)
    errors = {name: _mean_error(part - part.sum() / total * loss) for name, part in parts.items()}
    return Bearers(**{name: error / (total / len(loss)) for name, error in errors.items()})


def _borne(paths: Paths) -> tuple[Floats, dict[str, Floats]]:
    """Return what defaulters did not pay, and its parts by who bears them (fen), by replication."""
    loss = (paths["loss"] + paths["wound_lost"]).sum(axis=1).astype(np.float64)
    by_defaulters = paths["loss_own"].sum(axis=1).astype(np.float64)
    members, government = _shortfall(paths)
    by_borrowers = loss - by_defaulters - members - government
    return loss, {"defaulters": by_defaulters, "borrowers": by_borrowers, "members": members, "government": government}


def bank_rate(parameters: FundParameters) -> float:
    """Return the bank's break-even rate r: (1 + r)(1 - PD LGD) = 1 + f + c, no shares held."""
    p = parameters
    return (1.0 + p.deposit_rate + p.bank_cost) / (1.0 - p.pd * p.lgd) - 1.0


def fund_rate(parameters: FundParameters, money_costs: float = 0.0) -> float:
    """Return the rate at which the fund breaks even, in expectation, in its first year.

    With L the loan a share, u the demand, and k = c + ``money_costs`` on 1/(1 - g) of capital a share:
    u (r L - PD LGD ((1 + r) L - 1)) = k / (1 - g), for (1 + r) L >= 1 and all who apply served.
    ``money_costs`` is what the capital would have earned elsewhere. Late payers are left aside.
    """
    p = parameters
    loan = min(p.loan_cap, 1.0 / ((1.0 - p.government) * p.demand))
    need = (p.cost + money_costs) / ((1.0 - p.government) * p.demand)
    return (need + p.pd * p.lgd * (loan - 1.0)) / (loan * (1.0 - p.pd * p.lgd))


def bank_loss(parameters: FundParameters) -> Floats:
    """Return a bank's loss a yuan lent: shape (replications,).

    The bank lends to the founding firms throughout, in the same years with the same random numbers,
    holds no shares and admits nobody: loss is LGD times the share of loans that default.
    """
    same = parameters.model_copy(update={"expulsion": False, "leaving": 0.0, "late_ratio": 0.0, "floor": 0.0})
    paths = simulate(same.model_copy(update={"standing_safe": 50.0, "standing_risky": 50.0}))
    borrowed = np.maximum(paths["borrowers"].sum(axis=1), 1)
    return np.asarray(parameters.lgd * paths["defaulted"].sum(axis=1) / borrowed)


def enforceable(parameters: FundParameters) -> tuple[float, float]:
    """Return the largest loan over shares that a safe, and a risky, firm repays by its own interest.

    (1 + r) L - 1 <= standing lost, both over the firm's shares (model of reputation: the sum of
    discounted surpluses that partners would withhold).
    """
    p = parameters
    return (1.0 + p.standing_safe) / (1.0 + p.rate), (1.0 + p.standing_risky) / (1.0 + p.rate)
