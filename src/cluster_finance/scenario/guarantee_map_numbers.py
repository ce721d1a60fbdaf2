"""What a grid over the guarantee's multiple hands to the ledger: how high the multiple may be, point by point."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from living_edition.ledger.number import Bound, Number, Numbers
from living_edition.sweeps.numbers import stated
from living_edition.sweeps.spec import SweepSpec

if TYPE_CHECKING:
    import pandas as pd

ROUNDING = 1e-12
"""By how much ruin may differ for rounding alone."""


def map_numbers(of: Numbers, spec: SweepSpec, points: pd.DataFrame, section: dict[str, Any]) -> Iterator[Number]:
    """Yield the values of the grid, and for each of them up to which multiple ruin stays within ``ruin_limit``.

    Nothing where the sweep is no grid over the multiple, or does not report ruin.
    """
    if spec.design != "grid" or "ruin" not in spec.outputs or "multiple" not in spec.parameters:
        return
    others = [key for key in spec.parameters if key != "multiple"]
    for key in others:
        for value in sorted(points[key].unique()):
            yield stated(of, f"{key}.{_id(value)}", float(value), spec.swept.unit_of(key))
    for _, rows in points.groupby(others, sort=True):
        where = ".".join(f"{key}_{_id(rows[key].iloc[0])}" for key in others)
        multiple, bound = _largest(rows, float(section["ruin_limit"]))
        yield of.count(f"largest_multiple.{where}", multiple, "multiple", bound=bound)
    if "rho" in others:
        columns = [key for key in spec.parameters if key != "rho"]
        rises = points.pivot_table(index="rho", columns=columns, values="ruin").diff().iloc[1:].to_numpy()
        yield of.count("steps", rises.size)
        yield of.count("falls", int((rises < -ROUNDING).sum()))


def _id(value: float) -> str:
    return f"{value:g}".replace(".", "_")


def _largest(rows: pd.DataFrame, limit: float) -> tuple[float, Bound]:
    """Return the largest multiple below the first that breaks the limit, as far as the grid tells."""
    multiples = rows["multiple"]
    broken = rows.loc[rows["ruin"] > limit, "multiple"].min()
    if broken != broken:
        return float(multiples.max()), "at_least"
    within = multiples[multiples < broken]
    return (float(within.max()), "exact") if len(within) else (float(multiples.min()), "at_most")
