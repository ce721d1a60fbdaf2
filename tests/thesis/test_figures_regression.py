"""The figures of the regressions: what they hold, and that their words say what their data say."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from cluster_finance.exhibits import figures_distribution, figures_regression
from cluster_finance.exhibits.figures import Figure
from cluster_finance.exhibits.romanised_cities import PINYIN
from living_edition.exhibits.style import prepare, save

Both = pytest.mark.parametrize("lang", ["zh", "en"])


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
    """Return a credit-depth result with four models; the first's intervals lie above nought."""
    models = []
    for measure in ("employment", "gdp"):
        for capital in (False, True):
            low = 0.1 if measure == "employment" and not capital else -0.1
            errors = {kind: {"low": low, "high": 0.3} for kind in ("HC1", "HC3", "province")}
            term = {"term": "density", "estimate": 0.2, "errors": errors}
            models.append(
                {"measure": measure, "province_effects": False, "capital_indicator": capital, "terms": [term]}
            )
    return {"models": models}


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
        for model in ("employment.capital", "employment.province_capital")
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
def test_coefficients_count_the_models_clear_of_nought(tmp_path: Path, lang: str) -> None:
    made = drawn(figures_regression.coefficients(result(), lang), tmp_path, lang)
    assert len(made.data) == 4 * 3
    assert ("1个模型" if lang == "zh" else "in 1 models") in made.alternative


@Both
def test_partial_plot_counts_zhejiangs_cities_above_the_line(tmp_path: Path, lang: str) -> None:
    made = drawn(figures_regression.partial(points(), lang), tmp_path, lang)
    assert len(made.data) == 60
    assert ("11个城市中有3个" if lang == "zh" else "; 3 of Zhejiang's 11") in made.alternative


@Both
def test_influence_names_the_largest_distances(tmp_path: Path, lang: str) -> None:
    made = drawn(figures_regression.influence(points(), lang, top=2), tmp_path, lang)
    assert made.alternative.count("city48") == made.alternative.count("city47") == 2
    assert "city46" not in made.alternative


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
def test_quantiles_count_the_bands_above_nought(tmp_path: Path, lang: str) -> None:
    taus = [0.1, 0.5, 0.9]
    rows = [
        {"model": f"employment.{kind}", "block": block, "quantile": q, "estimate": q, "low": q - lower, "high": q + 0.3,
         "mean": 0.2, "n": 286}
        for kind, lower in (("plain", 0.3), ("capital", 1.0)) for block in ("province", "city") for q in taus
    ]  # fmt: skip
    made = drawn(figures_distribution.quantiles(pd.DataFrame(rows), lang), tmp_path, lang)
    assert len(made.data) == 2 * len(taus)
    words = ("不含省会标记时2个", "，含省会标记时0个") if lang == "zh" else ("2 (employment", "0 (employment")
    assert all(word in made.alternative for word in words)


@Both
def test_parts_and_placebos_say_share_and_rank(tmp_path: Path, lang: str) -> None:
    parts = drawn(figures_distribution.parts(gap_table(), lang), tmp_path, lang)
    assert len(parts.data) == 2 and "25%" in parts.alternative
    made = drawn(figures_distribution.placebos(gap_table(), lang), tmp_path, lang)
    assert ("第2，标准化后列第1" if lang == "zh" else "number 2 of 5 by size and number 1") in made.alternative
