"""Makes exhibits that share their inputs, in both languages and every format."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from cluster_finance.exhibits import (
    figures,
    figures_distribution,
    figures_evidence,
    figures_fund,
    figures_lending,
    figures_loss,
    figures_regression,
    figures_sweeps,
    thesis_tables,
)
from cluster_finance.exhibits import scenario_tables as tables_scenarios
from cluster_finance.exhibits import verification_tables as record_tables
from cluster_finance.exhibits.romanised_cities import romanised
from living_edition.errors import InputError, Problem
from living_edition.exhibits import regression_tables, tables, write
from living_edition.exhibits.catalogue import LANGUAGES, specs
from living_edition.exhibits.cff import read as read_citation
from living_edition.exhibits.style import prepare
from living_edition.files import read_json
from living_edition.ledger.number import read_numbers
from living_edition.workflow.running import parser, run

Inputs = dict[str, str]


def _table(inputs: Inputs, name: str) -> pd.DataFrame:
    return pd.read_parquet(inputs[name])


def _values(inputs: Inputs, name: str) -> figures_lending.Values:
    return figures_lending.values(read_numbers(inputs[f"{name}_numbers"]))


def _number(inputs: Inputs, name: str) -> float:
    return next(n.value for n in read_numbers(inputs["numbers"]) if n.id == name)


def _curve(inputs: Inputs, outcome: str, lang: str) -> figures.Figure:
    statement = read_json(inputs["curve_result"])["statement"]
    return figures_distribution.curve(_table(inputs, "curve"), statement, outcome, lang)


FIGURES: dict[str, Callable[[Inputs, str], figures.Figure]] = {
    "fig-industries": lambda i, lang: figures.industries(_table(i, "industries"), _number(i, "leading.share"), lang),
    "fig-clusters": lambda i, lang: figures.clusters(_table(i, "clusters"), lang),
    "fig-credit": lambda i, lang: figures.credit(_table(i, "panel"), lang),
    "fig-batch": lambda i, lang: figures_lending.batch(_table(i, "batch"), _values(i, "batch"), lang),
    "fig-screening": lambda i, lang: figures_lending.screening(_table(i, "screening"), _values(i, "screening"), lang),
    "fig-reputation": lambda i, lang: figures_lending.reputation(
        _table(i, "reputation"), _values(i, "reputation"), lang
    ),
    "fig-ruin": lambda i, lang: figures.ruin(_table(i, "guarantee"), figures.marks(read_numbers(i["numbers"])), lang),
    "fig-loss": lambda i, lang: figures_loss.loss(_table(i, "loss"), _number(i, "fund.rho") / 100, lang),
    "fig-fund": lambda i, lang: figures_fund.fund(_table(i, "fund"), lang),
    "fig-forest": lambda i, lang: figures_evidence.forest(
        _table(i, "family"), float(read_json(i["family_result"])["smallest"]), lang
    ),
    "fig-gap-years": lambda i, lang: figures_evidence.gap_years(_table(i, "gap_years"), lang),
    "fig-leads": lambda i, lang: figures_evidence.leads(_table(i, "forms"), lang),
    "fig-map": lambda i, lang: figures_evidence.city_map(_table(i, "space"), lang),
    "fig-errors": lambda i, lang: figures_regression.coefficients(read_json(i["credit_depth"]), lang),
    "fig-partial": lambda i, lang: figures_regression.partial(_table(i, "points"), lang),
    "fig-influence": lambda i, lang: figures_regression.influence(_table(i, "points"), lang),
    "fig-curve": lambda i, lang: _curve(i, "ln_loans_gdp", lang),
    "fig-curve-deposits": lambda i, lang: _curve(i, "loans_deposits", lang),
    "fig-quantiles": lambda i, lang: figures_distribution.quantiles(_table(i, "quantiles"), lang),
    "fig-gap": lambda i, lang: figures_distribution.parts(_table(i, "gap"), lang),
    "fig-placebos": lambda i, lang: figures_distribution.placebos(_table(i, "gap"), lang),
    "fig-tornado": lambda i, lang: figures_sweeps.tornado(_table(i, "indices"), lang),
    "fig-heat": lambda i, lang: figures_sweeps.heat(_table(i, "map"), _number(i, "guarantee.ruin_limit") / 100, lang),
}
TABLES: dict[str, Callable[[Inputs, str], tables.Table]] = {
    "tbl-programmes": lambda i, lang: thesis_tables.programmes(_table(i, "programmes"), lang),
    "tbl-crosschecks": lambda i, lang: record_tables.crosschecks(_table(i, "crosschecks"), lang),
    "tbl-changes": lambda i, lang: record_tables.changes(pd.read_csv(i["changes"]), lang),
    "tbl-decisions": lambda i, lang: record_tables.decisions(pd.read_parquet(i["flags"]), lang),
    "tbl-record": lambda i, lang: record_tables.record(
        _table(i, "record"), _table(i, "facts"), pd.read_csv(i["figures"]), lang
    ),
    "tbl-measures": lambda i, lang: record_tables.measures(_table(i, "clusters"), lang),
    "tbl-concentration": lambda i, lang: record_tables.concentration(_table(i, "cities"), _table(i, "provinces"), lang),
    "tbl-scenarios": lambda i, lang: tables_scenarios.scenarios(_table(i, "named"), lang),
}


REGRESSIONS = ("credit-depth", "intermediation", "panel", "output", "small-banks")
# The input that holds the result of each table of a regression.
RESULTS = {f"tbl-{name}": name.replace("-", "_") for name in REGRESSIONS} | {"tbl-panel": "panel_regression"}


def _regression(name: str) -> Callable[[Inputs, str], tables.Table]:
    return lambda i, lang: regression_tables.regression(read_json(i[RESULTS[name]]), lang, romanised)


TABLES.update({name: _regression(name) for name in RESULTS})


def main(arguments: argparse.Namespace) -> None:
    """Make the exhibits named."""
    _registered(arguments.ids)
    prepare()
    inputs = dict(pair.split("=", 1) for pair in arguments.inputs)
    edition = read_citation(Path(arguments.citation)).version
    place = write.Place(Path(arguments.out_dir), Path(arguments.tables_dir), edition)
    for name in arguments.ids:
        spec = specs()[name]
        if spec["kind"] in ("figure", "panel"):
            write.figure(name, spec, {lang: FIGURES[name](inputs, lang) for lang in LANGUAGES}, place)
        else:
            write.table(name, spec, {lang: TABLES[name](inputs, lang) for lang in LANGUAGES}, place)


def _registered(ids: list[str]) -> None:
    known = {"figure": {*FIGURES}, "panel": {*FIGURES}, "table": {*TABLES}}
    problems = [
        Problem("exhibits", "", repr(name), " or ".join(specs()), "name one: snakemake exhibit --config id=NAME")
        for name in ids
        if name not in specs()
    ] + [
        Problem(f"specs/exhibits/{name}.yaml", "", f"no function for {name}", "one in jobs/exhibits.py", "register it")
        for name in ids
        if name in specs() and name not in known[specs()[name]["kind"]]
    ]
    if problems:
        raise InputError(problems)


if __name__ == "__main__":
    run(
        main,
        parser(
            __doc__,
            ids="* ids of exhibits that share their inputs",
            inputs="* name=path",
            citation="CITATION.cff, for the version",
            out_dir="folder of the exhibits",
            tables_dir="folder of the tables",
        ),
    )
