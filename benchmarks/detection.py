"""Rates of detection: faults of each kind planted into sound panels, those found, and what is flagged without need.

Three panels: simulated ones, the real figures with every flagged cell taken out, and the real figures
as the edition cleans them (its flags include faults and true leaps that nobody planted). At least 95%
of the planted cells must be flagged and under 1% of those left alone.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pandas as pd

from cluster_finance.data.cities import clean_city_panel
from living_edition.tables.corrections import read_corrections
from living_edition.tables.descriptor import raw_path, resource
from living_edition.tables.raw import read_raw

sys.path.insert(0, str(Path(__file__).parents[1] / "tests/thesis"))
from planting import Kind, Rates, measure, plant, simulated, without_flagged

FOUND, FLAGGED = 0.95, 0.01
RUNS = {"slip": 4, "swap": 5, "row_unit": 2, "series_unit": 8, "year_unit": 20, "year_swap": 20}


def cleaned() -> pd.DataFrame:
    """Return the panel of cities as the edition cleans it."""
    panel, capitals, provinces = (
        read_raw(raw_path(name), resource(name)) for name in ("city_panel", "provincial_capitals", "province_codes")
    )
    return clean_city_panel(panel, capitals, provinces, read_corrections())[0]


def rates(panel: Callable[[int], pd.DataFrame], kind: Kind) -> Rates:
    """Return the rates of one kind of fault over its runs."""
    return functools.reduce(Rates.__add__, (measure(plant(panel(seed), kind, seed)) for seed in range(RUNS[kind])))


def main() -> None:
    """Print the rates; exit with 1 where one falls short on the panels that are sound."""
    real = cleaned()
    sound = without_flagged(real)
    cached = functools.cache(simulated)
    failed = False
    for name, panel, held in (
        ("simulated", lambda seed: cached(seed % 3), True),
        ("real, flagged cells out", lambda _: sound, True),
        ("real, as cleaned", lambda _: real, False),
    ):
        for kind in get_args(Kind):
            seen = rates(panel, kind)
            found, flagged = seen.found / seen.planted, seen.flagged / seen.untouched
            failed |= held and (found < FOUND or flagged >= FLAGGED)
            print(
                f"{name:24} {kind:12} found {found:7.2%} of {seen.planted:5}; flagged without need {flagged:6.2%}",
                flush=True,
            )
    raise SystemExit(1 if failed else 0)


if __name__ == "__main__":
    main()
