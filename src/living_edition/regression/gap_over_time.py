"""Every group's difference from the others year by year, its rank among all, and tests over all years.

A group's gap in a year is the mean error, in its rows, of a least-squares model of the others' rows;
with no controls that is the difference of means. One group is one cluster: it has a rank among all
groups, each treated in turn as the one that differs, and no standard error (Abadie, Diamond and
Hainmueller 2010). Three statistics do not hang on one year: the mean gap, its slope on the years,
and its rise from the first year to the last. That of a set of groups named beforehand is compared
with all sets of as many groups.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

Array = np.ndarray[Any, np.dtype[np.float64]]

OVER_YEARS = ("mean", "slope", "rise")


def gaps(rows: pd.DataFrame, outcome: str, controls: Sequence[str]) -> pd.DataFrame:
    """Return the gap of each group (rows, by ``group``) in each year (columns, by ``year``).

    ``rows`` has ``group``, ``year``, the outcome and the controls; rows with a gap in these are left
    out, and so are groups without a row in one of the years.
    """
    whole = rows.dropna(subset=[outcome, *controls])
    by_year = {int(str(year)): _of_year(part, outcome, controls) for year, part in whole.groupby("year", sort=True)}
    return pd.DataFrame(by_year).dropna().sort_index()


def _of_year(rows: pd.DataFrame, outcome: str, controls: Sequence[str]) -> pd.Series[float]:
    x = np.column_stack([np.ones(len(rows)), rows[list(controls)].to_numpy(float)])
    y, groups = rows[outcome].to_numpy(float), rows["group"].to_numpy()
    found = {}
    for group in sorted(set(groups)):
        own = groups == group
        slopes = np.linalg.lstsq(x[~own], y[~own], rcond=None)[0]
        found[str(group)] = float(np.mean(y[own] - x[own] @ slopes))
    return pd.Series(found)


def over_years(table: pd.DataFrame) -> pd.DataFrame:
    """Return each group's mean gap, slope on the years (a year) and rise from the first to the last."""
    years = np.asarray(table.columns, dtype=float)
    centred = years - years.mean()
    values = table.to_numpy()
    slopes = values @ centred / (centred @ centred)
    columns = {"mean": values.mean(axis=1), "slope": slopes, "rise": values[:, -1] - values[:, 0]}
    return pd.DataFrame(columns, index=table.index)


def ranks(table: pd.DataFrame) -> pd.DataFrame:
    """Return each group's place in each column, 1 for the largest."""
    return table.rank(ascending=False, method="max").astype(int)


def p_of_set(values: pd.Series[float], named: Sequence[str]) -> tuple[float, int]:
    """Return the share of all sets of as many groups whose mean is at least the named ones', and their number."""
    of_named = float(values[list(named)].mean())
    means = np.array([np.mean(chosen) for chosen in combinations(values.to_numpy(), len(named))])
    return float(np.mean(means >= of_named - 1e-12)), len(means)
