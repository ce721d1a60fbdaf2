"""Run the guarantee model: ruin by multiple, the explorer's grid, and numbers of the ledger."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

import pandas as pd

from cluster_finance.jobs.scenario_parameters import parameters, references, source
from cluster_finance.parameters.scenario import GuaranteeParameters
from cluster_finance.scenario import guarantee as model
from living_edition.files import write_table
from living_edition.ledger.number import Number, Source, write_numbers
from living_edition.workflow import running

INTERVAL = "95% confidence, Wilson, simulation error only"


def numbers(p: GuaranteeParameters, given: str) -> Iterator[Number]:
    """Yield the numbers of the ledger."""
    counts = model.default_counts(p, [(p.rho, p.pd)])[0]
    names = {
        "cumulative": p.cumulative_multiple,
        "doubled": 2 * p.cumulative_multiple,
        "abroad": p.abroad_multiple,
    }
    for name, multiple in names.items():
        ruin, top_up = _point(p, counts, multiple)
        yield _ruin(p, given, f"ruin_{name}", ruin)
        yield _top_up(p, given, f"top_up_{name}", top_up)
    yield _largest(p, given, counts)
    yield from _converted(p, given, counts)
    yield _independent(p, given)
    yield from _settings(p, given)


def _point(p: GuaranteeParameters, counts: model.Counts, multiple: float) -> tuple[float, float]:
    """Return ruin and top-up at one multiple."""
    table = model.outcome(p, counts, [multiple])
    return float(table["ruin"].iloc[0]), float(table["top_up"].iloc[0])


def _ruin(p: GuaranteeParameters, given: str, name: str, share: float, **changed: float) -> Number:
    """Return a ruin probability; where no simulated life was ruined, the interval's upper end."""
    low, high = model.wilson(share, p.draws)
    source = _source(given, "outcome", "破产概率（模拟）", "ruin probability (simulated)", **changed)
    return Number(
        f"guarantee.{name}", 100.0 * (share or high), "percent", source,
        bound="about" if share else "at_most", decimals=_decimals(share or high),
        low=100.0 * low, high=100.0 * high, interval=INTERVAL,
    )  # fmt: skip


def _decimals(share: float) -> int:
    """Return how many decimals a percentage needs: a rare ruin must not be printed as none."""
    return 2 if share >= 0.0005 else 4


def _top_up(p: GuaranteeParameters, given: str, name: str, share: float) -> Number:
    source = _source(given, "outcome", "期望补充资本，占初始资本", "expected top-up, of initial capital")
    return Number(f"guarantee.{name}", 100.0 * share, "percent", source, bound="about", decimals=_decimals(share))


def _largest(p: GuaranteeParameters, given: str, counts: model.Counts) -> Number:
    made = model.largest_multiple(p, counts)
    source = _source(
        given,
        "largest_multiple",
        "容许破产概率下的最大倍数",
        "largest multiple within the limit",
    )
    return Number(
        "guarantee.largest_multiple", made.value, "multiple", source,
        bound="at_least" if made.value >= model.MULTIPLE_CAP else "about", decimals=1,
        low=made.low, high=made.high, interval="95% confidence, order statistics",
    )  # fmt: skip


def _converted(p: GuaranteeParameters, given: str, counts: model.Counts) -> Iterator[Number]:
    value = model.outstanding_multiple(p.cumulative_multiple, p.tenor, p.age, p.growth)
    source = _source(
        given,
        "outstanding_multiple",
        f"累计倍数 {p.cumulative_multiple:g} 折算为在保倍数"
        f"（期限 {p.tenor:g} 年，存续 {p.age:g} 年，增速 {p.growth:g}）",
        f"cumulative multiple {p.cumulative_multiple:g} turned into an outstanding one "
        f"(tenor {p.tenor:g}, age {p.age:g} years, growth {p.growth:g})",
    )
    yield Number("guarantee.outstanding_multiple", value, "multiple", source, decimals=1)
    share = _point(p, counts, value)[0]
    yield _ruin(p, given, "ruin_outstanding", share)


def _independent(p: GuaranteeParameters, given: str) -> Number:
    """Return ruin at the multiple abroad were the years independent."""
    free = p.model_copy(update={"persistence": 0.0})
    counts = model.default_counts(free, [(p.rho, p.pd)])[0]
    share = _point(free, counts, p.abroad_multiple)[0]
    return _ruin(free, given, "ruin_abroad_independent", share, persistence=0.0)


def _settings(p: GuaranteeParameters, given: str) -> Iterator[Number]:
    source = _source(given, "default_counts", "参数", "parameter")
    shares = ("rho", "lgd", "premium", "running_cost", "share_paid", "counter_recovery")
    digits = {"pd": 2}
    for name in ("pd", *shares, "ruin_limit", "growth"):
        value = 100.0 * getattr(p, name)
        yield Number(f"guarantee.{name}", value, "percent", source, decimals=digits.get(name, 0))
    for name in ("years", "tenor", "age"):
        yield Number(f"guarantee.{name}", getattr(p, name), "years", source, decimals=0)
    yield Number("guarantee.loans", p.loans, "loans", source, decimals=0)
    yield Number("guarantee.draws", p.draws, "number", source, decimals=0)
    yield Number("guarantee.persistence", p.persistence, "number", source, decimals=1)
    yield Number("guarantee.cumulative_multiple", p.cumulative_multiple, "multiple", source, "about", decimals=1)
    yield Number("guarantee.abroad", p.abroad_multiple, "multiple", source, "about", decimals=0)


def _source(given: str, function: str, zh: str, en: str, **changed: float) -> Source:
    return source("guarantee", function, (zh, en), given, **changed)


def tables(p: GuaranteeParameters) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return ruin by multiple at the parameters' own point, and the explorer's grid."""
    own = model.sweep(p, [(p.rho, p.pd)], model.MULTIPLES)
    return own, model.sweep(p, model.explorer_points(p), model.EXPLORER_MULTIPLES)


def job(arguments: argparse.Namespace) -> None:
    """Check the parameters, run the model, write both tables and the numbers."""
    content = running.section(arguments.parameters)
    given = references(content, "guarantee")
    p = parameters(content, "guarantee", GuaranteeParameters)
    own, explorer = tables(p)
    write_table(own, arguments.out_parquet)
    write_table(explorer, arguments.out_explorer)
    write_numbers(numbers(p, given), arguments.numbers)


def main() -> None:
    """Run the job from the command line."""
    running.run(
        job,
        running.parser(
            "Run the guarantee model.",
            parameters='parameters, JSON: {"portfolio": {...}, "guarantee": {...}, "references": {...}}',
            out_parquet="ruin by multiple, Parquet",
            out_explorer="ruin by multiple, rho and pd, Parquet",
            numbers="numbers of the ledger, JSON",
        ),
    )


if __name__ == "__main__":
    main()
