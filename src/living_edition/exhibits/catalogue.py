"""Which exhibits there are, and which files each makes: read from specs/exhibits."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from living_edition.errors import InputError, Problem

SPECS = Path("specs/exhibits")
LANGUAGES = ("zh", "en")
KINDS = ("figure", "table", "explorer")
KEYS = ("batch", "kind", "title_zh", "title_en", "note_zh", "note_en")
# source_*: where a note does not name its source itself; notebook: the one that works with it
# (notebooks/NAME.ipynb); numbers: patterns of the ledger's ids that it shows.
OPTIONAL = ("source_zh", "source_en", "notebook", "numbers")
# data.csv and parquet are for programs: numbers with all their digits.
TABLE_FORMS: tuple[str, ...] = ("csv", "data.csv", "parquet", "xlsx", "md", "html", "tex", "typ", "docx")
FIGURE_FORMS: tuple[str, ...] = ("svg", "pdf", "png")
_SOURCE = {"zh": re.compile(r"\s*(?:数据)?来源：(.+?)。?\s*$"), "en": re.compile(r"\s*Sources?: (.+?)\.?\s*$")}


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
        for key in sorted(set(KEYS) - set(content)):
            problems.append(Problem(name, f"key {key}", "nothing", "a text", "see the other specs"))
        for key in sorted(set(content) - {*KEYS, *OPTIONAL}):
            wanted = f"one of {', '.join((*KEYS, *OPTIONAL))}"
            problems.append(Problem(name, f"key {key}", "a key that is not known", wanted, "see the other specs"))
        if content.get("kind") not in KINDS:
            problems.append(
                Problem(name, "key kind", repr(content.get("kind")), " or ".join(KINDS), "write one of these")
            )
        problems += _sourceless(name, content)
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


def _sourceless(name: str, content: dict[str, Any]) -> list[Problem]:
    return [
        Problem(name, f"key source_{lang}", "nothing, nor at the end of the note", "where the exhibit comes from",
                f"write source_{lang}")
        for lang in LANGUAGES
        if not source(content, lang)
    ]  # fmt: skip


def source(spec: dict[str, Any], lang: str) -> str:
    """Return where an exhibit comes from: the spec's own key, or what its note says at its end."""
    declared = spec.get(f"source_{lang}")
    if declared:
        return str(declared)
    match = _SOURCE[lang].search(str(spec.get(f"note_{lang}", "")))
    return match[1] if match else ""


def note(spec: dict[str, Any], lang: str) -> str:
    """Return the note as a reader has it: with the source at its end."""
    words = str(spec[f"note_{lang}"]).strip()
    if _SOURCE[lang].search(words):
        return words
    named = {"zh": f"来源：{source(spec, lang)}。", "en": f"Source: {source(spec, lang)}."}[lang]
    return words + (" " if lang == "en" and words else "") + named


def exhibit_ids(batch: str | None = None) -> list[str]:
    """Return the ids of all exhibits, or of those of one batch."""
    return sorted(name for name, spec in specs().items() if batch in (None, spec["batch"]))


def batches() -> list[str]:
    """Return the batches: exhibits that share their inputs and are made by one job."""
    return sorted({spec["batch"] for spec in specs().values()})


def downloads(name: str) -> list[str]:
    """Return the files of an exhibit that a reader takes away, its canonical CSV first, relative to the project."""
    kind = specs()[name]["kind"]
    forms = {"table": TABLE_FORMS, "figure": FIGURE_FORMS}.get(kind, ())
    stem = f"results/{'tables' if kind == 'table' else 'exhibits'}/{name}"
    return [f"{stem}.csv", *[f"{stem}-{lang}.{form}" for lang in LANGUAGES for form in forms]]


def record(name: str) -> str:
    """Return the file that says what the exhibit is, relative to the project."""
    return f"results/exhibits/{name}.json"


def outputs(batch: str) -> list[str]:
    """Return all files that a batch makes, relative to the project."""
    made: list[str] = []
    for name in exhibit_ids(batch):
        included = [f"results/exhibits/{name}-{lang}.qmd" for lang in LANGUAGES]
        made += [*downloads(name), record(name), *included]
    return made
