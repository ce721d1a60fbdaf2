"""What became of every flag: corrected, set missing, or kept for a stated reason.

A flagged cell that the cleaning changed is decided by the change. One that it left is kept by the first
reason that holds for it; the reasons name no city, year or figure. A flag on a whole year is decided by
what the cleaning did to most cells of that year.
"""

from __future__ import annotations

import math

import pandas as pd

from cluster_finance.data.copies import VOLATILE
from cluster_finance.data.schemas import DECIDED
from living_edition.tables.validate import validate

DECISIONS = {
    "corrected": ("改正", "corrected"),
    "missing": ("设为缺失", "set missing"),
    "kept": ("保留", "kept"),
}
# Why a flagged cell is kept: Chinese and English.
REASONS = {
    "common": ("全部城市同年变动，不是个别单元格之误", "all cities move in that year: no slip of single cells"),
    "sisters": ("同一行其他各栏一同变动，所变的是城市", "the row's other columns move with it: the city changed"),
    "upheld": ("另一汇编与之相符", "a second compilation agrees with it"),
    "volatile": ("这一栏本可接近于零", "a column that may honestly come near zero"),
    "lasting": ("前后各年如此，是城市的特点", "so in the years beside too: what the city is like"),
    "no_return": ("没有复原，或只有一侧的年份，分不清是变化还是差错",
                  "no return, or years on one side alone: a change cannot be told from a slip"),
    "alike": ("两栏大小相近，互换与否分不清", "two columns of like size: exchanged or not cannot be told"),
    "chance": ("位数少，或两者都合于前后年份，可能是巧合", "few digits, or both fit their years: may be chance"),
    "classes": ("机构类别的名称和范围逐年变动", "kinds of institution change their names and scope from year to year"),
    "parts": ("合计不用，只用分项", "the total is not used, the parts are"),
    "compared": ("这张表只供对照，不进入估计", "the table serves comparison alone and enters no estimate"),
}  # fmt: skip
COMPARED = ("prefecture_gdp_crosscheck", "province_microloan_companies", "benchmark_lending_rates")
BANKS = "province_bank_institutions"
_BY_RULE = {
    "level_break": "common", "spread_break": "common", "swapped_year": "common", "joint_jump": "sisters",
    "level": "lasting", "swapped": "alike", "repeated": "chance", "copied": "chance", "run": "chance",
    "same_in_row": "chance", "total_off": "parts", "group_and_members": "parts",
}  # fmt: skip
UPHELD = 0.05  # share within which the second compilation upholds a figure
MOST = 0.5  # share of a year's cells that the cleaning changed, for a flag on the year to be decided by it
_SECOND = {"gdp": ("gdp", 1e4), "population_year_end": ("population", 1.0)}  # its column, and its unit in ours


def decide(flags: pd.DataFrame, changes: dict[str, pd.DataFrame], second: pd.DataFrame, cities: int) -> pd.DataFrame:
    """Return ``flags`` with ``decision`` (corrected, missing, kept), ``change`` (the rule that changed the cell,
    empty where none did) and ``reason`` (why it is kept, empty where it is not).

    ``changes`` are the logs of changes by table (city, year, column, used, rule); ``second`` is
    prefecture_gdp_crosscheck as filed; ``cities`` is how many cities the panel has.
    """
    last = {table: _last(log) for table, log in changes.items()}
    years = {table: _years(log) for table, log in changes.items()}
    upheld = _upheld(second)
    rows = []
    for flag in flags.to_dict("records"):
        table, year, column = str(flag["table"]), int(flag["year"]), str(flag["column"])
        if flag["key"] == "":
            change = _of_year(years.get(table, {}), year, column, cities)
        else:
            change = last.get(table, {}).get((str(flag["name"]), year, column))
        decision, rule = change or ("kept", "")
        reason = _reason({str(key): cell for key, cell in flag.items()}, upheld) if decision == "kept" else ""
        rows.append({"decision": decision, "change": rule, "reason": reason})
    decided = pd.concat([flags.reset_index(drop=True), pd.DataFrame(rows, dtype="str")], axis=1)
    return validate(decided, DECIDED)


Change = tuple[str, str]


def _last(log: pd.DataFrame) -> dict[tuple[str, int, str], Change]:
    """Return what became of each cell in the end, and by which rule."""
    return {
        (str(row["city"]), int(row["year"]), str(row["column"])): (
            "corrected" if row["used"] else "missing",
            str(row["rule"]),
        )
        for row in log.fillna({"used": ""}).to_dict("records")
    }


def _years(log: pd.DataFrame) -> dict[tuple[int, str], tuple[int, Change]]:
    """Return how many cells of a year and column were changed, and how."""
    by_year = {}
    for (year, column), rows in log.fillna({"used": ""}).groupby(["year", "column"]):
        kinds = rows["used"].ne("").map({True: "corrected", False: "missing"})
        by_year[int(str(year)), str(column)] = (len(rows), (str(kinds.mode()[0]), str(rows["rule"].mode()[0])))
    return by_year


def _of_year(years: dict[tuple[int, str], tuple[int, Change]], year: int, column: str, cities: int) -> Change | None:
    """Return the change made to most cells of the year or the one before it (a break lies between the two)."""
    for candidate in (year, year - 1):
        for name in column.split("/"):
            count, change = years.get((candidate, name), (0, ("", "")))
            if count > MOST * cities:
                return change
    return None


def _upheld(second: pd.DataFrame) -> dict[tuple[str, int, str], float]:
    """Return the second compilation's figures by city, year and column of the panel."""
    return {
        (str(row["prefecture"]), int(row["year"]), ours): float(row[theirs]) * scale
        for row in second.to_dict("records")
        for ours, (theirs, scale) in _SECOND.items()
        if not pd.isna(row[theirs])
    }


def _reason(flag: dict[str, object], upheld: dict[tuple[str, int, str], float]) -> str:
    table, column, rule = str(flag["table"]), str(flag["column"]), str(flag["rule"])
    other = upheld.get((str(flag["name"]), int(str(flag["year"])), column))
    if table in COMPARED or rule == "renamed":
        return "compared"
    if table == "city_panel" and other and math.isclose(float(str(flag["value"])), other, rel_tol=UPHELD):
        return "upheld"
    if table == BANKS and rule in ("jump", "magnitude", "level_break", "spread_break"):
        return "classes"
    if column in VOLATILE and rule in ("jump", "magnitude", "level"):
        return "volatile"
    return _BY_RULE.get(rule, "no_return")


def counts(decided: pd.DataFrame) -> pd.DataFrame:
    """Return one row a rule of detection (most flags first): rule, flags, corrected, missing, kept."""
    table = pd.crosstab(decided["rule"], decided["decision"]).reindex(columns=list(DECISIONS), fill_value=0)
    table.insert(0, "flags", table.sum(axis=1))
    return table.reset_index().sort_values(["flags", "rule"], ascending=[False, True], ignore_index=True)
