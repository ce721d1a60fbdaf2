"""What the raw tables hold: types, units, ranges and keys as described, and relations between columns.

The descriptor says what each column is; the schema is made from it, so that nothing is said twice.
Relations that hold in a table as filed are required of it here. Those that its source breaks (the
sectors of province_gdp, the totals of the bank institutions, the parts of the city panel) are flags:
see ``detect_relations`` and ``detect_tables``.
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pandera.pandas as pa

from living_edition.ledger.units import unit
from living_edition.tables.descriptor import Resource

Relation = Callable[[pd.DataFrame], "pd.Series[bool]"]
ROUNDING = 0.005  # of a total: what rounding its parts may miss it by


def raw_schema(resource: Resource) -> pa.DataFrameSchema:
    """Return the schema of a raw table as ``read_raw`` gives it.

    Raises ``KeyError`` for a unit that ``units.py`` does not know.
    """
    fields = resource["schema"]["fields"]
    key = resource["schema"].get("primaryKey") or None
    relations = RELATIONS.get(str(resource["name"]), {})
    return pa.DataFrameSchema(
        {str(field["name"]): _column(field) for field in fields},
        checks=[pa.Check(relation, name=name) for name, relation in relations.items()],
        unique=[key] if isinstance(key, str) else key,
        strict=True,
        ordered=True,
        name=str(resource["name"]),
    )


def _column(field: dict[str, object]) -> pa.Column:
    rules = dict(field.get("constraints", {}))  # type: ignore[call-overload]
    checks = []
    if "unit" in field:
        unit(str(field["unit"]))
    if "minimum" in rules:
        checks.append(pa.Check.ge(rules["minimum"]))
    if "maximum" in rules:
        checks.append(pa.Check.le(rules["maximum"]))
    if "enum" in rules:
        checks.append(pa.Check.isin(rules["enum"]))
    if "pattern" in rules:
        checks.append(pa.Check.str_matches(str(rules["pattern"])))
    kinds = {"integer": int if rules.get("required") else "Int64", "number": float, "string": str}
    kind = kinds[str(field["type"])]
    # A column of whole numbers that may be missing but never is comes as plain integers.
    return pa.Column(kind, checks, nullable=not rules.get("required"), coerce=kind == "Int64")


def _adds_up(total: str, *parts: str) -> Relation:
    """Return the relation that ``parts`` make ``total``, give or take rounding, where all are there."""

    def holds(table: pd.DataFrame) -> pd.Series[bool]:
        whole = table[list(parts)].sum(axis="columns", min_count=len(parts))
        return whole.isna() | (whole - table[total]).abs().le(ROUNDING * table[total].abs())

    return holds


def _indicators(total: str, *parts: str) -> Relation:
    """Return the relation that the rows ``parts`` add up to the row ``total`` in every year."""

    def holds(table: pd.DataFrame) -> pd.Series[bool]:
        years = table.set_index("indicator").select_dtypes("number")
        off = years.loc[total].ne(years.loc[list(parts)].sum())
        return ~(table["indicator"].eq(total) & bool(off.any()))

    return holds


def _cumulated(table: pd.DataFrame) -> pd.Series[bool]:
    year = table["month"].str[:4]
    return (table.groupby(year)["new_loans"].cumsum() - table["new_loans_year_to_date"]).abs().le(1)


def _sections(table: pd.DataFrame) -> pd.Series[bool]:
    whole = table["industry_section"].eq("行业合计")
    parts = table[~whole].groupby(["year", "firm_size"])["loan_balance"].sum().rename("parts")
    joined = table.join(parts, on=["year", "firm_size"])
    return ~whole | (joined["parts"] / joined["loan_balance"] - 1).abs().le(ROUNDING)


# By table: the relations that hold in it as filed.
RELATIONS: dict[str, dict[str, Relation]] = {
    "fujian_industrial_firms": {
        "large, medium and small add up to total": _indicators("total", "large", "medium", "small")
    },
    "national_industry_totals": {
        "total_liabilities and equity add up to total_assets": _adds_up("total_assets", "total_liabilities", "equity"),
        "current_assets within total_assets": lambda table: table["current_assets"].le(table["total_assets"]),
        "main_cost within main_revenue": lambda table: table["main_cost"].le(table["main_revenue"]),
    },
    "national_loans_by_firm_size": {"industry sections add up to the loan_balance of all": _sections},
    "national_new_loans": {"new_loans add up to new_loans_year_to_date": _cumulated},
    "zhejiang_industrial_firms": {
        "large, medium and small add up to total": _indicators("total", "large", "medium", "small"),
        "light_industry and heavy_industry add up to total": _indicators("total", "light_industry", "heavy_industry"),
        "the kinds of ownership add up to total": _indicators(
            "total", "state_owned", "collective", "share_cooperative", "joint", "foreign_HMT", "private", "other"
        ),
    },
}
