"""Values that stand where they do not belong: copies of a column, a year or a city, and leaps of one year.

Each rule names cells by what a table itself shows, and no city, year or figure. Detection flags them and
the cleaning decides them by the same functions. A mask has the index of the table and is true where a
cell is not its own.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from cluster_finance.data.detection.grids import MONEY
from cluster_finance.data.schemas import POSITIVE, SHARES

DIGITS = 5  # significant digits from which an equal value is no chance
FEWER = 3  # ... and from which it is none in a row where others are repeated
TOGETHER = 2  # columns of a row that repeat by DIGITS, for the rest of it to be read as repeated too
# What stands still: a repeated value in it is ordinary.
STANDING = ("land_area", "employees_primary", "population_year_end")
CONSTANT = 4  # other years with the value of both years beside, for it to be the constant
ODD = 1e-4  # share by which the odd year departs from it
RUN = 3  # years on end with the same digits
ROW = 3  # columns in which a row is another city's, digit for digit
# A leap and return: this many times off both years beside, which agree within AGREE.
LEAP, AGREE = 3.0, 1.5
VOLATILE = ("profit_and_tax", "employees_primary")  # may honestly come near zero, or below


@dataclass(frozen=True)
class CopyFinding:
    """A cell (index of its row, column) that a rule names, the value that is due (NaN: none is known), and why."""

    row: int
    column: str
    rule: str
    due: float
    evidence: str


def digits(values: pd.Series) -> pd.Series:
    """Return the significant digits of each value; 0 for a missing one."""
    return values.map(lambda value: len(f"{value:.7g}".replace(".", "").strip("-0")) if value == value else 0)


def copies(panel: pd.DataFrame) -> list[CopyFinding]:
    """Return every cell that a rule names, each once, by the first rule that does."""
    ordered = panel.sort_values(["city_code", "year"])
    rules = (_same_in_row, _other_city_rows, _other_city, _repeated, _runs, _odd_years, _leaps)
    by_cell: dict[tuple[int, str], CopyFinding] = {}
    for rule in rules:
        for finding in rule(ordered):
            by_cell.setdefault((finding.row, finding.column), finding)
    return list(by_cell.values())


def _neighbouring_years(ordered: pd.DataFrame, column: str) -> tuple[pd.Series, pd.Series]:
    """Return the values of the year before and the year after, NaN where that year is not filed."""
    city = ordered.groupby("city_code")
    before, after = (city[column].shift(step).where(city["year"].diff(step).abs().eq(1)) for step in (1, -1))
    return before, after


def _value(ordered: pd.DataFrame, row: int, column: str) -> float:
    return float(ordered[column].loc[row])  # type: ignore[arg-type]


def _of_city(ordered: pd.DataFrame, row: int) -> pd.DataFrame:
    return ordered[ordered["city_code"].eq(str(ordered["city_code"].loc[row]))]


def _name(ordered: pd.DataFrame, row: int) -> str:
    return str(ordered["city"].loc[row])


def _distance(ordered: pd.DataFrame, column: str) -> pd.Series:
    """Return how far each cell is from the years beside it, in log points; NaN where there are none."""
    logs = np.log(ordered[column].where(ordered[column].gt(0)))
    before, after = _neighbouring_years(ordered.assign(**{column: logs}), column)
    return (logs - pd.concat([before, after], axis=1).mean(axis=1)).abs()


def _same_in_row(ordered: pd.DataFrame) -> Iterator[CopyFinding]:
    """Two columns in money that are equal: the one that fits its own years worse is the copy."""
    for column_a, column_b in combinations(MONEY, 2):
        same = ordered[column_a][ordered[column_a].eq(ordered[column_b])]
        same = same[digits(same).ge(DIGITS)]
        if same.empty:
            continue
        distance_a, distance_b = (_distance(ordered, column) for column in (column_a, column_b))
        for row in map(int, same.index):
            if not (distance_a[row] == distance_a[row] and distance_b[row] == distance_b[row]):
                continue
            column, original = (column_a, column_b) if distance_a[row] > distance_b[row] else (column_b, column_a)
            text = f"{_value(ordered, row, column):.7g}, digit for digit that of {original} in the same row"
            yield CopyFinding(row, column, "same_in_row", math.nan, text)


def _moving(columns: tuple[str, ...] = (*POSITIVE, *SHARES)) -> list[str]:
    return [column for column in columns if column not in STANDING]


def _twins(ordered: pd.DataFrame, least: int) -> Iterator[tuple[str, int, int]]:
    """Yield column and rows of two cities that share a value of one year."""
    for column in _moving(POSITIVE):
        twin = ordered[ordered.duplicated(["year", column], keep=False)]
        for _, group in twin[digits(twin[column]).ge(least)].groupby(["year", column]):
            for i, j in combinations(group.index, 2):
                yield column, int(i), int(j)


def _other_city_rows(ordered: pd.DataFrame) -> Iterator[CopyFinding]:
    """Rows of two cities that are equal in several columns: the row that fits its own years worse is the copy."""
    shared: dict[tuple[int, int], list[str]] = {}
    for column, i, j in _twins(ordered, FEWER + 1):
        shared.setdefault((i, j), []).append(column)
    for pair, columns in shared.items():
        if len(columns) >= ROW:
            off = [float(np.nansum([_distance_at(ordered, column, row) for column in columns])) for row in pair]
            copy, original = pair if off[0] > off[1] else pair[::-1]
            name = _name(ordered, original)
            for column in columns:
                text = f"{_value(ordered, copy, column):.7g}, with {len(columns)} columns that of {name}"
                yield CopyFinding(copy, column, "other_city_row", math.nan, text)


def _distance_at(ordered: pd.DataFrame, column: str, row: int) -> float:
    return float(_distance(_of_city(ordered, row), column)[row])


def _other_city(ordered: pd.DataFrame) -> Iterator[CopyFinding]:
    """A single value of another city: a copy where one of the two is plainly off its own years and the other not."""
    for column, i, j in _twins(ordered, DIGITS + 1):
        off = [_distance_at(ordered, column, row) for row in (i, j)]
        copy, original = (i, j) if off[0] > off[1] else (j, i)
        if max(off) > math.log(AGREE) > min(off):
            text = f"{_value(ordered, copy, column):.7g}, digit for digit that of {_name(ordered, original)}"
            yield CopyFinding(copy, column, "other_city", math.nan, text)


def _repeated(ordered: pd.DataFrame) -> Iterator[CopyFinding]:
    """The value of the year before, in a column that moves; the later year is the copy."""
    same = {column: ordered[column].eq(_neighbouring_years(ordered, column)[0]) for column in _moving()}
    counts = {column: digits(ordered[column].where(same[column])) for column in same}
    # A share of four digits repeats by chance now and then: it goes with the rest of its row.
    plain = {column: same[column] & counts[column].ge(DIGITS) & (column not in SHARES) for column in same}
    together = pd.DataFrame(plain).sum(axis="columns").ge(TOGETHER)
    short = pd.DataFrame({column: same[column] & counts[column].ge(FEWER) for column in same})
    near = short.sum(axis="columns").ge(TOGETHER + 2) & pd.DataFrame(plain).any(axis="columns")
    for column in same:
        copied = plain[column] | (short[column] & (together | near))
        for row in map(int, ordered.index[copied]):
            text = f"{_value(ordered, row, column):.7g}, digit for digit that of the year before"
            yield CopyFinding(row, column, "repeated", math.nan, text)


def _runs(ordered: pd.DataFrame) -> Iterator[CopyFinding]:
    """The same digits in several years on end, in a column that moves; the first year stands."""
    for column in _moving():
        follows = ordered[column].eq(_neighbouring_years(ordered, column)[0])
        follows &= digits(ordered[column].where(follows)).gt(FEWER)
        length = follows.groupby([ordered["city_code"], (~follows).cumsum()]).transform("sum") + 1
        for row in map(int, ordered.index[follows & length.ge(RUN)]):
            text = f"{_value(ordered, row, column):.7g} in {length[row]} years on end"
            yield CopyFinding(row, column, "run", math.nan, text)


def _odd_years(ordered: pd.DataFrame) -> Iterator[CopyFinding]:
    """One year that departs from a constant: both years beside have it, and others, and none has the odd value."""
    for column in STANDING[:1]:
        before, after = _neighbouring_years(ordered, column)
        odd = before.eq(after) & (ordered[column] / before - 1).abs().gt(ODD)
        for row in map(int, ordered.index[odd]):
            city = _of_city(ordered, row)[column]
            value, due = _value(ordered, row, column), float(before[row])
            if city.eq(due).sum() >= CONSTANT and city.eq(value).sum() == 1:
                text = f"{value:.7g} in one year alone, {due:.7g} in those beside and {city.eq(due).sum()} in all"
                yield CopyFinding(row, column, "odd_year", due, text)


def _leaps(ordered: pd.DataFrame) -> Iterator[CopyFinding]:
    """One year several times off both years beside, which agree with each other."""
    for column in POSITIVE:
        if column in VOLATILE:
            continue
        value = ordered[column].where(ordered[column].gt(0))
        before, after = _neighbouring_years(ordered, column)
        up = (value / before).gt(LEAP) & (value / after).gt(LEAP)
        down = (before / value).gt(LEAP) & (after / value).gt(LEAP)
        agree = (after / before).between(1 / AGREE, AGREE)
        for row in map(int, ordered.index[(up | down) & agree]):
            text = f"{value[row]:.7g} between {before[row]:.7g} and {after[row]:.7g}"
            yield CopyFinding(row, column, "leap_and_return", math.nan, text)
