"""What the clean tables hold: columns, types, ranges and keys.

Units are those of ``units.yaml`` and ``edition.yaml``; each table's module says which column is in which.
"""

from __future__ import annotations

import math

import pandas as pd
import pandera.pandas as pa

from living_edition.tables.columns import bound, number, percent, positive, schema, text, texts, unit, whole

ZHEJIANG = "33"
"""The code of the thesis's province."""
SEVERITIES = ["low", "medium", "high"]

POSITIVE = (
    "population_year_end",
    "employees_units",
    "employees_secondary",
    "employees_tertiary",
    "land_area",
    "gdp",
    "fixed_assets_net",
    "fixed_investment",
    "fiscal_revenue",
    "fiscal_expenditure",
    "loans",
    "deposits",
    "household_savings",
    "staff_average",
    "wage_average",
    "freight",
)
SECTORS = ("employees_primary", "employees_secondary", "employees_tertiary")
SHARES = ("gdp_share_primary", "gdp_share_secondary", "gdp_share_tertiary")
# What a city can hold, in the units of the panel: no Chinese city of these years comes near an end.
RANGES = {
    "land_area": (100.0, 300_000.0),  # km2
    "population_year_end": (5.0, 5_000.0),  # 10,000 persons
    "wage_average": (2_000.0, 100_000.0),  # yuan a year
}


def _range(name: str) -> list[pa.Check]:
    return [pa.Check.gt(0), *([pa.Check.in_range(*RANGES[name])] if name in RANGES else [])]


def _listed(columns: tuple[str, ...]) -> str:
    return f"{', '.join(columns[:-1])} and {columns[-1]}"


def _within(part: str, total: str, slack: float = 0.0) -> pa.Check:
    """Return the check that ``part`` is at most ``total`` (and a share ``slack`` of it), where both are there."""

    def is_within(table: pd.DataFrame) -> pd.Series[bool]:
        return ~table[part].gt(table[total] * (1 + slack))

    return pa.Check(is_within, name=f"{part} within {total}")


def _sectors_add_up(table: pd.DataFrame) -> pd.Series[bool]:
    total = table[list(SECTORS)].sum(axis="columns", min_count=len(SECTORS))
    return total.isna() | (total / table["employees_units"] - 1).abs().le(0.02)


def _shares_add_up(table: pd.DataFrame) -> pd.Series[bool]:
    total = table[list(SHARES)].sum(axis="columns", min_count=len(SHARES))
    return total.isna() | (total - 100).abs().le(2)


def _year(first: int, last: int) -> pa.Column:
    return whole(pa.Check.in_range(first, last))


_CITY_CODE, _PROVINCE_CODE = text(pa.Check.str_matches(r"^\d{6}$")), text(pa.Check.str_matches(r"^\d{2}$"))

CITY_PANEL = schema(
    "city_panel",
    ["city_code", "year"],
    {
        "city_code": _CITY_CODE,
        "city": text(pa.Check.str_matches(r"^\S+$")),
        "province_code": _PROVINCE_CODE,
        **texts("province_zh province_en"),
        "is_capital": pa.Column(bool),
        "year": _year(2000, 2011),
        **{name: number(*_range(name)) for name in POSITIVE},
        **{name: percent() for name in SHARES},
        "employees_primary": number(pa.Check.ge(0)),
        "profit_and_tax": number(),
    },
    [
        pa.Check(_shares_add_up, name=f"{_listed(SHARES)} add up to 100, give or take 2"),
        pa.Check(_sectors_add_up, name=f"{_listed(SECTORS)} add up to employees_units, give or take 2%"),
        _within("household_savings", "deposits"),
        *(_within(sector, "employees_units", 0.02) for sector in SECTORS),
    ],
    ordered=False,
)
PROVINCE_BANKS = schema(
    "province_banks",
    ["province_code", "year"],
    {
        "province_code": _PROVINCE_CODE,
        **texts("province province_en"),
        "year": _year(2006, 2012),
        "gdp": positive(nullable=False),
        "bank_assets": positive(),
        "bank_assets_filed": positive(),
        **{name: number(pa.Check.ge(0)) for name in ("local_small_assets", "city_bank_assets")},
        "bank_assets_lag": positive(),
        **{name: number(pa.Check.ge(0)) for name in ("local_small_assets_lag", "city_bank_assets_lag")},
    },
)
CITY_OUTPUT = schema(
    "city_output",
    ["city_code", "year"],
    {
        "city_code": _CITY_CODE,
        "city": text(),
        "province_code": _PROVINCE_CODE,
        **texts("province_zh province_en"),
        "is_capital": pa.Column(bool),
        "year": _year(2003, 2011),
        "gross_industrial_output": positive(nullable=False),
        **{name: positive() for name in ("gdp_filed", "gdp", "loans", "deposits", "employees_secondary", "land_area")},
        **{name: percent() for name in ("gdp_share_secondary", "gdp_share_tertiary")},
        **{name: positive() for name in ("population_year_end", "fiscal_expenditure")},
    },
)
CHANGES = schema("changes", [], texts("table city") | {"year": whole()} | texts("column as_filed used rule reason"))


