"""Signals, the mutual layer, caps, what makes a multiple as safe, and the named scenarios."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from oracles import default_rate, draw, outcome, ruin_one_year, simulated_ruin, vasicek_variance
from scipy import stats

from cluster_finance.parameters.fund import FundParameters
from cluster_finance.parameters.layer import LayerParameters
from cluster_finance.parameters.named import read_named
from cluster_finance.parameters.scenario import GuaranteeParameters, PortfolioParameters
from cluster_finance.scenario import (
    compared,
    equalise,
    guarantee,
    mutual,
)
from cluster_finance.scenario import predictability as signal
from cluster_finance.scenario.portfolio import (
    conditional_pd,
    decompose,
    exact_law,
    summarise,
)
from cluster_finance.scenario.ruin import ruin
from living_edition.errors import InputError

PD, W, B = 0.0405, 0.20, 0.08
ROOT = Path(__file__).parents[2]
NAMED = sorted((ROOT / "specs/scenarios").glob("*.yaml"))


def fund(**changes: float) -> GuaranteeParameters:
    given = {"pd": PD, "home_multiple": 2.5, "abroad_multiple": 10.0, "draws": 20_000, "loans": 100}
    return GuaranteeParameters(**{**given, **changes})  # type: ignore[arg-type]


def test_no_signal_foresees_nothing_and_a_perfect_one_all_but_the_firms_own() -> None:
    for industries in (1, 10):
        parts = decompose(PD, W, B, 500, industries)
        assert signal.unforeseen_variance(PD, W, B, 500, industries) == pytest.approx(parts.total, rel=1e-9)
        perfect = signal.unforeseen_variance(PD, W, B, 500, industries, 1.0)
        assert perfect == pytest.approx(parts.idiosyncratic, rel=1e-4)


@pytest.mark.parametrize("industries", [1, 4])
def test_unforeseen_variance_against_simulated_signals(industries: int) -> None:
    accuracy, n, loans = 0.7, 200_000, 10**9
    rng = np.random.default_rng(5)
    y, z, e = rng.standard_normal(n), rng.standard_normal((n, industries)), rng.standard_normal((n, industries))
    factor = np.sqrt(B / W) * y[:, None] + np.sqrt(1 - B / W) * z
    s = accuracy * factor + np.sqrt(1 - accuracy**2) * e
    rate = conditional_pd(PD, W, factor).mean(axis=1)
    # E Var(x | s) = Var x - Var E(x | s): forecasts by regression of the factors on all signals.
    cov = np.full((industries, industries), B / W) + (1 - B / W) * np.eye(industries)
    weights = accuracy * cov @ np.linalg.inv(accuracy**2 * cov + (1 - accuracy**2) * np.eye(industries))
    mean = s @ weights.T
    left = 1 - np.diag(weights @ (accuracy * cov))[0]
    forecast = stats.norm.cdf((stats.norm.ppf(PD) - np.sqrt(W) * mean) / np.sqrt(1 - W + W * left)).mean(axis=1)
    gaps = (rate - forecast) ** 2
    exact = signal.unforeseen_variance(PD, W, B, loans, industries, accuracy)
    assert abs(gaps.mean() - exact) < 4 * gaps.std() / np.sqrt(n)


def test_given_its_signal_one_industry_is_vasiceks() -> None:
    points = np.linspace(-8, 8, 4001)
    weights = stats.norm.pdf(points) / stats.norm.pdf(points).sum()
    for accuracy in (0.3, 0.8):
        given = [signal.given_signal(PD, W, accuracy, float(s)) for s in points]
        assert weights @ [p for p, _ in given] == pytest.approx(PD, rel=1e-6)
        # The variance that is left on average, from Vasicek's law given each signal.
        coarse = points[::40], weights[::40] / weights[::40].sum()
        pairs = [signal.given_signal(PD, W, accuracy, float(s)) for s in coarse[0]]
        left = coarse[1] @ [vasicek_variance(p, rho) for p, rho in pairs]
        own = decompose(PD, W, B, 10**9).idiosyncratic
        assert left == pytest.approx(signal.unforeseen_variance(PD, W, B, 10**9, 1, accuracy) - own, rel=1e-3)


def test_break_even_stands_where_both_are_as_foreseeable() -> None:
    for rho, known in ((0.1, 0.0), (0.2, 0.0), (0.3, 0.5)):
        a = signal.break_even(PD, rho, B, 500, 10, known)
        one = signal.unforeseen_variance(PD, rho, B, 500, 1, a)
        assert one == pytest.approx(signal.unforeseen_variance(PD, rho, B, 500, 10, known), rel=1e-6)
        better = signal.unforeseen_variance(PD, rho, B, 500, 1, min(a + 0.01, 1.0))
        assert better < signal.unforeseen_variance(PD, rho, B, 500, 10, known)
    assert signal.break_even(PD, B, B, 500, 10) == pytest.approx(0.0, abs=1e-4)


def test_tighter_ties_ask_for_a_better_signal() -> None:
    needed = [signal.break_even(PD, rho, B, 500, 10) for rho in (0.1, 0.2, 0.3, 0.4)]
    assert (np.diff(needed) > 0).all()


def test_capital_given_no_signal_is_the_unexpected_loss() -> None:
    law = summarise(exact_law(PD, W, 0.0, 300), 0.45)
    made = signal.unexpected_loss(PD, 0.45, W, 300, 0.0)
    assert made == pytest.approx(law.var999 - law.mean, rel=1e-6)
    assert signal.unexpected_loss(PD, 0.45, W, 300, 0.9) < made


def test_without_layer_and_with_equal_clients_it_is_the_guarantee_model() -> None:
    p = fund(draws=20_000, years=1, persistence=0.0)
    drawn = draw(p)
    for m in (5.0, 10.0):
        exact = ruin_one_year(p, m)
        share = outcome(p, m, drawn).ruin
        assert abs(share - exact) < 4 * np.sqrt(exact * (1 - exact) / p.draws)
    counts = guarantee.default_counts(p, [(p.rho, p.pd)])[0]
    same = simulated_ruin(p, counts, 10.0)
    # The same random numbers, kept in single precision: at most a draw or two on the edge differ.
    assert abs(outcome(p, 10.0, drawn).ruin - same) <= 2 / p.draws
    empty = LayerParameters(deposit=0.0, call=0.0)
    assert outcome(p, 10.0, drawn, empty) == outcome(p, 10.0, drawn)


def test_a_deposit_without_calls_is_capital_in_one_year() -> None:
    p = fund(years=1, running_cost=0.0, pd=0.12, rho=0.3)
    layer = LayerParameters(deposit=0.03, call=0.0)
    share = outcome(p, 10.0, draw(p), layer).ruin
    # Capital 1 and a layer of 0.03 m: as safe as capital alone at the multiple m / (1 + 0.03 m).
    exact = ruin_one_year(p, 10.0 / 1.3)
    assert exact > 1e-3
    assert abs(share - exact) < 4 * np.sqrt(exact * (1 - exact) / p.draws)


def test_calls_help_where_harmless_and_wrong_way_risk_takes_from_it() -> None:
    p = fund(pd=0.06, rho=0.3)
    drawn = draw(p)
    alone = outcome(p, 10.0, drawn)
    made = [outcome(p, 10.0, drawn, LayerParameters(wrong_way=w)) for w in (0.0, 10.0, 20.0, 40.0)]
    assert made[0].ruin < alone.ruin and made[0].default_rate == alone.default_rate
    assert (np.diff([m.ruin for m in made]) > 0).all()
    assert (np.diff([m.default_rate for m in made]) > 0).all()


def test_the_quick_simulation_is_the_slow_one() -> None:
    p, layer = fund(pd=0.06, rho=0.3, draws=20_000), LayerParameters()
    slow, quick = outcome(p, 10.0, draw(p, -1.0), layer), mutual.simulate(p, 10.0, layer, 200_000, -1.0)
    error = np.sqrt(slow.ruin * (1 - slow.ruin) * (1 / 20_000 + 1 / 200_000))
    assert abs(slow.ruin - quick.ruin) < 4 * error and slow.ruin > 0.01
    assert quick.default_rate == pytest.approx(slow.default_rate, rel=0.02)
    assert quick.calls == pytest.approx(slow.calls, rel=0.05)


def test_client_weights_keep_the_volume_and_the_cap() -> None:
    np.testing.assert_allclose(mutual.client_weights(40, 0.0), 1 / 40)
    for cap in (0.2, 0.05, 0.026):
        weights = mutual.client_weights(40, 1.0, cap)
        assert weights.sum() == pytest.approx(1.0) and weights.max() <= cap + 1e-12
    two = mutual.client_weights(2, 1.0)
    np.testing.assert_allclose(two, [2 / 3, 1 / 3])
    with pytest.raises(ValueError, match="cannot hold"):
        mutual.client_weights(10, 1.0, 0.05)


def test_unequal_clients_raise_the_variance_by_their_concentration() -> None:
    p = fund(rho=0.0, years=1)
    weights = mutual.client_weights(p.loans, 1.0)
    drawn = draw(p)
    rates = default_rate(p, drawn.factor[:, 0], np.zeros(p.draws), drawn.uniforms[:, 0], weights)
    exact = PD * (1 - PD) * float(weights @ weights)
    fourth = ((rates - PD) ** 2).std() / np.sqrt(p.draws)
    assert abs(((rates - PD) ** 2).mean() - exact) < 4 * fourth


def test_what_is_needed_for_a_high_multiple_is_needed() -> None:
    p = fund(years=3, loans=50)
    table = equalise.as_safe(p, 10.0, 0.01)
    for row in table.to_dict("records"):
        changed = p.model_copy(update={row["parameter"]: row["needed"]})
        assert ruin(changed, 10.0) == row["ruin"]
        assert (row["ruin"] <= 0.01) == row["reached"]
        if row["reached"]:
            short = row["needed"] + 0.001 * (row["own"] - row["needed"])
            assert ruin(p.model_copy(update={row["parameter"]: short}), 10.0) >= row["ruin"]


def test_a_shock_moves_the_default_probability_as_it_says() -> None:
    assert compared.shocked_pd(PD, W, 0.0) == pytest.approx(PD)
    rng = np.random.default_rng(3)
    chances = conditional_pd(PD, W, rng.standard_normal(200_000) - 2.0)
    error = chances.std() / np.sqrt(len(chances))
    assert abs(chances.mean() - compared.shocked_pd(PD, W, -2.0)) < 4 * error
    np.testing.assert_allclose(mutual.fading(-2.0, 0.5, 3), [-2.0, -1.0, -0.5])


def test_named_scenarios_are_told_and_ordered(monkeypatch: pytest.MonkeyPatch) -> None:
    named = read_named(NAMED)
    assert {"no-cluster", "cluster", "downturn", "exit-never"} <= set(named)
    assert [s.multiple for s in named.values() if s.multiple][:2] == [5.0, 10.0]
    assert named["cluster"].differences() == {} and named["downturn"].differences() == {"shock": -2.0}
    monkeypatch.setattr(mutual, "MANY", 2_000)
    small = FundParameters(pd=PD, replications=100, firms=40, years=5)
    made = compared.table(named, PortfolioParameters(pd=PD), fund(draws=2_000), LayerParameters(), small).set_index(
        "scenario"
    )
    assert list(made.index) == list(named)
    assert made.loc["no-cluster", "var999"] < made.loc["cluster", "var999"] < made.loc["downturn", "var999"]
    assert made.loc["guarantee-10", "ruin"] > made.loc["cluster", "ruin"]
    assert made.loc["exit-never", "exposure"] == pytest.approx(1.0)
    assert made.loc["mutual-layer-downturn", "differences"] == "layer = 1, multiple = 10, shock = -2"
    # What a scenario does not name is the configuration's, whatever that is.
    other = small.model_copy(update={"exit_from": 0})
    never = compared.table(named, PortfolioParameters(pd=PD), fund(draws=2_000), LayerParameters(), other)
    assert never.set_index("scenario").loc["cluster", "exposure"] == pytest.approx(1.0)


def test_wrong_scenarios_are_told_all_at_once(tmp_path: Path) -> None:
    for name, text in (("a", "order: 1\ntitle_zh: 甲\n"), ("b", "order: 2\ntitle_zh: 乙\ntitle_en: B\ntypo: 1\n")):
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    for name in ("c", "d"):
        (tmp_path / f"{name}.yaml").write_text("order: 3\ntitle_zh: 丙\ntitle_en: C\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_named(tmp_path.glob("*.yaml"))  # type: ignore[arg-type]
    assert len(caught.value.problems) == 4


def test_loss_laws_are_tails_of_the_exact_law() -> None:
    p = PortfolioParameters(pd=PD, loans=50)
    laws = compared.loss_laws(p)
    one = laws[(laws["rho"] == 0.0) & (laws["loans"] == 50)].set_index("loss")["chance"]
    for loss in (0.0, 0.045, 0.1):
        needed = int(np.ceil(loss / p.lgd * 50 - 1e-9))
        assert float(one[loss]) == pytest.approx(float(stats.binom.sf(needed - 1, 50, PD)), rel=1e-9)
    assert (laws.groupby(["rho", "loans"])["chance"].diff().dropna() <= 1e-12).all()
