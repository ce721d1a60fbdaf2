"""What the rules ask of the project: its configuration, its specs, its files."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any

import yaml

from living_edition.exhibits import cff
from living_edition.exhibits.catalogue import batches
from living_edition.exhibits.registry import inputs_of
from living_edition.files import read_yaml
from living_edition.project import edition
from living_edition.regression.spec import FAMILIES
from living_edition.settings.load import DEFAULTS, read
from living_edition.sweeps.spec import read_sweeps
from living_edition.tables.clean_tables import FILE as CLEAN_TABLES
from living_edition.tables.clean_tables import clean_descriptions
from living_edition.tables.descriptor import table_names
from living_edition.workflow.calls import AFTER
from living_edition.workflow.notebooks import read_notebook


def files(*patterns: str) -> list[str]:
    """Return the files of the project that fit, relative to it, sorted."""
    return sorted({path.as_posix() for pattern in patterns for path in Path().glob(pattern) if path.is_file()})


_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None}
_NUMBERS = {int: re.compile(r"[-+]?\d+"), float: re.compile(r"[-+]?(\d+\.\d*|\.\d+|\d+)([eE][-+]?\d+)?")}


def typed(value: Any) -> Any:
    """Return a value of the command line as what it says: Snakemake leaves numbers within braces as text."""
    if isinstance(value, Mapping):
        return {key: typed(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [typed(inner) for inner in value]
    if isinstance(value, str) and value in _WORDS:
        return _WORDS[value]
    for kind, pattern in _NUMBERS.items():
        if isinstance(value, str) and pattern.fullmatch(value):
            return kind(value)
    return value


def checked(tables: Sequence[str]) -> list[str]:
    """Return the stamps of raw tables: a job that reads them waits until they were found to hold."""
    return [f"results/checks/raw/{table}.json" for table in tables]


def raw(*tables: str) -> dict[str, Any]:
    """Return inputs of a rule: raw tables by their names, and, for the order alone, their stamps."""
    return {table: f"data/raw/{table}.csv" for table in tables} | {AFTER: checked(tables)}


def both(stem: str) -> list[str]:
    """Return the two forms of a clean table."""
    return [f"{stem}.parquet", f"{stem}.csv"]


def stated(path: str) -> dict[str, Any]:
    """Return what a spec says, as far as the rules need it; where it cannot be read, its job says why."""
    try:
        content = read_yaml(path)
    except (yaml.YAMLError, UnicodeDecodeError):
        return {}
    return content if isinstance(content, dict) else {}


def table_of(content: Mapping[str, Any]) -> str:
    """Return the table that a spec names: one that the edition cleans, or else a raw one as it is typed."""
    sample = content.get("sample")
    name = sample.get("table") if isinstance(sample, dict) else None
    described = clean_descriptions() if Path(CLEAN_TABLES).is_file() else {}
    folder = "typed" if name in table_names() and name not in described else "clean"
    return f"results/{folder}/{name or 'missing'}.parquet"


def family_modules(content: Mapping[str, Any]) -> list[str]:
    """Return the module of a spec's family; none where there is no such family, as its job says."""
    module = FAMILIES.get(str(content.get("family")))
    return [f"living_edition.regression.{module}"] if module else []


def joined(content: Mapping[str, Any]) -> dict[str, str]:
    """Return the raw table that a spec joins to the clean one, if it names any."""
    table = content.get("beside")
    return {"beside": f"data/raw/{table.get('resource')}.csv"} if isinstance(table, dict) else {}


def invariant_tables(path: str) -> list[str]:
    """Return the tables that the invariants are about; what is wrong with their file, its job says."""
    entries = stated(path).get("invariants")
    tables = [entry.get("table") for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []
    return sorted({name for name in tables if isinstance(name, str)})


def sources(lang: str) -> list[str]:
    """Return the report's files that a language is made of: all but those of another language."""
    others = {other for other in edition().languages if other != lang}
    return [
        path
        for path in files("report/*", "report/*/**/*")
        if not others & {*Path(path).parts, Path(path).stem.rpartition("-")[2]}
        and path != "report/parity.json"
        and not any(part.startswith((".", "_output")) for part in Path(path).parts)
    ]


def _seeds(part: Any, stem: str) -> Iterator[tuple[str, Any]]:
    for key, value in part.items() if isinstance(part, dict) else ():
        name = f"{stem}.{key}" if stem else str(key)
        if "seed" in str(key):
            yield name, value
        yield from _seeds(value, name)


class Plan:
    """The configuration and the specs of a project, read once; raises ``InputError`` where they do not hold."""

    def __init__(self, configured: Sequence[str | Path], given: Mapping[str, Any]) -> None:
        self.edition = edition()
        self.settings, self.given = read([DEFAULTS, *configured], given)
        # All that exhibits carry of it: another date or title changes none of them.
        self.version = cff.read(Path("CITATION.cff")).version
        self.sweeps = read_sweeps(Path("specs/sweeps"))
        self.batches = {batch: inputs_of(batch) for batch in batches()}
        self.notebooks = {Path(path).stem: read_notebook(Path(path)) for path in files("notebooks/*.ipynb")}
        self._numbers: list[str] = []

    def knob(self, key: str) -> Any:
        """Return a value of the configuration: a rule that names it reruns when it changes, and no other."""
        part: Any = self.settings
        for name in key.split("."):
            part = getattr(part, name)
        return part.model_dump(mode="json") if hasattr(part, "model_dump") else part

    def seeds(self) -> dict[str, Any]:
        """Return the seeds of the configuration by their keys."""
        return dict(_seeds(self.settings.model_dump(mode="json"), ""))

    def python(self) -> str:
        """Return the versions of Python that pyproject.toml allows."""
        stated = tomllib.loads(Path("pyproject.toml").read_text("utf-8")) if Path("pyproject.toml").is_file() else {}
        return str(stated.get("project", {}).get("requires-python", "3.11 or newer"))

    def references(self, *sections: str) -> dict[str, str]:
        """Return the references by which the values of these nested sections were taken from data."""
        start = ".".join(sections) + "."
        return {key: value for key, value in self.given.items() if key.startswith(start)}

    def numbers(self, name: str, **wildcards: Sequence[str]) -> str:
        """Return the file in which a rule hands its numbers to the ledger; ``wildcards`` holds all their values."""
        path = f"results/numbers/{name}.json"
        choices = [[(key, value) for value in values] for key, values in wildcards.items()]
        self._numbers += [path.format(**dict(choice)) for choice in product(*choices)]
        return path

    def all_numbers(self) -> list[str]:
        """Return the files of numbers that the rules named so far."""
        return sorted(self._numbers)

    def sweep_knobs(self, sweep: str) -> dict[str, Any]:
        """Return what a sweep depends on beside its spec: its model's section and the code that evaluates it."""
        model = self.sweeps[sweep].model
        return {"code": [self.edition.sweeps[model].split(":")[0]], "section": self.knob(f"scenarios.{model}")}
