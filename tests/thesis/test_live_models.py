"""The panels' models in a real JavaScript engine against the package: at random settings, corners and the defaults."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from live_node import MODELS, number, run
from oracles import draw, outcome, simulated_need
from pydantic import BaseModel, ValidationError

from cluster_finance.parameters.fund import FundParameters
from cluster_finance.parameters.layer import LayerParameters
from cluster_finance.parameters.lending import BatchParameters, ReputationParameters, ScreeningParameters
from cluster_finance.parameters.models import Configuration
from cluster_finance.parameters.scenario import GuaranteeParameters, PortfolioParameters
from cluster_finance.scenario import (
    batch,
    fund,
    fund_summary,
    guarantee,
    mutual,
    news,
    portfolio,
    predictability,
    reputation,
    ruin,
    screening,
)
from living_edition.ledger.precision import wilson
from living_edition.settings.load import load

ROOT = Path(__file__).resolve().parents[2]
Setting = dict[str, dict[str, Any]]
Numbers = dict[str, float]
SETTINGS = 500
SECTIONS: dict[str, dict[str, type[BaseModel]]] = {
    "batch": {"batch": BatchParameters},
    "screening": {"screening": ScreeningParameters},
    "portfolio": {"portfolio": PortfolioParameters},
    "reputation": {"reputation": ReputationParameters},
    "guarantee": {"guarantee": GuaranteeParameters, "layer": LayerParameters},
    "fund": {"fund": FundParameters},
}
# What the reference can compute in the time of a test: how many lives (or the fewest allowed), and how large.
FEW = {"draws": 600, "replications": 60, "ReputationParameters.draws": 60}
LIGHT = {"partners": 40, "firms": 60, "loans": 80, "years": 8, "discount": 0.95}


@pytest.fixture(scope="module")
def defaults() -> Configuration:
    return configured()


def configured() -> Configuration:
    """Return the edition's own setting."""
    raw = yaml.safe_load((ROOT / "config/default.yaml").read_text(encoding="utf-8"))
    settings = load(raw)[0]
    assert isinstance(settings, Configuration)
    return settings


def span(field: Any) -> tuple[float, float]:
    """Return the range that a field allows, a strict bound moved inwards by a thousandth of the range."""
    limits = {name: getattr(m, name) for m in field.metadata for name in ("ge", "gt", "le", "lt") if hasattr(m, name)}
    low, high = limits.get("ge", limits.get("gt", 0)), limits.get("le", limits.get("lt", 1))
    room = (high - low) / 1000
    return (low + room if "gt" in limits else low), (high - room if "lt" in limits else high)


def few(kind: type[BaseModel], name: str) -> int:
    """Return how many lives a light setting has: never fewer than the field allows, or no setting would be valid."""
    return max(FEW.get(f"{kind.__name__}.{name}", FEW[name]), math.ceil(span(kind.model_fields[name])[0]))


def drawn(kind: type[BaseModel], start: BaseModel, random: np.random.Generator, light: bool) -> dict[str, Any]:
    """Return a setting: each knob at its own value, at an end of its range or anywhere in it."""
    made: dict[str, Any] = {}
    for name, field in kind.model_fields.items():
        own, (low, high) = getattr(start, name), span(field) if field.annotation is not bool else (0, 1)
        if name in FEW or name == "seed":
            made[name] = few(kind, name) if light and name in FEW else own
            continue
        if light and name in LIGHT:
            high = min(high, LIGHT[name])
        where = random.random()
        value = own if where < 0.25 else low + (high - low) * random.random()
        if where > 0.75 and high > 100 * max(low, 1e-3):
            value = max(low, 1e-3) * (high / max(low, 1e-3)) ** random.random()
        if 0.25 <= where < 0.3:
            value = random.choice([low, high])
        made[name] = (
            bool(round(value))
            if field.annotation is bool
            else round(value)
            if field.annotation is int
            else float(value)
        )
    return made


