"""Run the screening model: the market by precision of the signal, and numbers of the ledger."""

from __future__ import annotations

import argparse
import math
from collections.abc import Iterator

from cluster_finance.jobs.scenario_parameters import parameters, references, source
from cluster_finance.parameters.lending import ScreeningParameters
from cluster_finance.scenario import screening as model
from living_edition.files import write_table
from living_edition.ledger.number import Number, Source, write_numbers
from living_edition.workflow import running

NO_CHANGE = 0.5
"""Stands for the precision of the last change of regime where there is none: from the start on, none follows."""


def numbers(p: ScreeningParameters, given: str) -> Iterator[Number]:
    """Yield the numbers of the ledger, the same ids under every regime."""
    yield from _rates(p, given)
    yield from _market(p, given, "")
    yield from _market(p.model_copy(update={"outside": p.outside_low}), given, "_low")
    yield from _settings(p, given)


def _rates(p: ScreeningParameters, given: str) -> Iterator[Number]:
    mean = p.safe_share * p.success_safe + (1.0 - p.safe_share) * p.success_risky
    origin = _source(given, "zero_profit", "零利润利率", "zero-profit rate")
    for name, chance in {"pool": mean, "safe": p.success_safe, "risky": p.success_risky}.items():
        rate = model.zero_profit(p, chance) - 1.0
        yield Number(f"screening.rate_{name}", 100.0 * rate, "percent", origin, decimals=2)
    origin = _source(given, "market", "全体企业的平均违约率", "mean default rate of all firms")
    yield Number("screening.default_pool", 100.0 * (1.0 - mean), "percent", origin, decimals=2)


def _market(p: ScreeningParameters, given: str, ending: str) -> Iterator[Number]:
    """Yield the numbers at one outside option, ids ending in ``ending``."""
    at = {"outside": p.outside}
    origin = _source(given, "highest_repayment", "稳健企业退出的利率", "rate at which safe firms leave", **at)
    limit = model.highest_repayment(p, "safe") - 1.0
    yield Number(f"screening.limit_safe{ending}", 100.0 * limit, "percent", origin, decimals=2)
    origin = _source(
        given, "threshold",
        "最后一次改变格局的信号准确度（没有改变时记为一半）",
        "precision of the last change of regime (half where there is none)",
        **at,
    )  # fmt: skip
    change = model.threshold(p)
    value = change if math.isfinite(change) else NO_CHANGE
    yield Number(f"screening.threshold{ending}", 100.0 * value, "percent", origin, decimals=1)
    yield from _outcomes(p, given, ending)


def _outcomes(p: ScreeningParameters, given: str, ending: str) -> Iterator[Number]:
    at = {"outside": p.outside}
    safe = _source(given, "market", "得到贷款的稳健企业占全部稳健企业", "safe firms served, of all safe firms", **at)
    failed = _source(
        given, "market", "贷款违约率（无贷款时记为零）", "default rate of loans (nought where there are none)", **at
    )  # fmt: skip
    welfare = _source(
        given, "market", "每家企业的社会净得，占贷款额", "society's net gain by firm, of the loan", **at
    )  # fmt: skip
    precisions = {"none": 0.5, "alone": p.precision_alone, "cluster": p.precision_cluster, "full": 1.0}
    for name, precision in precisions.items():
        made = model.market(p, precision)
        share = made["safe"] / p.safe_share
        rate = made["default_rate"] if math.isfinite(made["default_rate"]) else 0.0
        yield Number(f"screening.safe_{name}{ending}", 100.0 * share, "percent", safe, decimals=0)
        yield Number(f"screening.default_{name}{ending}", 100.0 * rate, "percent", failed, decimals=2)
        yield Number(f"screening.welfare_{name}{ending}", 100.0 * made["welfare"], "percent", welfare, decimals=2)
    yield Number(f"screening.welfare_best{ending}", 100.0 * model.first_best(p), "percent", welfare, decimals=2)


def _settings(p: ScreeningParameters, given: str) -> Iterator[Number]:
    origin = _source(given, "table", "参数", "parameter")
    shares = ("safe_share", "success_safe", "success_risky", "collateral", "collateral_value")
    for name in (*shares, "precision_alone", "precision_cluster"):
        yield Number(f"screening.{name}", 100.0 * getattr(p, name), "percent", origin, decimals=0)
    for name in ("outside", "outside_low", "funding"):
        yield Number(f"screening.{name}", 100.0 * getattr(p, name), "percent", origin, decimals=1)
    for name in ("return_safe", "return_risky"):
        yield Number(f"screening.{name}", getattr(p, name), "multiple", origin, decimals=2)


def _source(given: str, function: str, zh: str, en: str, **changed: float) -> Source:
    return source("screening", function, (zh, en), given, **changed)


def job(arguments: argparse.Namespace) -> None:
    """Check the parameters, run the model, write the table and the numbers."""
    content = running.section(arguments.parameters)
    p = parameters(content, "screening", ScreeningParameters)
    write_table(model.table(p), arguments.out_parquet)
    write_numbers(numbers(p, references(content, "screening")), arguments.numbers)


def main() -> None:
    """Run the job from the command line."""
    running.run(
        job,
        running.parser(
            "Run the screening model.",
            parameters='parameters, JSON: {"screening": {...}, "references": {...}}',
            out_parquet="market by outside option and precision, Parquet",
            numbers="numbers of the ledger, JSON",
        ),
    )


if __name__ == "__main__":
    main()
