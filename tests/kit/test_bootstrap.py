"""The wild cluster bootstrap: against the library's own call, plain numpy, and a known truth."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from wildboottest.wildboottest import WildboottestCL

from living_edition.errors import InputError
from living_edition.regression.bootstrap import (
    Draws,
    Weights,
    draw_weights,
    invert,
    partial_out,
    weights_for,
    wild,
)
from living_edition.regression.estimate import Design

CLUSTERS = 31


def sample(seed: int, clusters: int = CLUSTERS, slope: float = 0.0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return outcome, regressors (constant and one) and clusters of unequal size, shocks shared inside."""
    random = np.random.default_rng(seed)
    groups = np.repeat(np.arange(clusters), 4 + np.arange(clusters) % 7)
    shared = random.normal(size=(2, clusters))[:, groups]
    x = shared[0] + random.normal(size=len(groups))
    y = slope * x + shared[1] + random.normal(size=len(groups))
    return y, np.column_stack([np.ones(len(groups)), x]), groups


def draw(
    y: np.ndarray, x: np.ndarray, groups: np.ndarray, at: int, draws: int, seed: int, weights: Weights | None = None
) -> Draws:
    """Return the draws for the regressor in column ``at``."""
    model = partial_out(y, x, groups, at)
    return model.draw(*draw_weights(int(model.codes.max()) + 1, draws, seed, weights))


def plain(y: np.ndarray, x: np.ndarray, groups: np.ndarray, null: float, signs: np.ndarray) -> float:
    """Return the p-value from whole regressions on samples drawn one by one (``signs``: clusters, draws)."""

    def t(outcome: np.ndarray, at: float) -> float:
        inverse = np.linalg.inv(x.T @ x)
        beta = inverse @ x.T @ outcome
        e = outcome - x @ beta
        scores = np.array([x[groups == g].T @ e[groups == g] for g in np.unique(groups)])
        n, k, g = *x.shape, len(scores)
        meat = g / (g - 1) * (n - 1) / (n - k) * scores.T @ scores
        return float((beta[1] - at) / np.sqrt((inverse @ meat @ inverse)[1, 1]))

    restricted = y - null * x[:, 1]
    mean = restricted.mean()
    drawn = [t(null * x[:, 1] + mean + (restricted - mean) * v[groups], null) for v in signs.T]
    return float(np.mean(np.abs(drawn) >= abs(t(y, null)) * (1 - 1e-9)))


@pytest.mark.parametrize("kind", ["rademacher", "webb"])
def test_statistics_are_those_of_the_library_for_its_weights(kind: str) -> None:
    y, x, groups = sample(1, slope=0.25)
    x = np.column_stack([x, np.sin(np.arange(len(y)))])
    theirs = WildboottestCL(X=x, Y=y, cluster=groups, R=np.array([0.0, 1.0, 0.0]), B=999, seed=7, parallel=False)
    theirs.get_scores("11", impose_null=True)
    theirs.get_weights(kind)
    theirs.get_numer()
    theirs.get_denom()
    theirs.get_tboot()
    theirs.get_vcov()
    theirs.get_tstat()
    # Its first column of weights is the sample itself.
    ours = partial_out(y, x, groups, 1).draw(np.asarray(theirs.v)[:, 1:], "rademacher")
    drawn = ours.n0 / np.sqrt(ours.q0)
    assert ours.t(0.0) == pytest.approx(float(np.squeeze(theirs.t_stat)), rel=1e-9)
    assert drawn == pytest.approx(np.asarray(theirs.t_boot)[-len(drawn) :], rel=1e-7)


@pytest.mark.parametrize("null", [0.0, 0.2, -0.3])
def test_p_agrees_with_plain_numpy_within_monte_carlo_error(null: float) -> None:
    y, x, groups = sample(2, slope=0.15)
    drawn = draw(y, x, groups, 1, 19999, 11)
    signs = np.random.default_rng(5).choice([-1.0, 1.0], size=(CLUSTERS, 2000))
    p = plain(y, x, groups, null, signs)
    error = np.sqrt(max(p * (1 - p), 1e-4) * (1 / 2000 + 1 / 19999))
    assert abs(drawn.p(null) - p) < 4 * error


