"""Detection: planted faults are found and sound cells left alone; the faults known of the raw tables are seen."""

from __future__ import annotations

import functools
import math
from typing import get_args

import numpy as np
import pandas as pd
import pytest
from conftest import seldom
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from planting import (
    Kind,
    Rates,
    measure,
    plant,
    simulated,
    without_flagged,
)

from cluster_finance.data.cities import clean_city_panel
from cluster_finance.data.cleaning_log import CHANGE_RULES, FLAG_RULES, review_numbers
from cluster_finance.data.decisions import DECISIONS, REASONS, decide
from cluster_finance.data.detection.cells import residuals
from cluster_finance.data.detection.detect import detect
from cluster_finance.data.detection.grids import (
    MEASURED,
    city_grids,
    middle,
    spread,
)
from cluster_finance.data.detection.tables import TABLES, detect_table
from cluster_finance.data.detection.years import breaks
from living_edition.tables.corrections import read_corrections
from living_edition.tables.descriptor import raw_path, resource
from living_edition.tables.raw import read_raw

# The rates asked for; a single example may miss the first by four standard errors of a share.
FOUND, FLAGGED = 0.95, 0.01
RUNS = {"slip": 2, "swap": 3, "row_unit": 1, "series_unit": 2, "year_unit": 5, "year_swap": 5}
FEW = settings(max_examples=5, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


def raw(name: str) -> pd.DataFrame:
    return read_raw(raw_path(name), resource(name))


@functools.cache
def sound(name: str) -> pd.DataFrame:
    if name == "simulated":
        return simulated(seed=7, cities=160)
    tables = (raw(one) for one in ("city_panel", "provincial_capitals", "province_codes"))
    return without_flagged(clean_city_panel(*tables, read_corrections())[0])


@pytest.fixture(scope="module")
def flagged() -> pd.DataFrame:
    return detect(raw("city_panel"))


@functools.cache
def other_flags(name: str) -> pd.DataFrame:
    return detect_table(name, raw(name))


# What is flagged in the raw tables serves many tests: they run in one process.
raw_flags = pytest.mark.xdist_group("raw-flags")


@pytest.mark.parametrize("panel", seldom(["simulated", "real"]))
@pytest.mark.parametrize("kind", seldom(get_args(Kind), often=3))
def test_planted_faults_are_found_and_the_rest_left_alone(panel: str, kind: Kind) -> None:
    seen = functools.reduce(Rates.__add__, (measure(plant(sound(panel), kind, seed)) for seed in range(RUNS[kind])))
    assert seen.planted >= 5
    assert seen.found / seen.planted >= FOUND
    assert seen.flagged / seen.untouched < FLAGGED


@pytest.mark.parametrize(
    ("seed", "kind"),
    seldom([(4_711, "row_unit"), (0, "slip"), (10_000, "swap"), (1_999, "slip"), (8_128, "row_unit")]),
)
def test_planted_faults_are_found_whatever_the_panel(seed: int, kind: Kind) -> None:
    seen = measure(plant(simulated(seed, cities=100), kind, seed, count=40))
    error = math.sqrt(FOUND * (1 - FOUND) / seen.planted)
    assert seen.found / seen.planted >= FOUND - 4 * error
    assert seen.flagged / seen.untouched < FLAGGED


@pytest.mark.slow
@FEW
@given(
    column=st.sampled_from([c for c in MEASURED if "share" not in c]), power=st.integers(-6, 6), seed=st.integers(0, 99)
)
def test_a_unit_used_throughout_a_column_is_no_fault(column: str, power: int, seed: int) -> None:
    panel = simulated(seed, cities=60)
    # Repeated digits and the sums of sectors depend on the unit by design.
    rules = ["magnitude", "jump", "joint_jump", "level", "level_break", "spread_break"]
    other = panel.assign(**{column: panel[column] * 10.0**power})
    keys = [
        found[found["rule"].isin(rules)][["key", "year", "column", "rule"]] for found in map(detect, (panel, other))
    ]
    pd.testing.assert_frame_equal(*(one.reset_index(drop=True) for one in keys))


@pytest.mark.parametrize("seed", seldom([0, 17, 42, 68, 99]))
def test_order_of_the_rows_does_not_matter(seed: int) -> None:
    panel = plant(simulated(seed, cities=60), "slip", seed, count=20).panel
    shuffled = panel.sample(frac=1, random_state=seed)
    pd.testing.assert_frame_equal(detect(panel), detect(shuffled))


def steady(cities: int = 30, years: int = 8, growth: float = 0.1) -> pd.DataFrame:
    """Return a panel in which every column of every city grows by ``growth`` log points a year."""
    rows = [
        {"city_code": f"{11 + i % 5}{i:02}00", "city": f"{i}市", "year": 2000 + t}
        | {name: 1000.1234 * (1 + i) * math.exp(growth * t) for name in MEASURED}
        for i in range(cities)
        for t in range(years)
    ]
    return pd.DataFrame(rows)


def test_distance_to_the_own_history_is_the_log_of_the_factor() -> None:
    panel = steady()
    panel.loc[12, "loans"] *= 10  # the second city in its fifth year
    grid = city_grids(panel)
    found = residuals(grid, [])["loans"]
    at = grid.names.index("1市"), 4
    assert found.history[at] == pytest.approx(math.log(10))
    assert found.expected[at] == pytest.approx(math.log(1000.1234 * 2) + 0.4)
    assert found.net_of_sisters[at] == pytest.approx(math.log(10))
    found.history[at] = 0
    assert np.abs(found.history).max() == pytest.approx(0, abs=1e-9)


def test_a_break_is_the_growth_of_one_year_against_the_others() -> None:
    panel = steady()
    panel.loc[panel["year"].ge(2004), "deposits"] *= 10
    (found,) = breaks(city_grids(panel))
    assert (found.column, found.before, found.year, found.kind) == ("deposits", 2003, 2004, "level_break")
    assert found.value == pytest.approx(math.log(10) + 0.1)
    assert found.usual == pytest.approx(0.1)


def test_median_without_gaps_is_that_of_numpy() -> None:
    random = np.random.default_rng(1)
    values = np.where(random.random((7, 6)) < 0.4, np.nan, random.normal(size=(7, 6)))
    values[2], values[:, 3] = np.nan, np.nan
    values[0, :5] = 1.0
    with pytest.warns(RuntimeWarning):
        for axis in (None, 0, 1):
            np.testing.assert_array_equal(middle(values, axis=axis), np.nanmedian(values, axis=axis))


def test_spread_is_that_of_a_normal_sample() -> None:
    # The median absolute deviation of a normal variable is 0.6745 standard deviations (Hampel 1974).
    assert spread(np.array([-0.67449, 0.67449, 0.0, 0.67449, -0.67449])) == pytest.approx(1, rel=1e-4)


RELATIONS = {
    "not_positive": {"gdp": 0.0},
    "savings_over_deposits": {"household_savings": 99_999.1},
    "shares_off": {"gdp_share_primary": 40.0},
    "sector_sum": {"employees_units": 3.0},
}


def related() -> pd.DataFrame:
    """Return a steady panel whose columns agree."""
    panel = steady().assign(
        **dict.fromkeys(("gdp_share_primary", "gdp_share_secondary", "gdp_share_tertiary"), 100 / 3),
        **dict.fromkeys(("employees_primary", "employees_secondary", "employees_tertiary"), 2.0),
        employees_units=6.0,
    )
    return panel.assign(household_savings=panel["deposits"] / 2)


@functools.cache
def rules_of_agreement() -> set[str]:
    return set(detect(related())["rule"])


@pytest.mark.xdist_group("relations")
@pytest.mark.parametrize("rule", sorted(RELATIONS))
def test_columns_that_contradict_each_other(rule: str) -> None:
    panel = related()
    assert rule not in rules_of_agreement()
    for column, value in RELATIONS[rule].items():
        panel.loc[10, column] = value
    found = detect(panel).query("rule == @rule")
    assert set(found["key"]) == {panel.at[10, "city_code"]}
    assert set(RELATIONS[rule]) <= set(found["column"])


def test_values_that_stand_twice() -> None:
    panel = steady()
    panel.loc[10, "gdp"] = panel.at[9, "gdp"]
    found = detect(panel)
    assert found.query("rule == 'repeated'")[["year", "column"]].to_numpy().tolist() == [[2002, "gdp"]]


def has(found: pd.DataFrame, name: str, year: int, column: str, *rules: str) -> bool:
    rows = found[found["name"].eq(name) & found["year"].eq(year) & found["column"].eq(column)]
    return bool(set(rules) & set(rows["rule"]))


@raw_flags
def test_faults_known_at_extraction_are_seen(flagged: pd.DataFrame) -> None:
    # From the notes on the sources: what was known before any rule was written.
    assert has(flagged, "all cities", 2010, "loans/household_savings", "swapped_year")
    for column in ("household_savings", "employees_primary", "employees_secondary", "employees_tertiary"):
        assert has(flagged, "all cities", 2003, column, "level_break")
    assert has(flagged, "all cities", 2004, "profit_and_tax", "level_break")
    assert has(flagged, "淮安市", 2010, "loans", "magnitude")
    output = other_flags("city_industrial_output")
    assert has(output, "聊城市", 2011, "gross_industrial_output", "magnitude")
    banks = other_flags("province_bank_institutions")
    assert "浙江省 小型农村金融机构" in set(banks.query("rule == 'group_and_members'")["key"])


@raw_flags
def test_every_corrected_cell_was_flagged(flagged: pd.DataFrame) -> None:
    # The loans of 2010 are filed as savings: the flag stands on the column in which they belong.
    moved = {"loans": "household_savings", "household_savings": "loans"}
    seen = {(key, year, column) for key, year, column in flagged[["key", "year", "column"]].to_numpy()}
    mine = read_corrections().query("table == 'city_panel'")
    for one in mine.itertuples():
        column = moved.get(str(one.column), one.column) if one.year == 2010 else one.column
        row = flagged["key"].eq(one.key) & flagged["year"].eq(one.year)
        # What was worked out from a fault, or copied with it, may stand beside the flag.
        beside = one.kind in ("derived_from_a_fault", "copied") and row.any()
        assert (one.key, one.year, column) in seen or beside, f"{one.key} {one.year} {column}"


@raw_flags
@pytest.mark.parametrize("name", sorted(TABLES))
def test_other_tables_give_sorted_flags(name: str) -> None:
    found = other_flags(name)
    assert set(found["table"]) == {name}
    assert found["year"].between(1978, 2030).all()
    assert found.sort_values(["key", "year", "column", "rule"], ignore_index=True).equals(found)


@raw_flags
def test_every_rule_has_a_name_and_its_number(flagged: pd.DataFrame) -> None:
    found = pd.concat([flagged, *map(other_flags, TABLES)])
    assert set(found["rule"]) <= set(FLAG_RULES)
    tables = (raw(one) for one in ("city_panel", "provincial_capitals", "province_codes"))
    _, changes = clean_city_panel(*tables, read_corrections())
    assert set(changes["rule"]) <= set(CHANGE_RULES)
    decided = decide(found, {"city_panel": changes}, raw("prefecture_gdp_crosscheck"), 287)
    assert set(decided["decision"]) <= set(DECISIONS) and set(decided["reason"]) <= {"", *REASONS}
    assert decided["reason"].ne("").equals(decided["decision"].eq("kept"))
    numbers = {number.id: number.value for number in review_numbers(decided, changes)}
    assert sum(numbers[f"data.decisions.{one}"] for one in DECISIONS) == numbers["data.flags.all"] == len(found)
    assert sum(numbers[f"data.kept.{one}"] for one in REASONS) == numbers["data.decisions.kept"]
    rules = [
        value
        for name, value in numbers.items()
        if name.startswith("cities.changes.") and name != "cities.changes.missing"
    ]
    assert sum(rules) == len(changes)
    assert numbers["cities.changes.missing"] == (changes["used"] == "").sum()
    assert numbers["data.flags.city_panel"] == len(flagged)
