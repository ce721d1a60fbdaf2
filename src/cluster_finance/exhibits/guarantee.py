"""The batch of exhibits on the guarantee model."""

from __future__ import annotations

from cluster_finance.exhibits import figures_guarantee
from cluster_finance.parameters.scenario import GuaranteeParameters

INPUTS = {
    "guarantee": "results/scenarios/guarantee.parquet",
    "parameters": "results/scenarios/guarantee.json",
}
FIGURES = {
    "fig-ruin": lambda i, lang: figures_guarantee.ruin(
        i.table("guarantee"), figures_guarantee.marks(GuaranteeParameters(**i.json("parameters"))), lang
    ),
}
