"""Models of places: errors that allow for distance, dependence of residuals, form: result, rows, numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from living_edition.errors import InputError, Problem
from living_edition.ledger.number import Number, Numbers
from living_edition.regression.designs import source
from living_edition.regression.estimate import Design, estimate
from living_edition.regression.kinds import Space
from living_edition.regression.shape import bend
from living_edition.regression.spatial import Array, conley, distances, moran

CODE = "living_edition.regression.spatial:conley"
DECIMALS = 3


def places(made: Design, table: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return longitude and latitude of a design's rows; raise ``InputError`` for places without them."""
    known = table.drop_duplicates(name).set_index(name)[["longitude", "latitude"]]
    found = known.reindex(made.cities.to_numpy())
    lost = found.index[found.isna().any(axis=1)]
    if len(lost):
        listed = ", ".join(map(str, lost))
        raise InputError([Problem("coordinates", listed, "no coordinates", "degrees of each", "add the places")])
    return found


def model(spec: Space, made: Design, table: pd.DataFrame) -> tuple[dict[str, Any], pd.DataFrame]:
    """Return what is told of one model, and its rows with coordinates and residuals."""
    fitted = estimate(made, ["HC1", "province"], 0.95)
    where = places(made, table, spec.sample.name)
    apart = distances(where["longitude"].to_numpy(), where["latitude"].to_numpy())
    x, residuals = made.x.to_numpy(dtype=np.float64), np.asarray(fitted.fit.resid, dtype=np.float64)
    at = list(made.x.columns).index(spec.term)
    own = fitted.errors[spec.term]
    rows = pd.DataFrame(
        {
            "model": made.model, "city": made.cities.to_numpy(), "province_code": made.provinces.to_numpy(),
            "longitude": where["longitude"].to_numpy(), "latitude": where["latitude"].to_numpy(),
            "outcome": made.y.to_numpy(), "regressor": made.x[spec.term].to_numpy(), "residual": residuals,
        }
    )  # fmt: skip
    told = {
        "id": made.model,
        "n": len(rows),
        "estimate": fitted.terms[spec.term],
        "se_hc1": own["HC1"].se,
        "se_province": own["province"].se,
        "conley": {str(km): _conley(x, residuals, apart, km, at, fitted.terms[spec.term]) for km in spec.cutoffs},
        "moran": asdict(moran(x, residuals, apart, spec.neighbours)),
        "bend": asdict(bend(made, spec.term)),
    }
    return told, rows


def _conley(x: Array, residuals: Array, apart: Array, km: int, at: int, estimate: float) -> dict[str, float]:
    error = float(np.sqrt(conley(x, residuals, apart, km)[at, at]))
    n, k = x.shape
    return {"se": error, "p": float(2 * stats.t.sf(abs(estimate / error), n - k))}


def numbers(spec: Space, content: dict[str, Any], files: tuple[str, ...]) -> Iterator[Number]:
    """Yield the numbers of the ledger: by model errors by distance, Moran's I, slopes either side of the median."""
    whole = Numbers("space", source(spec, files, CODE, "空间", "space"))
    yield whole.count("neighbours_km", spec.neighbours)
    yield whole.count("cutoff_smallest", min(spec.cutoffs))
    yield whole.count("cutoff_largest", max(spec.cutoffs))
    for told in content["models"]:
        zh, en = f"模型 {told['id']}", f"model {told['id']}"
        of_model = Numbers(f"space.{told['id']}", source(spec, files, CODE, zh, en))
        for key in ("estimate", "se_hc1", "se_province"):
            yield of_model.of(key, told[key], decimals=DECIMALS)
        errors = [told["se_province"], *(error["se"] for error in told["conley"].values())]
        yield of_model.of("se_largest", max(errors), decimals=DECIMALS)
        for km, error in told["conley"].items():
            yield of_model.of(f"se_{km}", error["se"], decimals=DECIMALS)
            yield of_model.of(f"p_{km}", error["p"], decimals=DECIMALS)
        yield of_model.of("moran", told["moran"]["value"], decimals=DECIMALS)
        yield of_model.p_value("moran_p", told["moran"]["p"])
        for key in ("below", "above", "p"):
            yield of_model.of(f"bend_{key}", told["bend"][key], decimals=DECIMALS)
