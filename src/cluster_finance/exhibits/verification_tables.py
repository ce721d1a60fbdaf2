"""Tables of the record: cross-checks, changes, the thesis against the record, measures."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from cluster_finance.data.cleaning_log import FLAG_RULES
from cluster_finance.data.concentration import YEAR, rounded
from cluster_finance.data.decisions import DECISIONS
from cluster_finance.data.decisions import counts as decision_counts
from cluster_finance.data.rows import records
from cluster_finance.data.schemas import ZHEJIANG
from cluster_finance.exhibits.romanised_cities import PINYIN
from cluster_finance.thesis.fact_sources import citation
from cluster_finance.thesis.verification import UNTESTABLE
from living_edition.exhibits.cells import Cell, Value, number_cell
from living_edition.exhibits.regression_words import capitalised
from living_edition.exhibits.tables import Table, simple
from living_edition.ledger.formatting import plain, text
from living_edition.ledger.number import Number, Source

_NOBODY = Source("data", zh="", en="", files=(), code="")
DASH = "–"

RULES = {
    "swap_2010": (
        "2010年的贷款与居民储蓄互换，调回",
        "loans and household savings of 2010, filed in each other's columns, put back",
    ),
    "sector_shares": (
        "2000至2002年所载是各产业的百分比，不是人数",
        "percentages of the sectors filed in place of persons, 2000–2002",
    ),
    "not_positive": ("零或负数，而该量必为正", "zero or negative where the quantity must be positive"),
    "sector_sum": ("三次产业之和与合计不符，无从判断孰误", "sectors and total disagree; which is wrong is unknown"),
    "spike": ("一年之内骤升骤降，前后两年都不如此", "a jump in one year, against the years before and after"),
    "shares_off": ("三次产业比重之和偏离百分之百", "shares of GDP that do not add up to a hundred"),
    "space_in_name": ("城市名称中的空格", "a space in the name of a city"),
    "narrow_coverage": ("口径较窄，可能只计市辖区", "a narrower coverage, perhaps the urban districts alone"),
    "all_employed": ("所载为全部从业人员，不限于单位", "all workers, not the employees of units alone"),
    "copied": ("照抄上一年的数字", "the figure of the year before, copied"),
    "derived_from_a_fault": ("由错误的数字算出", "computed from a faulty figure"),
    "leap_and_return": ("骤变之后复原", "a jump and a return"),
    "odd_year": ("恒定值中的异常年份，用恒定值", "one year that departs from a constant; the constant used"),
    "other_city": ("与另一城市逐位相同", "another city’s figure, digit for digit"),
    "other_city_row": ("整行与另一城市相同", "another city’s row, digit for digit"),
    "repeated": ("与上一年逐位相同，是重印", "the year before, digit for digit: a reprint"),
    "run": ("数年逐位相同", "the same digits for years on end"),
    "same_in_row": ("与同行另一栏逐位相同", "another column of the row, digit for digit"),
    "order_of_magnitude": ("数位之误，逐格审阅", "a slip of the decimal place, reviewed cell by cell"),
    "other_source": ("另一来源可以判定", "settled by another source"),
    "other_unit": ("以别的单位填报", "filed in another unit"),
    "swapped": ("两栏互换，逐格审阅", "two columns exchanged, reviewed cell by cell"),
    "misspelt_name": ("城市名称的错字", "a misspelt name of a city"),
}


def _number(value: float, unit: str, bound: str = "exact") -> Number:
    return Number("cell", value, unit, _NOBODY, bound=bound)  # type: ignore[arg-type]


def crosschecks(table: pd.DataFrame, lang: str) -> Table:
    """Return a row a check: what, which records, pairs, percent equal and within 1, 2 and 5%, median."""
    header = {
        "zh": ["对照的量", "两个记录", "对数", "相同", "1%以内", "2%以内", "5%以内", "中位数"],
        "en": ["Quantity", "Records", "Pairs", "Equal", "Within 1%", "Within 2%", "Within 5%", "Median"],
    }[lang]
    against = "；对照" if lang == "zh" else "; against "
    rows: list[list[Value]] = []
    for row in table.to_dict("records"):
        several = row["pairs"] > 1
        names = ("equal", "within_1", "within_2", "within_5")
        shares = [Cell(row[name] if several else None, 1, after="%", missing=DASH) for name in names]
        compared = f"{row[f'first_{lang}']}{against}{row[f'second_{lang}']}"
        rows.append([row[lang], compared, Cell(row["pairs"], 0), *shares, Cell(row["median_deviation"], 2, after="%")])
    return simple(header, rows, [False, False, *[True] * 6])


def changes(table: pd.DataFrame, lang: str) -> Table:
    """Return the changes of the cleaning counted by reason, most first: reason, cells, columns, years."""
    header = {
        "zh": ["原因", "处理", "单元格数", "年份"],
        "en": ["Reason", "What was done", "Cells", "Years"],
    }[lang]
    outcomes = {"zh": ("改正", "设为缺失"), "en": ("corrected", "set missing")}[lang]
    is_missing = table["used"].fillna("").eq("")
    counts = (
        table.assign(gone=is_missing)
        .groupby("rule")
        .agg(cells=("rule", "size"), first=("year", "min"), last=("year", "max"), gone=("gone", "all"))
    )
    ordered = counts.reset_index().sort_values(["cells", "rule"], ascending=[False, True])
    rows: list[list[Value]] = [
        [
            capitalised(rule_name(str(row["rule"]), lang), lang),
            outcomes[int(row["gone"])],
            Cell(row["cells"], 0),
            _years(row),
        ]
        for row in ordered.to_dict("records")
    ]
    return simple(header, rows, [False, False, True, True])


def decisions(flags: pd.DataFrame, lang: str) -> Table:
    """Return what became of the flags, a row a rule, most flags first, and all together: rule, flags, each decision."""
    index = 0 if lang == "zh" else 1
    header = [("标记的理由", "Why flagged"), ("标记", "Flags"), *DECISIONS.values()]
    table = decision_counts(flags)
    rows: list[list[Value]] = [
        [capitalised(FLAG_RULES[str(row["rule"])][index], lang), *_counted(row)] for row in table.to_dict("records")
    ]
    totals = table.drop(columns="rule").sum().to_dict()
    rows.append([("合计", "All flags")[index], *_counted(totals)])
    counted = simple([capitalised(names[index], lang) for names in header], rows, [False, *[True] * 4])
    return replace(counted, groups=[*counted.groups[:-1], replace(counted.groups[-1], rule=True)])


def _counted(row: Mapping[Any, Any]) -> list[Value]:
    return [Cell(row[name], 0) for name in ("flags", *DECISIONS)]


def _years(row: Mapping[object, object]) -> str:
    first, last = row["first"], row["last"]
    return f"{first}" if first == last else f"{first}–{last}"


def rule_name(rule: str, lang: str) -> str:
    """Return what a rule of the cleaning is called; a rule without a name goes by its id."""
    names = RULES.get(rule)
    return rule.replace("_", " ") if names is None else names[0 if lang == "zh" else 1]


def record(table: pd.DataFrame, facts: pd.DataFrame, figures: pd.DataFrame, lang: str) -> Table:
    """Return the figures that some record speaks to: figure, value, judgement, reason."""
    header = {
        "zh": ["论文的数字", "数值", "判断", "理由和出处"],
        "en": ["Figure of the thesis", "Value", "Verdict", "Reason and source"],
    }[lang]
    words = figures.fillna("").set_index("id")
    numbers = _numbers(facts) | _numbers(figures)
    printed = {name: text(number, lang) for name, number in numbers.items()}
    sources = {str(row["id"]): citation(row, lang) for row in records(facts)}
    join = "，" if lang == "zh" else ", "
    rows: list[list[Value]] = []
    for row in table[table["verdict"].ne(UNTESTABLE)].to_dict("records"):
        label = [str(words.at[row["id"], f"{part}_{lang}"]) for part in ("place", "subject", "quantity")]
        ratio = {} if pd.isna(row["ratio"]) else {"ratio": plain(row["ratio"], 2)}
        rows.append(
            [
                join.join(part for part in label if part),
                number_cell(numbers[str(row["id"])], lang),
                str(row[f"verdict_{lang}"]),
                filled(str(row[f"reason_{lang}"]), printed | ratio) + _cited(row["facts"], sources, lang),
            ]
        )
    return simple(header, rows, [False, True, False, False])


def _numbers(table: pd.DataFrame) -> dict[str, Number]:
    return {
        str(row["id"]): _number(float(row["value"]), str(row["unit"]), str(row["bound"]))
        for row in table.to_dict("records")
    }


def _cited(listed: str | None, sources: Mapping[str, str], lang: str) -> str:
    """Return the sources of the facts that a row names, each once, in brackets; nothing where it names none."""
    names = [] if pd.isna(listed) else listed.split(";")
    cited = list(dict.fromkeys(sources[name] for name in names if name in sources))
    if not cited:
        return ""
    return f"（{'；'.join(cited)}）" if lang == "zh" else f" ({'; '.join(cited)})"


def filled(reason: str, texts: Mapping[str, str]) -> str:
    """Return ``reason`` with each ``{id}`` replaced by the figure's text."""
    return re.sub(r"\{([\w.]+)\}", lambda match: texts[match[1]], reason)


