"""Dependence across space: errors that allow for it, and a test whether residuals have it.

Conley's (1999) errors let the residuals of any two rows go together by a weight that falls with the
distance between them (Bartlett's kernel: 1 - d / cutoff) and is zero from the cutoff on, across the
borders of provinces. At a cutoff of zero they are White's; n/(n-k) corrects them as it does HC1.
Moran's I of least-squares residuals is read against its mean and variance for normal errors (Cliff and
Ord 1981), which allow for the regressors.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from pydantic import Field
from scipy import stats

from living_edition.errors import InputError, Problem
from living_edition.language_files import Words
from living_edition.ledger.number import Number
from living_edition.regression.diagnostics import bend
from living_edition.regression.estimate import Design, designs, estimate
from living_edition.regression.joined import JoinedTable
from living_edition.regression.spec import OwnErrors
from living_edition.yaml_models import Once

Array = np.ndarray[Any, np.dtype[np.float64]]
CODE = "living_edition.regression.spatial:conley"
DECIMALS = 3
EARTH = 6371.0088
"""Mean radius of the earth in kilometres (IUGG)."""


class Space(OwnErrors):
    """Models of places with coordinates; ``cutoffs`` and ``neighbours`` in kilometres."""

    family: Literal["space"]
    beside: JoinedTable
    cutoffs: Once[int] = Field(min_length=1)
    neighbours: int = Field(gt=0, le=20_000)


KIND = Space


def distances(longitude: Array, latitude: Array) -> Array:
    """Return great-circle distances (km, n by n) of places given in decimal degrees (haversine formula)."""
    east, north = np.radians(longitude), np.radians(latitude)
    half_north = np.sin((north[:, None] - north) / 2) ** 2
    half_east = np.cos(north)[:, None] * np.cos(north) * np.sin((east[:, None] - east) / 2) ** 2
    return np.asarray(2 * EARTH * np.arcsin(np.sqrt(np.clip(half_north + half_east, 0.0, 1.0))))


def conley(x: Array, residuals: Array, distance: Array, cutoff: float) -> Array:
    """Return the covariance of least-squares coefficients (k by k).

    ``x`` is n by k, ``distance`` the distances (km, n by n), ``cutoff`` in km. Raises ``ValueError`` for a
    cutoff that is not positive.
    """
    if cutoff <= 0:
        raise ValueError("the cutoff is a positive distance")
    n, k = x.shape
    bread = np.linalg.inv(x.T @ x)
    scores = x * residuals[:, None]
    meat = scores.T @ np.maximum(1 - distance / cutoff, 0.0) @ scores
    return np.asarray(n / (n - k) * bread @ meat @ bread)


@dataclass(frozen=True)
class Moran:
    """Moran's I of residuals, its mean without dependence, the standardised value and its one-sided p-value."""

    value: float
    expected: float
    z: float
    p: float
    neighbours: float


def moran(x: Array, residuals: Array, distance: Array, cutoff: float) -> Moran:
    """Return Moran's I of least-squares residuals; rows within ``cutoff`` km are neighbours, in equal parts.

    ``neighbours`` is their mean number. A row without any counts for nothing.
    """
    near = (distance < cutoff) & ~np.eye(len(distance), dtype=bool)
    counts = near.sum(axis=1)
    weights = near / np.maximum(counts, 1)[:, None]
    n, k = x.shape
    scale = n / weights.sum()
    q = np.linalg.qr(x)[0]
    value = scale * float(residuals @ weights @ residuals) / float(residuals @ residuals)
    # Of M W and its products only traces are needed; M = I - QQ'.
    half = weights - q @ (q.T @ weights)
    both = half - (half @ q) @ q.T
    trace = float(np.trace(both))
    expected = scale * trace / (n - k)
    symmetric = (both + both.T) / 2
    second = (2 * float(np.sum(symmetric * symmetric)) + trace**2) / ((n - k) * (n - k + 2))
    variance = scale**2 * second - expected**2
    z = (value - expected) / np.sqrt(variance)
    return Moran(value, expected, float(z), float(stats.norm.sf(z)), float(counts.mean()))


