"""The decomposition of one province's difference: known parts, closed forms, and what must be refused."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import yaml

from living_edition.errors import InputError
from living_edition.jobs import distribution
from living_edition.ledger.number import read_numbers
from living_edition.regression.decomposition import (
    Gap,
    placebos,
    rank,
    three_fold,
    two_fold,
)
from living_edition.regression.estimate import Design
from living_edition.yaml_models import read

SPEC = Path(__file__).parents[2] / "specs" / "distribution" / "zhejiang-gap.yaml"
SHIFT, SLOPE = 0.5, 0.3


def designed(noise: float = 0.0, provinces: int = 10, each: int = 8) -> Design:
    """Return cities whose province 33 lies SHIFT above a line of slope SLOPE and 1 to the right."""
    random = np.random.default_rng(5)
    code = np.repeat([str(30 + i) for i in range(provinces)], each)
    x = random.normal(size=code.size) + (code == "33")
    y = 2.0 + SLOPE * x + SHIFT * (code == "33") + noise * random.normal(size=code.size)
    names = pd.Series([f"city{i}" for i in range(code.size)])
    return Design("m", pd.Series(y), pd.DataFrame({"const": 1.0, "x": x}), pd.Series(code), names)


def test_without_noise_the_parts_are_the_ones_put_in() -> None:
    made = designed()
    split = two_fold(made, "33")
    inside = made.provinces == "33"
    distance = made.x.loc[inside, "x"].mean() - made.x.loc[~inside, "x"].mean()
    assert split.unexplained == pytest.approx(SHIFT)
    assert split.explained == pytest.approx(SLOPE * distance)
    assert split.terms == {"x": pytest.approx(SLOPE * distance)}
    parts = three_fold(made, "33")
    assert (parts.endowments, parts.interaction) == (pytest.approx(SLOPE * distance), pytest.approx(0, abs=1e-10))
    assert parts.coefficients == pytest.approx(SHIFT)


def test_parts_sum_to_the_gap_and_by_term_to_the_explained() -> None:
    made = designed(noise=0.4)
    inside = made.provinces == "33"
    for split in placebos(made):
        own = made.provinces == split.province
        assert split.gap == pytest.approx(made.y[own].mean() - made.y[~own].mean())
        assert split.explained + split.unexplained == pytest.approx(split.gap)
        assert sum(split.terms.values()) == pytest.approx(split.explained)
    parts = three_fold(made, "33")
    assert parts.endowments + parts.coefficients + parts.interaction == pytest.approx(
        made.y[inside].mean() - made.y[~inside].mean()
    )


def test_a_province_of_one_city_is_split_and_standardised_by_the_prediction_error() -> None:
    made = designed(noise=0.4)
    rows = (made.provinces != "34") | (np.arange(len(made.y)) == np.flatnonzero(made.provinces == "34")[0])
    small = Design("m", made.y[rows], made.x[rows], made.provinces[rows], made.cities[rows])
    split = two_fold(small, "34")
    others = small.provinces != "34"
    x, y = small.x[others].to_numpy(), small.y[others].to_numpy()
    beta, rest = np.linalg.lstsq(x, y, rcond=None)[:2]
    city = small.x[~others].to_numpy()[0]
    variance = rest[0] / (len(y) - 2) * (1 + city @ np.linalg.inv(x.T @ x) @ city)
    assert split.cities == 1
    assert split.unexplained == pytest.approx(small.y[~others].iloc[0] - city @ beta)
    assert split.standardised == pytest.approx(split.unexplained / np.sqrt(variance))


def test_the_shifted_province_ranks_first_and_p_is_its_rank_by_number() -> None:
    splits = placebos(designed(noise=0.05))
    found = rank(splits, "33", standardised=False)
    assert (found.rank, found.provinces, found.p) == (1, 10, 0.1)


def exchangeable(random: np.random.Generator, base: Design) -> Design:
    """Return provinces that differ by a normal shock alone, none more than another."""
    shocks = dict(zip(sorted(base.provinces.unique()), random.normal(size=10), strict=True))
    x = pd.DataFrame({"const": 1.0, "x": random.normal(size=len(base.y))})
    return Design("m", x["x"] + base.provinces.map(shocks), x, base.provinces, base.cities)


def unexplained(drawn: Design) -> dict[str, float]:
    """Return each province's mean error of the line through the others' cities, in closed form."""
    x, y, codes = drawn.x["x"].to_numpy(), drawn.y.to_numpy(), drawn.provinces.to_numpy()
    parts = {}
    for code in np.unique(codes):
        inside, others = codes == code, codes != code
        slope = np.cov(x[others], y[others])[0, 1] / np.var(x[others], ddof=1)
        parts[str(code)] = float(np.mean(y[inside] - y[others].mean() - slope * (x[inside] - x[others].mean())))
    return parts


def test_placebos_are_the_mean_errors_of_the_others_line() -> None:
    drawn = exchangeable(np.random.default_rng(3), designed())
    assert {split.province: split.unexplained for split in placebos(drawn)} == pytest.approx(unexplained(drawn))


def test_a_province_without_difference_is_first_as_often_as_any_other() -> None:
    """With exchangeable provinces the rank is uniform: first in one simulation of ten."""
    random, draws, first = np.random.default_rng(8), 400, 0
    base = designed()
    splits = placebos(base)
    for _ in range(draws):
        parts = unexplained(exchangeable(random, base))
        drawn = [replace(split, unexplained=parts[split.province]) for split in splits]
        first += rank(drawn, "33", standardised=False).rank == 1
    assert abs(first / draws - 0.1) < 4 * np.sqrt(0.1 * 0.9 / draws)


@pytest.mark.parametrize("province", ["99", "all"])
def test_a_province_that_is_not_there_or_alone_is_refused(province: str) -> None:
    made = designed()
    if province == "all":
        made = Design("m", made.y, made.x, made.provinces.where(made.provinces == "all", "all"), made.cities)
    with pytest.raises(InputError, match=f"province {province}"):
        two_fold(made, province)


def test_collinear_regressors_of_the_others_are_refused() -> None:
    made = designed()
    doubled = Design("m", made.y, made.x.assign(again=2 * made.x["x"]), made.provinces, made.cities)
    with pytest.raises(InputError, match="again"):
        two_fold(doubled, "33")


def altered(folder: Path, **changes: Any) -> Path:
    """Write the spec with some keys changed."""
    content = yaml.safe_load(SPEC.read_text(encoding="utf-8")) | changes
    target = folder / "spec.yaml"
    target.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return target


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"controls": ["ln_gdp_per_head", "ln_gdp"]}, "at most 3 regressors"),
        ({"models": {"province_effects": [True], "capital_indicator": [False]}}, "province_effects"),
        ({"treatd": "33"}, "treated"),
        ({"least_cities": 0}, "least_cities"),
    ],
)
def test_a_spec_that_does_not_hold_is_refused(tmp_path: Path, changes: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        read(altered(tmp_path, **changes), Gap)


def cities(path: Path) -> Path:
    """Write a small clean table."""
    random = np.random.default_rng(3)
    code = np.repeat(np.arange(30, 40), 6)
    n = len(code)
    table = pd.DataFrame(
        {
            "city": [f"city{i}" for i in range(n)],
            "year": 2007,
            "province_code": code.astype(str),
            "province_zh": "省",
            "province_en": "Province",
            "is_capital": np.tile(np.arange(6) == 0, 10),
            **{
                name: np.exp(random.normal(3, 1, n))
                for name in ("loans", "gdp", "population_year_end", "employees_secondary", "land_area")
            },
            "gdp_share_secondary": random.uniform(30, 60, n),
        }
    )
    table.to_parquet(path)
    return path


def run(folder: Path, spec: Path, table: Path) -> None:
    """Run the job."""
    distribution.run("gap", table, spec, folder / "out.json", folder / "out.parquet", folder / "numbers.json")


def test_the_job_writes_the_same_split_three_ways(tmp_path: Path) -> None:
    run(tmp_path, SPEC, cities(tmp_path / "table.parquet"))
    content = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    tidy = pd.read_parquet(tmp_path / "out.parquet").set_index(["model", "province"])
    numbers = {n.id: n.value for n in read_numbers(tmp_path / "numbers.json")}
    for found in content["models"]:
        value = found["two_fold"]["unexplained"]
        assert tidy.loc[(found["id"], "33"), "unexplained"] == pytest.approx(value)
        assert numbers[f"gap.{found['id']}.unexplained"] == value
    assert len(tidy) == 4 * 10


def test_an_unknown_family_is_told_with_the_nearest(tmp_path: Path) -> None:
    table, spec = cities(tmp_path / "table.parquet"), altered(tmp_path, family="gaps")
    with pytest.raises(InputError, match=r"line \d+, key family: found the unknown name 'gaps'.*write gap, if"):
        distribution.run("gaps", table, spec, *(tmp_path / name for name in ("a.json", "a.parquet", "b.json")))
    assert not (tmp_path / "a.json").exists()


def test_an_unknown_column_and_an_empty_sample_are_refused(tmp_path: Path) -> None:
    table = cities(tmp_path / "table.parquet")
    with pytest.raises(InputError, match="ln_gdp_per_haed"):
        run(tmp_path, altered(tmp_path, controls=["ln_gdp_per_haed"]), table)
    with pytest.raises(InputError, match="no row left"):
        run(tmp_path, altered(tmp_path, sample={"table": "city_panel", "year": 1999}), table)


def test_a_province_that_the_sample_lacks_is_refused(tmp_path: Path) -> None:
    table = cities(tmp_path / "table.parquet")
    with pytest.raises(InputError, match="province 99: found no city of it"):
        run(tmp_path, altered(tmp_path, treated="99"), table)


def test_rows_are_counted_in_the_unit_of_the_sample(tmp_path: Path) -> None:
    sample = {"table": "city_panel", "year": 2007, "unit": "observations"}
    run(tmp_path, altered(tmp_path, sample=sample), cities(tmp_path / "table.parquet"))
    units = {n.unit for n in read_numbers(tmp_path / "numbers.json") if n.id.endswith(".cities")}
    assert units == {"observations"}
