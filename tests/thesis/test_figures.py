"""Figures of the thesis's own numbers and of the guarantee model."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from cluster_finance.exhibits import figures_cities, figures_guarantee
from cluster_finance.exhibits.romanised_cities import PINYIN

MARKS = figures_guarantee.Marks(home=2.5, abroad=10.0, limit=0.01)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_ruin_is_drawn_as_computed_without_a_band_and_a_rare_one_is_not_said_to_be_none(lang: str) -> None:
    table = pd.DataFrame({"multiple": [1.0, 10.0], "rho": 0.2, "pd": 0.04, "ruin": [5e-13, 0.5]})
    figure = figures_guarantee.ruin(table, MARKS, lang)
    assert figure.picture.data["percent"].tolist() == pytest.approx([5e-11, 50.0], rel=1e-12)
    assert "geom_ribbon" not in {type(layer.geom).__name__ for layer in figure.picture.layers}
    said = {"zh": "从不到0.1%变为50.0%", "en": "from less than 0.1% to 50.0%"}
    assert said[lang] in figure.alternative and "0.0%" not in figure.alternative.replace("50.0%", "")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_city_of_the_province_is_named_once(lang: str) -> None:
    cities = [f"{name}市" for name in PINYIN]
    panel = pd.DataFrame(
        {"city": cities, "province_code": 33, "year": 2007, "gdp": [1e6 * k for k in range(1, 12)], "loans": 2e6}
    )
    layers = figures_cities.credit(panel, lang).picture.layers
    named = [name for layer in layers if type(layer.geom).__name__ == "geom_text" for name in layer._data["name"]]
    assert sorted(named) == sorted(PINYIN if lang == "zh" else PINYIN.values())
    assert all(bool(re.search("[\u4e00-\u9fff]", name)) == (lang == "zh") for name in named)
