"""From the file of defaults, files of one's own and the command line to a checked configuration."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from living_edition import yaml_models
from living_edition.errors import InputError, Problem, refuse
from living_edition.files import read_records
from living_edition.ledger.units import convert, unit
from living_edition.project import edition, root
from living_edition.settings.models import Settings, configuration
from living_edition.yaml_models import Loc, Tree, validate

REFERENCE = re.compile(r"^([a-z]+):([A-Za-z0-9_.]+)$")


DEFAULTS = "config/default.yaml"
GIVEN = "--config"


def read(files: Iterable[str | Path], given: Mapping[str, Any]) -> tuple[Settings, dict[str, str]]:
    """Return the configuration of ``files``, a later over an earlier, and over them what was ``given`` by hand.

    Returned is as from ``load``; problems name the file, the line and the key.
    """
    trees, problems = list[Tree](), list[Problem]()
    for file in files:
        try:
            tree = yaml_models.load(file)
            validate(tree, dict[str, Any])
            trees.append(tree)
        except InputError as error:
            problems += error.problems
    refuse(problems)
    content: dict[str, Any] = {}
    for tree in (*trees, by_hand := Tree(GIVEN, dict(given), {})):
        content = _over(content, tree.content)
    return load(content, (*trees, by_hand))


def _over(below: Any, above: Any) -> Any:
    """Return ``above`` with what it leaves to ``below``, key by key."""
    if not isinstance(below, Mapping) or not isinstance(above, Mapping):
        return above
    return {**below, **{key: _over(below.get(key), value) for key, value in above.items()}}


@dataclass(frozen=True)
class _Layers(Tree):
    """A configuration whose values stand in several files."""

    trees: Sequence[Tree] = ()

    def problem(self, loc: Loc, actual: str, expected: str, mend: str) -> Problem:
        tree = next((tree for tree in reversed(self.trees) if _holds(tree.content, loc)), None)
        return tree.problem(loc, actual, expected, mend) if tree else super().problem(loc, actual, expected, mend)


def _holds(part: Any, loc: Loc) -> bool:
    for key in loc:
        if isinstance(part, list) and isinstance(key, int) and key < len(part):
            part = part[key]
        elif isinstance(part, Mapping) and key in part:
            part = part[str(key)]
        else:
            return False
    return True


def load(raw: Mapping[str, Any], trees: Sequence[Tree] = ()) -> tuple[Settings, dict[str, str]]:
    """Check ``raw``, whose values are of ``trees``, and return the configuration with the references it took from data.

    A value such as ``fact:f23`` is looked up in the table that edition.yaml names for it and given in
    the knob's unit; the second return value maps the dotted key to that reference. Raises ``InputError``
    with all problems: unknown keys (and the nearest valid one), values out of range, dead references.
    """
    references: dict[str, str] = {}
    problems: list[Problem] = []
    layers = _Layers("configuration", dict(raw), {}, trees=trees)
    resolved = _resolve(layers, layers.content, (), references, problems)
    refuse(problems)
    return validate(replace(layers, content=resolved), configuration()), references


def _resolve(tree: Tree, value: Any, key: tuple[str, ...], references: dict[str, str], problems: list[Problem]) -> Any:
    if isinstance(value, Mapping):
        return {str(k): _resolve(tree, v, (*key, str(k)), references, problems) for k, v in value.items()}
    if isinstance(value, list):
        return [item.isoformat() if isinstance(item, dt.date) else item for item in value]
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
        actual = f"{value!r} ({str(error).strip(chr(39))})"
        expected = f"the id of a numeric row of {' or '.join(sorted(edition().references.values()))}"
        mend = "name an existing row, or write the number itself"
        problems.append(tree.problem(key, actual, expected, mend))
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
