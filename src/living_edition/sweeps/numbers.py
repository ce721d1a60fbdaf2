"""What a sweep hands to the ledger: ``sweep.NAME.*``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from living_edition.language_files import Words
from living_edition.ledger.number import Number, Numbers, Source
from living_edition.ledger.precision import decimals_within
from living_edition.sweeps.spec import SweepSpec

if TYPE_CHECKING:
    import pandas as pd

INTERVAL = "95%, simulation error, bootstrap of the design"


def numbers(
    name: str, spec: SweepSpec, points: pd.DataFrame, indices: pd.DataFrame | None, section: dict[str, Any]
) -> Iterator[Number]:
    """Yield the numbers of sweep ``name``: its size, its indices, and what its model has to say of the points."""
    of = _numbers(name, spec, "design:points")
    yield of.count("points", len(points))
    yield of.count("parameters", len(spec.parameters))
    if indices is not None:
        yield from _of_indices(_numbers(name, spec, "sensitivity:indices"), spec, indices)
    if spec.swept.numbers is not None:
        yield from spec.swept.numbers(_numbers(name, spec, "design:evaluate"), spec, points, section)


def _numbers(name: str, spec: SweepSpec, function: str) -> Numbers:
    fixed = ", ".join(f"{key} = {value:g}" for key, value in sorted(spec.fixed.items()))
    description = "; ".join(
        filter(None, (spec.model, f"{spec.design}, {spec.points}", ", ".join(spec.parameters), fixed))
    )
    files = (f"specs/sweeps/{name}.yaml", "config/default.yaml")
    texts = Words(__name__).texts("sweep", name, description)
    return Numbers(f"sweep.{name}", Source("scenario", files, f"living_edition.sweeps.{function}", **texts))


def _of_indices(of: Numbers, spec: SweepSpec, indices: pd.DataFrame) -> Iterator[Number]:
    for output, rows in indices.groupby("output", sort=True):
        unit = spec.swept.outputs[str(output)]
        yield of.of(f"{output}.mean", float(rows["mean"].iloc[0]), unit, 1, bound="about")
        yield of.of(f"{output}.alone", float(rows["first"].sum()), decimals=1, bound="about")
        for row in rows.to_dict("records"):
            units = unit, spec.swept.unit_of(str(row["parameter"]))
            yield from _of_row(of, f"{output}.{row['parameter']}", {str(k): v for k, v in row.items()}, units)


def _of_row(of: Numbers, stem: str, row: dict[str, float], units: tuple[str, str]) -> Iterator[Number]:
    for key in ("first", "total"):
        value, half = float(row[key]), float(row[f"{key}_half_width"])
        low, high = value - half, value + half
        decimals = max(decimals_within(low, high, 2), 0)
        yield of.of(f"{stem}.{key}", value, decimals=decimals, bound="about", low=low, high=high, interval=INTERVAL)
    for key in ("low_mean", "high_mean"):
        yield of.of(f"{stem}.{key}", float(row[key]), units[0], 1, bound="about")
    for key in ("low", "high"):
        yield stated(of, f"{stem}.{key}", float(row[key]), units[1])


def stated(of: Numbers, stem: str, value: float, unit: str) -> Number:
    """Return a value that the spec states, as it states it; shares in percent."""
    return of.of(stem, round(100.0 * value, 10), "percent") if unit == "share" else of.of(stem, value, unit)
