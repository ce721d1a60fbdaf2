"""The fund's figure, the table of scenarios and the fund's numbers: what a reader is shown."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

from cluster_finance.exhibits import figures_fund
from cluster_finance.exhibits import scenario_tables as tables_scenarios
from cluster_finance.parameters.fund import FundParameters
from cluster_finance.scenario import fund_sweep
from cluster_finance.scenario.fund_numbers import numbers

SMALL = FundParameters(pd=0.0405, replications=40, firms=30, years=8)


@pytest.fixture(scope="module")
def variants() -> pd.DataFrame:
    return fund_sweep.by_variant(SMALL)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_figure_names_every_line_once_and_speaks_the_pages_language(variants: pd.DataFrame, lang: str) -> None:
    made = figures_fund.fund(variants, lang)
    assert all(name in made.alternative for name in figures_fund.NAMES[lang].values())
    named = figures_fund._names(figures_fund._long(variants, lang))
    assert sorted(named["name"]) == sorted(figures_fund.NAMES[lang].values())
    assert bool(re.search("[\u4e00-\u9fff]", made.alternative)) == (lang == "zh")


def test_table_tells_rare_ruin_from_none_and_a_missing_fund() -> None:
    row = {
        "title_zh": "甲", "title_en": "A", "mean_loss": 0.0182, "var999": 0.1557, "multiple": 2.5, "ruin": 0.0,
        "ruin_low": 0.0, "ruin_high": 0.0, "net_all": np.nan, "pd_end": np.nan, "exposure": np.nan,
    }  # fmt: skip

    def shown(ruin: float, low: float, high: float) -> str:
        one = {**row, "ruin": ruin, "ruin_low": low, "ruin_high": high}
        return tables_scenarios.scenarios(pd.DataFrame([one]), "en").texts[0][4]

    # An exact ruin has two significant digits, a simulated one those that its interval bears.
    assert shown(0.0000174, 0.0000174, 0.0000174) == "0.0017" and shown(0.2510, 0.2510, 0.2510) == "25"
    assert shown(0.00912, 0.00893, 0.00930) == "0.9" and shown(0.1641, 0.1634, 0.1648) == "16.4"
    made = tables_scenarios.scenarios(pd.DataFrame([row]), "en")
    assert made.texts == [["A", "1.8", "15.6", "2.5", "<0.0001", "–", "–", "–"]]


def test_numbers_of_the_fund_are_told_with_their_source() -> None:
    made = {n.id: n for n in numbers(SMALL, "pd = fact:f23")}
    assert all(name.startswith("fund.") for name in made)
    borne = [made[f"fund.borne_{who}"].value for who in ("defaulters", "borrowers", "members", "government")]
    assert sum(borne) == pytest.approx(100.0)
    assert made["fund.exposure_never"].value == pytest.approx(100.0)
    assert made["fund.all_borrow"].value == pytest.approx(1 / 0.7)
    assert "fact:f23" in made["fund.survival"].source.zh and "fact:f23" in made["fund.survival"].source.en


def test_the_table_of_guarantees_prints_the_multiples_that_default_rates_bear() -> None:
    row = {
        "title_zh": "甲", "title_en": "A", "pd": 0.0085, "largest": 100.0, "ruin_home": 1e-9, "ruin_abroad": 0.000027,
        "ruin_home_downturn": 0.0018, "ruin_abroad_downturn": 0.2510,
    }  # fmt: skip
    made = tables_scenarios.guarantees(pd.DataFrame([row, {**row, "largest": 7.994}]), "en")
    assert made.texts[0] == ["A", "0.85", "≥ 100.0", "<0.0001", "0.0027", "0.18", "25"]
    assert made.texts[1][2] == "8.0"
