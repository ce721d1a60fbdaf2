"""What lies between the models: signals, the mutual layer, and what makes multiples as safe, for the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cluster_finance.parameters.calibration import CalibrationParameters
from cluster_finance.parameters.layer import LayerParameters
from cluster_finance.parameters.scenario import GuaranteeParameters, PortfolioParameters
from cluster_finance.scenario import calibration, equalise, mutual, predictability
from cluster_finance.scenario.guarantee import MULTIPLE_CAP
from cluster_finance.scenario.numbers_of import Variant, exact_percent, simulated, source, variant
from cluster_finance.scenario.ruin import ruin
from living_edition.ledger.number import Number, Numbers

TIES = (("loose", 0.1), ("tight", 0.4))
"""Correlations inside an industry that is tied more loosely, and more tightly, than the configured one."""
KNOWN_BADLY = 0.5
"""Accuracy of the signal on each of the many industries, where they are known at all."""
STRONGEST = 100.0
"""Largest strength of wrong-way risk that is tried (standard deviations over the call), and the bisection's step."""
STEP = 0.125
BESIDE = 2.0
"""Strengths on both sides of it at which the slope of ruin is taken."""


def signals(p: PortfolioParameters) -> Iterator[Number]:
    """Yield the accuracies at which one industry known well beats many known badly."""
    j, loans = p.industries_compared, p.loans

    def even(rho: float, baseline: float = 0.0) -> float:
        return predictability.break_even(p.pd, rho, p.rho_economy, loans, j, baseline)

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
    m = p.abroad_multiple
    exact = _numbers("layer", "ruin:ruin", "没有互助层的基金", "the fund without the layer")
    alone = ruin(p, m)
    yield exact_percent(exact, "ruin_alone", alone)
    yield exact.percent("default_rate_alone", p.pd, 2)
    of = _numbers("layer", "mutual:simulate", "会员出资的互助层", "layer that members fund")
    with_calls = mutual.simulate(p, m, layer, mutual.MANY)
    harmless = variant(layer, wrong_way=0.0)
    yield _ruin(of, "ruin", with_calls)
    free = _numbers("layer", "mutual:simulate", "追缴无损于会员", "calls that do members no harm", harmless)
    yield _ruin(free, "ruin_harmless", mutual.simulate(p, m, harmless.parameters, mutual.MANY))
    yield of.percent("default_rate", with_calls.default_rate, 2)
    yield _harmful(p, layer, alone)
    yield from _unequal(p, layer)
    for name in ("deposit", "call", "client_cap"):
        yield of.percent(name, getattr(layer, name), 0)
    # A call of one percent of the volume, in standard deviations.
    yield of.of("push", layer.wrong_way / 100.0, decimals=2)


def _unequal(p: GuaranteeParameters, layer: LayerParameters) -> Iterator[Number]:
    """Yield ruin where clients differ in size, free and under a cap on each."""
    m = p.abroad_multiple
    of = _numbers("layer", "ruin:ruin", "大小不一的客户与单一客户限额", "clients of unequal size, and a cap")
    weights = mutual.client_weights(p.loans, layer.size_slope)
    capped = mutual.client_weights(p.loans, layer.size_slope, max(layer.client_cap / m, 1.0 / p.loans))
    yield of.percent("largest_client", float(weights[0]), 0)
    yield exact_percent(of, "ruin_unequal", ruin(p, m, weights=weights))
    yield exact_percent(of, "ruin_capped", ruin(p, m, weights=capped))


def _harmful(p: GuaranteeParameters, layer: LayerParameters, alone: float) -> Number:
    """Return from which strength of wrong-way risk the layer makes ruin more likely than no layer.

    The interval turns the simulation error of ruin there into one of the strength, by the slope beside it.
    """
    of = _numbers("layer", "mutual:simulate", "互助层有害的临界强度", "strength from which the layer does harm")

    def outcome(strength: float) -> mutual.Outcome:
        return mutual.simulate(p, p.abroad_multiple, variant(layer, wrong_way=strength).parameters, mutual.MANY)

    low, high = 0.0, STRONGEST
    if outcome(high).ruin <= alone:
        return of.of("push_harmful", high / 100.0, decimals=2, bound="at_least")
    while high - low > STEP:
        middle = (low + high) / 2
        low, high = (low, middle) if outcome(middle).ruin > alone else (middle, high)
    neighbours, threshold = [outcome(max(high + gap, 0.0)) for gap in (-BESIDE, BESIDE)], outcome(high)
    slope = (neighbours[1].ruin - neighbours[0].ruin) / (2 * BESIDE)
    half = (threshold.high - threshold.low) / 2 / slope + STEP if slope > 0 else STRONGEST
    return simulated(of, "push_harmful", high / 100.0, ((high - half) / 100.0, (high + half) / 100.0), "number", 2)


def equal(p: GuaranteeParameters) -> Iterator[Number]:
    """Yield to what each parameter must move, alone, for the multiple abroad to be as safe as the one at home."""
    of = _numbers("equal", "equalise:as_safe", "单独改变一项假设", "one assumption changed alone")
    aims = {"limit": p.ruin_limit, "home": ruin(p, p.home_multiple)}
    for name, aim in aims.items():
        for row in equalise.as_safe(p, p.abroad_multiple, aim).to_dict("records"):
            yield _needed(of, f"{name}_{row['parameter']}", row)
            yield exact_percent(of, f"{name}_{row['parameter']}_ruin", float(row["ruin"]))
        yield exact_percent(of, f"{name}_aim", aim)


def _needed(of: Numbers, name: str, row: dict[Any, Any]) -> Number:
    extra = {"reached": bool(row["reached"]), "ruin": float(row["ruin"])}
    if row["parameter"] == "persistence":
        return of.of(name, row["needed"], decimals=2, extra=extra)
    return of.percent(name, row["needed"], 2 if row["parameter"] in ("pd", "premium") else 0, extra=extra)


def _ruin(of: Numbers, name: str, outcome: mutual.Outcome) -> Number:
    return simulated(of, name, outcome.ruin, (outcome.low, outcome.high), decimals=2)


def calibrated(p: GuaranteeParameters, c: CalibrationParameters) -> Iterator[Number]:
    """Yield what the guarantee model says at the default rates on record, as ``calibration.CASE_WHAT``."""
    for row in calibration.table(p, c).to_dict("records"):
        of = _numbers("calibration", "calibration:table", row["title_zh"], row["title_en"], variant(p, pd=row["pd"]))
        case = row["case"]
        yield of.percent(f"{case}_pd", row["pd"], 2)
        yield of.of(f"{case}_largest", row["largest"], "multiple", 1,
                    bound="at_least" if row["largest"] >= MULTIPLE_CAP else "exact")  # fmt: skip
        for name in ("home", "abroad", "home_downturn", "abroad_downturn"):
            yield exact_percent(of, f"{case}_ruin_{name}", row[f"ruin_{name}"])


def _numbers(prefix: str, function: str, zh: str, en: str, compared: Variant[Any] | None = None) -> Numbers:
    return Numbers(prefix, source("compared", function, (zh, en), changed=compared.differences if compared else None))
