"""Writes config/default.yaml and config/schema.json from the models.

Run as ``python -m living_edition.settings.document`` after a change of the models.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from living_edition.files import write_text
from living_edition.project import edition
from living_edition.settings.models import Settings, configuration, limits

HEAD = """\
# Every knob of the edition with its default. Generated from the models of the configuration
# (edition.yaml names them) by `python -m living_edition.settings.document`.
# Change a value here, in a file of your own (--config file=NAME) or on the command line (--config).
# A value such as fact:f23 is taken from the row f23 of the table that edition.yaml names as fact.
"""


def default_yaml(model: type[Settings] | None = None) -> str:
    """Return the commented defaults file of ``model``, or of the edition's own configuration."""
    settings = model or configuration()
    return HEAD + "\n".join(_section(settings, (), 0, settings.calibrated)) + "\n"


def schema_json() -> str:
    """Return the JSON schema of the configuration (before references are resolved)."""
    schema = configuration().model_json_schema()
    for definition in [schema, *schema.get("$defs", {}).values()]:
        for name, entry in definition.get("properties", {}).items():
            if entry.get("type") in ("number", "integer"):
                definition["properties"][name] = _with_reference(entry)
    return json.dumps(schema, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _with_reference(entry: dict[str, Any]) -> dict[str, Any]:
    words = {k: v for k, v in entry.items() if k in ("title", "description", "default")}
    constraints = {k: v for k, v in entry.items() if k not in words}
    return {**words, "anyOf": [constraints, {"type": "string", "pattern": f"^({'|'.join(edition().references)}):"}]}


def _section(model: type[BaseModel], key: tuple[str, ...], depth: int, calibrated: Mapping[str, str]) -> list[str]:
    lines: list[str] = []
    pad = "  " * depth
    for name, field in model.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            lines += ["", f"{pad}# {(kind.__doc__ or '').strip().splitlines()[0]}", f"{pad}{name}:"]
            lines += _section(kind, (*key, name), depth + 1, calibrated)
            continue
        lines.append(f"{pad}# {_comment(field)}")
        reference = calibrated.get(".".join((*key, name)))
        lines.append(f"{pad}{name}: {reference or json.dumps(field.default, ensure_ascii=False)}")
    return lines


def _comment(field: Any) -> str:
    extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
    bounds = ", ".join(f"{sign} {value}" for sign, value in limits(field).items())
    parts = [str(field.description or "").strip(), bounds and f"range {bounds}"]
    parts += [f"{word}: {extra[word]}" for word in ("unit", "source") if word in extra]
    return "; ".join(part for part in parts if part)


def main() -> None:
    """Write both files below the working directory."""
    write_text(default_yaml(), Path("config/default.yaml"))
    write_text(schema_json(), Path("config/schema.json"))


if __name__ == "__main__":
    main()
