"""The table of the named scenarios."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pandas as pd

from cluster_finance.scenario.guarantee import MULTIPLE_CAP
from cluster_finance.scenario.numbers_of import LEAST
from living_edition.exhibits.cells import Cell, Value
from living_edition.exhibits.tables import Spanner, Table, simple
from living_edition.ledger.precision import decimals_within

HEADS = {
    "zh": ["情景", "平均损失", "千年一遇损失", "担保倍数", "破产概率", "净信贷", "期末违约概率", "政府占款"],
    "en": ["Scenario", "Mean loss", "1-in-1,000 loss", "Multiple", "Ruin", "Net credit", "PD at end", "Public stake"],
}


def scenarios(table: pd.DataFrame, lang: str) -> Table:
    """Return a row a scenario; all but the multiple in percent, as the heads' note says."""
    rows: list[list[Value]] = [
        [
            str(row[f"title_{lang}"]),
            _percent(row["mean_loss"], 1),
            _percent(row["var999"], 1),
            Cell(float(row["multiple"])),
            _ruin(row),
            _percent(row["net_all"], 0),
            _percent(row["pd_end"], 2),
            _percent(row["exposure"], 0),
        ]
        for row in table.to_dict("records")
    ]
    return simple(HEADS[lang], rows, [False, *[True] * 7])


def _percent(share: Any, decimals: int) -> Cell:
    return Cell(None if math.isnan(float(share)) else 100.0 * float(share), decimals, missing="–")


def _ruin(row: dict[Any, Any]) -> Cell:
    """Return ruin: two significant digits, or as many as the interval of a simulated one bears."""
    low, high = 100.0 * row["ruin_low"], 100.0 * row["ruin_high"]
    return _probability(row["ruin"]) if low == high else _percent(row["ruin"], decimals_within(low, high, 2))


def _probability(share: float) -> Cell:
    """Return an exact probability in percent, two significant digits; what is too rare to be printed, as below."""
    if share < LEAST:
        return Cell(100.0 * share, 4, least=100.0 * LEAST)
    return Cell(100.0 * share, max(0, 1 - math.floor(math.log10(100.0 * share))))


GUARANTEE_HEADS = {
    "zh": ["违约率取自", "违约率", "最大倍数", "2.5倍", "10倍", "2.5倍", "10倍"],
    "en": ["Default rate of", "Rate", "Largest multiple", "2.5 times", "10 times", "2.5 times", "10 times"],
}
RUIN_HEADS = {"zh": ("破产概率", "下滑中的破产概率"), "en": ("Ruin", "Ruin in a slump")}


def guarantees(table: pd.DataFrame, lang: str) -> Table:
    """Return a row a default rate on record: the rate, the largest multiple it bears, and ruin at two multiples."""
    names = ("ruin_home", "ruin_abroad", "ruin_home_downturn", "ruin_abroad_downturn")
    rows: list[list[Value]] = [
        [
            str(row[f"title_{lang}"]),
            _percent(row["pd"], 2),
            Cell(float(row["largest"]), 1, before="≥ " if row["largest"] >= MULTIPLE_CAP else ""),
            *(_probability(float(row[name])) for name in names),
        ]
        for row in table.to_dict("records")
    ]
    over = [Spanner(words, first, first + 1) for words, first in zip(RUIN_HEADS[lang], (3, 5), strict=True)]
    return replace(simple(GUARANTEE_HEADS[lang], rows, [False, *[True] * 6]), spanners=[over])
