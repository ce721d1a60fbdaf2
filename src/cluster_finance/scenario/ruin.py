"""Ruin of the guarantee fund, exactly: a recursion over its years in place of a simulation.

The fund of ``guarantee`` is alive after year t while what defaulted so far, D_t (a share of the volume, summed
over years), is at most

    d_t = (1 - c t + m pi t) / (m l),

so that (F_t, D_t) is all that its future needs. The density of the surviving funds over the industry factor F
(a grid, trapezoid rule) and D (whole units) goes from year to year by the law of the year's defaults given F and
by the AR(1) of F. For densities as smooth as these the trapezoid rule errs by exp(-2 (pi sd / step)^2), sd being that
of the narrowest density over F. ``Precision`` says how wide and how fine the grid is, and how much is left out.

Loans may differ in size: ``weights`` are rounded to whole units, ``UNITS`` of them in the volume.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.fft import irfft, next_fast_len, rfft
from scipy.special import gammaln, log_ndtr, ndtri

from cluster_finance.parameters.scenario import GuaranteeParameters
from cluster_finance.scenario.guarantee import MULTIPLE_CAP, loss_share
from cluster_finance.scenario.mutual import fading
from cluster_finance.scenario.portfolio import conditional_pd

Floats = NDArray[np.float64]

LENGTHS = 64  # by which the lengths of transforms differ
UNITS = 5_000  # units in the volume where loans differ in size
TOLERANCE = 1e-5  # of the way that a multiple or a parameter may go, far below what is printed


@dataclass(frozen=True)
class Precision:
    """How exactly ruin is computed.

    The grid covers ``reach`` standard deviations of the factor with ``steps`` in a standard deviation of the narrowest
    density; ``dropped`` is the chance of the highest counts that are left out each year (by numbers of defaults in a
    year, and of defaults so far).
    """

    reach: float
    steps: float
    dropped: float


EXACT = Precision(reach=7.0, steps=1.25, dropped=0.0)
"""1e-12 lies below the grid, and its steps err by 1e-13."""


def within(error: float) -> Precision:
    """Return the precision with which ruin over a few years errs by no more than ``error`` (a chance); 0: ``EXACT``.

    A twentieth of it goes each year to what lies below the grid and to its steps, a hundredth to what is dropped.
    """
    if error <= 0.0:
        return EXACT
    return Precision(-float(ndtri(error / 20)), float(np.sqrt(np.log(20 / error) / 2) / np.pi), error / 100)


def ruin(
    parameters: GuaranteeParameters,
    multiple: float,
    shock: float = 0.0,
    weights: Floats | None = None,
    precision: Precision = EXACT,
) -> float:
    """Return the probability that the fund is ruined within its years at ``multiple``.

    ``shock`` moves the industry factor in the first year (standard deviations) and fades with its persistence;
    ``weights`` are the loans' shares of the volume, equal where not given.
    """
    p = parameters
    sizes = None if weights is None else units(weights)
    total = p.loans if sizes is None else UNITS
    limits = np.minimum(thresholds(p, multiple, total), total * np.arange(1, p.years + 1))
    if limits.min() < 0:
        return 1.0
    if sizes is None and not shock:
        years = [_year(p.pd, p.rho, p.persistence, p.loans, precision)] * p.years
    else:
        grid, moves = _grid(p.rho, p.persistence, p.loans, precision), fading(shock, p.persistence, p.years)
        years = [_transition(grid, p.persistence, _law(p, grid.points + move, sizes), precision) for move in moves]
    return min(_ruined(years, limits.tolist(), precision.dropped), 1.0)


def _ruined(years: Sequence[_Year], limits: Sequence[int], dropped: float) -> float:
    """Return the chance that what defaulted so far is in some year above that year's limit."""
    first = years[0]
    alive = first.start[:, None] * first.law[:, : limits[0] + 1]
    ruined = _lost(first.start[:, None], first.beyond, limits[0])
    for year, limit in zip(years[1:-1], limits[1:-1], strict=True):
        alive = _trimmed(alive, dropped)
        ruined += _lost(alive, year.moved_beyond, limit)
        # By steps, so that few transforms of the law are needed.
        length = next_fast_len(-(-(alive.shape[1] + year.law.shape[1] - 1) // LENGTHS) * LENGTHS, real=True)
        spectrum = rfft(year.kernel.T @ alive, length, axis=1) * year.spectrum(length)
        alive = np.maximum(irfft(spectrum, length, axis=1)[:, : limit + 1], 0.0)
    return ruined if len(years) == 1 else ruined + _lost(alive, years[-1].moved_beyond, limits[-1])


def _trimmed(columns: Floats, dropped: float) -> Floats:
    """Return the first columns, without the last ones whose sum is at most ``dropped``."""
    if not dropped:
        return columns
    return columns[:, : max(1, int(np.count_nonzero(np.cumsum(columns.sum(axis=0)[::-1]) > dropped)))]


def thresholds(p: GuaranteeParameters, multiple: float, total: int) -> NDArray[np.int64]:
    """Return by year how many units of ``total`` a year may have defaulted so far with the fund alive: -1, none."""
    years = np.arange(1, p.years + 1)
    capital = 1.0 - p.running_cost * years + multiple * p.premium * years
    share = multiple * loss_share(p)
    most = float(total * p.years)
    room = np.where(capital < 0.0, -1.0, most) if share <= 0.0 else np.minimum(total * capital / share, most)
    return np.floor(room + 1e-9).astype(np.int64)


def units(weights: Floats) -> NDArray[np.int64]:
    """Return the weights in whole units that add up to ``UNITS``, by the largest remainders."""
    exact = weights / weights.sum() * UNITS
    integral = np.floor(exact).astype(np.int64)
    short = UNITS - int(integral.sum())
    integral[np.argsort(integral - exact, kind="stable")[:short]] += 1
    return integral


@dataclass(frozen=True)
class _Grid:
    """Places of the factor, their distance, and the density of the factor times the distance."""

    points: Floats
    step: float
    weights: Floats


@dataclass(frozen=True)
class _Year:
    """What a year needs, with one row a place of the factor.

    ``start`` (grid,) is its law in the first year, ``kernel`` (grid, grid) its move from the year before, ``law``
    (grid, units + 1) the law of defaults given it, ``beyond`` (grid, units + 2) the chance of at least so many, and
    ``moved_beyond`` that chance given the factor of the year before.
    """

    start: Floats
    kernel: Floats
    law: Floats
    beyond: Floats
    moved_beyond: Floats
    spectra: dict[int, NDArray[np.complex128]] = field(default_factory=dict)

    def spectrum(self, length: int) -> NDArray[np.complex128]:
        """Return the transform of the law, padded to ``length``: shape (grid, length // 2 + 1)."""
        if length not in self.spectra:
            self.spectra[length] = rfft(self.law, length, axis=1)
        return self.spectra[length]


@lru_cache(maxsize=16)
def _year(pd: float, rho: float, persistence: float, loans: int, precision: Precision) -> _Year:
    """Return a year without a shock, with loans of one size."""
    grid = _grid(rho, persistence, loans, precision)
    return _transition(grid, persistence, _binomial(pd, rho, grid.points, loans), precision)


def _transition(grid: _Grid, persistence: float, law: Floats, precision: Precision) -> _Year:
    spread = np.sqrt(1.0 - persistence**2)
    kernel = grid.step / spread * _normal((grid.points[None, :] - persistence * grid.points[:, None]) / spread)
    beyond = np.pad(np.cumsum(law[:, ::-1], axis=1)[:, ::-1], ((0, 0), (0, 1)))
    if precision.dropped:
        law = law[:, : _trimmed(grid.weights[:, None] * law, precision.dropped).shape[1]]
    return _Year(grid.weights, kernel, law, beyond, kernel @ beyond)


def _grid(rho: float, persistence: float, loans: int, precision: Precision) -> _Grid:
    # The factor given what was before and after, and what a year's defaults tell of it at most (Fisher's information).
    information = (1.0 + persistence**2) / (1.0 - persistence**2) + 2.0 / np.pi * loans * rho / (1.0 - rho)
    count = int(np.ceil(2 * precision.reach * precision.steps * np.sqrt(information)))
    points, step = np.linspace(-precision.reach, precision.reach, count + 1), 2 * precision.reach / count
    return _Grid(points, step, step * _normal(points))


def _normal(x: Floats) -> Floats:
    return np.asarray(np.exp(-(x**2) / 2.0) / np.sqrt(2.0 * np.pi))


def _binomial(pd: float, rho: float, factor: Floats, loans: int) -> Floats:
    """Return the binomial law of the defaults given the factor: shape (grid, loans + 1)."""
    count = np.arange(loans + 1)
    if pd <= 0.0:
        return np.tile((count == 0).astype(np.float64), (len(factor), 1))
    # By logarithms, which are finite where the chance given the factor is 0 or 1 to all digits.
    point = ((ndtri(pd) - np.sqrt(rho) * factor) / np.sqrt(1.0 - rho))[:, None]
    ways = gammaln(loans + 1.0) - gammaln(count + 1.0) - gammaln(loans - count + 1.0)
    return np.asarray(np.exp(ways + count * log_ndtr(point) + (loans - count) * log_ndtr(-point)))


def _law(p: GuaranteeParameters, factor: Floats, sizes: NDArray[np.int64] | None) -> Floats:
    """Return the law of a year's defaulted units given the factor: shape (grid, units + 1)."""
    if sizes is None:
        return _binomial(p.pd, p.rho, factor, p.loans)
    chance = conditional_pd(p.pd, p.rho, factor) if p.pd > 0.0 else np.zeros(len(factor))
    length = next_fast_len(UNITS + 1, real=True)
    turned = np.exp(-2j * np.pi * np.arange(length // 2 + 1) / length)
    spectrum = np.ones((len(factor), len(turned)), dtype=complex)
    for size, count in zip(*np.unique(sizes, return_counts=True), strict=True):
        spectrum *= (1.0 + chance[:, None] * (turned**size - 1.0)) ** count
    return np.maximum(irfft(spectrum, length, axis=1)[:, : UNITS + 1], 0.0)


def _lost(alive: Floats, beyond: Floats, limit: int) -> float:
    """Return the chance of being alive and having more than ``limit`` defaulted after one more year."""
    first, end = max(0, limit + 2 - beyond.shape[1]), min(alive.shape[1], limit + 1)
    chance = beyond[:, limit + 2 - end : limit + 2 - first][:, ::-1]
    over = float(np.einsum("fd,f->", alive[:, limit + 1 :], beyond[:, 0]))
    return over + float(np.einsum("fd,fd->", alive[:, first:end], chance))


def largest_multiple(parameters: GuaranteeParameters, shock: float = 0.0) -> float:
    """Return the largest multiple at which ruin is within the parameters' limit, at most ``MULTIPLE_CAP``."""
    limit = parameters.ruin_limit
    threshold = turning(lambda multiple: ruin(parameters, multiple, shock) > limit, 0.0, MULTIPLE_CAP)
    return MULTIPLE_CAP if threshold is None else threshold


def turning(turned: Callable[[float], bool], start: float, end: float) -> float | None:
    """Return where ``turned`` becomes true on the way from ``start`` to ``end``, by halving; None where nowhere."""
    if not turned(end):
        return None
    low, high = start, end
    while abs(high - low) > TOLERANCE * max(abs(end - start), 1e-12):
        middle = (low + high) / 2
        low, high = (low, middle) if turned(middle) else (middle, high)
    return high
