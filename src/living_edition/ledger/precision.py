"""Digits that a simulation can answer for: no number is printed beyond its simulation error.

A simulated number carries the 95% interval of its simulation error (``SIMULATION`` names it); its last printed digit
may be worth no less than half the interval's width.
"""

from __future__ import annotations

from living_edition.ledger.number import Number

SIMULATION = "95%, simulation error alone"


def decimals_within(low: float, high: float, wanted: int) -> int:
    """Return the most decimals, at most ``wanted``, that an interval from ``low`` to ``high`` bears.

    Negative where it does not bear the unit itself.
    """
    decimals = wanted
    while (high - low) / 2 > 10.0**-decimals * (1 + 1e-9):
        decimals -= 1
    return decimals


def beyond_error(number: Number) -> bool:
    """Return whether a simulated number is printed to more digits than its interval bears."""
    if "simulation" not in number.interval or number.low is None or number.high is None:
        return False
    scale = 100.0 if number.unit == "share" else 1.0
    decimals = number.decimals if number.decimals is not None else len(f"{number.value:g}".partition(".")[2])
    return decimals_within(scale * number.low, scale * number.high, decimals) < decimals
