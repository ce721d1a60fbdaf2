"""The table of the panel in all its forms."""

from __future__ import annotations

from typing import Any

import pandas as pd

from living_edition.exhibits.cells import Cell, cell, p_value
from living_edition.exhibits.regression_words import capitalised
from living_edition.exhibits.tables import Column, RowGroup, Table
from living_edition.ledger.precision import p_decimals
from living_edition.regression.forms import DECIMALS, TERM

HEADS = {
    "zh": ("形式", "系数", "标准误", "p 值", "观测数", "省份数"),
    "en": ("Form", "Coefficient", "Std. error", "p-value", "Observations", "Provinces"),
}
LEADS = "leads"
SAME_YEAR = {"zh": "当年从业人员", "en": "employment of the same year"}


def forms(table: pd.DataFrame, lang: str) -> Table:
    """Return a row a form of the main regressor's coefficient, in a panel a measure; of leads and lags every year's."""
    shown = table[(table["term"] == TERM) | (table["measure"].eq(LEADS) & table["term"].isin(["before", "after"]))]
    groups = [
        RowGroup(
            [_row(row, lang)], panel=capitalised(str(row[f"measure_{lang}"]), lang) if at == 0 else "", rule=at == 0
        )
        for _, part in shown.groupby("measure", sort=False)
        for at, row in enumerate(part.to_dict("records"))
    ]
    head, *figures = HEADS[lang]
    return Table([Column(head), *(Column(words, "right") for words in figures)], groups)


def _row(row: dict[Any, Any], lang: str) -> list[Cell]:
    p, draws = float(row["p_wild"]), int(row["draws_wild"])
    name = str(row[f"form_{lang}"])
    if row["measure"] == LEADS:
        year = SAME_YEAR[lang] if row["term"] == TERM else str(row[f"label_{lang}"])
        name = f"{year}{'；' if lang == 'zh' else '; '}{name}"
    return [
        cell(capitalised(name, lang)),
        Cell(float(row["estimate"]), DECIMALS),
        Cell(float(row["std_error"]), DECIMALS),
        p_value(p, p_decimals(p, draws), least=1 / (1 + draws)),
        cell(int(row["n"])),
        cell(int(row["clusters"])),
    ]