def measures(table: pd.DataFrame, lang: str) -> Table:
    """Return the measures of the clusters, each with its bound: cluster, measure, value."""
    header = ["集群", "量", "数值"] if lang == "zh" else ["Cluster", "Measure", "Value"]
    unknown = "不能确定" if lang == "zh" else "not determined"
    rows: list[list[Value]] = []
    for row in table.to_dict("records"):
        bound, unit = str(row["bound"]), str(row["unit"])
        value = (
            Cell(None, missing=unknown)
            if bound == "unknown"
            else number_cell(_number(rounded(float(row["value"]), bound), unit, bound), lang)
        )
        rows.append([str(row[f"place_{lang}"]), str(row[f"measure_{lang}"]), value])
    return simple(header, rows, [False, False, True])


def concentration(cities: pd.DataFrame, provinces: pd.DataFrame, lang: str) -> Table:
    """Return Zhejiang and its cities in 2007: quotient and density, each with its rank."""
    header = {
        "zh": ["地区", "区位商", "位次", "密度（人/平方公里）", "位次"],
        "en": ["Place", "Location quotient", "Rank", "Density (persons per km²)", "Rank"],
    }[lang]
    ours = [t[t["year"].eq(YEAR) & t["province_code"].eq(ZHEJIANG)] for t in (provinces, cities)]
    province = ("浙江（在各省中）" if lang == "zh" else "Zhejiang (among provinces)", ours[0].iloc[0])
    rows: list[list[Value]] = [_ranked(*province)]
    for _, row in ours[1].sort_values("density", ascending=False).iterrows():
        city = str(row["city"]).removesuffix("市")
        rows.append(_ranked(city if lang == "zh" else PINYIN[city], row))
    return simple(header, rows, [False, *[True] * 4])


def _ranked(name: str, row: pd.Series) -> list[Value]:
    return [
        name,
        Cell(float(row["location_quotient"]), 2),
        Cell(int(row["quotient_rank"]), 0),
        Cell(float(row["density"]), 1),
        Cell(int(row["density_rank"]), 0),
    ]