def lighter(kind: type[BaseModel], start: BaseModel, light: bool) -> dict[str, Any]:
    """Return the edition's own setting, ``light``: with few draws, and fewer loans, firms, years, ..."""
    own = start.model_dump()
    for name in own.keys() & FEW.keys() if light else ():
        own[name] = few(kind, name)
    # Else the reference takes minutes, as where correlation is nearly one.
    for name in own.keys() & LIGHT.keys() if light or kind is PortfolioParameters else ():
        own[name] = min(own[name], LIGHT[name])
    return own


def corners(kind: type[BaseModel], own: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield each end of each range, the other knobs at ``own`` values."""
    for name, field in kind.model_fields.items():
        if name in FEW or name == "seed":
            continue
        for end in (False, True) if field.annotation is bool else span(field):
            # The grid of a recursion is as fine as loans and correlation ask.
            fewer = {"loans": 10} if kind is GuaranteeParameters and name == "rho" else {}
            yield {**own, **fewer, name: end if field.annotation is not int else round(end)}


def valid(model: str, setting: Setting) -> bool:
    try:
        for name, kind in SECTIONS[model].items():
            kind.model_validate(setting[name])
    except ValidationError:
        return False
    return True


def random_settings(model: str, defaults: Configuration, count: int, light: bool) -> list[Setting]:
    random, found = np.random.default_rng(20100606), []
    for _ in range(100 * count):
        setting = {
            name: drawn(kind, getattr(defaults.scenarios, name), random, light)
            for name, kind in SECTIONS[model].items()
        }
        if valid(model, setting):
            found.append(setting)
        if len(found) == count:
            return found
    pytest.fail(f"{len(found)} of {100 * count} settings of {model} are valid, {count} are wanted")


def corner_settings(model: str, defaults: Configuration, light: bool = False) -> list[Setting]:
    own = {name: lighter(kind, getattr(defaults.scenarios, name), light) for name, kind in SECTIONS[model].items()}
    made = [{**own, name: corner} for name, kind in SECTIONS[model].items() for corner in corners(kind, own[name])]
    return [setting for setting in made if valid(model, setting)]


def page(model: str, settings: list[Setting]) -> list[dict[str, Any]]:
    """Return what the page computes at each of the settings."""
    told = "{ const { hidden, ...found } = live.models.MODEL.compute(s.MODEL, s); return found; }"
    return list(run(f"(all) => all.map((s) => {told})".replace("MODEL", model), settings, MODELS))


def distance(found: dict[str, Any], wanted: Numbers) -> float:
    """Return the largest difference relative to the package's value, of a value below 1e-9 relative to that.

    A difference that the package's own subtraction leaves open does not count.
    """
    room = wanted.pop("cancelled", 0.0)
    made = [(abs(number(found[name]) - value), value, name) for name, value in wanted.items() if math.isfinite(value)]
    return max((gap / max(abs(value), 1e-9) for gap, value, name in made if "variance" not in name or gap > room),
               default=0.0)  # fmt: skip


def compared(found: dict[str, Any], wanted: Numbers, setting: Setting) -> None:
    room = wanted.pop("cancelled", 1e-12)
    for name, value in wanted.items():
        here = number(found[name])
        near = math.isclose(here, value, rel_tol=1e-9, abs_tol=room if "variance" in name else 1e-12)
        if not (near or (math.isinf(value) and here == value)):
            pytest.fail(f"{name}: {here!r} in the page, {value!r} in the package, at {setting}")


# Closed forms.


def batch_numbers(s: Setting) -> Numbers:
    p = BatchParameters.model_validate(s["batch"])
    found = {
        "saving": batch.saving(p), "saving_client": batch.saving(p) / p.clients,
        "break_even": batch.break_even_clients(p),
        "tolerated_loss": batch.tolerated_loss(p, p.loan), "expected_loss": p.pd * p.lgd,
        **{f"smallest_{way}": batch.smallest_loan(p, way) for way in batch.WAYS},
    }  # fmt: skip
    for prefix, loan in (("", p.loan), ("micro_", p.micro_loan)):
        for way in batch.WAYS:
            found[f"{prefix}rate_{way}"] = batch.break_even_rate(p, batch.average_cost(p, way, loan))
        found[f"{prefix}rate_limit"] = batch.break_even_rate(p, batch.average_cost(p, "batch", loan, math.inf))
    return found


def screening_numbers(s: Setting) -> Numbers:
    p = ScreeningParameters.model_validate(s["screening"])
    mean = p.safe_share * p.success_safe + (1 - p.safe_share) * p.success_risky
    chances = {"pool": mean, "safe": p.success_safe, "risky": p.success_risky}
    found = {f"rate_{name}": screening.zero_profit(p, chance) - 1 for name, chance in chances.items()}
    for ending, q in (("", p), ("_low", p.model_copy(update={"outside": p.outside_low}))):
        change = screening.threshold(q)
        found[f"threshold{ending}"] = change if math.isfinite(change) else 0.5
        found[f"limit_safe{ending}"] = screening.highest_repayment(q, "safe") - 1
        precisions = {"none": 0.5, "alone": p.precision_alone, "cluster": p.precision_cluster, "full": 1.0}
        for name, precision in precisions.items():
            made = screening.market(q, precision)
            found[f"safe_{name}{ending}"] = made["safe"] / p.safe_share
            found[f"default_{name}{ending}"] = made["default_rate"] if math.isfinite(made["default_rate"]) else 0.0
            found[f"welfare_{name}{ending}"] = made["welfare"]
    return found


def portfolio_numbers(s: Setting) -> Numbers:
    p = PortfolioParameters.model_validate(s["portfolio"])

    def summed(industries: int) -> portfolio.Summary:
        law = portfolio.exact_law(p.pd, p.rho_industry, p.rho_economy, p.loans, industries)
        return portfolio.summarise(law, p.lgd)

    made, spread = summed(p.industries), summed(p.industries_compared)
    found = {
        "mean_loss": made.mean, "sd_loss": made.sd, "var99": made.var99, "var999": made.var999, "es99": made.es99,
        "es999": made.es999, "spread_var999": spread.var999, "spread_es999": spread.es999,
        "vasicek999": p.lgd * portfolio.vasicek_quantile(0.999, p.pd, p.rho_industry) if p.pd > 0 else 0.0,
        "basel_retail": portfolio.basel_retail(p.pd, p.lgd),
        "basel_sme": portfolio.basel_corporate(p.pd, p.lgd, sales=5.0),
    }  # fmt: skip
    for prefix, j in (("variance", p.industries), ("spread_variance", p.industries_compared)):
        parts = portfolio.decompose(p.pd, p.rho_industry, p.rho_economy, p.loans, j)
        for name in ("idiosyncratic", "industry", "economy"):
            found[f"{prefix}_{name}"] = getattr(parts, name) / parts.total if parts.total > 0 else 0.0
        # The package subtracts probabilities that SciPy gives to some 1e-15 (absolute): so much of the total is open.
        found["cancelled"] = max(found.get("cancelled", 1e-12), 4e-15 / max(parts.total, 1e-12))
    return found


CLOSED: dict[str, Callable[[Setting], Numbers]] = {
    "batch": batch_numbers,
    "screening": screening_numbers,
    "portfolio": portfolio_numbers,
}


@pytest.mark.parametrize("model", CLOSED)
def test_closed_forms_agree_at_random_settings_and_at_the_corners(
    model: str, defaults: Configuration, sampled: Callable[[int], int]
) -> None:
    settings = random_settings(model, defaults, sampled(SETTINGS), light=model == "portfolio") + corner_settings(
        model, defaults
    )
    for setting, found in zip(settings, page(model, settings), strict=True):
        compared(found, CLOSED[model](setting), setting)


@pytest.mark.parametrize("known", [0.0, 0.5])
def test_the_accuracy_that_breaks_even_agrees(known: float, defaults: Configuration) -> None:
    settings = random_settings("portfolio", defaults, 60, light=True)
    for setting, found in zip(settings, page("portfolio", settings), strict=True):
        p = PortfolioParameters.model_validate(setting["portfolio"])
        if p.pd <= 0.001 or p.rho_industry < 0.01:
            continue  # nothing to foresee: the function whose root is sought is flat
        wanted = predictability.break_even(p.pd, p.rho_industry, p.rho_economy, p.loans, p.industries_compared, known)
        assert number(found["accuracy_known" if known else "accuracy"]) == pytest.approx(wanted, abs=1e-6), setting


# Simulations: the page's own error and the reference's together.


def share_error(share: float, draws: int) -> float:
    low, high = wilson(share, draws)
    return (high - low) / 3.92


def guarantee_numbers(s: Setting) -> dict[str, tuple[float, float]]:
    p, layer = GuaranteeParameters.model_validate(s["guarantee"]), LayerParameters.model_validate(s["layer"])
    counts, m = guarantee.default_counts(p, [(p.rho, p.pd)])[0], p.abroad_multiple
    top_up = np.maximum(simulated_need(p, counts, m), 0)
    found = {
        "top_up_abroad": (float(top_up.mean()), float(top_up.std(ddof=1) / math.sqrt(p.draws))),
    }
    random = draw(p)
    weights = mutual.client_weights(p.loans, layer.size_slope)
    capped = mutual.client_weights(p.loans, layer.size_slope, max(layer.client_cap / m, 1.0 / p.loans))
    for name, made in {
        "layer_ruin": outcome(p, m, random, layer),
        "layer_ruin_unequal": outcome(p, m, random, None, weights),
        "layer_ruin_capped": outcome(p, m, random, None, capped),
    }.items():
        found[name] = made.ruin, share_error(made.ruin, p.draws)
    return found


def reputation_numbers(s: Setting) -> dict[str, tuple[float, float]]:
    p = ReputationParameters.model_validate(s["reputation"])
    shares = reputation.informed(p, "network")
    found = {"known_cluster": (float(shares[:, 0].mean()), float(shares[:, 0].std(ddof=1) / math.sqrt(p.draws)))}
    for name, moving in (("loan_cluster", p.moving_cost), ("loan_news", p.moving_cost_alone)):
        made = reputation.limit(p, shares, moving)
        found[name] = made.repayment / (1 + p.rate), made.error / (1 + p.rate)
    return found


def fund_numbers(s: Setting) -> dict[str, tuple[float, float]]:
    p = FundParameters.model_validate(s["fund"])
    paths = fund.simulate(p)
    made, n = fund_summary.life(p, paths), p.replications
    own = float(fund.holdings(p).sum() * p.unit_fen)
    stake = float(max(fund.government_units(p), 1) * p.unit_fen)

    def error(values: np.ndarray) -> float:
        return float(values.std(ddof=1) / math.sqrt(n))

    pds = fund_summary.mean_pd(p, paths)[:, -1]
    pds = pds[~np.isnan(pds)]
    return {
        "survival": (made.survival, share_error(made.survival, n)),
        "lent": (made.lent, error(paths["lent"].mean(axis=1) / own)),
        "net_borrowers": (made.net_borrowers, error(paths["net_credit"].mean(axis=1) / own)),
        "exposure": (made.exposure, error(paths["government"].mean(axis=1) / stake)),
        "pd_end": (made.pd_end, error(pds) if len(pds) > 2 else math.inf),
        "capital_end": (made.capital_end, error((paths["cash"] + paths["debts"])[:, -1] / own)),
        "government_loss": (made.government_loss, error(fund_summary._shortfall(paths)[1] / stake)),
    }


SIMULATED: dict[str, Callable[[Setting], dict[str, tuple[float, float]]]] = {
    "guarantee": guarantee_numbers,
    "reputation": reputation_numbers,
    "fund": fund_numbers,
}


LIVES = {"guarantee": {"lives": 4_000, "budget": 0}, "reputation": {"lives": 60}, "fund": {"lives": 80}}
"""How many lives the page simulates; the recursion beside them has a test of its own."""


def gaps(found: dict[str, Any], wanted: dict[str, tuple[float, float]]) -> Iterator[tuple[float, str]]:
    """Yield how far each simulated number is from the package's, in standard errors of both, and its name."""
    for name, (value, error) in wanted.items():
        here, own = number(found[name]), number(found["errors"].get(name, error))
        if math.isnan(here):  # nobody is left whose default probability could be told
            assert name == "pd_end" and number(found["survival"]) == 0
            continue
        own = math.inf if math.isnan(own) else own
        yield abs(here - value) / math.hypot(own, error, 1e-9 * abs(value), 1e-12), name


# What stands in closed form beside the simulations.


def beside_guarantee(s: Setting) -> Numbers:
    p, layer = (kind.model_validate(s[name]) for name, kind in SECTIONS["guarantee"].items())
    return {
        "layer_largest_client": float(mutual.client_weights(p.loans, layer.size_slope)[0]),
    }


def beside_reputation(s: Setting) -> Numbers:
    p = ReputationParameters.model_validate(s["reputation"])
    outside = reputation.informed(p, "alone")
    dense = news.birth_chain(reputation.periods(p.discount), p.news_rate, p.bank_rate, p.partners)
    return {
        "loan_alone": reputation.limit(p, outside, p.moving_cost_alone).repayment / (1 + p.rate),
        "loan_rooted": reputation.limit(p, outside, p.moving_cost).repayment / (1 + p.rate),
        "loan_dense": reputation.limit(p, dense, p.moving_cost).repayment / (1 + p.rate),
        "loan_ceiling": reputation.ceiling(p, p.moving_cost) / (1 + p.rate),
        "known_alone": float(outside[0]),
    }


def beside_fund(s: Setting) -> Numbers:
    p = FundParameters.model_validate(s["fund"])
    if p.demand <= 0:
        return {}  # nobody borrows: no rate breaks even
    safe, risky = fund_summary.enforceable(p)
    wanted = {"bank_rate": fund_summary.bank_rate(p), "enforceable_safe": safe, "enforceable_risky": risky}
    if p.loan_cap > 0:
        wanted |= {
            "break_even": fund_summary.fund_rate(p),
            "break_even_full": fund_summary.fund_rate(p, p.deposit_rate),
        }
    return wanted


BESIDE: dict[str, Callable[[Setting], Numbers]] = {
    "guarantee": beside_guarantee,
    "reputation": beside_reputation,
    "fund": beside_fund,
}


@pytest.mark.parametrize("model", ["reputation", "guarantee", "fund"])  # the longest first
def test_simulations_agree_within_their_errors_and_closed_forms_beside_them(
    model: str, defaults: Configuration, sampled: Callable[[int], int]
) -> None:
    small = [
        setting
        for setting in corner_settings(model, defaults, light=True)
        if all(part.get(name, 0) <= 3 * most for part in setting.values() for name, most in LIGHT.items())
    ]
    settings = random_settings(model, defaults, sampled(SETTINGS), light=True) + small
    seen: list[tuple[float, str, Setting]] = []
    made = page(model, [{**setting, **LIVES[model]} for setting in settings])
    for setting, found in zip(settings, made, strict=True):
        compared(found, BESIDE[model](setting), setting)
        seen += [(gap, name, setting) for gap, name in gaps(found, SIMULATED[model](setting))]
    seen.sort(key=lambda each: -each[0])
    # Of normal errors, 0.27% lie beyond three; shares near zero and medians of few lives have heavier tails.
    beyond = sum(each[0] > 3 for each in seen) / len(seen)
    assert beyond < 0.012 and seen[0][0] < 7, (beyond, [(round(g, 1), n) for g, n, _ in seen[:12]], seen[0][2])


STEP = guarantee.MULTIPLE_CAP / 2**17
"""How far apart the multiples are at which the package's halving can end."""


def ruins(p: GuaranteeParameters, shock: float) -> Numbers:
    """Return what the recursion finds, and the mean default rate under a shock that fades."""
    multiples = {"home": p.home_multiple, "doubled": 2 * p.home_multiple, "abroad": p.abroad_multiple}
    # The law of the factor, on a grid fine enough for correlations near one.
    points, weights = portfolio.trapezoid(8001)
    moves = mutual.fading(shock, p.persistence, p.years)[:, None]
    rates = portfolio.conditional_pd(p.pd, p.rho, points + moves) if p.pd > 0 else np.zeros((1, len(points)))
    found = {f"ruin_{name}": ruin.ruin(p, m, shock) for name, m in multiples.items()}
    return found | {"layer_default_rate_alone": float((rates @ weights).mean())}


def shocked(defaults: Configuration, count: int) -> list[Setting]:
    """Return settings of the guarantee fund, every fifth under a shock, the corners, and last the edition's own."""
    settings = random_settings("guarantee", defaults, count + count // 10, light=True)
    for at, shock in enumerate(np.linspace(-3, 3, len(settings[::5]))):
        settings[5 * at] = {**settings[5 * at], "shock": float(shock)}
    own = {name: getattr(defaults.scenarios, name).model_dump() for name in SECTIONS["guarantee"]}
    return [*settings, *corner_settings("guarantee", defaults, light=True), own, {**own, "shock": -2.0}]


def test_ruin_is_what_the_packages_recursion_finds(defaults: Configuration, sampled: Callable[[int], int]) -> None:
    settings, rough, done = shocked(defaults, sampled(SETTINGS)), [], 0
    # What would take gigabytes where the correlation is nearly one is simulated, in the page as here.
    exact = page("guarantee", [{**s, "lives": 500, "budget": 2e9} for s in settings])
    drawn = page("guarantee", [{**s, "lives": 2_000, "budget": 0} for s in settings])
    for setting, found, simulated in zip(settings, exact, drawn, strict=True):
        if "largest_multiple" in found["errors"]:
            continue
        p, shock = GuaranteeParameters.model_validate(setting["guarantee"]), float(setting.get("shock", 0.0))
        wanted, largest = ruins(p, shock), number(found["largest_multiple"])
        compared(found, wanted, setting)
        assert not wanted.keys() & found["errors"].keys() and largest % STEP == 0
        # Where the package's halving ends: above the limit here, within it a step below.
        within = STEP if largest < guarantee.MULTIPLE_CAP else 0.0
        assert not within or ruin.ruin(p, largest, shock) > p.ruin_limit, setting
        assert largest == within or ruin.ruin(p, largest - within, shock) <= p.ruin_limit, setting
        wanted.pop("layer_default_rate_alone")
        rough += [gap for gap, _ in gaps(simulated, {name: (value, 0.0) for name, value in wanted.items()})]
        done += 1
    assert ruin.largest_multiple(p, shock=-2.0) == largest  # the edition's own setting, the last
    assert done >= sampled(SETTINGS) and np.mean(np.array(rough) > 3) < 0.012 and max(rough) < 7


@pytest.mark.parametrize("model", SECTIONS)
def test_both_refuse_the_same_settings(model: str, defaults: Configuration) -> None:
    random, settings = np.random.default_rng(7), []
    for _ in range(SETTINGS):
        settings.append(
            {
                name: drawn(kind, getattr(defaults.scenarios, name), random, True)
                for name, kind in SECTIONS[model].items()
            }
        )
    refused = run(f"(all) => all.map((s) => live.models.{model}.refuses(s.{model}))", settings, MODELS)
    assert [reason is None for reason in refused] == [valid(model, setting) for setting in settings]


def test_a_function_changed_on_one_side_alone_is_seen(defaults: Configuration, tmp_path: Path) -> None:
    source = (ROOT / "src/cluster_finance/live/batch.js").read_text(encoding="utf-8")
    changed = source.replace("(1 + p.funding + cost) / (1 - p.pd * p.lgd)", "(1 + p.funding + cost) / (1 - p.pd)")
    assert changed != source
    (tmp_path / "batch.js").write_text(changed, encoding="utf-8")
    settings = random_settings("batch", defaults, 20, light=False)
    found = run("(all) => all.map((s) => live.models.batch.compute(s.batch))", settings, [tmp_path / "batch.js"])
    with pytest.raises(pytest.fail.Exception):
        for setting, numbers in zip(settings, found, strict=True):
            compared(numbers, batch_numbers(setting), setting)
