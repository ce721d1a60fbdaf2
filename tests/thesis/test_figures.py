"""Figures of the thesis's own numbers and of the guarantee model."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from cluster_finance.exhibits import figures_cities, figures_guarantee
from cluster_finance.exhibits.romanised_cities import PINYIN

MARKS = figures_guarantee.Marks(converted=1.0, cumulative=2.5, abroad=10.0, draws=100)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_band_of_ruin_has_a_width_where_no_fund_was_ruined(lang: str) -> None:
    table = pd.DataFrame({"multiple": [1.0, 10.0], "rho": 0.2, "pd": 0.04, "ruin": [0.0, 0.5], "top_up": 0.0})
    data = figures_guarantee.ruin(table, MARKS, lang).picture.data
    # Wilson's interval of 0 and 50 in 100, from the closed form: z^2/(n + z^2), and 1/2 -+ z/(2 sqrt(n + z^2)).
    assert data["low"].tolist() == pytest.approx([0.0, 40.3832], abs=1e-4)
    assert data["high"].tolist() == pytest.approx([3.6994, 59.6168], abs=1e-4)


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
