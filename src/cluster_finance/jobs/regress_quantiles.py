"""Estimate quantile regressions with bands by resampled blocks."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any

import pandas as pd

from cluster_finance.jobs import families
from living_edition.files import write_json, write_table
from living_edition.ledger.number import Number, Source, write_numbers
from living_edition.regression.estimate import Design
from living_edition.regression.kinds import Quantiles
from living_edition.regression.quantiles import (
    Band,
    band,
    mean_slope,
    path,
)
from living_edition.workflow import running

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


def numbers(spec: Quantiles, content: dict[str, Any], arguments: argparse.Namespace) -> Iterator[Number]:
    """Yield the numbers of the ledger: each quantile's slope with its first band, and the ends' distance."""
    yield Number(
        "quantile.draws", spec.draws, "number", families.source(spec, arguments, CODE, "抽样次数", "draws"), decimals=0
    )
    for found in content["models"]:
        stem = f"quantile.{found['id']}"
        source = families.source(spec, arguments, CODE, f"模型 {found['id']}", f"model {found['id']}")
        for block, ends in found["bands"].items():
            kind = f"{100 * content['confidence']:g}% percentiles, blocks by {block}"
            slopes = {f"q{100 * q:.0f}": i for i, q in enumerate(found["quantiles"])}
            # The first kind of block needs no name of its own.
            name = stem if block == spec.blocks[0] else f"{stem}.{block}"
            for key, i in slopes.items():
                low, high = ends["low"][i], ends["high"][i]
                yield _between(f"{name}.{key}", found["estimates"][i], low, high, kind, source)
            low, high = ends["spread"]
            yield _between(f"{name}.spread", found["spread"], low, high, kind, source)
        yield Number(f"{stem}.mean", found["mean"], "number", source, decimals=DECIMALS)
        yield Number(f"{stem}.n", found["n"], "cities", source, decimals=0)


def _between(name: str, value: float, low: float, high: float, kind: str, source: Source) -> Number:
    return Number(name, value, "number", source, decimals=DECIMALS, low=low, high=high, interval=kind)


def job(arguments: argparse.Namespace) -> None:
    """Read table and spec, estimate, write the result three ways."""
    confidence = float(running.section(arguments.settings)["confidence"])
    spec, designs, flow = families.read(arguments, Quantiles)
    models = [model(spec, made, place, confidence) for place, made in enumerate(designs)]
    content = families.head(spec, flow) | {"confidence": confidence, "models": models}
    write_json(content, arguments.out)
    write_table(tidy(content), arguments.out_parquet)
    write_numbers(numbers(spec, content, arguments), arguments.numbers)


if __name__ == "__main__":
    running.run(
        job,
        running.parser(
            __doc__,
            table="clean table, Parquet",
            spec="spec file, YAML",
            settings='settings, JSON: {"confidence": 0.95}',
            out="result, JSON",
            out_parquet="slopes by model, block and quantile, Parquet",
            numbers="numbers of the ledger, JSON",
        ),
    )