def coordinates_of(design: Design, table: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return longitude and latitude of a design's rows; raise ``InputError`` for places without them."""
    by_place = table.drop_duplicates(name).set_index(name)[["longitude", "latitude"]]
    coordinates = by_place.reindex(design.cities.to_numpy())
    without = coordinates.index[coordinates.isna().any(axis=1)]
    if len(without):
        listed = ", ".join(map(str, without))
        raise InputError([Problem("coordinates", listed, "no coordinates", "degrees of each", "add the places")])
    return coordinates


def result(spec: Space, table: pd.DataFrame) -> tuple[dict[str, Any], pd.DataFrame]:
    """Return what is told of every model, and its rows with coordinates and residuals."""
    model_designs, flow = designs(spec, table)
    models, rows = zip(*(_model(spec, design, table) for design in model_designs), strict=True)
    return spec.head() | {"sample": asdict(flow), "models": list(models)}, pd.concat(rows, ignore_index=True)


def _model(spec: Space, design: Design, table: pd.DataFrame) -> tuple[dict[str, Any], pd.DataFrame]:
    """Return what is told of one model, and its rows with coordinates and residuals."""
    fitted = estimate(design, ["HC1", "province"], 0.95)
    coordinates = coordinates_of(design, table, spec.sample.name)
    distance = distances(coordinates["longitude"].to_numpy(), coordinates["latitude"].to_numpy())
    x, residuals = design.x.to_numpy(dtype=np.float64), np.asarray(fitted.fit.resid, dtype=np.float64)
    column = list(design.x.columns).index(spec.term)
    std_errors = fitted.errors[spec.term]
    rows = pd.DataFrame(
        {
            "model": design.model, "city": design.cities.to_numpy(), "province_code": design.provinces.to_numpy(),
            "longitude": coordinates["longitude"].to_numpy(), "latitude": coordinates["latitude"].to_numpy(),
            "outcome": design.y.to_numpy(), "regressor": design.x[spec.term].to_numpy(), "residual": residuals,
        }
    )  # fmt: skip
    content = {
        "id": design.model,
        "n": len(rows),
        "estimate": fitted.terms[spec.term],
        "se_hc1": std_errors["HC1"].se,
        "se_province": std_errors["province"].se,
        "conley": {
            str(km): _conley(x, residuals, distance, km, column, fitted.terms[spec.term]) for km in spec.cutoffs
        },
        "moran": asdict(moran(x, residuals, distance, spec.neighbours)),
        "bend": asdict(bend(design, spec.term)),
    }
    return content, rows


def _conley(x: Array, residuals: Array, distance: Array, km: int, column: int, estimate: float) -> dict[str, float]:
    error = float(np.sqrt(conley(x, residuals, distance, km)[column, column]))
    n, k = x.shape
    return {"se": error, "p": float(2 * stats.t.sf(abs(estimate / error), n - k))}


def numbers(spec: Space, content: dict[str, Any], files: tuple[str, ...]) -> Iterator[Number]:
    """Yield the numbers of the ledger: by model errors by distance, Moran's I, slopes either side of the median."""
    of_family = spec.numbers("space", files, CODE, Words(__name__).texts("space"))
    yield of_family.count("neighbours_km", spec.neighbours)
    yield of_family.count("cutoff_smallest", min(spec.cutoffs))
    yield of_family.count("cutoff_largest", max(spec.cutoffs))
    for model in content["models"]:
        of_model = spec.of_model("space", model["id"], files, CODE)
        yield from of_model.from_row(("estimate", "se_hc1", "se_province"), model, decimals=DECIMALS)
        errors = [model["se_province"], *(error["se"] for error in model["conley"].values())]
        yield of_model.of("se_largest", max(errors), decimals=DECIMALS)
        for km, error in model["conley"].items():
            yield of_model.of(f"se_{km}", error["se"], decimals=DECIMALS)
            yield of_model.of(f"p_{km}", error["p"], decimals=DECIMALS)
        yield of_model.of("moran", model["moran"]["value"], decimals=DECIMALS)
        yield of_model.p_value("moran_p", model["moran"]["p"])
        for key in ("below", "above", "p"):
            yield of_model.of(f"bend_{key}", model["bend"][key], decimals=DECIMALS)
