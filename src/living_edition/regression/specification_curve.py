"""Specification curve: every combination of choices, and a joint test of all of them at once.

After Simonsohn, Simmons and Nelson (2020). Each estimate is statsmodels' (``estimate``). The joint
test draws the whole curve again under the null that the main regressor has no coefficient: in each
specification the residuals of the model without it are moved about by whole provinces, in every
specification alike (Freedman and Lane's device), and the curve of these outcomes is estimated.
Two ways of moving them: ``order`` lays the provinces' blocks over the rows in random order;
``sign`` keeps each block in its place and turns its sign at random. Blocks differ in size, so that
``order`` breaks some of them over the borders of provinces; ``sign`` never does.

By Frisch, Waugh and Lovell's theorem a specification's estimate and its error clustered by province
need only the main regressor net of the others. An outcome enters both through a few products (one a
province, one a regressor), so that all draws of a specification are one product of matrices. The
test compares statistics of the whole curve with those of the drawn ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any, Literal

import numpy as np
import pandas as pd
from pydantic import Field
from scipy import stats

from living_edition.errors import InputError, Problem
from living_edition.regression.estimate import CAPITAL, Design, Flow, design_matrix, draw_sample
from living_edition.regression.spec import ControlSet, Measure, Models, Named, Spec, Stated
from living_edition.yaml_models import MOST_SEED, Once, Strict

Scheme = Literal["order", "sign"]
Array = np.ndarray[Any, np.dtype[np.float64]]
Floats = np.ndarray[Any, np.dtype[np.floating[Any]]]
Codes = np.ndarray[Any, np.dtype[np.intp]]
# Factors for one scheme, places for the other.
Rearrangement = np.ndarray[Any, np.dtype[Any]]
STATISTICS = ("median", "significant", "one_signed")
# A drawn statistic that equals the observed one counts as reaching it, whatever the last bit says.
_EQUAL = 1 - 1e-9


class Subset(Named):
    """A choice of cities: all of them, without provincial capitals, or without some provinces."""

    capitals: bool = True
    without: Once[str] = Field(default_factory=list)


class Size(Strict):
    """A simulation of the joint test where its null is true: normal errors, a share of whose variance
    cities of a province have in common."""

    simulations: int = Field(ge=50, le=1_000_000)
    permutations: int = Field(ge=99, le=1_000_000)
    shared: float = Field(ge=0, lt=1)


class Curve(Stated):
    """A specification curve: every measure with every set of controls, sample, year and effects."""

    family: Literal["curve"]
    years: Once[int] = Field(min_length=1)
    subsets: Once[Subset] = Field(min_length=1)
    outcomes: Once[str] = Field(min_length=1)
    measures: Once[Measure] = Field(min_length=1)
    control_sets: Once[ControlSet] = Field(min_length=1)
    models: Models
    level: float = Field(gt=0, lt=0.5)
    schemes: Once[Scheme] = Field(min_length=1)
    permutations: int = Field(ge=99, le=1_000_000)
    size: Size
    seed: int = Field(ge=0, le=MOST_SEED)

    def specs(self) -> list[Spec]:
        """Return the regressions in which it unfolds, one an outcome and year, with all controls."""
        same = ("id", "title", "hypothesis", "cannot_say", "variables", "measures", "models")
        shared = {key: getattr(self, key) for key in same} | {
            "claim": {"section": "", "texts": self.title.texts},
            "against": self.cannot_say,
            "controls": sorted({name for chosen in self.control_sets for name in chosen.variables}),
            "errors": ["province"],
            "interval": "province",
        }
        samples = [self.sample.model_copy(update={"year": year}) for year in self.years]
        return [
            Spec.model_validate(shared | {"outcome": outcome, "sample": sample})
            for outcome, sample in product(self.outcomes, samples)
        ]


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
    """The regressors of a specification reduced to what its estimates need, whatever the outcome.

    ``x`` (n) is the main regressor net of the others; ``basis`` (n by k-1) an orthonormal basis of
    the others; ``by`` (G by n) has ``x`` in the rows of one province each, zeros elsewhere;
    ``codes`` (n) are the provinces' places in the list of all; ``starts`` is where each begins;
    ``scale`` the correction G/(G-1) * (n-1)/(n-k).
    """

    x: Array
    basis: Array
    by: Array
    codes: Codes
    starts: Codes
    scale: float

    @cached_property
    def rows(self) -> Array:
        """By what an outcome is multiplied (G + k-1 by n)."""
        return np.vstack([self.by, self.basis.T])

    @cached_property
    def square(self) -> float:
        """The sum of squares of ``x``."""
        return float(self.x @ self.x)

    @cached_property
    def taken(self) -> tuple[Array, Array]:
        """What the other regressors (G by k-1) and ``x`` (G) take from the provinces' scores."""
        return self.by @ self.basis, self.by @ self.x

    def net(self, y: Floats) -> Array:
        """Return the residuals of ``y`` without the main regressor."""
        return y - self.basis @ (self.basis.T @ y)


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
        models = curve.models
        for subset, effects, capital in product(curve.subsets, models.province_effects, models.capital_indicator):
            rows = _rows(spec, sample, subset)
            if capital and not rows[CAPITAL].any():
                impossible += len(curve.measures) * len(curve.control_sets)
                continue
            choices += _of_models(curve, spec, rows, subset, effects, capital)
    return choices, flows, impossible


