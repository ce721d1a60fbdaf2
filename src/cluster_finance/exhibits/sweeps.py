"""The batch of exhibits on the parameter sweeps."""

from __future__ import annotations

from cluster_finance.exhibits import figures_sweeps

INPUTS = {
    "indices": "results/sweeps/guarantee-sensitivity-indices.parquet",
    "map": "results/sweeps/guarantee-map.parquet",
    "parameters": "results/scenarios/guarantee.json",
}
FIGURES = {
    "fig-tornado": lambda i, lang: figures_sweeps.tornado(i.table("indices"), lang),
    "fig-heat": lambda i, lang: figures_sweeps.heat(
        i.table("map"),
        i.json("parameters")["ruin_limit"],
        [i.json("parameters")[f"{name}_multiple"] for name in ("home", "abroad")],
        lang,
    ),
}
