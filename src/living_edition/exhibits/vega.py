"""A figure as Vega-Lite, for journals that take interactive figures: its data, and how each is drawn.

Made of the plot that plotnine has drawn, so that no figure is described twice: places are those of the data, axes have
the breaks and words of the picture, and a datum says of itself what its mark says in the page.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from plotnine import coord_flip, ggplot
from plotnine.scales.scale_discrete import scale_discrete

from living_edition.exhibits.figure import noiseless
from living_edition.exhibits.marks import POINTS, ROW, axis_title, row_name, row_words

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
Spec = dict[str, Any]
# Which mark draws a geom, and the columns of its places: x, x2, y, y2.
_BETWEEN = ("x", "xend", "y", "yend")
_BOX, _HEIGHT = ("xmin", "xmax", "ymin", "ymax"), ("x", "", "ymin", "ymax")
_GEOMS: Mapping[str, tuple[str, Sequence[str]]] = {
    "geom_point": ("point", ("x", "", "y", "")), "geom_line": ("line", ("x", "", "y", "")),
    "geom_segment": ("rule", _BETWEEN), "geom_linerange": ("rule", _HEIGHT), "geom_ribbon": ("area", _HEIGHT),
    "geom_col": ("rect", _BOX), "geom_rect": ("rect", _BOX), "geom_tile": ("rect", _BOX),
    "geom_text": ("text", ("x", "", "y", "")), "geom_label": ("text", ("x", "", "y", "")),
    "geom_hline": ("rule", ("", "", "yintercept", "")), "geom_vline": ("rule", ("xintercept", "", "", "")),
    "geom_abline": ("rule", _BETWEEN),
}  # fmt: skip
_TURNED = {"x": "y", "x2": "y2", "y": "x", "y2": "x2"}
_DASHES = {"dashed": [6, 4], "dotted": [2, 3], "dashdot": [6, 3, 2, 3]}
# plotnine's points are sqrt(pi) (size + stroke) points wide, a half of stroke; Vega's size is an area in pixels (4/3).
_AREA = np.pi / 4 * (np.sqrt(np.pi) * 4 / 3) ** 2
# All panels of a row together, the least of one, and a line of an axis, in pixels.
_WIDTH, _LEAST, _LINE = 560, 180, 14


def view(drawn: ggplot, data: Sequence[pd.DataFrame], lang: str) -> Spec:
    """Return the views of a plot that is drawn, a panel each; ``data`` is what ``marks.numbered`` gave before.

    Raises ``ValueError`` for a geom that has no mark here.
    """
    panels = drawn.layout.layout
    titles = [name for name in panels if str(name).lower() == name]
    across = int(panels["COL"].max())
    width = max(_LEAST, _WIDTH // across)
    views = []
    for _, panel in panels.iterrows():
        layers = [layered for layer, source in zip(drawn.layers, data, strict=True)
                  for layered in _layers(drawn, layer, source, int(panel["PANEL"]), lang)]  # fmt: skip
        title = " · ".join(" ".join(str(panel[name]).split()) for name in titles)
        lines = len(drawn.layout.panel_params[int(panel["PANEL"]) - 1].y.breaks)
        size = {"width": width, "height": max(_LEAST, round(0.55 * width), _LINE * lines)}
        views.append({**size, **({"title": title} if title else {}), "layer": layers})
    return views[0] if len(views) == 1 else {"concat": views, "columns": across}


def document(views: Sequence[Spec], words: Mapping[str, str]) -> str:
    """Return the file: ``words`` are the title, the description (what the picture shows) and the stamp."""
    view = views[0] if len(views) == 1 else {"vconcat": list(views)}
    about = {"$schema": SCHEMA, "title": words["title"], "description": words["description"],
             "usermeta": {"note": words["note"], "stamp": words["stamp"]}}  # fmt: skip
    return json.dumps({**about, **view}, ensure_ascii=False, separators=(",", ":"), allow_nan=False) + "\n"


def _layers(drawn: ggplot, layer: Any, source: pd.DataFrame, panel: int, lang: str) -> list[Spec]:
    """Return what a layer draws in a panel: one layer a line or a band, whose stroke is its own."""
    geom = type(layer.geom).__name__
    if geom not in _GEOMS:
        raise ValueError(f"{geom} has no mark in Vega-Lite here: add it to _GEOMS")
    mark, places = _GEOMS[geom]
    part = layer.data[layer.data["PANEL"] == panel]
    if geom == "geom_abline":
        part = _ends(part, drawn.layout.panel_params[panel - 1].x.range)
    groups = [rows for _, rows in part.groupby("group", sort=False)] if mark in ("line", "area") else [part]
    return [_layer(drawn, layer, source, mark, places, each, panel, lang) for each in groups if len(each)]


def _ends(part: pd.DataFrame, across: tuple[float, float]) -> pd.DataFrame:
    low, high = across
    at_low, at_high = (part["intercept"] + part["slope"] * end for end in across)
    return part.assign(x=low, xend=high, y=at_low, yend=at_high)


def _layer(
    drawn: ggplot, layer: Any, source: pd.DataFrame, mark: str, places: Sequence[str], part: pd.DataFrame, panel: int,
    lang: str,
) -> Spec:  # fmt: skip
    params = drawn.layout.panel_params[panel - 1]
    turned = isinstance(drawn.coordinates, coord_flip)
    channels = {(_TURNED[to] if turned else to): column
                for to, column in zip(("x", "x2", "y", "y2"), places, strict=True) if column}  # fmt: skip
    encoding: Spec = {}
    values = pd.DataFrame(index=part.index)
    for channel, column in channels.items():
        seen = params.x if channel[0] == "x" else params.y
        values[channel] = _back(seen.scale, part[column])
        encoding[channel] = {"field": channel} if channel[1:] else _axis(drawn, channel, seen, turned)
    if mark == "text":
        values["text"], encoding["text"] = part["label"], {"field": "text"}
    encoding |= _colour(drawn, layer, part, values)
    if mark == "point":
        values["size"] = [_number(_AREA * (size + 0.5) ** 2) for size in part["size"]]
        encoding["size"] = {"field": "size", "type": "quantitative", "scale": None, "legend": None}
    tooltip = _tooltip(drawn, layer, source, part, values, lang)
    return {"data": {"values": _records(values)}, "mark": _mark(mark, part), "encoding": encoding | (
        {"tooltip": tooltip} if tooltip else {})}  # fmt: skip


def _mark(mark: str, part: pd.DataFrame) -> Spec:
    first = part.iloc[0]
    spec: Spec = {"type": mark} if mark == "text" else {"type": mark, "clip": True}
    if mark in ("point", "rect"):
        spec |= {"filled": True}
    if mark == "point" and str(first.get("fill")) not in ("None", "nan", str(first["color"])):
        # The edge of a mark that is filled: without it one that is white is not seen.
        spec |= {"stroke": str(first["color"]), "strokeWidth": 0.5}
    if mark in ("line", "rule"):
        spec |= {"strokeWidth": _number(2 * first["size"]), "strokeDash": _DASHES.get(first["linetype"], [1, 0])}
    if mark == "text":
        spec |= {"fontSize": _number(first["size"] * 1.2), "align": first["ha"]}
    return spec | ({"opacity": _number(first["alpha"])} if first.get("alpha", 1) not in (1, None) else {})


def _axis(drawn: ggplot, channel: str, seen: Any, turned: bool) -> Spec:
    """Return a place's channel with the range, the breaks and the words of the picture's axis."""
    breaks = _back(seen.scale, seen.breaks)
    words = {_key(value): str(word).split("\n") for value, word in zip(breaks, seen.labels, strict=True)}
    axis = {"labelLimit": 0, "values": breaks,
            "labelExpr": f"({json.dumps(words, ensure_ascii=False)})[datum.value]"}  # fmt: skip
    scale = {"type": "log" if "log10" in type(seen.scale).__name__ else "linear",
             "domain": _back(seen.scale, seen.range), "nice": False, "zero": False}  # fmt: skip
    return {
        "field": channel, "type": "quantitative", "scale": scale,
        "title": axis_title(drawn, _TURNED[channel] if turned else channel) or None,
        "axis": None if drawn.theme.T.is_blank(f"axis_text_{channel}") else axis,
    }  # fmt: skip


def _colour(drawn: ggplot, layer: Any, part: pd.DataFrame, values: pd.DataFrame) -> Spec:
    """Return the channel of the colour: a legend of the picture's words, or the colour of each row as it is."""
    mapping = {**(drawn.mapping if layer.inherit_aes else {}), **layer.mapping}
    which = next((name for name in ("fill", "color") if name in mapping and name in part), "")
    if not which:
        own = part["fill" if _GEOMS[type(layer.geom).__name__][0] in ("rect", "area") else "color"]
        return {"color": {"value": str(own.iloc[0])}}
    values["colour"] = part[which].astype(str)
    scale: Any = drawn.scales.get_scales(which)
    limits = list(getattr(scale, "final_limits", ())) if type(scale).__name__.endswith("manual") else []
    if not limits or layer.show_legend is False or scale.guide is None:
        return {"color": {"field": "colour", "type": "nominal", "scale": None}}
    words = [" ".join(str(word).split()) for word in scale.get_labels(limits)]
    colours = [str(colour) for colour in scale.map(limits)]
    values["colour"] = values["colour"].map(dict(zip(colours, words, strict=True))).fillna(values["colour"])
    return {"color": {"field": "colour", "type": "nominal", "title": None,
                      "scale": {"domain": words, "range": colours}}}  # fmt: skip


