"""Relations between the columns of the raw tables, as their sources keep them.

Those that a source breaks (the sectors of province_gdp, the totals of the bank institutions, the parts of
the city panel) are flags: see ``detection.row_rules`` and ``detection.tables``.
"""

from __future__ import annotations

import pandas as pd

from living_edition.tables.schema import Relation

ROUNDING = 0.005  # of a total: what rounding its parts may miss it by


def _adds_up(total: str, *parts: str) -> Relation:
    """Return the relation that ``parts`` make ``total``, give or take rounding, where all are there."""

    def adds_up(table: pd.DataFrame) -> pd.Series[bool]:
        sums = table[list(parts)].sum(axis="columns", min_count=len(parts))
        return sums.isna() | (sums - table[total]).abs().le(ROUNDING * table[total].abs())

    return adds_up


def _indicators(*parts: str) -> Relation:
    """Return the relation that the rows ``parts`` add up to the row ``total`` in every year."""

    def add_up(table: pd.DataFrame) -> pd.Series[bool]:
        years = table.set_index("indicator").select_dtypes("number")
        off = years.loc["total"].ne(years.loc[list(parts)].sum())
        return ~(table["indicator"].eq("total") & bool(off.any()))

    return add_up


def _cumulated(table: pd.DataFrame) -> pd.Series[bool]:
    year = table["month"].str[:4]
    return (table.groupby(year)["new_loans"].cumsum() - table["new_loans_year_to_date"]).abs().le(1)


def _sections(table: pd.DataFrame) -> pd.Series[bool]:
    totals = table["industry_section"].eq("行业合计")
    parts = table[~totals].groupby(["year", "firm_size"])["loan_balance"].sum().rename("parts")
    joined = table.join(parts, on=["year", "firm_size"])
    return ~totals | (joined["parts"] / joined["loan_balance"] - 1).abs().le(ROUNDING)


# By table: the relations that hold in it as filed.
RELATIONS: dict[str, dict[str, Relation]] = {
    "fujian_industrial_firms": {"large, medium and small add up to total": _indicators("large", "medium", "small")},
    "national_industry_totals": {
        "total_liabilities and equity add up to total_assets": _adds_up("total_assets", "total_liabilities", "equity"),
        "current_assets within total_assets": lambda table: table["current_assets"].le(table["total_assets"]),
        "main_cost within main_revenue": lambda table: table["main_cost"].le(table["main_revenue"]),
    },
    "national_loans_by_firm_size": {"industry sections add up to the loan_balance of all": _sections},
    "national_new_loans": {"new_loans add up to new_loans_year_to_date": _cumulated},
    "zhejiang_industrial_firms": {
        "large, medium and small add up to total": _indicators("large", "medium", "small"),
        "light_industry and heavy_industry add up to total": _indicators("light_industry", "heavy_industry"),
        "the kinds of ownership add up to total": _indicators(
            "state_owned", "collective", "share_cooperative", "joint", "foreign_HMT", "private", "other"
        ),
    },
}
