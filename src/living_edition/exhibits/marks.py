"""Marks of a picture: where each drawn datum stands in it, and its row in the page's own words.

They are read off the plot that plotnine has drawn, so that no figure is described twice: positions are those of
the axes, words are the titles of axes and strips and the levels of scales. A column ``name`` of a layer's data names
its rows, columns ``spec`` and ``model`` are the regression of an estimate. A bar or a range whose data lie beneath a
point adds its ends to the point's row.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure as Canvas
from matplotlib.transforms import Bbox
from plotnine import aes, coord_flip, ggplot
from plotnine.composition import Compose

from living_edition.language_files import Words
from living_edition.ledger.formatting import marked, plain

POINTS = ("geom_point", "geom_pointrange", "geom_col", "geom_bar", "geom_tile", "geom_line", "geom_step")
"""Geoms that make a mark of each row, those that say most of a row first."""
RANGES = ("geom_linerange", "geom_errorbar", "geom_errorbarh", "geom_segment", "geom_ribbon")
"""Geoms whose two ends are an interval of the row beneath them."""
_GROUPS = ("color", "fill", "shape", "linetype", "size", "alpha")
_DIGITS = 4
_NAME, ROW = "name", "_row"
_WORDS = Words(__name__)
Row = dict[Hashable, Any]


@dataclass
class Mark:
    """One datum: its place in shares of the picture, from its upper left corner; its name; its row; its regression.

    ``narrow`` is its place in the narrow drawing; ``key`` the panel and the row of the data.
    """

    x: float
    y: float
    name: str
    rows: dict[str, str] = field(default_factory=dict)
    model: str = ""
    narrow: tuple[float, float] | None = None
    key: tuple[int, Any] | None = None


def plots(figure: ggplot | Compose) -> Iterator[ggplot]:
    """Yield the plots of a figure: itself, or those that a composition holds."""
    if not isinstance(figure, Compose):
        yield figure
        return
    for part in figure:
        yield from plots(part)


def numbered(figure: ggplot) -> list[pd.DataFrame]:
    """Let each layer of a plot that is not yet drawn carry the numbers of its rows; return the layers' data."""
    figure.data = _with_rows(figure.data)
    for layer in figure.layers:
        layer._data = _with_rows(layer._data)
        if layer.stat.__class__.__name__ == "stat_identity":
            layer.mapping = aes(**{**layer.mapping, ROW: ROW})
    whole: Any = figure.data
    return [layer._data if isinstance(layer._data, pd.DataFrame) else whole for layer in figure.layers]


def _with_rows(data: Any) -> Any:
    return data.assign(**{ROW: range(len(data))}) if isinstance(data, pd.DataFrame) else data


def marks(drawn: ggplot, canvas: Canvas, box: Bbox, data: list[pd.DataFrame], lang: str) -> list[Mark]:
    """Return the marks of ``drawn``, whose picture is the part ``box`` (inches) of ``canvas``.

    ``data`` is what ``numbered`` gave before it was drawn.
    """
    by_key: dict[tuple[int, Any], Mark] = {}
    layers = [pair for pair in zip(drawn.layers, data, strict=True) if ROW in pair[0].data]
    for kind in (*POINTS, *RANGES):
        for layer, source in layers:
            if type(layer.geom).__name__ != kind:
                continue
            given, words = source.to_dict("records"), row_words(drawn, layer, source, lang)
            for key, position, row in _drawn(drawn, layer, source, canvas, box):
                if kind in POINTS and key not in by_key:
                    own = given[int(row[ROW])]
                    by_key[key] = Mark(*position, row_name(own), words(own, row), _model(own), key=key)
                elif key in by_key and kind in RANGES:
                    by_key[key].rows.update(_interval(drawn, row, lang))
    # Which of two marks in one place comes first must not hang on rounding.
    return sorted(by_key.values(), key=lambda mark: (round(mark.x, 6), round(mark.y, 6), mark.name))


def places(
    drawn: ggplot, canvas: Canvas, box: Bbox, data: list[pd.DataFrame]
) -> dict[tuple[int, Any], tuple[float, float]]:
    """Return where the marks of ``drawn`` stand, by their keys."""
    by_key: dict[tuple[int, Any], tuple[float, float]] = {}
    layers = [pair for pair in zip(drawn.layers, data, strict=True) if ROW in pair[0].data]
    for kind in POINTS:
        for layer, source in layers:
            if type(layer.geom).__name__ == kind:
                for key, position, _ in _drawn(drawn, layer, source, canvas, box):
                    by_key.setdefault(key, position)
    return by_key


def packed(listed: list[Mark]) -> dict[str, Any]:
    """Return marks as a small file holds them: labels once, values by their number in a list of all."""
    labels = list(dict.fromkeys(label for mark in listed for label in mark.rows))
    values = list(dict.fromkeys(value for mark in listed for value in [mark.name, *mark.rows.values()]))
    at = {value: number for number, value in enumerate(values)}
    rows = [
        [round(1e4 * mark.x), round(1e4 * mark.y), at[mark.name],
         *(at[mark.rows[label]] if label in mark.rows else -1 for label in labels)]
        for mark in listed
    ]  # fmt: skip
    narrow = [[round(1e4 * share) for share in mark.narrow or (mark.x, mark.y)] for mark in listed]
    models = {"models": [mark.model for mark in listed]} if any(mark.model for mark in listed) else {}
    return {"labels": labels, "values": values, "marks": rows, "narrow": narrow} | models


