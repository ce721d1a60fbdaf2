"""Groups' gaps by year: differences of means, an outcome built to have them, ranks and sets by counting."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from living_edition.regression.gap_over_time import gaps, over_years, p_of_set, ranks


def rows(seed: int = 1) -> pd.DataFrame:
    """Return six groups in three years with a regressor that differs by group."""
    random = np.random.default_rng(seed)
    table = pd.DataFrame([(g, y, i) for g in "abcdef" for y in (2003, 2005, 2008) for i in range(4 + ord(g) % 3)],
                         columns=["group", "year", "i"])  # fmt: skip
    table["x"] = random.normal(size=len(table)) + table["group"].map({g: k for k, g in enumerate("abcdef")})
    table["y"] = 0.5 * table["x"] + random.normal(size=len(table)) + (table["group"] == "b") * (table["year"] - 2000)
    return table


def test_without_controls_a_gap_is_a_difference_of_means() -> None:
    table = rows()
    found = gaps(table, "y", [])
    for year in (2003, 2005, 2008):
        part = table[table["year"] == year]
        for group in "abcdef":
            own, others = part[part["group"] == group]["y"].mean(), part[part["group"] != group]["y"].mean()
            assert found.loc[group, year] == pytest.approx(own - others)


def test_with_controls_a_gap_is_the_mean_error_of_the_others_model() -> None:
    table = rows()
    found = gaps(table, "y", ["x"])
    part = table[table["year"] == 2005]
    own = part["group"] == "c"
    fit = sm.OLS(part["y"][~own], sm.add_constant(part["x"][~own])).fit()
    errors = part["y"][own] - fit.predict(sm.add_constant(part["x"][own]))
    assert found.loc["c", 2005] == pytest.approx(errors.mean())


def test_a_group_without_a_row_in_one_year_has_no_gap() -> None:
    table = rows()
    table.loc[(table["group"] == "d") & (table["year"] == 2005), "y"] = np.nan
    assert list(gaps(table, "y", []).index) == list("abcef")


def test_a_gap_that_is_made_is_found_in_mean_slope_and_rise() -> None:
    table = pd.DataFrame({2003: [0.0, 0.1], 2005: [0.2, 0.1], 2008: [0.5, 0.1]}, index=["a", "b"])
    found = over_years(table)
    assert found.loc["a"].tolist() == pytest.approx([0.7 / 3, np.polyfit([2003, 2005, 2008], [0, 0.2, 0.5], 1)[0], 0.5])
    assert found.loc["b"].tolist() == pytest.approx([0.1, 0.0, 0.0])
    assert ranks(gaps(rows(), "y", [])).loc["b"].tolist() == [1, 1, 1]


def test_a_tie_is_no_better_than_the_last_of_those_tied() -> None:
    assert ranks(pd.DataFrame({2003: [1.0, 1.0, 0.0]}, index=list("abc")))[2003].tolist() == [2, 2, 3]


def test_a_set_is_compared_with_all_sets_of_as_many() -> None:
    values = pd.Series([5.0, 1.0, 4.0, 2.0, 3.0], index=list("abcde"))
    p, number = p_of_set(values, ["a", "c"])
    assert (p, number) == (pytest.approx(1 / 10), 10)
    p, _ = p_of_set(values, ["b", "e"])
    reached = sum(values[list(pair)].mean() >= 2.0 for pair in combinations("abcde", 2))
    assert p == pytest.approx(reached / 10)
    # Every set takes its turn: the p-values of all sets are their ranks.
    ps = sorted(p_of_set(values, list(pair))[0] for pair in combinations("abcde", 2))
    assert ps[0] == pytest.approx(0.1) and ps[-1] == pytest.approx(1.0)
