"""Adverse selection and screening: two types of firm that a bank can tell apart only by a signal.

As in Stiglitz and Weiss (1981): a share theta of firms is safe (success p_s, return R_s), the rest is
risky (p_r < p_s, R_r > R_s). A loan of one is repaid with D = 1 + r if the project succeeds; if it
fails, the firm gives collateral worth min(C, D / k) to itself, of which the bank realises the share
k, never more than D. A type borrows while its pay-off

    p_i (R_i - D) - (1 - p_i) min(C, D / k)

is no less than its outside option u. The bank sees a signal that is right with probability q, for
either type, and asks of each signal's firms the lowest D at which it does not lose; funds cost f.
Funds are elastic: whoever will pay D is served, so that adverse selection shows as **exclusion** (the
safe stay away), not as the rationing at a rate below it that Stiglitz and Weiss derive. Where the
risky leave first, the bank may ask the D at which they do, and keep a profit; welfare counts it.

Money is by the loan, probabilities and volumes are shares of one (volumes: of all firms).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from cluster_finance.parameters.lending import ScreeningParameters

Firm = Literal["safe", "risky"]
Signal = Literal["good", "bad"]
FIRMS: tuple[Firm, ...] = ("safe", "risky")
SIGNALS: tuple[Signal, ...] = ("good", "bad")
_TIE = 1e-12
"""Differences below this are ties: an indifferent firm borrows."""


@dataclass(frozen=True)
class Offer:
    """What firms of one signal are asked, and who accepts; ``repayment`` is NaN where nobody does."""

    repayment: float
    safe: bool
    risky: bool


def success(parameters: ScreeningParameters, firm: Firm) -> float:
    """Return the probability that a firm's project succeeds."""
    return parameters.success_safe if firm == "safe" else parameters.success_risky


def project_return(parameters: ScreeningParameters, firm: Firm) -> float:
    """Return what a firm's project returns if it succeeds."""
    return parameters.return_safe if firm == "safe" else parameters.return_risky


def given_up(parameters: ScreeningParameters, repayment: float) -> float:
    """Return the collateral (the firm's valuation) that a failure costs the firm."""
    return min(parameters.collateral, repayment / parameters.collateral_value)


def highest_repayment(parameters: ScreeningParameters, firm: Firm) -> float:
    """Return the repayment D at which a firm is indifferent between borrowing and not.

    The pay-off is the larger of two falling lines in D (collateral lost in part, or whole); its root
    is the larger of theirs.
    """
    p, k = success(parameters, firm), parameters.collateral_value
    worth = p * project_return(parameters, firm) - parameters.outside
    in_part = worth / (p + (1.0 - p) / k)
    unsecured = (worth - (1.0 - p) * parameters.collateral) / p
    return max(in_part, unsecured)


def zero_profit(parameters: ScreeningParameters, mean_success: float) -> float:
    """Return the repayment at which lending to firms of that mean success just pays for the funds.

    Solves p D + (1 - p) min(k C, D) = 1 + f.
    """
    funds = 1.0 + parameters.funding
    pledged = parameters.collateral * parameters.collateral_value
    return max(funds, (funds - (1.0 - mean_success) * pledged) / mean_success)


def posterior(parameters: ScreeningParameters, signal: Signal, precision: float) -> float:
    """Return the share of safe firms among those of a signal (Bayes)."""
    right = precision if signal == "good" else 1.0 - precision
    safe, risky = parameters.safe_share * right, (1.0 - parameters.safe_share) * (1.0 - right)
    return safe / (safe + risky)


def offer(parameters: ScreeningParameters, safe_share: float) -> Offer:
    """Return the lowest repayment at which a bank does not lose on firms of which ``safe_share`` are safe."""
    p = parameters
    last = {firm: highest_repayment(p, firm) for firm in FIRMS}
    mean = safe_share * p.success_safe + (1.0 - safe_share) * p.success_risky
    pooled = zero_profit(p, mean)
    if pooled <= min(last.values()) + _TIE:
        return Offer(pooled, safe=safe_share > 0.0, risky=safe_share < 1.0)
    for firm in FIRMS:
        share = safe_share if firm == "safe" else 1.0 - safe_share
        limit, other = last[firm], last["risky" if firm == "safe" else "safe"]
        # Where firms of the other type are absent they need not be kept away.
        repayment = zero_profit(p, success(p, firm))
        if share < 1.0:
            repayment = max(repayment, other)
        if share > 0.0 and repayment <= limit + _TIE and (limit > other or share == 1.0):
            return Offer(repayment, safe=firm == "safe", risky=firm == "risky")
    return Offer(math.nan, safe=False, risky=False)


