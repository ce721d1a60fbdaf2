"""How large an association is excluded: minimum detectable effects and tests of equivalence.

Effects are in per cent of the outcome for one standard deviation of the regressor net of the effects
of the model. With an outcome in logs, the effect of a coefficient b is exp(b sd) - 1; without, b sd over
the outcome's mean. Two one-sided tests (Schuirmann 1987) ask whether the effect lies inside the
smallest one of interest, either side of zero; their p-value is the larger of the two.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

POWER = 0.8


@dataclass(frozen=True)
class Scale:
    """What turns a coefficient into per cent: the regressor's ``within`` s.d.; the outcome's mean, unless in logs."""

    within: float
    mean: float | None = None

    def percent(self, coefficient: float) -> float:
        """Return the effect of one standard deviation in per cent of the outcome."""
        change = coefficient * self.within
        return float(100 * np.expm1(change)) if self.mean is None else 100 * change / self.mean

    def coefficient(self, percent: float) -> float:
        """Return the coefficient whose effect is ``percent``."""
        change = np.log1p(percent / 100) if self.mean is None else percent / 100 * self.mean
        return float(change / self.within)


@dataclass(frozen=True)
class Margin:
    """What an estimate excludes; effects in per cent of the outcome.

    ``detectable`` is the effect found with a power of 0.8 by a two-sided test at the level;
    ``p_equivalent`` that of the two one-sided tests; ``excluded`` the size beyond which effects of either
    sign are rejected by these tests at the level: the farther end of the interval at twice the level.
    """

    effect: float
    detectable: float
    p_equivalent: float
    excluded: float


def margin(estimate: float, se: float, df: float, scale: Scale, smallest: float, level: float) -> Margin:
    """Return what an estimate excludes, against the smallest effect of interest (per cent), at ``level``.

    The bounds lie as far from zero either way, in the units of the coefficient.
    """
    bound = scale.coefficient(smallest)
    above = float(stats.t.sf((estimate + bound) / se, df))
    below = float(stats.t.cdf((estimate - bound) / se, df))
    reach = float(stats.t.ppf(1 - level, df)) * se
    needed = float(stats.t.ppf(1 - level / 2, df) + stats.t.ppf(POWER, df)) * se
    farthest = abs(estimate) + reach
    return Margin(scale.percent(estimate), scale.percent(needed), max(above, below), scale.percent(farthest))
