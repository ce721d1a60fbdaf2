"""Cross-checks: pairs, agreement, and the named disagreements."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest

from cluster_finance.data.crosscheck import (
    agreement,
    crosscheck_numbers,
    disagreements,
    firms_of_nation,
    pairs_of,
)
from cluster_finance.thesis.facts import facts
from living_edition.errors import InputError
from living_edition.tables.descriptor import (
    DATA,
    raw_path,
    resource,
    table_names,
)
from living_edition.tables.raw import read_raw

FACTS = ("context_facts", "context_sources", "outlets")


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    # The panel as filed, its provinces beside it: what is compared here does not wait for the cleaning.
    found = {name: read_raw(raw_path(name), resource(name)) for name in table_names()}
    code = found["city_panel"]["city_code"].str[:2]
    names = found["province_codes"].set_index("code")["province_zh"]
    panel = found["city_panel"].assign(province_code=code, province_zh=code.map(names))
    return found | {"city_panel": panel, "facts": facts(*(found[name] for name in FACTS))}


@pytest.fixture(scope="module")
def pairs(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    return pairs_of(tables)


def made(deviations: list[float], check: str = "city_gdp", place: str = "甲市") -> pd.DataFrame:
    years = range(2001, 2001 + len(deviations))
    first = [100 * (1 + deviation) for deviation in deviations]
    return pd.DataFrame(
        {"check": check, "place": place, "year": years, "first": first, "second": 100.0, "unit": "100m_yuan",
         "deviation": deviations}
    )  # fmt: skip


def test_agreement_counts_within_each_tolerance() -> None:
    table = agreement(made([0.0, 0.005, -0.015, 0.03, -0.2])).set_index("id")
    row = table.loc["city_gdp"]
    assert (row["pairs"], row["within_1"], row["within_2"], row["within_5"]) == (5, 40.0, 60.0, 80.0)
    assert row["equal"] == 20.0
    assert row["median_deviation"] == pytest.approx(1.5)


def test_disagreements_are_named_by_their_pattern() -> None:
    lasting = made([0.1, 0.2, 0.3, 0.4], place="甲市")
    single = made([0.01, -0.2, 0.02, 0.03], place="乙市")
    shifted = made([0.0, 0.0, 0.0], place="丙市").assign(first=[100.0, 120.0, 150.0], second=[120.0, 150.0, 180.0])
    shifted["deviation"] = shifted["first"] / shifted["second"] - 1
    off = disagreements(pd.concat([lasting, single, shifted], ignore_index=True)).set_index(["place", "year"])
    assert off.loc["甲市", "pattern"].tolist() == ["lasting"] * 4
    assert off.loc[("乙市", 2002), "pattern"] == "single"
    assert off.loc["丙市", "pattern"].tolist() == ["next_year", "next_year", "single"]


def test_figures_of_single_checks_are_those_of_the_files(pairs: pd.DataFrame) -> None:
    # Read by another way than the code's: the csv module on the files as they are.
    with Path(DATA / "raw" / "city_industrial_output.csv").open(encoding="utf-8") as file:
        output = {(row["city"], row["year"]): row["gross_industrial_output"] for row in csv.DictReader(file)}
    one = pairs.set_index("check")
    assert one.at["hangzhou_output", "first"] == pytest.approx(float(output["杭州市", "2007"]) / 1e4)
    assert one.at["hangzhou_output", "second"] == 8350.69
    # 1000 + 13726 + 6107 + 693 + 2212 + 12 + 4330 + 47 + 102 + 97: the kinds in the file, rural ones once.
    assert one.at["bank_assets_parts", "first"] == 28326
    assert one.at["bank_assets_total", "first"] == 28326 + 4330 + 40
    assert one.at["sme_loans", "first"] == pytest.approx(81853.98 + 54310.21)


def test_cities_known_to_differ_are_named(pairs: pd.DataFrame) -> None:
    off = disagreements(pairs)
    named = off[off["check"].eq("city_gdp") & off["pattern"].eq("lasting")]
    assert {"延安市", "榆林市", "柳州市"} <= set(named["place"])
    shifted = off[off["check"].eq("output_file_gdp") & off["pattern"].eq("next_year")]
    assert {2004, 2005, 2006} == set(shifted.loc[shifted["place"].eq("嘉兴市"), "year"])


def test_the_second_compilation_is_joined_by_code(pairs: pd.DataFrame, tables: dict[str, pd.DataFrame]) -> None:
    found = pairs[pairs["check"].eq("city_gdp") & pairs["second"].notna()]
    # 巢湖 (3414) has no name in the second compilation, 广州 (4401) is spaced there.
    assert {"巢湖市", "广州市"} <= set(found["place"])
    other = tables["prefecture_gdp_crosscheck"]
    filed = other.loc[other["prefecture_code"].eq("4401") & other["year"].eq(2007), "gdp"].item()
    assert found.loc[found["place"].eq("广州市") & found["year"].eq(2007), "second"].item() == filed


def test_provinces_are_summed_only_where_no_prefecture_is_wanting(pairs: pd.DataFrame) -> None:
    summed = set(pairs.loc[pairs["check"].eq("province_gdp_cities"), "place"])
    assert {"浙江省", "北京市"} <= summed
    assert not {"西藏自治区", "新疆维吾尔自治区", "贵州省", "海南省"} & summed


def test_every_part_of_the_yearbooks_adds_up(pairs: pd.DataFrame) -> None:
    assert pairs.loc[pairs["check"].eq("firms_parts"), "deviation"].eq(0).all()


def test_a_province_with_more_firms_than_the_nation_is_refused(tables: dict[str, pd.DataFrame]) -> None:
    share = firms_of_nation(tables).set_index("year")["share"]
    assert share[2007] == pytest.approx(51604 / 336768)
    small = tables["national_industry_totals"].assign(n_firms=10)
    with pytest.raises(InputError, match="more firms than the nation"):
        firms_of_nation(tables | {"national_industry_totals": small})


def test_a_check_without_pairs_is_refused(tables: dict[str, pd.DataFrame]) -> None:
    strangers = tables["prefecture_gdp_crosscheck"].assign(prefecture_code="9999")
    with pytest.raises(InputError) as caught:
        pairs_of(tables | {"prefecture_gdp_crosscheck": strangers})
    files = {problem.file for problem in caught.value.problems}
    assert {"cross-check city_gdp", "cross-check city_population"} <= files


def test_numbers_have_distinct_ids(pairs: pd.DataFrame, tables: dict[str, pd.DataFrame]) -> None:
    numbers = crosscheck_numbers(agreement(pairs), disagreements(pairs), firms_of_nation(tables))
    ids = [number.id for number in numbers]
    assert len(ids) == len(set(ids))
    assert {"crosscheck.city_gdp.within_5", "crosscheck.hangzhou_output.difference"} <= set(ids)


def test_a_third_record_upholds_the_panel_against_a_shifted_copy() -> None:
    years = [100.0, 120.0, 150.0, 190.0]
    copy = made([0.0] * 4, "output_file_gdp").assign(first=years, second=[120.0, 150.0, 190.0, 190.0])
    copy["deviation"] = copy["first"] / copy["second"] - 1
    # In the second of the three shifted years the second compilation is off the panel too.
    second = made([0.0, 0.2, 0.01, 0.0])
    pairs = pd.concat([copy, second], ignore_index=True)
    firms = pd.DataFrame({"year": [2007], "share": [0.1]})
    numbers = {n.id: n.value for n in crosscheck_numbers(agreement(pairs), disagreements(pairs), firms)}
    assert numbers["crosscheck.output_file_gdp.shifted_cities"] == 1
    assert numbers["crosscheck.output_file_gdp.panel_upheld"] == pytest.approx(200 / 3)
