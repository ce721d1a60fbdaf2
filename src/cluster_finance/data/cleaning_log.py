"""Numbers of the review of the cities: flags by rule, changes by reason."""

from __future__ import annotations

import pandas as pd

from cluster_finance.data.decisions import DECISIONS, REASONS
from cluster_finance.data.numbers import bilingual_number
from living_edition.ledger.number import Number

# Rule: its Chinese and English name.
FLAG_RULES = {
    "group_and_members": ("合计类与其成员并列", "a group listed beside its members"),
    "joint_jump": ("与同行各栏一同骤变", "a jump together with the row's other columns"),
    "jump": ("偏离本市前后年份", "a jump against the city's other years"),
    "level": ("与同省、全国城市的比例不合", "a ratio unlike that of the neighbours"),
    "level_break": ("各市同年增速异常", "a year of unusual growth in all cities"),
    "magnitude": ("数位相差", "off by a power of ten"),
    "leap_and_return": ("骤变后复原", "a jump and a return"),
    "not_positive": ("非正数", "not above zero"),
    "odd_year": ("恒定值中的异常年份", "one year that departs from a constant"),
    "other_city": ("与另一城市逐位相同", "equal to another city's, digit for digit"),
    "other_city_row": ("整行与另一城市相同", "a row equal to another city's"),
    "renamed": ("改名", "another name"),
    "repeated": ("与上一年逐位相同", "equal to the year before, digit for digit"),
    "run": ("数年逐位相同", "the same digits for years on end"),
    "row_unit": ("整行单位不合", "a row in another unit"),
    "same_in_row": ("与同行另一栏逐位相同", "equal to another column of the row"),
    "savings_over_deposits": ("储蓄多于存款", "savings above deposits"),
    "sector_sum": ("三次产业人数与总数不合", "three sectors that do not add up to their total"),
    "shares_off": ("三次产业比重之和不为100", "three shares that do not add up to 100"),
    "spread_break": ("各市同年变动离散", "a year in which the cities diverge"),
    "swapped": ("两栏互换", "two columns exchanged"),
    "term_order": ("短期利率高于长期", "a shorter term above a longer one"),
    "total_off": ("分项与合计不合", "parts that do not add up to their total"),
    "swapped_year": ("全年两栏互换", "two columns exchanged in a year"),
}
COPY_RULES = ("odd_year", "other_city", "other_city_row", "repeated", "run", "same_in_row")
CHANGE_RULES = {
    "copied": ("与上一年逐位相同", "a copy of the year before"),
    "derived_from_a_fault": ("由有误之数算出", "computed from a faulty figure"),
    "leap_and_return": ("骤变后复原", "a jump and a return"),
    "order_of_magnitude": ("数位有误", "a slip of the decimal place"),
    "other_source": ("另一来源可定", "settled by another source"),
    "other_unit": ("单位不同", "another unit"),
    "swapped": ("两栏互换", "two columns exchanged"),
    "all_employed": ("填报全部从业人员", "all workers, not the employees of units alone"),
    "narrow_coverage": ("口径较窄，可能只计市辖区", "a narrower coverage, perhaps the urban districts alone"),
    "misspelt_name": ("城市名有误", "a misspelt name"),
    **{rule: names for rule, names in FLAG_RULES.items() if rule in COPY_RULES},
    "not_positive": ("非正数", "not above zero"),
    "sector_shares": ("填报比重而非人数", "shares in place of persons"),
    "sector_sum": ("三次产业人数与总数不合", "three sectors that do not add up to their total"),
    "shares_off": ("三次产业比重之和不为100", "three shares that do not add up to 100"),
    "space_in_name": ("城市名中有空格", "a space in a name"),
    "swap_2010": ("2010年两栏互换", "two columns exchanged in 2010"),
}
_FILES = ("data/raw/city_panel.csv", "data/corrections.csv")


def review_numbers(flags: pd.DataFrame, changes: pd.DataFrame) -> list[Number]:
    """Return for the ledger ``cities.flags.RULE`` and ``cities.changes.RULE`` of every rule, and totals.

    ``flags`` are those of all raw tables with their decisions; ``data.flags.TABLE`` counts those of each
    table, ``data.decisions.DECISION`` those with each decision and ``data.kept.REASON`` why they are kept.
    A flag counts once a cell (or a year) and rule; ``cities.flags.cells`` counts the cells that any
    rule flags. A rule that found nothing has a count of 0.
    """
    tables = [_of_table(str(name), len(rows)) for name, rows in flags.groupby("table")]
    tables += [_of_all("flags.all", len(flags), ("全部标记", "all flags"))]
    for column, prefix, names in (("decision", "decisions", DECISIONS), ("reason", "kept", REASONS)):
        tables += [_of_all(f"{prefix}.{key}", int(flags[column].eq(key).sum()), words) for key, words in names.items()]
    flags = flags[flags["table"].eq("city_panel")]
    cells = flags[flags["key"].ne("")].drop_duplicates(["key", "year", "column"])
    flagged, changed = flags["rule"].value_counts(), changes["rule"].value_counts()
    missing = changes["used"].eq("")
    return [
        *tables,
        _of_cities("flags.cells", len(cells), ("有标记的单元格", "cells with a flag")),
        _of_cities("changes.missing", int(missing.sum()), ("设为缺失的单元格", "cells set missing")),
        *(_of_cities(f"flags.{rule}", int(flagged.get(rule, 0)), names) for rule, names in FLAG_RULES.items()),
        *(_of_cities(f"changes.{rule}", int(changed.get(rule, 0)), names) for rule, names in CHANGE_RULES.items()),
    ]


def _of_table(table: str, count: int) -> Number:
    zh, en = f"原始表{table}的标记", f"flags on the raw table {table}"
    return _number(f"data.flags.{table}", count, (zh, en), (zh, en), (f"data/raw/{table}.csv",))


def _of_all(name: str, count: int, label: tuple[str, str]) -> Number:
    source = f"各原始表的标记及其处理：{label[0]}", f"flags on the raw tables and what became of them: {label[1]}"
    return _number(f"data.{name}", count, label, source)


def _of_cities(name: str, count: int, label: tuple[str, str]) -> Number:
    zh, en = ("标记", "flags") if name.startswith("flags") else ("改动", "changes")
    source = (f"《中国城市统计年鉴》城市面板，{zh}：{label[0]}",
              f"China City Statistical Yearbook, panel of cities, {en}: {label[1]}")  # fmt: skip
    return _number(f"cities.{name}", count, label, source)


def _number(
    key: str, count: int, label: tuple[str, str], origin: tuple[str, str], files: tuple[str, ...] = _FILES
) -> Number:
    return bilingual_number(key, count, "number", label, origin, files, "data.cleaning_log:review_numbers", decimals=0)
