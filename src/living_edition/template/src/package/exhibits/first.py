"""The first batch of exhibits."""

from __future__ import annotations

import pandas as pd
from plotnine import aes, geom_point, ggplot, labs

from living_edition.exhibits.figure import Figure
from living_edition.exhibits.style import BLUE, look

INPUTS = {
    "table": "results/typed/employment.parquet",
    "employment": "results/regressions/employment.json",
}


def employment(table: pd.DataFrame, lang: str) -> Figure:
    """Return employment against output, a dot a year."""
    x, y = {
        "zh": ("国民生产总值（百万美元）", "就业（千人）"),
        "en": ("Gross national product (million dollars)", "Employment (thousands)"),
    }[lang]
    picture = ggplot(table, aes("gnp", "employment")) + geom_point(color=BLUE) + labs(x=x, y=y) + look()
    first, last = table.iloc[0], table.iloc[-1]
    alternative = {
        "zh": f"散点图，{first['year']:.0f}年至{last['year']:.0f}年，就业与产出一同上升。",
        "en": f"Scatter of {first['year']:.0f} to {last['year']:.0f}: employment and output rise together.",
    }[lang]
    return Figure(picture, table[["year", "gnp", "employment"]], alternative)


FIGURES = {"fig-employment": lambda i, lang: employment(i.table("table"), lang)}
