"""Portfolio credit risk: what many loans diversify away, and what stays.

A loan defaults when its asset value, a standard normal variable, falls below its threshold:

    A = sqrt(rho_b) Y + sqrt(rho_w - rho_b) Z_j + sqrt(1 - rho_w) e  <  Phi^-1(PD)

with the economy factor Y, the factor Z_j of industry j and the firm's own e (Vasicek 2002; Gordy
2003). Two firms of one industry correlate with rho_w, of two industries with rho_b. Default rates,
losses, VaR and ES are shares of the portfolio; probabilities are shares of one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaln, log_ndtr, ndtr, ndtri
from scipy.stats import binom, multivariate_normal

from cluster_finance.parameters.scenario import PortfolioParameters

Floats = NDArray[np.float64]

REACH = 8.5
"""The factor grids run from -REACH to REACH standard deviations; beyond lies less than 1e-16."""
NODES_OUTER = 121
NODES_INNER = 241
_PIECE = 50_000
_CELLS = 2_000_000
_CACHED = 100_000


@dataclass(frozen=True)
class Summary:
    """Loss of a portfolio as shares of its volume; ``var`` and ``es`` by level."""

    mean: float
    sd: float
    var99: float
    es99: float
    var999: float
    es999: float


@dataclass(frozen=True)
class Decomposition:
    """Variance of the default rate in three parts; they add up to ``total``."""

    idiosyncratic: float
    industry: float
    economy: float

    @property
    def total(self) -> float:
        """Return the variance of the default rate."""
        return self.idiosyncratic + self.industry + self.economy


def conditional_pd(pd: float, rho: float, factor: ArrayLike) -> Floats:
    """Return the default probability given a common factor (Vasicek 2002).

    ``factor`` has any shape, in standard deviations (low is bad); the result has its shape.
    """
    values = np.asarray(factor, dtype=np.float64)
    return np.asarray(ndtr((ndtri(pd) - np.sqrt(rho) * values) / np.sqrt(1.0 - rho)))


def vasicek_quantile(level: float, pd: float, rho: float) -> float:
    """Return the quantile of the default rate of an infinitely fine portfolio (Vasicek 2002)."""
    return float(conditional_pd(pd, rho, -ndtri(level)))


def joint_default(pd: float, rho: float) -> float:
    """Return the probability that two loans default together, Phi_2(c, c; rho), c = Phi^-1(PD)."""
    if pd <= 0.0 or pd >= 1.0:
        return pd
    if rho <= 0.0:
        return pd * pd
    c = float(ndtri(pd))
    law = multivariate_normal([0.0, 0.0], [[1.0, rho], [rho, 1.0]])
    return float(law.cdf([c, c]))


def industry_sizes(loans: int, industries: int) -> NDArray[np.int64]:
    """Return how many loans each industry has: shape (industries,), equal up to one loan."""
    base, remainder = divmod(loans, industries)
    return np.full(industries, base, dtype=np.int64) + (np.arange(industries) < remainder)


def trapezoid(nodes: int) -> tuple[Floats, Floats]:
    """Return points and weights (each of shape (nodes,)) of the standard normal law.

    The trapezoid rule converges geometrically for such smooth integrands; plain Gauss-Hermite does
    not resolve the narrow conditional laws of large portfolios.
    """
    points = np.linspace(-REACH, REACH, nodes)
    weights = np.exp(-0.5 * points**2)
    return points, weights / weights.sum()


def _nodes(width: float, least: int) -> int:
    """Return an odd count of nodes whose step is at most half of ``width`` (of the integrand)."""
    return max(least, int(np.ceil(4.0 * REACH / width)) | 1)


def _width(loans: int, spread: float, loading: float) -> float:
    """Return the least width of a conditional law, in standard deviations of the factor.

    On the probit scale a binomial rate has variance p(1-p)/(N phi(z)^2), at least pi/(2N);
    ``spread`` is the variance that other factors add, ``loading`` the factor's weight there.
    """
    return float(np.sqrt(np.pi / (2.0 * loans) + spread) / max(loading, 1e-9))


def _binomial_mixture(loans: int, z: Floats, weights: Floats) -> Floats:
    """Mix binomials with success probability Phi(z) by ``weights``, row by row of ``z``; shape (len(z), loans + 1)."""
    k = np.arange(loans + 1, dtype=np.float64)
    choose = gammaln(loans + 1.0) - gammaln(k + 1.0) - gammaln(loans - k + 1.0)
    law = np.zeros((len(z), loans + 1))
    nodes = max(1, _CELLS // (loans + 1))
    for start in range(0, z.shape[1], nodes):
        part = slice(start, start + nodes)
        log_p, log_q = log_ndtr(z[:, part])[..., None], log_ndtr(-z[:, part])[..., None]
        law += weights[part] @ np.exp(choose + k * log_p + (loans - k) * log_q)
    return law


def exact_law(pd: float, rho_industry: float, rho_economy: float, loans: int, industries: int = 1) -> Floats:
    """Return the probabilities of 0, 1, ..., N defaults: shape (loans + 1,), sum one.

    Binomial given all factors; the industry factor is integrated out by the trapezoid rule,
    industries are convolved given the economy factor, which is integrated out last (Gordy 2003).
    With one industry the two factors are one with correlation ``rho_industry``.
    """
    if pd <= 0.0 or rho_industry <= 0.0:
        return np.asarray(binom.pmf(np.arange(loans + 1), loans, max(pd, 0.0)), dtype=np.float64)
    if industries == 1:
        rho_economy = 0.0
    threshold, idiosyncratic = ndtri(pd), np.sqrt(1.0 - rho_industry)
    loading = np.sqrt(rho_industry - rho_economy)
    sizes, counts = np.unique(industry_sizes(loans, industries), return_counts=True)
    width = _width(int(sizes.max()), 0.0, loading / idiosyncratic)
    inner, inner_weights = trapezoid(_nodes(width, NODES_INNER))
    outer, outer_weights = np.zeros(1), np.ones(1)
    if rho_economy > 0.0:
        width = _width(loans, (loading / idiosyncratic) ** 2 / industries, np.sqrt(rho_economy) / idiosyncratic)
        outer, outer_weights = trapezoid(_nodes(width, NODES_OUTER))
    law = np.zeros(loans + 1)
    # Some places of the economy factor at a time: as many as fit the processor's cache.
    rows = max(1, _CACHED // (len(inner) * (int(sizes.max()) + 1)))
    for start in range(0, len(outer), rows):
        part = slice(start, start + rows)
        z = (threshold - np.sqrt(rho_economy) * outer[part, None] - loading * inner) / idiosyncratic
        for weight, conditional in zip(outer_weights[part], _convolved(sizes, counts, z, inner_weights), strict=True):
            law += weight * conditional
    law = np.maximum(law, 0.0)
    return law / law.sum()


def _convolved(sizes: NDArray[np.int64], counts: NDArray[np.int64], z: Floats, weights: Floats) -> Floats:
    """Return the law of the sum over independent industries, by the Fourier transform, row by row of ``z``."""
    total = int((sizes * counts).sum())
    if len(sizes) == 1 and counts[0] == 1:
        return _binomial_mixture(total, z, weights)
    length = 1 << int(np.ceil(np.log2(total + 1)))
    transform = np.ones((len(z), length // 2 + 1), dtype=np.complex128)
    for size, count in zip(sizes, counts, strict=True):
        law = _binomial_mixture(int(size), z, weights)
        transform *= np.fft.rfft(law, length) ** int(count)
    return np.asarray(np.fft.irfft(transform, length)[:, : total + 1])


def law_quantile(law: Floats, level: float) -> int:
    """Return the smallest default count whose distribution function reaches ``level``."""
    return min(int(np.searchsorted(np.cumsum(law), level - 1e-12)), len(law) - 1)


def law_shortfall(law: Floats, level: float) -> float:
    """Return expected shortfall: the mean default count of the worst 1 - ``level``.

    The atom at the quantile is split, so the measure is coherent (Acerbi and Tasche 2002).
    """
    cut = law_quantile(law, level)
    counts = np.arange(len(law), dtype=np.float64)
    beyond = float(law[cut + 1 :].sum())
    tail = float(law[cut + 1 :] @ counts[cut + 1 :]) + (1.0 - level - beyond) * cut
    return tail / (1.0 - level)


def summarise(law: Floats, lgd: float) -> Summary:
    """Return mean, deviation, VaR and ES of the loss (share of volume) from a law of counts."""
    loans = len(law) - 1
    rates = np.arange(loans + 1) / loans
    mean = float(law @ rates)
    sd = float(np.sqrt(max(float(law @ (rates - mean) ** 2), 0.0)))
    value = [law_quantile(law, level) / loans for level in (0.99, 0.999)]
    tail = [law_shortfall(law, level) / loans for level in (0.99, 0.999)]
    return Summary(*(lgd * x for x in (mean, sd, value[0], tail[0], value[1], tail[1])))


def simulate(parameters: PortfolioParameters, industries: int | None = None) -> Floats:
    """Return the simulated law of default counts: shape (loans + 1,), sum one.

    Binomials are drawn given the factors, in pieces, from three streams, so that pieces do not
    change them; the seed depends on ``seed`` and on the number of industries alone, so that other
    parameters share their random numbers.
    """
    j = parameters.industries if industries is None else industries
    seeds = np.random.SeedSequence([parameters.seed, j]).spawn(3)
    economy, industry, loans = (np.random.default_rng(seed) for seed in seeds)
    sizes = industry_sizes(parameters.loans, j)
    histogram = np.zeros(parameters.loans + 1, dtype=np.int64)
    piece = max(1, _PIECE // j)
    for start in range(0, parameters.draws, piece):
        n = min(piece, parameters.draws - start)
        factor = _industry_factor(parameters, economy.standard_normal((n, 1)), industry.standard_normal((n, j)))
        chances = conditional_pd(parameters.pd, parameters.rho_industry, factor)
        counts = loans.binomial(sizes, chances).sum(axis=1)
        histogram += np.bincount(counts, minlength=parameters.loans + 1)
    return histogram / float(parameters.draws)


def _industry_factor(parameters: PortfolioParameters, economy: Floats, industry: Floats) -> Floats:
    """Return the whole systematic factor of each industry, unit variance: (draws, industries)."""
    if parameters.rho_industry <= 0.0:
        return industry
    share = parameters.rho_economy / parameters.rho_industry
    return np.asarray(np.sqrt(share) * economy + np.sqrt(1.0 - share) * industry)


def decompose(pd: float, rho_industry: float, rho_economy: float, loans: int, industries: int = 1) -> Decomposition:
    """Return the variance of the default rate (share squared) in three parts.

    Two loans of one industry default together with P_w = Phi_2(c, c; rho_w), of two industries
    with P_b. The economy's part is P_b - PD^2; the industries' (P_w - P_b) sum of squared industry
    shares (1/J if equal); the rest, (PD - P_w)/N, is the loans' own (Gordy 2003).
    """
    within = joint_default(pd, rho_industry)
    across = joint_default(pd, rho_economy)
    shares = industry_sizes(loans, industries) / loans
    return Decomposition(
        idiosyncratic=(pd - within) / loans,
        industry=(within - across) * float(shares @ shares),
        economy=across - pd * pd,
    )


def _interpolated(pd: float, low: float, high: float, speed: float) -> float:
    weight = -np.expm1(-speed * pd) / -np.expm1(-speed)
    return float(low * weight + high * (1.0 - weight))


def _irb(pd: float, lgd: float, rho: float) -> float:
    return lgd * (vasicek_quantile(0.999, pd, rho) - pd)


def basel_corporate(pd: float, lgd: float, maturity: float = 2.5, sales: float = 50.0) -> float:
    """Return the IRB capital of a corporate loan, as a share of exposure (Basel II 2006, par. 272).

    ``maturity`` is in years; ``sales`` in million euro: below 50 the correlation is lowered, at
    most for 5 (par. 273). PD is at least 0.03% (par. 285). Without the scaling factor of 1.06.
    """
    floored = max(pd, 0.0003)
    size = min(max(sales, 5.0), 50.0)
    rho = _interpolated(floored, 0.12, 0.24, 50.0) - 0.04 * (1.0 - (size - 5.0) / 45.0)
    slope = (0.11852 - 0.05478 * np.log(floored)) ** 2
    adjustment = (1.0 + (maturity - 2.5) * slope) / (1.0 - 1.5 * slope)
    return float(_irb(floored, lgd, rho) * adjustment)


def basel_retail(pd: float, lgd: float) -> float:
    """Return the IRB capital of "other retail", as a share of exposure (Basel II 2006, par. 330).

    Loans to small businesses below one million euro belong here (par. 231). PD is at least 0.03%.
    """
    floored = max(pd, 0.0003)
    return _irb(floored, lgd, _interpolated(floored, 0.03, 0.16, 35.0))
