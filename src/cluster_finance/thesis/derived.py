"""What follows by division or multiplication from figures of the thesis and single facts.

A number is reckoned in base units (yuan, firms, plain ratios) and filed in its own; its source names
the figures it comes from, so that a reader can reckon again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cluster_finance.data.numbers import bilingual_number
from cluster_finance.thesis.verification import Figure
from living_edition.ledger.number import Number
from living_edition.ledger.units import unit

_FILES = ("data/raw/thesis_figures.csv", "data/raw/context_facts.csv")


@dataclass(frozen=True)
class _Derived:
    """``formula`` multiplies (*) and divides (/), left to right, figures in their base units; ``unit`` is its own."""

    id: str
    formula: str
    unit: str
    decimals: int
    zh: str
    en: str


_DERIVED = (
    _Derived("programme.total", "programme.firms * programme.average_loan", "100m_yuan", 2,
             "论文的户数乘以户均额", "the thesis's firms times its average loan"),
    _Derived("bank_of_china.average", "f27 / f28", "10k_yuan", 0,
             "贷款余额除以借款户数", "loans outstanding over borrowers"),
    _Derived("bank_of_china.over_programme", "f27 / f28 / programme.average_loan", "multiple", 1,
             "贷款余额除以借款户数，再除以论文的户均额",
             "loans outstanding over borrowers, over the thesis's average loan"),
    _Derived("haining.over_above_scale", "haining.output / f127", "multiple", 2,
             "论文的产值除以规模以上企业的产值", "the thesis's output over that of firms above the size threshold"),
    _Derived("guarantee.cumulative_over_funds", "f19 / f18", "multiple", 1,
             "累计担保额除以担保资金", "cumulative guarantees over guarantee funds"),
    _Derived("guarantee.outstanding_2005", "f66 / f65", "multiple", 2,
             "在保责任余额除以担保资本", "guarantees outstanding over guarantee capital"),
    _Derived("guarantee.year_2005", "f68 / f65", "multiple", 2,
             "当年担保额除以担保资本", "the guarantees of the year over guarantee capital"),
    _Derived("guarantee.cumulative_2005", "f69 / f65", "multiple", 1,
             "累计担保额除以担保资本", "cumulative guarantees over guarantee capital"),
    _Derived("guarantee.outstanding_2013", "f77 / f76", "multiple", 2,
             "在保责任余额除以注册资本", "guarantees outstanding over registered capital"),
    _Derived("guarantee.national_2018", "f59 / f60", "multiple", 1,
             "基金的倍数除以它与全国平均之比", "the fund's multiple over its ratio to the national average"),
    _Derived("guarantee.taizhou_compensation", "f62 / f61", "percent", 2,
             "累计代偿额除以累计担保额", "cumulative compensation over cumulative guarantees"),
    _Derived("guarantee.funds_per_institution", "f16 / f15", "10k_yuan", 0,
             "担保资金除以机构数", "guarantee funds over institutions"),
    _Derived("guarantee.client_limit", "f16 / f15 * f46", "10k_yuan", 0,
             "平均每家的担保资金乘以对单个被担保人的上限", "average funds times the limit for one client"),
    _Derived("guarantee.clients_needed", "f82 / f46", "firms", 0,
             "倍数的上限除以对单个被担保人的上限", "the limit of the multiple over the limit for one client"),
)  # fmt: skip


def derived_numbers(figures: Mapping[str, Figure]) -> list[Number]:
    """Return the derived numbers for the ledger, as ``derived.…``, out of ``figures`` by id."""
    return [_number(derived, figures) for derived in _DERIVED]


def _number(derived: _Derived, figures: Mapping[str, Figure]) -> Number:
    first, *further = derived.formula.split()
    names, value = [first, *further[1::2]], _base(figures[first])
    for sign, name in zip(further[::2], further[1::2], strict=True):
        value = value * _base(figures[name]) if sign == "*" else value / _base(figures[name])
    ids = [name if "." in name else f"fact.{name}" for name in names]
    origin = f"{derived.zh}（由{'、'.join(ids)}算出）", f"{derived.en} (computed from {', '.join(ids)})"
    key, value, label = f"derived.{derived.id}", value / unit(derived.unit).scale, (derived.zh, derived.en)
    code = "thesis.derived:derived_numbers"
    return bilingual_number(key, value, derived.unit, label, origin, _FILES, code, decimals=derived.decimals)


def _base(figure: Figure) -> float:
    return figure.value * unit(figure.unit).scale