def test_every_sign_is_enumerated_where_there_are_few() -> None:
    y, x, groups = sample(3, clusters=7)
    drawn = draw(y, x, groups, 1, 999, 1, weights="rademacher")
    assert len(drawn.n0) == 2**7
    signs = np.array(list(itertools.product([-1.0, 1.0], repeat=7))).T
    exact = plain(y, x, groups, 0.0, signs)
    assert drawn.p(0.0) == pytest.approx((1 + exact * 2**7) / (1 + 2**7))


def test_few_clusters_are_given_six_points() -> None:
    assert (weights_for(9, 9999), weights_for(31, 99_999)) == ("webb", "rademacher")


def test_an_interval_ends_where_the_test_begins_to_reject() -> None:
    y, x, groups = sample(4, slope=0.5)
    drawn = draw(y, x, groups, 1, 9999, 3)
    low, high = invert(drawn, 0.95)
    assert low is not None and high is not None
    assert low < drawn.estimate < high
    for bound, outside in ((low, -1e-3), (high, 1e-3)):
        assert drawn.p(bound) >= 0.05
        assert drawn.p(bound + outside) < 0.06
        assert abs(drawn.p(bound) - 0.05) < 0.005


def test_weights_are_webbs_six_points_and_have_mean_zero_and_variance_one() -> None:
    # Webb (2014): plus and minus the roots of 1/2, 1 and 3/2, each as often.
    drawn, kind = draw_weights(6, 20_000, 3, "webb")
    assert kind == "webb" and drawn.shape == (6, 20_000)
    assert sorted({round(float(value), 12) for value in np.unique(drawn**2)}) == [0.5, 1.0, 1.5]
    error = 4 / np.sqrt(drawn.size)
    assert abs(drawn.mean()) < error and abs((drawn**2).mean() - 1) < error


@pytest.mark.slow
def test_intervals_cover_the_truth_as_often_as_they_say() -> None:
    truth, rounds = 0.3, 1500
    inside = 0
    for seed in range(rounds):
        y, x, groups = sample(10_000 + seed, slope=truth)
        low, high = invert(draw(y, x, groups, 1, 399, seed), 0.95)
        assert low is not None and high is not None
        inside += low <= truth <= high
    assert 0.93 < inside / rounds < 0.97


def test_the_same_seed_gives_the_same_and_too_few_clusters_are_refused() -> None:
    y, x, groups = sample(5)
    labels = pd.Series(groups).astype(str)
    made = Design("m", pd.Series(y), pd.DataFrame(x, columns=["const", "x"]), labels, labels)
    first, _ = wild(made, "province", "x", 999, 1, 0.95)
    assert first == wild(made, "province", "x", 999, 1, 0.95)[0]
    assert first.p != wild(made, "province", "x", 999, 2, 0.95)[0].p
    with pytest.raises(InputError, match="bootstrap by year: found 0 clusters"):
        wild(made, "year", "x", 999, 1, 0.95)
    pooled = Design("m", made.y, made.x, (labels.astype(int) % 4).astype(str), labels)
    with pytest.raises(InputError, match="found 4 clusters; expected at least 5"):
        wild(pooled, "province", "x", 999, 1, 0.95)


def test_an_interval_without_a_bound_is_said_so() -> None:
    # 999 draws cannot give a p-value of one in ten thousand: no null is rejected.
    y, x, groups = sample(6)
    labels = pd.Series(groups).astype(str)
    made = Design("m", pd.Series(y), pd.DataFrame(x, columns=["const", "x"]), labels, labels)
    found, said = wild(made, "province", "x", 999, 1, 0.9999)
    assert (found.low, found.high) == (None, None)
    assert any("no bounded interval" in one["en"] for one in said)
    # Nor can the 32 samples of five clusters give one below 2 in 32.
    few = draw(*sample(6, clusters=5), 1, 999, 1, weights="rademacher")
    assert invert(few, 0.95) == (None, None)
