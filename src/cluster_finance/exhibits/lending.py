"""The batch of exhibits on the models of lending: shared costs, screening, reputation."""

from __future__ import annotations

from cluster_finance.exhibits import figures_lending
from cluster_finance.parameters.lending import BatchParameters, ReputationParameters, ScreeningParameters

INPUTS = {
    "batch": "results/scenarios/batch.parquet",
    "batch_parameters": "results/scenarios/batch.json",
    "screening": "results/scenarios/screening.parquet",
    "screening_parameters": "results/scenarios/screening.json",
    "reputation": "results/scenarios/reputation.parquet",
    "reputation_parameters": "results/scenarios/reputation.json",
}
FIGURES = {
    "fig-batch": lambda i, lang: figures_lending.batch(
        i.table("batch"), BatchParameters(**i.json("batch_parameters")), lang
    ),
    "fig-screening": lambda i, lang: figures_lending.screening(
        i.table("screening"), ScreeningParameters(**i.json("screening_parameters")), lang
    ),
    "fig-reputation": lambda i, lang: figures_lending.reputation(
        i.table("reputation"), ReputationParameters(**i.json("reputation_parameters")), lang
    ),
}
