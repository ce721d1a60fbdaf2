"""The wild cluster bootstrap: p-values and intervals where clusters are few.

The null is imposed, weights are drawn by cluster, and the statistic is Student's with errors
clustered the same way (Cameron, Gelbach and Miller 2008). By Frisch, Waugh and Lovell's theorem only
the main regressor net of the others is needed, and residuals under another null are linear in its
value: one set of draws gives the p-value of any null, and an interval by inverting the test costs no
further draws (Roodman, MacKinnon, Nielsen and Webb 2019). Weights belong to clusters by name, so that
models of different samples can be drawn together (``romano_wolf``).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from living_edition.errors import InputError, Problem
from living_edition.language_files import Words
from living_edition.regression.estimate import Design
from living_edition.regression.spec import Cluster, Weights, simulated
from living_edition.regression.std_errors import Caution, few_clusters

Array = np.ndarray[Any, np.dtype[np.floating[Any]]]

LEAST_CLUSTERS = 5
"""With fewer clusters not even six-point weights give a p-value below one in a hundred or so."""
_DOUBLINGS = 12
_HALVINGS = 40
_TIE = 1e-9
_SIX_POINTS = np.sqrt([0.5, 1.0, 1.5, 0.5, 1.0, 1.5]) * [-1, -1, -1, 1, 1, 1]


@dataclass(frozen=True)
class Wild:
    """What the bootstrap says of one term, clustered one way.

    ``p`` is that of no association, two-sided and symmetric: (1 + draws with a larger statistic) /
    (1 + draws), which is never zero. ``low`` and ``high`` bound the values not rejected (None
    where none within 4096 standard errors is rejected); ``low_error`` and ``high_error`` are how far they
    may lie off for the draws (95%).
    """

    p: float
    low: float | None
    high: float | None
    low_error: float | None
    high_error: float | None
    t: float
    draws: int
    seed: int
    weights: Weights
    clusters: int


@dataclass(frozen=True)
class Draws:
    """One set of draws: the statistic under the null ``b`` is (n0 - b n1) / sqrt(q0 - 2 b q1 + b^2 q2)."""

    estimate: float
    se: float
    n0: Array
    n1: Array
    q0: Array
    q1: Array
    q2: Array
    weights: Weights
    clusters: int

    def t(self, null: float) -> float:
        """Return the sample's statistic for a null."""
        return (self.estimate - null) / self.se

    def p(self, null: float) -> float:
        """Return the p-value of a null."""
        numerators = np.abs(self.n0 - null * self.n1)
        std_errors = np.sqrt(np.maximum(self.q0 - 2 * null * self.q1 + null**2 * self.q2, 0.0))
        # Weights that are all the same give the sample's own statistic back: a tie, but for rounding.
        larger = numerators >= abs(self.t(null)) * std_errors * (1 - _TIE)
        return float((1 + np.count_nonzero(larger)) / (1 + len(numerators)))


def weights_for(clusters: int, draws: int) -> Weights:
    """Return Rademacher weights, or Webb's six points where two would give fewer samples than draws."""
    return "rademacher" if clusters >= np.log2(draws) else "webb"


def draw_weights(clusters: int, draws: int, seed: int, kind: Weights | None = None) -> tuple[Array, Weights]:
    """Return the clusters' weights, shape (clusters, draws), and of what kind they are.

    Rademacher's are enumerated, shape (clusters, 2^clusters), where there are no more of them than draws.
    """
    chosen = kind or weights_for(clusters, draws)
    if chosen == "rademacher" and 2**clusters <= draws:
        return np.array(list(product([-1.0, 1.0], repeat=clusters))).T, chosen
    points = _SIX_POINTS if chosen == "webb" else np.array([-1.0, 1.0])
    return np.random.default_rng(seed).choice(points, size=(clusters, draws)), chosen


