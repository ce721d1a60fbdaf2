"""The codebook: every field of every table, from the descriptors and the tables themselves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from living_edition.exhibits.markdown_tables import to_markdown
from living_edition.exhibits.tables import simple
from living_edition.ledger.formatting import plain
from living_edition.ledger.units import unit
from living_edition.tables.descriptor import Resource
from living_edition.tables.dictionary import coverage, extent, missing

_HEADS = {
    "zh": ["字段", "含义", "单位", "缺失", "范围"],
    "en": ["Field", "Meaning", "Unit", "Missing", "Range"],
}
_WORDS = {
    "zh": {
        "title": "数据手册",
        "intro": "本手册由数据包的描述和各表的内容生成：每个字段的含义、单位、缺失与范围。原始表照出处所载；"
        "清理后的表与之不同的地方，逐条记在改动表中。范围一栏，数值给出最小与最大，其余给出不同取值的个数。",
        "raw": "原始表",
        "clean": "清理后的表",
        "rows": "行数",
        "years": "时间",
        "source": "来源",
        "copy": "公开抄本",
        "values": "{}种取值",
        "stop": "。",
        "colon": "：",
        "join": "；",
    },
    "en": {
        "title": "Codebook",
        "intro": "Made from the descriptors of the data packages and from the tables: what every field means, its "
        "unit, what is missing and its range. Raw tables are as their sources file them; where the clean tables "
        "differ, every change is in the log of changes. The range is the least and the greatest value of a figure, "
        "and of anything else the number of distinct values.",
        "raw": "Raw tables",
        "clean": "Clean tables",
        "rows": "Rows",
        "years": "Time",
        "source": "Source",
        "copy": "Public copy",
        "values": "{} values",
        "stop": ".",
        "colon": ": ",
        "join": "; ",
    },
}

Described = tuple[Resource, pd.DataFrame]


def title(lang: str) -> str:
    """Return the title of the codebook."""
    return _WORDS[lang]["title"]


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
    shown = resource["title_zh" if lang == "zh" else "title"]
    said = str(resource["description_zh" if lang == "zh" else "description"])
    body = simple(_HEADS[lang], [_row(field, table, lang) for field in fields], [False, False, False, True, True])
    lines = [
        f"## {shown} `{name}` {{#{heading}-{name}}}",
        said[0].upper() + said[1:] + _WORDS[lang]["stop"],
        _facts(resource, table, lang),
        to_markdown(body),
    ]
    return "\n\n".join(lines)


def _facts(resource: Resource, table: pd.DataFrame, lang: str) -> str:
    words = _WORDS[lang]
    colon, join = words["colon"], words["join"]
    facts = [f"{words['rows']}{colon}{plain(len(table), 0)}"]
    if years := coverage(table):
        facts.append(f"{words['years']}{colon}{years}")
    titles = dict.fromkeys(str(one["title_zh" if lang == "zh" else "title"]) for one in resource["sources"])
    facts.append(f"{words['source']}{colon}{join.join(titles)}")
    if "path" in resource and str(resource["path"]).startswith("raw/"):
        copies = join.join(str(one["public_copy"]) for one in resource["sources"])
        facts.append(f"{words['copy']}{colon}{copies}")
    return "\n".join(f"- {fact}" for fact in facts)


def _row(field: dict[str, Any], table: pd.DataFrame, lang: str) -> list[str]:
    column = table[str(field["name"])]
    return [
        str(field["name"]),
        str(field[f"meaning_{lang}"]),
        _unit(str(field.get("unit", "")), lang),
        plain(missing(column), 0),
        _range(field, column, lang),
    ]


def _unit(name: str, lang: str) -> str:
    if not name:
        return ""
    measure = unit(name)
    return measure.zh if lang == "zh" else measure.en


def _range(field: dict[str, Any], column: pd.Series, lang: str) -> str:
    found = extent(column)
    if isinstance(found, int):
        return _WORDS[lang]["values"].format(plain(found, 0))
    low, high = found
    if field.get("unit") == "year":
        return f"{low:.0f}–{high:.0f}"
    return f"{_figure(low)}–{_figure(high)}"


def _figure(value: float) -> str:
    return plain(float(f"{value:.6g}"), None)
