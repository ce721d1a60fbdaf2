"""No number is printed beyond its simulation error: the ledger refuses it."""

from __future__ import annotations

from pathlib import Path

import pytest

from living_edition.errors import InputError
from living_edition.ledger.build import join
from living_edition.ledger.number import Number, Source, write_numbers
from living_edition.ledger.precision import SIMULATION, beyond_error, decimals_within

NOWHERE = Source("scenario", "", "", (), "")


@pytest.mark.parametrize(
    ("low", "high", "wanted", "borne"),
    [
        (0.89, 0.93, 3, 1),  # half the width is 0.02: tenths are worth more, hundredths less
        (0.318, 0.34, 2, 1),
        (0.5, 0.5, 4, 4),
        (1.0, 1.02, 2, 2),
        (87.3, 89.1, 1, 0),
        (80.0, 90.0, 1, -1),
    ],
)
def test_decimals_that_an_interval_bears(low: float, high: float, wanted: int, borne: int) -> None:
    assert decimals_within(low, high, wanted) == borne


def number(decimals: int, low: float, high: float, interval: str = SIMULATION, unit: str = "percent") -> Number:
    return Number("a.b", (low + high) / 2, unit, NOWHERE, decimals=decimals, low=low, high=high, interval=interval)


def test_what_is_beyond_the_error() -> None:
    assert beyond_error(number(2, 0.89, 0.93)) and not beyond_error(number(1, 0.89, 0.93))
    assert beyond_error(number(1, 0.10, 0.12, unit="share")) and not beyond_error(number(0, 0.10, 0.12, unit="share"))
    assert not beyond_error(number(3, 0.1, 0.9, interval="95% confidence, HC3"))


def test_the_ledger_refuses_digits_beyond_the_error(tmp_path: Path) -> None:
    write_numbers([number(2, 0.89, 0.93)], tmp_path / "a.json")
    with pytest.raises(InputError) as caught:
        join([tmp_path / "a.json"])
    message = str(caught.value)
    assert "a.json, id a.b: found 2 decimals on an interval from 0.89 to 0.93 (95%, simulation error alone)" in message
    assert "print fewer decimals, or simulate more draws" in message
    write_numbers([number(1, 0.89, 0.93)], tmp_path / "a.json")
    assert [one.id for one in join([tmp_path / "a.json"])] == ["a.b"]
