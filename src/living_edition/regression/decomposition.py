"""One province's difference from the others, split by Oaxaca and Blinder, and placebos over provinces.

The two-fold split takes the coefficients of the other provinces (Oaxaca 1973, Blinder 1973): what
their model makes of the province's mean regressors is explained; the rest, the mean error of that
model in the province's cities, is not. The other provinces' model never sees the province, so the
split exists for every province, a province of one city included. A province is one cluster: no
standard error of the unexplained part can be had from it, only its rank among all provinces.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
import statsmodels.api as sm
from statsmodels.stats.oaxaca import OaxacaBlinder
from statsmodels.tools.sm_exceptions import SingularMatrixWarning

from living_edition.errors import InputError, Problem
from living_edition.regression.estimate import CONSTANT, Design, check_design


@dataclass(frozen=True)
class TwoFold:
    """A province's mean outcome less the others', explained and unexplained (units of the outcome).

    ``standardised`` is the unexplained part by the least-squares standard error of a mean prediction
    for as many cities with these regressors: a scale that makes small and large provinces
    comparable, not a test, for cities of a province are not independent.
    """

    province: str
    cities: int
    gap: float
    explained: float
    unexplained: float
    standardised: float
    terms: dict[str, float]


@dataclass(frozen=True)
class ThreeFold:
    """Endowments, coefficients and their interaction; they sum to the gap."""

    endowments: float
    coefficients: float
    interaction: float


@dataclass(frozen=True)
class Rank:
    """Place of a province by size of the unexplained part: 1 is the largest; ``p`` is rank by number."""

    rank: int
    provinces: int

    @property
    def p(self) -> float:
        """Return the share of provinces at least as far from nought."""
        return self.rank / self.provinces


def two_fold(made: Design, province: str) -> TwoFold:
    """Split one province's difference; raise ``InputError`` where the others bear no estimate."""
    treated = _treated(made, province)
    others = Design(
        f"{made.model} without {province}",
        made.y[~treated], made.x[~treated], made.provinces[~treated], made.cities[~treated],
    )  # fmt: skip
    check_design(others)
    split = _blinder(made, treated).two_fold(two_fold_type="self_submitted", submitted_weight=0)
    unexplained, explained, gap = map(float, split.params)
    fit = sm.OLS(others.y, others.x).fit()
    mean = made.x[treated].mean()
    error = float(fit.get_prediction(mean.to_numpy()[None, :]).se_mean[0])
    spread = float(np.hypot(error, np.sqrt(fit.scale / treated.sum())))
    parts = (mean - others.x.mean()) * fit.params
    terms = {str(name): float(part) for name, part in parts.items() if name != CONSTANT}
    return TwoFold(province, int(treated.sum()), gap, explained, unexplained, unexplained / spread, terms)


def three_fold(made: Design, province: str) -> ThreeFold:
    """Split in three, with both groups' coefficients; the province needs more cities than coefficients."""
    treated = _treated(made, province)
    inside = Design(
        f"{made.model} in {province}",
        made.y[treated], made.x[treated], made.provinces[treated], made.cities[treated],
    )  # fmt: skip
    check_design(inside)
    endowments, coefficients, interaction, _ = map(float, _blinder(made, treated).three_fold().params)
    return ThreeFold(endowments, coefficients, interaction)


def placebos(made: Design) -> list[TwoFold]:
    """Return the two-fold split with every province in turn as the one that differs, by its code."""
    return [two_fold(made, province) for province in sorted(made.provinces.unique())]


def rank(splits: list[TwoFold], province: str, standardised: bool, least_cities: int = 1) -> Rank:
    """Return the province's place by the unexplained part's distance from nought.

    ``least_cities`` leaves out provinces with fewer cities, whose means are noisier.
    """
    values = {
        s.province: abs(s.standardised if standardised else s.unexplained)
        for s in splits
        if s.cities >= least_cities or s.province == province
    }
    return Rank(sum(value >= values[province] for value in values.values()), len(values))


def _treated(made: Design, province: str) -> np.ndarray[Any, np.dtype[np.bool_]]:
    treated = (made.provinces == province).to_numpy()
    if treated.any() and not treated.all():
        return treated
    found = "no city of it" if not treated.any() else "no city of another"
    mend = "write the two-digit code of a province of the sample, or widen the sample"
    raise InputError([Problem(made.model, f"province {province}", found, "cities in it and in others", mend)])


def _blinder(made: Design, treated: np.ndarray[Any, np.dtype[np.bool_]]) -> Any:
    """Return statsmodels' decomposition; its first group (mark 0) is the province."""
    table = made.x.assign(other=(~treated).astype(float))
    with warnings.catch_warnings():
        # A small province bears no estimate of its own, and the two-fold split does not use it.
        warnings.simplefilter("ignore", SingularMatrixWarning)
        return OaxacaBlinder(made.y, table, "other", hasconst=True, swap=False)