def _rows(spec: Spec, sample: pd.DataFrame, subset: Subset) -> pd.DataFrame:
    included = ~sample["_province"].isin(subset.without)
    if not subset.capitals:
        included &= sample[CAPITAL] == 0
    if included.any():
        return sample.loc[included]
    location, mend = f"{spec.id}, subset {subset.id}", "leave fewer provinces out"
    raise InputError([Problem(spec.sample.table, location, "no row left", "rows in every subset", mend)])


def _of_models(
    curve: Curve, spec: Spec, rows: pd.DataFrame, subset: Subset, effects: bool, capital: bool
) -> list[Choice]:
    curves = []
    for measure, controls in product(curve.measures, curve.control_sets):
        chosen = spec.model_copy(update={"controls": controls.variables})
        built = design_matrix(chosen, rows, measure, ("province",) if effects else (), capital)
        year = spec.sample.year or 0
        curves.append(Choice(spec.outcome, year, subset.id, measure.id, controls.id, effects, capital, built))
    return curves


def partial(design: Design, term: str, provinces: Sequence[str]) -> Partialled:
    """Reduce a design whose rows stand sorted by province; ``provinces`` is the list of all."""
    columns, column = design.x.to_numpy(), design.x.columns.get_loc(term)
    basis = np.linalg.qr(np.delete(columns, column, axis=1))[0]
    x = columns[:, column] - basis @ (basis.T @ columns[:, column])
    codes = pd.Index(provinces).get_indexer(pd.Index(design.provinces))
    starts = np.flatnonzero(np.r_[True, codes[1:] != codes[:-1]])
    by = np.where(codes == codes[starts, None], x, 0.0)
    (n, k), g = columns.shape, len(starts)
    return Partialled(x, basis, by, codes, starts, g / (g - 1) * (n - 1) / (n - k))


def reduced(designs: Sequence[Design], term: str) -> list[Partialled]:
    """Reduce the designs of a curve, with one list of provinces for all of them."""
    provinces = sorted({name for design in designs for name in design.provinces.unique()})
    return [partial(design, term, provinces) for design in designs]


def estimates(partialled: Partialled, products: Array) -> tuple[Array, Array]:
    """Return coefficient and t (errors clustered by province) of each outcome.

    ``products`` has a column an outcome, ``partialled.rows`` times it. A province's score, the sum of x
    times the residual, is the sum of x times the outcome less what the other regressors and x take.
    """
    clusters, (by_others, by_x) = len(partialled.starts), partialled.taken
    sums, others = products[:clusters], products[clusters:]
    slopes = sums.sum(axis=0) / partialled.square
    scores = sums - by_others @ others - np.outer(by_x, slopes)
    errors = np.sqrt(partialled.scale * np.einsum("gd,gd->d", scores, scores)) / partialled.square
    return slopes, slopes / errors


