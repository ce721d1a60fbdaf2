"""What the models and the cleaning are compared with: closed forms of one year, and a log replayed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from cluster_finance.parameters.layer import LayerParameters
from cluster_finance.parameters.lending import ScreeningParameters
from cluster_finance.parameters.scenario import GuaranteeParameters
from cluster_finance.scenario import guarantee, mutual
from cluster_finance.scenario.portfolio import exact_law, joint_default
from cluster_finance.scenario.screening import Firm, given_up, project_return, success
from living_edition.tables.corrections import corrections_of, used

TINY = 1e-12


def exhausting_rate(parameters: GuaranteeParameters, multiple: float) -> float:
    """Return the default rate of the first year that just uses up capital and premium."""
    need = (1.0 - parameters.running_cost) / multiple + parameters.premium
    share = guarantee.loss_share(parameters)
    return need / share if share > 0.0 else float("inf")


def vasicek_cdf(x: float | guarantee.Floats, pd: float, rho: float) -> guarantee.Floats:
    """Return P(default rate <= x) of an infinitely fine portfolio (Vasicek 2002), 0 < rho < 1."""
    rate = np.asarray(x, dtype=np.float64)
    return np.asarray(ndtr((np.sqrt(1.0 - rho) * ndtri(rate) - ndtri(pd)) / np.sqrt(rho)))


def pay_off(parameters: ScreeningParameters, firm: Firm, repayment: float) -> float:
    """Return a firm's expected pay-off from borrowing at ``repayment``."""
    p = success(parameters, firm)
    return p * (project_return(parameters, firm) - repayment) - (1.0 - p) * given_up(parameters, repayment)


@dataclass(frozen=True)
class Draws:
    """Common random numbers: factors (draws, years) and firms' own, (draws, years, loans)."""

    factor: guarantee.Floats
    uniforms: NDArray[np.float32]


def draw(parameters: GuaranteeParameters, shock: float = 0.0) -> Draws:
    """Return the random numbers of the guarantee model's seed: the same for every layer and cap.

    ``shock`` moves the industry factor in the first year (standard deviations) and then fades.
    """
    p = parameters
    factor = np.empty((p.draws, p.years))
    uniforms = np.empty((p.draws, p.years, p.loans), dtype=np.float32)
    for rows, shocks, numbers in guarantee.pieces(p):
        factor[rows], uniforms[rows] = guarantee.factors(shocks, p.persistence), numbers
    return Draws(factor + mutual.fading(shock, p.persistence, p.years), uniforms)


def outcome(
    parameters: GuaranteeParameters,
    multiple: float,
    drawn: Draws,
    layer: LayerParameters | None = None,
    weights: guarantee.Floats | None = None,
) -> mutual.Outcome:
    """Return what becomes of the fund at ``multiple``; without ``layer`` the capital stands alone.

    ``weights`` are the clients' shares of the volume (equal where not given).
    """

    def rates(year: int, push: guarantee.Floats) -> guarantee.Floats:
        return default_rate(parameters, drawn.factor[:, year], push, drawn.uniforms[:, year], weights)

    return mutual._life(parameters, multiple, layer, len(drawn.factor), rates)


def default_rate(
    p: GuaranteeParameters,
    factor: guarantee.Floats,
    push: guarantee.Floats,
    uniforms: NDArray[np.float32],
    weights: guarantee.Floats | None,
) -> guarantee.Floats:
    defaults = uniforms < mutual._chance(p, factor, push)[:, None].astype(np.float32)
    if weights is None:
        return np.asarray(np.count_nonzero(defaults, axis=1) / p.loans)
    return np.asarray((defaults.astype(np.float32) @ weights.astype(np.float32)).astype(np.float64))


def vasicek_variance(pd: float, rho: float) -> float:
    """Return the variance of the default rate of an infinitely fine portfolio (Vasicek 2002)."""
    return joint_default(pd, rho) - pd * pd


def simulated_need(p: GuaranteeParameters, counts: guarantee.Counts, multiple: float) -> guarantee.Floats:
    """Return by draw how far below zero the fund's capital falls at worst, of simulated defaults."""
    years = np.arange(1, p.years + 1)
    paid = p.lgd * p.share_paid * (1 - p.reguarantee) * np.cumsum(counts / p.loans, axis=1)
    return np.asarray((multiple * (paid - p.premium * years) - (1 - p.running_cost * years)).max(axis=1))


def simulated_ruin(p: GuaranteeParameters, counts: guarantee.Counts, multiple: float) -> float:
    """Return the share of simulated funds that are ruined."""
    return float((simulated_need(p, counts, multiple) > TINY).mean())


def ruin_one_year(p: GuaranteeParameters, multiple: float) -> float:
    """Return the exact ruin probability of the first year, from the finite law of defaults."""
    law = exact_law(p.pd, p.rho, 0.0, p.loans)
    rates = np.arange(p.loans + 1) / p.loans
    return float(law[rates > exhausting_rate(p, multiple) + TINY].sum())


def ruin_large_portfolio(p: GuaranteeParameters, multiple: float) -> float:
    """Return the first year's ruin probability of infinitely many loans (Vasicek 2002), rho > 0.

    It rises in rho exactly while the exhausting rate x > Phi(sqrt(1 - rho) Phi^-1(PD)).
    """
    rate = exhausting_rate(p, multiple)
    return float(1.0 - vasicek_cdf(rate, p.pd, p.rho)) if rate < 1.0 else 0.0


def replay(raw: pd.DataFrame, changes: pd.DataFrame) -> pd.DataFrame:
    """Return ``raw`` with the logged changes made, in their order and nothing else."""
    table = raw.copy()
    rows = {key: row for row, key in zip(raw.index, zip(raw["city"], raw["year"], strict=True), strict=True)}
    for change in changes.itertuples(index=False):
        column, value = str(change.column), str(change.used)
        filed = value if column == "city" else float(value or "nan")
        table.at[rows[(change.city, change.year)], column] = filed
    return table


def corrected(table: str, raw: pd.DataFrame, corrections: pd.DataFrame) -> pd.DataFrame:
    """Return ``raw`` with the corrections of ``table`` made; errors as ``corrections_of``."""
    done = raw.copy()
    for one in corrections_of(table, raw, corrections).itertuples():
        done.at[one.at, str(one.column)] = used(one.used)
    return done
