"""Cost of the specification curve's joint test: its matrix products beside one least-squares fit an estimate.

Run as `python benchmarks/curve.py` where results/clean/city_panel.parquet is built. The loop fits
statsmodels anew for each specification and draw, as one would without the theorem the test uses;
it runs a few draws, and the seconds of a draw are compared. Both must give the same estimates.
"""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from living_edition.regression.curve_report import TERM
from living_edition.regression.estimate import estimate
from living_edition.regression.specification_curve import (
    Curve,
    estimates,
    rearranged,
    rearrangements,
    reduced,
    unfold,
)
from living_edition.yaml_models import read

ROOT = Path(__file__).resolve().parents[1]
DRAWS, LOOPED = 999, 2


def main() -> None:
    """Print seconds a draw of the whole curve, both ways, and their ratio."""
    curve = read(ROOT / "specs/distribution/specification-curve.yaml", Curve)
    choices, _, _ = unfold(curve, pd.read_parquet(ROOT / "results/clean/city_panel.parquet"))
    designs = [choice.design for choice in choices if choice.outcome == curve.outcomes[0]]
    provinces = sorted({str(name) for made in designs for name in made.provinces})
    random = np.random.default_rng(curve.seed).uniform(size=(len(provinces), DRAWS))

    start = time.perf_counter()
    ours = []
    for made, each in zip(designs, reduced(designs, TERM), strict=True):
        way = rearrangements(each.codes, random, "sign")
        ours.append(estimates(each, rearranged(each, each.net(made.y.to_numpy()), way, "sign")))
    products = (time.perf_counter() - start) / DRAWS

    start = time.perf_counter()
    for made, each, (slopes, wald) in zip(designs, reduced(designs, TERM), ours, strict=True):
        signs = np.where(random < 0.5, -1.0, 1.0)[each.codes]
        residuals = each.net(made.y.to_numpy())
        for draw in range(LOOPED):
            outcome = pd.Series(residuals * signs[:, draw], index=made.y.index)
            done = estimate(replace(made, y=outcome), ["province"], 0.95)
            # The first estimates are those of the residuals in their places.
            np.testing.assert_allclose(slopes[1 + draw], done.terms[TERM], rtol=1e-7)
            np.testing.assert_allclose(wald[1 + draw], done.errors[TERM]["province"].t, rtol=1e-7)
    loop = (time.perf_counter() - start) / LOOPED

    print(f"{len(designs)} specifications, seconds a draw: products {products:.5f}, loop {loop:.3f}")
    print(f"ratio {loop / products:.0f}; estimates agree to 1e-7")


if __name__ == "__main__":
    main()
