"""No number is printed beyond its simulation error: the ledger refuses it."""

from __future__ import annotations

from pathlib import Path

import pytest

from living_edition.errors import InputError
from living_edition.ledger.build import join
from living_edition.ledger.formatting import bare
from living_edition.ledger.number import Number, Numbers, Source, write_numbers
from living_edition.ledger.precision import SIMULATION, beyond_error, decimals_within, drawn_p, p_decimals, wilson

NOWHERE = Source("scenario", zh="", en="", files=(), code="")


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


def test_wilson_holds_at_zero_and_at_half() -> None:
    # From the closed form: z^2/(n + z^2), and 1/2 -+ z/(2 sqrt(n + z^2)).
    low, high = wilson(0.0, 10_000)
    assert low == 0.0
    assert high == pytest.approx(3.8416 / 10_003.8416, rel=1e-4)
    assert wilson(0.5, 100) == pytest.approx((0.403832, 0.596168), abs=1e-6)


@pytest.mark.parametrize(
    ("p", "draws", "printed"),
    [
        (0.0272, 9_999, "0.03"),  # half the interval is 0.003
        (0.0272, 99_999, "0.03"),
        (0.0272, 999_999, "0.027"),
        (0.357, 999, "0.4"),
        (0.357, 9_999, "0.36"),
        (0.0001, 9_999, "<0.001"),
        (0.0272, None, "0.027"),
    ],
)
def test_a_drawn_p_value_is_printed_as_its_draws_bear(p: float, draws: int | None, printed: str) -> None:
    made = drawn_p(Numbers("a", NOWHERE), "p", p, draws)
    assert bare(made, "en") == printed and not beyond_error(made)
    assert p_decimals(p, draws) == made.decimals
    assert (made.interval == SIMULATION) == (draws is not None)


def test_a_corrected_p_value_has_the_error_of_the_share_times_its_factor() -> None:
    made = drawn_p(Numbers("a", NOWHERE), "p", 0.27, 9_999, times=9.0)
    low, high = wilson(0.03, 9_999)
    assert (made.low, made.high) == pytest.approx((9 * low, 9 * high))
    assert bare(made, "en") == "0.3"
    assert drawn_p(Numbers("a", NOWHERE), "p", 0.99, 9_999, times=2.0).high == 1.0


@pytest.mark.parametrize(("p", "draws", "times"), [(1.0, 9_999, 6.7), (1.0, None, 1.0), (0.9998, 99, 1.0)])
def test_a_p_value_of_one_has_one_form(p: float, draws: int | None, times: float) -> None:
    made = drawn_p(Numbers("a", NOWHERE), "p", p, draws, times)
    assert bare(made, "en") == "1.00" and not beyond_error(made)
    assert p_decimals(p, draws) == made.decimals
