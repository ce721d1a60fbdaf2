"""Speed and memory of the mutual-aid fund: `python benchmarks/fund.py`.

1. arrays: 10^4 replications of 500 firms over 20 years against drawing one uniform number a firm and
   year (at most 8 times), and the peak of memory (at most 300 MB)
2. Mesa: the same fund with one Mesa agent a firm, where Mesa is installed (extra `bench`); said if not

Medians of three runs after a warm-up, in CPU time of one thread; the two sides take turns.
"""

from __future__ import annotations

import resource
import statistics
import time
from collections.abc import Callable
from importlib.util import find_spec

import numpy as np

from cluster_finance.parameters.fund import FundParameters
from cluster_finance.scenario import fund

RUNS, LIMIT, MEMORY_MB = 3, 8.0, 300
POINT = FundParameters(pd=0.0405, firms=500, years=20, replications=10_000)
FEW = POINT.model_copy(update={"replications": 10})


def seconds(work: Callable[[], object]) -> float:
    """Return the CPU time of ``work``."""
    start = time.process_time()
    work()
    return time.process_time() - start


def draw() -> None:
    """Draw one uniform number a firm and year, by one replication at a time into the same place."""
    generator, place = np.random.default_rng(POINT.seed), np.empty(POINT.firms * POINT.years)
    for _ in range(POINT.replications):
        generator.random(out=place)


def mesa_seconds() -> float:
    """Return the seconds of ten lives in Mesa."""
    from fund_mesa import run

    return seconds(lambda: [run(FEW, seed) for seed in range(FEW.replications)])


def main() -> None:
    """Print both comparisons; exit with 1 where a limit is passed."""
    fund.simulate(FEW)
    draw()
    pairs = [(seconds(lambda: fund.simulate(POINT)), seconds(draw)) for _ in range(RUNS)]
    ours, theirs = (statistics.median(side) for side in zip(*pairs, strict=True))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"arrays {ours:6.2f} s over {theirs:6.2f} s of drawing = {ours / theirs:5.2f} (at most {LIMIT:g})")
    print(f"memory {memory:6.0f} MB at most in use (at most {MEMORY_MB})")
    if find_spec("mesa") is None:
        print("Mesa   not compared: it is not installed (extra `bench`)")
    else:
        one = mesa_seconds() / FEW.replications
        life = ours / POINT.replications
        print(f"Mesa   {one * 1e3:6.0f} ms a life over {life * 1e3:6.3f} ms = {one / life:5.0f} times as long")
    raise SystemExit(1 if ours / theirs > LIMIT or memory > MEMORY_MB else 0)


if __name__ == "__main__":
    main()
