"""What columns of one row owe each other, and values that stand twice."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pandas as pd

from cluster_finance.data.copies import copies
from cluster_finance.data.schemas import POSITIVE, SECTORS, SHARES, flag

OFF_SHARES = 2.0  # percentage points by which three shares may miss 100
OFF_SECTORS = 0.02  # of the total
# How grave each rule on values that are not a cell's own is.
COPIES = {
    "same_in_row": "high", "other_city_row": "high", "other_city": "medium", "repeated": "medium", "run": "low",
    "odd_year": "low", "leap_and_return": "high",
}  # fmt: skip


def relations(panel: pd.DataFrame) -> Iterator[dict[str, object]]:
    """Yield the flags of rows whose columns contradict each other, and of values filed twice."""
    yield from _not_positive(panel)
    yield from _savings(panel)
    yield from _shares(panel)
    yield from _sectors(panel)
    yield from _copies(panel)


def _flag(row: pd.Series, column: str, rule: str, severity: str, expected: float, evidence: str) -> dict[str, object]:
    location = str(row["city_code"]), str(row["city"]), int(row["year"]), column
    return flag(location, rule, severity, float(row[column]), expected, evidence=evidence)


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


def _copies(panel: pd.DataFrame) -> Iterator[dict[str, object]]:
    rows = dict(panel.iterrows())
    for finding in copies(panel):
        yield _flag(
            rows[finding.row], finding.column, finding.rule, COPIES[finding.rule], finding.due, finding.evidence
        )
