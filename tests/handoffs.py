"""Whether numbers of the ledger are the fields they are said to be, each its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pytest

from living_edition.ledger.number import Number

Expected = Mapping[str, tuple[float, str]]
"""By the end of a number's id: its value and unit."""


def percent(**shares: float) -> Expected:
    return {name: (100.0 * share, "percent") for name, share in shares.items()}


def settings(parameters: object, unit: str, *names: str) -> Expected:
    times = 100.0 if unit == "percent" else 1.0
    return {name: (times * getattr(parameters, name), unit) for name in names}


def assert_handed_on(numbers: Iterable[Number], prefix: str, expected: Expected) -> None:
    """Check ids, values and units, and that no two numbers of a unit could take each other's place unseen."""
    assert_handed_on_in_all([(numbers, expected)], prefix)


def assert_handed_on_in_all(cases: Iterable[tuple[Iterable[Number], Expected]], prefix: str) -> None:
    """As ``assert_handed_on`` over several cases: two numbers differ in at least one of them."""
    signs: dict[str, tuple[str, ...]] = {}
    for numbers, expected in cases:
        handed = {number.id.removeprefix(f"{prefix}."): number for number in numbers}
        assert sorted(handed) == sorted(expected)
        for name, (value, unit) in expected.items():
            assert (handed[name].value, handed[name].unit) == (pytest.approx(value, rel=1e-9), unit), name
            signs[name] = (*signs.get(name, (unit,)), f"{value:.9g}")
    named: dict[tuple[str, ...], str] = {}
    for name, sign in signs.items():
        other = named.setdefault(sign, name)
        assert other == name, f"{name} and {other} have the same value: choose parameters that tell them apart"
