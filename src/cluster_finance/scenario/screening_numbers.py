"""What the screening model hands to the ledger."""

from __future__ import annotations

import math
from collections.abc import Iterator

from cluster_finance.parameters.lending import ScreeningParameters
from cluster_finance.scenario import screening as model
from cluster_finance.scenario.numbers_of import NumbersOf, Variant, configured, variant
from living_edition.ledger.number import Number

Parameters = ScreeningParameters
table = model.table

NO_CHANGE = 0.5
"""Stands for the precision of the last change of regime where there is none: from the start on, none follows."""


def numbers(p: ScreeningParameters, given: str) -> Iterator[Number]:
    """Yield the numbers of the ledger, the same ids under every regime."""
    of = NumbersOf("screening", given)
    yield from _rates(p, of)
    yield from _market(variant(p, outside=p.outside), of, "")
    yield from _market(variant(p, outside=p.outside_low), of, "_low")
    yield from _settings(p, of)


def _rates(p: ScreeningParameters, of: NumbersOf) -> Iterator[Number]:
    mean = p.safe_share * p.success_safe + (1.0 - p.safe_share) * p.success_risky
    rates = of("zero_profit", "零利润利率", "zero-profit rate")
    for name, chance in {"pool": mean, "safe": p.success_safe, "risky": p.success_risky}.items():
        yield rates.percent(f"rate_{name}", model.zero_profit(p, chance) - 1.0, 2)
    firms = of("market", "全体企业的平均违约率", "mean default rate of all firms")
    yield firms.percent("default_pool", 1.0 - mean, 2)


def _market(setting: Variant[ScreeningParameters], of: NumbersOf, ending: str) -> Iterator[Number]:
    """Yield the numbers at one outside option, ids ending in ``ending``."""
    p = setting.parameters
    leaving = of("highest_repayment", "稳健企业退出的利率", "rate at which safe firms leave", setting)
    yield leaving.percent(f"limit_safe{ending}", model.highest_repayment(p, "safe") - 1.0, 2)
    changes = of(
        "threshold",
        "最后一次改变格局的信号准确度（没有改变时记为一半）",
        "precision of the last change of regime (half where there is none)",
        setting,
    )
    change = model.threshold(p)
    yield changes.percent(f"threshold{ending}", change if math.isfinite(change) else NO_CHANGE, 1)
    safe = of("market", "得到贷款的稳健企业占全部稳健企业", "safe firms served, of all safe firms", setting)
    failed = of("market", "贷款违约率（无贷款时记为零）", "default rate of loans (zero where there are none)", setting)
    welfare = of("market", "每家企业的社会净得，占贷款额", "society's net gain by firm, of the loan", setting)
    precisions = {"none": 0.5, "alone": p.precision_alone, "cluster": p.precision_cluster, "full": 1.0}
    for name, precision in precisions.items():
        market = model.market(p, precision)
        rate = market["default_rate"] if math.isfinite(market["default_rate"]) else 0.0
        yield safe.percent(f"safe_{name}{ending}", market["safe"] / p.safe_share, 0)
        yield failed.percent(f"default_{name}{ending}", rate, 2)
        yield welfare.percent(f"welfare_{name}{ending}", market["welfare"], 2)
    yield welfare.percent(f"welfare_best{ending}", model.first_best(p), 2)


def _settings(p: ScreeningParameters, of: NumbersOf) -> Iterator[Number]:
    settings = of("table", "参数", "parameter")
    yield from configured(settings, p, safe_share=0, success_safe=0, success_risky=0, collateral=0, collateral_value=0)
    yield from configured(settings, p, precision_alone=0, precision_cluster=0, outside=1, outside_low=1, funding=1)
    yield from configured(settings, p, return_safe=2, return_risky=2)