def _tooltip(
    drawn: ggplot, layer: Any, source: pd.DataFrame, part: pd.DataFrame, values: pd.DataFrame, lang: str
) -> list[Spec]:
    """Put the words of each row's mark beside its values; return what is shown of them."""
    if ROW not in part or type(layer.geom).__name__ not in POINTS:
        return []
    given, words = source.to_dict("records"), row_words(drawn, layer, source, lang)
    rows = [{" ": row_name(own)} | words(own, row) for row in part.to_dict("records") for own in [given[int(row[ROW])]]]
    titles = [title for title in dict.fromkeys(title for each in rows for title in each)
              if any(each.get(title) for each in rows)]  # fmt: skip
    for at, title in enumerate(titles):
        values[f"t{at}"] = [each.get(title, "") for each in rows]
    return [{"field": f"t{at}", "type": "nominal", "title": title.strip() or None} for at, title in enumerate(titles)]


def _records(values: pd.DataFrame) -> list[Spec]:
    return [{str(key): value for key, value in row.items() if value == value and value is not None}
            for row in values.to_dict("records")]  # fmt: skip


def _back(scale: Any, places: Sequence[float] | pd.Series[float]) -> list[float]:
    """Return places of the picture as data; the categories of a discrete scale stand at 1, 2, ..."""
    positions = np.asarray(places, dtype=float)
    return [_number(value) for value in (positions if isinstance(scale, scale_discrete) else scale.inverse(positions))]


def _number(value: Any) -> float:
    return noiseless(float(value))


def _key(value: Any) -> str:
    """Return a number as JavaScript writes it where it names a property."""
    return f"{float(value):.15g}"
