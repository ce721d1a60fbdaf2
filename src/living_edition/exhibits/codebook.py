"""The codebook: every field of every table, from the descriptors and the tables themselves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from living_edition.exhibits.markdown_tables import to_markdown
from living_edition.exhibits.tables import simple
from living_edition.language_files import Words, language
from living_edition.languages import title_key
from living_edition.ledger.formatting import marked, plain
from living_edition.ledger.units import unit
from living_edition.markdown import escaped
from living_edition.tables.descriptor import Resource
from living_edition.tables.dictionary import coverage, extent

_WORDS = Words(__name__)

Described = tuple[Resource, pd.DataFrame]


def title(lang: str) -> str:
    """Return the title of the codebook."""
    return str(_WORDS[lang]["title"])


def codebook(raw: Iterable[Described], clean: Iterable[Described], lang: str) -> str:
    """Return the codebook as Markdown: raw tables, then clean ones, each with its fields."""
    words = _WORDS[lang]
    parts = [words["intro"]]
    for heading, tables in (("raw", raw), ("clean", clean)):
        parts.append(f"# {words[heading]} {{#{heading}}}")
        parts += [_section(resource, table, heading, lang) for resource, table in tables]
    return "\n\n".join(parts) + "\n"


def _section(resource: Resource, table: pd.DataFrame, heading: str, lang: str) -> str:
    name = str(resource["name"])
    fields = resource["schema"]["fields"]
    shown = resource[title_key("title", lang)]
    description = str(resource[title_key("description", lang)])
    body = simple(
        _WORDS[lang]["heads"], [_row(field, table, lang) for field in fields], [False, False, False, True, True]
    )
    lines = [
        f"## {shown} `{name}` {{#{heading}-{name}}}",
        escaped(description[0].upper() + description[1:] + language(lang).stop),
        _facts(resource, table, lang),
        to_markdown(body),
    ]
    return "\n\n".join(lines)


def _facts(resource: Resource, table: pd.DataFrame, lang: str) -> str:
    words = _WORDS[lang]
    colon, join = words["colon"], words["join"]
    facts = [f"{words['rows']}{colon}{marked(plain(len(table), 0), lang)}"]
    if years := coverage(table):
        facts.append(f"{words['years']}{colon}{years}")
    titles = dict.fromkeys(str(source[title_key("title", lang)]) for source in resource["sources"])
    facts.append(f"{words['source']}{colon}{join.join(titles)}")
    if "path" in resource and str(resource["path"]).startswith("raw/"):
        copies = join.join(str(source["public_copy"]) for source in resource["sources"])
        facts.append(f"{words['copy']}{colon}{copies}")
    return "\n".join(f"- {fact}" for fact in facts)


def _row(field: dict[str, Any], table: pd.DataFrame, lang: str) -> list[str]:
    column = table[str(field["name"])]
    measure = unit(str(field["unit"])).called(lang) if field.get("unit") else ""
    return [
        str(field["name"]), str(field[f"meaning_{lang}"]), measure, marked(plain(int(column.isna().sum()), 0), lang),
        _range(field, column, lang),
    ]  # fmt: skip


def _range(field: dict[str, Any], column: pd.Series, lang: str) -> str:
    limits = extent(column)
    if isinstance(limits, int):
        return str(_WORDS[lang]["values"].format(marked(plain(limits, 0), lang)))
    year = field.get("unit") == "year"
    return "–".join(f"{end:.0f}" if year else marked(plain(float(f"{end:.6g}"), None), lang) for end in limits)
