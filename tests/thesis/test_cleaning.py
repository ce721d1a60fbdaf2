"""Cleaning: every change is logged, and the log alone leads from the raw table to the clean one."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import pytest
from oracles import replay

from cluster_finance.data.cities import (
    NARROW,
    city_numbers,
    clean_city_panel,
    coverage_evidence,
    swap_evidence,
    with_provinces,
)
from cluster_finance.data.schemas import (
    CITY_PANEL,
    POSITIVE,
    SHARES,
)
from cluster_finance.thesis.figures import (
    clusters,
    industries,
    programmes,
    thesis_numbers,
)
from living_edition.errors import InputError
from living_edition.ledger.number import Number
from living_edition.tables.corrections import read_corrections
from living_edition.tables.descriptor import raw_path, resource
from living_edition.tables.raw import read_raw
from living_edition.tables.validate import validate


def raw(name: str) -> pd.DataFrame:
    return read_raw(raw_path(name), resource(name))


@pytest.fixture(scope="module")
def filed() -> pd.DataFrame:
    return raw("city_panel")


@pytest.fixture(scope="module")
def cleaned(filed: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    return clean_city_panel(filed, raw("provincial_capitals"), raw("province_codes"), read_corrections())


def cell(panel: pd.DataFrame, city: str, year: int, column: str) -> Any:
    return panel.loc[panel["city"].eq(city) & panel["year"].eq(year), column].item()


def toy(cities: dict[str, dict[int, dict[str, float]]]) -> pd.DataFrame:
    """Return a panel of Zhejiang cities; what is not given is plausible and constant."""
    plain = dict.fromkeys((*POSITIVE, "employees_primary", "profit_and_tax"), 10.0) | dict(
        zip(SHARES, (30.0, 40.0, 30.0), strict=True)
    )
    plain |= {"wage_average": 20_000.0, "employees_primary": 1.0, "employees_units": 21.0, "land_area": 10_000.0}
    rows = [
        {"city_code": f"33{i:02}00", "city": city, "year": year} | plain | cells
        for i, (city, years) in enumerate(cities.items(), start=1)
        for year, cells in years.items()
    ]
    columns = [field["name"] for field in resource("city_panel")["schema"]["fields"]]
    return pd.DataFrame(rows)[columns]


PROVINCES = pd.DataFrame({"code": ["33"], "province_zh": ["浙江省"], "province_en": ["Zhejiang"]})
NONE = read_corrections().head(0)
CAPITALS = pd.DataFrame({"city": ["杭州市"], "province": ["浙江省"], "status": ["provincial_capital"]})


def test_replaying_the_log_on_the_raw_panel_gives_the_clean_one(
    filed: pd.DataFrame, cleaned: tuple[pd.DataFrame, pd.DataFrame]
) -> None:
    clean, changes = cleaned
    again = with_provinces(replay(filed, changes), raw("provincial_capitals"), raw("province_codes"))
    pd.testing.assert_frame_equal(again, clean, check_exact=True)


def test_log_names_every_cell_that_differs_as_it_was_filed(
    filed: pd.DataFrame, cleaned: tuple[pd.DataFrame, pd.DataFrame]
) -> None:
    clean, changes = cleaned
    before = filed.sort_values(["city_code", "year"], ignore_index=True)
    after = clean[before.columns]
    differs = (before != after) & ~(before.isna() & after.isna())
    logged = changes.drop_duplicates(["city", "year", "column"])
    assert int(differs.sum().sum()) == len(logged)
    for change in logged[logged["column"].ne("city")].itertuples():
        value = cell(filed, str(change.city), int(change.year), str(change.column))
        assert float(str(change.as_filed) or "nan") == pytest.approx(value, nan_ok=True, rel=0)


def test_loans_and_savings_of_2010_are_swapped_on_evidence(
    filed: pd.DataFrame, cleaned: tuple[pd.DataFrame, pd.DataFrame]
) -> None:
    clean, changes = cleaned
    assert swap_evidence(filed) == (pytest.approx(0.34, abs=0.005), pytest.approx(0.97, abs=0.005))
    # The first row of 2010 in the file, Beijing: both as filed, crossed.
    assert cell(clean, "北京市", 2010, "loans") == cell(filed, "北京市", 2010, "household_savings")
    assert cell(clean, "北京市", 2010, "household_savings") == cell(filed, "北京市", 2010, "loans")
    swapped = changes[changes["rule"].eq("swap_2010")]
    assert set(swapped["year"]) == {2010}
    assert swapped["column"].value_counts().to_dict() == {"loans": 286, "household_savings": 286}


def test_no_swap_without_evidence() -> None:
    years = {year: {"loans": 10.0 + year - 2009, "household_savings": 5.0} for year in (2009, 2010, 2011)}
    clean, changes = clean_city_panel(toy({"杭州市": years}), CAPITALS, PROVINCES, NONE)
    assert changes.empty
    assert clean["loans"].tolist() == [10.0, 11.0, 12.0]


@pytest.mark.parametrize(
    ("year", "cells", "missing", "rule"),
    [
        (2007, {"loans": 0.0}, ["loans"], "not_positive"),
        (2007, {"land_area": 0.0}, ["land_area"], "not_positive"),
        (2007, {"gdp_share_primary": 36.0}, list(SHARES), "shares_off"),
        (
            2007,
            {"employees_units": 61.0, "staff_average": 20.0, "employees_secondary": 50.0},
            ["employees_units", "employees_primary", "employees_secondary", "employees_tertiary"],
            "all_employed",
        ),
        (
            2007,
            {"employees_primary": 3.0},
            ["employees_units", "employees_primary", "employees_secondary", "employees_tertiary"],
            "sector_sum",
        ),
    ],
)
def test_impossible_values_are_missing_and_logged(
    year: int, cells: dict[str, float], missing: list[str], rule: str
) -> None:
    years: dict[int, dict[str, float]] = {2006: {}, 2007: {}, 2008: {}}
    years[year] = cells
    clean, changes = clean_city_panel(toy({"杭州市": years}), CAPITALS, PROVINCES, NONE)
    row = clean[clean["year"].eq(year)].iloc[0]
    assert [name for name in clean.columns if pd.isna(row[name])] == sorted(missing, key=list(clean.columns).index)
    assert changes["rule"].tolist() == [rule] * len(missing)
    assert changes["used"].tolist() == [""] * len(missing)


def test_sector_columns_of_2000_to_2002_hold_shares_and_are_missing() -> None:
    shares = {"employees_primary": 12.0, "employees_secondary": 33.0, "employees_tertiary": 55.0}
    clean, changes = clean_city_panel(toy({"杭州市": {2002: shares}}), CAPITALS, PROVINCES, NONE)
    assert clean[list(shares)].isna().all().all()
    assert clean["employees_units"].tolist() == [21.0]
    assert changes["as_filed"].tolist() == ["12.0", "33.0", "55.0"]


def test_persons_at_work_outside_the_units_do_not_count_as_their_staff(
    filed: pd.DataFrame, cleaned: tuple[pd.DataFrame, pd.DataFrame]
) -> None:
    clean, _ = cleaned
    for city, year in (("通辽市", 2009), ("崇左市", 2003), ("新余市", 2007)):
        assert cell(filed, city, year, "employees_units") > 3 * cell(filed, city, year, "staff_average")
        for column in ("employees_units", "employees_primary", "employees_secondary", "employees_tertiary"):
            assert math.isnan(cell(clean, city, year, column))
    assert cell(clean, "新余市", 2009, "employees_units") == 9.8


def test_a_narrower_coverage_is_told_by_a_leap_that_gdp_did_not_make(
    filed: pd.DataFrame, cleaned: tuple[pd.DataFrame, pd.DataFrame]
) -> None:
    for own, gdp in coverage_evidence(filed).values():
        assert gdp < 0.25 < 0.75 < own
    clean, _ = cleaned
    early = clean[clean["year"].le(2002)]
    assert early[list(NARROW)].isna().all().all()
    assert early["gdp"].notna().any()


def test_districts_stay_where_they_grow_as_the_others() -> None:
    years = {year: {"fiscal_revenue": value} for year, value in ((2001, 1.0), (2002, 1.1), (2003, 1.2))}
    clean, changes = clean_city_panel(toy({"深圳市": years, "杭州市": years}), CAPITALS, PROVINCES, NONE)
    assert "narrow_coverage" not in set(changes["rule"])
    assert clean["fiscal_revenue"].notna().all()


def test_names_are_mended_and_logged() -> None:
    panel = toy({"杭州市": {2007: {}}, "毫州市": {2007: {}}, "宁 波市": {2007: {}}})
    clean, changes = clean_city_panel(panel, CAPITALS, PROVINCES, NONE)
    assert clean["city"].tolist() == ["杭州市", "亳州市", "宁波市"]
    assert changes[["city", "used", "rule"]].to_numpy().tolist() == [
        ["宁 波市", "宁波市", "space_in_name"],
        ["毫州市", "亳州市", "misspelt_name"],
    ]


def test_capital_or_province_not_in_the_panel_is_refused() -> None:
    provinces = PROVINCES.assign(code=["34"])
    capitals = CAPITALS.assign(city=["杭州"])
    with pytest.raises(InputError) as caught:
        clean_city_panel(toy({"杭州市": {2007: {}}}), capitals, provinces, NONE)
    assert [problem.actual for problem in caught.value.problems] == [
        "no province 33",
        "杭州, which is no city of the panel",
    ]
    assert [problem.location for problem in caught.value.problems] == ["column code", "row 2, column city"]
    assert caught.value.problems[1].mend == "write 杭州市, the nearest"


def test_invariants_of_the_clean_panel(cleaned: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    clean, _ = cleaned
    assert len(clean) == 3402
    assert not clean.duplicated(["city", "year"]).any()
    assert (clean[list(POSITIVE)].isna() | clean[list(POSITIVE)].gt(0)).all().all()
    assert (clean["household_savings"].isna() | ~clean["household_savings"].gt(clean["deposits"])).all()
    capitals = clean[clean["is_capital"]].groupby("province_code")["city_code"].nunique()
    assert len(capitals) == 31
    assert capitals.eq(1).all()


BROKEN = {
    "household_savings within deposits": {"household_savings": 11.0},
    "employees_tertiary within employees_units": {"employees_tertiary": 30.0, "employees_secondary": math.nan},
    "give or take 2%": {"employees_primary": 5.0},
    "give or take 2": {"gdp_share_primary": 36.0},
    "in_range(2000.0, 100000.0)": {"wage_average": 9.81},
    "greater_than(0)": {"gdp": 0.0},
    "in_range(2000, 2011)": {"year": 2012},
}


@pytest.mark.parametrize("check", sorted(BROKEN))
def test_a_clean_panel_that_breaks_a_relation_is_refused(check: str) -> None:
    clean, _ = clean_city_panel(toy({"杭州市": {2007: {}, 2008: {}}}), CAPITALS, PROVINCES, NONE)
    for column, value in BROKEN[check].items():
        clean.loc[1, column] = value
    with pytest.raises(InputError) as caught:
        validate(clean, CITY_PANEL)
    (problem,) = caught.value.problems
    assert problem.expected.endswith(check)
    assert problem.location.startswith("row 3, column ")
    column, value = next(iter(BROKEN[check].items()))
    assert column in problem.location
    assert str(value) in problem.actual


def test_every_capital_is_spelt_as_in_the_panel(filed: pd.DataFrame) -> None:
    capitals = raw("provincial_capitals")
    assert set(capitals["city"]) <= set(filed["city"])
    assert capitals["status"].eq("municipality").sum() == 4
    assert set(capitals["province"]) == set(raw("province_codes")["province_zh"])


def by_id(numbers: list[Number]) -> dict[str, Number]:
    assert len({number.id for number in numbers}) == len(numbers)
    return {number.id: number for number in numbers}


def test_numbers_of_the_cities(cleaned: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    numbers = by_id(city_numbers(*cleaned))
    assert numbers["cities.zhejiang"].value == 11
    assert numbers["cities.swap_cells"].value == 572
    # The sixth of the eleven ratios in order, from the figures as filed for 2007 (loans, gdp).
    ratios = sorted(
        100 * loans / gdp
        for loans, gdp in [
            (81423200, 41001720),
            (49580572, 34350040),
            (27211746, 21589092),
            (13515371, 15853145),
            (6559080, 8920238),
            (20696820, 19720520),
            (16308534, 14656700),
            (4063104, 4785000),
            (4843506, 4083700),
            (15770372, 17218412),
            (4094095, 4338900),
        ]
    )
    assert numbers["cities.zhejiang_loans_gdp_median"].value == pytest.approx(ratios[5])


def test_clusters_of_the_thesis() -> None:
    table = clusters(raw("thesis_figures")).set_index("id")
    assert table["output"].to_dict() == {
        "liushi": 299.21,
        "datang": 330.0,
        "shengzhou": 100.0,
        "haining": 177.0,
    }
    assert (table.at["shengzhou", "firms"], table.at["shengzhou", "firms_bound"]) == (
        1100,
        "more_than",
    )
    assert math.isnan(table.at["haining", "share_china"])
    assert table["year"].eq(2007).all()


def test_programmes_and_industries_of_the_thesis() -> None:
    table = programmes(raw("thesis_figures")).set_index("id")
    average = table.loc["programme.average_loan"]
    assert (average["value"], average["unit"], average["year"]) == (157.3, "10k_yuan", 2009)
    assert {"mintai.share", "tailong.firms", "programme.firms"} <= set(table.index)
    assert industries(raw("leading_industries"))["rank"].tolist() == list(range(1, 9))


def test_numbers_of_the_thesis() -> None:
    figures = raw("thesis_figures")
    numbers = by_id(thesis_numbers(figures))
    assert set(numbers) == set(figures["id"])
    output = numbers["liushi.output"]
    assert (output.value, output.unit, output.bound) == (299.21, "100m_yuan", "exact")
    assert output.source.zh.startswith("论文第2.1节（")
    assert output.source.en.startswith("thesis, section 2.1 (")
    assert all("（" in number.source.zh for number in numbers.values())


def test_a_cluster_without_output_is_refused() -> None:
    figures = raw("thesis_figures")
    with pytest.raises(InputError, match=r"id liushi\.output"):
        clusters(figures[figures["id"].ne("liushi.output")])
