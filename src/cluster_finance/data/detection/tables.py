"""Detection in the other raw panels: the rules on years and cells, and totals against their parts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations, permutations
from math import nan
from typing import Any

import pandas as pd

from cluster_finance.data.detection.detect import flags, on_grids
from cluster_finance.data.detection.grids import grids
from cluster_finance.data.schemas import flag

OFF_TOTAL = 0.02  # by which the parts may miss the total filed: rounding, and places not listed
OFF_GROUP = 0.002  # by which a group may miss the sum of its members: rounding
NATION = ("中国", "全国")
TOTAL = "合计"
_BANKS = ("outlets", "employees", "assets", "legal_entities")
_LOANS = ("companies", "employees", "paid_in_capital", "loan_balance")


@dataclass(frozen=True)
class _Panel:
    """How a raw table is read as a panel: its ``key`` (columns joined), ``name`` and measured columns."""

    key: tuple[str, ...]
    name: str
    columns: tuple[str, ...]


PANELS = {
    "city_industrial_output": _Panel(("city",), "city", ("gdp", "gross_industrial_output")),
    "prefecture_gdp_crosscheck": _Panel(("prefecture_code",), "prefecture", ("gdp", "population")),
    "province_bank_institutions": _Panel(("province", "institution_type"), "province", _BANKS),
    "province_gdp": _Panel(
        ("province",), "province", ("gdp", "gdp_primary", "gdp_secondary", "gdp_tertiary", "gdp_per_capita")
    ),
    "province_microloan_companies": _Panel(("province",), "province", _LOANS),
}
RATES = "benchmark_lending_rates"
TABLES = (*PANELS, RATES)
Flag = dict[str, object]


def detect_table(name: str, raw: pd.DataFrame) -> pd.DataFrame:
    """Return the flags on the raw table called ``name`` (one of ``TABLES``), in the order of ``FLAGS``.

    Quarters of province_microloan_companies count as years while they are compared; of two flags of
    one rule within a year the clearer stays.
    """
    if name == RATES:
        return flags(list(_terms(raw)), name)
    panel = PANELS[name]
    table = raw.assign(key=raw[list(panel.key)].agg(" ".join, axis="columns"))
    quarterly = name == "province_microloan_companies"
    if quarterly:
        table = _with_quarters(table)
    rows = list(on_grids(grids(table, "key", panel.name, panel.columns, pd.Series("", index=table.index))))
    rows += list(RELATIONS[name](table)) if name in RELATIONS else []
    if quarterly:
        years = table.drop_duplicates("year").set_index("year")["filed_year"]
        rows = [_of_quarter(flag_, years) for flag_ in rows]
    return flags(rows, name)


def _with_quarters(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with a running quarter as ``year``: the rows of a province are in order of quarter."""
    return table.assign(filed_year=table["year"], year=table.groupby(_province_names(table)).cumcount() + 1)


def _of_quarter(flag_: Flag, years: pd.Series) -> Flag:
    quarter = int(str(flag_["year"]))
    return flag_ | {"year": int(years[quarter]), "evidence": f"quarter {quarter} of the table: {flag_['evidence']}"}


def _province_names(table: pd.DataFrame) -> pd.Series:
    return table["province"].replace(dict.fromkeys(NATION, NATION[0]))


def _sectors(table: pd.DataFrame) -> Iterator[Flag]:
    parts = table[["gdp_primary", "gdp_secondary", "gdp_tertiary"]].sum(axis="columns")
    yield from _totals(table.assign(parts=parts), "gdp", "the three sectors")


def _institutions(table: pd.DataFrame) -> Iterator[Flag]:
    filed = table[table["institution_type"].eq(TOTAL)]
    by_kind = table[table["institution_type"].ne(TOTAL)].groupby(["province", "year"])
    yield from _groups(table[table["institution_type"].ne(TOTAL)])
    for column in _BANKS:
        parts = by_kind[column].sum(min_count=1).rename("parts")
        yield from _totals(filed.join(parts, on=["province", "year"]), column, "the institution types")


def _terms(table: pd.DataFrame) -> Iterator[Flag]:
    """Yield the rates above that of a longer term, where lending for longer has always cost more."""
    rates = table.filter(like="rate_")
    for shorter, longer in combinations(rates.columns, 2):
        for _, row in table[rates[shorter].gt(rates[longer])].iterrows():
            date = str(row["effective_date"])
            yield flag(
                (date, date, int(date[:4]), str(shorter)),
                "term_order",
                "medium",
                float(row[shorter]),
                float(row[longer]),
                evidence=f"{shorter} {row[shorter]:g} is above {longer} {row[longer]:g}",
            )


def _groups(filed: pd.DataFrame) -> Iterator[Flag]:
    """Yield the types that are the sum of two others of their province and year: a group beside its members.

    Assets and employees must both add up; a total over all types then counts the group twice.
    """
    for (province, year), rows in filed.groupby(["province", "year"]):
        types = rows[["institution_type", "assets", "employees"]].dropna()
        listed: list[Any] = list(types.itertuples())
        for group, first, second in permutations(listed, 3):
            if first.Index > second.Index or not _sums(group, first, second):
                continue
            members = f"{first.institution_type} {first.assets:.7g} and {second.institution_type} {second.assets:.7g}"
            yield flag(
                (f"{province} {group.institution_type}", str(province), int(str(year)), "assets"),
                "group_and_members",
                "high",
                float(group.assets),
                float(first.assets + second.assets),
                evidence=f"assets {group.assets:.7g} are those of {members}, and so are the employees",
            )


def _sums(group: Any, first: Any, second: Any) -> bool:
    pairs = ((group.assets, first.assets + second.assets), (group.employees, first.employees + second.employees))
    return min(first.assets, second.assets) > 0 and all(abs(a / b - 1) < OFF_GROUP for a, b in pairs)


def _provinces(table: pd.DataFrame) -> Iterator[Flag]:
    nation = table["province"].isin(NATION)
    names = table[nation].groupby("province", sort=False)["year"].min()
    for name, first in list(names.items())[1:]:
        text = f"the nation, called {names.index[0]} until then, is called {name} from here on"
        yield flag((str(name), str(name), int(first), "province"), "renamed", "low", nan, nan, evidence=text)
    for column in _LOANS:
        parts = table[~nation].groupby("year")[column].sum().rename("parts")
        yield from _totals(table[nation].join(parts, on="year"), column, "the provinces")


def _totals(table: pd.DataFrame, column: str, what: str) -> Iterator[Flag]:
    off = (table["parts"] / table[column] - 1).abs().gt(OFF_TOTAL)
    for _, row in table[off].iterrows():
        times = row["parts"] / row[column]
        yield flag(
            (str(row["key"]), str(row["province"]), int(row["year"]), column),
            "total_off",
            "medium",
            float(row[column]),
            float(row["parts"]),
            evidence=f"{what} add up to {row['parts']:.7g}, {times:.3f} times the {row[column]:.7g} filed",
        )


RELATIONS: dict[str, Callable[[pd.DataFrame], Iterator[Flag]]] = {
    "province_gdp": _sectors,
    "province_bank_institutions": _institutions,
    "province_microloan_companies": _provinces,
}
