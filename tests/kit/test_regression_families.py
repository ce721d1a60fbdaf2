"""Specs with effects, parts of the sample and several clusters; the family; what must be refused or said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import yaml
from linearmodels.panel import PanelOLS

from living_edition.errors import InputError
from living_edition.exhibits.regression_tables import regression
from living_edition.regression.diagnostics import without_each_province
from living_edition.regression.estimate import (
    Design,
    draw_sample,
    estimate,
    every_design,
    redundant,
)
from living_edition.regression.holm import holm, read
from living_edition.regression.least_squares import Inference, regress
from living_edition.regression.results import result, tidy
from living_edition.regression.spec import Spec, check_columns, read_spec

SPECS = Path(__file__).parents[2] / "specs" / "regressions"
QUICK = Inference(confidence=0.95, draws=999, seed=20100601)
SLOPE = 0.5


def panel(provinces: int = 8, cities: int = 4, years: int = 9, noise: float = 0.1) -> pd.DataFrame:
    """Return a panel whose coefficients of industry (0.5) and gdp (0.4) inside cities are known."""
    random = np.random.default_rng(4)
    rows = [(p, c, y) for p in range(provinces) for c in range(cities) for y in range(2003, 2003 + years)]
    table = pd.DataFrame(rows, columns=["p", "c", "year"])
    table["province_code"] = (table["p"] + 30).astype(str)
    table["city"] = table["province_code"] + "-" + table["c"].astype(str)
    table["is_capital"] = table["c"] == 0
    n = len(table)
    own = table["city"].map({city: random.normal() for city in table["city"].unique()})
    table["employees_secondary"] = np.exp(own + random.normal(size=n))
    table["gdp"] = np.exp(5 + own + random.normal(size=n))
    table["gdp_share_secondary"] = random.uniform(30, 60, n)
    level = SLOPE * np.log(table["employees_secondary"]) + 0.4 * np.log(table["gdp"])
    table["loans"] = np.exp(level + 3 * own + 0.1 * table["year"] + noise * random.normal(size=n))
    return table


@pytest.fixture
def altered(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes a spec with some keys changed and returns its path."""

    def write(name: str, **changes: Any) -> Path:
        content = yaml.safe_load((SPECS / f"{name}.yaml").read_text(encoding="utf-8"))
        content.update(changes)
        target = tmp_path / f"{name}.yaml"
        target.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
        return target

    return write


def only(spec: Spec, table: pd.DataFrame, model: str) -> Design:
    """Return the design of one model."""
    sample, _ = draw_sample(spec, table)
    return next(made for _, _, made in every_design(spec, sample) if made.model == model)


@pytest.mark.parametrize("name", [path.stem for path in sorted(SPECS.glob("*.yaml"))])
def test_every_spec_is_named_after_its_file_and_holds(name: str) -> None:
    assert read_spec(SPECS / f"{name}.yaml").id == name


def test_city_and_year_effects_are_those_of_linearmodels() -> None:
    spec, table = read_spec(SPECS / "panel.yaml"), panel()
    made = only(spec, table, "employment.city_year")
    done = estimate(made, ["HC1", "city", "province", "province_year"], 0.95)
    frame = table.assign(
        y=np.log(table["loans"]), industry=np.log(table["employees_secondary"]), ln_gdp=np.log(table["gdp"])
    ).set_index(["city", "year"])
    fit = PanelOLS(frame["y"], frame[["industry", "ln_gdp"]], entity_effects=True, time_effects=True).fit()
    for term in ("industry", "ln_gdp"):
        assert done.terms[term] == pytest.approx(fit.params[term], rel=1e-8)
    assert done.terms["industry"] == pytest.approx(SLOPE, abs=4 * done.errors["industry"]["HC1"].se)
    assert done.r2_within == pytest.approx(1 - fit.resid_ss / _left_by_effects(frame), rel=1e-8)
    assert done.errors["industry"]["province_year"].df == 7
    assert {said["en"] for said in done.warnings} == {
        f"few clusters: {number}; clustered standard errors may be too small"
        for number in ("32 cities", "8 provinces", "9 years")
    }


def _left_by_effects(frame: pd.DataFrame) -> float:
    y = frame["y"]
    city, year = (y.groupby(level=name).transform("mean") for name in ("city", "year"))
    return float(((y - city - year + y.mean()) ** 2).sum())


def test_parts_of_the_sample_leave_out_what_they_say() -> None:
    spec, table = read_spec(SPECS / "panel.yaml"), panel()
    assert len(only(spec, table, "employment.city_year_without_2010").y) == 8 * 4 * 8
    assert len(only(spec, table, "employment.city_year_without_capitals").y) == 8 * 3 * 9
    sample, _ = draw_sample(spec, table)
    ids = [made.model for _, _, made in every_design(spec, sample)]
    assert len(ids) == len(set(ids))
    # City effects and a sample without capitals take up the indicator.
    assert not any("capital" in name.split("_") and ("city" in name or "capitals" in name) for name in ids)


def test_a_province_left_out_of_a_panel_equals_a_smaller_panel() -> None:
    spec, table = read_spec(SPECS / "panel.yaml"), panel()
    found = without_each_province(estimate(only(spec, table, "gdp.city_year"), [], 0.95), "industry")
    assert len(found) == 8
    for code in ("30", "34"):
        smaller = spec.model_copy(update={"leave_out": []})
        again = estimate(only(smaller, table.query(f"province_code != '{code}'"), "gdp.city_year"), [], 0.95)
        assert found[code] == pytest.approx(again.terms["industry"], rel=1e-8)


