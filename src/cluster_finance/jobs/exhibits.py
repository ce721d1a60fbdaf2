"""Makes all exhibits of a batch, in both languages."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from cluster_finance.exhibits import (
    explorer,
    explorers,
    figures,
    figures_fund,
    figures_lending,
    record_tables,
    tables,
    tables_scenarios,
)
from cluster_finance.exhibits.outputs import specs
from cluster_finance.exhibits.style import prepare, save
from cluster_finance.files import read_json, write_table, write_text
from cluster_finance.jobs.running import parser, run
from cluster_finance.numbers import read_numbers

Inputs = dict[str, str]


def _table(inputs: Inputs, name: str) -> pd.DataFrame:
    return pd.read_parquet(inputs[name])


def _values(inputs: Inputs, name: str) -> figures_lending.Values:
    return figures_lending.values(read_numbers(inputs[f"{name}_numbers"]))


def _number(inputs: Inputs, name: str) -> float:
    return next(n.value for n in read_numbers(inputs["numbers"]) if n.id == name)


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
    "fig-fund": lambda i, lang: figures_fund.fund(_table(i, "fund"), lang),
}
TABLES: dict[str, Callable[[Inputs, str], tables.Table]] = {
    "tbl-programmes": lambda i, lang: tables.programmes(_table(i, "programmes"), lang),
    "tbl-credit-depth": lambda i, lang: tables.credit_depth(read_json(i["credit_depth"]), lang),
    "tbl-crosschecks": lambda i, lang: record_tables.crosschecks(_table(i, "crosschecks"), lang),
    "tbl-changes": lambda i, lang: record_tables.changes(pd.read_csv(i["changes"]), lang),
    "tbl-record": lambda i, lang: record_tables.record(
        _table(i, "record"), _table(i, "facts"), pd.read_csv(i["figures"]), lang
    ),
    "tbl-measures": lambda i, lang: record_tables.measures(_table(i, "clusters"), lang),
    "tbl-concentration": lambda i, lang: record_tables.concentration(_table(i, "cities"), _table(i, "provinces"), lang),
    "tbl-scenarios": lambda i, lang: tables_scenarios.scenarios(_table(i, "named"), lang),
}


def _ruin_explorer(inputs: Inputs, lang: str) -> str:
    # The explorer opens where the figure stands.
    first = _table(inputs, "guarantee").iloc[0]
    return explorer.fragment(_table(inputs, "explorer"), lang, {key: float(first[key]) for key in ("rho", "pd")})


def _fund_explorer(inputs: Inputs, lang: str) -> str:
    start = {"demand": _number(inputs, "fund.demand") / 100, "pd_ratio": _number(inputs, "fund.pd_ratio")}
    return explorers.fragment(explorers.fund_chart(_table(inputs, "grid"), lang, start), "explorer-fund")


def _loss_explorer(inputs: Inputs, lang: str) -> str:
    return explorers.fragment(explorers.loss_chart(_table(inputs, "loss"), lang), "explorer-loss")


EXPLORERS: dict[str, Callable[[Inputs, str], str]] = {
    "explorer-ruin": _ruin_explorer,
    "explorer-fund": _fund_explorer,
    "explorer-loss": _loss_explorer,
}


def main(arguments: argparse.Namespace) -> None:
    """Make the batch."""
    prepare()
    inputs = dict(pair.split("=", 1) for pair in arguments.inputs)
    out, tables_dir = Path(arguments.out_dir), Path(arguments.tables_dir)
    for name, spec in specs().items():
        if spec["batch"] != arguments.batch:
            continue
        for lang in ("zh", "en"):
            make = {"figure": _figure, "table": _write_table, "explorer": _explorer}[spec["kind"]]
            write_text(make(name, spec, inputs, lang, out, tables_dir), out / f"{name}-{lang}.qmd")


def _note(spec: dict[str, Any], lang: str) -> str:
    return f"\n::: {{.exhibit-note}}\n{spec[f'note_{lang}']}\n:::\n"


def _figure(name: str, spec: dict[str, Any], inputs: Inputs, lang: str, out: Path, _: Path) -> str:
    made = FIGURES[name](inputs, lang)
    save(made.picture, out / f"{name}-{lang}")
    write_table(made.data, out / f"{name}.csv")
    words = made.alternative.replace('"', "”")
    title = spec[f"title_{lang}"]
    return f'![{title}](exhibits/{name}-{lang}.svg){{#{name} fig-alt="{words}"}}\n' + _note(spec, lang)


def _write_table(name: str, spec: dict[str, Any], inputs: Inputs, lang: str, _: Path, tables_dir: Path) -> str:
    made = TABLES[name](inputs, lang)
    title, note = spec[f"title_{lang}"], spec[f"note_{lang}"]
    stem = tables_dir / f"{name}-{lang}"
    for form, content in (
        ("csv", tables.to_csv(made)),
        ("md", tables.to_markdown(made)),
        ("html", tables.to_html(made, title)),
        ("tex", tables.to_latex(made, title, note, name)),
    ):
        write_text(content, stem.with_suffix(f".{form}"))
    return f"::: {{#{name}}}\n\n{tables.to_markdown(made)}\n{title}\n\n:::\n" + _note(spec, lang)


def _explorer(name: str, spec: dict[str, Any], inputs: Inputs, lang: str, _: Path, __: Path) -> str:
    body = EXPLORERS[name](inputs, lang)
    return (
        f'::: {{.content-visible when-format="html"}}\n**{spec[f"title_{lang}"]}**\n\n{spec[f"note_{lang}"]}\n\n'
        f"```{{=html}}\n{body}```\n:::\n"
    )


if __name__ == "__main__":
    run(
        main,
        parser(
            __doc__,
            batch="a batch of the specs",
            inputs="* name=path",
            out_dir="folder of the exhibits",
            tables_dir="folder of the tables",
        ),
    )
