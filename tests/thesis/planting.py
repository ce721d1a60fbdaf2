"""Faults planted into sound panels, to measure what detection finds and what it flags without need.

A panel comes from a simple simulation or from the real figures with every flagged cell taken out;
the faults are those that yearbooks and their copies are known for: a figure a power of ten off, two
columns exchanged, a row, a series or a year in another unit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from cluster_finance.data.detection.detect import detect
from cluster_finance.data.detection.grids import MEASURED, MONEY
from cluster_finance.data.detection.years import PAIRS
from cluster_finance.data.schemas import SHARES

Kind = Literal["slip", "swap", "row_unit", "series_unit", "year_unit", "year_swap"]
POWERS = (-4, -3, -2, -1, 1, 2, 3, 4)
# Two values this close are exchanged unseen, and without harm: within what a yearbook revises.
APART = 1.25
LEVELS = [name for name in MEASURED if name not in SHARES]

# The simulated panel. Column: its level as a multiple of gdp^power, the spread of cities about that,
# the growth a year and its spread from city to city and year to year (log points).
_TYPICAL: dict[str, tuple[float, float, float, float, float]] = {
    "population_year_end": (0.12, 0.5, 0.40, 0.006, 0.008),
    "employees_units": (0.004, 0.6, 0.25, 0.01, 0.05),
    "land_area": (450.0, 0.2, 0.7, 0.0, 0.0005),
    "fixed_assets_net": (0.5, 1.0, 0.45, 0.13, 0.11),
    "fixed_investment": (0.5, 1.0, 0.30, 0.25, 0.11),
    "fiscal_revenue": (0.05, 1.0, 0.30, 0.20, 0.08),
    "fiscal_expenditure": (0.4, 0.9, 0.25, 0.21, 0.07),
    "loans": (0.8, 1.0, 0.35, 0.14, 0.07),
    "deposits": (1.25, 1.0, 0.25, 0.17, 0.05),
    "staff_average": (0.0038, 0.6, 0.25, 0.01, 0.05),
    "wage_average": (18_000.0, 0.0, 0.18, 0.13, 0.04),
    "freight": (3.0, 0.5, 0.5, 0.08, 0.10),
    "profit_and_tax": (0.07, 1.0, 0.6, 0.25, 0.25),
}


@dataclass(frozen=True)
class Planted:
    """A panel with faults: ``cells`` are the (city_code, year, column) touched, ``years`` the
    (year, columns) touched in all cities."""

    panel: pd.DataFrame
    cells: set[tuple[str, int, str]]
    years: set[tuple[int, str]]


@dataclass(frozen=True)
class Rates:
    """Planted cells (or, for faults of a whole year, years) and those flagged; untouched cells and those flagged."""

    planted: int
    found: int
    untouched: int
    flagged: int

    def __add__(self, other: Rates) -> Rates:
        return Rates(
            self.planted + other.planted,
            self.found + other.found,
            self.untouched + other.untouched,
            self.flagged + other.flagged,
        )


def simulated(seed: int, cities: int = 240, years: int = 12) -> pd.DataFrame:
    """Return a sound panel: levels that go with gdp, common growth, shocks with heavy tails (t, 4 degrees)."""
    random = np.random.default_rng(seed)
    shape = (cities, years)
    time = np.arange(years)

    def series(level: np.ndarray, growth: float, noise: float) -> np.ndarray:
        own = noise * random.lognormal(0, 0.35, (cities, 1))
        walk = np.cumsum(own * random.standard_t(4, shape) / np.sqrt(2), axis=1)
        return np.exp(level[:, None] + growth * time + walk)  # type: ignore[no-any-return]

    size = random.normal(15.0, 0.9, cities)
    columns = {"gdp": series(size, 0.15, 0.03)}
    for column, (multiple, power, spread, growth, noise) in _TYPICAL.items():
        level = np.log(multiple) + power * size + random.normal(0, spread, cities)
        columns[column] = series(level, growth, noise)
    columns["household_savings"] = columns["deposits"] * series(random.normal(-0.65, 0.15, cities), -0.01, 0.03)
    columns |= _parts(random, columns["employees_units"])
    codes = [f"{11 + i % 24}{i // 24:02}00" for i in range(cities)]
    panel = pd.DataFrame({name: grid.ravel() for name, grid in columns.items()})
    panel.insert(0, "city_code", np.repeat(codes, years))
    panel.insert(1, "city", panel["city_code"])
    panel.insert(2, "year", np.tile(2000 + time, cities))
    return panel


def _parts(random: np.random.Generator, total: np.ndarray) -> dict[str, np.ndarray]:
    """Return the three sectors of employment and of gdp, which add up."""
    found: dict[str, np.ndarray] = {}
    for names, usual, whole in (
        (("employees_primary", "employees_secondary", "employees_tertiary"), (0.04, 0.44, 0.52), total),
        (SHARES, (0.16, 0.48, 0.36), np.full(total.shape, 100.0)),
    ):
        drift = 0.03 * random.standard_normal((3, *total.shape)).cumsum(axis=2)
        city = random.normal(0, 0.3, (3, total.shape[0], 1))
        weights = np.exp(np.log(usual)[:, None, None] + city + drift)
        parts = whole * weights / weights.sum(axis=0)
        found |= dict(zip(names, parts, strict=True))
    return found


def without_flagged(panel: pd.DataFrame, rounds: int = 3) -> pd.DataFrame:
    """Return ``panel`` with every flagged cell missing, until a look finds none or ``rounds`` are over."""
    clean = panel.copy()
    for _ in range(rounds):
        found = detect(clean)
        cells = found[found["column"].isin(MEASURED) & found["key"].ne("")]
        if cells.empty:
            break
        row = clean.reset_index().set_index(["city_code", "year"])["index"]
        for flag in cells.itertuples():
            clean.loc[row.loc[(flag.key, flag.year)], str(flag.column)] = np.nan  # type: ignore[index]
    return clean


def plant(panel: pd.DataFrame, kind: Kind, seed: int, count: int = 60) -> Planted:
    """Return ``panel`` with ``count`` faults of a kind (one of a whole year, a tenth as many of whole series)."""
    random = np.random.default_rng(seed)
    if kind in ("year_unit", "year_swap"):
        return _plant_year(panel, kind, random)
    if kind == "series_unit":
        return _plant_series(panel, random, max(count // 10, 1))
    faulty, cells = panel.copy(), set[tuple[str, int, str]]()
    for row in random.choice(panel.index, count, replace=False):
        columns, values = _fault(panel.loc[row], kind, random)
        for column, value in zip(columns, values, strict=True):
            faulty.at[row, column] = value
            cells.add((str(panel.at[row, "city_code"]), int(panel.at[row, "year"]), column))  # type: ignore[arg-type]
    return Planted(faulty, cells, set())


def _fault(row: pd.Series, kind: Kind, random: np.random.Generator) -> tuple[list[str], list[float]]:
    if kind == "slip":
        filed = [name for name in LEVELS if row[name] > 0]
        column = str(random.choice(filed))
        return [column], [float(row[column]) * 10.0 ** random.choice(POWERS)]
    if kind == "row_unit":
        filed = [name for name in MONEY if row[name] > 0]
        factor = 10.0 ** random.choice(POWERS)
        return filed, [float(row[name]) * factor for name in filed]
    pairs = [(a, b) for a, b in PAIRS if row[a] > 0 and row[b] > 0 and not 1 / APART < row[a] / row[b] < APART]
    if not pairs:
        return [], []
    a, b = pairs[random.integers(len(pairs))]
    return [a, b], [float(row[b]), float(row[a])]


def _plant_series(panel: pd.DataFrame, random: np.random.Generator, count: int) -> Planted:
    """Plant one series in each of ``count`` cities."""
    faulty, cells = panel.copy(), set[tuple[str, int, str]]()
    for code in random.choice(panel["city_code"].unique(), count, replace=False):
        column = str(random.choice(LEVELS))
        rows = panel["city_code"].eq(code) & panel[column].gt(0)
        faulty.loc[rows, column] *= 10.0 ** random.choice(POWERS)
        cells |= {(str(code), int(year), column) for year in panel.loc[rows, "year"]}
    return Planted(faulty, cells, set())


def _plant_year(panel: pd.DataFrame, kind: Kind, random: np.random.Generator) -> Planted:
    faulty = panel.copy()
    year = int(random.choice(np.arange(panel["year"].min() + 4, panel["year"].max() + 1)))
    rows = panel["year"].eq(year)
    if kind == "year_unit":
        column = str(random.choice([name for name in LEVELS if panel.loc[rows, name].notna().any()]))
        faulty.loc[rows, column] *= 10.0 ** random.choice(POWERS)
        return Planted(faulty, set(), {(year, column)})
    known = [(a, b) for a, b in PAIRS if _gap(panel.loc[rows, a], panel.loc[rows, b]) > np.log(APART)]
    one, other = known[random.integers(len(known))]
    faulty.loc[rows, [one, other]] = panel.loc[rows, [other, one]].to_numpy()
    return Planted(faulty, set(), {(year, f"{one}/{other}")})


def _gap(one: pd.Series, other: pd.Series) -> float:
    """Return the median distance of two columns in logs; NaN where they are not filed together."""
    ratio = (one / other)[(one > 0) & (other > 0)]
    return float(np.median(np.abs(np.log(ratio)))) if len(ratio) else float("nan")


def measure(planted: Planted) -> Rates:
    """Return what detection finds of the faults, and what it flags of the cells left alone.

    A flag on a row's money covers the row's columns in money. A fault of a whole year is found by a
    flag on that year; the cells of its columns then count neither as untouched nor as flagged.
    """
    found = detect(planted.panel)
    flagged = set[tuple[str, int, str]]()
    for flag in found[found["key"].ne("")].itertuples():
        columns = MONEY if flag.column == "money" else (str(flag.column),)
        flagged |= {(str(flag.key), int(flag.year), column) for column in columns}  # type: ignore[arg-type]
    years = {(int(flag.year), str(flag.column)) for flag in found[found["key"].eq("")].itertuples()}  # type: ignore[arg-type]
    aside = {name for _, columns in planted.years for name in columns.split("/")}
    filed = {
        (str(code), int(year), column)
        for column in MEASURED
        if column not in aside
        for code, year in planted.panel.loc[planted.panel[column].notna(), ["city_code", "year"]].to_numpy()
    }
    untouched = filed - planted.cells
    return Rates(
        len(planted.cells) + len(planted.years),
        len(planted.cells & flagged) + len(planted.years & years),
        len(untouched),
        len(untouched & flagged),
    )
