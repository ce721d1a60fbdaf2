"""The batch of exhibits on the panel of cities: a scatter."""

from __future__ import annotations

from cluster_finance.exhibits import figures_cities

INPUTS = {"panel": "results/clean/city_panel.parquet"}
FIGURES = {"fig-credit": lambda i, lang: figures_cities.credit(i.table("panel"), lang)}
