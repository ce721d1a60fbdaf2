"""The tables that only the regressions use: planted faults are found, the real tables hold."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cluster_finance.data.cities import clean_city_panel
from cluster_finance.data.industrial_output import city_output
from cluster_finance.data.provinces import LARGE, clean_province_banks
from cluster_finance.exhibits.romanised_cities import romanised
from living_edition.errors import InputError
from living_edition.tables.corrections import read_corrections
from living_edition.tables.descriptor import raw_path, resource
from living_edition.tables.raw import read_raw

CODES = pd.DataFrame(
    {"code": ["33", "44"], "province_zh": ["浙江省", "广东省"], "province_en": ["Zhejiang", "Guangdong"]}
)


def banks(**filed: float) -> pd.DataFrame:
    """Return three years of two provinces and Shenzhen; ``filed`` are kinds of Zhejiang in 2007."""
    rows = []
    for place in ("浙江省", "广东省", "深圳市", "中国"):
        for year in (2006, 2007, 2008):
            kinds = {**dict.fromkeys(LARGE, 10.0), "小型农村金融机构": 20.0, "城市商业银行": 30.0, "合计": 100.0}
            if (place, year) == ("浙江省", 2007):
                kinds.update(filed)
            rows += [(year, place, kind, value) for kind, value in kinds.items()]
    return pd.DataFrame(rows, columns=["year", "province", "institution_type", "assets"])


def gdp() -> pd.DataFrame:
    """Return a gdp for every province and year."""
    places = [(place, year) for place in ("浙江省", "广东省") for year in (2006, 2007, 2008)]
    return pd.DataFrame(places, columns=["province", "year"]).assign(gdp=200.0)


def test_parts_are_summed_and_shenzhen_is_within_guangdong() -> None:
    table, log = clean_province_banks(banks(合计=999.0), gdp(), CODES)
    assert table["province_code"].tolist() == ["33"] * 3 + ["44"] * 3
    assert table["bank_assets"].tolist() == [100.0] * 6
    assert table["local_small_assets"].tolist() == [20.0] * 6
    assert table["bank_assets_lag"].isna().tolist() == [True, False, False] * 2
    assert set(log["rule"]) == {"not_a_province"}


def test_a_group_filed_beside_its_kinds_counts_once() -> None:
    table, log = clean_province_banks(banks(农村信用社=12.0, 农村合作银行=8.0), gdp(), CODES)
    assert table.loc[1, ["bank_assets", "local_small_assets"]].tolist() == [100.0, 20.0]
    assert (log["rule"] == "counted_twice").sum() == 2
    with pytest.raises(InputError, match="浙江省 2007, 小型农村金融机构: found 20, and 15 over its kinds"):
        clean_province_banks(banks(农村信用社=15.0), gdp(), CODES)


def test_kinds_stand_for_a_group_that_is_not_filed() -> None:
    table, _ = clean_province_banks(banks(小型农村金融机构=0.0, 农村信用社=15.0, 村镇银行=1.0), gdp(), CODES)
    assert table.loc[1, ["bank_assets", "local_small_assets"]].tolist() == [96.0, 16.0]


def test_a_spike_is_missing_in_what_it_enters_and_in_the_lag() -> None:
    table, log = clean_province_banks(banks(小型农村金融机构=2.0), gdp(), CODES)
    assert table["local_small_assets"].isna().tolist() == [False, True, False, False, False, False]
    assert table["bank_assets_lag"].isna().tolist() == [True, False, True, True, False, False]
    assert log.loc[log["rule"] == "spike", ["city", "year", "as_filed"]].values.tolist() == [["浙江省", 2007, "2.0"]]


def test_what_is_not_known_is_refused() -> None:
    with pytest.raises(InputError, match="column institution_type: found 网络银行"):
        clean_province_banks(banks(网络银行=1.0), gdp(), CODES)
    with pytest.raises(InputError, match="浙江省 2008: found no gdp"):
        clean_province_banks(banks(), gdp().query("not (province == '浙江省' and year == 2008)"), CODES)


def test_zhejiang_in_2006_is_near_what_its_regulator_said() -> None:
    names = ("province_bank_institutions", "province_gdp", "province_codes")
    table, log = clean_province_banks(*(read_raw(raw_path(name), resource(name)) for name in names))
    facts = read_raw(raw_path("context_facts"), resource("context_facts")).set_index("id")
    ours = table.query("province_code == '33' and year == 2006").iloc[0]
    said = float(str(facts.loc["f01", "value"]))
    assert ours["bank_assets"] == pytest.approx(said, rel=0.01)
    assert ours["bank_assets_filed"] > 1.1 * said
    assert len(table) == 31 * 7
    assert {("天津市", 2008)} == set(map(tuple, log.loc[log["rule"] == "spike", ["city", "year"]].values))


def test_output_meets_the_panel_by_name_and_year() -> None:
    panel = pd.DataFrame(
        {
            "city_code": ["341600", "330300"], "city": ["亳州市", "温州市"], "province_code": ["34", "33"],
            "province_zh": ["安徽省", "浙江省"], "province_en": ["Anhui", "Zhejiang"],
            "is_capital": False, "year": [2006, 2006], "gdp": 100.0, "loans": 50.0, "deposits": 80.0,
            "employees_secondary": 1.0, "land_area": 10.0, "gdp_share_secondary": 50.0,
            "gdp_share_tertiary": 40.0, "population_year_end": 500.0, "fiscal_expenditure": 10.0,
        }
    )  # fmt: skip
    filed = pd.DataFrame(
        {
            "city": ["毫州市", "呼伦贝尔市", "温州市"],
            "year": [2006, 2006, 2015],
            "gdp": 1.0,
            "gross_industrial_output": 9.0,
        }
    )
    table, log = city_output(filed, panel)
    assert table[["city", "gdp", "gdp_filed", "gross_industrial_output"]].values.tolist() == [
        ["亳州市", 100.0, 1.0, 9.0]
    ]
    assert sorted(log["rule"]) == ["misspelt_name", "not_in_panel"]
    # A warning names provinces, not their codes.
    assert table[["province_zh", "province_en"]].values.tolist() == [["安徽省", "Anhui"]]
    assert Path(raw_path("city_industrial_output")).is_file()


def test_an_english_note_names_cities_in_latin_letters() -> None:
    assert romanised("alone: 上海市, 西宁市; few") == "alone: Shanghai, Xining; few"
    assert romanised("某某市") == "某某市"


def slipped(offset: int, years: range = range(2004, 2010)) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return output filed with the GDP of ``offset`` years on in 温州, of its own year in 台州, and the panel."""
    cities = {"330300": "温州市", "331000": "台州市"}
    panel = pd.DataFrame(
        [
            {
                "city_code": code, "city": city, "province_code": "33", "province_zh": "浙江省",
                "province_en": "Zhejiang", "is_capital": False, "year": year,
                "gdp": 100.0 * 1.1 ** (year - 2000), "loans": 50.0, "deposits": 80.0, "employees_secondary": 1.0,
                "land_area": 10.0, "gdp_share_secondary": 50.0, "gdp_share_tertiary": 40.0,
                "population_year_end": 500.0, "fiscal_expenditure": 10.0,
            }
            for code, city in cities.items()
            for year in range(2003, 2012)
        ]
    )  # fmt: skip
    filed = pd.DataFrame(
        [
            {
                "city": city, "year": year, "gross_industrial_output": float(year),
                "gdp": round(100.0 * 1.1 ** (year + offset * (city == "温州市") - 2000), 3),
            }
            for city in cities.values()
            for year in years
        ]
    )  # fmt: skip
    return filed, panel