def test_a_city_seen_once_leaves_and_is_said() -> None:
    spec, table = read_spec(SPECS / "panel.yaml"), panel()
    table = table.loc[~((table["city"] == "31-2") & (table["year"] > 2003))]
    made = only(spec, table, "employment.city_year")
    assert made.singletons == ("31-2",)
    assert "31-2" in estimate(made, [], 0.95).warnings[0]["en"]
    assert only(spec, table, "employment.year").singletons == ()


def test_redundant_columns_are_all_named_and_no_others() -> None:
    random = np.random.default_rng(1)
    x = pd.DataFrame(random.normal(size=(50, 4)), columns=["a", "b", "c", "d"])
    x.insert(2, "ab", x["a"] - 2 * x["b"])
    x["cd"] = x["c"] + x["d"]
    assert redundant(x) == ["ab", "cd"]


def test_a_lost_province_is_told_in_result_and_note(altered: Callable[..., Path]) -> None:
    spec = read_spec(altered("panel", leave_out=[], subsamples=[], columns=[], bootstrap=["province"]))
    table = panel()
    table.loc[table["province_code"] == "35", "loans"] = np.nan
    table["province_en"] = "Province " + table["province_code"]
    sample, flow = draw_sample(spec, table)
    content = result(spec, flow, regress(spec, sample, QUICK), 0.95)
    # Where the table has no name in a language, the code stands for it.
    assert flow.provinces_lost == [{"zh": "35", "en": "Province 35"}]
    shown, rows = regression(content, "en"), tidy(content)
    said, told = (" ".join(note.words for note in each.notes) for each in (shown, regression(content, "zh")))
    assert (
        "have no row in the sample: Province 35 (1 in all)" in said
        and "few clusters (28 cities, 7 provinces, 9 years)" in said
    )
    assert "原表有而样本中没有的省份：35（共1个）" in told
    assert all(len(row) == len(shown.heads) for row in shown.rows)
    assert {row["year"] for row in content["models"][0]["influence"]} <= {str(year) for year in range(2003, 2012)}
    main = next(t for t in content["models"][0]["terms"] if t["term"] == "industry")
    assert shown.texts[0][1] == f"{main['estimate']:.3f}"
    assert shown.texts[1][1] == f"({main['errors']['province']['se']:.3f})"
    wild = rows[(rows["error"] == "wild_province") & (rows["model"] == content["models"][0]["id"])]
    assert wild[["p", "draws", "seed"]].values.tolist() == [[main["bootstrap"]["province"]["p"], 999, QUICK.seed]]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"models": {"effects": [["city", "province"]], "capital_indicator": [False]}}, "city effects take up"),
        ({"models": {"capital_indicator": [False]}}, "one of province_effects and effects"),
        ({"errors": ["HC1", "region"]}, r"line \d+, key errors.1"),
        ({"interval": "HC3", "errors": ["HC1"]}, "interval must be one of the errors"),
        ({"bootstrap": ["street"]}, "key bootstrap.0"),
    ],
)
def test_a_spec_that_does_not_hold_is_told(altered: Callable[..., Path], changes: dict[str, Any], told: str) -> None:
    with pytest.raises(InputError, match=told):
        read_spec(altered("panel", **changes))


def test_unknown_columns_of_a_measure_are_told(altered: Callable[..., Path]) -> None:
    path = altered("panel", measures=[{"id": "a", "variable": "ln_loans", "controls": ["ln_gpd"]}])
    with pytest.raises(
        InputError, match=r"panel.yaml, line \d+, key measures.a.controls.0: found the unknown name 'ln_gpd'"
    ):
        check_columns(read_spec(path), list(panel().columns), path)


def test_problems_of_models_name_the_spec_file(altered: Callable[..., Path]) -> None:
    spec = read_spec(altered("panel", leave_out=[], columns=["employment.nowhere"], bootstrap=["province"]))
    few = panel(provinces=3)
    sample, _ = draw_sample(spec, few)
    with pytest.raises(InputError) as caught:
        regress(spec, sample, QUICK)
    text = str(caught.value)
    assert "specs/regressions/panel.yaml, model (all), columns, employment.nowhere: found no such model" in text
    assert "model employment.city_year, bootstrap by province: found 3 clusters; expected at least 5" in text


def test_rows_that_repeat_are_refused(altered: Callable[..., Path]) -> None:
    spec = read_spec(SPECS / "panel.yaml")
    with pytest.raises(InputError, match="30-0 2003 more than once"):
        draw_sample(spec, pd.concat([panel(), panel().head(1)]))


# Holm's step-down by hand: 0.01 x 4, 0.02 x 3, then the running maximum.
def test_holm_is_the_step_down_by_hand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ps = {"a": 0.01, "b": 0.02, "c": 0.022, "d": 0.6}
    terms = [
        {"term": t, "estimate": 1.0, "errors": {"HC3": {"p": p, "low": 0.0, "high": 2.0}}, "bootstrap": {}}
        for t, p in ps.items()
    ]
    content = {"spec": "s", "models": [{"id": "m", "terms": terms}]}
    named = [f"s:m:{term}" for term in ps]
    tested = holm(read(named, "HC3", {"s": content}), 0.05)
    assert [each.p_holm for each in tested] == pytest.approx([0.04, 0.06, 0.06, 0.6])
    assert [each.rejected for each in tested] == [True, False, False, False]


def test_a_family_that_no_result_answers_to_is_refused() -> None:
    term = {"term": "a", "estimate": 1.0, "errors": {}, "bootstrap": {}}
    content = {"s": {"models": [{"id": "m", "terms": [term]}]}}
    with pytest.raises(InputError) as caught:
        read(["s:m:a", "s:m:b"], "wild_province", content)
    assert "family.0: found 's:m:a' without such a p-value" in str(caught.value)
    assert "family.1: found 's:m:b', which no result has" in str(caught.value)
