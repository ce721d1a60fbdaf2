"""A model as a sweep sees it: points in, one row of outputs a point out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from living_edition.ledger.number import Number, Numbers

if TYPE_CHECKING:
    import pandas as pd

Row = dict[str, float]


@dataclass(frozen=True)
class Point:
    """One point of a sweep: the model's parameters, and inputs beyond them by name."""

    parameters: BaseModel
    inputs: dict[str, float] = field(default_factory=dict)


Evaluator = Callable[[Sequence[Point]], list[Row]]


def pointwise(model: Callable[[Any, dict[str, float]], Row]) -> Evaluator:
    """Return the evaluator of a function of one point, ``model(parameters, inputs) -> outputs``."""
    return lambda points: [model(point.parameters, point.inputs) for point in points]


@dataclass(frozen=True)
class SweptModel:
    """A model that may be swept; ``edition.yaml`` registers it.

    ``section`` is the class of its section under ``scenarios`` in the configuration, ``evaluate`` what
    computes it, ``outputs`` what it can report, by name with its unit, ``inputs`` what it takes beyond
    its section, by name with its lowest and highest value and its unit; what ``defaults`` names may be left out.
    ``numbers``, where there is one, yields further numbers of the ledger: called with the builder of the sweep's
    numbers, its spec, the table of its points and the model's section.
    """

    section: type[BaseModel]
    evaluate: Evaluator
    outputs: dict[str, str]
    inputs: dict[str, tuple[float, float, str]] = field(default_factory=dict)
    defaults: dict[str, float] = field(default_factory=dict)
    numbers: Callable[[Numbers, Any, pd.DataFrame, dict[str, Any]], Iterator[Number]] | None = None

    def unit_of(self, parameter: str) -> str:
        """Return the unit of a parameter or input (``number`` where none is stated)."""
        if parameter in self.inputs:
            return self.inputs[parameter][2]
        extra = self.section.model_fields[parameter].json_schema_extra
        return str(extra.get("unit", "number")) if isinstance(extra, dict) else "number"
