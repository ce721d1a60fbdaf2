"""The descriptor of the raw tables, ``data/datapackage.json``: one resource a file."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, model_validator

from living_edition.errors import Problem, refuse
from living_edition.files import sha256, write_json
from living_edition.languages import keys_by_language, languages
from living_edition.ledger.units import units
from living_edition.multilingual import ByLanguage, MultilingualModel, Titles
from living_edition.yaml_models import Loc, Once, Pattern, Tree, load, refuse_parts, validate

Resource = dict[str, Any]
Wording = Annotated[str, Field(min_length=1, pattern=r"\S")]
"""A text that a person has to write: an empty one waits for it."""
NAME = r"^[a-z]+(_[a-z]+)*$"
"""What a raw table, a clean one and the file of either is called."""


class _Part(MultilingualModel):
    model_config = ConfigDict(populate_by_name=True)


class Constraints(_Part):
    """What cells of a field may hold."""

    required: bool | None = None
    minimum: float | None = None
    maximum: float | None = None
    enum: Once[str | int | float] | None = Field(default=None, min_length=1)
    pattern: Pattern | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Constraints:
        if self.minimum is not None and self.maximum is not None and self.minimum > self.maximum:
            raise ValueError(f"a minimum of at most {self.maximum}")
        return self


class Known(_Part):
    """What the cells of a key may say: a value of ``field`` of the raw table ``resource``, or one of ``also``.

    Two fields of a table that name the same resource agree in every row: a code and its name.
    """

    resource: str
    field: str
    also: Once[str] = Field(default_factory=list)


class FieldDescriptor(_Part):
    """A column: its type, unit, meaning in every language and what its cells may hold."""

    name: str = Field(pattern=r"^[A-Za-z0-9_]+$")
    type: Literal["string", "number", "integer"]
    title: Titles[Wording] = Field(default={})
    description: Wording | None = None
    meaning: ByLanguage[Wording] = Field(default={})
    unit: Wording | None = None
    constraints: Constraints | None = None
    known: Known | None = None

    @model_validator(mode="after")
    def _that_can_apply(self) -> FieldDescriptor:
        rules, text = self.constraints or Constraints(), self.type == "string"
        idle = ("minimum", "maximum") if text else ("pattern",)
        given = [(("constraints", key), rule) for key in idle if (rule := getattr(rules, key)) is not None]
        refuse_parts(given, f"none, where the type is {self.type}", "take it out, or correct the type")
        whole = self.type == "integer"
        wrong = [
            (("constraints", "enum", n), each)
            for n, each in enumerate(rules.enum or [])
            if isinstance(each, str) != text or (whole and int(each) != each)
        ]
        expected = "a text" if text else "a whole number" if whole else "a number"
        refuse_parts(wrong, expected, "write it so, or correct the type")
        return self


class TableSchema(_Part):
    """The columns of a table, its key, and what stands for a missing cell."""

    fields: Once[FieldDescriptor] = Field(min_length=1)
    primary_key: Once[str] | None = Field(default=None, alias="primaryKey")
    missing_values: list[Literal[""]] | None = Field(default=None, alias="missingValues", min_length=1, max_length=1)


class ResourceDescriptor(_Part):
    """A table: its file with size and checksum, its titles, sources and columns."""

    name: str = Field(pattern=NAME)
    path: str
    title: Titles[Wording] = Field(default={})
    description: Titles[Wording] = Field(default={})
    profile: Literal["tabular-data-resource"]
    format: Literal["csv"]
    mediatype: Literal["text/csv"]
    encoding: Literal["utf-8"]
    hash: str = Field(pattern=r"^sha256:[0-9a-f]{64}$")
    bytes: int = Field(ge=0)
    sources: Once[dict[str, Wording]] = Field(min_length=1)
    schema_: TableSchema = Field(alias="schema")


class Package(_Part):
    """The data package of the raw tables (frictionless data, tabular-data-package)."""

    name: str
    title: Titles[Wording] = Field(default={})
    description: str
    profile: Literal["tabular-data-package"]
    resources: Once[ResourceDescriptor] = Field(min_length=1)


DATA = Path("data")
PACKAGE = DATA / "datapackage.json"


def package(descriptor: str | Path = PACKAGE) -> dict[str, Any]:
    """Return the whole descriptor; raise ``InputError`` where it is not one."""
    return copy.deepcopy(_content(descriptor))


def _content(descriptor: str | Path) -> dict[str, Any]:
    """Return the descriptor as it is kept, for readers that change nothing."""
    file = Path(descriptor)
    return _read(file, file.stat().st_mtime_ns if file.is_file() else 0)


@cache
def _read(file: Path, changed: int) -> dict[str, Any]:
    tree = load(file)
    content = validate(tree, Package)
    refuse([*_unsaid(tree), *_twice(tree, content)])
    return dict(tree.content)


def _unsaid(tree: Tree) -> Iterator[Problem]:
    """Yield each title, description and source that is lacking in a language of the edition (English has no ending)."""
    lacking: list[Loc] = []
    wanted: list[tuple[Loc, Any, list[str]]] = [((), tree.content, ["title"])]
    for n, table in enumerate(tree.content["resources"]):
        wanted.append((("resources", n), table, ["title", "description"]))
        lacking += [
            ("resources", n, "schema", "fields", m, f"meaning_{lang}")
            for m, field in enumerate(table["schema"]["fields"])
            for lang in languages()
            if f"meaning_{lang}" not in field
        ]
        wanted += [(("resources", n, "sources", m), source, ["title"]) for m, source in enumerate(table["sources"])]
    for loc, part, keys in wanted:
        copy = ["public_copy"] if "sources" in loc else []
        for key in [*(title for name in keys for title in keys_by_language(name)), *copy]:
            if key not in part:
                lacking.append((*loc, key))
    yield from (tree.problem(loc, "nothing", "this key", f"add {loc[-1]}") for loc in lacking)


def _twice(tree: Tree, content: Package) -> Iterator[Problem]:
    """Yield what stands twice, a key that is no field, and a field without a unit that has one in its place."""
    columns = {table.name: [field.name for field in table.schema_.fields] for table in content.resources}
    for n, table in enumerate(content.resources):
        fields: Loc = ("resources", n, "schema", "fields")
        for m, field in enumerate(table.schema_.fields):
            if field.unit and field.unit not in units():
                yield tree.unknown((*fields, m, "unit"), field.unit, units())
            if field.known and field.known.resource not in columns:
                yield tree.unknown((*fields, m, "known", "resource"), field.known.resource, columns)
            elif field.known and field.known.field not in columns[field.known.resource]:
                yield tree.unknown((*fields, m, "known", "field"), field.known.field, columns[field.known.resource])
        names = [field.name for field in table.schema_.fields]
        listed = (((*fields, m, "name"), name.lower()) for m, name in enumerate(names))
        if table.path != f"raw/{table.name}.csv":
            yield tree.problem(("resources", n, "path"), table.path, f"raw/{table.name}.csv", "write it so")
        yield from tree.twice(listed, "{} a second time", "each field once", "take one out")
        for m, key in enumerate(table.schema_.primary_key or []):
            if key not in names:
                yield tree.unknown(("resources", n, "schema", "primaryKey", m), key, names)
    tables: list[tuple[Loc, str]] = [(("resources", n, "name"), each.name) for n, each in enumerate(content.resources)]
    yield from tree.twice(tables, "{} a second time", "each table once", "rename it")


def table_names(descriptor: str | Path = PACKAGE) -> list[str]:
    """Return the names of the raw tables, sorted."""
    return sorted(resource["name"] for resource in _content(descriptor)["resources"])


def resource(name: str, descriptor: str | Path = PACKAGE) -> Resource:
    """Return the resource called ``name``; raise ``KeyError`` naming the known ones otherwise."""
    known: dict[str, Resource] = {each["name"]: each for each in _content(descriptor)["resources"]}
    if name not in known:
        raise KeyError(f"there is no raw table {name!r}; known are {', '.join(sorted(known))}")
    return copy.deepcopy(known[name])


def raw_path(name: str, descriptor: str | Path = PACKAGE) -> Path:
    """Return the file of the raw table called ``name``."""
    return Path(descriptor).parent / str(resource(name, descriptor)["path"])


def listing_files(name: str, descriptor: str | Path = PACKAGE) -> list[str]:
    """Return the files of the raw tables that list the known keys of the table called ``name``."""
    listed = {
        field["known"]["resource"] for field in resource(name, descriptor)["schema"]["fields"] if "known" in field
    }
    return [raw_path(each, descriptor).as_posix() for each in sorted(listed)]


def accept(names: Iterable[str], descriptor: str | Path = PACKAGE) -> list[str]:
    """Record checksum and size of the named tables as their files are now.

    Returns the names of those that changed. Raises ``KeyError`` for an unknown name. The content
    is not looked at: check it first.
    """
    content = package(descriptor)
    known = {each["name"]: each for each in content["resources"]}
    changed = []
    for name in names:
        resource(name, descriptor)
        path = Path(descriptor).parent / known[name]["path"]
        recorded = {"hash": f"sha256:{sha256(path)}", "bytes": path.stat().st_size}
        if any(known[name].get(key) != value for key, value in recorded.items()):
            known[name].update(recorded)
            changed.append(name)
    if changed:
        write_json(content, descriptor)
    return changed
