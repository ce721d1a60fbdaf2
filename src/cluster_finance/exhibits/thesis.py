"""The batch of exhibits on what the thesis states."""

from __future__ import annotations

from cluster_finance.exhibits import figures_thesis, thesis_tables

INPUTS = {
    "clusters": "results/clean/clusters.parquet",
    "programmes": "results/clean/programmes.parquet",
}
FIGURES = {"fig-clusters": lambda i, lang: figures_thesis.clusters(i.table("clusters"), lang)}
TABLES = {"tbl-programmes": lambda i, lang: thesis_tables.programmes(i.table("programmes"), lang)}
