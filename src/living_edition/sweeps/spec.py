"""Spec files of the parameter sweeps: which model, which parameters over which values, which outputs.

A model that may be swept is one line under ``sweeps`` in edition.yaml, which names its ``SweptModel``.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic.fields import FieldInfo

from living_edition.errors import InputError, Problem
from living_edition.project import edition, registered
from living_edition.sweeps.model import SweptModel

LEAST_BASE = 8
"""Base points of a Sobol design: with fewer, a fifth of a parameter's range could hold none."""


class SweepSettings(BaseModel):
    """Parameter sweeps: how they are split over jobs."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    jobs: int = Field(
        default=1, ge=1, le=10_000, description="jobs that every sweep is split into; no result depends on it"
    )


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Axis(_Strict):
    """The values of one parameter: a ``range`` [lowest, highest] or a list of ``values``."""

    range: tuple[float, float] | None = None
    values: list[float] | None = Field(default=None, min_length=1)

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


class SweepSpec(_Strict):
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
    outputs: list[str] = Field(min_length=1)
    seed: int = Field(ge=0)
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
    file = Path(source)
    try:
        spec = SweepSpec.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
    except yaml.YAMLError as error:
        found = " ".join(str(error).split())
        raise InputError([Problem(file.name, "", found, "YAML", "correct the file's syntax")]) from None
    except ValidationError as error:
        raise InputError([_problem(file.name, dict(detail)) for detail in error.errors()]) from None
    problems = list(_problems(file.name, spec))
    if problems:
        raise InputError(problems)
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
    if problems:
        raise InputError(problems)
    return specs


def _problems(file: str, spec: SweepSpec) -> Iterable[Problem]:
    if spec.model not in edition().sweeps:
        yield _unknown(file, "key model", spec.model, edition().sweeps)
        return
    for place, name in [("outputs", output) for output in spec.outputs]:
        if name not in spec.swept.outputs:
            yield _unknown(file, f"key {place}", name, spec.swept.outputs)
    stated = {("parameters", name): axis.ends() for name, axis in spec.parameters.items()}
    stated |= {("fixed", name): [value] for name, value in spec.fixed.items()}
    for (part, name), values in stated.items():
        yield from _of_parameter(file, spec.swept, f"key {part}.{name}", name, values)
    for name in spec.swept.inputs:
        if name not in spec.parameters and name not in spec.fixed:
            yield Problem(file, "key fixed", "nothing", f"a value of {name}", f"state {name} in parameters or in fixed")
    for name in sorted(set(spec.parameters) & set(spec.fixed)):
        yield Problem(file, f"key fixed.{name}", "a parameter that is also varied", "one of both", "remove one")
    yield from _of_design(file, spec)


def _of_parameter(file: str, swept: SweptModel, place: str, name: str, values: list[float]) -> Iterable[Problem]:
    known = swept.section.model_fields
    if name in swept.inputs:
        low, high, _ = swept.inputs[name]
        wrong = [value for value in values if not low <= value <= high]
        allowed = f"numbers >= {low:g}, <= {high:g}"
    elif name in known:
        entry = known[name]
        wrong = [value for value in values if not _fits(entry, value)]
        allowed = f"{'whole ' if entry.annotation is int else ''}numbers {_limits(entry)}"
    else:
        yield _unknown(file, place, name, [*known, *swept.inputs])
        return
    if wrong:
        yield Problem(file, place, ", ".join(f"{v:g}" for v in wrong), allowed, "keep within the range allowed")


def _of_design(file: str, spec: SweepSpec) -> Iterable[Problem]:
    if spec.design == "grid":
        return
    for name, axis in spec.parameters.items():
        entry = spec.swept.section.model_fields.get(name)
        if axis.range is None or (entry is not None and entry.annotation is int):
            yield Problem(
                file, f"key parameters.{name}", "values, or a whole number",
                f"a range of real numbers in a {spec.design} design", "give a range, or use design: grid",
            )  # fmt: skip
    if spec.design == "sobol" and (spec.points < LEAST_BASE or spec.points & (spec.points - 1)):
        near = max(LEAST_BASE, 1 << (spec.points.bit_length() - 1))
        expected = f"a power of two in a sobol design, at least {LEAST_BASE}"
        yield Problem(file, "key points", str(spec.points), expected, f"write {near} or {2 * near}")


def _fits(entry: FieldInfo, value: float) -> bool:
    tests = {"ge": value.__ge__, "gt": value.__gt__, "le": value.__le__, "lt": value.__lt__}
    whole = entry.annotation is not int or float(value).is_integer()
    return whole and all(
        tests[sign](float(getattr(limit, sign))) for limit in entry.metadata for sign in tests if hasattr(limit, sign)
    )


def _limits(entry: FieldInfo) -> str:
    words = (("ge", ">="), ("gt", ">"), ("le", "<="), ("lt", "<"))
    return ", ".join(
        f"{word} {getattr(limit, sign):g}" for limit in entry.metadata for sign, word in words if hasattr(limit, sign)
    )


def _unknown(file: str, place: str, name: str, known: Iterable[str]) -> Problem:
    names = sorted(known)
    near = difflib.get_close_matches(name, names, n=1)
    mend = f"write {near[0]}, if that is meant" if near else "use one of these"
    return Problem(file, place, f"the unknown name {name!r}", f"one of {', '.join(names)}", mend)


def _problem(file: str, detail: dict[str, Any]) -> Problem:
    place = [str(part) for part in detail["loc"]]
    dotted = f"key {'.'.join(place)}" if place else ""
    if detail["type"] == "extra_forbidden":
        inner = place[0] == "parameters"
        return _unknown(file, dotted, place[-1], Axis.model_fields if inner else SweepSpec.model_fields)
    if detail["type"] == "missing":
        return Problem(file, dotted, "nothing", "this key", f"add {place[-1]}")
    return Problem(file, dotted, repr(detail["input"]), detail["msg"], "correct the value")
