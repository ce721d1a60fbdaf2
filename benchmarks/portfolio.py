"""Speed and memory of the portfolio simulation: `python benchmarks/portfolio.py`.

1. 10^6 draws of 10^4 loans against numpy drawing the same normals and binomials (at most 1.5 times)
2. the same against drawing every loan, extrapolated from 10^3 draws (at least 200 times faster)
3. the peak of memory (at most 300 MB), and how it grows from 10^6 to 3 * 10^6 draws (not)

Medians of three runs after a warm-up, in CPU time of one thread; the two sides take turns.
"""

from __future__ import annotations

import resource
import statistics
import time
from collections.abc import Callable

import numpy as np

from cluster_finance.parameters.scenario import PortfolioParameters
from cluster_finance.scenario import portfolio

RUNS, PIECE, FEW, MEMORY_MB = 3, 50_000, 1_000, 300
POINT = PortfolioParameters(pd=0.0405, loans=10_000, draws=1_000_000)


def seconds(work: Callable[[], object]) -> float:
    """Return the CPU time of ``work``."""
    start = time.process_time()
    work()
    return time.process_time() - start


def bare(chances: np.ndarray) -> None:
    """Draw the same normals and binomials, the chances given (in the same pieces), and no more."""
    generator = np.random.default_rng(POINT.seed)
    for start in range(0, POINT.draws, PIECE):
        n = min(PIECE, POINT.draws - start)
        generator.standard_normal((n, 1))
        generator.standard_normal((n, 1))
        generator.binomial(POINT.loans, chances[start : start + n])


def chances() -> np.ndarray:
    """Return default chances as the simulation meets them: shape (draws, 1)."""
    factor = np.random.default_rng(1).standard_normal((POINT.draws, 1))
    return portfolio.conditional_pd(POINT.pd, POINT.rho_industry, factor)


def every_loan() -> None:
    """Draw every loan's own variable, in a thousand draws of the portfolio."""
    generator = np.random.default_rng(POINT.seed)
    threshold, rho = portfolio.ndtri(POINT.pd), POINT.rho_industry
    for _ in range(FEW):
        common = np.sqrt(rho) * generator.standard_normal()
        own = np.sqrt(1.0 - rho) * generator.standard_normal(POINT.loans)
        np.count_nonzero(common + own < threshold)


def peak() -> float:
    """Return the most memory used so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Print the comparisons; exit with 1 where a limit is passed."""
    portfolio.simulate(POINT)
    first = peak()
    portfolio.simulate(POINT.model_copy(update={"draws": 3 * POINT.draws}))
    growth, given = peak() - first, chances()
    pairs = [(seconds(lambda: portfolio.simulate(POINT)), seconds(lambda: bare(given))) for _ in range(RUNS)]
    ours, theirs = (statistics.median(side) for side in zip(*pairs, strict=True))
    loans = statistics.median(seconds(every_loan) for _ in range(RUNS)) * POINT.draws / FEW
    print(f"numpy      {ours:6.3f} s over {theirs:6.3f} s = {ours / theirs:5.2f} (at most 1.5)")
    print(f"every loan {loans:6.0f} s over {ours:6.3f} s = {loans / ours:5.0f} (at least 200)")
    print(f"memory     {first:6.0f} MB at most (at most {MEMORY_MB}); {growth:.0f} MB more for three times the draws")
    good = ours / theirs <= 1.5 and loans / ours >= 200 and first <= MEMORY_MB and growth < 10
    raise SystemExit(0 if good else 1)


if __name__ == "__main__":
    main()
