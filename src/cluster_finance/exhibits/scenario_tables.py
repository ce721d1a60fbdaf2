"""The table of the named scenarios."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from living_edition.exhibits.tables import Table
from living_edition.ledger.formatting import plain

HEADS = {
    "zh": ["情景", "平均损失", "千年一遇损失", "担保倍数", "担保基金破产", "互助基金净信贷", "会员期末违约概率",
           "政府平均占款"],
    "en": ["Scenario", "Mean loss", "1-in-1,000 loss", "Guarantee multiple", "Guarantee ruin",
           "Fund's net credit", "Members' PD at end", "Government's stake"],
}  # fmt: skip


def scenarios(table: pd.DataFrame, lang: str) -> Table:
    """Return a row a scenario; all but the multiple in percent, as the heads' note says."""
    rows = [
        [
            str(row[f"title_{lang}"]),
            _percent(row["mean_loss"], 1),
            _percent(row["var999"], 1),
            plain(float(row["multiple"]), None),
            _ruin(row),
            _percent(row["net_all"], 0),
            _percent(row["pd_end"], 2),
            _percent(row["exposure"], 0),
        ]
        for row in table.to_dict("records")
    ]
    return Table(HEADS[lang], rows, [False, *[True] * 7])


def _percent(share: Any, decimals: int) -> str:
    return "–" if math.isnan(float(share)) else plain(100.0 * float(share), decimals)


def _ruin(row: dict[Any, Any]) -> str:
    """Return ruin; where it is too rare to be printed, what it is below (rounded up): rare is not none."""
    shown = _percent(row["ruin"], 2)
    return shown if float(shown) > 0 else "< " + plain(math.ceil(1e4 * row["ruin_high"] - 1e-9) / 100, 2)
