"""What the clean tables hold: columns, types, ranges and keys.

Units are those of ``units.py``; each table's module says which column is in which.
"""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa

from living_edition.ledger.number import BOUNDS
from living_edition.ledger.units import units

_FIGURE = r"^-?\d+(\.\d+)?$"
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
FREE = ("employees_primary", "profit_and_tax")


def _number(*checks: pa.Check, nullable: bool = True) -> pa.Column:
    return pa.Column(float, list(checks), nullable=nullable)


def _range(name: str) -> list[pa.Check]:
    return [pa.Check.gt(0), *([pa.Check.in_range(*RANGES[name])] if name in RANGES else [])]


def _text(*checks: pa.Check, nullable: bool = False) -> pa.Column:
    return pa.Column(str, list(checks), nullable=nullable)


def _bound(*, nullable: bool = False) -> pa.Column:
    return _text(pa.Check.isin(BOUNDS), nullable=nullable)


def _listed(columns: tuple[str, ...]) -> str:
    return f"{', '.join(columns[:-1])} and {columns[-1]}"


def _within(part: str, whole: str, slack: float = 0.0) -> pa.Check:
    """Return the check that ``part`` is at most ``whole`` (and a share ``slack`` of it), where both are there."""

    def holds(table: pd.DataFrame) -> pd.Series[bool]:
        return ~table[part].gt(table[whole] * (1 + slack))

    return pa.Check(holds, name=f"{part} within {whole}")


def _sectors_add_up(table: pd.DataFrame) -> pd.Series[bool]:
    total = table[list(SECTORS)].sum(axis="columns", min_count=len(SECTORS))
    return total.isna() | (total / table["employees_units"] - 1).abs().le(0.02)


def _shares_add_up(table: pd.DataFrame) -> pd.Series[bool]:
    total = table[list(SHARES)].sum(axis="columns", min_count=len(SHARES))
    return total.isna() | (total - 100).abs().le(2)


CITY_PANEL = pa.DataFrameSchema(
    {
        "city_code": _text(pa.Check.str_matches(r"^\d{6}$")),
        "city": _text(pa.Check.str_matches(r"^\S+$")),
        "province_code": _text(pa.Check.str_matches(r"^\d{2}$")),
        "province_zh": _text(),
        "province_en": _text(),
        "is_capital": pa.Column(bool),
        "year": pa.Column(int, pa.Check.in_range(2000, 2011)),
        **{name: _number(*_range(name)) for name in POSITIVE},
        **{name: _number(pa.Check.in_range(0, 100)) for name in SHARES},
        "employees_primary": _number(pa.Check.ge(0)),
        "profit_and_tax": _number(),
    },
    checks=[
        pa.Check(_shares_add_up, name=f"{_listed(SHARES)} add up to 100, give or take 2"),
        pa.Check(_sectors_add_up, name=f"{_listed(SECTORS)} add up to employees_units, give or take 2%"),
        _within("household_savings", "deposits"),
        *(_within(sector, "employees_units", 0.02) for sector in SECTORS),
    ],
    unique=["city_code", "year"],
    strict=True,
    name="city_panel",
)

PROVINCE_BANKS = pa.DataFrameSchema(
    {
        "province_code": _text(pa.Check.str_matches(r"^\d{2}$")),
        "province": _text(),
        "province_en": _text(),
        "year": pa.Column(int, pa.Check.in_range(2006, 2012)),
        "gdp": _number(pa.Check.gt(0), nullable=False),
        "bank_assets": _number(pa.Check.gt(0)),
        "bank_assets_filed": _number(pa.Check.gt(0)),
        "local_small_assets": _number(pa.Check.ge(0)),
        "city_bank_assets": _number(pa.Check.ge(0)),
        "bank_assets_lag": _number(pa.Check.gt(0)),
        "local_small_assets_lag": _number(pa.Check.ge(0)),
        "city_bank_assets_lag": _number(pa.Check.ge(0)),
    },
    unique=["province_code", "year"],
    strict=True,
    ordered=True,
    name="province_banks",
)

