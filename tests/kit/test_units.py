"""Units: known, convertible within their kind only."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_edition.ledger.units import convert, unit, units

PAIRS = [(a, b) for a in units() for b in units() if units()[a].kind == units()[b].kind]


@pytest.mark.parametrize(
    ("value", "source", "target", "expected"),
    [
        (1.0, "100m_yuan", "10k_yuan", 10_000.0),
        (41_001_720.0, "10k_yuan", "100m_yuan", 4_100.172),
        (500.0, "10k_yuan", "yuan", 5_000_000.0),
        (2.5, "10k_persons", "persons", 25_000.0),
        (65.0, "percent", "share", 0.65),
        (2.5, "multiple", "percent", 250.0),
        (18.0, "months", "years", 1.5),
    ],
)
def test_known_conversions(value: float, source: str, target: str, expected: float) -> None:
    assert convert(value, source, target) == pytest.approx(expected, rel=1e-12)


@given(st.floats(-1e12, 1e12), st.sampled_from(PAIRS))
def test_there_and_back(value: float, pair: tuple[str, str]) -> None:
    assert convert(convert(value, *pair), *pair[::-1]) == pytest.approx(value, rel=1e-9)


def test_kinds_do_not_mix() -> None:
    with pytest.raises(ValueError, match="10k_yuan is money, 10k_persons is persons"):
        convert(1.0, "10k_yuan", "10k_persons")


def test_unknown_unit_names_the_known() -> None:
    with pytest.raises(KeyError, match="100m_yuan"):
        unit("100m yuan")
