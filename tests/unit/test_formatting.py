"""Numbers as a reader sees them; the expected wordings are written by hand."""

from __future__ import annotations

import pytest

from cluster_finance.exhibits.formatting import bare, plain, text
from cluster_finance.numbers import Bound, Number, Source

NOWHERE = Source("data", "", "", (), "")


@pytest.mark.parametrize(
    ("value", "unit", "bound", "zh", "en"),
    [
        (299.21, "100m_yuan", "exact", "299.21亿元", "29.921 billion yuan"),
        (157.3, "10k_yuan", "exact", "157.3万元", "1.573 million yuan"),
        (30, "10k_yuan", "at_most", "不超过30万元", "at most 300,000 yuan"),
        (1.3e10, "pairs", "about", "约130亿双", "about 13 billion pairs"),
        (1100, "firms", "at_least", "逾1100家", "more than 1,100 firms"),
        (50000, "firms", "at_least", "逾5万家", "more than 50,000 firms"),
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
