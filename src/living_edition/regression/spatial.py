"""Dependence across space: errors that allow for it, and a test whether residuals have it.

Conley's (1999) errors let the residuals of any two rows go together by a weight that falls with the
distance between them (Bartlett's kernel: 1 - d / cutoff) and is nought from the cutoff on, across the
borders of provinces. At a cutoff of nought they are White's; n/(n-k) corrects them as it does HC1.
Moran's I of least-squares residuals is read against its mean and variance for normal errors (Cliff and
Ord 1981), which allow for the regressors.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import stats

Array = np.ndarray[Any, np.dtype[np.float64]]
EARTH = 6371.0088
"""Mean radius of the earth in kilometres (IUGG)."""


def distances(longitude: Array, latitude: Array) -> Array:
    """Return great-circle distances (km, n by n) of places given in decimal degrees (haversine formula)."""
    east, north = np.radians(longitude), np.radians(latitude)
    half_north = np.sin((north[:, None] - north) / 2) ** 2
    half_east = np.cos(north)[:, None] * np.cos(north) * np.sin((east[:, None] - east) / 2) ** 2
    return np.asarray(2 * EARTH * np.arcsin(np.sqrt(np.clip(half_north + half_east, 0.0, 1.0))))


def conley(x: Array, residuals: Array, apart: Array, cutoff: float) -> Array:
    """Return the covariance of least-squares coefficients (k by k).

    ``x`` is n by k, ``apart`` the distances (km, n by n), ``cutoff`` in km. Raises ``ValueError`` for a
    cutoff that is not positive.
    """
    if cutoff <= 0:
        raise ValueError("the cutoff is a positive distance")
    n, k = x.shape
    bread = np.linalg.inv(x.T @ x)
    scores = x * residuals[:, None]
    meat = scores.T @ np.maximum(1 - apart / cutoff, 0.0) @ scores
    return np.asarray(n / (n - k) * bread @ meat @ bread)


@dataclass(frozen=True)
class Moran:
    """Moran's I of residuals, its mean without dependence, the standardised value and its one-sided p-value."""

    value: float
    expected: float
    z: float
    p: float
    neighbours: float


def moran(x: Array, residuals: Array, apart: Array, cutoff: float) -> Moran:
    """Return Moran's I of least-squares residuals; rows within ``cutoff`` km are neighbours, in equal parts.

    ``neighbours`` is their mean number. A row without any counts for nothing.
    """
    near = (apart < cutoff) & ~np.eye(len(apart), dtype=bool)
    counts = near.sum(axis=1)
    weights = near / np.maximum(counts, 1)[:, None]
    n, k = x.shape
    scale = n / weights.sum()
    q = np.linalg.qr(x)[0]
    value = scale * float(residuals @ weights @ residuals) / float(residuals @ residuals)
    # Of M W and its products only traces are needed; M = I - QQ'.
    half = weights - q @ (q.T @ weights)
    both = half - (half @ q) @ q.T
    trace = float(np.trace(both))
    expected = scale * trace / (n - k)
    symmetric = (both + both.T) / 2
    second = (2 * float(np.sum(symmetric * symmetric)) + trace**2) / ((n - k) * (n - k + 2))
    variance = scale**2 * second - expected**2
    z = (value - expected) / np.sqrt(variance)
    return Moran(value, expected, float(z), float(stats.norm.sf(z)), float(counts.mean()))
