"""Which assumption, changed alone, makes a high guarantee multiple as safe as a low one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cluster_finance.parameters.scenario import GuaranteeParameters
from cluster_finance.scenario.guarantee import default_counts, outcome, wilson


@dataclass(frozen=True)
class Change:
    """A parameter to change alone, from its own value towards ``end`` in ``steps``."""

    name: str
    end: float
    steps: int = 40


CHANGES = (
    Change("pd", 0.0025),
    Change("rho", 0.0),
    Change("persistence", 0.0),
    Change("premium", 0.12),
    Change("running_cost", 0.0),
    Change("share_paid", 0.0),
    Change("counter_recovery", 1.0),
)


def as_safe(
    parameters: GuaranteeParameters, multiple: float, aim: float, changes: tuple[Change, ...] = CHANGES
) -> pd.DataFrame:
    """Return one row a parameter: parameter, own, needed, ruin, reached, aim.

    ``needed`` is the first value, on the way from the parameters' own to the change's end, at which
    ruin at ``multiple`` is not above ``aim`` (a share). ``reached`` tells whether there is one; where
    not, ``needed`` is the end and ``ruin`` the ruin there.
    """
    return pd.DataFrame([_row(parameters, multiple, aim, change) for change in changes])


def ruin_at_most(parameters: GuaranteeParameters, multiple: float) -> float:
    """Return the upper end of the 95% interval of ruin at ``multiple``: a rare ruin is not none."""
    p = parameters
    return wilson(_ruin(p, multiple, default_counts(p, [(p.rho, p.pd)])[0]), p.draws)[1]


def _row(p: GuaranteeParameters, multiple: float, aim: float, change: Change) -> dict[str, object]:
    own = float(getattr(p, change.name))
    values = np.linspace(own, change.end, change.steps + 1)
    ruin = _along(p, multiple, change.name)
    found = _first(ruin, values, aim)
    needed = float(values[-1] if found is None else values[found])
    return {
        "parameter": change.name, "own": own, "needed": needed, "ruin": ruin(needed),
        "reached": found is not None, "aim": aim,
    }  # fmt: skip


def _along(p: GuaranteeParameters, multiple: float, name: str) -> Callable[[float], float]:
    """Return ruin as a function of one parameter; counts are drawn anew only where it moves them."""
    drawn = None if name in ("pd", "rho", "persistence") else default_counts(p, [(p.rho, p.pd)])[0]

    def ruin(value: float) -> float:
        changed = p.model_copy(update={name: value})
        counts = default_counts(changed, [(changed.rho, changed.pd)])[0] if drawn is None else drawn
        return _ruin(changed, multiple, counts)

    return ruin


def _first(ruin: Callable[[float], float], values: np.ndarray, aim: float) -> int | None:
    """Return the first index at which ruin is not above ``aim``, by halving (ruin falls on the way)."""
    low, high = 0, len(values) - 1
    if ruin(float(values[high])) > aim:
        return None
    while low < high:
        middle = (low + high) // 2
        if ruin(float(values[middle])) <= aim:
            high = middle
        else:
            low = middle + 1
    return high


def _ruin(p: GuaranteeParameters, multiple: float, counts: np.ndarray) -> float:
    return float(outcome(p, counts, [multiple])["ruin"].iloc[0])
