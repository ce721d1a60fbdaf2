"""Which assumption, changed alone, makes a high guarantee multiple as safe as a low one; exactly."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from cluster_finance.parameters.scenario import GuaranteeParameters
from cluster_finance.scenario.numbers_of import variant
from cluster_finance.scenario.ruin import ruin, turning


@dataclass(frozen=True)
class Change:
    """A parameter to change alone, from its own value towards ``end``."""

    name: str
    end: float


CHANGES = (
    Change("pd", 0.0025),
    Change("rho", 0.0),
    Change("persistence", 0.0),
    Change("premium", 0.12),
    Change("running_cost", 0.0),
    Change("share_paid", 0.0),
    Change("reguarantee", 1.0),
)


def as_safe(parameters: GuaranteeParameters, multiple: float, aim: float) -> pd.DataFrame:
    """Return one row a parameter: parameter, own, needed, ruin, reached, aim.

    ``needed`` is the first value, on the way from the parameters' own to the change's end, at which
    ruin at ``multiple`` is not above ``aim`` (a share). ``reached`` tells whether there is one; where
    not, ``needed`` is the end and ``ruin`` the ruin there.
    """
    return pd.DataFrame([_row(parameters, multiple, aim, change) for change in CHANGES])


def _row(p: GuaranteeParameters, multiple: float, aim: float, change: Change) -> dict[str, object]:
    def ruin_at(value: float) -> float:
        return ruin(variant(p, **{change.name: value}).parameters, multiple)

    current = float(getattr(p, change.name))
    threshold = turning(lambda value: ruin_at(value) <= aim, current, change.end)
    needed = change.end if threshold is None else threshold
    return {
        "parameter": change.name, "own": current, "needed": needed, "ruin": ruin_at(needed),
        "reached": threshold is not None, "aim": aim,
    }  # fmt: skip
