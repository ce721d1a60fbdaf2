"""The panel of cities, cleaned by logged rules.

Money (gdp, loans, deposits, household_savings, fiscal_*, fixed_*, profit_and_tax) is in
``10k_yuan``; persons (population_year_end, employees_*, staff_average) in ``10k_persons``;
land_area in ``km2``; wage_average in ``yuan``; freight in ``10k_tonnes``; gdp_share_* in
``percent``. Whole prefectures, 2000-2011.
"""

from __future__ import annotations

import math
from difflib import get_close_matches
from typing import Any

import pandas as pd

from cluster_finance.data.copies import copies
from cluster_finance.data.numbers import bilingual_number
from cluster_finance.data.schemas import CHANGES, CITY_PANEL, POSITIVE, SECTORS, SHARES, ZHEJIANG, change
from living_edition.errors import Problem, refuse
from living_edition.ledger.number import Number
from living_edition.tables.corrections import corrections_of, used
from living_edition.tables.validate import validate

TABLE = "city_panel"
FILES = (
    "data/raw/city_panel.csv",
    "data/raw/provincial_capitals.csv",
    "data/raw/province_codes.csv",
    "data/corrections.csv",
)

SWAP_YEAR = 2010
MISSPELT = {"毫州市": "亳州市"}
NARROW_UNTIL = 2002
NARROW = ("fiscal_revenue", "fiscal_expenditure", "household_savings")
ALL_EMPLOYED = 3.0  # times staff_average; in half of the rows it is below 1.04, in 98% below 1.7


class _Log:
    """A table under correction, and every cell changed so far."""

    def __init__(self, raw: pd.DataFrame) -> None:
        self.raw = raw
        self.table = raw.copy()
        self.changes: list[dict[str, object]] = []

    def put(self, column: str, values: pd.Series, rule: str, reason: str) -> None:
        """Put ``values`` (indexed as the table) into ``column``, and log each cell that changes."""
        for row, value in values.items():
            current: Any = self.table.at[row, column]
            if current == value or (pd.isna(current) and pd.isna(value)):
                continue
            city, year, filed = (self.raw.at[row, name] for name in ("city", "year", column))
            self.changes.append(
                change(TABLE, city, int(str(year)), column, _written(filed), _written(value), rule, reason)
            )
            self.table.at[row, column] = value

    def drop(self, column: str, where: pd.Series, rule: str, reason: str) -> None:
        """Set the cells of ``column`` missing ``where`` true."""
        self.put(column, pd.Series(math.nan, index=self.table.index[where]), rule, reason)


def _written(value: object) -> str:
    if isinstance(value, str):
        return value
    number = float(value)  # type: ignore[arg-type]
    return "" if math.isnan(number) else repr(number)


