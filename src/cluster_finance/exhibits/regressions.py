"""The batch of figures of one regression: its coefficients, and the cities behind one of them."""

from __future__ import annotations

from cluster_finance.exhibits import figures_regression

INPUTS = {
    "credit_depth": "results/regressions/credit-depth.json",
    "points": "results/distribution/credit-depth-cities.parquet",
}

FIGURES = {
    "fig-errors": lambda i, lang: figures_regression.coefficients(i.json("credit_depth"), lang),
    "fig-partial": lambda i, lang: figures_regression.partial(i.table("points"), lang),
    "fig-influence": lambda i, lang: figures_regression.influence(i.table("points"), lang),
}
