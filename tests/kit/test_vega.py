"""A figure as Vega-Lite: valid by the schema that Altair carries, and with the data that the picture was given."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import altair
import jsonschema
import pandas as pd
import pytest
from plotnine import (
    aes,
    coord_flip,
    facet_wrap,
    geom_col,
    geom_hline,
    geom_line,
    geom_linerange,
    geom_path,
    geom_point,
    geom_text,
    ggplot,
    labs,
    scale_color_manual,
    scale_fill_manual,
    scale_x_log10,
)

from living_edition.exhibits import marks, vega

[FOLDER] = Path(altair.__file__).parent.glob("vegalite/v*/schema")
SCHEMA = json.loads((FOLDER / "vega-lite-schema.json").read_text(encoding="utf-8"))
VALID = jsonschema.validators.validator_for(SCHEMA)(SCHEMA)
DATA = pd.DataFrame(
    {"name": ["one", "two", "three"], "size": [10.0, 100.0, 1000.0], "share": [0.25, 0.5, 0.75],
     "low": [0.125, 0.375, 0.625], "high": [0.3125, 0.6875, 0.875], "kind": ["a", "b", "a"], "part": ["p", "p", "q"]}
)  # fmt: skip
WORDS = {"title": "A title", "description": "What is seen", "note": "Source: made up.", "stamp": "fig-x, version 1"}


def spec(picture: ggplot) -> dict[str, Any]:
    """Return the document of a picture, held to the schema."""
    data = marks.numbered(picture)
    picture.draw()
    made = json.loads(vega.document([vega.view(picture, data, "en")], WORDS))
    assert [error.message for error in VALID.iter_errors(made)] == []
    assert made["$schema"].split("/")[-1].removesuffix(".json") == FOLDER.parent.name
    return dict(made)


def test_a_point_stands_where_its_datum_is_and_says_what_it_is() -> None:
    made = spec(
        ggplot(DATA, aes("size", "share", color="kind"))
        + geom_point()
        + scale_x_log10(breaks=[10, 1000], labels=["10", "1,000"])
        + scale_color_manual({"a": "#0072B2", "b": "#D55E00"}, labels=["first", "second"])
        + labs(x="Size", y="Share")
    )
    [layer] = made["layer"]
    values = layer["data"]["values"]
    assert [(row["x"], row["y"], row["colour"]) for row in values] == [
        (10, 0.25, "first"), (100, 0.5, "second"), (1000, 0.75, "first")]  # fmt: skip
    across = layer["encoding"]["x"]
    assert across["title"] == "Size" and across["scale"]["type"] == "log" and across["axis"]["values"] == [10, 1000]
    assert across["axis"]["labelExpr"] == '({"10": ["10"], "1000": ["1,000"]})[datum.value]'
    assert layer["encoding"]["color"]["scale"] == {"domain": ["first", "second"], "range": ["#0072B2", "#D55E00"]}
    titles = {each["title"]: each["field"] for each in layer["encoding"]["tooltip"]}
    assert values[1][titles["Size"]] == "100" and values[1][titles["Share"]] == "0.5" and values[1]["t0"] == "two"
    assert made["title"] == "A title" and made["usermeta"]["stamp"] == "fig-x, version 1"


def test_a_point_of_a_fill_keeps_its_edge_by_which_a_white_one_is_seen() -> None:
    picture = ggplot(DATA, aes("size", "share", fill="kind")) + geom_point(shape="o", color="#777777")
    made = spec(picture + scale_fill_manual({"a": "#0072B2", "b": "#FFFFFF"}))
    assert made["layer"][0]["mark"] == {"type": "point", "clip": True, "filled": True, "stroke": "#777777",
                                        "strokeWidth": 0.5}  # fmt: skip
    assert "stroke" not in spec(ggplot(DATA, aes("size", "share")) + geom_point())["layer"][0]["mark"]


def test_each_panel_has_its_own_data_and_title() -> None:
    made = spec(ggplot(DATA, aes("size", "share")) + geom_line() + geom_hline(yintercept=0.5) + facet_wrap("part"))
    assert made["columns"] == 2 and [panel["title"] for panel in made["concat"]] == ["p", "q"]
    lines = [[row["x"] for row in panel["layer"][0]["data"]["values"]] for panel in made["concat"]]
    assert lines == [[10, 100], [1000]]
    assert all(panel["layer"][1]["data"]["values"] == [{"y": 0.5}] for panel in made["concat"])


def test_ranges_words_and_turned_bars_keep_their_ends() -> None:
    made = spec(
        ggplot(DATA, aes("name", "share"))
        + geom_col(width=0.5)
        + geom_linerange(aes(ymin="low", ymax="high"))
        + geom_text(aes(label="kind"))
        + coord_flip()
    )
    bars, ranges, words = ([dict(row) for row in layer["data"]["values"]] for layer in made["layer"])
    # Turned: shares run across, and the names (one, three, two by the alphabet) stand at 1, 3, 2.
    assert [(row["x"], row["x2"], row["y"], row["y2"]) for row in bars] == [
        (0, 0.25, 0.75, 1.25), (0, 0.75, 1.75, 2.25), (0, 0.5, 2.75, 3.25)]  # fmt: skip
    assert {(row["y"], row["x"], row["x2"]) for row in ranges} == {
        (1, 0.125, 0.3125), (3, 0.375, 0.6875), (2, 0.625, 0.875)}  # fmt: skip
    assert {(row["y"], row["text"]) for row in words} == {(1, "a"), (3, "b"), (2, "a")}
    assert made["layer"][0]["encoding"]["y"]["axis"]["labelExpr"].startswith('({"1": ["one"], "2": ["three"]')


def test_a_geom_without_a_mark_is_named() -> None:
    with pytest.raises(ValueError, match="geom_path has no mark"):
        spec(ggplot(DATA, aes("size", "share")) + geom_path())
