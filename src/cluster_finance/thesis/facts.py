"""Single facts of the context, each cited by outlet, author and date.

``value`` is in the row's ``unit``, an id of ``units.yaml`` or ``edition.yaml``; ``bound`` keeps a wording
("nearly"). A fact that could not be found again at its source says so and bears no judgement.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pandas as pd

from cluster_finance.data.numbers import bilingual_number
from cluster_finance.data.rows import records
from cluster_finance.data.schemas import FACTS
from cluster_finance.thesis.fact_sources import COLUMNS, SOURCES, citation, fact_sources
from living_edition.errors import Problem, refuse
from living_edition.ledger.number import Bound, Number
from living_edition.tables.validate import validate

FILE = "data/raw/context_facts.csv"

# Unit as filed -> (unit of the edition, how many of it one is).
_UNITS = {
    "100m yuan": ("100m_yuan", Decimal(1)),
    "10k yuan": ("10k_yuan", Decimal(1)),
    "million yuan": ("100m_yuan", Decimal("0.01")),
    "percent": ("percent", Decimal(1)),
    "times": ("multiple", Decimal(1)),
    "100m pieces": ("pieces", Decimal(100_000_000)),
    "million": ("firms", Decimal(1_000_000)),
}
# What a count is of, by a word of the variable; what is not here counts firms.
_COUNTED = {
    "guarantee institutions": "institutions",
    "clusters": "clusters",
    "months": "months",
    "countries": "countries",
    "provinces": "provinces",
    "models": "models",
}
_WORDS: dict[str, Bound] = {
    "nearly": "about",
    "about": "about",
    "some": "about",
    "over": "more_than",
    "at least": "at_least",
    "up to": "at_most",
}
_VALUE = re.compile(rf"(?:({'|'.join(_WORDS)})\s+)?(\d+(?:\.\d+)?)")
_NOT_FOUND = {"zh": "（后来未能再次找到）", "en": " (could not be found again)"}


def facts(raw: pd.DataFrame, sources: pd.DataFrame, outlets: pd.DataFrame) -> pd.DataFrame:
    """Return the facts with numeric values, bounds, units of the edition and their sources.

    Raises ``InputError`` for every value that is neither a number nor a number with a known word of
    bound before it, for every unknown source, and for every source that ``fact_sources`` refuses.
    """
    sources_by_id = fact_sources(sources, outlets)
    problems: list[Problem] = []
    rows = []
    for number, row in enumerate(raw.to_dict("records"), start=2):
        value, source = _VALUE.fullmatch(str(row["value"])), sources_by_id.get(str(row["source"]))
        if value is None:
            words = ", ".join(_WORDS)
            expected = f"a number, or one after a word of bound ({words})"
            problems.append(_problem(number, "value", str(row["value"]), expected))
        if str(row["unit"]) not in {"count", *_UNITS}:
            problems.append(_problem(number, "unit", str(row["unit"]), "a unit that facts.py knows"))
        elif source is None:
            problems.append(_problem(number, "source", repr(row["source"]), f"an id of {SOURCES}"))
        elif value is not None:
            rows.append(_fact({str(key): cell for key, cell in row.items()}, value, source))
    refuse(problems)
    table = pd.DataFrame(rows)[list(FACTS.columns)]
    text = [column for column in table.columns if column != "value"]
    return validate(table.astype({column: "str" for column in text}), FACTS)


def _problem(row: int, column: str, actual: str, expected: str) -> Problem:
    return Problem(FILE, f"row {row}, column {column}", actual, expected, "write it so")


def _unit(filed: str, variable: str) -> tuple[str, Decimal]:
    if filed != "count":
        return _UNITS[filed]
    return next((name for word, name in _COUNTED.items() if word in variable), "firms"), Decimal(1)


def _fact(row: dict[str, Any], value: re.Match[str], source: Mapping[str, Any]) -> dict[str, Any]:
    name, size = _unit(str(row["unit"]), str(row["variable"]))
    bound: Bound = _WORDS[value[1]] if value[1] else "exact"
    return {
        **row,
        **{column: source[column] for column in COLUMNS},
        "period_zh": period_zh(str(row["period"])),
        "value": float(Decimal(value[2]) * size),
        "bound": bound,
        "unit": name,
    }


def period_zh(period: str) -> str:
    """Return a period in Chinese: a day, month, half-year or year, "to" a day, or one "to" another."""
    first, to, last = period.rpartition("to ")
    if to:
        return f"{period_zh(first.strip())}至{period_zh(last)}" if first else f"截至{period_zh(last)}"
    if day := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", period):
        return f"{day[1]}年{int(day[2])}月{int(day[3])}日"
    if month := re.fullmatch(r"(\d{4})-(\d\d)", period):
        return f"{month[1]}年{int(month[2])}月"
    if half := re.fullmatch(r"(\d{4})H([12])", period):
        return f"{half[1]}年{'上' if half[2] == '1' else '下'}半年"
    return f"{period}年"


def fact_numbers(clean: pd.DataFrame) -> list[Number]:
    """Return every fact for the ledger, as ``fact.fNN``, in its unit."""
    return [_number(row) for row in records(clean)]


def _number(row: Mapping[str, Any]) -> Number:
    lost = row["found_again"] == "no"
    zh, en = (citation(row, lang) + (_NOT_FOUND[lang] if lost else "") for lang in ("zh", "en"))
    label = f"{row['subject_zh']}，{row['variable_zh']}", f"{row['subject']}, {row['variable']}"
    origin = f"{row['subject_zh']}，{row['period_zh']}；{zh}", f"{row['subject']}, {row['period']}; {en}"
    extra = {name: str(row[name]) for name in ("title", "address", "read_at", "note") if not pd.isna(row[name])}
    key, value, code = f"fact.{row['id']}", float(row["value"]), "thesis.facts:fact_numbers"
    return bilingual_number(
        key, value, str(row["unit"]), label, origin, (FILE, SOURCES), code, bound=row["bound"], extra=extra
    )
