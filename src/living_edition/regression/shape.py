"""The form of an association: two lines that meet at the median, and means by bins."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import stats

from living_edition.regression.estimate import Design, estimate

BEND = "_bend"
BINS = 10


@dataclass(frozen=True)
class Bend:
    """Slopes below and above the regressor's median, and the p-value of their difference (clustered by province)."""

    median: float
    below: float
    above: float
    p: float


def bend(made: Design, term: str) -> Bend:
    """Return the slopes of two lines that meet at the median of ``term``, everything else as in the model."""
    median = float(made.x[term].median())
    bent = replace(made, x=made.x.assign(**{BEND: np.maximum(made.x[term] - median, 0.0)}))
    fitted = estimate(bent, ["province"], 0.95)
    difference = fitted.errors[BEND]["province"]
    p = float(2 * stats.t.sf(abs(difference.t), difference.df))
    below = fitted.terms[term]
    return Bend(median, below, below + fitted.terms[BEND], p)


def binned(x: pd.Series[float], y: pd.Series[float], bins: int = BINS) -> pd.DataFrame:
    """Return the means of ``x`` and ``y`` in bins of equal numbers by ``x``, with the number in each."""
    places = pd.qcut(x.rank(method="first"), bins, labels=False)
    both = pd.DataFrame({"x": x, "y": y, "bin": places})
    found = both.groupby("bin").agg(x=("x", "mean"), y=("y", "mean"), n=("y", "size"))
    return found.reset_index(drop=True)
