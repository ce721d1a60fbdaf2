"""Specification curve: every combination of choices, and a joint test of all of them at once.

After Simonsohn, Simmons and Nelson (2020). Each estimate is statsmodels' (``estimate``). The joint
test draws the whole curve again under the null that the main regressor has no coefficient: in each
specification the residuals of the model without it are moved about by whole provinces, in every
specification alike (Freedman and Lane's device), and the curve of these outcomes is estimated.
Two ways of moving them: ``order`` lays the provinces' blocks over the rows in random order;
``sign`` keeps each block in its place and turns its sign at random. Blocks differ in size, so that
``order`` breaks some of them over the borders of provinces; ``sign`` never does.

By Frisch, Waugh and Lovell's theorem a specification's estimate and its error clustered by province
need only the main regressor net of the others, so that all draws of a specification are a few
products of matrices. The test compares statistics of the whole curve with those of the drawn ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from cluster_finance.errors import InputError, Problem
from cluster_finance.regression.estimate import CAPITAL, Design, Flow, design, draw_sample
from cluster_finance.regression.families import Curve, Scheme, Subset
from cluster_finance.regression.spec import Spec

Array = np.ndarray[Any, np.dtype[np.float64]]
Codes = np.ndarray[Any, np.dtype[np.intp]]
STATISTICS = ("median", "significant", "one_signed")
# A drawn statistic that equals the observed one counts as reaching it, whatever the last bit says.
_EQUAL = 1 - 1e-9


@dataclass(frozen=True)
class Choice:
    """One specification: what was chosen, and its design, rows sorted by province."""

    outcome: str
    year: int
    subset: str
    measure: str
    controls: str
    province_effects: bool
    capital_indicator: bool
    design: Design

    def chosen(self) -> dict[str, Any]:
        """Return the choices alone."""
        return {key: value for key, value in self.__dict__.items() if key != "design"}


@dataclass(frozen=True)
class Partialled:
    """A specification reduced to what its estimates need.

    ``x`` (n) is the main regressor net of the others; ``basis`` (n by k-1) an orthonormal basis of
    the others; ``residuals`` (n) those of the outcome without the main regressor; ``codes`` (n) the
    provinces' places in the list of all; ``starts`` where each province begins; ``scale`` the
    correction G/(G-1) * (n-1)/(n-k).
    """

    x: Array
    basis: Array
    residuals: Array
    codes: Codes
    starts: Codes
    scale: float
    clusters: int


@dataclass(frozen=True)
class JointTest:
    """Observed statistics of a curve and their p-values: the share of curves that reach them."""

    observed: dict[str, float]
    p: dict[str, float]
    draws: int


def unfold(curve: Curve, table: pd.DataFrame) -> tuple[list[Choice], list[tuple[Spec, Flow]], int]:
    """Return the specifications, the sample flow of each outcome and year, and how many do not exist.

    A specification does not exist where its sample has no capitals for the indicator to tell apart.
    Raises ``InputError`` for samples that do not hold.
    """
    choices: list[Choice] = []
    flows: list[tuple[Spec, Flow]] = []
    impossible = 0
    for spec in curve.specs():
        sample, flow = draw_sample(spec, table)
        flows.append((spec, flow))
        sample = sample.sort_values(["_province", "_city"], kind="stable")
        for subset, (effects, capital) in product(curve.subsets, _models(curve)):
            rows = _rows(spec, sample, subset)
            if capital and not rows[CAPITAL].any():
                impossible += len(curve.measures) * len(curve.control_sets)
                continue
            choices += _of_models(curve, spec, rows, subset, effects, capital)
    return choices, flows, impossible


def _models(curve: Curve) -> list[tuple[bool, bool]]:
    return list(product(curve.models.province_effects, curve.models.capital_indicator))


def _rows(spec: Spec, sample: pd.DataFrame, subset: Subset) -> pd.DataFrame:
    kept = ~sample["_province"].isin(subset.without)
    if not subset.capitals:
        kept &= sample[CAPITAL] == 0
    if kept.any():
        return sample.loc[kept]
    place, mend = f"{spec.id}, subset {subset.id}", "leave fewer provinces out"
    raise InputError([Problem(spec.sample.table, place, "no row left", "rows in every subset", mend)])


def _of_models(
    curve: Curve, spec: Spec, rows: pd.DataFrame, subset: Subset, effects: bool, capital: bool
) -> list[Choice]:
    made = []
    for measure, controls in product(curve.measures, curve.control_sets):
        chosen = spec.model_copy(update={"controls": controls.variables})
        built = design(chosen, rows, measure, ("province",) if effects else (), capital)
        year = spec.sample.year or 0
        made.append(Choice(spec.outcome, year, subset.id, measure.id, controls.id, effects, capital, built))
    return made


def partial(made: Design, term: str, provinces: Sequence[str]) -> Partialled:
    """Reduce a design whose rows stand sorted by province; ``provinces`` is the list of all."""
    x, y = made.x[term].to_numpy(), made.y.to_numpy()
    basis = np.linalg.qr(made.x.drop(columns=term).to_numpy())[0]
    place = {name: i for i, name in enumerate(provinces)}
    codes = np.array([place[name] for name in made.provinces], dtype=np.intp)
    starts = np.flatnonzero(np.r_[True, codes[1:] != codes[:-1]])
    n, k, g = len(y), made.x.shape[1], len(starts)
    scale = g / (g - 1) * (n - 1) / (n - k)
    return Partialled(x - basis @ (basis.T @ x), basis, y - basis @ (basis.T @ y), codes, starts, scale, g)


def estimates(made: Partialled, outcomes: Array) -> tuple[Array, Array]:
    """Return coefficient and t (errors clustered by province) for each column of ``outcomes`` (n by draws)."""
    net = outcomes - made.basis @ (made.basis.T @ outcomes)
    square = made.x @ made.x
    slopes = made.x @ net / square
    net -= np.outer(made.x, slopes)
    net *= made.x[:, None]
    scores = np.add.reduceat(net, made.starts, axis=0)
    errors = np.sqrt(made.scale * np.einsum("gd,gd->d", scores, scores)) / square
    return slopes, slopes / errors


def moved(made: Partialled, random: Array, scheme: Scheme, order: Codes | None = None) -> Array:
    """Return the residuals moved by whole provinces (n by draws); ``random`` is uniform, provinces by draws."""
    if scheme == "sign":
        return made.residuals[:, None] * np.where(random < 0.5, -1.0, 1.0)[made.codes]
    return made.residuals[laid(made.codes, random) if order is None else order]


def laid(codes: Codes, random: Array) -> Codes:
    """Return which row comes to stand in each place when provinces stand in the order of ``random``."""
    return np.argsort(random[codes], axis=0, kind="stable")


def joint_test(
    designs: Sequence[Design], term: str, scheme: Scheme, draws: int, seed: list[int], level: float
) -> JointTest:
    """Test that the term has no coefficient in any specification, against ``draws`` drawn curves.

    ``level`` is that at which a single estimate counts as significant. The p-values include the
    observed curve among the drawn ones, so that they are never nought.
    """
    provinces = sorted({str(name) for made in designs for name in made.provinces})
    random = np.random.default_rng(seed).uniform(size=(len(provinces), draws))
    slopes, wald = np.empty((len(designs), draws + 1)), np.empty((len(designs), draws + 1))
    limits = np.empty(len(designs))
    orders: dict[bytes, Codes] = {}
    for i, built in enumerate(designs):
        made = partial(built, term, provinces)
        key = made.codes.tobytes()
        if scheme == "order" and key not in orders:
            orders[key] = laid(made.codes, random)
        outcomes = np.c_[made.residuals, moved(made, random, scheme, orders.get(key))]
        slopes[i], wald[i] = estimates(made, outcomes)
        limits[i] = stats.t.ppf(1 - level / 2, made.clusters - 1)
    drawn = statistics(slopes, wald, limits)
    p = {name: float(np.mean(values >= _EQUAL * values[0])) for name, values in drawn.items()}
    return JointTest({name: float(values[0]) for name, values in drawn.items()}, p, draws)


def statistics(slopes: Array, wald: Array, limits: Array) -> dict[str, Array]:
    """Return the curves' statistics, one value a draw (columns; rows are specifications).

    ``median``: size of the median estimate; ``significant``: share of estimates significant in the
    sign that has more of them; ``one_signed``: share of estimates of the more frequent sign.
    """
    beyond = wald > limits[:, None], wald < -limits[:, None]
    return {
        "median": np.abs(np.median(slopes, axis=0)),
        "significant": np.maximum(*(side.mean(axis=0) for side in beyond)),
        "one_signed": np.maximum((slopes > 0).mean(axis=0), (slopes < 0).mean(axis=0)),
    }


def size(
    designs: Sequence[Design], term: str, scheme: Scheme, simulations: int, draws: int, shared: float, seed: int,
    level: float,
) -> dict[str, float]:  # fmt: skip
    """Return how often the joint test rejects at ``level`` where the null is true, by statistic.

    Outcomes are normal and have nothing to do with any regressor; ``shared`` is the share of their
    variance that the cities of a province have in common. The regressors are the designs' own.
    """
    widest = max(designs, key=lambda made: len(made.y))
    codes, names = pd.factorize(widest.provinces, sort=True)
    random = np.random.default_rng([seed, simulations])
    rejected = dict.fromkeys(STATISTICS, 0)
    for turn in range(simulations):
        common = random.normal(size=len(names))[codes]
        values = np.sqrt(shared) * common + np.sqrt(1 - shared) * random.normal(size=len(codes))
        y = pd.Series(values, index=widest.y.index)
        drawn = [replace(made, y=y.loc[made.y.index]) for made in designs]
        tested = joint_test(drawn, term, scheme, draws, [seed, turn], level)
        for name in STATISTICS:
            rejected[name] += tested.p[name] <= level
    return {name: count / simulations for name, count in rejected.items()}
