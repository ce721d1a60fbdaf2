"""What the guarantee model hands to the ledger."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pandas as pd

from cluster_finance.parameters.scenario import GuaranteeParameters
from cluster_finance.scenario import guarantee as model
from cluster_finance.scenario.numbers_of import (
    DOWNTURN,
    NumbersOf,
    around,
    configured,
    exact_percent,
    simulated,
    variant,
)
from cluster_finance.scenario.ruin import largest_multiple, ruin
from living_edition.ledger.number import Number, Numbers

Parameters = GuaranteeParameters
MULTIPLES: tuple[float, ...] = tuple(0.5 * k for k in range(2, 31))


def table(p: GuaranteeParameters) -> pd.DataFrame:
    """Return one row a multiple: columns multiple, rho, pd and ruin (a share)."""
    rows = [(multiple, p.rho, p.pd, ruin(p, multiple)) for multiple in MULTIPLES]
    return pd.DataFrame(rows, columns=["multiple", "rho", "pd", "ruin"])


_RUIN = ("破产概率（递推，没有模拟误差）", "ruin probability (a recursion, without simulation error)")


def numbers(p: GuaranteeParameters, given: str) -> Iterator[Number]:
    """Yield the numbers of the ledger."""
    of = NumbersOf("guarantee", given)
    ruins = of("ruin:ruin", *_RUIN)
    multiples = {
        "home": p.home_multiple,
        "doubled": 2 * p.home_multiple,
        "abroad": p.abroad_multiple,
    }
    for name, multiple in multiples.items():
        yield exact_percent(ruins, f"ruin_{name}", ruin(p, multiple))
    yield from _downturn(p, of)
    yield from _largest(p, of)
    free = variant(p, persistence=0.0)
    yield exact_percent(
        of("ruin:ruin", *_RUIN, free), "ruin_abroad_independent", ruin(free.parameters, p.abroad_multiple)
    )
    yield _top_up(p, of)
    yield from _settings(p, of)


def _downturn(p: GuaranteeParameters, of: NumbersOf) -> Iterator[Number]:
    """Yield ruin where the industry factor of the first year is two standard deviations down."""
    slump = of(
        "ruin:ruin", f"行业下滑两个标准差时的{_RUIN[0]}", f"in a downturn of two standard deviations, {_RUIN[1]}"
    )
    yield exact_percent(slump, "ruin_home_downturn", ruin(p, p.home_multiple, DOWNTURN))
    yield exact_percent(slump, "ruin_abroad_downturn", ruin(p, p.abroad_multiple, DOWNTURN))


def _largest(p: GuaranteeParameters, of: NumbersOf) -> Iterator[Number]:
    for name, shock in (("largest_multiple", 0.0), ("largest_multiple_downturn", DOWNTURN)):
        best = largest_multiple(p, shock=shock)
        when = ("，行业下滑两个标准差", ", in a downturn of two standard deviations") if shock else ("", "")
        largest = of(
            "ruin:largest_multiple", f"容许破产概率下的最大倍数{when[0]}", f"largest multiple within the limit{when[1]}"
        )
        yield largest.of(name, best, "multiple", 1, bound="at_least" if best >= model.MULTIPLE_CAP else "exact")


def _top_up(p: GuaranteeParameters, of: NumbersOf) -> Number:
    """Return the expected top-up at the multiple abroad, simulated: a recursion does not keep a path's lowest point."""
    top_up = model.top_ups(p, model.default_counts(p, [(p.rho, p.pd)])[0], p.abroad_multiple)
    of_top_up = of(
        "guarantee:top_ups", "期望补充资本，占初始资本（模拟）", "expected top-up, of initial capital (simulated)"
    )
    interval = around(float(top_up.mean()), float(top_up.std(ddof=1)) / math.sqrt(p.draws))
    return simulated(of_top_up, "top_up_abroad", float(top_up.mean()), interval, decimals=2)


def _settings(p: GuaranteeParameters, of: NumbersOf) -> Iterator[Number]:
    settings: Numbers = of("default_counts", "参数", "parameter")
    yield from configured(settings, p, pd=2, rho=0, lgd=0, premium=0, running_cost=0, share_paid=0, reguarantee=0)
    yield from configured(settings, p, ruin_limit=0, years=0, loans=0, draws=0, persistence=1)
    yield settings.of("home_multiple", p.home_multiple, "multiple", 1, bound="about")
    yield settings.of("abroad", p.abroad_multiple, "multiple", 0, bound="about")
