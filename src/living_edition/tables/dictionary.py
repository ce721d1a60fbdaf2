"""What the fields of a table mean, and what its rows hold of them: for the package and the codebook.

The raw tables are described by ``data/datapackage.json``, the clean ones by
``data/clean_tables.json``. There ``like`` names a raw table whose fields of the same name mean
the same, and ``raw`` the raw tables that a clean one is made from.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from living_edition.errors import Problem, refuse
from living_edition.languages import keys_by_language, languages, main_language
from living_edition.tables.clean_tables import FILE, clean_descriptions
from living_edition.tables.descriptor import Resource, package, resource

# Years that a table covers are told by one of these columns.
_TIME = ("year", "month", "effective_date")

Field = dict[str, Any]


def clean_resource(name: str, table: pd.DataFrame) -> Resource:
    """Return the resource of a clean table: titles, sources, fields in the order of ``table``.

    Types are those of the columns. Raises ``InputError`` for every column that has no description
    and every description that has no column.
    """
    description = clean_descriptions()[name]
    known = {field["name"]: field for field in description["fields"]}
    if "like" in description:
        known = {field["name"]: field for field in resource(description["like"])["schema"]["fields"]} | known
    columns = [str(column) for column in table.columns]
    own = {field["name"] for field in description["fields"]}
    problems = [
        Problem(FILE, f"table {name}", f"no field {column}", "every column of the table", "describe it")
        for column in columns
        if column not in known
    ] + [
        Problem(FILE, f"table {name}", f"a field {column}, which is no column", ", ".join(columns), "take it out")
        for column in sorted(own - set(columns))
    ]
    refuse(problems)
    fields = [_field(known[column], table[column]) for column in columns]
    schema: dict[str, Any] = {"fields": fields, "missingValues": [""]}
    if description["primaryKey"]:
        schema["primaryKey"] = description["primaryKey"]
    titles = ("name", *keys_by_language("title"), *keys_by_language("description"))
    return {key: description[key] for key in titles if key in description} | {
        "sources": _sources(description["raw"]),
        "schema": schema,
    }


def _field(field: Field, column: pd.Series) -> Field:
    kept = {key: field[key] for key in (*(f"meaning_{lang}" for lang in languages()), "unit") if key in field}
    return {"name": field["name"], "type": _type(column), "description": field[f"meaning_{main_language()}"], **kept}


def _type(column: pd.Series) -> str:
    if pd.api.types.is_bool_dtype(column):
        return "boolean"
    if pd.api.types.is_integer_dtype(column):
        return "integer"
    return "number" if pd.api.types.is_float_dtype(column) else "string"


def _sources(raw: list[str]) -> list[dict[str, str]]:
    """Return the sources of the raw tables, each once."""
    sources: list[dict[str, str]] = []
    for name in raw:
        sources += [source for source in resource(name)["sources"] if source not in sources]
    return sources


def raw_resources() -> list[Resource]:
    """Return the resources of the raw tables, by name."""
    return sorted(package()["resources"], key=lambda each: str(each["name"]))


def coverage(table: pd.DataFrame) -> str:
    """Return the first and last year (month, date) of the table, an en dash between; blank without."""
    for column in _TIME:
        if column in table.columns and table[column].notna().any():
            values = table[column].dropna()
            if values.dtype == object or pd.api.types.is_string_dtype(values):
                values = values.astype("str").str.slice(0, 4)
            first, last = str(values.min()), str(values.max())
            return first if first == last else f"{first}–{last}"
    return ""


def extent(column: pd.Series) -> tuple[float, float] | int:
    """Return the least and the greatest value of a numeric column, of another how many distinct values it has."""
    numeric = pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)
    if numeric and column.notna().any():
        return float(column.min()), float(column.max())
    return int(column.nunique())
