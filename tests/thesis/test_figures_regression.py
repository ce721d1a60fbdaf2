"""The figures of the regressions: what they hold, and that their words say what their data say."""

from __future__ import annotations

import itertools
import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from conftest import seldom

from cluster_finance.exhibits import figures_distribution, figures_evidence, figures_regression
from cluster_finance.exhibits.romanised_cities import PINYIN
from living_edition.exhibits.figure import Figure
from living_edition.exhibits.style import prepare, save

Both = pytest.mark.parametrize("lang", seldom(["zh", "en"]))


def drawn(made: Figure, folder: Path, lang: str) -> Figure:
    """Return the figure, drawn in English in every form, twice to the same bytes."""
    if lang != "en":
        return made
    prepare()
    for name in ("first", "second"):
        save(made.picture, folder / name)
    for form in ("svg", "pdf", "png"):
        assert (folder / f"first.{form}").read_bytes() == (folder / f"second.{form}").read_bytes()
    assert_of_one_size(folder / "first")
    return made


def assert_of_one_size(stem: Path) -> None:
    """Check that the three forms of a figure are as large: points in SVG and PDF, pixels of 1/300 inch in PNG.

    Each form measures letters its own way: at the edge of the figure that makes a tenth of a point at most.
    """
    head = re.search(r'width="([\d.]+)pt" height="([\d.]+)pt"', stem.with_suffix(".svg").read_text(encoding="utf-8"))
    box = re.search(rb"/MediaBox \[ 0 0 ([\d.]+) ([\d.]+) \]", stem.with_suffix(".pdf").read_bytes())
    assert head and box
    points = [float(side) for side in head.groups()]
    assert [float(side) for side in box.groups()] == pytest.approx(points, abs=0.1)
    pixels = np.array([int.from_bytes(stem.with_suffix(".png").read_bytes()[at : at + 4]) for at in (16, 20)])
    assert np.abs(pixels - np.array(points) * 300 / 72).max() <= 1


def result() -> dict[str, Any]:
    """Return a credit-depth result with two sets of controls; the first of employment lies above zero."""
    models = []
    for measure in ("employment", "gdp"):
        for controls in ("none", "full"):
            for effects in (False, True):
                low = 0.1 if measure == "employment" and controls == "none" else -0.1
                errors = {kind: {"low": low, "high": 0.3} for kind in ("HC1", "HC3", "province")}
                term = {"term": "density", "estimate": 0.2, "errors": errors}
                models.append(
                    {"measure": measure, "province_effects": effects, "capital_indicator": True, "controls": controls,
                     "terms": [term]}
                )  # fmt: skip
    sets = [{"id": "none", "zh": "无", "en": "none"}, {"id": "full", "zh": "全部", "en": "all of them, a long list"}]
    return {"models": models, "statement": {"control_sets": sets}}


def points() -> pd.DataFrame:
    """Return two models of sixty cities, eleven of Zhejiang, three of them above a line of slope one."""
    random = np.random.default_rng(1)
    zhejiang = [f"{name}市" for name in PINYIN]
    cities = zhejiang + [f"city{i}市" for i in range(49)]
    x = random.normal(size=60)
    y = x.copy()
    y[:3] += 0.5
    y[3:11] -= 0.1875
    frames = [
        pd.DataFrame(
            {
                "model": model, "city": cities, "province_code": ["33"] * 11 + ["44"] * 49, "x_partial": x,
                "y_partial": y, "leverage": random.uniform(0, 0.1, 60), "residual_studentized": random.normal(size=60),
                "cook": np.arange(60) / 100,
            }
        )
        for model in ("employment.province_capital_income_size", "gdp.province_capital_income_size")
    ]  # fmt: skip
    return pd.concat(frames, ignore_index=True)


def gap_table() -> pd.DataFrame:
    """Return splits of five provinces in two models: Zhejiang second by size, first standardised."""
    codes = ["33", "34", "35", "65", "11"]
    rows = pd.DataFrame(
        {
            "province": codes, "cities": [11, 17, 9, 2, 1], "gap": 0.5, "explained": 0.125,
            "unexplained": [0.6, 0.1, 0.2, -0.9, 0.3], "standardised": [5.0, 1.0, 1.0, -4.0, 0.5],
            "province_zh": ["浙江省", "安徽省", "福建省", "新疆维吾尔自治区", "北京市"],
            "province_en": ["Zhejiang", "Anhui", "Fujian", "Xinjiang", "Beijing"],
            "explained_density": 0.1, "explained_ln_gdp_per_head": 0.025, "explained_capital": 0.0,
        }
    )  # fmt: skip
    return pd.concat([rows.assign(model=f"employment.{kind}") for kind in ("plain", "capital")], ignore_index=True)


