"""The batch of exhibits on what the thesis states."""

from __future__ import annotations

from cluster_finance.exhibits import figures_thesis, thesis_tables

INPUTS = {
    "clusters": "results/clean/clusters.parquet",
    "programmes": "results/clean/programmes.parquet",
    "industries": "results/clean/industries.parquet",
    "numbers": "results/numbers/thesis.json",
}
FIGURES = {
    "fig-industries": lambda i, lang: figures_thesis.industries(
        i.table("industries"), i.number("numbers", "leading.share"), lang
    ),
    "fig-clusters": lambda i, lang: figures_thesis.clusters(i.table("clusters"), lang),
}
TABLES = {"tbl-programmes": lambda i, lang: thesis_tables.programmes(i.table("programmes"), lang)}
