"""From the merged mapping that Snakemake hands over to a checked configuration."""

from __future__ import annotations

import csv
import difflib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from cluster_finance.parameters.models import Configuration
from living_edition.errors import InputError, Problem
from living_edition.ledger.units import convert, unit

REFERENCE = re.compile(r"^(fact|thesis):([A-Za-z0-9_.]+)$")
_FACT_UNITS = {"100m yuan": "100m_yuan", "percent": "percent", "count": "number"}


def load(raw: Mapping[str, Any], data: Path) -> tuple[Configuration, dict[str, str]]:
    """Check ``raw`` and return the configuration with the references it took from the data.

    A value such as ``fact:f23`` is looked up in ``data/raw`` and given in the knob's unit; the
    second return value maps the dotted key to that reference. Raises ``InputError`` with all
    problems: unknown keys (and the nearest valid one), values out of range, dead references.
    """
    references: dict[str, str] = {}
    problems: list[Problem] = []
    resolved = _resolve(dict(raw), (), data, references, problems)
    if problems:
        raise InputError(problems)
    try:
        return Configuration.model_validate(resolved), references
    except ValidationError as error:
        raise InputError([_problem(detail) for detail in error.errors()]) from None


def _resolve(value: Any, key: tuple[str, ...], data: Path, seen: dict[str, str], problems: list[Problem]) -> Any:
    if isinstance(value, Mapping):
        return {k: _resolve(v, (*key, str(k)), data, seen, problems) for k, v in value.items()}
    match = REFERENCE.match(value) if isinstance(value, str) else None
    if match is None:
        return value
    dotted = ".".join(key)
    try:
        number, filed = _look_up(match[1], match[2], data)
        seen[dotted] = value
        wanted = _unit_of(key)
        return convert(number, filed, wanted) if wanted else number
    except (LookupError, ValueError, OSError) as error:
        problems.append(
            Problem(
                "configuration",
                f"key {dotted}",
                f"{value!r} ({str(error).strip(chr(39))})",
                "the id of a numeric row of context_facts.csv or thesis_figures.csv",
                "name an existing row, or write the number itself",
            )
        )
        return value


def _look_up(table: str, name: str, data: Path) -> tuple[float, str]:
    file = data / "raw" / ("context_facts.csv" if table == "fact" else "thesis_figures.csv")
    with file.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            if row["id"] == name:
                return float(row["value"]), _FACT_UNITS.get(row["unit"], row["unit"])
    raise LookupError(f"no row {name} in {file.name}")


def _field(key: tuple[str, ...]) -> Any:
    model: Any = Configuration
    field = None
    for part in key:
        fields = getattr(model, "model_fields", {})
        field = fields.get(part)
        model = getattr(field, "annotation", None)
    return field


def _unit_of(key: tuple[str, ...]) -> str | None:
    field = _field(key)
    extra = getattr(field, "json_schema_extra", None) or {}
    name = extra.get("unit") if isinstance(extra, dict) else None
    try:
        return unit(str(name)).id if name else None
    except KeyError:
        return None


def _problem(detail: Any) -> Problem:
    key = tuple(str(part) for part in detail["loc"])
    dotted = ".".join(key) or "(the whole)"
    if detail["type"] == "extra_forbidden":
        near = _nearest(key)
        return Problem(
            "configuration",
            f"key {dotted}",
            "a key that is not known",
            f"one of {', '.join(_known(key[:-1]))}",
            f"write {near}" if near else "remove it",
        )
    if detail["type"] == "missing":
        return Problem(
            "configuration", f"key {dotted}", "nothing", "a value",
            "take it over from config/default.yaml",
        )  # fmt: skip
    return Problem(
        "configuration",
        f"key {dotted}",
        repr(detail.get("input")) if key else "a contradiction",
        detail["msg"],
        "see the range beside the key in config/default.yaml",
    )


def _known(key: tuple[str, ...]) -> list[str]:
    model: Any = Configuration
    for part in key:
        model = model.model_fields[part].annotation
    return sorted(model.model_fields) if issubclass(model, BaseModel) else []


def _nearest(key: tuple[str, ...]) -> str:
    near = difflib.get_close_matches(key[-1], _known(key[:-1]), n=1)
    return ".".join((*key[:-1], near[0])) if near else ""
