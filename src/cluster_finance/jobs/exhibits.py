"""Makes exhibits that share their inputs, in both languages and every format."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from cluster_finance.errors import InputError, Problem
from cluster_finance.exhibits import explorer, figures, tables, write
from cluster_finance.exhibits.cff import read as read_citation
from cluster_finance.exhibits.outputs import LANGUAGES, specs
from cluster_finance.exhibits.style import prepare
from cluster_finance.files import read_json
from cluster_finance.jobs.running import parser, run
from cluster_finance.numbers import read_numbers

Inputs = dict[str, str]


def _table(inputs: Inputs, name: str) -> pd.DataFrame:
    return pd.read_parquet(inputs[name])


def _number(inputs: Inputs, name: str) -> float:
    return next(n.value for n in read_numbers(inputs["numbers"]) if n.id == name)


FIGURES: dict[str, Callable[[Inputs, str], figures.Figure]] = {
    "fig-industries": lambda i, lang: figures.industries(_table(i, "industries"), _number(i, "leading.share"), lang),
    "fig-clusters": lambda i, lang: figures.clusters(_table(i, "clusters"), lang),
    "fig-credit": lambda i, lang: figures.credit(_table(i, "panel"), lang),
    "fig-ruin": lambda i, lang: figures.ruin(_table(i, "guarantee"), figures.marks(read_numbers(i["numbers"])), lang),
}
TABLES: dict[str, Callable[[Inputs, str], tables.Table]] = {
    "tbl-programmes": lambda i, lang: tables.programmes(_table(i, "programmes"), lang),
    "tbl-credit-depth": lambda i, lang: tables.credit_depth(read_json(i["credit_depth"]), lang),
}


def main(arguments: argparse.Namespace) -> None:
    """Make the exhibits named."""
    _registered(arguments.ids)
    prepare()
    inputs = dict(pair.split("=", 1) for pair in arguments.inputs)
    edition = read_citation(Path(arguments.citation)).version
    place = write.Place(Path(arguments.out_dir), Path(arguments.tables_dir), edition)
    for name in arguments.ids:
        spec = specs()[name]
        if spec["kind"] == "figure":
            write.figure(name, spec, {lang: FIGURES[name](inputs, lang) for lang in LANGUAGES}, place)
        elif spec["kind"] == "table":
            write.table(name, spec, {lang: TABLES[name](inputs, lang) for lang in LANGUAGES}, place)
        else:
            _explorer(name, spec, inputs, place)


def _registered(ids: list[str]) -> None:
    known = {"figure": {*FIGURES}, "table": {*TABLES}, "explorer": set(ids)}
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


def _explorer(name: str, spec: dict[str, Any], inputs: Inputs, place: write.Place) -> None:
    # The explorer opens where the figure stands.
    first = _table(inputs, "guarantee").iloc[0]
    start = {key: float(first[key]) for key in ("rho", "pd")}
    grid = _table(inputs, "explorer")
    write.explorer(name, spec, {lang: explorer.fragment(grid, lang, start) for lang in LANGUAGES}, grid, place)


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
