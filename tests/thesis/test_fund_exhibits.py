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
        "ruin_high": 0.000096, "net_all": np.nan, "pd_end": np.nan, "exposure": np.nan,
    }  # fmt: skip
    rare = {**row, "ruin": 0.000025, "ruin_high": 0.00014}
    assert tables_scenarios.scenarios(pd.DataFrame([rare]), "en").texts[0][4] == "<0.02"
    made = tables_scenarios.scenarios(pd.DataFrame([row]), "en")
    assert made.texts == [["A", "1.8", "15.6", "2.5", "<0.01", "–", "–", "–"]]


def test_numbers_of_the_fund_are_told_with_their_source() -> None:
    made = {n.id: n for n in numbers(SMALL, "pd = fact:f23")}
    assert all(name.startswith("fund.") for name in made)
    borne = [made[f"fund.borne_{who}"].value for who in ("defaulters", "borrowers", "members", "government")]
    assert sum(borne) == pytest.approx(100.0)
    assert made["fund.exposure_never"].value == pytest.approx(100.0)
    assert made["fund.all_borrow"].value == pytest.approx(1 / 0.7)
    assert "fact:f23" in made["fund.survival"].source.zh and "fact:f23" in made["fund.survival"].source.en
