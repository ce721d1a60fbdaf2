"""The fund under several rules at once: the figure's variants."""

from __future__ import annotations

import pandas as pd

from cluster_finance.parameters.fund import FundParameters
from cluster_finance.scenario.fund import simulate
from cluster_finance.scenario.fund_summary import by_year
from cluster_finance.scenario.numbers_of import Variant, variant, written

EXITS: dict[str, int] = {"early": 3, "late": 10, "never": 0}
"""Year from which government withdraws (0: never)."""
DEMANDS: tuple[float, ...] = (0.3, 0.6, 0.9)


def variants(parameters: FundParameters) -> dict[str, Variant[FundParameters]]:
    """Return the figure's funds by name: government leaves early, late or never; never, and no expulsion."""
    changed = {name: variant(parameters, exit_from=year) for name, year in EXITS.items()}
    return {**changed, "no_expulsion": variant(parameters, exit_from=EXITS["never"], expulsion=False)}


def by_variant(parameters: FundParameters) -> pd.DataFrame:
    """Return ``by_year`` of each variant, with the columns variant and differences (from the base) in front."""
    tables = []
    for name, changed in variants(parameters).items():
        table = by_year(changed.parameters, simulate(changed.parameters))
        table.insert(0, "variant", name)
        table.insert(1, "differences", written(changed.differences))
        tables.append(table)
    return pd.concat(tables, ignore_index=True)
