"""The page's numerics against SciPy."""

from __future__ import annotations

import numpy as np
import pytest
from live_node import number, run
from scipy.integrate import quad
from scipy.special import ndtr, ndtri
from scipy.stats import binom, kstest, multivariate_normal, norm


def test_the_normal_law_and_its_quantile() -> None:
    z = np.linspace(-37, 8, 2001)
    p = np.concatenate([10.0 ** np.linspace(-300, -1, 500), np.linspace(0.01, 1 - 1e-12, 500)])
    law = run("(x) => x.map(live.numerics.ndtr)", z.tolist())
    quantile = run("(x) => x.map(live.numerics.ndtri)", p.tolist())
    np.testing.assert_allclose(law, ndtr(z), rtol=1e-13, atol=0)
    np.testing.assert_allclose(quantile, ndtri(p), rtol=1e-12, atol=1e-15)
    assert [number(x) for x in run("(x) => x.map(live.numerics.ndtri)", [0, 1])] == [-np.inf, np.inf]


@pytest.mark.parametrize("rho", [0.0, 0.05, 0.3, 0.7, 0.99])
def test_two_correlated_normal_variables(rho: float) -> None:
    for c in (-3.0, -1.75, -0.2, 0.0, 1.1):
        found = run("(x) => live.numerics.equalOrthant(...x)", [c, rho])
        # Given the common factor, both are independent: one integral, not Plackett's.
        root, rest = np.sqrt(rho), np.sqrt(1 - rho)
        wanted = quad(
            lambda f, c=c, root=root, rest=rest: norm.pdf(f) * ndtr((c - root * f) / rest) ** 2,
            -12, 12, epsabs=1e-14, epsrel=1e-13, limit=400, points=[c],
        )[0]  # fmt: skip
        assert found == pytest.approx(wanted, rel=1e-10)
        assert found == pytest.approx(multivariate_normal.cdf([c, c], [0, 0], [[1, rho], [rho, 1]]), rel=1e-4)


@pytest.mark.parametrize(
    ("n", "p"), [(1, 0.3), (17, 0.04), (200, 0.5), (5000, 0.9), (20000, 0.04), (40, 0.0), (40, 1.0)]
)
def test_the_binomial_law(n: int, p: float) -> None:
    found = run(
        "(x) => { const law = new Float64Array(x[0] + 1);"
        " live.numerics.addBinomial(law, x[0], x[1], 1); return [...law]; }",
        [n, p],
    )
    wanted = binom.pmf(np.arange(n + 1), n, p)
    large = wanted > 1e-20
    np.testing.assert_allclose(np.array(found)[large], wanted[large], rtol=1e-9)


@pytest.mark.parametrize(("n", "p"), [(1, 0.3), (17, 0.04), (200, 0.045), (200, 0.97), (3000, 0.02)])
def test_binomial_quantiles(n: int, p: float) -> None:
    u = np.linspace(0.0005, 0.9995, 1000)
    found = run("(x) => x[2].map((u) => live.numerics.binomialQuantile(u, x[0], x[1]))", [n, p, u.tolist()])
    np.testing.assert_array_equal(found, binom.ppf(u, n, p))


def test_binomial_quantiles_by_expansion() -> None:
    u = np.linspace(0.0005, 0.9995, 1000)
    found = run("(x) => x.map((u) => live.numerics.binomialQuantile(u, 5000, 0.1))", u.tolist())
    assert np.abs(np.array(found) - binom.ppf(u, 5000, 0.1)).max() <= 1
    assert np.mean(found) == pytest.approx(binom.ppf(u, 5000, 0.1).mean(), abs=0.02)


def test_random_numbers_are_uniform_and_strata_hold_one_each() -> None:
    drawn, strata = run(
        "(n) => { const g = live.numerics.generator(7);"
        " return [Array.from({ length: n }, g), [...live.numerics.stratified(g, n)]]; }",
        20000,
    )
    assert kstest(drawn, "uniform").pvalue > 1e-3
    assert abs(np.corrcoef(drawn[:-1], drawn[1:])[0, 1]) < 4 / np.sqrt(20000)
    assert sorted(np.floor(np.array(strata) * 20000).astype(int).tolist()) == list(range(20000))
    # In random order: neighbours in time are not neighbours in value.
    assert abs(np.corrcoef(strata[:-1], strata[1:])[0, 1]) < 4 / np.sqrt(20000)


def test_a_root_and_a_transform() -> None:
    assert run("() => live.numerics.root((x) => Math.cos(x) - x, 0, 1)", 0) == pytest.approx(
        0.7390851332151607, rel=1e-11
    )
    x = np.random.default_rng(1).random(64)
    re, im = run(
        "(x) => { const re = [...x], im = x.map(() => 0); live.numerics.fft(re, im, -1); return [re, im]; }", x.tolist()
    )
    np.testing.assert_allclose(np.array(re) + 1j * np.array(im), np.fft.fft(x), atol=1e-12)
