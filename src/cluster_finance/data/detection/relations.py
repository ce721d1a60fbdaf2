"""What columns of one row owe each other, and values that stand twice."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pandas as pd

from cluster_finance.data.schemas import POSITIVE, SECTORS, SHARES

OFF_SHARES = 2.0  # percentage points by which three shares may miss 100
OFF_SECTORS = 0.02  # of the total
DIGITS = 5  # significant digits from which an equal value is no chance
STANDING = ("land_area", "employees_primary", "population_year_end")  # may honestly repeat


def relations(panel: pd.DataFrame) -> Iterator[dict[str, object]]:
    """Yield the flags of rows whose columns contradict each other, and of values filed twice."""
    yield from _not_positive(panel)
    yield from _savings(panel)
    yield from _shares(panel)
    yield from _sectors(panel)
    yield from _repeated(panel)
    yield from _copied(panel)


def _flag(row: pd.Series, column: str, rule: str, severity: str, expected: float, evidence: str) -> dict[str, object]:
    return {
        "key": str(row["city_code"]),
        "name": str(row["city"]),
        "year": int(row["year"]),
        "column": column,
        "rule": rule,
        "severity": severity,
        "value": float(row[column]),
        "expected": expected,
        "score": math.nan,
        "evidence": evidence,
    }


def _not_positive(panel: pd.DataFrame) -> Iterator[dict[str, object]]:
    for column in POSITIVE:
        for _, row in panel[panel[column].le(0)].iterrows():
            yield _flag(row, column, "not_positive", "high", math.nan, f"{row[column]:.7g} where more than 0 is due")


def _savings(panel: pd.DataFrame) -> Iterator[dict[str, object]]:
    for _, row in panel[panel["household_savings"].gt(panel["deposits"])].iterrows():
        text = f"household savings {row['household_savings']:.7g} are part of deposits {row['deposits']:.7g}"
        for column in ("household_savings", "deposits"):
            yield _flag(row, column, "savings_over_deposits", "high", math.nan, text)


def _shares(panel: pd.DataFrame) -> Iterator[dict[str, object]]:
    total = panel[list(SHARES)].sum(axis="columns", min_count=len(SHARES))
    for _, row in panel.assign(total=total)[(total - 100).abs().gt(OFF_SHARES)].iterrows():
        for column in SHARES:
            text = f"the three shares of gdp add up to {row['total']:.2f}"
            yield _flag(row, column, "shares_off", "high", math.nan, text)


def _sectors(panel: pd.DataFrame) -> Iterator[dict[str, object]]:
    total = panel[list(SECTORS)].sum(axis="columns", min_count=len(SECTORS))
    # Where the three make 100 they are shares: the level break of their column says it for the year.
    off = (total / panel["employees_units"] - 1).abs().gt(OFF_SECTORS) & (total - 100).abs().gt(OFF_SHARES)
    for _, row in panel.assign(total=total)[off].iterrows():
        text = f"the three sectors add up to {row['total']:.6g}, employees_units is {row['employees_units']:.6g}"
        for column in ("employees_units", *SECTORS):
            yield _flag(row, column, "sector_sum", "medium", math.nan, text)


def _digits(values: pd.Series) -> pd.Series:
    return values.map(lambda value: len(f"{value:.7g}".replace(".", "").strip("-0")) if value == value else 0)


def _repeated(panel: pd.DataFrame) -> Iterator[dict[str, object]]:
    ordered = panel.sort_values(["city_code", "year"])
    city = ordered.groupby("city_code")
    follows = city["year"].diff().eq(1)
    for column in POSITIVE:
        if column in STANDING:
            continue
        same = follows & ordered[column].eq(city[column].shift()) & _digits(ordered[column]).ge(DIGITS)
        for _, row in ordered[same].iterrows():
            text = f"{row[column]:.7g}, digit for digit that of the year before"
            yield _flag(row, column, "repeated", "low", math.nan, text)


def _copied(panel: pd.DataFrame) -> Iterator[dict[str, object]]:
    for column in POSITIVE:
        if column in STANDING:
            continue
        known = panel[_digits(panel[column]).ge(DIGITS + 1)]
        twin = known[known.duplicated(["year", column], keep=False)]
        for _, group in twin.groupby(["year", column]):
            names = "、".join(sorted(group["city"].astype(str)))
            for _, row in group.iterrows():
                text = f"{row[column]:.7g}, digit for digit the same in {names}"
                yield _flag(row, column, "copied", "medium", math.nan, text)
