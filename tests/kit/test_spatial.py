"""Conley's errors against an implementation of their own, Moran's I against R's spdep, distances by known places."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from conftest import run_r

from living_edition.regression.spatial import conley, distances, moran

SCRIPT = r"""
suppressMessages(library(spdep))
d <- read.csv("places.csv")
m <- lm(y ~ x + z, data = d)
nb <- dnearneigh(cbind(d$longitude, d$latitude), 0, 300, longlat = TRUE)
lw <- nb2listw(nb, style = "W", zero.policy = TRUE)
t <- lm.morantest(m, lw, alternative = "greater", zero.policy = TRUE)
cat(format(c(t$estimate[1], t$estimate[2], t$statistic, t$p.value), digits = 15))
"""


def world(seed: int = 5, n: int = 60) -> pd.DataFrame:
    """Return places whose outcome has shocks in common with those near by."""
    random = np.random.default_rng(seed)
    longitude, latitude = random.uniform(105, 118, n), random.uniform(22, 34, n)
    near = np.exp(-((longitude[:, None] - longitude) ** 2 + (latitude[:, None] - latitude) ** 2) / 4)
    shock = np.linalg.cholesky(near + 1e-6 * np.eye(n)) @ random.normal(size=n)
    x, z = random.normal(size=n) + 0.3 * longitude, random.normal(size=n)
    y = 0.5 * x + shock + 0.3 * random.normal(size=n)
    return pd.DataFrame({"longitude": longitude, "latitude": latitude, "x": x, "z": z, "y": y})


def fitted(table: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return regressors, residuals and distances."""
    x = sm.add_constant(table[["x", "z"]]).to_numpy()
    residuals = np.asarray(sm.OLS(table["y"].to_numpy(), x).fit().resid)
    return x, residuals, distances(table["longitude"].to_numpy(), table["latitude"].to_numpy())


def apart(one: pd.Series, other: pd.Series) -> float:
    """Return the great-circle distance by the spherical law of cosines."""
    a, b = math.radians(one.latitude), math.radians(other.latitude)
    turn = math.radians(one.longitude - other.longitude)
    cosine = math.sin(a) * math.sin(b) + math.cos(a) * math.cos(b) * math.cos(turn)
    return 6371.0088 * math.acos(min(1.0, cosine))


@pytest.mark.parametrize("cutoff", [100.0, 400.0, 900.0])
def test_conley_is_the_double_sum_over_pairs(cutoff: float) -> None:
    table = world()
    x, residuals, far = fitted(table)
    n, k = x.shape
    meat = np.zeros((k, k))
    for i in range(n):
        for j in range(n):
            weight = 1 - apart(table.iloc[i], table.iloc[j]) / cutoff
            if weight > 0:
                meat += weight * residuals[i] * residuals[j] * np.outer(x[i], x[j])
    bread = np.linalg.inv(x.T @ x)
    assert conley(x, residuals, far, cutoff) == pytest.approx(n / (n - k) * bread @ meat @ bread, rel=1e-6)


def test_at_a_cutoff_below_every_distance_the_errors_are_hc1() -> None:
    table = world()
    x, residuals, far = fitted(table)
    white = sm.OLS(table["y"].to_numpy(), x).fit(cov_type="HC1").cov_params()
    closest = far[~np.eye(len(far), dtype=bool)].min()
    assert conley(x, residuals, far, closest) == pytest.approx(np.asarray(white), rel=1e-10)
    with pytest.raises(ValueError, match="positive"):
        conley(x, residuals, far, 0.0)


def test_distances_are_those_between_known_places() -> None:
    # A quarter of a meridian, and one degree of the equator.
    far = distances(np.array([0.0, 0.0, 1.0]), np.array([0.0, 90.0, 0.0]))
    assert far[0, 1] == pytest.approx(6371.0088 * math.pi / 2)
    assert far[0, 2] == pytest.approx(6371.0088 * math.pi / 180)
    assert np.allclose(far, far.T)


def test_moran_is_that_of_spdep(tmp_path: Path) -> None:
    table = world()
    # R measures distances on an ellipsoid: no pair may lie where the two disagree.
    x, residuals, far = fitted(table)
    assert np.abs(far - 300)[~np.eye(len(far), dtype=bool)].min() > 0.0
    table.to_csv(tmp_path / "places.csv", index=False, float_format="%.17g")
    value, expected, z, p = map(float, run_r(tmp_path, SCRIPT).split())
    found = moran(x, residuals, far, 300.0)
    assert (found.value, found.expected) == pytest.approx((value, expected), rel=1e-8)
    assert (found.z, found.p) == pytest.approx((z, p), rel=1e-6)
    assert found.p < 0.01


def test_moran_without_dependence_rejects_as_often_as_it_says() -> None:
    table = world()
    x, _, far = fitted(table)
    random = np.random.default_rng(9)
    q = np.linalg.qr(x)[0]
    rejected = 0
    for _ in range(400):
        shock = random.normal(size=len(x))
        rejected += moran(x, shock - q @ (q.T @ shock), far, 300.0).p < 0.05
    assert 0.02 < rejected / 400 < 0.085
