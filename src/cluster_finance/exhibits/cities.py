"""The batch of exhibits on the panel of cities: a scatter, and the tables of the regressions."""

from __future__ import annotations

from collections.abc import Callable

from cluster_finance.exhibits import figures_cities
from cluster_finance.exhibits.romanised_cities import romanised
from living_edition.exhibits.registry import Inputs
from living_edition.exhibits.regression_tables import regression
from living_edition.exhibits.tables import Table

INPUTS = {
    "panel": "results/clean/city_panel.parquet",
    "credit_depth": "results/regressions/credit-depth.json",
    "intermediation": "results/regressions/intermediation.json",
    "panel_regression": "results/regressions/panel.json",
    "output": "results/regressions/output.json",
    "small_banks": "results/regressions/small-banks.json",
}


def _of(result: str) -> Callable[[Inputs, str], Table]:
    return lambda i, lang: regression(i.json(result), lang, romanised)


FIGURES = {"fig-credit": lambda i, lang: figures_cities.credit(i.table("panel"), lang)}
TABLES = {
    "tbl-credit-depth": _of("credit_depth"),
    "tbl-intermediation": _of("intermediation"),
    "tbl-panel": _of("panel_regression"),
    "tbl-output": _of("output"),
    "tbl-small-banks": _of("small_banks"),
}
