"""From the merged mapping that Snakemake hands over to a checked configuration."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from living_edition.errors import Problem, refuse
from living_edition.files import read_records
from living_edition.ledger.units import convert, unit
from living_edition.project import edition, root
from living_edition.settings.models import Settings, configuration
from living_edition.yaml_models import Tree, validate

# Snakemake reads YAML 1.1, to which 1e-3 is a text and 2026-11-24 a day.
_EXPONENT = re.compile(r"[-+]?\d+(\.\d*)?[eE][-+]?\d+", re.ASCII)
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
    refuse(problems)
    return validate(Tree("configuration", resolved, {}), configuration()), references


def _resolve(value: Any, key: tuple[str, ...], references: dict[str, str], problems: list[Problem]) -> Any:
    if isinstance(value, Mapping):
        return {str(k): _resolve(v, (*key, str(k)), references, problems) for k, v in value.items()}
    if isinstance(value, list):
        return [item.isoformat() if isinstance(item, dt.date) else item for item in value]
    if isinstance(value, str) and _EXPONENT.fullmatch(value):
        return float(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    match = REFERENCE.match(value) if isinstance(value, str) else None
    if match is None or match[1] not in edition().references:
        return value
    dotted = ".".join(key)
    try:
        number, filed = _look_up(root() / edition().references[match[1]], match[2])
        references[dotted] = value
        target_unit = _unit_of(key)
        value = convert(number, filed, target_unit) if target_unit else number
        return int(value) if value == int(value) else value
    except (LookupError, ValueError, OSError) as error:
        found = f"{value!r} ({str(error).strip(chr(39))})"
        expected = f"the id of a numeric row of {' or '.join(sorted(edition().references.values()))}"
        mend = "name an existing row, or write the number itself"
        problems.append(Problem("configuration", f"key {dotted}", found, expected, mend))
        return value


def _look_up(file: Path, name: str) -> tuple[float, str]:
    header, *rows = read_records(file)
    for row in (dict(zip(header, cells, strict=True)) for cells in rows):
        if row.get("id") == name:
            # Units as a source files them: a space for the underscore, "count" for a bare number.
            filed = str(row["unit"]).replace(" ", "_")
            return float(row["value"]), "number" if filed == "count" else filed
    raise LookupError(f"no row {name} in {file.name}")


def _unit_of(key: tuple[str, ...]) -> str | None:
    model: Any = configuration()
    field = None
    for part in key:
        field = getattr(model, "model_fields", {}).get(part)
        model = getattr(field, "annotation", None)
    extra = getattr(field, "json_schema_extra", None) or {}
    name = extra.get("unit") if isinstance(extra, dict) else None
    try:
        return unit(str(name)).id if name else None
    except KeyError:
        return None
