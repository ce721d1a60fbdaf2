"""Numbers of the review of the cities: flags by rule, changes by reason."""

from __future__ import annotations

import pandas as pd

from living_edition.ledger.number import Number, Source
from living_edition.tables.corrections import CORRECTION_KINDS

# Rule: its Chinese and English name.
FLAG_RULES = {
    "copied": ("与另一城市逐位相同", "equal to another city's, digit for digit"),
    "group_and_members": ("合计类与其成员并列", "a group listed beside its members"),
    "joint_jump": ("与同行各栏一同骤变", "a leap together with its sister columns"),
    "jump": ("偏离本市前后年份", "a leap against the city's own years"),
    "level": ("与同省、全国城市的比例不合", "a ratio unlike that of the neighbours"),
    "level_break": ("各市同年增速异常", "a year of unusual growth in all cities"),
    "magnitude": ("数位相差", "a power of ten off"),
    "not_positive": ("非正数", "not above zero"),
    "renamed": ("改名", "another name"),
    "repeated": ("与上一年逐位相同", "equal to the year before, digit for digit"),
    "row_unit": ("整行单位不合", "a row in another unit"),
    "savings_over_deposits": ("储蓄多于存款", "savings above deposits"),
    "sector_sum": ("三次产业人数与总数不合", "three sectors off their total"),
    "shares_off": ("三次产业比重之和不为100", "three shares off 100"),
    "spread_break": ("各市同年变动离散", "a year in which the cities part"),
    "swapped": ("两栏互换", "two columns exchanged"),
    "term_order": ("短期利率高于长期", "a shorter term above a longer one"),
    "total_off": ("分项与合计不合", "parts off their total"),
    "swapped_year": ("全年两栏互换", "two columns exchanged in a year"),
}
CHANGE_RULES = {
    **CORRECTION_KINDS,
    "all_employed": ("填报全部从业人员", "all who work, not those of the units"),
    "narrow_coverage": ("口径较窄，可能只计市辖区", "a narrower coverage, perhaps the urban districts alone"),
    "misspelt_name": ("城市名有误", "a misspelt name"),
    "not_positive": ("非正数", "not above zero"),
    "sector_shares": ("填报比重而非人数", "shares in place of persons"),
    "sector_sum": ("三次产业人数与总数不合", "three sectors off their total"),
    "shares_off": ("三次产业比重之和不为100", "three shares off 100"),
    "space_in_name": ("城市名中有空格", "a space in a name"),
    "swap_2010": ("2010年两栏互换", "two columns exchanged in 2010"),
}
_FILES = ("data/raw/city_panel.csv", "data/corrections.csv")


def review_numbers(flags: pd.DataFrame, changes: pd.DataFrame) -> list[Number]:
    """Return for the ledger ``cities.flags.RULE`` and ``cities.changes.RULE`` of every rule, and totals.

    ``flags`` are those of all raw tables; ``data.flags.TABLE`` counts those of each.
    A flag counts once a cell (or a year) and rule; ``cities.flags.cells`` counts the cells that any
    rule flags. A rule that found nothing has a count of 0.
    """
    tables = [_of_table(str(name), len(rows)) for name, rows in flags.groupby("table")]
    flags = flags[flags["table"].eq("city_panel")]
    cells = flags[flags["key"].ne("")].drop_duplicates(["key", "year", "column"])
    found, changed = flags["rule"].value_counts(), changes["rule"].value_counts()
    missing = changes["used"].eq("")
    return [
        *tables,
        _number("flags.cells", len(cells), ("有标记的单元格", "cells with a flag")),
        _number("changes.missing", int(missing.sum()), ("设为缺失的单元格", "cells set missing")),
        *(_number(f"flags.{rule}", int(found.get(rule, 0)), names) for rule, names in FLAG_RULES.items()),
        *(_number(f"changes.{rule}", int(changed.get(rule, 0)), names) for rule, names in CHANGE_RULES.items()),
    ]


def _of_table(table: str, count: int) -> Number:
    zh, en = f"原始表{table}的标记", f"flags on the raw table {table}"
    file = f"data/raw/{table}.csv"
    source = Source(kind="data", zh=zh, en=en, files=(file,), code="cluster_finance.data.cleaning_log:review_numbers")
    return Number(f"data.flags.{table}", count, "number", source, decimals=0, label_zh=zh, label_en=en)


def _number(name: str, count: int, label: tuple[str, str]) -> Number:
    zh, en = label
    what = ("标记", "flags") if name.startswith("flags") else ("改动", "changes")
    source = Source(
        kind="data",
        zh=f"《中国城市统计年鉴》城市面板，{what[0]}：{zh}",
        en=f"China City Statistical Yearbook, panel of cities, {what[1]}: {en}",
        files=_FILES,
        code="cluster_finance.data.cleaning_log:review_numbers",
    )
    return Number(f"cities.{name}", count, "number", source, decimals=0, label_zh=zh, label_en=en)
