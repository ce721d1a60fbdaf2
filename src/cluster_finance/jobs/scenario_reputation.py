"""Run the reputation model: the largest loan against news, discount, roots and contacts, and numbers."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from cluster_finance.jobs.scenario_parameters import parameters, references, source
from cluster_finance.parameters.lending import ReputationParameters
from cluster_finance.scenario import reputation as model
from living_edition.files import write_table
from living_edition.ledger.number import Number, Source, write_numbers
from living_edition.workflow import running

INTERVAL = "95% confidence, simulation error only"
Z = 1.959963984540054


def numbers(p: ReputationParameters, given: str) -> Iterator[Number]:
    """Yield the numbers of the ledger."""
    cluster, outside = model.known(p, "network"), model.known(p, "alone")
    settings = {
        "cluster": (cluster, p.moving_cost, "集群之内", "inside the cluster"),
        "news": (cluster, p.moving_cost_alone, "只有消息，没有根植", "the cluster's news without its roots"),
        "rooted": (outside, p.moving_cost, "只有根植，没有消息", "the cluster's roots without its news"),
        "alone": (outside, p.moving_cost_alone, "集群之外", "outside a cluster"),
        "dense": (model.known(p, "complete"), p.moving_cost, "人人相识的集群", "a cluster where all are contacts"),
    }
    for name, (shares, moving_cost, zh, en) in settings.items():
        yield _loan(p, given, f"loan_{name}", model.limit(p, shares, moving_cost), (zh, en))
    yield from _bounds(p, given, cluster)
    origin = _source(given, "known", "知情伙伴的比例", "share of partners that know")
    for name, shares in (("cluster", cluster), ("alone", outside)):
        after_a_year = float(shares[..., 0].mean())
        yield Number(f"reputation.known_{name}", 100.0 * after_a_year, "percent", origin, decimals=0)
    yield from _settings(p, given)


def _loan(p: ReputationParameters, given: str, name: str, made: model.Limit, words: tuple[str, str]) -> Number:
    """Return the largest self-enforcing loan, in years of surplus."""
    zh, en = (f"{words[0]}能自我维持的最大贷款", f"largest self-enforcing loan, {words[1]}")
    value, half = made.repayment / (1.0 + p.rate), Z * made.error / (1.0 + p.rate)
    origin = _source(given, "limit", zh, en)
    if made.error == 0.0:
        return Number(f"reputation.{name}", value, "years", origin, decimals=2)
    return Number(
        f"reputation.{name}", value, "years", origin, decimals=2,
        low=value - half, high=value + half, interval=INTERVAL,
    )  # fmt: skip


def _bounds(p: ReputationParameters, given: str, cluster: model.Floats) -> Iterator[Number]:
    for name, moving_cost in (("ceiling", p.moving_cost), ("ceiling_alone", p.moving_cost_alone)):
        top = model.Limit(model.ceiling(p, moving_cost), 0.0)
        yield _loan(p, given, f"loan_{name}", top, ("消息即时传开时", "news at once"))
    for name, shares in (("cluster", cluster), ("alone", model.known(p, "alone"))):
        moving_cost = p.moving_cost if name == "cluster" else p.moving_cost_alone
        simple = model.Limit(model.two_way(p, shares, moving_cost), 0.0)
        words = ("只比较立即离开与始终留下时", "comparing only leaving at once and staying for good")
        yield _loan(p, given, f"loan_two_way_{name}", simple, words)


def _settings(p: ReputationParameters, given: str) -> Iterator[Number]:
    origin = _source(given, "table", "参数", "parameter")
    for name in ("rate", "outside_surplus", "rewired"):
        yield Number(f"reputation.{name}", 100.0 * getattr(p, name), "percent", origin, decimals=0)
    for name, digits in {"discount": 2, "news_rate": 1, "bank_rate": 2}.items():
        yield Number(f"reputation.{name}", getattr(p, name), "number", origin, decimals=digits)
    for name in ("moving_cost", "moving_cost_alone"):
        yield Number(f"reputation.{name}", getattr(p, name), "years", origin, decimals=1)
    for name in ("partners", "contacts"):
        yield Number(f"reputation.{name}", getattr(p, name), "firms", origin, decimals=0)
    yield Number("reputation.draws", p.draws, "number", origin, decimals=0)


def _source(given: str, function: str, zh: str, en: str) -> Source:
    return source("reputation", function, (zh, en), given)


def job(arguments: argparse.Namespace) -> None:
    """Check the parameters, run the model, write the table and the numbers."""
    content = running.section(arguments.parameters)
    p = parameters(content, "reputation", ReputationParameters)
    write_table(model.table(p), arguments.out_parquet)
    write_numbers(numbers(p, references(content, "reputation")), arguments.numbers)


def main() -> None:
    """Run the job from the command line."""
    running.run(
        job,
        running.parser(
            "Run the reputation model.",
            parameters='parameters, JSON: {"reputation": {...}, "references": {...}}',
            out_parquet="largest loan by what is varied, Parquet",
            numbers="numbers of the ledger, JSON",
        ),
    )


if __name__ == "__main__":
    main()
