"""The wild cluster bootstrap: p-values and intervals where clusters are few.

The null is imposed, weights are drawn by cluster, and the statistic is Student's with errors
clustered the same way (Cameron, Gelbach and Miller 2008). Scores and weights are those of the
library ``wildboottest``. What is added here: residuals under another null are linear in its value,
so that one set of draws gives the p-value of any null, and an interval by inverting the test
costs no further draws (Roodman, MacKinnon, Nielsen and Webb 2019).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from wildboottest.wildboottest import WildboottestCL

from living_edition.errors import InputError, Problem
from living_edition.regression.estimate import Design
from living_edition.regression.spec import Cluster
from living_edition.regression.std_errors import Caution, few

Array = np.ndarray[Any, np.dtype[np.floating[Any]]]
Weights = Literal["rademacher", "webb"]

LEAST_CLUSTERS = 5
"""With fewer clusters not even six-point weights give a p-value below one in a hundred or so."""
_DOUBLINGS = 12
_HALVINGS = 40
_TIE = 1e-9


@dataclass(frozen=True)
class Wild:
    """What the bootstrap says of one term, clustered one way.

    ``p`` is that of no association, two-sided and symmetric: (1 + draws with a larger statistic) /
    (1 + draws), which is never zero. ``low`` and ``high`` bound the values not rejected (None
    where none within 4096 standard errors is rejected).
    """

    p: float
    low: float | None
    high: float | None
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
        drawn = np.abs(self.n0 - null * self.n1)
        spread = np.sqrt(np.maximum(self.q0 - 2 * null * self.q1 + null**2 * self.q2, 0.0))
        # Weights that are all the same give the sample's own statistic back: a tie, but for rounding.
        larger = drawn >= abs(self.t(null)) * spread * (1 - _TIE)
        return float((1 + np.count_nonzero(larger)) / (1 + len(drawn)))


def weights_for(clusters: int, draws: int) -> Weights:
    """Return Rademacher weights, or Webb's six points where two would give fewer samples than draws."""
    return "rademacher" if clusters >= np.log2(draws) else "webb"


def draw(
    y: Array, x: Array, groups: np.ndarray[Any, Any], at: int, draws: int, seed: int, weights: Weights | None = None
) -> Draws:
    """Return the draws for the regressor in column ``at`` of ``x``, of shape (n, k).

    ``groups`` holds each row's cluster. The same seed gives the same draws.
    """
    restriction = np.zeros(x.shape[1])
    restriction[at] = 1.0
    boot = WildboottestCL(X=x, Y=y, cluster=groups, R=restriction, B=draws, seed=seed, parallel=False)
    scores = boot.get_scores("11", impose_null=True)
    boot.get_vcov()
    chosen: Weights = weights or weights_for(boot.G, draws)
    v = boot.get_weights(chosen)[0]
    boot.tXy = boot.tXX[:, at]
    boot.tXgyg_list = [block[:, at] for block in boot.tXgXg_list]
    own = boot.get_scores("11", impose_null=True)
    estimate = float(boot.tXXinv[at] @ (x.T @ y))
    bread = boot.tXXinv[at]
    spread = np.array([bread @ block @ boot.tXXinv for block in boot.tXgXg_list])
    scale = np.sqrt(boot.ssc)
    z0, z1 = (scale * _centred(bread, spread, each, v) for each in (scores, own))
    return Draws(
        estimate,
        float(np.sqrt(boot.ssc * boot.vcov[at, at])),
        bread @ scores @ v,
        bread @ own @ v,
        np.einsum("gb,gb->b", z0, z0),
        np.einsum("gb,gb->b", z0, z1),
        np.einsum("gb,gb->b", z1, z1),
        chosen,
        int(boot.G),
    )


def _centred(bread: Array, spread: Array, scores: Array, v: Array) -> Array:
    """Return each cluster's score in the bootstrap samples, shape (clusters, draws)."""
    return np.asarray((np.diag(bread @ scores) - spread @ scores) @ v)


def invert(draws: Draws, confidence: float) -> tuple[float | None, float | None]:
    """Return the bounds of the nulls that the test does not reject, either side of the estimate."""
    return _bound(draws, -1.0, 1 - confidence), _bound(draws, 1.0, 1 - confidence)


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


def wild(made: Design, by: Cluster, term: str, draws: int, seed: int, confidence: float) -> tuple[Wild, list[Caution]]:
    """Return the bootstrap of one term of a model, and what must be said of it.

    Raises ``InputError`` where the table tells no such clusters or there are too few of them.
    """
    groups = made.clusters().get(by)
    number = 0 if groups is None else int(groups.nunique())
    if groups is None or number < LEAST_CLUSTERS:
        found = f"{number} clusters"
        mend = f"take {by} out of bootstrap, or widen the sample"
        raise InputError([Problem(made.model, f"bootstrap by {by}", found, f"at least {LEAST_CLUSTERS}", mend)])
    at = list(made.x.columns).index(term)
    codes = pd.factorize(groups, sort=True)[0]
    drawn = draw(made.y.to_numpy(dtype=np.float64), made.x.to_numpy(dtype=np.float64), codes, at, draws, seed)
    low, high = invert(drawn, confidence)
    cautions = [few(by, number)] if number < 10 else []
    if low is None or high is None:
        cautions.append(
            {
                "en": f"the wild bootstrap by {by} gives no bounded interval for {term}",
                "zh": f"按{by}的野自助法对{term}没有有界区间",
            }
        )
    return Wild(drawn.p(0.0), low, high, drawn.t(0.0), len(drawn.n0), seed, drawn.weights, number), cautions


def as_row(found: Wild) -> dict[str, Any]:
    """Return a bootstrap as it stands in a result."""
    return asdict(found)
