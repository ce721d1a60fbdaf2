"""What the guarantee model hands to the ledger."""

from __future__ import annotations

from collections.abc import Iterator

from cluster_finance.parameters.scenario import GuaranteeParameters
from cluster_finance.scenario import guarantee as model
from cluster_finance.scenario.numbers_of import NumbersOf
from living_edition.ledger.number import Number, Numbers

Parameters = GuaranteeParameters
TABLES = {
    "table": lambda p: model.sweep(p, [(p.rho, p.pd)], model.MULTIPLES),
}

INTERVAL = "95% confidence, Wilson, simulation error only"


def numbers(p: GuaranteeParameters, given: str) -> Iterator[Number]:
    """Yield the numbers of the ledger."""
    of = NumbersOf("guarantee", given)
    counts = model.default_counts(p, [(p.rho, p.pd)])[0]
    multiples = {
        "cumulative": p.cumulative_multiple,
        "doubled": 2 * p.cumulative_multiple,
        "abroad": p.abroad_multiple,
    }
    ruins = of("outcome", "破产概率（模拟）", "ruin probability (simulated)")
    top_ups = of("outcome", "期望补充资本，占初始资本", "expected top-up, of initial capital")
    for name, multiple in multiples.items():
        ruin, top_up = _point(p, counts, multiple)
        yield _ruin(p, ruins, f"ruin_{name}", ruin)
        yield top_ups.percent(f"top_up_{name}", top_up, _decimals(top_up), bound="about")
    yield _largest(p, of, counts)
    outstanding = model.outstanding_multiple(p.cumulative_multiple, p.tenor, p.age, p.growth)
    yield _converted(p, of, outstanding)
    yield _ruin(p, ruins, "ruin_outstanding", _point(p, counts, outstanding)[0])
    yield _independent(p, of)
    yield from _settings(p, of)


def _point(p: GuaranteeParameters, counts: model.Counts, multiple: float) -> tuple[float, float]:
    """Return ruin and top-up at one multiple."""
    table = model.outcome(p, counts, [multiple])
    return float(table["ruin"].iloc[0]), float(table["top_up"].iloc[0])


def _ruin(p: GuaranteeParameters, ruins: Numbers, name: str, share: float) -> Number:
    """Return a ruin probability; where no simulated life was ruined, the interval's upper end."""
    low, high = model.wilson(share, p.draws)
    shown = share or high
    return ruins.percent(
        name, shown, _decimals(shown), bound="about" if share else "at_most", low=100.0 * low, high=100.0 * high,
        interval=INTERVAL,
    )  # fmt: skip


def _decimals(share: float) -> int:
    """Return how many decimals a percentage needs: a rare ruin must not be printed as none."""
    return 2 if share >= 0.0005 else 4


def _largest(p: GuaranteeParameters, of: NumbersOf, counts: model.Counts) -> Number:
    largest = model.largest_multiple(p, counts)
    return of("largest_multiple", "容许破产概率下的最大倍数", "largest multiple within the limit").of(
        "largest_multiple", largest.value, "multiple", 1,
        bound="at_least" if largest.value >= model.MULTIPLE_CAP else "about",
        low=largest.low, high=largest.high, interval="95% confidence, order statistics",
    )  # fmt: skip


def _converted(p: GuaranteeParameters, of: NumbersOf, outstanding: float) -> Number:
    converted = of(
        "outstanding_multiple",
        f"累计倍数 {p.cumulative_multiple:g} 折算为在保倍数"
        f"（期限 {p.tenor:g} 年，存续 {p.age:g} 年，增速 {p.growth:g}）",
        f"cumulative multiple {p.cumulative_multiple:g} turned into an outstanding one "
        f"(tenor {p.tenor:g}, age {p.age:g} years, growth {p.growth:g})",
    )
    return converted.of("outstanding_multiple", outstanding, "multiple", 1)


def _independent(p: GuaranteeParameters, of: NumbersOf) -> Number:
    """Return ruin at the multiple abroad were the years independent."""
    free = p.model_copy(update={"persistence": 0.0})
    counts = model.default_counts(free, [(p.rho, p.pd)])[0]
    ruins = of("outcome", "破产概率（模拟）", "ruin probability (simulated)", persistence=0.0)
    return _ruin(free, ruins, "ruin_abroad_independent", _point(free, counts, p.abroad_multiple)[0])


def _settings(p: GuaranteeParameters, of: NumbersOf) -> Iterator[Number]:
    settings = of("default_counts", "参数", "parameter")
    shares = ("rho", "lgd", "premium", "running_cost", "share_paid", "counter_recovery")
    for name in ("pd", *shares, "ruin_limit", "growth"):
        yield settings.percent(name, getattr(p, name), 2 if name == "pd" else 0)
    for name in ("years", "tenor", "age"):
        yield settings.count(name, getattr(p, name), "years")
    yield settings.count("loans", p.loans, "loans")
    yield settings.count("draws", p.draws)
    yield settings.of("persistence", p.persistence, decimals=1)
    yield settings.of("cumulative_multiple", p.cumulative_multiple, "multiple", 1, bound="about")
    yield settings.of("abroad", p.abroad_multiple, "multiple", 0, bound="about")
