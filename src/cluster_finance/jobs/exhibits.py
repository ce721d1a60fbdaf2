"""Makes all exhibits of a batch, in both languages."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from cluster_finance.exhibits import explorer, figures, figures_sweeps, tables
from cluster_finance.exhibits.outputs import specs
from cluster_finance.exhibits.style import prepare, save
from cluster_finance.files import read_json, write_table, write_text
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
    "fig-tornado": lambda i, lang: figures_sweeps.tornado(_table(i, "indices"), lang),
    "fig-heat": lambda i, lang: figures_sweeps.heat(_table(i, "map"), _number(i, "guarantee.ruin_limit") / 100, lang),
}
TABLES: dict[str, Callable[[Inputs, str], tables.Table]] = {
    "tbl-programmes": lambda i, lang: tables.programmes(_table(i, "programmes"), lang),
    "tbl-credit-depth": lambda i, lang: tables.credit_depth(read_json(i["credit_depth"]), lang),
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


def _explorer(_: str, spec: dict[str, Any], inputs: Inputs, lang: str, __: Path, ___: Path) -> str:
    # The explorer opens where the figure stands.
    first = _table(inputs, "guarantee").iloc[0]
    start = {key: float(first[key]) for key in ("rho", "pd")}
    body = explorer.fragment(_table(inputs, "explorer"), lang, start)
    return (
        f'::: {{.content-visible when-format="html"}}\n**{spec[f"title_{lang}"]}**\n\n{spec[f"note_{lang}"]}\n\n'
        f"```{{=html}}\n{body}```\n:::\n"
    )


if __name__ == "__main__":
    run(
        main,
        parser(
            __doc__,
            batch="thesis, cities, guarantee or sweeps",
            inputs="* name=path",
            out_dir="folder of the exhibits",
            tables_dir="folder of the tables",
        ),
    )
