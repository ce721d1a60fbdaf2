"""Quantile regressions with bands by resampled blocks: result, table, numbers of the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from living_edition.ledger.number import Number, Numbers
from living_edition.regression.designs import source
from living_edition.regression.estimate import Design
from living_edition.regression.kinds import Quantiles
from living_edition.regression.quantiles import (
    Band,
    band,
    mean_slope,
    path,
)

CODE = "living_edition.regression.quantiles:path"
DECIMALS = 3


def model(spec: Quantiles, made: Design, place: int, confidence: float) -> dict[str, Any]:
    """Return one model's path and bands; ``place`` keeps its draws apart from other models'."""
    estimates = path(made, spec.term, spec.quantiles)
    bands = {}
    for i, block in enumerate(spec.blocks):
        seed = [spec.seed, place, i]
        bands[block] = _band(band(made, spec.term, spec.quantiles, block, spec.draws, seed, confidence))
    return {
        "id": made.model,
        "n": len(made.y),
        "provinces": int(made.provinces.nunique()),
        "quantiles": spec.quantiles,
        "estimates": estimates.tolist(),
        "spread": float(estimates[-1] - estimates[0]),
        "mean": mean_slope(made, spec.term),
        "bands": bands,
    }


def _band(found: Band) -> dict[str, Any]:
    ends = {key: getattr(found, key).tolist() for key in ("low", "high", "se")}
    return ends | {"spread": list(found.spread)}


def tidy(content: dict[str, Any]) -> pd.DataFrame:
    """Return one row a model, kind of block and quantile."""
    rows = [
        {
            "model": found["id"], "block": block, "quantile": q, "estimate": found["estimates"][i],
            **{key: ends[key][i] for key in ("low", "high", "se")}, "mean": found["mean"], "n": found["n"],
        }
        for found in content["models"]
        for block, ends in found["bands"].items()
        for i, q in enumerate(found["quantiles"])
    ]  # fmt: skip
    return pd.DataFrame(rows)


def numbers(spec: Quantiles, content: dict[str, Any], files: tuple[str, ...]) -> Iterator[Number]:
    """Yield the numbers of the ledger: each quantile's slope with its first band, and the ends' distance."""
    yield Numbers("quantile", source(spec, files, CODE, "抽样次数", "draws")).count("draws", spec.draws)
    for model in content["models"]:
        zh, en = f"模型 {model['id']}", f"model {model['id']}"
        of_model = Numbers(f"quantile.{model['id']}", source(spec, files, CODE, zh, en))
        for block, ends in model["bands"].items():
            kind = f"{100 * content['confidence']:g}% percentiles, blocks by {block}"
            # The first kind of block needs no name of its own.
            stem = "" if block == spec.blocks[0] else f"{block}."
            for i, q in enumerate(model["quantiles"]):
                low, high = ends["low"][i], ends["high"][i]
                yield of_model.of(
                    f"{stem}q{100 * q:.0f}", model["estimates"][i], decimals=DECIMALS, low=low, high=high, interval=kind
                )
            low, high = ends["spread"]
            yield of_model.of(f"{stem}spread", model["spread"], decimals=DECIMALS, low=low, high=high, interval=kind)
        yield of_model.of("mean", model["mean"], decimals=DECIMALS)
        yield of_model.count("n", model["n"], "cities")
