"""The table of the named scenarios."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from living_edition.exhibits.cells import Cell, Value
from living_edition.exhibits.tables import Table, simple

HEADS = {
    "zh": ["情景", "平均损失", "千年一遇损失", "担保倍数", "担保基金破产", "互助基金净信贷", "会员期末违约概率",
           "政府平均占款"],
    "en": ["Scenario", "Mean loss", "1-in-1,000 loss", "Guarantee multiple", "Guarantee ruin",
           "Fund's net credit", "Members' PD at end", "Government's stake"],
}  # fmt: skip


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
    """Return ruin; where it is too rare to be printed, what it is below (rounded up): rare is not none."""
    ruin = _percent(row["ruin"], 2)
    if ruin.number is None or float(ruin.figure) > 0:
        return ruin
    return Cell(ruin.value, 2, least=math.ceil(1e4 * row["ruin_high"] - 1e-9) / 100)
