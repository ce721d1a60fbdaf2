"""Run what lies between the models: named scenarios, signals, the mutual layer, and what makes multiples as safe."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any

from cluster_finance.jobs.scenario_parameters import parameters, source
from cluster_finance.parameters.fund import FundParameters
from cluster_finance.parameters.layer import LayerParameters
from cluster_finance.parameters.named import read_named
from cluster_finance.parameters.scenario import GuaranteeParameters, PortfolioParameters
from cluster_finance.scenario import (
    compared,
    equalise,
    mutual,
    predictability,
)
from living_edition.files import write_table
from living_edition.ledger.number import Number, Source, write_numbers
from living_edition.workflow import running

TIES = (("loose", 0.1), ("tight", 0.4))
KNOWN_BADLY = 0.5
STRONG = 100.0


def signals(p: PortfolioParameters) -> Iterator[Number]:
    """Yield the accuracies at which one industry known well beats many known badly."""
    source = _source("predictability:break_even", "信号的临界准确度", "accuracy of the signal that breaks even")
    j, loans = p.industries_compared, p.loans

    def even(rho: float, known: float = 0.0) -> float:
        return predictability.break_even(p.pd, rho, p.rho_economy, loans, j, known)

    yield _number("predictability.accuracy", even(p.rho_industry), source)
    yield _number("predictability.accuracy_known", even(p.rho_industry, KNOWN_BADLY), source)
    yield _number("predictability.known", KNOWN_BADLY, source, 1)
    yield _percent("predictability.explained", even(p.rho_industry) ** 2, source, 0)
    for name, rho in TIES:
        yield _percent(f"predictability.rho_{name}", rho, source, 0)
        yield _number(f"predictability.accuracy_{name}", even(rho), source)
    source = _source("predictability:break_even_capital", "按资本的临界准确度", "accuracy that breaks even in capital")
    capital = predictability.break_even_capital(p.pd, p.lgd, p.rho_industry, p.rho_economy, loans, j)
    yield _number("predictability.accuracy_capital", capital, source)


def layers(p: GuaranteeParameters, layer: LayerParameters) -> Iterator[Number]:
    """Yield ruin at the multiple abroad: alone, with the layer, with and without wrong-way risk; and caps."""
    source = _source("mutual:outcome", "会员出资的互助层", "layer that members fund")
    drawn, m = mutual.draw(p), p.abroad_multiple
    harmless = layer.model_copy(update={"wrong_way": 0.0})
    alone = mutual.outcome(p, m, drawn)
    with_calls = mutual.outcome(p, m, drawn, layer)
    yield _ruin("layer.ruin_alone", alone, source)
    yield _ruin("layer.ruin_harmless", mutual.outcome(p, m, drawn, harmless), source)
    yield _ruin("layer.ruin", with_calls, source)
    yield _percent("layer.default_rate", with_calls.default_rate, source, 2)
    yield _percent("layer.default_rate_alone", alone.default_rate, source, 2)
    yield from _harmful(p, layer, drawn, alone.ruin)
    weights = mutual.client_weights(p.loans, layer.size_slope)
    source = _source("mutual:client_weights", "大小不一的客户与单一客户限额", "clients of unequal size, and a cap")
    yield _percent("layer.largest_client", float(weights[0]), source, 0)
    yield _ruin("layer.ruin_unequal", mutual.outcome(p, m, drawn, None, weights), source)
    largest = max(layer.client_cap / m, 1.0 / p.loans)
    capped = mutual.client_weights(p.loans, layer.size_slope, largest)
    yield _ruin("layer.ruin_capped", mutual.outcome(p, m, drawn, None, capped), source)
    for name in ("deposit", "call", "client_cap"):
        yield _percent(f"layer.{name}", getattr(layer, name), source, 0)
    # A call of one percent of the volume, in standard deviations.
    yield _number("layer.push", layer.wrong_way / 100.0, source)


def _harmful(p: GuaranteeParameters, layer: LayerParameters, drawn: mutual.Draws, alone: float) -> Iterator[Number]:
    """Yield from which strength of wrong-way risk the layer makes ruin more likely than no layer."""
    low, high = 0.0, STRONG
    source = _source("mutual:outcome", "互助层有害的临界强度", "strength from which the layer does harm")

    def worse(strength: float) -> bool:
        changed = layer.model_copy(update={"wrong_way": strength})
        return mutual.outcome(p, p.abroad_multiple, drawn, changed).ruin > alone

    if not worse(high):
        yield Number("layer.push_harmful", high / 100.0, "number", source, "at_least", decimals=2)
        return
    while high - low > 0.25:
        middle = (low + high) / 2
        low, high = (low, middle) if worse(middle) else (middle, high)
    yield Number("layer.push_harmful", high / 100.0, "number", source, "about", decimals=2)


def equal(p: GuaranteeParameters) -> Iterator[Number]:
    """Yield to what each parameter must move, alone, for the multiple abroad to be as safe as the one at home."""
    source = _source("equalise:as_safe", "单独改变一项假设", "one assumption changed alone")
    aims = {"limit": p.ruin_limit, "home": equalise.ruin_at_most(p, p.cumulative_multiple)}
    for name, aim in aims.items():
        for row in equalise.as_safe(p, p.abroad_multiple, aim).to_dict("records"):
            yield _needed(f"equal.{name}_{row['parameter']}", row, source)
            yield Number(f"equal.{name}_{row['parameter']}_ruin", 100.0 * row["ruin"], "percent", source, decimals=2)
        yield Number(f"equal.{name}_aim", 100.0 * aim, "percent", source, decimals=3)


def _needed(name: str, row: dict[Any, Any], source: Source) -> Number:
    extra = {"reached": bool(row["reached"]), "ruin": float(row["ruin"])}
    if row["parameter"] == "persistence":
        return Number(name, row["needed"], "number", source, decimals=2, extra=extra)
    digits = 2 if row["parameter"] in ("pd", "premium") else 0
    return Number(name, 100.0 * row["needed"], "percent", source, decimals=digits, extra=extra)


def _number(name: str, value: float, source: Source, decimals: int = 2) -> Number:
    return Number(name, value, "number", source, decimals=decimals)


def _percent(name: str, share: float, source: Source, decimals: int = 1) -> Number:
    return Number(name, 100.0 * share, "percent", source, decimals=decimals)


def _ruin(name: str, made: mutual.Outcome, source: Source) -> Number:
    shown = made.ruin or made.high
    return Number(
        name, 100.0 * shown, "percent", source, "about" if made.ruin else "at_most", decimals=2,
        low=100.0 * made.low, high=100.0 * made.high, interval="95% confidence, Wilson, simulation error only",
    )  # fmt: skip


def _source(function: str, zh: str, en: str) -> Source:
    return source("compared", function, (zh, en))


def job(arguments: argparse.Namespace) -> None:
    """Check parameters and scenarios, run, write the tables and the numbers."""
    content = running.section(arguments.parameters)
    loans = parameters(content, "portfolio", PortfolioParameters)
    guarantee = parameters(content, "guarantee", GuaranteeParameters)
    layer = parameters(content, "layer", LayerParameters)
    fund = parameters(content, "fund", FundParameters)
    named = read_named(arguments.scenarios)
    write_table(compared.table(named, loans, guarantee, layer, fund), arguments.out_named)
    write_table(compared.loss_laws(loans), arguments.out_loss)
    write_numbers([*signals(loans), *layers(guarantee, layer), *equal(guarantee)], arguments.numbers)


def main() -> None:
    """Run the job from the command line."""
    running.run(
        job,
        running.parser(
            "Compare the named scenarios.",
            parameters='parameters, JSON: {"portfolio": {...}, "guarantee": {...}, "layer": {...}, "fund": {...}}',
            scenarios="* files of specs/scenarios",
            out_named="one row a scenario, Parquet",
            out_loss="chance of a loss by correlation and number of loans, Parquet",
            numbers="numbers of the ledger, JSON",
        ),
    )


if __name__ == "__main__":
    main()