def threshold(parameters: ScreeningParameters) -> float:
    """Return the precision q at which the regime changes (NaN: it does not).

    The pool of a signal holds while its share of safe firms is at least theta*, where its zero-profit
    repayment is the lowest of the types' highest. With the odds lambda = odds(theta*) / odds(theta):
    if lambda > 1, the pool excludes a type until the good signal reaches q* = lambda / (1 + lambda);
    if lambda < 1, it holds until the bad signal reaches q* = 1 / (1 + lambda).
    """
    p = parameters
    lowest = min(highest_repayment(p, firm) for firm in FIRMS)
    pledged = p.collateral * p.collateral_value
    if lowest <= pledged or lowest < 1.0 + p.funding:
        return math.nan
    mean = (1.0 + p.funding - pledged) / (lowest - pledged)
    share = (mean - p.success_risky) / (p.success_safe - p.success_risky)
    if not 0.0 < share < 1.0:
        return math.nan
    ratio = share / (1.0 - share) * (1.0 - p.safe_share) / p.safe_share
    return ratio / (1.0 + ratio) if ratio > 1.0 else 1.0 / (1.0 + ratio)


def surplus(parameters: ScreeningParameters, firm: Firm, repayment: float) -> float:
    """Return what a loan adds to society: the project less funds, outside option and collateral wasted."""
    p = success(parameters, firm)
    wasted = (1.0 - p) * (1.0 - parameters.collateral_value) * given_up(parameters, repayment)
    return p * project_return(parameters, firm) - 1.0 - parameters.funding - parameters.outside - wasted


def first_best(parameters: ScreeningParameters) -> float:
    """Return the welfare (by firm) of lending to exactly those whose projects are worth it, nothing wasted."""
    shares = {"safe": parameters.safe_share, "risky": 1.0 - parameters.safe_share}
    return sum(
        shares[firm]
        * max(
            0.0,
            success(parameters, firm) * project_return(parameters, firm)
            - 1.0
            - parameters.funding
            - parameters.outside,
        )
        for firm in FIRMS
    )


def market(parameters: ScreeningParameters, precision: float) -> dict[str, float]:
    """Return the market at signal precision q, one value a key.

    ``rate_good`` and ``rate_bad`` (shares; NaN: nobody borrows), ``safe`` and ``risky`` (volumes, shares
    of all firms), ``default_rate`` (of the loans; NaN: none), ``welfare`` (by firm), ``profit`` (the bank's).
    """
    p = parameters
    result = {"precision": precision, "safe": 0.0, "risky": 0.0, "welfare": 0.0, "profit": 0.0}
    for signal in SIGNALS:
        right = precision if signal == "good" else 1.0 - precision
        offered = offer(p, posterior(p, signal, precision))
        result[f"rate_{signal}"] = offered.repayment - 1.0
        weights = {
            "safe": p.safe_share * right * offered.safe,
            "risky": (1.0 - p.safe_share) * (1.0 - right) * offered.risky,
        }
        for firm in FIRMS:
            if weights[firm] == 0.0:
                continue
            result[firm] += weights[firm]
            result["welfare"] += weights[firm] * surplus(p, firm, offered.repayment)
            result["profit"] += weights[firm] * _profit(p, firm, offered.repayment)
    volume = result["safe"] + result["risky"]
    failed = result["safe"] * (1.0 - p.success_safe) + result["risky"] * (1.0 - p.success_risky)
    result["default_rate"] = failed / volume if volume > 0.0 else math.nan
    return result


def _profit(parameters: ScreeningParameters, firm: Firm, repayment: float) -> float:
    p = success(parameters, firm)
    realised = parameters.collateral_value * given_up(parameters, repayment)
    return p * repayment + (1.0 - p) * realised - 1.0 - parameters.funding


def table(parameters: ScreeningParameters, steps: int = 251) -> pd.DataFrame:
    """Return the market by outside option and precision, both settings of the parameters.

    One row an outside option and a precision between 1/2 and 1, the keys of ``market`` as columns; the
    precisions just below and at the threshold are among them, so that a jump stands upright.
    """
    frames = []
    for outside in sorted({parameters.outside_low, parameters.outside}):
        p = parameters.model_copy(update={"outside": outside})
        grid = {*np.linspace(0.5, 1.0, steps).tolist()}
        change = threshold(p)
        if math.isfinite(change):
            grid |= {max(0.5, change - 1e-9), min(1.0, change + 1e-9)}
        frame = pd.DataFrame([market(p, q) for q in sorted(grid)])
        frame.insert(0, "outside", outside)
        frames.append(frame)
    return pd.concat(frames, ignore_index=True)
