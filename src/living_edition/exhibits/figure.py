"""A figure as the kit writes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd
    from plotnine import ggplot


DIGITS = 7
"""Significant digits that are the same on every processor: rounding moves the eleventh or a later one."""
NOTHING, PLACES = 1e-12, 14
"""What is smaller than this is zero, but for rounding; decimals beyond which a sum of shares is rounding alone."""


def noiseless(value: float) -> float:
    """Return a number to ``DIGITS`` significant digits and ``PLACES`` decimals, one below ``NOTHING`` as zero."""
    return 0.0 if abs(value) < NOTHING else float(f"{round(value, PLACES):.{DIGITS}g}")


def above_noise(values: pd.Series[Any]) -> pd.Series[Any]:
    """Return numbers as ``noiseless`` has them; other values as they are."""
    return values.map(noiseless, na_action="ignore") if values.dtype.kind == "f" else values


def ordered(table: pd.DataFrame, *keys: str, ascending: bool = True) -> pd.DataFrame:
    """Return the rows in order of the first key above noise; those that tie in the order of the further ones."""
    order = [ascending, *[True] * (len(keys) - 1)]
    return table.sort_values(list(keys), key=above_noise, ascending=order, kind="stable")


@dataclass(frozen=True)
class Choices:
    """Estimates among which a reader of the page chooses: what was chosen in each, and what came of it.

    ``factors`` maps a title to one label a row (categories in the order in which they are to stand); ``rows`` has the
    columns estimate, low, high (numbers), significant and own (truth: whether the estimate is one of the edition's
    own) and, for those, may have model (spec:model of the table that holds it). ``outcome`` is what an estimate is, in
    words.
    """

    factors: Mapping[str, pd.Series[str]]
    rows: pd.DataFrame
    outcome: str

    def packed(self) -> dict[str, Any]:
        """Return the choices as a small file holds them, in order of the estimate."""
        order = above_noise(self.rows["estimate"]).sort_values(kind="stable").index
        levels = {title: list(labels.astype("category").cat.categories) for title, labels in self.factors.items()}
        rows = [
            [*(levels[title].index(labels[i]) for title, labels in self.factors.items()),
             *(float(f"{float(self.rows[name][i]):.4g}") for name in ("estimate", "low", "high")),
             *(int(bool(self.rows[name][i])) for name in ("significant", "own")),
             *([str(self.rows["model"][i])] if "model" in self.rows and self.rows["own"][i] else [])]
            for i in order
        ]  # fmt: skip
        return {"outcome": self.outcome, "factors": list(levels.items()), "rows": rows}


@dataclass(frozen=True)
class Figure:
    """A picture, the data behind it, and what it shows, in words; ``choices`` where a reader may choose among it.

    ``narrow`` is the plot for a phone and for a journal's column, where ``narrow.narrowed`` of the picture is not it.
    """

    picture: ggplot
    data: pd.DataFrame
    alternative: str
    choices: Choices | None = None
    narrow: ggplot | None = None
