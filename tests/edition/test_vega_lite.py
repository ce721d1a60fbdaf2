"""The figures of the edition as Vega-Lite: each valid, and with the numbers of its own data."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

import altair
import jsonschema
import pandas as pd
import pytest

from living_edition.exhibits.catalogue import exhibit_ids, specs
from living_edition.languages import languages

EXHIBITS = Path(__file__).resolve().parents[2] / "results/exhibits"
FIGURES = [name for name in exhibit_ids() if specs()[name]["kind"] in ("figure", "panel")]
[SCHEMA] = Path(altair.__file__).parent.glob("vegalite/v*/schema/vega-lite-schema.json")


def spec(name: str, lang: str) -> dict[str, Any]:
    return dict(json.loads((EXHIBITS / f"{name}-{lang}.vl.json").read_text(encoding="utf-8")))


@functools.cache
def validator() -> Any:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return jsonschema.validators.validator_for(schema)(schema)


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_holds_to_the_schema_and_says_what_it_is(name: str) -> None:
    record = json.loads((EXHIBITS / f"{name}.json").read_text(encoding="utf-8"))
    for lang in languages():
        made = spec(name, lang)
        assert [error.message for error in validator().iter_errors(made)] == []
        assert made["title"] == specs()[name][f"title_{lang}"] and made["description"]
        assert record["sha256"] in made["usermeta"]["stamp"]


def test_points_of_the_ruin_are_those_of_its_data() -> None:
    data = pd.read_csv(EXHIBITS / "fig-ruin.csv")
    layers = {layer["mark"]["type"]: layer["data"]["values"] for layer in spec("fig-ruin", "en")["layer"]}
    points = [(row["x"], row["y"]) for row in layers["point"]]
    # The table prints a probability too small for its digits as zero.
    told = zip(data["multiple"], 100 * data["ruin"], strict=True)
    assert points == [pytest.approx(pair, rel=1e-6, abs=1e-9) for pair in told]


def layered(part: Any) -> list[dict[str, Any]]:
    """Return the layers of all panels of a figure."""
    parts = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    own = part["layer"] if isinstance(part, dict) and "layer" in part else []
    return [*own, *(layer for inner in parts for layer in layered(inner))]


@pytest.mark.parametrize("lang", languages())
def test_bands_and_points_of_the_quantiles_are_those_of_its_data(lang: str) -> None:
    """The data have a model after the other, each a panel; the panels may stand in another order."""
    data = pd.read_csv(EXHIBITS / "fig-quantiles.csv")
    layers = layered(spec("fig-quantiles", lang))
    for mark, columns in (("area", ("quantile", "low", "high")), ("point", ("quantile", "estimate"))):
        keys = ("x", "y", "y2")[: len(columns)]
        drawn = {
            tuple(round(row[key], 9) for key in keys)
            for layer in layers
            if layer["mark"]["type"] == mark
            for row in layer["data"]["values"]
        }
        table = {tuple(round(value, 9) for value in row) for row in data[list(columns)].to_numpy().tolist()}
        assert len(drawn) > 10 and drawn == table, mark
