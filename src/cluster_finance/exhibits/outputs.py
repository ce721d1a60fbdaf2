"""Which exhibits there are, and which files each makes: read from specs/exhibits."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from cluster_finance.errors import InputError, Problem

SPECS = Path(__file__).resolve().parents[3] / "specs" / "exhibits"
KINDS = ("figure", "table", "explorer")
KEYS = ("batch", "kind", "title_zh", "title_en", "note_zh", "note_en")


@cache
def specs() -> dict[str, dict[str, Any]]:
    """Return the exhibits by id (the file's name); raise ``InputError`` for a spec that does not hold."""
    found: dict[str, dict[str, Any]] = {}
    problems: list[Problem] = []
    for file in sorted(SPECS.glob("*.yaml")):
        name = f"specs/exhibits/{file.name}"
        content = _content(file)
        if content is None:
            problems.append(Problem(name, "", "no mapping of keys to texts", "YAML", "see the other specs"))
            continue
        for key in sorted(set(KEYS) ^ set(content)):
            wanted = "a text" if key in KEYS else f"one of {', '.join(KEYS)}"
            found_there = "nothing" if key in KEYS else "a key that is not known"
            problems.append(Problem(name, f"key {key}", found_there, wanted, "see the other specs"))
        if content.get("kind") not in KINDS:
            problems.append(
                Problem(name, "key kind", repr(content.get("kind")), " or ".join(KINDS), "write one of these")
            )
        found[file.stem] = content
    if problems:
        raise InputError(problems)
    return found


def _content(file: Path) -> dict[str, Any] | None:
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
    except yaml.YAMLError:
        return None
    return content if isinstance(content, dict) else None


def exhibit_ids() -> list[str]:
    """Return the ids of all exhibits."""
    return sorted(specs())


def batches() -> list[str]:
    """Return the batches: exhibits that share their inputs and are made by one job."""
    return sorted({spec["batch"] for spec in specs().values()})


def outputs(batch: str) -> list[str]:
    """Return all files that a batch makes, relative to the project."""
    made: list[str] = []
    for name, spec in specs().items():
        if spec["batch"] != batch:
            continue
        stem = f"results/exhibits/{name}"
        if spec["kind"] == "figure":
            made.append(f"{stem}.csv")
        for lang in ("zh", "en"):
            made.append(f"{stem}-{lang}.qmd")
            if spec["kind"] == "figure":
                made += [f"{stem}-{lang}.{form}" for form in ("svg", "png", "pdf")]
            if spec["kind"] == "table":
                made += [f"results/tables/{name}-{lang}.{form}" for form in ("csv", "md", "html", "tex")]
    return made
