"""Names in figures: words by key, categories in their order, and cities' names beside their points."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
import plotnine as p9

from cluster_finance.exhibits.romanised_cities import latin
from living_edition.exhibits.style import FAMILY, SMALL

LETTERS: dict[str, Any] = {"size": SMALL, "color": "#222222", "family": FAMILY}


def say(lang: str, zh: str, en: str) -> str:
    """Return the words of one language."""
    return zh if lang == "zh" else en


def plain_ticks(values: Sequence[float] | Sequence[str]) -> list[str]:
    """Return ticks as short figures, without zeros at the end."""
    return [f"{float(value):g}" for value in values]


def grouped_ticks(values: Sequence[float] | Sequence[str]) -> list[str]:
    """Return ticks as whole figures, their thousands grouped."""
    return [f"{float(value):,.0f}" for value in values]


def name_of(names: Mapping[str, tuple[str, str]], key: str, lang: str) -> str:
    """Return a name by key, in a language."""
    return say(lang, *names[key])


def categories(
    keys: Iterable[Any], names: Mapping[str, tuple[str, str]], lang: str, order: Iterable[str] | None = None
) -> pd.Categorical[Any]:
    """Return the names of ``keys``, as categories in the order of ``names`` (or of the keys ``order``)."""
    return pd.Categorical(
        [name_of(names, key, lang) for key in keys], [name_of(names, key, lang) for key in order or names]
    )


def bare_name(city: pd.Series, lang: str) -> pd.Series:
    """Return city names without 市, in English in Latin letters."""
    names = city.str.removesuffix("市")
    return names if lang == "zh" else names.map(latin)


def point_labels(
    points: pd.DataFrame, sides: Mapping[str, str], positions: Mapping[str, Mapping[str, Any]], usual: str
) -> list[Any]:
    """Return the letters of each point's ``name``, on the side that ``sides`` has for its city (else ``usual``).

    ``positions`` says how letters stand on each side; a city on a side that is not there has none.
    """
    side = points["city"].str.removesuffix("市").map(sides).fillna(usual)
    return [
        p9.geom_text(p9.aes(label="name"), data=points[side == key], **position, **LETTERS)
        for key, position in positions.items()
        if (side == key).any()
    ]
