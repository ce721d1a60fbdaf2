"""The batch of figures beyond the mean and the one specification: quantiles, the curve, the gap and its placebos."""

from __future__ import annotations

from cluster_finance.exhibits import figures_distribution
from living_edition.exhibits.figure import Figure
from living_edition.exhibits.registry import Inputs

INPUTS = {
    "curve": "results/distribution/specification-curve.parquet",
    "curve_result": "results/distribution/specification-curve.json",
    "quantiles": "results/distribution/quantiles.parquet",
    "gap": "results/distribution/zhejiang-gap.parquet",
}


def _curve(inputs: Inputs, outcome: str, lang: str) -> Figure:
    statement = inputs.json("curve_result")["statement"]
    return figures_distribution.curve(inputs.table("curve"), statement, outcome, lang)


FIGURES = {
    "fig-curve": lambda i, lang: _curve(i, "ln_loans_gdp", lang),
    "fig-curve-deposits": lambda i, lang: _curve(i, "loans_deposits", lang),
    "fig-quantiles": lambda i, lang: figures_distribution.quantiles(i.table("quantiles"), lang),
    "fig-gap": lambda i, lang: figures_distribution.parts(i.table("gap"), lang),
    "fig-placebos": lambda i, lang: figures_distribution.placebos(i.table("gap"), lang),
}
