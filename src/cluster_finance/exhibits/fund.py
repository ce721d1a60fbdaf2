"""The batch of exhibits on the mutual-aid fund, and on what lies between the models."""

from __future__ import annotations

from cluster_finance.exhibits import figures_fund, figures_loss, scenario_tables

INPUTS = {
    "fund": "results/scenarios/fund.parquet",
    "loss": "results/scenarios/loss.parquet",
    "named": "results/scenarios/named.parquet",
    "calibration": "results/scenarios/calibration.parquet",
    "parameters": "results/scenarios/fund.json",
}
FIGURES = {
    "fig-fund": lambda i, lang: figures_fund.fund(i.table("fund"), lang),
    "fig-loss": lambda i, lang: figures_loss.loss(i.table("loss"), i.json("parameters")["rho"], lang),
}
TABLES = {
    "tbl-guarantees": lambda i, lang: scenario_tables.guarantees(i.table("calibration"), lang),
    "tbl-scenarios": lambda i, lang: scenario_tables.scenarios(i.table("named"), lang),
}
