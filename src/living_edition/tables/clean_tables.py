"""The clean tables that are published: what is said of each, and where it lies. Light to import."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from pydantic import Field

from living_edition.errors import refuse
from living_edition.languages import keys_by_language, languages
from living_edition.ledger.units import units
from living_edition.multilingual import ByLanguage, MultilingualModel, Titles
from living_edition.tables.descriptor import NAME, Resource, Wording, table_names
from living_edition.yaml_models import Loc, Once, Strict, load, validate


class CleanField(MultilingualModel):
    """A column of a clean table: its meaning in every language and its unit."""

    name: str = Field(pattern=r"^[A-Za-z0-9_]+$")
    meaning: ByLanguage[Wording] = Field(default={})
    unit: str | None = None


class CleanTable(MultilingualModel):
    """A clean table: what it is, the raw tables it is made from, the one whose fields mean the same."""

    name: str = Field(pattern=NAME)
    title: Titles[Wording] = Field(default={})
    description: Titles[Wording] = Field(default={})
    like: str | None = None
    raw: Once[str]
    primaryKey: list[str] | None
    fields: Once[CleanField] = Field(min_length=1)


class CleanTables(Strict):
    """The file."""

    resources: Once[CleanTable] = Field(min_length=1)


FILE = "data/clean_tables.json"
# Logs, read by people and spreadsheets first: written as CSV alone.
_CSV_ALONE = ("changes", "crosscheck_disagreements")


def clean_descriptions() -> dict[str, Resource]:
    """Return what ``data/clean_tables.json`` says of each clean table, by name."""
    return _descriptions(Path.cwd())


@cache
def _descriptions(_: Path) -> dict[str, Resource]:
    tree = load(FILE, FILE)
    content = validate(tree, CleanTables)
    known = set(table_names())
    tables = list(enumerate(tree.content["resources"]))
    titles = [*keys_by_language("title"), *keys_by_language("description")]
    wanted: list[tuple[Loc, dict[str, Any], list[str]]] = [(("resources", n), table, titles) for n, table in tables]
    meanings = [f"meaning_{lang}" for lang in languages()]
    for n, table in tables:
        wanted += [(("resources", n, "fields", m), field, meanings) for m, field in enumerate(table["fields"])]
    lacking = [
        tree.problem((*loc, key), "nothing", "this key", f"add {key}")
        for loc, part, keys in wanted
        for key in keys
        if key not in part
    ]
    unknown = [
        tree.unknown(("resources", n, key), name, known)
        for n, table in enumerate(content.resources)
        for key, names in (("like", [table.like] if table.like else []), ("raw", table.raw))
        for name in names
        if name not in known
    ]
    units_of = [(("resources", n, "fields", m, "unit"), field.unit) for n, table in enumerate(content.resources)
                for m, field in enumerate(table.fields) if field.unit is not None]  # fmt: skip
    unknown += [tree.unknown(loc, unit, units()) for loc, unit in units_of if unit not in units()]
    names = [(("resources", n, "name"), table.name) for n, table in enumerate(content.resources)]
    again = list(tree.twice(names, "{} a second time", "each table once", "take one out"))
    for n, table in enumerate(content.resources):
        own = [(("resources", n, "fields", m, "name"), field.name.lower()) for m, field in enumerate(table.fields)]
        again += tree.twice(own, "{} a second time", "each field once", "take one out")
    refuse([*lacking, *unknown, *again])
    return {each["name"]: each for each in tree.content["resources"]}


def clean_files() -> dict[str, str]:
    """Return the file that each clean table is read from, by name, relative to the project."""
    forms = {name: "csv" if name in _CSV_ALONE else "parquet" for name in sorted(clean_descriptions())}
    return {name: f"results/clean/{name}.{form}" for name, form in forms.items()}
