"""What the reputation model hands to the ledger."""

from __future__ import annotations

import math
from collections.abc import Iterator

from cluster_finance.parameters.lending import ReputationParameters
from cluster_finance.scenario import reputation as model
from cluster_finance.scenario.numbers_of import NumbersOf, around, configured, simulated
from living_edition.ledger.number import Number

Parameters = ReputationParameters
table = model.table


def numbers(p: ReputationParameters, given: str) -> Iterator[Number]:
    """Yield the numbers of the ledger."""
    of = NumbersOf("reputation", given)
    cluster, outside = model.informed(p, "network"), model.informed(p, "alone")
    settings = {
        "cluster": (cluster, p.moving_cost, "集群之内", "inside the cluster"),
        "news": (cluster, p.moving_cost_alone, "只有消息，没有根植", "the cluster's news without its roots"),
        "rooted": (outside, p.moving_cost, "只有根植，没有消息", "the cluster's roots without its news"),
        "alone": (outside, p.moving_cost_alone, "集群之外", "outside a cluster"),
        "dense": (model.informed(p, "complete"), p.moving_cost, "人人相识的集群", "a cluster where all are contacts"),
    }
    for name, (shares, moving_cost, zh, en) in settings.items():
        yield _loan(p, of, f"loan_{name}", model.limit(p, shares, moving_cost), (zh, en))
    yield from _bounds(p, of, {"cluster": (cluster, p.moving_cost), "alone": (outside, p.moving_cost_alone)})
    informed = of("informed", "知情伙伴的比例", "share of partners that know")
    for name, shares in (("cluster", cluster), ("alone", outside)):
        after_a_year = shares[..., 0]
        mean = float(after_a_year.mean())
        if after_a_year.ndim == 0 or after_a_year.size == 1:
            yield informed.percent(f"known_{name}", mean, 0)
        else:
            error = float(after_a_year.std(ddof=1)) / math.sqrt(after_a_year.size)
            yield simulated(informed, f"known_{name}", mean, around(mean, error), decimals=0)
    yield from _settings(p, of)


def _loan(p: ReputationParameters, of: NumbersOf, name: str, limit: model.Limit, words: tuple[str, str]) -> Number:
    """Return the largest self-enforcing loan, in years of surplus."""
    loans = of("limit", f"{words[0]}能自我维持的最大贷款", f"largest self-enforcing loan, {words[1]}")
    value, error = limit.repayment / (1.0 + p.rate), limit.error / (1.0 + p.rate)
    if error == 0.0:
        return loans.of(name, value, "years", 2)
    return simulated(loans, name, value, around(value, error), "years", 2)


def _bounds(p: ReputationParameters, of: NumbersOf, news: dict[str, tuple[model.Floats, float]]) -> Iterator[Number]:
    for name, moving_cost in (("ceiling", p.moving_cost), ("ceiling_alone", p.moving_cost_alone)):
        top = model.Limit(model.ceiling(p, moving_cost), 0.0)
        yield _loan(p, of, f"loan_{name}", top, ("消息即时传开时", "news at once"))
    for name, (shares, moving_cost) in news.items():
        simple = model.Limit(model.two_way(p, shares, moving_cost), 0.0)
        words = ("只比较立即离开与始终留下时", "comparing only leaving at once and staying for good")
        yield _loan(p, of, f"loan_two_way_{name}", simple, words)


def _settings(p: ReputationParameters, of: NumbersOf) -> Iterator[Number]:
    settings = of("table", "参数", "parameter")
    yield from configured(settings, p, rate=0, outside_surplus=0, rewired=0, news_rate=1, bank_rate=2)
    yield settings.of("discount", p.discount, decimals=2)
    yield from configured(settings, p, moving_cost=1, moving_cost_alone=1, partners=0, contacts=0, draws=0)