def change(*cells: object) -> dict[str, object]:
    """Return a row of ``CHANGES``: table, city, year, column, as_filed, used, rule, reason."""
    return dict(zip(CHANGES.columns, cells, strict=True))


_FLAG = {
    **texts("table key name"),
    "year": whole(),
    **texts("column rule"),
    "severity": text(pa.Check.isin(SEVERITIES)),
    "value": number(),
    "expected": number(),
    "score": number(pa.Check.ge(0)),
    "evidence": text(),
}
_FLAG_KEY = ["table", "key", "year", "column", "rule"]
FLAGS = schema("flags", _FLAG_KEY, _FLAG)
DECIDED = schema("flags", _FLAG_KEY, _FLAG | texts("decision change reason"))


def flag(
    location: tuple[str, str, int, str],
    rule: str,
    severity: str,
    value: float,
    expected: float,
    *,
    evidence: str,
    score: float = math.nan,
) -> dict[str, object]:
    """Return one flag on the ``location`` (key, name, year, column), as a row of ``FLAGS``."""
    cells = (*location, rule, severity, value, expected, score, evidence)
    return dict(zip(list(FLAGS.columns)[1:], cells, strict=True))


CLUSTERS = schema(
    "clusters",
    ["id"],
    {
        **texts("id name_zh name_en place_zh place_en"),
        "year": _year(1990, 2030),
        "output": positive(nullable=False),
        "output_bound": bound(),
        "firms": number(pa.Check.ge(1)),
        "firms_bound": bound(nullable=True),
        **texts("firms_what_zh firms_what_en", nullable=True),
        "share_china": percent(),
        "share_china_bound": bound(nullable=True),
        "share_world": percent(),
        "share_world_bound": bound(nullable=True),
    },
)
PROGRAMMES = schema(
    "programmes",
    ["id"],
    {
        **texts("id programme_zh programme_en place_zh place_en"),
        "year": pa.Column("Int64", nullable=True),
        **texts("measure_zh measure_en"),
        "value": positive(nullable=False),
        "unit": unit(),
        "bound": bound(),
        "location": text(),
        "note": text(nullable=True),
    },
)
INDUSTRIES = schema("industries", ["rank"], {"rank": whole(pa.Check.ge(1)), **texts("industry_zh industry_en")})
FACTS = schema(
    "facts",
    ["id"],
    {
        "id": text(pa.Check.str_matches(r"^f\d{2,3}$")),
        **texts("subject subject_zh period period_zh variable variable_zh"),
        "value": positive(nullable=False),
        "bound": bound(),
        "unit": unit(),
        **texts("outlet outlet_zh outlet_en"),
        **texts("author_zh author_en title", nullable=True),
        "date": text(pa.Check.str_matches(r"^\d{4}(-\d{2}(-\d{2})?)?$")),
        "address": text(nullable=True),
        "read_at": text(),
        "found_again": text(pa.Check.isin(["yes", "no"])),
        "note": text(nullable=True),
    },
)
