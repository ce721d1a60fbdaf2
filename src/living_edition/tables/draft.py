"""A first description of a table that came in: what its cells say of themselves; the rest is left to be written.

A text that a person has to write is empty in the draft, and every empty text is refused where the description is
read: all at once, each with its line.
"""

from __future__ import annotations

import hashlib
import re
from typing import Any

from pypinyin import lazy_pinyin

from living_edition.errors import refuse
from living_edition.files import write_json
from living_edition.language_files import language
from living_edition.languages import keys_by_language, languages
from living_edition.tables.descriptor import PACKAGE, Resource, package
from living_edition.tables.incoming import Incoming, normalise

_YEARS = range(1800, 2101)
_INTEGER = re.compile(r"[+-]?\d+", re.ASCII)


def draft(name: str, table: Incoming) -> Resource:
    """Return the draft of a resource ``name``, without its checksum.

    The columns of ``table`` get names that programs can bear, its numbers their form. Raises ``InputError`` where two
    columns would have one name.
    """
    heads = list(table.records[0])
    names = [column_name(head) for head in heads]
    problems = [
        table.problem(f"row 1, column {head}", f"a name that becomes {column!r}", "one name a column", "rename it")
        for head, column in zip(heads, names, strict=True)
        if not column or names.count(column) > 1
    ]
    refuse(problems)
    table.remarks += [f"the column {h!r} is called {n}" for h, n in zip(heads, names, strict=True) if h != n]
    table.records[0] = names
    numeric = set(table.numeric())
    normalise(table, numeric)
    columns = list(zip(*table.records[1:], strict=True))
    fields = [_field(n, h, list(cells), numeric) for n, h, cells in zip(names, heads, columns, strict=True)]
    texts = dict.fromkeys([*keys_by_language("title"), *keys_by_language("description")], "")
    source = dict.fromkeys([*keys_by_language("title"), "public_copy"], "")
    return {
        "name": name, "path": f"raw/{name}.csv", **texts, "profile": "tabular-data-resource", "format": "csv",
        "mediatype": "text/csv", "encoding": "utf-8",
        "sources": [source], "schema": {"fields": fields},
    }  # fmt: skip


def column_name(head: str) -> str:
    """Return a name for the column ``head``: small Latin letters, digits, underscores (年份 is ``nian_fen``)."""
    latin = "_".join(lazy_pinyin(head)).lower()
    return re.sub(r"[^a-z0-9]+", "_", latin).strip("_")


def write(drafts: list[tuple[Resource, str]]) -> None:
    """Put the drafts into the descriptor of the raw tables, each with the checksum of its table's text."""
    content = package(PACKAGE)
    for drafted, text in drafts:
        table = text.encode("utf-8")
        content["resources"].append(
            drafted | {"hash": f"sha256:{hashlib.sha256(table).hexdigest()}", "bytes": len(table)}
        )
    write_json(content, PACKAGE)


def _field(name: str, head: str, cells: list[str], numeric: set[str]) -> dict[str, Any]:
    filled = [cell for cell in cells if cell]
    integral = name in numeric and all(_INTEGER.fullmatch(cell) for cell in filled)
    kind = "integer" if integral else "number" if name in numeric else "string"
    meanings = {f"meaning_{lang}": head if not (language(lang).latin or head.isascii()) else "" for lang in languages()}
    field: dict[str, Any] = {"name": name, "type": kind, **meanings}
    if name in numeric:
        year = integral and all(int(cell) in _YEARS for cell in filled)
        field["unit"] = "year" if year else ""
    return field | ({"constraints": {"required": True}} if len(filled) == len(cells) else {})
