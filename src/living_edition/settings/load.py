"""From the merged mapping that Snakemake hands over to a checked configuration."""

from __future__ import annotations

import csv
import difflib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from living_edition.errors import InputError, Problem
from living_edition.ledger.units import convert, unit
from living_edition.project import edition, root
from living_edition.settings.models import Settings, configuration

REFERENCE = re.compile(r"^([a-z]+):([A-Za-z0-9_.]+)$")


def load(raw: Mapping[str, Any]) -> tuple[Settings, dict[str, str]]:
    """Check ``raw`` and return the configuration with the references it took from the data.

    A value such as ``fact:f23`` is looked up in the table that edition.yaml names for it and given in
    the knob's unit; the second return value maps the dotted key to that reference. Raises ``InputError``
    with all problems: unknown keys (and the nearest valid one), values out of range, dead references.
    """
    references: dict[str, str] = {}
    problems: list[Problem] = []
    resolved = _resolve(dict(raw), (), references, problems)
    if problems:
        raise InputError(problems)
    try:
        return configuration().model_validate(resolved), references
    except ValidationError as error:
        raise InputError([_problem(detail) for detail in error.errors()]) from None


def _resolve(value: Any, key: tuple[str, ...], seen: dict[str, str], problems: list[Problem]) -> Any:
    if isinstance(value, Mapping):
        return {k: _resolve(v, (*key, str(k)), seen, problems) for k, v in value.items()}
    match = REFERENCE.match(value) if isinstance(value, str) else None
    if match is None or match[1] not in edition().references:
        return value
    dotted = ".".join(key)
    try:
        number, filed = _look_up(root() / edition().references[match[1]], match[2])
        seen[dotted] = value
        wanted = _unit_of(key)
        return convert(number, filed, wanted) if wanted else number
    except (LookupError, ValueError, OSError) as error:
        problems.append(
            Problem(
                "configuration",
                f"key {dotted}",
                f"{value!r} ({str(error).strip(chr(39))})",
                f"the id of a numeric row of {' or '.join(sorted(edition().references.values()))}",
                "name an existing row, or write the number itself",
            )
        )
        return value


def _look_up(file: Path, name: str) -> tuple[float, str]:
    with file.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            if row["id"] == name:
                # Units as a source files them: a space for the underscore, "count" for a bare number.
                filed = str(row["unit"]).replace(" ", "_")
                return float(row["value"]), "number" if filed == "count" else filed
    raise LookupError(f"no row {name} in {file.name}")


def _field(key: tuple[str, ...]) -> Any:
    model: Any = configuration()
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
    model: Any = configuration()
    for part in key:
        model = model.model_fields[part].annotation
    return sorted(model.model_fields) if issubclass(model, BaseModel) else []


def _nearest(key: tuple[str, ...]) -> str:
    near = difflib.get_close_matches(key[-1], _known(key[:-1]), n=1)
    return ".".join((*key[:-1], near[0])) if near else ""
