"""The batch of exhibits on the regressions beyond their tables."""

from __future__ import annotations

from cluster_finance.exhibits import figures_distribution, figures_evidence, figures_regression
from living_edition.exhibits.figure import Figure
from living_edition.exhibits.registry import Inputs
from living_edition.regression.holm import WILD

INPUTS = {
    "credit_depth": "results/regressions/credit-depth.json",
    "points": "results/distribution/credit-depth-cities.parquet",
    "curve": "results/distribution/specification-curve.parquet",
    "curve_result": "results/distribution/specification-curve.json",
    "quantiles": "results/distribution/quantiles.parquet",
    "gap": "results/distribution/zhejiang-gap.parquet",
    "gap_years": "results/distribution/gap-over-time.parquet",
    "forms": "results/distribution/panel-forms.parquet",
    "space": "results/distribution/space.parquet",
    "family": "results/regressions/family.parquet",
    "family_result": "results/regressions/family.json",
}


def _forest(i: Inputs, lang: str) -> Figure:
    result = i.json("family_result")
    draws = int(result["draws"]) if result["p"].startswith(WILD) else None
    return figures_evidence.forest(i.table("family"), float(result["smallest"]), draws, lang)


def _curve(inputs: Inputs, outcome: str, lang: str) -> Figure:
    statement = inputs.json("curve_result")["statement"]
    return figures_distribution.curve(inputs.table("curve"), statement, outcome, lang)


FIGURES = {
    "fig-errors": lambda i, lang: figures_regression.coefficients(i.json("credit_depth"), lang),
    "fig-partial": lambda i, lang: figures_regression.partial(i.table("points"), lang),
    "fig-influence": lambda i, lang: figures_regression.influence(i.table("points"), lang),
    "fig-curve": lambda i, lang: _curve(i, "ln_loans_gdp", lang),
    "fig-curve-deposits": lambda i, lang: _curve(i, "loans_deposits", lang),
    "fig-quantiles": lambda i, lang: figures_distribution.quantiles(i.table("quantiles"), lang),
    "fig-gap": lambda i, lang: figures_distribution.parts(i.table("gap"), lang),
    "fig-forest": lambda i, lang: _forest(i, lang),
    "fig-gap-years": lambda i, lang: figures_evidence.gap_years(i.table("gap_years"), lang),
    "fig-leads": lambda i, lang: figures_evidence.leads(i.table("forms"), lang),
    "fig-map": lambda i, lang: figures_evidence.city_map(i.table("space"), lang),
    "fig-placebos": lambda i, lang: figures_distribution.placebos(i.table("gap"), lang),
}
