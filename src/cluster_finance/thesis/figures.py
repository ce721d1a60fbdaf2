"""The figures of the thesis, as the text has them: clusters, lending programmes, industries.

In ``clusters`` output is in ``100m_yuan``, firms in ``firms`` and the shares in ``percent``; in
``programmes`` each row names its unit. A bound keeps the wording of the text ("over", "some").
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from cluster_finance.data.numbers import bilingual_number
from cluster_finance.data.rows import records
from cluster_finance.data.schemas import CLUSTERS, INDUSTRIES, PROGRAMMES
from living_edition.errors import Problem, refuse
from living_edition.ledger.number import Number
from living_edition.ledger.units import convert
from living_edition.tables.validate import validate

FIGURES = "data/raw/thesis_figures.csv"

# A cluster's firms are counted differently from cluster to cluster: the row says which count.
CLUSTER_FIRMS = {
    "liushi": "liushi.firms_over_5m",
    "datang": None,
    "shengzhou": "shengzhou.firms",
    "haining": None,
}
PROGRAMME_SECTION = "2.2.2"
PROGRAMME_FAMILIES = ("programme", "mintai", "tailong")

_LOCATIONS = {
    "opening paragraph of chapter 1, after page mark 1": "第一章首段，页码标记1之后",
    "state of clusters, between page marks 2 and 3, paragraph on industries": (
        "集群现状，页码标记2与3之间，论产业一段"
    ),
    "state of clusters, after page mark 3, sentence on Liushi": ("集群现状，页码标记3之后，柳市一句"),
    "state of clusters, after page mark 3, sentence on Datang": ("集群现状，页码标记3之后，大唐一句"),
    "state of clusters, after page mark 3, sentence on Shengzhou": ("集群现状，页码标记3之后，嵊州一句"),
    "state of clusters, after page mark 3, sentence on Haining": ("集群现状，页码标记3之后，海宁一句"),
    "state of clusters, after page mark 3, paragraph on the hundred best clusters": (
        "集群现状，页码标记3之后，“百佳”产业集群一段"
    ),
    "channels, after page mark 3, paragraph on indirect finance": ("融资渠道，页码标记3之后，间接融资一段"),
    "problems (2), between page marks 4 and 5": "存在的问题（二），页码标记4与5之间",
    "problems (3), around page mark 5": "存在的问题（三），页码标记5前后",
    "remedies (4), after page mark 7, paragraph on mutual funds": ("对策（四），页码标记7之后，互助融资一段"),
}


def _records(figures: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """Return the rows by id, missing cells as None."""
    return {str(row["id"]): row for row in records(figures)}


def clusters(figures: pd.DataFrame) -> pd.DataFrame:
    """Return one row a cluster: Liushi, Datang, Shengzhou, Haining.

    Raises ``InputError`` where a cluster has no output or no year.
    """
    rows = _records(figures)
    problems = [
        Problem(FIGURES, f"id {name}.output", "no such row, or no year", "one", "add it")
        for name in CLUSTER_FIRMS
        if f"{name}.output" not in rows or rows[f"{name}.output"]["year"] is None
    ]
    refuse(problems)
    table = pd.DataFrame([_cluster(name, rows) for name in CLUSTER_FIRMS])
    return validate(_cast(table, CLUSTERS), CLUSTERS)


def _cluster(name: str, rows: dict[str, dict[str, Any]]) -> dict[str, Any]:
    output = rows[f"{name}.output"]
    firms = rows.get(CLUSTER_FIRMS[name] or "", {})
    china, world = rows.get(f"{name}.share_china", {}), rows.get(f"{name}.share_world", {})
    return {
        "id": name,
        "name_zh": output["subject_zh"],
        "name_en": output["subject_en"],
        "place_zh": output["place_zh"],
        "place_en": output["place_en"],
        "year": output["year"],
        "output": convert(output["value"], output["unit"], "100m_yuan"),
        "output_bound": output["bound"],
        "firms": firms.get("value"),
        "firms_bound": firms.get("bound"),
        "firms_what_zh": firms.get("quantity_zh"),
        "firms_what_en": firms.get("quantity_en"),
        "share_china": china.get("value"),
        "share_china_bound": china.get("bound"),
        "share_world": world.get("value"),
        "share_world_bound": world.get("bound"),
    }


def programmes(figures: pd.DataFrame) -> pd.DataFrame:
    """Return the figures of the lending programmes in Zhejiang, one row a figure."""
    family = figures["id"].str.split(".").str[0]
    ours = figures[figures["section"].eq(PROGRAMME_SECTION) & family.isin(PROGRAMME_FAMILIES)]
    names = {
        "subject_zh": "programme_zh",
        "subject_en": "programme_en",
        "quantity_zh": "measure_zh",
        "quantity_en": "measure_en",
    }
    table = ours.rename(columns=names)[list(PROGRAMMES.columns)].reset_index(drop=True)
    return validate(_cast(table, PROGRAMMES), PROGRAMMES)


def industries(leading: pd.DataFrame) -> pd.DataFrame:
    """Return the leading industries by rank, as the thesis lists them."""
    return validate(leading.sort_values("rank", ignore_index=True), INDUSTRIES)


def _cast(table: pd.DataFrame, schema: Any) -> pd.DataFrame:
    """Give columns that may be empty throughout the type the schema names."""
    kinds = {name: column.dtype.type for name, column in schema.columns.items()}
    return table.astype({name: str(kind) for name, kind in kinds.items()})


def thesis_numbers(figures: pd.DataFrame) -> list[Number]:
    """Return every figure of the thesis for the ledger, under its own id and in its own unit."""
    return [_number(row) for row in _records(figures).values()]


def _number(row: dict[str, Any]) -> Number:
    section, location = row["section"], row["location"]
    location_zh = _LOCATIONS.get(location)
    label = f"{row['subject_zh']}，{row['quantity_zh']}", f"{row['subject_en']}, {row['quantity_en']}"
    origin = (
        f"论文第{section}{'节' if '.' in section else '章'}" + (f"（{location_zh}）" if location_zh else ""),
        f"thesis, {'section' if '.' in section else 'chapter'} {section} ({location})",
    )
    copied = ("place_zh", "place_en", "year", "note")
    extra = {key: row[key] for key in copied if row[key] is not None}
    key, value, code = str(row["id"]), float(row["value"]), "thesis.figures:thesis_numbers"
    return bilingual_number(
        key, value, str(row["unit"]), label, origin, (FIGURES,), code, "thesis", bound=row["bound"], extra=extra
    )