@Both
def test_coefficients_count_the_models_clear_of_zero(tmp_path: Path, lang: str) -> None:
    made = drawn(figures_regression.coefficients(result(), lang), tmp_path, lang)
    assert len(made.data) == 4 * 3
    assert list(dict.fromkeys(made.data["controls"])) == ["none", "full"]
    assert ("1个模型" if lang == "zh" else "in 1 models") in made.alternative


@Both
def test_partial_plot_counts_zhejiangs_cities_above_the_line(tmp_path: Path, lang: str) -> None:
    made = drawn(figures_regression.partial(points(), lang), tmp_path, lang)
    assert len(made.data) == 60
    assert ("11个城市中有3个" if lang == "zh" else "; 3 of Zhejiang’s 11") in made.alternative


@Both
def test_influence_names_the_largest_distances(tmp_path: Path, lang: str) -> None:
    made = drawn(figures_regression.influence(points(), lang, top=2), tmp_path, lang)
    named = "city48、city47" if lang == "zh" else "City48, City47"
    assert made.alternative.count(named) == 2
    assert "city46" not in made.alternative.lower()


@Both
def test_curve_stands_in_order_with_a_mark_for_each_choice(tmp_path: Path, lang: str) -> None:
    statement = {
        "measures": [{"id": "employment"}, {"id": "gdp"}],
        "control_sets": [{"id": "none", "zh": "无", "en": "none"}],
        "subsets": [{"id": "all", "zh": "全部", "en": "all"}],
        "years": [2007],
    }
    rows = pd.DataFrame(
        {
            "outcome": "ln_loans_gdp", "year": 2007, "subset": "all", "measure": ["employment", "gdp"] * 2,
            "controls": "none", "province_effects": [True, False, True, False], "capital_indicator": False,
            "estimate": [0.3, -0.1, 0.1, 0.2], "low": [0.2, -0.2, -0.1, 0.1], "high": [0.4, 0.1, 0.3, 0.3],
            "significant": [True, False, False, True], "n": 286,
        }
    )  # fmt: skip
    made = drawn(figures_distribution.curve(rows, statement, "ln_loans_gdp", lang), tmp_path, lang)
    assert list(made.data["estimate"]) == [-0.1, 0.1, 0.2, 0.3]
    assert "75%" in made.alternative and "50%" in made.alternative


@Both
def test_quantiles_count_the_bands_above_zero(tmp_path: Path, lang: str) -> None:
    taus = [0.1, 0.5, 0.9]
    rows = [
        {"model": f"employment.{kind}", "block": block, "quantile": q, "estimate": q, "low": q - lower, "high": q + 0.3,
         "mean": 0.2, "n": 286}
        for kind, lower in (("plain", 0.3), ("capital", 1.0)) for block in ("province", "city") for q in taus
    ]  # fmt: skip
    made = drawn(figures_distribution.quantiles(pd.DataFrame(rows), lang), tmp_path, lang)
    assert len(made.data) == 2 * len(taus)
    words = ("不含省会虚拟变量时2个", "，含省会虚拟变量时0个") if lang == "zh" else ("2 (employment", "0 (employment")
    assert all(word in made.alternative for word in words)


@Both
def test_parts_and_placebos_say_share_and_rank(tmp_path: Path, lang: str) -> None:
    parts = drawn(figures_distribution.parts(gap_table(), lang), tmp_path, lang)
    assert len(parts.data) == 2 and "25%" in parts.alternative
    made = drawn(figures_distribution.placebos(gap_table(), lang), tmp_path, lang)
    assert ("第2，标准化后列第1" if lang == "zh" else "number 2 of 5 by size and number 1") in made.alternative


def family() -> pd.DataFrame:
    """Return two hypotheses of a list and one of another: one significant alone, none corrected."""
    return pd.DataFrame(
        {
            "spec": ["credit-depth", "panel-forms", "panel"], "model": ["employment.x", "gdp_alone.y", "gdp.z"],
            "estimate": 0.1, "effect": [6.0, 1.0, 2.0], "effect_low": [1.0, -2.0, 0.0], "effect_high": [11.0, 3.0, 4.0],
            "p": [0.02, 0.4, 0.01], "p_holm": [0.06, 0.8, 0.01], "p_romano_wolf": [0.051, 0.5, 0.01],
            "detectable": 7.0, "excluded": 9.0, "p_equivalent": 0.3, "list": ["hypotheses", "hypotheses", "before"],
        }
    )  # fmt: skip


