"""A figure as the kit writes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd
    from plotnine import ggplot


@dataclass(frozen=True)
class Figure:
    """A picture, the data behind it, and what it shows, in words."""

    picture: ggplot
    data: pd.DataFrame
    alternative: str


def say(lang: str, zh: str, en: str) -> str:
    """Return the words of one language."""
    return zh if lang == "zh" else en