def _drawn(
    drawn: ggplot, layer: Any, source: pd.DataFrame, canvas: Canvas, box: Bbox
) -> Iterator[tuple[tuple[int, Any], tuple[float, float], Row]]:
    """Yield, for each row that a layer drew, its key (panel and row of the source), its place and what was drawn."""
    for panel, part in layer.data.groupby("PANEL", observed=True):
        number = int(panel) - 1
        axes, params = drawn.layout.axs[number], drawn.layout.panel_params[number]
        moved = drawn.coordinates.transform(part.copy(), params)
        if "x" not in moved or "y" not in moved:
            moved = moved.assign(x=moved.get("x", moved.get("xmin")), y=moved.get("y", moved.get("ymin")))
        points = axes.transData.transform(moved[["x", "y"]].to_numpy(dtype=float)) / canvas.dpi
        for row, (x, y) in zip(part.to_dict("records"), points, strict=True):
            position = float((x - box.x0) / box.width), float((box.y1 - y) / box.height)
            if 0 <= position[0] <= 1 and 0 <= position[1] <= 1:
                # Layers of one table share its index: so a range finds the point above it.
                yield (number, source.index[int(row[ROW])]), position, row


def row_name(given: Row) -> str:
    value = given.get(_NAME, "")
    return "" if pd.isna(value) else " ".join(str(value).split())


def _model(given: Row) -> str:
    return f"{given['spec']}:{given['model']}" if {"spec", "model"} <= {*given} else ""


def row_words(drawn: ggplot, layer: Any, source: pd.DataFrame, lang: str) -> Callable[[Row, Row], dict[str, str]]:
    """Return what puts a row of a layer in words, as it was given in ``source`` and as it was drawn; a value under no
    title has a label of blanks.
    """
    mapping = {**drawn.mapping, **layer.mapping}
    columns = {name: str(column) for name, column in mapping.items() if str(column) in source}
    numeric = {name for name, column in columns.items() if pd.api.types.is_numeric_dtype(source[column])}
    facets = [name for kind in ("vars", "rows", "cols") for name in getattr(drawn.facet, kind, None) or ()]
    # A layer without a legend may group by codes that no reader sees.
    grouped = [name for name in _GROUPS if layer.show_legend is not False and name in columns and name not in numeric]
    # A legend's own title says what a group is; the name of a column says nothing.
    titled = {name: label for name in grouped if (label := axis_title(drawn, name)) not in ("", columns[name])}
    untitled = [name for name in facets if name in source] + [columns[name] for name in grouped if name not in titled]
    labels = {aesthetic: axis_title(drawn, aesthetic) for aesthetic in ("x", "y", "fill", "size")}
    amounts = [name for name in ("fill", "size") if name in numeric and labels[name] != columns[name]]

    def words(given: Row, row: Row) -> dict[str, str]:
        rows: dict[str, str] = {}
        for aesthetic in ("x", "y"):
            value = _worded(drawn, aesthetic, row[aesthetic])
            if value is None:
                value = given[columns[aesthetic]] if aesthetic in columns else _scaled(drawn, aesthetic, row[aesthetic])
            rows[labels[aesthetic] or " " * (1 + len(rows))] = _shown(value, lang)
        if "ymin" in mapping:
            rows.update(_interval(drawn, row, lang))
        for aesthetic in amounts:
            rows[labels[aesthetic] or " " * (1 + len(rows))] = _shown(given[columns[aesthetic]], lang)
        rows |= {label: _shown(given[columns[name]], lang) for name, label in titled.items()}
        worded = [_shown(given[column], lang) for column in untitled]
        groups = [word for word in dict.fromkeys(worded) if word and word not in rows.values()]
        return ({"": " · ".join(groups)} if groups else {}) | rows

    return words


def axis_title(drawn: ggplot, aesthetic: str) -> str:
    # A plot whose axes are turned has turned its labels, too.
    if isinstance(drawn.coordinates, coord_flip):
        aesthetic = {"x": "y", "y": "x"}.get(aesthetic, aesthetic)
    return " ".join(str(getattr(drawn.labels, aesthetic, "") or "").split())


def _worded(drawn: ggplot, aesthetic: str, at: float) -> str | None:
    """Return the word that the axis has nearest to a value, where its ticks have words instead of numbers."""
    scale = drawn.scales.get_scales(aesthetic)
    breaks, labels = (getattr(scale, name, None) for name in ("breaks", "labels"))
    if not isinstance(labels, list | tuple) or not isinstance(breaks, list | tuple | range) or not len(breaks):
        return None
    nearest = min(range(len(breaks)), key=lambda i: abs(float(breaks[i]) - at))
    return str(labels[nearest]) if not re.sub("[.,]", "", str(labels[nearest])).lstrip("-−").isdigit() else None


def _scaled(drawn: ggplot, aesthetic: str, at: Any) -> Any:
    scale: Any = drawn.scales.get_scales(aesthetic)
    return scale.inverse([at])[0] if hasattr(scale, "inverse") else at


def _interval(drawn: ggplot, row: Row, lang: str) -> dict[str, str]:
    for aesthetic, ends in (
        ("y", ("ymin", "ymax")),
        ("x", ("xmin", "xmax")),
        ("x", ("x", "xend")),
        ("y", ("y", "yend")),
    ):
        if all(end in row and not pd.isna(row[end]) for end in ends) and row[ends[0]] != row[ends[1]]:
            low, high = sorted(_scaled(drawn, aesthetic, row[end]) for end in ends)
            return {_WORDS[lang]["interval"]: f"{_shown(low, lang)} – {_shown(high, lang)}"}
    return {}


def _shown(value: Any, lang: str) -> str:
    value = value.item() if isinstance(value, np.generic) else value
    if isinstance(value, int | float) and not isinstance(value, bool):
        shown = plain(float(f"{float(value):.{_DIGITS}g}"), None) if value == value else ""
        # A year is no amount: four digits stand together.
        return marked(shown.replace(",", "") if abs(value) < 10_000 else shown, lang)
    return " ".join(str(value).split())
