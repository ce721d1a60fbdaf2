"""Spec files of the parameter sweeps: which model, which parameters over which values, which outputs.

A model that may be swept is one line under ``sweeps`` in edition.yaml, which names its ``SweptModel``.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic.fields import FieldInfo

from living_edition.errors import InputError, Problem, refuse
from living_edition.project import edition, registered
from living_edition.settings.models import limits
from living_edition.sweeps.model import SweptModel
from living_edition.yaml_models import MOST_SEED, Once, Strict, Tree, load, validate

LEAST_BASE = 8
"""Base points of a Sobol design: with fewer, a fifth of a parameter's range could hold none."""


class SweepSettings(Strict):
    """Parameter sweeps: how they are split over jobs."""

    jobs: int = Field(
        default=1, ge=1, le=10_000, description="jobs that every sweep is split into; no result depends on it"
    )


class Axis(Strict):
    """The values of one parameter: a ``range`` [lowest, highest] or a list of ``values``."""

    range: tuple[float, float] | None = None
    values: Once[float] | None = Field(default=None, min_length=1)

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.range is None) == (self.values is None):
            raise ValueError("give either range or values")
        if self.range is not None and not self.range[0] < self.range[1]:
            raise ValueError("a range goes from a lower to a higher number")
        return self

    def ends(self) -> list[float]:
        """Return the numbers the file states for this parameter."""
        return list(self.range) if self.range is not None else list(self.values or [])


class SweepSpec(Strict):
    """One sweep as its file states it.

    ``points`` is the number of steps of each range (grid), the number of points (Latin hypercube)
    or the base sample of the Sobol design, a power of two, which makes points * (parameters + 2)
    points (Saltelli 2010). ``seed`` draws the design; a model's own seed draws its replications,
    which are common to all points. ``jobs`` overrules the configuration's.
    """

    model: str
    parameters: dict[str, Axis] = Field(min_length=1)
    fixed: dict[str, float] = Field(default_factory=dict)
    design: Literal["grid", "latin-hypercube", "sobol"]
    points: int = Field(ge=1, le=1_000_000)
    outputs: Once[str] = Field(min_length=1)
    seed: int = Field(ge=0, le=MOST_SEED)
    jobs: int | None = Field(default=None, ge=1, le=10_000)

    @property
    def swept(self) -> SweptModel:
        """Return what is known of the model."""
        return swept_model(self.model)


def swept_model(name: str) -> SweptModel:
    """Return the model that ``edition.yaml`` registers as ``name``."""
    model: SweptModel = registered(edition().sweeps[name])
    return model


def read_sweep(source: str | Path) -> SweepSpec:
    """Read a spec file; raise ``InputError`` with every problem: its key, what is allowed, the nearest key."""
    tree = load(source)
    spec = validate(tree, SweepSpec)
    refuse(list(_problems(tree, spec)))
    return spec


def read_sweeps(folder: Path) -> dict[str, SweepSpec]:
    """Read every spec of ``folder`` by its file's name; raise ``InputError`` with all problems."""
    specs: dict[str, SweepSpec] = {}
    problems: list[Problem] = []
    for file in sorted(folder.glob("*.yaml")):
        try:
            specs[file.stem] = read_sweep(file)
        except InputError as error:
            problems += error.problems
    refuse(problems)
    return specs


def _problems(tree: Tree, spec: SweepSpec) -> Iterable[Problem]:
    if spec.model not in edition().sweeps:
        yield tree.unknown(("model",), spec.model, edition().sweeps)
        return
    for n, name in enumerate(spec.outputs):
        if name not in spec.swept.outputs:
            yield tree.unknown(("outputs", n), name, spec.swept.outputs)
    stated = {("parameters", name): axis.ends() for name, axis in spec.parameters.items()}
    stated |= {("fixed", name): [value] for name, value in spec.fixed.items()}
    for loc, values in stated.items():
        yield from _of_parameter(tree, spec.swept, loc, values)
    for name in spec.swept.inputs:
        if name not in {*spec.parameters, *spec.fixed, *spec.swept.defaults}:
            yield tree.problem(("fixed",), "nothing", f"a value of {name}", f"state {name} in parameters or in fixed")
    for name in sorted(set(spec.parameters) & set(spec.fixed)):
        yield tree.problem(("fixed", name), "a parameter that is also varied", "one of both", "remove one")
    yield from _of_design(tree, spec)


def _of_parameter(tree: Tree, swept: SweptModel, loc: tuple[str, str], values: list[float]) -> Iterable[Problem]:
    name, fields = loc[1], swept.section.model_fields
    if name in swept.inputs:
        low, high, _ = swept.inputs[name]
        wrong = [value for value in values if not low <= value <= high]
        allowed = f"numbers >= {low:g}, <= {high:g}"
    elif name in fields:
        entry = fields[name]
        wrong = [value for value in values if not _fits(entry, value)]
        bounds = ", ".join(f"{sign} {limit:g}" for sign, limit in limits(entry).items())
        allowed = f"{'whole ' if entry.annotation is int else ''}numbers {bounds}"
    else:
        yield tree.unknown(loc, name, [*fields, *swept.inputs])
        return
    if wrong:
        yield tree.problem(loc, ", ".join(f"{v:g}" for v in wrong), allowed, "keep within the range allowed")


def _of_design(tree: Tree, spec: SweepSpec) -> Iterable[Problem]:
    if spec.design == "grid":
        return
    for name, axis in spec.parameters.items():
        entry = spec.swept.section.model_fields.get(name)
        if axis.range is None or (entry is not None and entry.annotation is int):
            yield tree.problem(
                ("parameters", name), "values, or a whole number",
                f"a range of real numbers in a {spec.design} design", "give a range, or use design: grid",
            )  # fmt: skip
    if spec.design == "sobol" and (spec.points < LEAST_BASE or spec.points & (spec.points - 1)):
        near = max(LEAST_BASE, 1 << (spec.points.bit_length() - 1))
        expected = f"a power of two in a sobol design, at least {LEAST_BASE}"
        yield tree.problem(("points",), str(spec.points), expected, f"write {near} or {2 * near}")


def _fits(entry: FieldInfo, value: float) -> bool:
    comparisons = {">=": operator.ge, ">": operator.gt, "<=": operator.le, "<": operator.lt}
    integral = entry.annotation is not int or float(value).is_integer()
    return integral and all(comparisons[sign](value, float(limit)) for sign, limit in limits(entry).items())