@Both
def test_forest_counts_what_is_significant_before_and_after_correction(tmp_path: Path, lang: str) -> None:
    figure = figures_evidence.forest(family(), 5.0, 9_999, lang)
    made = drawn(figure, tmp_path, lang)
    assert len(made.data) == 2
    # Half the interval of 0.02 from 9,999 draws is 0.003, of 0.06 as three times that 0.008, of 0.051 0.004.
    labels = [layer._data for layer in figure.picture.layers if "label" in getattr(layer._data, "columns", [])]
    assert list(labels[0]["label"]) == ["0.02", "0.40", "0.06", "0.8", "0.05", "0.50"]
    words = "单独看1个，Holm校正后0个" if lang == "zh" else "1 alone, 0 by Holm, 0 by Romano and Wolf"
    assert words in made.alternative


@Both
def test_in_a_column_the_intervals_have_the_width_and_no_words_touch(lang: str) -> None:
    prepare()
    figure = figures_evidence.forest(family(), 5.0, 9_999, lang)
    assert figure.narrow is not None
    canvas = figure.narrow.draw()
    canvas.draw_without_rendering()
    (axes,) = canvas.axes
    (low, _), (high, _) = axes.transData.transform([(-2.0, 1.0), (11.0, 1.0)])
    assert high - low > 0.4 * canvas.bbox.width
    boxes = {text.get_text() + str(i): text.get_window_extent() for i, text in enumerate(axes.texts)}
    names = [
        figures_evidence.QUESTIONS[key][lang == "en"] for key in ("credit-depth:employment", "panel-forms:gdp_alone")
    ]
    assert all(any(words.startswith(name) for words in boxes) for name in names) and len(boxes) == 2 + 3 * 3
    touching = [(a, b) for a, b in itertools.combinations(boxes, 2) if boxes[a].overlaps(boxes[b])]
    assert touching == []


@Both
def test_gap_by_year_says_first_and_last_rank_and_what_lies_outside(tmp_path: Path, lang: str) -> None:
    values = {"33": [0.1, 0.9], "35": [0.3, 0.2], "34": [-0.1, -0.2], "65": [-1.5, -0.9]}
    names = {
        "33": ("浙江省", "Zhejiang"),
        "35": ("福建省", "Fujian"),
        "34": ("安徽省", "Anhui"),
        "65": ("新疆", "Xinjiang"),
    }
    table = pd.DataFrame(
        [
            {"variant": "depth", "province_code": code, "province_zh": names[code][0], "province_en": names[code][1],
             "year": 2003 + i, "gap": gap}
            for code, gaps in values.items() for i, gap in enumerate(gaps)
        ]
    )  # fmt: skip
    table["rank"] = table.groupby("year")["gap"].rank(ascending=False).astype(int)
    made = drawn(figures_evidence.gap_years(table, lang), tmp_path, lang)
    ends = (
        ("0.10（第2）", "0.90（第1）", "新疆低于")
        if lang == "zh"
        else ("0.10 (rank 2)", "0.90 (rank 1)", "Xinjiang: below")
    )
    assert all(words in made.alternative for words in ends)


@Both
def test_leads_are_told_in_the_order_of_years(tmp_path: Path, lang: str) -> None:
    table = pd.DataFrame(
        [
            {"measure": "leads", "form": form, "term": term, "estimate": value + at, "std_error": 0.1, "p_wild": 0.1,
             "low_wild": value + at - 0.1, "high_wild": value + at + 0.1, "n": 100}
            for at, form in enumerate(("year", "province_year"))
            for term, value in (("industry", 0.2), ("before", 0.1), ("after", 0.3), ("ln_gdp", 9.0))
        ]
    )  # fmt: skip
    made = drawn(figures_evidence.leads(table, lang), tmp_path, lang)
    assert ("0.10、0.20、0.30" if lang == "zh" else "0.10, 0.20, 0.30") in made.alternative
    assert ("1.10、1.20、1.30" if lang == "zh" else "1.10, 1.20, 1.30") in made.alternative


@Both
def test_map_counts_zhejiangs_cities_above_the_median(tmp_path: Path, lang: str) -> None:
    random = np.random.default_rng(2)
    cities = [f"{name}市" for name in PINYIN] + [f"city{i}市" for i in range(29)]
    outcome = [*np.linspace(0.9, 1.0, 4), *np.linspace(-1, -0.9, 7), *np.linspace(0, 0.1, 29)]
    table = pd.DataFrame(
        {
            "model": "employment.province_capital_income_size", "city": cities,
            "province_code": ["33"] * 11 + ["44"] * 29, "longitude": random.uniform(118, 122, 40),
            "latitude": random.uniform(27, 31, 40), "outcome": outcome, "regressor": -7.0,
        }
    )  # fmt: skip
    made = drawn(figures_evidence.city_map(table, lang), tmp_path, lang)
    assert ("高于各市中位数的有4个" if lang == "zh" else "of Zhejiang’s 11 cities 4 have") in made.alternative
