"""A figure as the kit writes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd
    from plotnine import ggplot


@dataclass(frozen=True)
class Choices:
    """Estimates among which a reader of the page chooses: what was chosen in each, and what came of it.

    ``factors`` maps a title to one label a row (categories in the order in which they are to stand); ``rows`` has the
    columns estimate, low, high (numbers), significant and own (truth: whether the estimate is one of the edition's
    own). ``outcome`` is what an estimate is, in words.
    """

    factors: Mapping[str, pd.Series[str]]
    rows: pd.DataFrame
    outcome: str

    def packed(self) -> dict[str, Any]:
        """Return the choices as a small file holds them, in order of the estimate."""
        order = self.rows["estimate"].sort_values(kind="stable").index
        levels = {title: list(labels.astype("category").cat.categories) for title, labels in self.factors.items()}
        rows = [
            [*(levels[title].index(labels[i]) for title, labels in self.factors.items()),
             *(float(f"{float(self.rows[name][i]):.4g}") for name in ("estimate", "low", "high")),
             *(int(bool(self.rows[name][i])) for name in ("significant", "own"))]
            for i in order
        ]  # fmt: skip
        return {"outcome": self.outcome, "factors": list(levels.items()), "rows": rows}


@dataclass(frozen=True)
class Figure:
    """A picture, the data behind it, and what it shows, in words; ``choices`` where a reader may choose among it."""

    picture: ggplot
    data: pd.DataFrame
    alternative: str
    choices: Choices | None = None


def say(lang: str, zh: str, en: str) -> str:
    """Return the words of one language."""
    return zh if lang == "zh" else en
