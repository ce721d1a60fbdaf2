"""What rounding on another processor moves changes neither a canonical file nor an order."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from living_edition.exhibits.figure import DIGITS, above_noise, ordered

VALUES = [0.0, 1.0, -0.1, 101.9088, 9353.32, 0.027168543294152653, 2.428613e-17, -1.2e-16, 3402.0, 1e8 / 3, -7.5e-9,
          5.317045e-11]  # fmt: skip


def test_noise_moves_no_value() -> None:
    values = pd.Series(VALUES)
    kept = above_noise(values)
    random = np.random.default_rng(7).uniform(-1.0, 1.0, (200, len(values)))
    for draw in random:
        moved = values * (1.0 + 1e-12 * draw) + 1e-16 * draw
        assert list(above_noise(moved)) == list(kept)
    np.testing.assert_allclose(kept, values, rtol=0.5 * 10.0 ** (1 - DIGITS), atol=1e-12)


def test_what_was_filed_with_few_digits_and_what_is_no_number_stays() -> None:
    assert list(above_noise(pd.Series([311.57, 0.1, -40.2]))) == [311.57, 0.1, -40.2]
    assert above_noise(pd.Series([1.5, np.nan])).isna().tolist() == [False, True]
    for other in (
        pd.Series(["甲", "b"]),
        pd.Series([20100601, 3]),
        pd.Series([True, False]),
        pd.Series(pd.Categorical(["a", "b"])),
    ):
        pd.testing.assert_series_equal(above_noise(other), other)


@pytest.mark.parametrize("noise", [0.0, 1e-12, -1e-12])
def test_a_tie_is_broken_by_name(noise: float) -> None:
    table = pd.DataFrame({"name": ["c", "b", "a", "d"], "size": [0.5, 0.3 + noise, 0.3, 0.1]})
    assert "".join(ordered(table, "size", "name")["name"]) == "dabc"
    assert "".join(ordered(table, "size", "name", ascending=False)["name"]) == "cabd"
