"""Gathers the parts of a sweep (or evaluates it, where it was not split), with indices and numbers."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from cluster_finance.jobs.sweep_part import base, progress
from living_edition.files import write_table
from living_edition.ledger.number import (
    Bound,
    Number,
    Source,
    write_numbers,
)
from living_edition.sweeps import design as sweep
from living_edition.sweeps.sensitivity import indices
from living_edition.sweeps.spec import SweepSpec, read_sweep
from living_edition.workflow import running

CONFIDENCE = 0.95
INTERVAL = "95% confidence, bootstrap of the design"


def numbers(
    name: str, spec: SweepSpec, whole: pd.DataFrame, found: pd.DataFrame | None, limit: float
) -> Iterator[Number]:
    """Yield the numbers of the ledger: ``sweep.NAME.*``; ``limit`` is the ruin that is tolerated (share)."""
    source = _source(name, spec, "points")
    yield Number(f"sweep.{name}.points", len(whole), "number", source, decimals=0)
    yield Number(f"sweep.{name}.parameters", len(spec.parameters), "number", source, decimals=0)
    if found is not None:
        yield from _of_indices(name, spec, found)
    if spec.design == "grid" and "ruin" in spec.outputs and "multiple" in spec.parameters:
        yield from _of_map(name, spec, whole, limit)


def _source(name: str, spec: SweepSpec, function: str) -> Source:
    fixed = ", ".join(f"{key} = {value:g}" for key, value in sorted(spec.fixed.items()))
    words = f"{spec.model}; {spec.design}, {spec.points}; {', '.join(spec.parameters)}" + (
        f"; {fixed}" if fixed else ""
    )
    module = "sensitivity" if function == "indices" else "sweep"
    return Source(
        "scenario", f"参数扫描 {name}（{words}）", f"sweep {name} ({words})",
        (f"specs/sweeps/{name}.yaml", "config/default.yaml"), f"cluster_finance.scenario.{module}:{function}",
    )  # fmt: skip


def _of_indices(name: str, spec: SweepSpec, found: pd.DataFrame) -> Iterator[Number]:
    source = _source(name, spec, "indices")
    for output, rows in found.groupby("output", sort=True):
        head = f"sweep.{name}.{output}"
        unit = spec.swept.outputs[str(output)]
        yield Number(f"{head}.mean", float(rows["mean"].iloc[0]), unit, source, "about", decimals=1)
        yield Number(f"{head}.alone", float(rows["first"].sum()), "share", source, "about", decimals=0)
        for row in rows.to_dict("records"):
            stem, units = f"{head}.{row['parameter']}", (unit, spec.swept.unit_of(str(row["parameter"])))
            yield from _of_row(stem, {str(k): v for k, v in row.items()}, units, source)


def _of_row(stem: str, row: dict[str, float], units: tuple[str, str], source: Source) -> Iterator[Number]:
    for key in ("first", "total"):
        value, half = float(row[key]), float(row[f"{key}_half_width"])
        yield Number(
            f"{stem}.{key}", value, "number", source, "about", decimals=2,
            low=value - half, high=value + half, interval=INTERVAL,
        )  # fmt: skip
    for key in ("low_mean", "high_mean"):
        yield Number(f"{stem}.{key}", float(row[key]), units[0], source, "about", decimals=1)
    for key in ("low", "high"):
        yield _stated(f"{stem}.{key}", float(row[key]), units[1], source)


def _stated(stem: str, value: float, unit: str, source: Source) -> Number:
    """Return a value that the spec states, as it states it; shares in percent."""
    return (
        Number(stem, round(100.0 * value, 10), "percent", source)
        if unit == "share"
        else Number(stem, value, unit, source)
    )


def _of_map(name: str, spec: SweepSpec, whole: pd.DataFrame, limit: float) -> Iterator[Number]:
    """Yield the values of the grid, and for each of them up to which multiple ruin stays within ``limit``."""
    source = _source(name, spec, "evaluate")
    others = [key for key in spec.parameters if key != "multiple"]
    for key in others:
        for value in sorted(whole[key].unique()):
            yield _stated(f"sweep.{name}.{key}.{_id(value)}", float(value), spec.swept.unit_of(key), source)
    for _, rows in whole.groupby(others, sort=True):
        place = ".".join(f"{key}_{_id(rows[key].iloc[0])}" for key in others)
        multiple, bound = _largest(rows, limit)
        stem = f"sweep.{name}.largest_multiple.{place}"
        yield Number(stem, multiple, "multiple", source, bound, decimals=0)
    if "rho" in others:
        steps = whole.pivot_table(index="rho", columns=[k for k in spec.parameters if k != "rho"], values="ruin").diff()
        rises = steps.iloc[1:].to_numpy()
        yield Number(f"sweep.{name}.steps", rises.size, "number", source, decimals=0)
        yield Number(f"sweep.{name}.falls", int((rises < 0).sum()), "number", source, decimals=0)


def _id(value: float) -> str:
    return f"{value:g}".replace(".", "_")


def _largest(rows: pd.DataFrame, limit: float) -> tuple[float, Bound]:
    """Return the largest multiple below the first that breaks the limit, as far as the grid tells."""
    multiples = rows["multiple"]
    broken = rows.loc[rows["ruin"] > limit, "multiple"].min()
    if broken != broken:
        return float(multiples.max()), "at_least"
    within = multiples[multiples < broken]
    return (float(within.max()), "exact") if len(within) else (float(multiples.min()), "at_most")


def job(arguments: argparse.Namespace) -> None:
    """Put the parts together and write the whole, its indices and its numbers."""
    spec = read_sweep(arguments.spec)
    name = Path(arguments.spec).stem
    section = base(spec, arguments.parameters)
    if arguments.parts:
        parts = [pd.read_parquet(path) for path in arguments.parts]
    else:
        parts = [sweep.evaluate(spec, section, sweep.points(spec), progress(f"sweep {name}"))]
    whole = sweep.gather(spec, parts)
    found = indices(spec, whole, CONFIDENCE) if spec.design == "sobol" else None
    if found is not None:
        write_table(found, Path(arguments.out).with_name(f"{name}-indices.parquet"))
    write_numbers(numbers(name, spec, whole, found, float(section.get("ruin_limit", 0.0))), arguments.numbers)
    write_table(whole, arguments.out)


def main() -> None:
    """Run the job from the command line."""
    parser = running.parser(
        "Gather a sweep.",
        spec="spec file, YAML",
        parameters='parameters, JSON: {"MODEL": {...}, "references": {...}}',
        out="the whole sweep, Parquet; the indices of a Sobol design go to NAME-indices.parquet beside it",
        numbers="numbers of the ledger, JSON",
    )
    parser.add_argument("--parts", nargs="*", default=[], help="files of the parts; none: the sweep is evaluated here")
    running.run(job, parser)


if __name__ == "__main__":
    main()