CITY_OUTPUT = pa.DataFrameSchema(
    {
        "city_code": _text(pa.Check.str_matches(r"^\d{6}$")),
        "city": _text(),
        "province_code": _text(pa.Check.str_matches(r"^\d{2}$")),
        "is_capital": pa.Column(bool),
        "year": pa.Column(int, pa.Check.in_range(2003, 2011)),
        "gross_industrial_output": _number(pa.Check.gt(0), nullable=False),
        "gdp_filed": _number(pa.Check.gt(0)),
        **{name: _number(pa.Check.gt(0)) for name in ("gdp", "loans", "deposits", "employees_secondary", "land_area")},
        "gdp_share_secondary": _number(pa.Check.in_range(0, 100)),
        "gdp_share_tertiary": _number(pa.Check.in_range(0, 100)),
        "population_year_end": _number(pa.Check.gt(0)),
        "fiscal_expenditure": _number(pa.Check.gt(0)),
    },
    unique=["city_code", "year"],
    strict=True,
    ordered=True,
    name="city_output",
)

CHANGES = pa.DataFrameSchema(
    {
        "table": _text(),
        "city": _text(),
        "year": pa.Column(int),
        "column": _text(),
        "as_filed": _text(),
        "used": _text(),
        "rule": _text(),
        "reason": _text(),
    },
    strict=True,
    ordered=True,
    name="changes",
)

FLAGS = pa.DataFrameSchema(
    {
        "table": _text(),
        "key": _text(),
        "name": _text(),
        "year": pa.Column(int),
        "column": _text(),
        "rule": _text(),
        "severity": _text(pa.Check.isin(SEVERITIES)),
        "value": _number(),
        "expected": _number(),
        "score": _number(pa.Check.ge(0)),
        "evidence": _text(),
    },
    unique=["table", "key", "year", "column", "rule"],
    strict=True,
    ordered=True,
    name="flags",
)

DECIDED = FLAGS.add_columns({name: _text() for name in ("decision", "change", "reason")})
DECIDED.name = "flags"

CLUSTERS = pa.DataFrameSchema(
    {
        "id": _text(),
        **{name: _text() for name in ("name_zh", "name_en", "place_zh", "place_en")},
        "year": pa.Column(int, pa.Check.in_range(1990, 2030)),
        "output": _number(pa.Check.gt(0), nullable=False),
        "output_bound": _bound(),
        "firms": _number(pa.Check.ge(1)),
        "firms_bound": _bound(nullable=True),
        "firms_what_zh": _text(nullable=True),
        "firms_what_en": _text(nullable=True),
        "share_china": _number(pa.Check.in_range(0, 100)),
        "share_china_bound": _bound(nullable=True),
        "share_world": _number(pa.Check.in_range(0, 100)),
        "share_world_bound": _bound(nullable=True),
    },
    unique=["id"],
    strict=True,
    ordered=True,
    name="clusters",
)

PROGRAMMES = pa.DataFrameSchema(
    {
        "id": _text(),
        **{name: _text() for name in ("programme_zh", "programme_en", "place_zh", "place_en")},
        "year": pa.Column("Int64", nullable=True),
        "measure_zh": _text(),
        "measure_en": _text(),
        "value": _number(pa.Check.gt(0), nullable=False),
        "unit": _text(pa.Check.isin(sorted(units()))),
        "bound": _bound(),
        "location": _text(),
        "note": _text(nullable=True),
    },
    unique=["id"],
    strict=True,
    ordered=True,
    name="programmes",
)

INDUSTRIES = pa.DataFrameSchema(
    {"rank": pa.Column(int, pa.Check.ge(1)), "industry_zh": _text(), "industry_en": _text()},
    unique=["rank"],
    strict=True,
    ordered=True,
    name="industries",
)

FACTS = pa.DataFrameSchema(
    {
        "id": _text(pa.Check.str_matches(r"^f\d{2,3}$")),
        "subject": _text(),
        "subject_zh": _text(),
        "period": _text(),
        "period_zh": _text(),
        "variable": _text(),
        "variable_zh": _text(),
        "value": _number(pa.Check.gt(0), nullable=False),
        "bound": _bound(),
        "unit": _text(pa.Check.isin(sorted(units()))),
        **{name: _text() for name in ("outlet", "outlet_zh", "outlet_en")},
        **{name: _text(nullable=True) for name in ("author_zh", "author_en", "title")},
        "date": _text(pa.Check.str_matches(r"^\d{4}(-\d{2}(-\d{2})?)?$")),
        "address": _text(nullable=True),
        "read_at": _text(),
        "found_again": _text(pa.Check.isin(["yes", "no"])),
        "note": _text(nullable=True),
    },
    unique=["id"],
    strict=True,
    ordered=True,
    name="facts",
)
