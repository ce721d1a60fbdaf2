"""Quantile regressions (Koenker and Bassett 1978), with bands by resampling whole cities or provinces.

The estimates are statsmodels' (iterated weighted least squares). The bands are percentiles of the
estimates over samples of blocks drawn with replacement, rows and all (pairs bootstrap): a block is
a city, or a province with its cities, which keeps what the cities of a province share. The many
samples are solved as linear programmes by HiGHS: several times as fast, and to the vertex itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from pydantic import Field, model_validator
from scipy import optimize, sparse
from statsmodels.regression.linear_model import OLS
from statsmodels.regression.quantile_regression import QuantReg

from living_edition.language_files import Words
from living_edition.ledger.number import Number
from living_edition.regression.estimate import Design, check_design, designs
from living_edition.regression.spec import OwnErrors
from living_edition.yaml_models import MOST_SEED, Once

Array = np.ndarray[Any, np.dtype[np.floating[Any]]]
Block = Literal["city", "province"]

CODE = "living_edition.regression.quantiles:path"
DECIMALS = 3
PRECISE = {"p_tol": 1e-10, "max_iter": 50_000}
"""Limits of the estimates; with the library's own the objective can stop short of its least value."""
TOGETHER = 40
"""Samples that make up one programme: alone, each would spend most of its time on being set up."""


class Quantiles(OwnErrors):
    """Quantile regressions with bands by resampling whole blocks of rows."""

    family: Literal["quantiles"]
    quantiles: Once[float] = Field(min_length=2)
    blocks: Once[Block] = Field(min_length=1)
    draws: int = Field(ge=100, le=1_000_000)
    seed: int = Field(ge=0, le=MOST_SEED)

    @model_validator(mode="after")
    def _inside(self) -> Quantiles:
        if not all(0 < q < 1 for q in self.quantiles) or self.quantiles != sorted(set(self.quantiles)):
            raise ValueError("quantiles rise and lie between 0 and 1, both excluded")
        return self


KIND = Quantiles


@dataclass(frozen=True)
class Band:
    """Intervals by quantile, and for the highest quantile's slope less the lowest's.

    ``low``, ``high`` and ``se`` have one entry a quantile.
    """

    low: Array
    high: Array
    se: Array
    spread: tuple[float, float]


def path(design: Design, term: str, quantiles: list[float]) -> Array:
    """Return the term's coefficient by quantile; raise ``InputError`` where the design bears none."""
    check_design(design)
    column = list(design.x.columns).index(term)
    return np.array(
        [QuantReg(design.y.to_numpy(), design.x.to_numpy()).fit(q=q, **PRECISE).params[column] for q in quantiles]
    )


def mean_slope(design: Design, term: str) -> float:
    """Return the least-squares coefficient, for comparison."""
    return float(OLS(design.y, design.x).fit().params[term])


def band(
    design: Design, term: str, quantiles: list[float], block: Block, draws: int, seed: list[int], confidence: float
) -> Band:
    """Return the intervals at ``confidence`` from ``draws`` samples of blocks; ``seed`` fixes them."""
    counts = resample_counts(design, block, draws, np.random.default_rng(seed))
    column = list(design.x.columns).index(term)
    estimates = np.column_stack([slopes(design, q, counts)[:, column] for q in quantiles])
    ends = [(1 - confidence) / 2, (1 + confidence) / 2]
    low, high = np.quantile(estimates, ends, axis=0)
    spread = np.quantile(estimates[:, -1] - estimates[:, 0], ends)
    return Band(low, high, estimates.std(axis=0, ddof=1), (float(spread[0]), float(spread[1])))


def resample_counts(design: Design, block: Block, draws: int, random: np.random.Generator) -> Array:
    """Return how often each sample of blocks holds each row (samples by rows)."""
    codes = pd.factorize(design.cities if block == "city" else design.provinces, sort=True)[0]
    count = codes.max() + 1
    picked = random.integers(0, count, (draws, count))
    return np.stack([np.bincount(sample, minlength=count) for sample in picked])[:, codes].astype(float)


def slopes(design: Design, q: float, counts: Array) -> Array:
    """Return the coefficients at quantile ``q`` (samples by columns) where a row counts ``counts`` (samples by rows).

    They are the multipliers of the dual programme: maximise y'a under X'a = (1-q) X'w and 0 <= a <= w,
    w being a sample's ``counts``.
    """
    y, x = design.y.to_numpy(), design.x.to_numpy()
    parts = np.array_split(counts, np.arange(TOGETHER, len(counts), TOGETHER))
    return np.concatenate([_solved(y, x, q, part) for part in parts])


def _solved(y: Array, x: Array, q: float, counts: Array) -> Array:
    # The types of scipy know dense matrices alone.
    stacked: Any = sparse.block_diag([x.T] * len(counts), format="csc")
    right, most = ((1 - q) * counts @ x).ravel(), counts.ravel()
    # Without presolve: there is little to take away, and looking for it takes as long as solving.
    solution = optimize.linprog(
        -np.tile(y, len(counts)), A_eq=stacked, b_eq=right, bounds=np.c_[np.zeros_like(most), most],
        method="highs-ds", options={"presolve": False},
    )  # fmt: skip
    if not solution.success:
        raise RuntimeError(f"quantile regression at {q}: {solution.message}")
    return -solution.eqlin.marginals.reshape(len(counts), -1)


def result(spec: Quantiles, table: pd.DataFrame, confidence: float) -> tuple[dict[str, Any], pd.DataFrame]:
    """Return every model's path and bands, and one row a model, kind of block and quantile."""
    model_designs, flow = designs(spec, table)
    models = [_model(spec, design, index, confidence) for index, design in enumerate(model_designs)]
    rows = [
        {
            "model": model["id"], "block": block, "quantile": q, "estimate": model["estimates"][i],
            **{key: ends[key][i] for key in ("low", "high", "se")}, "mean": model["mean"], "n": model["n"],
        }
        for model in models
        for block, ends in model["bands"].items()
        for i, q in enumerate(model["quantiles"])
    ]  # fmt: skip
    content = {"sample": asdict(flow), "confidence": confidence, "models": models}
    return spec.head() | content, pd.DataFrame(rows)


def _model(spec: Quantiles, design: Design, index: int, confidence: float) -> dict[str, Any]:
    """Return one model's path and bands; ``index`` keeps its draws apart from other models'."""
    estimates = path(design, spec.term, spec.quantiles)
    bands = {}
    for i, block in enumerate(spec.blocks):
        block_band = band(design, spec.term, spec.quantiles, block, spec.draws, [spec.seed, index, i], confidence)
        bands[block] = {key: np.asarray(ends).tolist() for key, ends in asdict(block_band).items()}
    return {
        "id": design.model,
        "n": len(design.y),
        "provinces": int(design.provinces.nunique()),
        "quantiles": spec.quantiles,
        "estimates": estimates.tolist(),
        "spread": float(estimates[-1] - estimates[0]),
        "mean": mean_slope(design, spec.term),
        "bands": bands,
    }


def numbers(spec: Quantiles, content: dict[str, Any], files: tuple[str, ...]) -> Iterator[Number]:
    """Yield the numbers of the ledger: each quantile's slope with its first band, and the ends' distance."""
    yield spec.numbers("quantile", files, CODE, Words(__name__).texts("draws")).count("draws", spec.draws)
    for model in content["models"]:
        of_model = spec.of_model("quantile", model["id"], files, CODE)
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
        yield of_model.count("n", model["n"], spec.sample.unit)
