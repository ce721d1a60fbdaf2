"""Parameter sweeps: the table of points, its parts, their evaluation, and the whole again.

A result depends on its point and on random numbers common to all points, never on how the sweep was
split: points are numbered before they are split, and the whole is put in their order.
"""

from __future__ import annotations

import itertools
import sys
import time
from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from pydantic import ValidationError
from SALib.sample import latin, sobol

from living_edition.errors import InputError, Problem, refuse
from living_edition.sweeps.model import Point
from living_edition.sweeps.spec import SweepSpec

BATCH = 256
"""Points evaluated at once: bounds the memory of a job, changes no result."""

EVERY = 5.0
"""Seconds between two lines of progress."""

Progress = Callable[[int, int], None]


def problem(spec: SweepSpec) -> dict[str, object]:
    """Return the varied parameters as SALib takes them: names, and bounds of shape (parameters, 2)."""
    bounds = [list(axis.range) for axis in spec.parameters.values() if axis.range is not None]
    return {"num_vars": len(bounds), "names": list(spec.parameters), "bounds": bounds}


def points(spec: SweepSpec) -> pd.DataFrame:
    """Return the table of points: column ``point`` (0, 1, ...) and one column a varied parameter.

    A grid is the product of the values, the last parameter fastest; Latin hypercube (McKay 1979)
    and Sobol design (Saltelli 2010, without second order) are SALib's, drawn by the spec's seed.
    """
    if spec.design == "grid":
        values = np.array(list(itertools.product(*_steps(spec))), dtype=np.float64)
    elif spec.design == "sobol":
        values = sobol.sample(problem(spec), spec.points, calc_second_order=False, seed=spec.seed)
    else:
        values = latin.sample(problem(spec), spec.points, seed=spec.seed)
    table = pd.DataFrame(values, columns=list(spec.parameters))
    table.insert(0, "point", np.arange(len(table)))
    return table


def _steps(spec: SweepSpec) -> list[list[float]]:
    """Return the values of each parameter of a grid; a range is cut into ``points`` equal steps."""
    return [
        list(np.linspace(*axis.range, spec.points)) if axis.range is not None else list(axis.values or [])
        for axis in spec.parameters.values()
    ]


def part(table: pd.DataFrame, number: int, of: int) -> pd.DataFrame:
    """Return part ``number`` (from 1) of ``of`` nearly equal parts of the points, in their order."""
    if not 1 <= number <= of:
        raise ValueError(f"there is no part {number} of {of}")
    edges = [len(table) * k // of for k in (number - 1, number)]
    return table.iloc[edges[0] : edges[1]]


def progress(name: str) -> Progress:
    """Return what tells on standard error how many points are done, every few seconds and at the end."""
    start = last = time.monotonic()

    def tell(completed: int, total: int) -> None:
        nonlocal last
        now = time.monotonic()
        if completed == total or now - last >= EVERY:
            last, remaining = now, (total - completed) * (now - start) / completed
            line = f"{name}: {completed} of {total} points, {now - start:.0f} s, some {remaining:.0f} s left"
            print(line, file=sys.stderr, flush=True)

    return tell


def evaluate(
    spec: SweepSpec, base: dict[str, object], table: pd.DataFrame, tell: Progress = lambda completed, total: None
) -> pd.DataFrame:
    """Return ``table`` with the outputs that the spec asks for; ``base`` is the model's configuration.

    ``tell`` is told how many of the points are done. Raises ``InputError`` with the points at
    which the parameters contradict one another.
    """
    evaluated = _points_of(spec, base, table)
    rows: list[dict[str, float]] = []
    for start in range(0, len(evaluated), BATCH):
        rows += spec.swept.evaluate(evaluated[start : start + BATCH])
        tell(len(rows), len(evaluated))
    columns = {name: [row[name] for row in rows] for name in spec.outputs}
    return table.assign(**{name: np.array(values, dtype=np.float64) for name, values in columns.items()})


def _points_of(spec: SweepSpec, base: dict[str, object], table: pd.DataFrame) -> list[Point]:
    points_: list[Point] = []
    problems: dict[str, Problem] = {}
    swept = spec.swept
    for row in table.to_dict("records"):
        number = int(row.pop("point"))
        stated = {**spec.fixed, **{str(name): float(value) for name, value in row.items()}}
        inputs = swept.defaults | {name: value for name, value in stated.items() if name in swept.inputs}
        varied = {name: value for name, value in stated.items() if name not in inputs}
        try:
            points_.append(Point(swept.section.model_validate({**base, **varied}), inputs))
        except ValidationError as error:
            message = str(error.errors()[0]["msg"])
            values = ", ".join(f"{name} = {value:g}" for name, value in stated.items())
            about, mend = (f"sweep of {spec.model}", f"point {number}"), "narrow the ranges of these parameters"
            problems.setdefault(message, Problem(*about, values, message, mend))
    refuse(problems.values())
    return points_


def gather(spec: SweepSpec, parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return the parts as one table in the order of the points.

    Raises ``InputError`` where the parts are not exactly the sweep's points: some left out, some
    twice, or some of another version of the spec.
    """
    design_points = points(spec)
    table = pd.concat(list(parts), ignore_index=True).sort_values("point", kind="stable", ignore_index=True)
    columns = list(design_points.columns)
    if table["point"].tolist() != design_points["point"].tolist() or not table[columns].equals(design_points):
        actual, expected = (
            f"{len(table)} rows that are not the sweep's points",
            f"each of its {len(design_points)} points once",
        )
        mend = "remove the sweep's parts and run it again"
        raise InputError([Problem(f"sweep of {spec.model}", "", actual, expected, mend)])
    return table
