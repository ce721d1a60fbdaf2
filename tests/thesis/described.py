"""A figure as data: what each layer draws, on which axes, in which words; to compare with what a person approved."""

from __future__ import annotations

import copy
import math
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.text import Text
from plotnine import ggplot

from living_edition.exhibits.figure import Figure

DIGITS = 5
# What a layer carries for plotnine's own use, and what no reader sees.
_INNER = {"group", "stroke", "angle", "lineheight", "fontweight", "fontstyle", "fontvariant", "family", "zorder"}


def described(figure: Figure) -> dict[str, Any]:
    """Return the figure's plots (two where one stands above the other), its words and its data."""
    picture = figure.picture
    plots = [picture] if isinstance(picture, ggplot) else list(picture)
    return {
        "plots": [_plot(plot) for plot in plots],
        "alternative": figure.alternative,
        "data": _columns(figure.data),
    }


def _plot(plot: ggplot) -> dict[str, Any]:
    drawn = copy.deepcopy(plot)
    figure = drawn.draw()
    try:
        shown = sorted({text.get_text() for text in figure.findobj(Text) if text.get_visible()} - {""})
        return {
            "words": shown,
            "panels": [_panel(drawn, row) for row in drawn.layout.layout.to_dict("records")],
            "scales": _scales(drawn),
            "layers": [_layer(layer) for layer in drawn.layers],
        }
    finally:
        plt.close(figure)


def _panel(drawn: ggplot, row: dict[Any, Any]) -> dict[str, Any]:
    """Return a panel's title (the values it stands for) and its axes: limits, and the label of every break."""
    view = drawn.layout.panel_params[row["PANEL"] - 1]
    fixed = ("PANEL", "ROW", "COL", "SCALE_X", "SCALE_Y", "AXIS_X", "AXIS_Y")
    return {
        "title": [str(value) for key, value in row.items() if key not in fixed],
        "x": _axis(view.x),
        "y": _axis(view.y),
    }


def _axis(view: Any) -> dict[str, Any]:
    pairs = [(at, str(label)) for at, label in zip(view.breaks, view.labels, strict=True) if _known(at)]
    return {"range": [_short(end) for end in view.range], "breaks": [[_short(at), label] for at, label in pairs]}


def _known(at: Any) -> bool:
    return not (isinstance(at, float) and math.isnan(at))


def _scales(drawn: ggplot) -> dict[str, Any]:
    """Return of every discrete scale that a legend tells which value stands for which name."""
    found: dict[str, Any] = {}
    for scale in drawn.scales.non_position_scales():
        limits = list(scale.final_limits)
        values = scale.map(limits)
        found["/".join(scale.aesthetics)] = [[str(a), _short(b)] for a, b in zip(limits, values, strict=True)]
    return found


def _layer(layer: Any) -> dict[str, Any]:
    data = layer.data.drop(columns=[name for name in layer.data if name in _INNER])
    fixed = {key: _short(value) for key, value in sorted(layer.geom.aes_params.items()) if key not in _INNER}
    return {"geom": type(layer.geom).__name__.removeprefix("geom_"), "fixed": fixed, "data": _columns(data)}


def _columns(data: pd.DataFrame) -> dict[str, Any]:
    """Return the columns of a table; a column of one value as that value."""
    columns = {str(name): [_short(value) for value in data[name]] for name in sorted(map(str, data.columns))}
    return {
        name: values[0] if len(values) > 2 and all(value == values[0] for value in values) else values
        for name, values in columns.items()
    }


def _short(value: Any) -> Any:
    """Return a value as JSON has it; numbers to a few digits, beyond which drawings may differ by machine."""
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, int | np.integer):
        return int(value)
    if isinstance(value, float | np.floating):
        short = float(f"{float(value):.{DIGITS}g}") + 0.0 if math.isfinite(value) else None
        return int(short) if short is not None and short == int(short) and abs(short) < 1e6 else short
    if isinstance(value, tuple | list | np.ndarray):
        return [_short(item) for item in value]
    return str(value)
