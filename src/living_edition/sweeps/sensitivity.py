"""Variance-based sensitivity of a sweep on a Sobol design (Sobol 2001; Saltelli 2010)."""

from __future__ import annotations

import numpy as np
import pandas as pd
from SALib.analyze import sobol

from living_edition.errors import InputError, Problem
from living_edition.sweeps.design import problem
from living_edition.sweeps.spec import SweepSpec

MOST_RESAMPLES, LEAST_RESAMPLES = 1_000, 100
RESAMPLED = 4_194_304
"""Base points times resamples of the bootstrap, at most: SALib holds them all in memory."""
FIFTHS = 5


def indices(spec: SweepSpec, table: pd.DataFrame, confidence: float = 0.95) -> pd.DataFrame:
    """Return one row an output and parameter of a gathered Sobol sweep.

    ``first`` is the share of the output's variance that the parameter explains alone, ``total`` the
    share in which it has any part, each with the half width of its bootstrap interval at level
    ``confidence`` (SALib). ``low_mean`` and ``high_mean`` are the mean output where the parameter
    lies in the lowest and the highest fifth of its range, the others at random over theirs;
    ``mean`` is the output's mean over the design. Raises ``InputError`` for an output that does not vary.
    """
    actual, mend = "the same value at every point", "widen the ranges, raise the draws, or leave the output out"
    constant = [name for name in spec.outputs if float(np.ptp(table[name].to_numpy())) == 0.0]
    if constant:
        about = f"sweep of {spec.model}"
        raise InputError([Problem(about, f"output {name}", actual, "one that varies", mend) for name in constant])
    return pd.concat([_of_output(spec, table, name, confidence) for name in spec.outputs], ignore_index=True)


def _of_output(spec: SweepSpec, table: pd.DataFrame, output: str, confidence: float) -> pd.DataFrame:
    values = table[output].to_numpy()
    resamples = min(MOST_RESAMPLES, max(LEAST_RESAMPLES, RESAMPLED // spec.points))
    analysed = sobol.analyze(
        problem(spec), values, calc_second_order=False, num_resamples=resamples, conf_level=confidence, seed=spec.seed
    )
    names = list(spec.parameters)
    ends = np.array([_ends(spec, table, name, output) for name in names])
    return pd.DataFrame(
        {
            "output": output,
            "parameter": names,
            "low": [low for low, _ in _bounds(spec)],
            "high": [high for _, high in _bounds(spec)],
            "first": analysed["S1"],
            "first_half_width": analysed["S1_conf"],
            "total": analysed["ST"],
            "total_half_width": analysed["ST_conf"],
            "low_mean": ends[:, 0],
            "high_mean": ends[:, 1],
            "mean": float(values.mean()),
        }
    )


def _bounds(spec: SweepSpec) -> list[tuple[float, float]]:
    return [axis.range for axis in spec.parameters.values() if axis.range is not None]


def _ends(spec: SweepSpec, table: pd.DataFrame, name: str, output: str) -> tuple[float, float]:
    low, high = spec.parameters[name].range or (0.0, 1.0)
    share = (table[name] - low) / (high - low)
    lowest, highest = share <= 1 / FIFTHS, share >= 1 - 1 / FIFTHS
    return float(table.loc[lowest, output].mean()), float(table.loc[highest, output].mean())
