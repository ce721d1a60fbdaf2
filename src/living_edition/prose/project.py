"""The Quarto project's metadata: `_quarto.yml` with a language's profile merged into it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Literal

from living_edition.project import document
from living_edition.prose.quarto import read_head, read_settings

Part = Literal["main", "supplement", "slides"]
PARTS: tuple[Part, ...] = ("main", "supplement", "slides")


def documents(report: Path, language: str) -> list[str]:
    """Return the names of a language's documents that stand in ``report``, the text first."""
    names = [document(language, part) for part in PARTS]
    return [name for name in names if name == names[0] or (report / f"{name}.qmd").is_file()]


def edition_date(project: Path, name: str) -> str:
    """Return the date (YYYY-MM-DD) that staging wrote into the document ``name``, else the epoch's first day."""
    match = re.search(r"^date: (\S+)$", (project / f"{name}.qmd").read_text(encoding="utf-8"), re.MULTILINE)
    return match[1] if match else "1970-01-01"


def metadata(report: Path, language: str, name: str | None = None) -> dict[str, Any]:
    """Return the merged metadata of the project in ``report`` for ``language`` and, if named, of that document."""
    merged = _merge(read_settings(report / "_quarto.yml"), read_settings(report / f"_quarto-{language}.yml"))
    return merged if name is None else _merge(merged, read_head(report / f"{name}.qmd"))


def _merge(base: Any, over: Any) -> Any:
    """Merge as Quarto merges: mappings key by key, lists one after the other, else the later."""
    if isinstance(base, dict) and isinstance(over, dict):
        keys = [*base, *(key for key in over if key not in base)]
        return {
            key: _merge(base[key], over[key]) if key in base and key in over
            else over.get(key, base.get(key))
            for key in keys
        }  # fmt: skip
    if isinstance(base, list) and isinstance(over, list):
        return [*base, *over]
    return over
