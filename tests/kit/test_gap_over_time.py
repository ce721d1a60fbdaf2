"""Groups' gaps by year: differences of means, an outcome built to have them, ranks and sets by counting."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
import yaml

from living_edition.errors import InputError
from living_edition.regression.gap_over_time import GapOverTime, gaps, over_years, p_of_set, ranks, result
from living_edition.regression.joined import JoinedTable
from living_edition.regression.spec import check_columns
from living_edition.yaml_models import read


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


def spec_file(tmp_path: Path, **changes: Any) -> Path:
    """Return the file of a spec of one variant, of columns as they are."""
    said = {"zh": "一", "en": "one"}
    content = {
        "id": "s", "family": "gap_over_time", "title": said, "claim": said | {"section": ""}, "hypothesis": said,
        "against": said, "cannot_say": said, "sample": {"table": "t", "province": "group"},
        "beside": {"resource": "beside", "columns": {"town": "city", "more": "other"}}, "treated": "a",
        "named": [said | {"id": "pair", "provinces": ["a", "b"]}], "least_cities": 2,
        "variants": [said | {"id": "v", "outcome": "y", "capitals": True}], **changes,
    }  # fmt: skip
    file = tmp_path / "s.yaml"
    file.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return file


def of_cities() -> pd.DataFrame:
    """Return the six groups' rows with the names of their cities."""
    return rows().assign(city=lambda t: t["group"] + t["i"].astype(str))


@pytest.mark.parametrize(
    ("sample", "years", "groups"),
    [
        ({}, [2003, 2005, 2008], "abcdef"),
        ({"years": [2003, 2008]}, [2003, 2008], "abcdef"),
        ({"exclude": ["c", "e"]}, [2003, 2005, 2008], "abdf"),
    ],
)
def test_gaps_are_of_the_years_and_provinces_asked(
    tmp_path: Path, sample: dict[str, Any], years: list[int], groups: str
) -> None:
    spec = read(spec_file(tmp_path, sample={"table": "t", "province": "group", **sample}), GapOverTime)
    _, tidy = result(spec, of_cities())
    assert (sorted(set(tidy["year"])), sorted(set(tidy["province_code"]))) == (years, list(groups))


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        # A group has 4 rows a year, or 5, or 6: a is the 97th letter, b the 98th.
        ({"treated": "x"}, r"variant v, province x: found no city in one of the years; .* \(a, b, c, d, e, f\)"),
        ({"least_cities": 6}, r"province a: found 5 cities a year .*expected at least 6 cities .* \(b, e\)"),
        ({"sample": {"table": "t", "province": "group", "years": [1900, 1901]}}, "province a: found no city in one of"),
    ],
)
def test_a_province_that_is_told_of_has_a_rank(tmp_path: Path, changes: dict[str, Any], told: str) -> None:
    with pytest.raises(InputError, match=told):
        result(read(spec_file(tmp_path, **changes), GapOverTime), of_cities())


def test_names_and_provinces_are_checked_before_anything_is_measured(tmp_path: Path) -> None:
    file = spec_file(tmp_path)
    with pytest.raises(InputError, match=r"key variants\.v\.outcome: found the unknown name 'y'"):
        check_columns(read(file, GapOverTime), ["city", "group", "year", "z"], file)
    for one in ({"year": 2003}, {"years": [2003]}):
        with pytest.raises(InputError, match="expected two years at least"):
            read(spec_file(tmp_path, sample={"table": "t", "province": "group", **one}), GapOverTime)
    with pytest.raises(InputError, match=r"key sample\.province: found nothing; expected the column"):
        read(spec_file(tmp_path, sample={"table": "t", "province": None}), GapOverTime)


def test_a_table_is_joined_by_what_both_have(tmp_path: Path) -> None:
    file, table = spec_file(tmp_path), pd.DataFrame({"city": ["p", "q", "p"], "year": [1, 1, 2]})
    beside: JoinedTable = read(file, GapOverTime).beside
    # The same row twice says one thing; a row without a name belongs to no city.
    raw = pd.DataFrame({"town": ["p", "p", None, None], "more": [1.0, 1.0, 2.0, 3.0]})
    assert beside.join(table, raw, file)["other"].tolist() == pytest.approx([1.0, np.nan, 1.0], nan_ok=True)
    with pytest.raises(InputError, match=r"data/raw/beside\.csv, row 3: found p twice; expected one row for each city"):
        beside.join(table, raw.assign(more=[1.0, 4.0, 2.0, 3.0]), file)
    with pytest.raises(InputError, match=r"key beside\.columns: found no column that the table has"):
        beside.join(table.rename(columns={"city": "place"}), raw, file)
    with pytest.raises(InputError, match=r"key beside\.columns\.town: found the unknown name 'town'.* write towns,"):
        beside.join(table, raw.rename(columns={"town": "towns"}), file)
