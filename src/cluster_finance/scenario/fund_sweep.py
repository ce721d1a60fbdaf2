"""The fund under several rules at once: the figure's variants."""

from __future__ import annotations

import pandas as pd

from cluster_finance.parameters.fund import FundParameters
from cluster_finance.scenario.fund import simulate
from cluster_finance.scenario.fund_summary import by_year

EXITS: dict[str, int] = {"early": 3, "late": 10, "never": 0}
"""Year from which government withdraws (0: never)."""
DEMANDS: tuple[float, ...] = (0.3, 0.6, 0.9)
RATIOS: tuple[float, ...] = (1.0, 4.0, 8.0)
MEASURES: tuple[str, ...] = ("lent", "net_borrowers", "net_all", "government", "reserve", "mean_pd", "alive")


def variants(parameters: FundParameters) -> dict[str, FundParameters]:
    """Return the figure's funds by name: government leaves early, late or never; no expulsion."""
    changed = {name: parameters.model_copy(update={"exit_from": year}) for name, year in EXITS.items()}
    return {**changed, "no_expulsion": changed["never"].model_copy(update={"expulsion": False})}


def by_variant(parameters: FundParameters) -> pd.DataFrame:
    """Return ``by_year`` of each variant, with the column variant in front."""
    tables = []
    for name, changed in variants(parameters).items():
        table = by_year(changed, simulate(changed))
        table.insert(0, "variant", name)
        tables.append(table)
    return pd.concat(tables, ignore_index=True)
