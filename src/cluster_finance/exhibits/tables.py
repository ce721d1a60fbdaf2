"""The tables: rows of finished cells; ``formats`` and ``documents`` write them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from cluster_finance.exhibits.formatting import plain, text
from cluster_finance.numbers import Number, Source


@dataclass(frozen=True)
class Table:
    """Column heads and rows of text; ``right`` names the columns that hold figures."""

    heads: list[str]
    rows: list[list[str]]
    right: list[bool]


def programmes(table: pd.DataFrame, lang: str) -> Table:
    """Return the lending programmes: programme, measure, value with unit and bound."""
    heads = ["项目", "指标", "数值"] if lang == "zh" else ["Programme", "Measure", "Value"]
    nobody = Source("thesis", "", "", (), "")
    rows = [
        [
            str(row[f"programme_{lang}"]),
            str(row[f"measure_{lang}"]),
            text(Number("cell", float(row["value"]), row["unit"], nobody, bound=row["bound"]), lang),
        ]
        for row in table.to_dict("records")
    ]
    return Table(heads, rows, [False, False, True])


def credit_depth(result: dict[str, Any], lang: str) -> Table:
    """Return the regression: a column a model, HC3 errors in parentheses, clustered in brackets."""
    models = result["models"]
    yes, no = ("是", "否") if lang == "zh" else ("yes", "no")
    words = {
        "zh": ["省会与直辖市指示变量", "省份效应", "城市数", "省份数", "R²"],
        "en": ["Capital indicator", "Province effects", "Cities", "Provinces", "R²"],
    }[lang]
    rows: list[list[str]] = []
    for variable in dict.fromkeys(model["variable"] for model in models):
        rows += _term(models, "density", lambda model, v=variable: model["variable"] == v, lang)
    rows += _term(models, "capital", lambda model: model["capital_indicator"], lang)
    rows.append([words[0], *[yes if m["capital_indicator"] else no for m in models]])
    rows.append([words[1], *[yes if m["province_effects"] else no for m in models]])
    rows.append([words[2], *[str(m["n"]) for m in models]])
    rows.append([words[3], *[str(m["clusters"]) for m in models]])
    rows.append([words[4], *[plain(m["r2"], 3) for m in models]])
    heads = ["", *[f"({i})" for i in range(1, len(models) + 1)]]
    return Table(heads, rows, [False, *[True] * len(models)])


def _term(models: list[dict[str, Any]], term: str, wanted: Any, lang: str) -> list[list[str]]:
    label = ""
    estimate: list[str] = []
    robust: list[str] = []
    clustered: list[str] = []
    for model in models:
        found = next((t for t in model["terms"] if t["term"] == term and wanted(model)), None)
        if found is None:
            for cells in (estimate, robust, clustered):
                cells.append("")
            continue
        label = found[f"label_{lang}"]
        estimate.append(plain(found["estimate"], 3))
        robust.append(f"({plain(found['errors']['HC3']['se'], 3)})")
        clustered.append(f"[{plain(found['errors']['province']['se'], 3)}]")
    return [[label, *estimate], ["", *robust], ["", *clustered]]
