"""Digits that a simulation can answer for: no number is printed beyond its simulation error.

A simulated number carries the 95% interval of its simulation error (``SIMULATION`` names it); its last printed digit
may be worth no less than half the interval's width.
"""

from __future__ import annotations

import math

from living_edition.ledger.number import Number, Numbers

SIMULATION = "95%, simulation error alone"
ONE = 0.9995
"""From here on a p-value is printed as one, in one form wherever it stands."""


def decimals_within(low: float, high: float, most: int) -> int:
    """Return the most decimals, at most ``most``, that an interval from ``low`` to ``high`` bears.

    Negative where it does not bear the unit itself.
    """
    decimals = most
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


def wilson(share: float, draws: int) -> tuple[float, float]:
    """Return Wilson's 95% interval of a simulated share; it holds near zero too."""
    z2 = 1.959963984540054**2
    centre = (share + z2 / (2 * draws)) / (1 + z2 / draws)
    half = math.sqrt(z2 * (share * (1 - share) / draws + z2 / (4 * draws**2))) / (1 + z2 / draws)
    return max(centre - half, 0.0), min(centre + half, 1.0)


def p_decimals(p: float, draws: int | None, most: int = 3) -> int:
    """Return how many decimals a p-value from ``draws`` bears (None: not drawn), at most ``most``; one is ``1.00``."""
    if p >= ONE:
        return 2
    return most if draws is None else max(decimals_within(*wilson(p, draws), most), 0)


def drawn_p(of: Numbers, key: str, p: float, draws: int | None, times: float = 1.0) -> Number:
    """Return a p-value that is a share of ``draws`` (None: not drawn), with its interval and the decimals it bears.

    ``times`` is by what a correction multiplied the share to give ``p``.
    """
    if draws is None or p >= ONE:
        # A corrected one is capped there: how far the product lies beyond says nothing of its digits.
        return of.p_value(key, p, p_decimals(p, draws))
    low, high = (min(times * end, 1.0) for end in wilson(p / times, draws))
    return of.p_value(key, p, max(decimals_within(low, high, 3), 0), low=low, high=high, interval=SIMULATION)


def within_error(of: Numbers, key: str, value: float, error: float, decimals: int) -> Number:
    """Return a simulated number with the half width of its interval, to at most ``decimals`` that it bears."""
    low, high = value - error, value + error
    printed_decimals = max(decimals_within(low, high, decimals), 0)
    return of.of(key, value, decimals=printed_decimals, low=low, high=high, interval=SIMULATION)
