"""Tables of what the thesis states."""

from __future__ import annotations

import pandas as pd

from living_edition.exhibits.cells import Value, number_cell
from living_edition.exhibits.regression_words import capitalised
from living_edition.exhibits.tables import Table, simple
from living_edition.ledger.number import Number, Source


def programmes(table: pd.DataFrame, lang: str) -> Table:
    """Return the lending programmes: programme, measure, value with unit and bound."""
    header = ["项目", "指标", "数值"] if lang == "zh" else ["Programme", "Measure", "Value"]
    nobody = Source("thesis", zh="", en="", files=(), code="")
    rows: list[list[Value]] = [
        [
            capitalised(str(row[f"programme_{lang}"]), lang),
            str(row[f"measure_{lang}"]),
            number_cell(Number("cell", float(row["value"]), row["unit"], nobody, bound=row["bound"]), lang),
        ]
        for row in table.to_dict("records")
    ]
    return simple(header, rows, [False, False, True])
