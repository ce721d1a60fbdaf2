"""Single facts of the context, each with the address it was read at.

``value`` is in the row's ``unit``, an id of ``units.py``; ``bound`` keeps a wording ("nearly").
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pandas as pd

from cluster_finance.data.schemas import FACTS
from living_edition.errors import InputError, Problem
from living_edition.ledger.number import Bound, Number, Source
from living_edition.tables.validate import validate

FILE = "data/raw/context_facts.csv"

_SUBJECTS = {
    "Zhejiang banking": "浙江银行业",
    "Zhejiang main banks": "浙江主要银行",
    "Zhejiang rural coop banks": "浙江农村合作金融机构",
    "Zhejiang": "浙江",
    "China": "中国",
    "China, 18 provinces, 1083 institutions": "中国（18个省，1083家机构）",
    "Bank of China Zhejiang": "中国银行浙江省分行",
    "Haining leather": "海宁皮革",
    "Shengzhou necktie": "嵊州领带",
    "Datang socks": "大唐袜业",
    "Hangzhou": "杭州",
    "China Development Bank Zhejiang branch": "国家开发银行浙江省分行",
    "China, financing guarantee companies": "中国融资性担保公司",
    "Shenzhen SME collective bond": "深圳市中小企业集合债券",
    "Wenzhou banks": "温州银行业",
    "Wenzhou": "温州",
    "Firm-level survey of finance": "企业融资调查",
}
_VARIABLES = {
    "total bank assets": "银行资产总额",
    "NPL balance": "不良贷款余额",
    "NPL ratio": "不良贷款率",
    "small-enterprise loan balance": "小企业贷款余额",
    "new SME loans": "新增中小企业贷款",
    "SME share of above-scale output": "中小企业占规模以上产值的比重",
    "SME share of above-scale employment": "中小企业占规模以上就业的比重",
    "SME guarantee institutions": "中小企业担保机构数",
    "guarantee funds": "担保资金",
    "guarantee institutions": "担保机构数",
    "cumulative guaranteed amount": "累计担保额",
    "guarantee liability outstanding": "在保责任余额",
    "SME loan balance": "中小企业贷款余额",
    "SME NPL balance": "中小企业不良贷款余额",
    "SME NPL ratio": "中小企业不良贷款率",
    "SME NPL ratio (PBOC survey)": "中小企业不良贷款率（人民银行调查）",
    "SME share of enterprise loans": "中小企业贷款占企业贷款的比重",
    "SME borrowers": "中小企业借款户数",
    "gross output": "总产值",
    "gross industrial output": "工业总产值",
    "ties produced": "领带产量",
    "transactions": "成交额",
    "clusters above 100m yuan output": "产值超亿元的集群数",
    "share of manufacturing output from clusters": "集群占制造业产值的比重",
    "GDP": "地区生产总值",
    "above-scale gross industrial output": "规模以上工业总产值",
    "enterprise legal units (2nd+3rd sector)": "企业法人单位数（第二、三产业）",
    "loans under credit enhancement by joining together": "“抱团增信”贷款",
    "SMEs lent to under credit enhancement by joining together": "“抱团增信”贷款支持的中小企业数",
    "guarantee capital": "担保资本",
    "amount guaranteed in the year": "当年担保额",
    "limit on outstanding guarantees over net assets": "担保责任余额与净资产之比的上限",
    "limit on outstanding guarantees for one client over net assets": "单个被担保人的责任余额占净资产的上限",
    "limit on outstanding guarantees for a client and its related parties over net assets": (
        "单个被担保人及其关联方的责任余额占净资产的上限"
    ),
    "issuers": "联合发行人数",
    "months of rising NPL ratio": "不良贷款率连续上升的月数",
    "companies caught in reciprocal and joint guarantees": "受互保、联保牵连的企业数",
    "finance based on reciprocal and joint guarantees of the companies caught": "受牵连企业以互保、联保取得的融资",
    "share of loan guarantors failed since the credit crisis began": "危机发生以来倒闭的担保公司所占比重",
    "share of all bank loans in the data of a study of the guarantee network": "担保网络研究的数据占全部银行贷款的比重",
    "countries covered": "涵盖的国家数",
    "provinces covered": "涵盖的省份数",
}
_PERIODS = {
    "undated": "无日期",
    "2004 census": "2004年普查",
    "2011-06 to 2012-11": "2011年6月至2012年11月",
    "2007-01 to 2012-03": "2007年1月至2012年3月",
    "c2002 (undated page: 14 years after 1988)": "约2002年（网页无日期：1988年之后14年）",
}
# Unit as filed -> (unit of the edition, how many of it one is).
_UNITS = {
    "100m yuan": ("100m_yuan", 1),
    "percent": ("percent", 1),
    "times": ("multiple", 1),
    "100m pieces": ("pieces", 100_000_000),
}
_COUNTED = {
    "SME guarantee institutions": "institutions",
    "guarantee institutions": "institutions",
    "SME borrowers": "firms",
    "clusters above 100m yuan output": "clusters",
    "enterprise legal units (2nd+3rd sector)": "firms",
    "SMEs lent to under credit enhancement by joining together": "firms",
    "issuers": "firms",
    "companies caught in reciprocal and joint guarantees": "firms",
    "months of rising NPL ratio": "months",
    "countries covered": "countries",
    "provinces covered": "provinces",
}
_WORDS: dict[str, Bound] = {
    "nearly": "about",
    "about": "about",
    "some": "about",
    "over": "at_least",
    "at least": "at_least",
    "up to": "at_most",
}
_VALUE = re.compile(rf"(?:({'|'.join(_WORDS)})\s+)?(\d+(?:\.\d+)?)")


def facts(raw: pd.DataFrame) -> pd.DataFrame:
    """Return the facts with numeric values, bounds and units of the edition.

    Raises ``InputError`` for every value that is neither a number nor a number with a known
    word of bound before it, and for every unit or counted thing that is not known.
    """
    problems: list[Problem] = []
    rows = []
    for number, row in enumerate(raw.to_dict("records"), start=2):
        value = _VALUE.fullmatch(str(row["value"]))
        unit = _unit(str(row["unit"]), str(row["variable"]))
        if value is None:
            words = ", ".join(_WORDS)
            expected = f"a number, or one after a word of bound ({words})"
            problems.append(_problem(number, "value", str(row["value"]), expected))
        if unit is None:
            found = f"{row['unit']} of {row['variable']}"
            problems.append(_problem(number, "unit", found, "a unit that facts.py knows"))
        if value and unit:
            rows.append(_fact({str(key): cell for key, cell in row.items()}, value, unit))
    if problems:
        raise InputError(problems)
    table = pd.DataFrame(rows)[list(FACTS.columns)]
    text = [column for column in table.columns if column != "value"]
    return validate(table.astype({column: "str" for column in text}), FACTS)


def _problem(row: int, column: str, found: str, expected: str) -> Problem:
    return Problem(FILE, f"row {row}, column {column}", found, expected, "write it so")


def _unit(filed: str, variable: str) -> tuple[str, int] | None:
    if filed == "count":
        return (_COUNTED[variable], 1) if variable in _COUNTED else None
    return _UNITS.get(filed)


def _fact(row: dict[str, Any], value: re.Match[str], unit: tuple[str, int]) -> dict[str, Any]:
    subject, variable, period = str(row["subject"]), str(row["variable"]), str(row["period"])
    name, size = unit
    bound: Bound = _WORDS[value[1]] if value[1] else "exact"
    return {
        **row,
        "subject_zh": _SUBJECTS.get(subject, subject),
        "variable_zh": _VARIABLES.get(variable, variable),
        "period_zh": _period_zh(period),
        "value": float(Decimal(value[2]) * size),
        "bound": bound,
        "unit": name,
    }


def _period_zh(period: str) -> str:
    if period in _PERIODS:
        return _PERIODS[period]
    if day := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", period):
        return f"{day[1]}年{int(day[2])}月{int(day[3])}日"
    if month := re.fullmatch(r"(\d{4})-(\d\d)", period):
        return f"{month[1]}年{int(month[2])}月"
    if half := re.fullmatch(r"(\d{4})H([12])", period):
        return f"{half[1]}年{'上' if half[2] == '1' else '下'}半年"
    return f"{period}年" if re.fullmatch(r"\d{4}", period) else period


def fact_numbers(clean: pd.DataFrame) -> list[Number]:
    """Return every fact for the ledger, as ``fact.fNN``, in its unit."""
    return [_number(row) for row in clean.to_dict("records")]


def _number(row: dict[Any, Any]) -> Number:
    address, note = str(row["source_address"]), row["note"]
    source = Source(
        kind="data",
        zh=f"{row['subject_zh']}，{row['period_zh']}；{address}",
        en=f"{row['subject']}, {row['period']}; {address}",
        files=(FILE,),
        code="cluster_finance.thesis.facts:fact_numbers",
    )
    return Number(
        f"fact.{row['id']}",
        float(row["value"]),
        str(row["unit"]),
        source,
        bound=row["bound"],
        label_zh=f"{row['subject_zh']}，{row['variable_zh']}",
        label_en=f"{row['subject']}, {row['variable']}",
        extra={"source_address": address} | ({} if pd.isna(note) else {"note": str(note)}),
    )