@dataclass(frozen=True)
class Net:
    """A model of one regressor, all others partialled out.

    ``x`` and ``y`` (n) are net of the others, ``basis`` (n by k-1) is an orthonormal basis of them;
    ``codes`` (n) are the clusters from zero on, ``k`` counts all regressors.
    """

    x: Array
    y: Array
    basis: Array
    codes: np.ndarray[Any, np.dtype[np.intp]]
    k: int

    def draw(self, v: Array, weights: Weights) -> Draws:
        """Return the draws for weights ``v`` of shape (clusters, draws)."""
        clusters, n = len(v), len(self.x)
        member = np.zeros((clusters, n))
        member[self.codes, np.arange(n)] = 1.0
        square = float(self.x @ self.x)
        estimate = float(self.x @ self.y) / square
        ssc = clusters / (clusters - 1) * (n - 1) / (n - self.k)
        residuals = self.y - estimate * self.x
        error = np.sqrt(ssc * np.sum((member @ (self.x * residuals)) ** 2)) / square
        crossed = member @ (self.x[:, None] * self.basis)
        leverage = member @ self.x**2 / square
        n0, z0 = self._sums_and_scores(self.y, member, crossed, leverage, v)
        n1, z1 = self._sums_and_scores(self.x, member, crossed, leverage, v)
        q0, q1, q2 = (ssc / square**2 * np.einsum("gb,gb->b", *pair) for pair in ((z0, z0), (z0, z1), (z1, z1)))
        return Draws(estimate, float(error), n0 / square, n1 / square, q0, q1, q2, weights, clusters)

    def _sums_and_scores(
        self, u: Array, member: Array, crossed: Array, leverage: Array, v: Array
    ) -> tuple[Array, Array]:
        """Return the sums of x times ``u`` turned by the weights, and each cluster's score in those samples."""
        sums = member @ (self.x * u)
        scores = np.diag(sums) - crossed @ (member @ (u[:, None] * self.basis)).T - np.outer(leverage, sums)
        return sums @ v, scores @ v


def partial_out(y: Array, x: Array, groups: np.ndarray[Any, Any], column: int) -> Net:
    """Return the model of the regressor in column ``column`` of ``x``, of shape (n, k)."""
    basis = np.linalg.qr(np.delete(x, column, axis=1))[0]
    x_net, y_net = (values - basis @ (basis.T @ values) for values in (x[:, column], y))
    return Net(x_net, y_net, basis, np.unique(groups, return_inverse=True)[1], x.shape[1])


def invert(draws: Draws, confidence: float) -> tuple[float | None, float | None]:
    """Return the bounds of the nulls that the test does not reject, either side of the estimate."""
    return _bound(draws, -1.0, 1 - confidence), _bound(draws, 1.0, 1 - confidence)


def errors(draws: Draws, confidence: float) -> tuple[float | None, float | None]:
    """Return the half width of the 95% interval that the draws leave to each bound of ``invert``."""
    level = 1 - confidence
    number = simulated(draws.weights, len(draws.n0), draws.clusters)
    reach = 1.959963984540054 * math.sqrt(level * confidence / number) if number else 0.0
    return _error(draws, -1.0, level, reach), _error(draws, 1.0, level, reach)


def _error(draws: Draws, side: float, level: float, reach: float) -> float | None:
    bound = _bound(draws, side, level)
    ends = [_bound(draws, side, other) for other in (level - reach, level + reach)] if reach else [bound]
    return None if bound is None else max(abs(end - bound) for end in ends if end is not None)


def _bound(draws: Draws, side: float, level: float) -> float | None:
    inside, step = draws.estimate, side * draws.se
    for _ in range(_DOUBLINGS):
        outside = draws.estimate + step
        if draws.p(outside) <= level:
            break
        inside, step = outside, 2 * step
    else:
        return None
    for _ in range(_HALVINGS):
        middle = (inside + outside) / 2
        inside, outside = (inside, middle) if draws.p(middle) <= level else (middle, outside)
    return inside


def wild(
    design: Design, by: Cluster, term: str, draws: int, seed: int, confidence: float
) -> tuple[Wild, list[Caution]]:
    """Return the bootstrap of one term of a model, and what must be said of it.

    Raises ``InputError`` where the table tells no such clusters or there are too few of them.
    """
    groups = design.clusters().get(by)
    number = 0 if groups is None else int(groups.nunique())
    if groups is None or number < LEAST_CLUSTERS:
        actual = f"{number} clusters"
        mend = f"take {by} out of bootstrap, or widen the sample"
        raise InputError([Problem(design.model, f"bootstrap by {by}", actual, f"at least {LEAST_CLUSTERS}", mend)])
    column = list(design.x.columns).index(term)
    model = partial_out(
        design.y.to_numpy(dtype=np.float64), design.x.to_numpy(dtype=np.float64), groups.to_numpy(dtype=str), column
    )
    return of_net(model, by, term, draws, seed, confidence)


def of_net(model: Net, by: Cluster, term: str, draws: int, seed: int, confidence: float) -> tuple[Wild, list[Caution]]:
    """Return the bootstrap of a model's regressor, called ``term``, and what must be said of it."""
    number = int(model.codes.max()) + 1
    sampled = model.draw(*draw_weights(number, draws, seed))
    low, high = invert(sampled, confidence)
    cautions = [few_clusters(by, number)] if number < 10 else []
    if low is None or high is None:
        cautions.append(Words(__name__).texts("unbounded", by=by, term=term))
    low_error, high_error = errors(sampled, confidence)
    bounds = low, high, low_error, high_error
    return Wild(sampled.p(0.0), *bounds, sampled.t(0.0), len(sampled.n0), seed, sampled.weights, number), cautions
