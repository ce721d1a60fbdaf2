"""What the section on sweeps says in words holds of the results behind it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from living_edition.ledger.number import read_numbers


@pytest.fixture
def indices(built: Path) -> pd.DataFrame:
    return pd.read_parquet(built / "results/sweeps/guarantee-sensitivity-indices.parquet")


def interval(indices: pd.DataFrame, output: str, parameter: str) -> tuple[float, float]:
    row = indices[indices["output"].eq(output) & indices["parameter"].eq(parameter)].iloc[0]
    return float(row["total"] - row["total_half_width"]), float(row["total"] + row["total_half_width"])


def test_of_the_three_greatest_the_first_and_the_last_alone_are_told_apart(indices: pd.DataFrame) -> None:
    ruin = indices[indices["output"].eq("ruin")].sort_values("total", ascending=False)
    assert set(ruin["parameter"].iloc[:3]) == {"pd", "multiple", "lgd"}
    first, middle, last = (interval(indices, "ruin", name) for name in ("pd", "multiple", "lgd"))
    for a, b in ((first, middle), (middle, last)):
        assert a[0] < b[1] and b[0] < a[1]
    assert last[1] < first[0]


def test_less_than_half_is_explained_by_single_parameters(indices: pd.DataFrame) -> None:
    assert indices[indices["output"].eq("ruin")]["first"].sum() < 0.5


def test_premium_and_counter_guarantee_lower_ruin(indices: pd.DataFrame) -> None:
    ruin = indices[indices["output"].eq("ruin")].set_index("parameter")
    for name in ("premium", "reguarantee"):
        assert ruin.loc[name, "high_mean"] < ruin.loc[name, "low_mean"]


def test_correlation_weighs_more_on_the_top_up_beyond_the_intervals(indices: pd.DataFrame) -> None:
    ruin, top_up = interval(indices, "ruin", "rho"), interval(indices, "top_up", "rho")
    assert top_up[0] > ruin[1]
    greater = indices[indices["output"].eq("ruin")].set_index("parameter")["total"]
    assert (greater > greater["rho"]).sum() >= 3


def test_persistence_and_running_costs_hardly_matter_to_ruin(indices: pd.DataFrame) -> None:
    for name in ("persistence", "running_cost"):
        assert interval(indices, "ruin", name)[1] < 0.05


def test_without_correlation_the_whole_map_is_within_the_limit(built: Path) -> None:
    table = pd.read_parquet(built / "results/sweeps/guarantee-map.parquet")
    numbers = read_numbers(built / "results/numbers/guarantee.json")
    limit = next(n.value for n in numbers if n.id == "guarantee.ruin_limit") / 100
    assert (table.loc[table["rho"].eq(0.0), "ruin"] <= limit).all()
