"""The first batch of exhibits."""

from __future__ import annotations

import pandas as pd
from plotnine import aes, geom_point, ggplot, labs

from living_edition.exhibits.figure import Figure
from living_edition.exhibits.style import BLUE, look
from living_edition.files import own_yaml

INPUTS = {
    "table": "results/typed/employment.parquet",
    "employment": "results/regressions/employment.json",
}


def employment(table: pd.DataFrame, lang: str) -> Figure:
    """Return employment against output, a dot a year."""
    words = own_yaml(__file__)
    picture = ggplot(table, aes("gnp", "employment")) + geom_point(color=BLUE) + look()
    picture += labs(x=words[f"x_{lang}"], y=words[f"y_{lang}"])
    seen = words[f"seen_{lang}"].format(first=table["year"].min(), last=table["year"].max())
    return Figure(picture, table[["year", "gnp", "employment"]], seen)


FIGURES = {"fig-employment": lambda i, lang: employment(i.table("table"), lang)}
