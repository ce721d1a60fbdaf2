"""Where the numbers of a scenario model come from: the model, what it computes, and which values data gave."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel

from living_edition.ledger.number import Bound, Number, Numbers, Source
from living_edition.ledger.precision import SIMULATION, decimals_within

P = TypeVar("P", bound=BaseModel)
DOWNTURN = -2.0
"""The first year's industry factor in a downturn, in standard deviations."""


@dataclass(frozen=True)
class Variant(Generic[P]):
    """The configured parameters with named ``differences``, which are printed with every number made from them."""

    parameters: P
    differences: Mapping[str, Any]


def variant(base: P, **differences: Any) -> Variant[P]:
    """Return ``base`` with ``differences`` and nothing else changed; raise ``ValueError`` for a name it does not have.

    The values are checked as those of the configuration are.
    """
    unknown = sorted(set(differences) - set(type(base).model_fields))
    if unknown:
        raise ValueError(f"{type(base).__name__} has no {', '.join(unknown)}")
    return Variant(type(base).model_validate(base.model_dump() | differences), differences)


def written(differences: Mapping[str, Any]) -> str:
    """Return differences as a reader sees them: ``demand = 0.9, exit_from = 3``."""
    return ", ".join(f"{key} = {value:g}" if value is not None else f"{key} = –" for key, value in differences.items())


def simulated(
    of: Numbers, key: str, value: float, interval: tuple[float, float], unit: str = "percent", decimals: int = 1
) -> Number:
    """Return a simulated number with the interval of its error, to at most ``decimals`` that the interval bears.

    ``value`` and ``interval`` are in ``unit``, shares of one where it is ``percent``. Where the interval does not bear
    the unit itself the ledger refuses the number: simulate more.
    """
    scale = 100.0 if unit == "percent" else 1.0
    low, high = (scale * end for end in interval)
    # All of the draws, or none: the share is what was counted, and its interval lies on one side.
    bound: Bound = "exact" if unit == "percent" and value in (0.0, 1.0) else "about"
    borne = max(decimals_within(low, high, decimals), 0)
    return of.of(key, scale * value, unit, borne, bound=bound, low=low, high=high, interval=SIMULATION)


LEAST = 1e-6
"""A probability below this is printed as less than it."""


def exact_percent(of: Numbers, key: str, share: float) -> Number:
    """Return a probability that carries no simulation error, in percent to two significant digits."""
    if share < LEAST:
        return of.percent(key, LEAST, 4, bound="less_than", extra={"value": 100.0 * share})
    return of.percent(key, share, max(0, 1 - math.floor(math.log10(100.0 * share))))


def configured(of: Numbers, p: BaseModel, **decimals: int | None) -> Iterator[Number]:
    """Yield the parameters that ``decimals`` names, with so many of them, in their units; shares in percent."""
    for name, digits in decimals.items():
        extra, value = type(p).model_fields[name].json_schema_extra, getattr(p, name)
        unit = str(extra["unit"]) if isinstance(extra, dict) else "number"
        yield of.of(name, 100.0 * value, "percent", digits) if unit == "share" else of.of(name, value, unit, digits)


def around(value: float, std_error: float) -> tuple[float, float]:
    """Return the 95% interval of a mean with a standard error."""
    return value - 1.959963984540054 * std_error, value + 1.959963984540054 * std_error


def given_by_data(references: Mapping[str, str], name: str) -> str:
    """Return in a word which values of section ``name`` were taken from data: ``pd = fact:f23``."""
    parts = {key.split(".")[-1]: value for key, value in sorted(references.items()) if name in key.split(".")}
    return ", ".join(f"{key} = {value}" for key, value in parts.items())


MODELS = {
    "batch": ("批量贷款模型", "model of batch lending"),
    "compared": ("情景比较", "comparison of scenarios"),
    "fund": ("信用互助机构模型", "model of the mutual credit fund"),
    "guarantee": ("担保模型", "model of guarantees"),
    "portfolio": ("贷款组合模型", "model of the loan portfolio"),
    "reputation": ("声誉模型", "model of reputation"),
    "screening": ("甄别模型", "model of screening"),
}


def source(
    model: str, function: str, words: tuple[str, str], given: str = "", changed: Mapping[str, Any] | None = None
) -> Source:
    """Return the source of a number of scenario ``model``: the model and what is computed by it (zh, en).

    The parameters stand in a table of the supplement; only those that ``changed`` for this number,
    and those ``given`` by data, are named. ``function`` is of the model's module, or ``module:function``.
    """
    changed = changed or {}
    values = written(changed)
    given = ", ".join(part for part in given.split(", ") if part.split(" = ")[0] not in changed)
    zh = ["参数见补充材料的参数表", *([f"其中 {values}"] if values else []), *([f"取自数据：{given}"] if given else [])]
    en = ["parameters in the supplement", *([f"here {values}"] if values else []),
          *([f"from data: {given}"] if given else [])]  # fmt: skip
    return Source(
        "scenario",
        zh=f"{MODELS[model][0]}：{words[0]}（{'；'.join(zh)}）",
        en=f"{MODELS[model][1]}: {words[1]} ({'; '.join(en)})",
        files=("config/default.yaml",),
        code=f"cluster_finance.scenario.{function if ':' in function else f'{model}:{function}'}",
    )


@dataclass(frozen=True)
class NumbersOf:
    """Makes the numbers of one scenario model; ``given`` says which of its parameters data gave."""

    model: str
    given: str = ""

    def __call__(self, function: str, zh: str, en: str, compared: Variant[Any] | None = None) -> Numbers:
        """Return the builder of the numbers that ``function`` computes, of ``compared`` (None: the base)."""
        changed = compared.differences if compared else {}
        return Numbers(self.model, source(self.model, function, (zh, en), self.given, changed))
