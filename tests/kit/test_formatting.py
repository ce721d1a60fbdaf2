"""Numbers as a reader sees them; the expected wordings are written by hand."""

from __future__ import annotations

import pytest

from living_edition.ledger.formatting import (
    bare,
    plain,
    provenance,
    text,
)
from living_edition.ledger.number import Bound, Number, Source

NOWHERE = Source("data", zh="", en="")


@pytest.mark.parametrize(
    ("value", "unit", "bound", "zh", "en"),
    [
        (299.21, "100m_yuan", "exact", "299.21亿元", "29.921 billion yuan"),
        (157.3, "10k_yuan", "exact", "157.3万元", "1.573 million yuan"),
        (30, "10k_yuan", "at_most", "不超过30万元", "at most 300,000 yuan"),
        (1.3e10, "pairs", "about", "约130亿双", "about 13 billion pairs"),
        (1100, "firms", "more_than", "逾1100家", "more than 1,100 firms"),
        (50000, "firms", "at_least", "不低于5万家", "at least 50,000 firms"),
        (2, "percent", "less_than", "不足2%", "less than 2%"),
        (65, "percent", "exact", "65%", "65%"),
        (0.65, "share", "exact", "65.0%", "65.0%"),
        (2.5, "multiple", "about", "约2.5倍", "about 2.5 times"),
        (2004, "year", "exact", "2004年", "2004"),
        (1, "industries", "exact", "1个", "1 industry"),
        (-0.5, "number", "exact", "−0.5", "−0.5"),
    ],
)
def test_text(value: float, unit: str, bound: Bound, zh: str, en: str) -> None:
    number = Number("a", value, unit, NOWHERE, bound=bound)
    assert (text(number, "zh"), text(number, "en")) == (zh, en)


def test_bare_figures_stand_on_the_scale_of_the_text() -> None:
    number = Number("a", 299.21, "100m_yuan", NOWHERE)
    assert (bare(number, "zh"), bare(number, "en")) == ("299.21", "29.921")


def test_a_rounded_zero_has_no_sign() -> None:
    assert plain(-0.0004, 3) == "0.000"


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "zh", "en"),
    [
        (157.333333, "10k_yuan", 1, "157.3万元", "1.573 million yuan"),
        (28316, "100m_yuan", None, "28316亿元", "2.8316 trillion yuan"),
        (-2.5, "100m_yuan", None, "−2.5亿元", "−250 million yuan"),
        (12.3, "10k_persons", None, "12.3万人", "123,000 persons"),
        (250, "10k_tonnes", None, "250万吨", "2.5 million tonnes"),
        (3e8, "pieces", None, "3亿条", "300 million ties"),
        (1, "cities", None, "1个", "1 city"),
        (0.333, "share", 0, "33%", "33%"),
    ],
)
def test_figures_are_rounded_before_they_are_scaled(
    value: float, unit: str, decimals: int | None, zh: str, en: str
) -> None:
    number = Number("a", value, unit, NOWHERE, decimals=decimals)
    assert (text(number, "zh"), text(number, "en")) == (zh, en)


@pytest.mark.parametrize(
    ("value", "low", "high", "unit", "zh", "en"),
    [
        (0.65, 0.612, 0.688, "share", "某表；区间 61.2–68.8（95%）", "a table; interval 61.2–68.8 (95%)"),
        (20, 15, 25, "100m_yuan", "某表；区间 15.0–25.0（95%）", "a table; interval 1.5–2.5 (95%)"),
    ],
)
def test_an_interval_stands_on_the_scale_of_its_figure(
    value: float, low: float, high: float, unit: str, zh: str, en: str
) -> None:
    source = Source("data", zh="某表", en="a table")
    number = Number("a", value, unit, source, decimals=1, low=low, high=high, interval="95%")
    assert (provenance(number, "zh"), provenance(number, "en")) == (zh, en)
