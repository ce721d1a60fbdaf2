"""The reviewed corrections: made where they were decided, refused where the raw table has changed."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from oracles import corrected
from test_cleaning import CAPITALS, PROVINCES, raw, toy

from cluster_finance.data.cities import clean_city_panel
from living_edition.errors import InputError
from living_edition.tables.corrections import corrections_resource, read_corrections


def correction(**cells: object) -> pd.DataFrame:
    plain = {"table": "city_panel", "key": "330100", "name": "杭州市", "year": 2007, "column": "gdp"}
    plain |= {"as_filed": "10.0", "used": "", "kind": "other_unit"}
    plain |= dict.fromkeys(("reason_zh", "reason_en", "evidence"), "x")
    return pd.DataFrame([plain | cells])[[field["name"] for field in corrections_resource()["schema"]["fields"]]]


def test_a_correction_is_made_and_logged() -> None:
    panel = toy({"杭州市": {2007: {}, 2008: {}}})
    both = pd.concat([correction(used="12.5"), correction(column="freight", year=2008)], ignore_index=True)
    clean, changes = clean_city_panel(panel, CAPITALS, PROVINCES, both)
    assert clean["gdp"].tolist() == [12.5, 10.0]
    assert clean["freight"].isna().tolist() == [False, True]
    assert changes[["year", "column", "as_filed", "used", "rule"]].to_numpy().tolist() == [
        [2007, "gdp", "10.0", "12.5", "other_unit"],
        [2008, "freight", "10.0", "", "other_unit"],
    ]


def test_corrections_that_no_longer_fit_are_all_refused() -> None:
    stale = pd.concat(
        [correction(as_filed="11.0"), correction(key="330200"), correction(column="gpd"), correction()],
        ignore_index=True,
    )
    with pytest.raises(InputError) as caught:
        clean_city_panel(toy({"杭州市": {2007: {}}}), CAPITALS, PROVINCES, stale)
    problems = caught.value.problems
    assert [problem.location for problem in problems] == [
        "row 2, column as_filed",
        "row 3, column key",
        "row 4, column column",
    ]
    assert problems[0].file.endswith("data/corrections.csv")
    assert "10.0" in problems[0].actual and "11.0" in problems[0].expected
    assert "take the correction out" in problems[0].mend


def test_a_faulty_table_of_corrections_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "corrections.csv"
    correction(kind="because", as_filed="ten").to_csv(path, index=False)
    with pytest.raises(InputError) as caught:
        read_corrections(path)
    assert {(p.file, p.location, p.actual) for p in caught.value.problems} == {
        (str(path), "row 2, column kind", "'because'"),
        (str(path), "row 2, column as_filed", "'ten'"),
    }
    pd.concat([correction(), correction(year=1900), correction()]).to_csv(path, index=False)
    with pytest.raises(InputError) as caught:
        read_corrections(path)
    assert [(p.location, p.actual) for p in caught.value.problems] == [
        ("row 3, column year", "1900, out of range"),
        ("row 4, column table, key, year, column", "city_panel, 330100, 2007, gdp again, as in row 2"),
    ]
    correction().rename(columns={"kind": "kinds"}).to_csv(path, index=False)
    with pytest.raises(InputError, match="row 1, column kinds: found the column 'kinds'; expected 'kind'"):
        read_corrections(path)
    with pytest.raises(InputError, match="no such file"):
        read_corrections(tmp_path / "none.csv")


def test_a_year_may_stand_as_a_spreadsheet_saves_it(tmp_path: Path) -> None:
    path = tmp_path / "corrections.csv"
    plain = correction(used="12.5").assign(as_filed="10.0")
    plain.assign(year="2007.0").to_csv(path, index=False)
    pd.testing.assert_frame_equal(read_corrections(path), plain, check_dtype=False)
    assert read_corrections(path)["year"].dtype == "int64"


def test_every_correction_holds_for_its_raw_table() -> None:
    corrections = read_corrections()
    for table in corrections["table"].unique():
        made, before = corrected(table, raw(table), corrections), raw(table)
        differs = (made != before) & ~(made.isna() & before.isna())
        assert int(differs.sum().sum()) == corrections["table"].eq(table).sum()


def test_corrections_from_another_source_are_its_figures() -> None:
    source = raw("prefecture_gdp_crosscheck")
    mine = read_corrections().rename(columns={"name": "name_"}).query("kind == 'other_source'")
    for one in mine.itertuples():
        row = source[source["prefecture"].eq(one.name_) & source["year"].eq(one.year)].iloc[0]
        value = row["population"] if one.column == "population_year_end" else row["gdp"] * 10_000
        assert float(one.used) == pytest.approx(value, rel=1e-9)