@pytest.mark.parametrize("offset", [1, -1])
def test_rows_that_hold_the_gdp_of_a_year_beside_are_given_that_year(offset: int) -> None:
    table, log = city_output(*slipped(offset))
    by_city = {str(city): part for city, part in table.groupby("city")}
    # The output says the year in which it was filed.
    moved = by_city["温州市"]["year"] - by_city["温州市"]["gross_industrial_output"].astype(int)
    assert set(moved) == {offset}
    assert (by_city["台州市"]["year"] == by_city["台州市"]["gross_industrial_output"]).all()
    assert set(log["rule"]) == {"year_shifted"} and set(log["city"]) == {"温州市"}
    assert log["used"].astype(int).sub(log["year"]).eq(offset).all()


def test_one_year_in_place_keeps_a_city_where_it_is() -> None:
    filed, panel = slipped(1)
    filed.loc[(filed["city"] == "温州市") & (filed["year"] == 2006), "gdp"] = 100.0 * 1.1**6
    table, log = city_output(filed, panel)
    assert log.empty and (table["year"] == table["gross_industrial_output"]).all()


def test_in_the_source_output_slipped_with_the_gdp_beside_it() -> None:
    """Growth of output goes with that of secondary-sector GDP in the year given, not in the year filed."""
    names = ("city_panel", "provincial_capitals", "province_codes")
    panel = clean_city_panel(*(read_raw(raw_path(name), resource(name)) for name in names), read_corrections())[0]
    filed = read_raw(raw_path("city_industrial_output"), resource("city_industrial_output"))
    table, log = city_output(filed, panel)
    cities = set(log.loc[log["rule"] == "year_shifted", "city"])
    assert len(cities) > 10
    secondary = panel.assign(value=panel["gdp"] * panel["gdp_share_secondary"]).pivot(
        index="city", columns="year", values="value"
    )
    growth = np.log(secondary).diff(axis=1).stack()
    own = table[table["city"].isin(cities)].sort_values(["city", "year"])
    change = np.log(own["gross_industrial_output"]).groupby(own["city"]).diff()
    change = change.where(own.groupby("city")["year"].diff().eq(1))
    given = pd.MultiIndex.from_frame(own[["city", "year"]])
    moved = log[log["rule"] == "year_shifted"]
    offset = (moved["used"].astype(int) - moved["year"]).groupby(moved["city"]).first()
    as_filed = pd.MultiIndex.from_arrays([own["city"], own["year"] - own["city"].map(offset)])
    growths = {"given": growth.reindex(given).to_numpy(), "filed": growth.reindex(as_filed).to_numpy()}
    pairs = pd.DataFrame({"change": change.to_numpy(), **growths}).dropna()
    correlations = pairs.corr()["change"]
    assert correlations["given"] > 0.6
    assert correlations["filed"] < 0.3
