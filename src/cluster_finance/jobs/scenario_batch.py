"""Run the batch lending model: rates by number of clients, and numbers of the ledger."""

from __future__ import annotations

import argparse
import math
from collections.abc import Iterator

from cluster_finance.jobs.scenario_parameters import parameters, references, source
from cluster_finance.parameters.lending import BatchParameters
from cluster_finance.scenario import batch as model
from living_edition.errors import InputError, Problem
from living_edition.files import write_table
from living_edition.ledger.number import Number, Source, write_numbers
from living_edition.workflow import running


def numbers(p: BatchParameters, given: str) -> Iterator[Number]:
    """Yield the numbers of the ledger; raise ``InputError`` where no loan of any size could be lent."""
    _check(p)
    yield from _rates(p, given)
    yield from _money(p, given)
    yield from _settings(p, given)


def _check(p: BatchParameters) -> None:
    if model.margin(p) > 0.0:
        return
    least = model.break_even_rate(p, 0.0)
    raise InputError(
        [
            Problem(
                "parameters", "batch.rate_cap", f"{p.rate_cap:g}",
                f"more than {least:.4f}, what funds and expected loss alone require",
                "raise rate_cap, or lower funding, pd or lgd: under this cap no loan of any size breaks even",
            )
        ]
    )  # fmt: skip


def _rates(p: BatchParameters, given: str) -> Iterator[Number]:
    origin = _source(given, "break_even_rate", "保本利率", "break-even rate")
    for prefix, loan in (("", p.loan), ("micro_", p.micro_loan)):
        for way in model.WAYS:
            cost = model.average_cost(p, way, loan)
            yield Number(
                f"batch.{prefix}rate_{way}", 100.0 * model.break_even_rate(p, cost), "percent", origin, decimals=2
            )
            yield Number(f"batch.{prefix}average_{way}", 100.0 * cost, "percent", origin, decimals=2)
        limit = model.average_cost(p, "batch", loan, math.inf)
        yield Number(
            f"batch.{prefix}rate_limit", 100.0 * model.break_even_rate(p, limit), "percent", origin, decimals=2
        )
    origin = _source(
        given, "tolerated_loss", "两种做法利率相等时的预期损失", "expected loss at which both rates are equal"
    )
    loss = model.tolerated_loss(p, p.loan)
    yield Number("batch.tolerated_loss", 100.0 * loss, "percent", origin, decimals=2)
    yield Number("batch.expected_loss", 100.0 * p.pd * p.lgd, "percent", origin, decimals=2)


def _money(p: BatchParameters, given: str) -> Iterator[Number]:
    origin = _source(given, "saving", "一年节约的成本", "cost saved in a year")
    total = model.saving(p)
    yield Number("batch.saving", total, "10k_yuan", origin, decimals=1)
    yield Number("batch.saving_client", total / p.clients, "10k_yuan", origin, decimals=2)
    origin = _source(given, "smallest_loan", "利率上限内的最小贷款", "smallest loan within the highest rate")
    for way in model.WAYS:
        yield Number(f"batch.smallest_{way}", model.smallest_loan(p, way), "10k_yuan", origin, decimals=1)
    origin = _source(given, "break_even_clients", "成本持平的客户数", "clients at which costs are equal")
    least = math.ceil(model.break_even_clients(p) - 1e-9)
    yield Number("batch.break_even_clients", least, "firms", origin, decimals=0)


def _settings(p: BatchParameters, given: str) -> Iterator[Number]:
    origin = _source(given, "table", "参数", "parameter")
    for name, digits in {"pd": 2, "lgd": 0, "funding": 1, "rate_cap": 1}.items():
        yield Number(f"batch.{name}", 100.0 * getattr(p, name), "percent", origin, decimals=digits)
    for name in ("loan", "micro_loan", "cost_alone", "cost_batch", "shared_cost"):
        yield Number(f"batch.{name}", getattr(p, name), "10k_yuan", origin)
    yield Number("batch.clients", p.clients, "firms", origin, decimals=0)


def _source(given: str, function: str, zh: str, en: str) -> Source:
    return source("batch", function, (zh, en), given)


def job(arguments: argparse.Namespace) -> None:
    """Check the parameters, run the model, write the table and the numbers."""
    content = running.section(arguments.parameters)
    p = parameters(content, "batch", BatchParameters)
    write_table(model.table(p), arguments.out_parquet)
    write_numbers(numbers(p, references(content, "batch")), arguments.numbers)


def main() -> None:
    """Run the job from the command line."""
    running.run(
        job,
        running.parser(
            "Run the batch lending model.",
            parameters='parameters, JSON: {"batch": {...}, "references": {...}}',
            out_parquet="rates by loan, way and number of clients, Parquet",
            numbers="numbers of the ledger, JSON",
        ),
    )


if __name__ == "__main__":
    main()
