"""Measures of concentration: closed forms on small panels, bounds carried through."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cluster_finance.data.concentration import (
    Bounded,
    city_measures,
    cluster_measures,
    measure_numbers,
    province_measures,
    quotient,
    rounded,
)
from living_edition.ledger.formatting import text
from living_edition.tables.descriptor import raw_path, resource
from living_edition.tables.raw import read_raw


def panel() -> pd.DataFrame:
    """Return three cities: employees (10,000), of which secondary, on so many km²."""
    rows = [("330100", "33", "浙江省", "Zhejiang", 40.0, 100.0, 1000.0),
            ("330200", "33", "浙江省", "Zhejiang", 60.0, 100.0, 2000.0),
            ("340100", "34", "安徽省", "Anhui", 20.0, 100.0, 4000.0),
            ("340200", "34", "安徽省", "Anhui", math.nan, 100.0, 4000.0)]  # fmt: skip
    names = ["city_code", "province_code", "province_zh", "province_en", "employees_secondary", "employees_units",
             "land_area"]  # fmt: skip
    return pd.DataFrame(rows, columns=names).assign(city="市", year=2007)


def test_quotients_and_densities_of_cities() -> None:
    table = city_measures(panel())
    # 120 of 300 work in the secondary sector: 0.4 in 0.4, 0.6 in 0.4, 0.2 in 0.4.
    assert table["location_quotient"].tolist() == pytest.approx([1.0, 1.5, 0.5])
    assert table["density"].tolist() == pytest.approx([400.0, 300.0, 50.0])
    assert (table["quotient_rank"].tolist(), table["density_rank"].tolist()) == ([2, 1, 3], [1, 2, 3])
    assert table["cities"].eq(3).all()


def test_quotients_and_densities_of_provinces() -> None:
    table = province_measures(panel()).set_index("province_code")
    assert table["location_quotient"].to_dict() == pytest.approx({"33": 1.25, "34": 0.5})
    assert table["density"].to_dict() == pytest.approx({"33": 1_000_000 / 3000, "34": 50.0})
    assert (table["cities_counted"].tolist(), table["quotient_rank"].tolist()) == ([2, 1], [1, 2])


@given(st.lists(st.tuples(st.floats(1, 50), st.floats(51, 100)), min_size=2, max_size=20))
def test_the_quotients_weighted_by_employment_average_one(cities: list[tuple[float, float]]) -> None:
    rows = pd.DataFrame(cities, columns=["employees_secondary", "employees_units"])
    codes = [f"33{i:02}00" for i in range(len(cities))]
    whole = rows.assign(city_code=codes, city="市", year=2007, land_area=1.0, province_code="33", province_zh="浙江省",
                        province_en="Zhejiang")  # fmt: skip
    table = city_measures(whole)
    weights = rows["employees_units"] / rows["employees_units"].sum()
    assert float((table["location_quotient"] * weights).sum()) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("above", "below", "bound"),
    [
        ("exact", "exact", "exact"),
        ("exact", "at_least", "at_most"),
        ("exact", "at_most", "at_least"),
        ("at_least", "exact", "at_least"),
        ("at_least", "at_most", "at_least"),
        ("at_most", "at_least", "at_most"),
        ("about", "exact", "about"),
        ("exact", "more_than", "less_than"),
        ("at_least", "less_than", "more_than"),
        ("more_than", "at_least", "unknown"),
        ("at_least", "at_least", "unknown"),
        ("at_most", "at_most", "unknown"),
        ("about", "at_least", "unknown"),
    ],
)
def test_bounds_of_a_quotient(above: str, below: str, bound: str) -> None:
    found = quotient(Bounded(6.0, above), Bounded(3.0, below))
    assert found == (Bounded(None, "unknown") if bound == "unknown" else Bounded(2.0, bound))


@given(st.floats(0.1, 1e6), st.floats(0.1, 1e6), st.floats(0, 10), st.floats(0, 10))
def test_the_bound_of_a_quotient_holds_for_every_true_value(a: float, b: float, over: float, more: float) -> None:
    low = quotient(Bounded(a, "at_least"), Bounded(b, "at_most"))
    true = (a * (1 + over)) / (b / (1 + more))
    assert low.value is not None
    assert true >= low.value * (1 - 1e-12)


@pytest.mark.parametrize(
    ("value", "bound", "expected"),
    [
        (46.1538, "at_least", 46.1),
        (33.3333, "at_most", 33.4),
        (8404.7753, "exact", 8405),
        (13e9 / 0.65, "at_least", 2e10),
        (909_090_909.1, "at_least", 909e6),
        (30.0, "at_least", 30.0),
        (65.0, "exact", 65.0),
    ],
)
def test_a_bound_is_rounded_so_that_it_holds(value: float, bound: str, expected: float) -> None:
    assert rounded(value, bound) == expected


def test_the_thesis_s_clusters_keep_their_bounds_into_the_text() -> None:
    table = cluster_measures(read_raw(raw_path("thesis_figures"), resource("thesis_figures")))
    found = table.set_index(["cluster", "measure"])
    # 330 (100 million yuan) over more than 13 billion pairs; 100 over more than 300 million ties.
    assert found.at[("datang", "output_per_piece"), "value"] == pytest.approx(33 / 13)
    assert found.at[("shengzhou", "output_per_piece"), "value"] == pytest.approx(100 / 3)
    assert found.at[("liushi", "output_per_firm"), "value"] == pytest.approx(2_992_100 / 356)
    assert found.at[("datang", "world_output"), "bound"] == "unknown"
    assert "haining" not in set(table["cluster"])
    numbers = {
        number.id: number for number in measure_numbers(city_measures(panel()), province_measures(panel()), table)
    }
    world = numbers["measures.datang.share_world"]
    assert (text(world, "zh"), text(world, "en")) == ("不低于30%", "at least 30%")
    piece = numbers["measures.datang.output_per_piece"]
    assert (text(piece, "zh"), text(piece, "en")) == ("不足2.54元", "less than 2.54 yuan")
    assert "measures.datang.world_output" not in numbers
