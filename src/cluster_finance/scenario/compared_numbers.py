"""What lies between the models: signals, the mutual layer, and what makes multiples as safe, for the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cluster_finance.parameters.layer import LayerParameters
from cluster_finance.parameters.scenario import GuaranteeParameters, PortfolioParameters
from cluster_finance.scenario import equalise, mutual, predictability
from cluster_finance.scenario.numbers_of import source
from living_edition.ledger.number import Number, Numbers

TIES = (("loose", 0.1), ("tight", 0.4))
"""Correlations inside an industry that is tied more loosely, and more tightly, than the configured one."""
KNOWN_BADLY = 0.5
"""Accuracy of the signal on each of the many industries, where they are known at all."""
STRONGEST = 100.0
"""Largest strength of wrong-way risk that is tried (standard deviations over the call), and the bisection's step."""
STEP = 0.25


def signals(p: PortfolioParameters) -> Iterator[Number]:
    """Yield the accuracies at which one industry known well beats many known badly."""
    j, loans = p.industries_compared, p.loans

    def even(rho: float, known: float = 0.0) -> float:
        return predictability.break_even(p.pd, rho, p.rho_economy, loans, j, known)

    of = _numbers("predictability", "predictability:break_even", "信号的临界准确度",
                  "accuracy of the signal that breaks even")  # fmt: skip
    yield of.of("accuracy", even(p.rho_industry), decimals=2)
    yield of.of("accuracy_known", even(p.rho_industry, KNOWN_BADLY), decimals=2)
    yield of.of("known", KNOWN_BADLY, decimals=1)
    yield of.percent("explained", even(p.rho_industry) ** 2, 0)
    for name, rho in TIES:
        yield of.percent(f"rho_{name}", rho, 0)
        yield of.of(f"accuracy_{name}", even(rho), decimals=2)
    capital = predictability.break_even_capital(p.pd, p.lgd, p.rho_industry, p.rho_economy, loans, j)
    of = _numbers("predictability", "predictability:break_even_capital", "按资本的临界准确度",
                  "accuracy that breaks even in capital")  # fmt: skip
    yield of.of("accuracy_capital", capital, decimals=2)


def layers(p: GuaranteeParameters, layer: LayerParameters) -> Iterator[Number]:
    """Yield ruin at the multiple abroad: alone, with the layer, with and without wrong-way risk; and caps."""
    of = _numbers("layer", "mutual:outcome", "会员出资的互助层", "layer that members fund")
    drawn, m = mutual.draw(p), p.abroad_multiple
    harmless = layer.model_copy(update={"wrong_way": 0.0})
    alone = mutual.outcome(p, m, drawn)
    with_calls = mutual.outcome(p, m, drawn, layer)
    yield _ruin(of, "ruin_alone", alone)
    yield _ruin(of, "ruin_harmless", mutual.outcome(p, m, drawn, harmless))
    yield _ruin(of, "ruin", with_calls)
    yield of.percent("default_rate", with_calls.default_rate, 2)
    yield of.percent("default_rate_alone", alone.default_rate, 2)
    yield _harmful(p, layer, drawn, alone.ruin)
    of = _numbers("layer", "mutual:client_weights", "大小不一的客户与单一客户限额",
                  "clients of unequal size, and a cap")  # fmt: skip
    weights = mutual.client_weights(p.loans, layer.size_slope)
    yield of.percent("largest_client", float(weights[0]), 0)
    yield _ruin(of, "ruin_unequal", mutual.outcome(p, m, drawn, None, weights))
    capped = mutual.client_weights(p.loans, layer.size_slope, max(layer.client_cap / m, 1.0 / p.loans))
    yield _ruin(of, "ruin_capped", mutual.outcome(p, m, drawn, None, capped))
    for name in ("deposit", "call", "client_cap"):
        yield of.percent(name, getattr(layer, name), 0)
    # A call of one percent of the volume, in standard deviations.
    yield of.of("push", layer.wrong_way / 100.0, decimals=2)


def _harmful(p: GuaranteeParameters, layer: LayerParameters, drawn: mutual.Draws, alone: float) -> Number:
    """Return from which strength of wrong-way risk the layer makes ruin more likely than no layer."""
    of = _numbers("layer", "mutual:outcome", "互助层有害的临界强度", "strength from which the layer does harm")

    def worse(strength: float) -> bool:
        changed = layer.model_copy(update={"wrong_way": strength})
        return mutual.outcome(p, p.abroad_multiple, drawn, changed).ruin > alone

    low, high = 0.0, STRONGEST
    if not worse(high):
        return of.of("push_harmful", high / 100.0, decimals=2, bound="at_least")
    while high - low > STEP:
        middle = (low + high) / 2
        low, high = (low, middle) if worse(middle) else (middle, high)
    return of.of("push_harmful", high / 100.0, decimals=2, bound="about")


def equal(p: GuaranteeParameters) -> Iterator[Number]:
    """Yield to what each parameter must move, alone, for the multiple abroad to be as safe as the one at home."""
    of = _numbers("equal", "equalise:as_safe", "单独改变一项假设", "one assumption changed alone")
    aims = {"limit": p.ruin_limit, "home": equalise.ruin_at_most(p, p.cumulative_multiple)}
    for name, aim in aims.items():
        for row in equalise.as_safe(p, p.abroad_multiple, aim).to_dict("records"):
            yield _needed(of, f"{name}_{row['parameter']}", row)
            yield of.percent(f"{name}_{row['parameter']}_ruin", row["ruin"], 2)
        yield of.percent(f"{name}_aim", aim, 3)


def _needed(of: Numbers, name: str, row: dict[Any, Any]) -> Number:
    extra = {"reached": bool(row["reached"]), "ruin": float(row["ruin"])}
    if row["parameter"] == "persistence":
        return of.of(name, row["needed"], decimals=2, extra=extra)
    return of.percent(name, row["needed"], 2 if row["parameter"] in ("pd", "premium") else 0, extra=extra)


def _ruin(of: Numbers, name: str, outcome: mutual.Outcome) -> Number:
    return of.percent(
        name, outcome.ruin or outcome.high, 2, bound="about" if outcome.ruin else "at_most",
        low=100.0 * outcome.low, high=100.0 * outcome.high, interval="95% confidence, Wilson, simulation error only",
    )  # fmt: skip


def _numbers(prefix: str, function: str, zh: str, en: str) -> Numbers:
    return Numbers(prefix, source("compared", function, (zh, en)))
