"""What happens to all cities at once: a changed definition or unit, or two columns exchanged.

Nothing here knows of a particular year or column. A year is compared with the column's other years:
the median growth over the cities tells a changed unit or level, the spread of growth over the
cities a changed definition (each city moves by its own amount).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise

import numpy as np

from cluster_finance.data.detection.grids import MONEY, PERSONS, Grid, Grids, middle, spread
from cluster_finance.data.schemas import SHARES

ENOUGH = 20  # cities, for a statement on all of them
LEVEL = 0.25  # log points by which a year's median growth departs from that of the other years
LEVEL_SPREADS = 5.0  # ... and in spreads of the other years' medians
WIDENING = 2.5  # times the spread of growth in the column's other years
WIDE = 0.05  # log points: a spread below this is ordinary in any column
SWAP_SHARE = 0.8  # of cities that fit their other years better with the two columns exchanged
PAIRS = [*combinations(MONEY, 2), *combinations(PERSONS, 2), *combinations(SHARES, 2)]


@dataclass(frozen=True)
class Break:
    """A break of ``column`` between ``before`` and ``year``.

    ``value`` is what was found that year and ``usual`` the median of the column's other years: of the
    yearly growth (``kind`` level_break) or of its spread over the cities (spread_break), in log points.
    """

    column: str
    before: int
    year: int
    kind: str
    value: float
    usual: float
    cities: int


@dataclass(frozen=True)
class Exchange:
    """Two columns exchanged in a year: ``share`` of ``cities`` fit the years beside better so.

    ``sides`` is 2 where the columns are filed before and after, 1 at an end of the series.
    """

    columns: tuple[str, str]
    year: int
    share: float
    cities: int
    sides: int


def _filed(grid: Grid) -> list[int]:
    """Return the places of the years in which enough cities filed the column."""
    return [t for t in range(grid.shape[1]) if np.isfinite(grid[:, t]).sum() >= ENOUGH]


def breaks(panel: Grids) -> list[Break]:
    """Return the breaks of every column, by column and year."""
    return [shift for column in panel.logs for shift in _breaks(panel, column)]


def _breaks(panel: Grids, column: str) -> Iterator[Break]:
    grid = panel.logs[column]
    filed = _filed(grid)
    steps = list(pairwise(filed))
    if len(steps) < 3:
        return
    growth = [(grid[:, t] - grid[:, s]) / (t - s) for s, t in steps]
    levels = np.array([middle(g) for g in growth])
    spreads = np.array([spread(g) for g in growth])
    for k, (s, t) in enumerate(steps):
        others = np.delete(levels, k)
        usual, width = float(np.median(others)), float(spread(others))
        location = (column, panel.years[s], panel.years[t])
        cities = int(np.isfinite(growth[k]).sum())
        if abs(levels[k] - usual) > max(LEVEL, LEVEL_SPREADS * width):
            yield Break(*location, "level_break", float(levels[k]), usual, cities)
        calm = float(np.median(np.delete(spreads, k)))
        if spreads[k] > max(WIDE, WIDENING * calm):
            yield Break(*location, "spread_break", float(spreads[k]), calm, cities)


def _between(grid: Grid, t: int, growth: float) -> Grid:
    """Return what the years beside ``t`` lead to expect in it, from one side where there is one."""
    sides = [grid[:, t - 1] + growth] if t > 0 else []
    sides += [grid[:, t + 1] - growth] if t + 1 < grid.shape[1] else []
    expected: Grid = middle(np.array(sides), axis=0)
    return expected


def exchanges(panel: Grids) -> list[Exchange]:
    """Return the pairs of columns of one unit that are exchanged in one year in most cities.

    The clearest is undone before the next is sought: an exchanged year makes its neighbours look so,
    most of all one that has no other neighbour.
    """
    pairs: list[Exchange] = []
    while len(pairs) < len(panel.years):
        candidates = [
            exchange for pair in PAIRS if panel.logs.keys() >= {*pair} for exchange in _exchanges(panel, pair)
        ]
        if not candidates:
            return pairs
        pairs.append(max(candidates, key=lambda exchange: (exchange.sides, exchange.share)))
        panel = exchanged(panel, pairs[-1:])
    return pairs


def _exchanges(panel: Grids, pair: tuple[str, str]) -> Iterator[Exchange]:
    first, second = (panel.logs[column] for column in pair)
    growths = [float(middle(np.diff(grid, axis=1))) for grid in (first, second)]
    if not np.isfinite(growths).all():
        return
    filed_years = {*_filed(first)} & {*_filed(second)}
    for t in range(first.shape[1]):
        a, b = _between(first, t, growths[0]), _between(second, t, growths[1])
        filed = np.abs(first[:, t] - a) + np.abs(second[:, t] - b)
        crossed = np.abs(second[:, t] - a) + np.abs(first[:, t] - b)
        finite = np.isfinite(filed + crossed)
        share = float((crossed < filed)[finite].mean()) if finite.sum() >= ENOUGH else 0.0
        if share > SWAP_SHARE:
            sides = [s for s in (t - 1, t + 1) if s in filed_years]
            yield Exchange(pair, panel.years[t], share, int(finite.sum()), len(sides))


def exchanged(panel: Grids, pairs: list[Exchange]) -> Grids:
    """Return the grids with every exchange undone."""
    logs = {column: grid.copy() for column, grid in panel.logs.items()}
    for exchange in pairs:
        a, b = exchange.columns
        t = panel.years.index(exchange.year)
        logs[a][:, t], logs[b][:, t] = logs[b][:, t].copy(), logs[a][:, t].copy()
    return panel.having(**logs)
