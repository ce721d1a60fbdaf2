"""The batch of exhibits that weigh the evidence: the family of hypotheses, years, forms of the panel, the map."""

from __future__ import annotations

from cluster_finance.exhibits import figures_evidence, tables_evidence
from living_edition.exhibits.figure import Figure
from living_edition.exhibits.registry import Inputs
from living_edition.regression.holm import WILD

INPUTS = {
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


FIGURES = {
    "fig-forest": _forest,
    "fig-gap-years": lambda i, lang: figures_evidence.gap_years(i.table("gap_years"), lang),
    "fig-leads": lambda i, lang: figures_evidence.leads(i.table("forms"), lang),
    "fig-map": lambda i, lang: figures_evidence.city_map(i.table("space"), lang),
}
TABLES = {"tbl-forms": lambda i, lang: tables_evidence.forms(i.table("forms"), lang)}
