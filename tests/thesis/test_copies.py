"""Values that are not a cell's own: planted ones are found in a sound panel, which by itself has none; and real
ones that no rule was made for."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from planting import simulated

from cluster_finance.data.cities import clean_city_panel
from cluster_finance.data.copies import CopyFinding, copies, digits
from cluster_finance.data.decisions import counts, decide
from cluster_finance.data.detection.detect import flag, flags
from living_edition.tables.corrections import read_corrections
from living_edition.tables.descriptor import raw_path, resource
from living_edition.tables.raw import read_raw

FEW = settings(max_examples=4, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
MONEY = ("gdp", "loans", "deposits", "fixed_investment")


def sound(seed: int, cities: int = 34) -> pd.DataFrame:
    """A simulated panel, its figures to seven digits as filed and its land constant."""
    panel = simulated(seed, cities=cities)
    panel["household_savings"] = 0.6 * panel["deposits"]  # where the simulation caps it, years may be equal
    for column in panel.columns:
        if panel[column].dtype == float:
            panel[column] = panel[column].map(lambda value: float(f"{value:.7g}"))
    panel["land_area"] = panel.groupby("city_code")["land_area"].transform("first").round()
    return panel


def named(found: list[CopyFinding], rule: str) -> list[tuple[int, str]]:
    return [(one.row, one.column) for one in found if one.rule == rule]


@FEW
@given(seed=st.integers(0, 99))
def test_a_sound_panel_has_none(seed: int) -> None:
    assert copies(sound(seed)) == []


@FEW
@given(seed=st.integers(0, 99), row=st.integers(0, 33), year=st.integers(1, 10))
def test_a_value_of_another_column_is_found_and_the_other_left(seed: int, row: int, year: int) -> None:
    panel, at = sound(seed), 12 * row + year
    panel.loc[at, "loans"] = panel.at[at, "deposits"] * 1.0
    close = abs(math.log(panel.at[at, "loans"] / panel.at[at - 1, "loans"])) < 0.3
    found = named(copies(panel), "same_in_row")
    assert len(found) == 1 and found[0][0] == at and (close or found[0][1] == "loans")


@FEW
@given(seed=st.integers(0, 99), row=st.integers(0, 33), year=st.integers(1, 10), share=st.floats(0.001, 0.8))
def test_an_odd_year_gives_way_to_the_constant(seed: int, row: int, year: int, share: float) -> None:
    panel, at = sound(seed), 12 * row + year
    due = panel.at[at, "land_area"]
    panel.loc[at, "land_area"] = round(due * (1 + share)) + 1.0
    (found,) = copies(panel)
    assert (found.row, found.column, found.rule, found.due) == (at, "land_area", "odd_year", due)


def test_a_constant_that_changes_for_good_is_no_odd_year() -> None:
    panel = sound(1)
    panel.loc[panel.index[6:12], "land_area"] = panel.at[0, "land_area"] * 1.2
    assert copies(panel) == []


@FEW
@given(seed=st.integers(0, 99), year=st.integers(1, 10))
def test_another_city_s_row_is_found(seed: int, year: int) -> None:
    panel, at, kept = sound(seed), 12 * 7 + year, 12 * 31 + year
    panel.loc[at, list(MONEY)] = panel.loc[kept, list(MONEY)].to_numpy()
    found = named(copies(panel), "other_city_row")
    assert {row for row, _ in found} == {at} and {column for _, column in found} == set(MONEY)


@FEW
@given(seed=st.integers(0, 99), year=st.integers(1, 10))
def test_a_reprinted_year_is_found_with_its_short_figures(seed: int, year: int) -> None:
    panel, at = sound(seed), 12 * 5 + year
    columns = ["gdp", "loans", "deposits", "wage_average"]
    panel.loc[at, columns] = panel.loc[at - 1, columns].to_numpy()
    found = named(copies(panel), "repeated")
    assert set(found) == {(at, column) for column in columns}


def test_a_run_of_digits_is_found_from_its_second_year() -> None:
    panel = sound(3)
    panel.loc[[30, 31, 32], "staff_average"] = 41.37
    assert named(copies(panel), "run") == [(31, "staff_average"), (32, "staff_average")]
    assert digits(pd.Series([41.37, 0.00123, np.nan])).tolist() == [4, 3, 0]


def test_a_leap_that_returns_is_found_and_one_that_stays_is_not() -> None:
    panel = sound(4)
    panel.loc[40, "loans"] *= 4
    panel.loc[panel.index[5 * 12 + 6 : 6 * 12], "deposits"] *= 4
    assert [(one.row, one.column, one.rule) for one in copies(panel)] == [(40, "loans", "leap_and_return")]


@pytest.fixture(scope="module")
def cleaned() -> tuple[pd.DataFrame, pd.DataFrame]:
    tables = (read_raw(raw_path(one), resource(one)) for one in ("city_panel", "provincial_capitals", "province_codes"))
    return clean_city_panel(*tables, read_corrections())


@pytest.mark.parametrize(
    ("city", "year", "column", "used"),
    [
        # Kept back while the rules were made: read off the yearbook's copy by eye.
        ("固原市", 2010, "loans", None),
        ("固原市", 2010, "household_savings", None),
        ("重庆市", 2010, "employees_secondary", None),
        ("昭通市", 2004, "loans", None),
        ("酒泉市", 2009, "household_savings", None),
        ("威海市", 2009, "gdp_share_primary", None),
        ("湛江市", 2001, "land_area", 12471.0),
        ("上海市", 2005, "land_area", 6341.0),
    ],
)
def test_one_rule_one_treatment(
    cleaned: tuple[pd.DataFrame, pd.DataFrame], city: str, year: int, column: str, used: float | None
) -> None:
    panel, changes = cleaned
    value = panel.loc[panel["city"].eq(city) & panel["year"].eq(year), column].item()
    assert value == used or (used is None and math.isnan(value))
    logged = changes[changes["city"].eq(city) & changes["year"].eq(year) & changes["column"].eq(column)]
    assert len(logged) >= 1


def test_every_flag_ends_in_a_decision_and_the_decisions_follow_the_changes() -> None:
    def cell(year: int, column: str, rule: str, value: float = 1.0) -> dict[str, object]:
        return flag(("1", "甲市", year, column), rule, "high", value, 1.0, evidence="e")

    found = flags(
        [
            cell(2001, "gdp", "jump"), cell(2002, "gdp", "jump"), cell(2003, "gdp", "jump"),
            cell(2004, "gdp", "swapped", 100.0), cell(2005, "profit_and_tax", "magnitude"),
        ],
        "city_panel",
    )  # fmt: skip
    log = pd.DataFrame({"city": "甲市", "year": [2001, 2002], "column": "gdp", "used": ["", "5.0"], "rule": "r"})
    second = pd.DataFrame({"prefecture": ["甲市"], "year": [2004], "gdp": [0.0102], "population": [1.0]})
    decided = decide(found, {"city_panel": log}, second, 1)
    assert decided["decision"].tolist() == ["missing", "corrected", "kept", "kept", "kept"]
    assert decided["reason"].tolist() == ["", "", "no_return", "upheld", "volatile"]
    table = counts(decided)
    assert table.loc[0].tolist() == ["jump", 3, 1, 1, 1] and table["flags"].sum() == 5
