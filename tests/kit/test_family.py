"""Romano and Wolf's stepdown against another implementation and its size; equivalence from its definition."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from living_edition.regression.bootstrap import draw_weights, partial_out
from living_edition.regression.equivalence import Scale, margin
from living_edition.regression.estimate import Design
from living_edition.regression.family import Model, drawn_together, romano_wolf, stepdown


def by_hand(observed: list[float], drawn: list[list[float]]) -> list[float]:
    """Return adjusted p-values by the published algorithm, hypothesis by hypothesis."""
    left = sorted(range(len(observed)), key=lambda j: -observed[j])
    adjusted, floor = [0.0] * len(observed), 0.0
    while left:
        first = left[0]
        reached = sum(max(drawn[j][b] for j in left) >= observed[first] for b in range(len(drawn[0])))
        floor = max(floor, (1 + reached) / (1 + len(drawn[0])))
        adjusted[first] = floor
        left = left[1:]
    return adjusted


def test_stepdown_is_the_published_algorithm() -> None:
    random = np.random.default_rng(1)
    common = random.normal(size=300)
    drawn = np.abs(0.7 * common + 0.5 * random.normal(size=(6, 300)))
    observed = np.array([2.0, 0.4, 2.6, 1.1, 1.0, 0.0])
    assert stepdown(observed, drawn) == pytest.approx(by_hand(observed.tolist(), drawn.tolist()))


def test_no_p_value_falls_below_that_of_a_stronger_hypothesis() -> None:
    # The draws of the first reach it often, those of the second never do.
    drawn = np.vstack([np.linspace(0.0, 4.0, 100), np.zeros(100)])
    adjusted = stepdown(np.array([2.0, 1.9]), drawn)
    assert adjusted[0] > 0.4
    assert adjusted == pytest.approx(by_hand([2.0, 1.9], drawn.tolist()))
    assert adjusted[1] == adjusted[0]


def test_duplicates_cost_nothing_and_independent_ones_about_as_much_as_holm() -> None:
    random = np.random.default_rng(2)
    one = np.abs(random.normal(size=(1, 20_000)))
    alone = stepdown(np.array([2.2]), one)[0]
    twice = stepdown(np.array([2.2, 2.2]), np.repeat(one, 2, axis=0))
    assert twice == pytest.approx([alone, alone])
    apart = stepdown(np.array([2.2, 0.1]), np.abs(random.normal(size=(2, 20_000))))
    assert apart[0] == pytest.approx(1 - (1 - alone) ** 2, abs=0.004)


def models(seed: int, slopes: tuple[float, ...]) -> list[Model]:
    """Return models of overlapping provinces whose outcomes share shocks by province."""
    random = np.random.default_rng(seed)
    codes = np.repeat(np.arange(24), 6)
    shock = random.normal(size=24)[codes]
    made = []
    for at, slope in enumerate(slopes):
        kept = codes >= at
        x = random.normal(size=len(codes)) + random.normal(size=24)[codes]
        y = slope * x + shock + random.normal(size=len(codes))
        names = np.array([f"{code:02d}" for code in codes])[kept]
        columns = np.column_stack([np.ones(kept.sum()), x[kept]])
        made.append(Model(partial_out(y[kept], columns, names, 1), tuple(np.unique(names)), Scale(1.0)))
    return made


def test_a_province_weighs_the_same_in_every_model() -> None:
    first, second = models(3, (0.0, 0.0))
    together = drawn_together([first, second], 500, 11)
    weights, kind = draw_weights(24, 500, 11, "rademacher")
    alone = second.net.draw(weights[1:], kind)
    assert together[1].n0 == pytest.approx(alone.n0)
    assert together[0].n0 == pytest.approx(first.net.draw(weights, kind).n0)


def test_the_family_is_rejected_wrongly_about_as_often_as_the_level_says() -> None:
    wrong = sum(
        romano_wolf(drawn_together(models(seed, (0.0, 0.0, 0.0)), 199, seed)).min() <= 0.05 for seed in range(300)
    )
    assert 0.02 < wrong / 300 < 0.085


def test_a_true_effect_is_found_and_the_others_are_not() -> None:
    p = romano_wolf(drawn_together(models(5, (0.0, 1.5, 0.0)), 999, 5))
    assert p[1] < 0.01 and min(p[0], p[2]) > 0.05


def test_equivalence_is_two_one_sided_tests() -> None:
    scale = Scale(within=0.8)
    found = margin(0.01, 0.02, 24, scale, 5.0, 0.05)
    bound = np.log(1.05) / 0.8
    below = stats.t.cdf((0.01 - bound) / 0.02, 24)
    above = 1 - stats.t.cdf((0.01 + bound) / 0.02, 24)
    assert found.p_equivalent == pytest.approx(max(below, above))
    assert found.effect == pytest.approx(100 * (np.exp(0.008) - 1))
    # An effect is excluded where the interval at twice the level ends.
    assert found.excluded == pytest.approx(100 * (np.exp(0.8 * (0.01 + stats.t.ppf(0.95, 24) * 0.02)) - 1))


def test_equivalent_is_where_the_ninety_per_cent_interval_lies_inside_the_bounds() -> None:
    scale = Scale(within=1.0, mean=0.7)
    for estimate in np.linspace(-0.06, 0.06, 25):
        found = margin(float(estimate), 0.012, 30, scale, 5.0, 0.05)
        reach = stats.t.ppf(0.95, 30) * 0.012
        inside = estimate - reach > -0.035 and estimate + reach < 0.035
        assert (found.p_equivalent < 0.05) == inside


def test_the_detectable_effect_is_found_four_times_in_five() -> None:
    se, df, within = 0.1, 40, 0.5
    found = margin(0.0, se, df, Scale(within), 5.0, 0.05)
    slope = np.log1p(found.detectable / 100) / within
    # The approximation of a shifted central t is within a point of the noncentral one.
    power = 1 - stats.nct.cdf(stats.t.ppf(0.975, df), df, slope / se)
    assert power == pytest.approx(0.8, abs=0.01)


def test_a_design_and_its_net_agree_in_estimate_and_error() -> None:
    model = models(7, (0.4,))[0]
    codes = model.net.codes
    made = Design("m", pd.Series(model.net.y), pd.DataFrame({"x": model.net.x}), pd.Series(codes).astype(str),
                  pd.Series(range(len(codes))).astype(str))  # fmt: skip
    drawn = model.net.draw(*draw_weights(24, 99, 1))
    slope = float(made.x["x"] @ made.y / (made.x["x"] @ made.x["x"]))
    assert drawn.estimate == pytest.approx(slope)
