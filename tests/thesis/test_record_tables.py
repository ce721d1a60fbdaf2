"""Tables of the record: what a reader sees of figures, bounds and reasons."""

from __future__ import annotations

import pandas as pd
import pytest

from cluster_finance.data.concentration import cluster_measures
from cluster_finance.exhibits.verification_tables import (
    changes,
    concentration,
    filled,
    measures,
)
from living_edition.tables.descriptor import raw_path, resource
from living_edition.tables.raw import read_raw


def raw(name: str) -> pd.DataFrame:
    return read_raw(raw_path(name), resource(name))


def test_changes_are_counted_by_reason_most_first() -> None:
    log = pd.DataFrame(
        {
            "rule": ["spike", "spike", "swap_2010", "spike"],
            "year": [2003, 2005, 2010, 2004],
            "used": ["", None, "7.0", ""],
        }
    )
    assert changes(log, "en").texts == [
        ["A jump in one year, against the years before and after", "set missing", "3", "2003–2005"],
        ["Loans and household savings of 2010, filed in each other's columns, put back", "corrected", "1", "2010"],
    ]
    assert [row[1:] for row in changes(log, "zh").texts] == [["设为缺失", "3", "2003–2005"], ["改正", "1", "2010"]]


@pytest.mark.parametrize(("lang", "shown"), [("zh", "不低于30%"), ("en", "at least 30%")])
def test_a_bound_stays_a_bound_in_the_table(lang: str, shown: str) -> None:
    rows = measures(cluster_measures(raw("thesis_figures")), lang).texts
    assert shown in [row[2] for row in rows]
    assert {"zh": "不能确定", "en": "not determined"}[lang] in [row[2] for row in rows]


def test_zhejiang_stands_first_and_its_cities_by_density() -> None:
    columns = {"year": 2007, "province_code": "33", "location_quotient": 1.234, "quotient_rank": 2, "density_rank": 3}
    cities = pd.DataFrame(
        [{**columns, "city": "杭州市", "density": 1.0}, {**columns, "city": "宁波市", "density": 2.0}]
    )
    other = pd.DataFrame([{**columns, "city": "合肥市", "density": 9.0, "province_code": "34"}])
    province = pd.DataFrame([{**columns, "density": 5.0}])
    found = concentration(pd.concat([cities, other]), province, "en").texts
    assert [row[0] for row in found] == ["Zhejiang (among provinces)", "Ningbo", "Hangzhou"]
    assert found[1][1:] == ["1.23", "2", "2.0", "3"]


def test_reasons_print_the_figures_they_name() -> None:
    assert filled("a {f01}, b {ratio} and {liushi.output}", {"f01": "1", "ratio": "2", "liushi.output": "3"}) == (
        "a 1, b 2 and 3"
    )
    with pytest.raises(KeyError, match="f02"):
        filled("{f02}", {})
