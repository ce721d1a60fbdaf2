"""How far each cell stands from what its city's other years and other columns lead to expect.

Everything is in natural logs and robust: medians, and median absolute deviations scaled to standard
deviations. A cell is compared with three things:

- its own history: the years around it, the growth common to all cities taken out, within the
  stretch of years that no break of the column cuts;
- its sisters: the other columns of the same city and year, each against its own history (a town that
  doubles its area moves all of them, a slip of the pen one);
- its neighbours: its ratio to its sisters, against that of the cities of its province and of all
  cities in that year. This reaches whole series in a wrong unit, which their own history cannot tell.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from cluster_finance.data.detection.grids import MEASURED, Grid, Grids, Mask, middle, spread
from cluster_finance.data.detection.years import Break
from cluster_finance.data.schemas import SHARES

WINDOW = 3  # years before and after
PROVINCE = 5  # cities with the ratio, for a province to have a median of its own
STILL = 0.02  # log points: the least ordinary spread (areas hardly ever move)
_SIZE = ("gdp", "population_year_end", "fiscal_expenditure", "household_savings", "fixed_investment")
_BANKS = ("deposits", "household_savings", "loans", "gdp", "fiscal_expenditure")
_WORK = ("employees_units", "staff_average", "employees_tertiary", "employees_secondary", "population_year_end")
SISTERS: dict[str, tuple[str, ...]] = {
    **{column: _SIZE for column in MEASURED},
    **{column: _BANKS for column in ("loans", "deposits", "household_savings")},
    **{column: _WORK for column in MEASURED if column.startswith(("employees", "staff"))},
    "gdp": (
        "fiscal_expenditure",
        "household_savings",
        "fixed_investment",
        "population_year_end",
        "deposits",
        "population",
        "gross_industrial_output",
    ),
    "population_year_end": ("gdp", "household_savings", "fiscal_expenditure", "employees_tertiary"),
    "fiscal_revenue": ("fiscal_expenditure", "gdp", "household_savings"),
    "fiscal_expenditure": ("fiscal_revenue", "gdp", "household_savings", "population_year_end"),
    "wage_average": (),  # a rate: compared with the wages of its neighbours as it stands
    **{column: () for column in SHARES},
}


def _sisters(panel: Grids, column: str) -> list[str]:
    candidates = SISTERS.get(column, _SIZE)
    return [name for name in candidates if name != column and name in panel.logs]


@dataclass(frozen=True)
class Residuals:
    """Distances of a column's cells in log points, and their ordinary spread.

    ``history`` to the own history (``expected`` is what that gives), ``net_of_sisters`` the same less what the
    sisters do, ``level`` to the neighbours; ``lone`` marks an own history of one year alone, which
    cannot tell which of the two is off; ``own_spread`` is a cell's (the larger of its city's and
    the column's), ``level_spread`` the column's.
    """

    history: Grid
    lone: Mask
    expected: Grid
    net_of_sisters: Grid
    level: Grid
    own_spread: Grid
    level_spread: float


def residuals(panel: Grids, breaks: list[Break]) -> dict[str, Residuals]:
    """Return the distances of every column of ``panel``, whose breaks are ``breaks``."""
    pairs_ = {column: _from_history(panel, column, breaks) for column in panel.logs}
    histories = {column: residual for column, (residual, _) in pairs_.items()}
    return {column: _residuals(panel, column, histories, pairs_[column][1]) for column in panel.logs}


def _residuals(panel: Grids, column: str, histories: dict[str, Grid], lone: Mask) -> Residuals:
    mine = histories[column]
    sisters = [histories[name] for name in _sisters(panel, column)]
    sister_median = middle(np.array(sisters), axis=0) if sisters else np.zeros_like(mine)
    level = _level(panel, column)
    usual = max(float(spread(mine)), STILL)
    city = np.nan_to_num(spread(mine, axis=1), nan=usual)[:, None]
    return Residuals(
        history=mine,
        lone=lone,
        expected=panel.logs[column] - mine,
        net_of_sisters=mine - np.nan_to_num(sister_median),
        level=level,
        own_spread=np.maximum(np.broadcast_to(city, mine.shape), usual),
        level_spread=float(np.nanmax([spread(level), STILL])),
    )


def stretches(panel: Grids, column: str, breaks: list[Break]) -> list[range]:
    """Return the stretches of years (as places) between the breaks of ``column``."""
    cuts = sorted({panel.years.index(break_.year) for break_ in breaks if break_.column == column})
    edges = [0, *cuts, len(panel.years)]
    return [range(a, b) for a, b in pairwise(edges) if a < b]


def _from_history(panel: Grids, column: str, breaks: list[Break]) -> tuple[Grid, Mask]:
    """Return each cell less the median of its city's years around it, common growth taken out.

    Also where that median is of one year alone.
    """
    grid = panel.logs[column]
    residual, lone = np.full_like(grid, np.nan), np.zeros(grid.shape, dtype=bool)
    for years in stretches(panel, column, breaks):
        part = grid[:, years.start : years.stop]
        even = part - _common(part)
        for t in range(part.shape[1]):
            around = [k for k in range(max(0, t - WINDOW), min(part.shape[1], t + WINDOW + 1)) if k != t]
            near = even[:, around]
            residual[:, years.start + t] = even[:, t] - middle(near, axis=1)
            lone[:, years.start + t] = np.isfinite(near).sum(axis=1) == 1
    return residual, lone


def _common(part: Grid) -> Grid:
    """Return the growth common to all cities up to each year, from 0 in the first filed year."""
    total = np.zeros(part.shape[1])
    filed = [t for t in range(part.shape[1]) if np.isfinite(part[:, t]).any()]
    for s, t in pairwise(filed):
        step = middle(part[:, t] - part[:, s])
        total[t:] += step if np.isfinite(step) else 0.0
    return total


def _level(panel: Grids, column: str) -> Grid:
    """Return each cell's ratio to its sisters less that of its neighbours: a median over the sisters."""
    mine = panel.logs[column]
    # A share of gdp says what kind of city it is, a size without a sister how large: any is possible.
    if column in SHARES or not (_sisters(panel, column) or column == "wage_average"):
        return np.full_like(mine, np.nan)
    sisters = [panel.logs[name] for name in _sisters(panel, column)] or [np.zeros_like(mine)]
    level: Grid = middle(np.array([_from_neighbours(panel, mine - sister) for sister in sisters]), axis=0)
    return level


def _from_neighbours(panel: Grids, ratio: Grid) -> Grid:
    residual = ratio - middle(ratio, axis=0)
    groups = np.array(panel.groups)
    for group in np.unique(groups):
        rows = groups == group
        enough = np.isfinite(residual[rows]).sum(axis=0) >= PROVINCE
        residual[rows] -= np.where(enough, np.nan_to_num(middle(residual[rows], axis=0)), 0.0)
    return residual
