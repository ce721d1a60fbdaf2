"""The descriptor of the raw tables, ``data/datapackage.json``: one resource a file."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from living_edition.files import sha256, write_json

Resource = dict[str, Any]

DATA = Path("data")
PACKAGE = DATA / "datapackage.json"


def package(descriptor: str | Path = PACKAGE) -> dict[str, Any]:
    """Return the whole descriptor."""
    content: dict[str, Any] = json.loads(Path(descriptor).read_text(encoding="utf-8"))
    return content


def table_names(descriptor: str | Path = PACKAGE) -> list[str]:
    """Return the names of the raw tables, sorted."""
    return sorted(resource["name"] for resource in package(descriptor)["resources"])


def resource(name: str, descriptor: str | Path = PACKAGE) -> Resource:
    """Return the resource called ``name``; raise ``KeyError`` naming the known ones otherwise."""
    for one in package(descriptor)["resources"]:
        if one["name"] == name:
            found: Resource = one
            return found
    raise KeyError(f"there is no raw table {name!r}; known are {', '.join(table_names(descriptor))}")


def raw_path(name: str, descriptor: str | Path = PACKAGE) -> Path:
    """Return the file of the raw table called ``name``."""
    return Path(descriptor).parent / str(resource(name, descriptor)["path"])


def accept(names: Iterable[str], descriptor: str | Path = PACKAGE) -> list[str]:
    """Record checksum and size of the named tables as their files are now.

    Returns the names of those that changed. Raises ``KeyError`` for an unknown name. The content
    is not looked at: check it first.
    """
    content = package(descriptor)
    known = {one["name"]: one for one in content["resources"]}
    changed = []
    for name in names:
        if name not in known:
            raise KeyError(f"there is no raw table {name!r}; known are {', '.join(sorted(known))}")
        path = Path(descriptor).parent / known[name]["path"]
        recorded = {"hash": f"sha256:{sha256(path)}", "bytes": path.stat().st_size}
        if any(known[name].get(key) != value for key, value in recorded.items()):
            known[name].update(recorded)
            changed.append(name)
    if changed:
        write_json(content, descriptor)
    return changed
