"""Single facts: numbers with bounds and units, each cited by outlet and date and not by the page it was read at."""

from __future__ import annotations

import pandas as pd
import pytest

from cluster_finance.thesis.fact_sources import citation, day, fact_sources
from cluster_finance.thesis.facts import fact_numbers, facts, period_zh
from living_edition.errors import InputError
from living_edition.tables.descriptor import raw_path, resource
from living_edition.tables.raw import read_raw

TABLES = ("context_facts", "context_sources", "outlets")


def raw(name: str) -> pd.DataFrame:
    return read_raw(raw_path(name), resource(name))


@pytest.fixture(scope="module")
def clean() -> pd.DataFrame:
    return facts(*(raw(name) for name in TABLES))


def test_facts_keep_their_bounds_and_units(clean: pd.DataFrame) -> None:
    table = clean.set_index("id")
    shown = {name: tuple(table.loc[name, ["value", "bound", "unit"]]) for name in ("f17", "f36", "f50", "f113", "f132")}
    assert shown == {
        "f17": (3729.0, "exact", "institutions"),
        "f36": (80.0, "about", "percent"),
        "f50": (100.0, "more_than", "firms"),
        "f113": (30.0, "at_most", "10k_yuan"),
        "f132": (300_000_000.0, "about", "pieces"),
    }
    units = ["firms", "firms", "months", "countries", "models", "100m_yuan", "firms"]
    assert table.loc[["f28", "f39", "f49", "f54", "f112", "f117", "f126"], "unit"].tolist() == units
    # 320 million yuan and 17.46 million firms, as the sources print them.
    assert table.loc[["f117", "f126"], "value"].tolist() == [3.2, 17_460_000.0]


def test_every_fact_names_outlet_and_date_and_no_chinese_name_is_left_in_latin(clean: pd.DataFrame) -> None:
    assert clean["outlet_zh"].str.len().gt(0).all() and clean["date"].str.match(r"\d{4}").all()
    chinese = clean["subject_zh"] + clean["variable_zh"]
    assert not chinese.str.contains("[A-Za-z]").any()
    assert clean["found_again"].eq("no").sum() == 4  # f29, f40, f41, f45


def test_the_source_of_a_number_is_the_outlet_and_never_the_page_that_was_read(clean: pd.DataFrame) -> None:
    numbers = {number.id: number for number in fact_numbers(clean)}
    figure = numbers["fact.f66"]
    assert figure.source.zh == "浙江中小企业信用担保机构，2005年12月31日；《浙江日报》，2006年3月24日"
    assert figure.source.en == "Zhejiang SME guarantee institutions, 2005-12-31; Zhejiang Daily, 24 March 2006"
    assert numbers["fact.f12"].source.en.endswith("Economic Daily, Wang Xinchuan, 3 July 2009")
    assert numbers["fact.f41"].source.en.endswith("(could not be found again)")
    assert not any("http" in number.source.zh + number.source.en for number in numbers.values())
    assert numbers["fact.f21"].extra["read_at"].startswith("http://m.lurdlur.com/")


def source(**cells: str) -> pd.DataFrame:
    return raw("context_sources").head(1).assign(**cells)


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ({"address": "http://m.lurdlur.com/a.shtml"}, "found the host m.lurdlur.com"),
        ({"address": "http://zjrb.zjol.com.cn.evil.com/a"}, "found the host zjrb.zjol.com.cn.evil.com"),
        ({"outlet": "unnamed", "address": "http://example.com/a"}, "none is known"),
        ({"outlet": "nobody"}, "'nobody'"),
        ({"date": "2009-13"}, "'2009-13'"),
        ({"date": "2009-02-30"}, "'2009-02-30'"),
    ],
)
def test_a_source_that_is_not_the_outlet_s_is_refused(cells: dict[str, str], found: str) -> None:
    with pytest.raises(InputError) as caught:
        fact_sources(source(**{"outlet": "china_news", **cells}), raw("outlets"))
    assert found in str(caught.value) and "data/raw/context_sources.csv, row 2" in str(caught.value)


@pytest.mark.parametrize("column", ["outlet", "date", "read_at"])
def test_a_source_without_outlet_or_date_is_refused_as_read(column: str) -> None:
    fields = {field["name"]: field for field in resource("context_sources")["schema"]["fields"]}
    assert fields[column]["constraints"]["required"]


def test_a_page_of_the_outlet_itself_passes() -> None:
    known = fact_sources(source(outlet="china_news", address="http://www.chinanews.com/a.shtml"), raw("outlets"))
    assert citation(next(iter(known.values())), "en").startswith("China News Service, ")


def test_facts_that_are_no_facts_are_all_refused() -> None:
    table = raw("context_facts").head(4)
    table = table.assign(
        value=["many", "1.5", "nearly 3", "2"],
        unit=["percent", "pound", "count", "percent"],
        source=[*table["source"][:3], "nobody1999"],
    )
    with pytest.raises(InputError) as caught:
        facts(table, raw("context_sources"), raw("outlets"))
    assert [problem.location for problem in caught.value.problems] == [
        "row 2, column value",
        "row 3, column unit",
        "row 5, column source",
    ]


@pytest.mark.parametrize(
    ("period", "zh"),
    [
        ("2009-07-03", "2009年7月3日"),
        ("2009-07", "2009年7月"),
        ("2009H1", "2009年上半年"),
        ("2009", "2009年"),
        ("to 2005-12-31", "截至2005年12月31日"),
        ("2011-06 to 2012-11", "2011年6月至2012年11月"),
    ],
)
def test_periods_in_chinese(period: str, zh: str) -> None:
    assert period_zh(period) == zh


@pytest.mark.parametrize(
    ("date", "zh", "en"),
    [("2009-07-03", "2009年7月3日", "3 July 2009"), ("2012-07", "2012年7月", "July 2012"), ("2014", "2014年", "2014")],
)
def test_days_in_words(date: str, zh: str, en: str) -> None:
    assert (day(date, "zh"), day(date, "en")) == (zh, en)