def clean_city_panel(
    raw: pd.DataFrame, capitals: pd.DataFrame, provinces: pd.DataFrame, corrections: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the clean panel and the log of changes (table, city, year, column, as_filed, ...).

    ``city`` in the log is the name as filed; ``used`` is empty where a value is set missing.
    Raises ``InputError`` where a city has no province, a capital is not in the panel, or a correction
    was decided on another value than the one filed.
    """
    log = _Log(raw)
    _mend_names(log)
    _correct_cells(log, corrections)
    _mend_swap(log)
    _drop_impossible(log)
    _drop_sector_shares(log)
    _drop_narrow(log)
    _drop_all_employed(log)
    _drop_sector_sums(log)
    _mend_copies(log)
    columns = list(CHANGES.columns)
    changes = pd.DataFrame(log.changes, columns=columns).astype({"year": "int64"})
    text = [column for column in columns if column != "year"]
    changes[text] = changes[text].astype("str")
    return with_provinces(log.table, capitals, provinces), validate(changes, CHANGES)


def with_provinces(panel: pd.DataFrame, capitals: pd.DataFrame, provinces: pd.DataFrame) -> pd.DataFrame:
    """Return the panel with province_code, province_zh, province_en and is_capital.

    The province is that of the first two digits of ``city_code``; the four municipalities count
    as capitals.
    """
    _refuse_strangers(panel, capitals, provinces)
    province_names = provinces.set_index("code")
    code = panel["city_code"].str[:2].rename("province_code")
    front = pd.DataFrame(
        {
            "city_code": panel["city_code"],
            "city": panel["city"],
            "province_code": code,
            "province_zh": code.map(province_names["province_zh"]),
            "province_en": code.map(province_names["province_en"]),
            "is_capital": panel["city"].isin(set(capitals["city"])),
        }
    )
    table = pd.concat([front, panel.drop(columns=["city_code", "city"])], axis="columns")
    ordered = table.sort_values(["city_code", "year"], ignore_index=True)
    return validate(ordered, CITY_PANEL)


def _refuse_strangers(panel: pd.DataFrame, capitals: pd.DataFrame, provinces: pd.DataFrame) -> None:
    unknown = sorted(set(panel["city_code"].str[:2]) - set(provinces["code"]))
    problems = [
        Problem(FILES[2], "column code", f"no province {code}", "every province of the panel", "add it")
        for code in unknown
    ]
    cities = sorted(set(panel["city"]))
    for row, city in enumerate(capitals["city"], start=2):
        if city not in cities:
            near = get_close_matches(city, cities, n=1, cutoff=0.3)
            mend = f"write {near[0]}, the nearest" if near else "take the row out"
            actual = f"{city}, which is no city of the panel"
            problems.append(
                Problem(FILES[1], f"row {row}, column city", actual, "a city as city_panel spells it", mend)
            )
    refuse(problems)


def _mend_names(log: _Log) -> None:
    plain = log.table["city"].str.replace(r"\s", "", regex=True)
    log.put("city", plain, "space_in_name", "a name of a city has no space in it")
    spelt = log.table["city"].replace(MISSPELT)
    log.put("city", spelt, "misspelt_name", "the first character is 亳 (Bozhou), not 毫")


def _correct_cells(log: _Log, corrections: pd.DataFrame) -> None:
    for correction in corrections_of(TABLE, log.raw, corrections).itertuples():
        value = pd.Series([used(correction.used)], index=[correction.at])
        log.put(str(correction.column), value, str(correction.kind), f"{correction.reason_en} ({correction.evidence})")


def swap_evidence(panel: pd.DataFrame) -> tuple[float, float]:
    """Return the shares of cities whose 2010 loans lie between those of 2009 and 2011.

    The first share takes the loans of 2010 as filed, the second the household savings filed for
    2010 in their place. Only cities with all four values count; NaN where there are none.
    """
    years = (SWAP_YEAR - 1, SWAP_YEAR, SWAP_YEAR + 1)
    loans = panel.pivot(index="city_code", columns="year", values="loans").reindex(columns=years)
    savings = panel.pivot(index="city_code", columns="year", values="household_savings")
    sides = loans[[years[0], years[2]]]
    both = pd.DataFrame({"filed": loans[SWAP_YEAR], "swapped": savings.reindex(columns=years)[SWAP_YEAR]})
    complete = sides.notna().all(axis="columns") & both.notna().all(axis="columns")
    low, high = sides[complete].min(axis="columns"), sides[complete].max(axis="columns")
    between = both[complete].apply(lambda column: column.between(low, high))
    return float(between["filed"].mean()), float(between["swapped"].mean())


def _mend_swap(log: _Log) -> None:
    filed, swapped = swap_evidence(log.table)
    if not (filed < 0.5 and swapped > 0.9):
        return
    rows = log.table[log.table["year"].eq(SWAP_YEAR)]
    reason = (
        f"loans and household_savings are swapped in {SWAP_YEAR}: as filed {filed:.0%} of cities "
        f"lie between their loans of {SWAP_YEAR - 1} and {SWAP_YEAR + 1}, swapped {swapped:.0%}"
    )
    rule = "swap_2010"
    log.put("loans", rows["household_savings"], rule, reason)
    log.put("household_savings", rows["loans"], rule, reason)


def _drop_impossible(log: _Log) -> None:
    for column in POSITIVE:
        reason = f"{column} is above zero where it exists at all"
        log.drop(column, log.table[column].le(0), "not_positive", reason)
    total = log.table[list(SHARES)].sum(axis="columns", min_count=len(SHARES))
    for column in SHARES:
        reason = "the three shares of gdp are off 100 by more than 2"
        log.drop(column, (total - 100).abs().gt(2), "shares_off", reason)


def _drop_sector_shares(log: _Log) -> None:
    years = log.table["year"].le(2002)
    reason = "the volumes of 2000-2002 file percent shares of the sectors here, not persons"
    for column in SECTORS:
        log.drop(column, years, "sector_shares", reason)


def coverage_evidence(panel: pd.DataFrame) -> dict[str, tuple[float, float]]:
    """Return by column its median growth from 2002 to 2003 and that of GDP in the same cities (log points)."""

    def growth(column: str) -> pd.Series:
        years = panel.pivot(index="city", columns="year", values=column)
        step = years.reindex(columns=[NARROW_UNTIL, NARROW_UNTIL + 1]).where(lambda value: value > 0)
        return (step[NARROW_UNTIL + 1] / step[NARROW_UNTIL]).map(math.log, na_action="ignore")

    gdp = growth("gdp")
    medians = {}
    for column in NARROW:
        changes = growth(column).dropna()
        medians[column] = (float(changes.median()), float(gdp.reindex(changes.index).median()))
    return medians


def _drop_narrow(log: _Log) -> None:
    years = log.table["year"].le(NARROW_UNTIL)
    for column, (growth, gdp_growth) in coverage_evidence(log.table).items():
        if not (growth > 0.6 and gdp_growth < 0.4):
            continue
        reason = (
            f"until {NARROW_UNTIL} a narrower coverage than later, perhaps the urban districts alone: the year after "
            f"it grew by {growth:.2f} log points in the median city, where gdp grew by {gdp_growth:.2f}"
        )
        log.drop(column, years, "narrow_coverage", reason)


def _drop_all_employed(log: _Log) -> None:
    off = log.table["employees_units"].gt(ALL_EMPLOYED * log.table["staff_average"])
    reason = f"over {ALL_EMPLOYED:.0f} times the staff on average: all who work, not those of the units alone"
    for column in ("employees_units", *SECTORS):
        log.drop(column, off, "all_employed", reason)


def _drop_sector_sums(log: _Log) -> None:
    total = log.table[list(SECTORS)].sum(axis="columns", min_count=len(SECTORS))
    off = (total / log.table["employees_units"] - 1).abs().gt(0.02)
    reason = "the three sectors differ from employees_units by more than 2%; which is wrong is open"
    for column in ("employees_units", *SECTORS):
        log.drop(column, off, "sector_sum", reason)


_COPIES = {
    "same_in_row": "digit for digit another column of the row, which fits its own years better",
    "other_city_row": "several columns of another city, digit for digit",
    "other_city": "digit for digit another city's, and off its own years",
    "repeated": "digit for digit the year before: a reprint",
    "run": "the same digits for years on end in a figure that moves",
    "odd_year": "one year off a constant: the constant is used",
    "leap_and_return": "several times off the years before and after, which agree with each other",
}


def _mend_copies(log: _Log) -> None:
    for finding in copies(log.table):
        value = pd.Series([finding.due], index=[finding.row])
        log.put(finding.column, value, finding.rule, f"{_COPIES[finding.rule]} ({finding.evidence})")


def loans_to_gdp(panel: pd.DataFrame, year: int) -> pd.Series:
    """Return year-end loans over the year's gdp, in ``percent``, of the cities that have both."""
    rows = panel[panel["year"].eq(year)].set_index("city_code")
    return (100 * rows["loans"] / rows["gdp"]).dropna()


def city_numbers(panel: pd.DataFrame, changes: pd.DataFrame, year: int = 2007) -> list[Number]:
    """Return the numbers of the clean panel for the ledger; those of cities are of ``year``."""
    ratio = loans_to_gdp(panel, year)
    zhejiang = ratio[ratio.index.str.startswith(ZHEJIANG)]
    cells = changes.drop_duplicates(["city", "year", "column"])
    swapped = changes["rule"].eq("swap_2010").sum()
    both = f"{year}年有贷款与地区生产总值的", f"with loans and GDP in {year}"
    middle = f"{year}年贷款与地区生产总值之比的中位数", f"median of loans to GDP in {year}"
    return [
        _number("count", len(ratio), "cities", f"{both[0]}城市", f"cities {both[1]}"),
        _number("zhejiang", len(zhejiang), "cities", f"{both[0]}浙江城市", f"Zhejiang cities {both[1]}"),
        _number("changes", len(cells), "number", "更正的单元格", "cells changed in cleaning"),
        _number("swap_cells", int(swapped), "number", "2010年对调的单元格", "cells of 2010 swapped back"),
        _number(
            "zhejiang_loans_gdp_median",
            float(zhejiang.median()),
            "percent",
            f"浙江各市{middle[0]}",
            f"Zhejiang cities, {middle[1]}",
        ),
        _number(
            "china_loans_gdp_median",
            float(ratio.median()),
            "percent",
            f"全国各市{middle[0]}",
            f"cities of China, {middle[1]}",
        ),
    ]


def _number(name: str, value: float, unit: str, zh: str, en: str) -> Number:
    origin = (
        f"《中国城市统计年鉴》城市面板（清理后）：{zh}",
        f"China City Statistical Yearbook, panel of cities as cleaned: {en}",
    )
    code, decimals = "data.cities:city_numbers", 1 if unit == "percent" else 0
    return bilingual_number(f"cities.{name}", value, unit, (zh, en), origin, FILES, code, decimals=decimals)
