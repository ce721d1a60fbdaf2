"""Predictability: what a signal on the industries' factors is worth against spreading over industries.

The bank sees, for each industry, a signal s = a F + sqrt(1 - a^2) e on its whole systematic factor
F = (sqrt(rho_b) Y + sqrt(rho_w - rho_b) Z) / sqrt(rho_w); the accuracy a is their correlation.
What it cannot foresee is the default rate's variance given the signals. With A_i, A_j two firms'
asset values, joint-normal conditioning gives

    E Var(x | s) = idiosyncratic part + mean over pairs of Phi_2(c, c; r_ij) - Phi_2(c, c; k_ij),

r_ij being the correlation of A_i and A_j and k_ij that of their forecasts E[A | s]. With one
industry, k = rho_w a^2: given the signal the portfolio is again Vasicek's (2002), with

    PD(s) = Phi((c - sqrt(rho_w) a s) / sqrt(1 - rho_w a^2)),  rho(s) = rho_w (1 - a^2) / (1 - rho_w a^2).

Variances are of the default rate (share squared), losses shares of the portfolio.
"""

from __future__ import annotations

from scipy.optimize import brentq

from cluster_finance.scenario.portfolio import (
    conditional_pd,
    exact_law,
    industry_sizes,
    joint_default,
    summarise,
    trapezoid,
)


def forecast_covariance(rho_w: float, rho_b: float, accuracy: float, industries: int) -> tuple[float, float]:
    """Return the correlation of the forecasts of two firms: of one industry, and of two industries.

    The factors have the covariance S = (1 - q) I + q 11' with q = rho_b / rho_w, the signals
    a^2 S + (1 - a^2) I; the forecasts' is rho_w a^2 S (a^2 S + (1 - a^2) I)^-1 S, by eigenvalues.
    """
    if rho_w <= 0.0 or accuracy <= 0.0:
        return 0.0, 0.0
    q, j, square = rho_b / rho_w, industries, accuracy**2

    def explained(value: float) -> float:
        noise = square * value + 1.0 - square
        return square * value**2 / noise if noise > 0.0 else 0.0

    common, single = explained(1.0 + (j - 1) * q), explained(1.0 - q)
    return rho_w * (common + (j - 1) * single) / j, rho_w * (common - single) / j


def unforeseen_variance(
    pd: float, rho_w: float, rho_b: float, loans: int, industries: int = 1, accuracy: float = 0.0
) -> float:
    """Return the expected variance of the default rate given signals of ``accuracy`` on all industries."""
    within, across = forecast_covariance(rho_w, rho_b, accuracy, industries)
    shares = industry_sizes(loans, industries) / loans
    same = float(shares @ shares)
    joint = joint_default(pd, rho_w)
    within_loan = (pd - joint) / loans
    inside = joint - joint_default(pd, within)
    between = joint_default(pd, rho_b) - joint_default(pd, across)
    return within_loan + inside * same + between * (1.0 - same)


def break_even(pd: float, rho_w: float, rho_b: float, loans: int, industries: int, baseline: float = 0.0) -> float:
    """Return the accuracy at which one industry is as foreseeable as ``industries`` known to ``baseline``.

    Beyond it one cluster known well beats the spread portfolio; 1 where no accuracy suffices.
    """
    aim = unforeseen_variance(pd, rho_w, rho_b, loans, industries, baseline)

    def gap(accuracy: float) -> float:
        return unforeseen_variance(pd, rho_w, rho_b, loans, 1, accuracy) - aim

    if gap(0.0) <= 0.0:
        return 0.0
    return float(brentq(gap, 0.0, 1.0, xtol=1e-10)) if gap(1.0) < 0.0 else 1.0


def given_signal(pd: float, rho: float, accuracy: float, signal: float) -> tuple[float, float]:
    """Return PD and correlation of one industry's loans given the signal (standard deviations)."""
    explained = rho * accuracy**2
    return float(conditional_pd(pd, explained, signal)), rho * (1.0 - accuracy**2) / (1.0 - explained)


def unexpected_loss(pd: float, lgd: float, rho: float, loans: int, accuracy: float) -> float:
    """Return one industry's mean VaR(99.9%) less expected loss, both given the signal, a share of volume."""
    points, weights = trapezoid(81)
    total = 0.0
    for signal, weight in zip(points, weights, strict=True):
        if weight < 1e-9:
            continue
        chance, residual_rho = given_signal(pd, rho, accuracy, float(signal))
        law = summarise(exact_law(chance, residual_rho, 0.0, loans), lgd)
        total += float(weight) * (law.var999 - law.mean)
    return total


def break_even_capital(pd: float, lgd: float, rho_w: float, rho_b: float, loans: int, industries: int) -> float:
    """Return the accuracy at which one industry needs as much capital as ``industries`` without signals."""
    law = summarise(exact_law(pd, rho_w, rho_b, loans, industries), lgd)
    aim = law.var999 - law.mean

    def gap(accuracy: float) -> float:
        return unexpected_loss(pd, lgd, rho_w, loans, accuracy) - aim

    return float(brentq(gap, 0.0, 0.999, xtol=1e-3)) if gap(0.0) > 0.0 else 0.0