def rearrangements(codes: Codes, random: Array, scheme: Scheme) -> Rearrangement:
    """Return how whole provinces move, a column a draw; ``random`` is uniform, provinces by draws.

    For ``sign`` the factor of each province; for ``order`` which row comes to stand in each place
    when provinces stand in the order of ``random``. Before the draws comes a column that moves none.
    """
    if scheme == "sign":
        present = random[np.unique(codes)]
        return np.c_[np.ones(len(present)), np.where(present < 0.5, -1.0, 1.0)]
    return np.c_[np.arange(len(codes)), np.argsort(random[codes], axis=0, kind="stable")]


def rearranged(partialled: Partialled, residuals: Array, way: Rearrangement, scheme: Scheme) -> Array:
    """Return the products of the residuals moved by whole provinces, a column a draw."""
    if scheme == "sign":
        return np.add.reduceat(partialled.rows * residuals, partialled.starts, axis=1) @ way
    permuted: Array = residuals[way]
    return partialled.rows @ permuted


def joint_test(
    partialled: Sequence[Partialled],
    outcomes: Sequence[Floats],
    scheme: Scheme,
    draws: int,
    seed: list[int],
    beyond: Array,
) -> JointTest:
    """Test that no specification has a coefficient of the main regressor, against ``draws`` drawn curves.

    ``outcomes`` has the outcome of each specification; ``beyond`` the size of t beyond which its estimate
    counts as significant (``limits``). The p-values include the observed curve among the drawn ones, so that
    they are never zero.
    """
    slopes, wald = drawn_curves(partialled, outcomes, scheme, draws, seed)
    return randomisation_test(slopes, wald, beyond)


def limits(partialled: Sequence[Partialled], level: float) -> Array:
    """Return the sizes of t beyond which single estimates count as significant."""
    return np.asarray(stats.t.ppf(1 - level / 2, [len(model.starts) - 1 for model in partialled]))


def drawn_curves(
    partialled: Sequence[Partialled], outcomes: Sequence[Floats], scheme: Scheme, draws: int, seed: list[int]
) -> tuple[Array, Array]:
    """Return coefficients and t of the curve (column 0) and of those drawn; rows are specifications."""
    provinces = 1 + max(int(model.codes[-1]) for model in partialled)
    random = np.random.default_rng(seed).uniform(size=(provinces, draws))
    slopes, wald = np.empty((len(partialled), draws + 1)), np.empty((len(partialled), draws + 1))
    ways_by_rows: dict[bytes, Rearrangement] = {}
    for i, (model, y) in enumerate(zip(partialled, outcomes, strict=True)):
        # Most specifications share their rows.
        rows = model.codes.tobytes()
        if rows not in ways_by_rows:
            ways_by_rows[rows] = rearrangements(model.codes, random, scheme)
        slopes[i], wald[i] = estimates(model, rearranged(model, model.net(y), ways_by_rows[rows], scheme))
    return slopes, wald


def randomisation_test(slopes: Array, wald: Array, beyond: Array) -> JointTest:
    """Test a curve, or the part of one whose rows are given, against those drawn."""
    by_draw = statistics(slopes, wald, beyond)
    p = {name: float(np.mean(values >= _EQUAL * values[0])) for name, values in by_draw.items()}
    return JointTest({name: float(values[0]) for name, values in by_draw.items()}, p, slopes.shape[1] - 1)


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
    partialled = reduced(designs, term)
    beyond = limits(partialled, level)
    widest = max(designs, key=lambda design: len(design.y))
    rows = [widest.y.index.get_indexer(design.y.index) for design in designs]
    codes, names = pd.factorize(widest.provinces, sort=True)
    random = np.random.default_rng([seed, simulations])
    rejected = dict.fromkeys(STATISTICS, 0)
    for simulation in range(simulations):
        common = random.normal(size=len(names))[codes]
        y = np.sqrt(shared) * common + np.sqrt(1 - shared) * random.normal(size=len(codes))
        test = joint_test(partialled, [y[positions] for positions in rows], scheme, draws, [seed, simulation], beyond)
        for name in STATISTICS:
            rejected[name] += test.p[name] <= level
    return {name: count / simulations for name, count in rejected.items()}
