"""The batch of exhibits on what the figures are worth: cross-checks, changes, the record, measures."""

from __future__ import annotations

from cluster_finance.exhibits import verification_tables as tables

INPUTS = {
    "crosschecks": "results/clean/crosschecks.parquet",
    "changes": "results/clean/changes.csv",
    "flags": "results/clean/flags.parquet",
    "record": "results/clean/thesis_record.parquet",
    "facts": "results/clean/facts.parquet",
    "figures": "data/raw/thesis_figures.csv",
    "cities": "results/clean/city_measures.parquet",
    "provinces": "results/clean/province_measures.parquet",
    "clusters": "results/clean/cluster_measures.parquet",
}
TABLES = {
    "tbl-crosschecks": lambda i, lang: tables.crosschecks(i.table("crosschecks"), lang),
    "tbl-changes": lambda i, lang: tables.changes(i.table("changes"), lang),
    "tbl-decisions": lambda i, lang: tables.decisions(i.table("flags"), lang),
    "tbl-record": lambda i, lang: tables.record(i.table("record"), i.table("facts"), i.table("figures"), lang),
    "tbl-measures": lambda i, lang: tables.measures(i.table("clusters"), lang),
    "tbl-concentration": lambda i, lang: tables.concentration(i.table("cities"), i.table("provinces"), lang),
}
