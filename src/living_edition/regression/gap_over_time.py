"""Every group's difference from the others year by year, its rank among all, and tests over all years.

A group's gap in a year is the mean error, in its rows, of a least-squares model of the others' rows;
with no controls that is the difference of means. One group is one cluster: it has a rank among all
groups, each treated in turn as the one that differs, and no standard error (Abadie, Diamond and
Hainmueller 2010). Three statistics do not hang on one year: the mean gap, its slope on the years,
and its rise from the first year to the last. That of a set of groups named beforehand is compared
with all sets of as many groups.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from typing import Any, Literal

import numpy as np
import pandas as pd
from pydantic import Field, model_validator

from living_edition.errors import Problem, refuse
from living_edition.ledger.number import Number, Numbers
from living_edition.regression.formulas import evaluate
from living_edition.regression.joined import JoinedTable
from living_edition.regression.sample import province_name_columns, select_rows
from living_edition.regression.spec import Grouped, Named, Tested
from living_edition.yaml_models import Loc, Once

CODE = "living_edition.regression.gap_over_time:gaps"
DECIMALS = 2
OVER_YEARS = ("mean", "slope", "rise")


class Variant(Named):
    """One way to measure a gap over time: outcome, controls, capitals in or out."""

    outcome: str
    controls: Once[str] = Field(default_factory=list)
    capitals: bool = False


class NamedSet(Named):
    """Provinces named before anything was measured, compared with all sets of as many."""

    provinces: Once[str] = Field(min_length=1)


class GapOverTime(Tested):
    """Every province's difference from the others by year.

    ``treated`` is told first; ``least_cities`` makes a second ranking without smaller provinces.
    """

    family: Literal["gap_over_time"]
    sample: Grouped
    beside: JoinedTable
    treated: str
    named: Once[NamedSet] = Field(min_length=1)
    least_cities: int = Field(ge=1, le=10_000)
    variants: Once[Variant] = Field(min_length=1)

    @model_validator(mode="after")
    def _over_years(self) -> GapOverTime:
        if self.sample.year is not None or len(self.sample.years) == 1:
            raise ValueError("two years at least in sample, or none for all")
        return self

    def mentioned(self) -> list[tuple[Loc, str]]:
        """Return outcomes and controls, each wherever the file names it."""
        used: list[tuple[Loc, str]] = []
        for i, variant in enumerate(self.variants):
            used.append((("variants", i, "outcome"), variant.outcome))
            used += [(("variants", i, "controls", j), name) for j, name in enumerate(variant.controls)]
        return used

    def needs_capital(self) -> bool:
        """Return whether a variant leaves capitals out."""
        return not all(variant.capitals for variant in self.variants)

    def needs_year(self) -> bool:
        """Return true: gaps are of years."""
        return True


KIND = GapOverTime


def gaps(rows: pd.DataFrame, outcome: str, controls: Sequence[str]) -> pd.DataFrame:
    """Return the gap of each group (rows, by ``group``) in each year (columns, by ``year``).

    ``rows`` has ``group``, ``year``, the outcome and the controls; rows with a gap in these are left
    out, and so are groups without a row in one of the years.
    """
    complete = rows.dropna(subset=[outcome, *controls])
    by_year = {int(str(year)): _of_year(part, outcome, controls) for year, part in complete.groupby("year", sort=True)}
    return pd.DataFrame(by_year).dropna().sort_index()


def _of_year(rows: pd.DataFrame, outcome: str, controls: Sequence[str]) -> pd.Series[float]:
    x = np.column_stack([np.ones(len(rows)), rows[list(controls)].to_numpy(float)])
    y, groups = rows[outcome].to_numpy(float), rows["group"].to_numpy()
    residuals = {}
    for group in sorted(set(groups)):
        of_group = groups == group
        slopes = np.linalg.lstsq(x[~of_group], y[~of_group], rcond=None)[0]
        residuals[str(group)] = float(np.mean(y[of_group] - x[of_group] @ slopes))
    return pd.Series(residuals)


def over_years(table: pd.DataFrame) -> pd.DataFrame:
    """Return each group's mean gap, slope on the years (a year) and rise from the first to the last."""
    years = np.asarray(table.columns, dtype=float)
    centred = years - years.mean()
    values = table.to_numpy()
    slopes = values @ centred / (centred @ centred)
    columns = {"mean": values.mean(axis=1), "slope": slopes, "rise": values[:, -1] - values[:, 0]}
    return pd.DataFrame(columns, index=table.index)


def ranks(table: pd.DataFrame) -> pd.DataFrame:
    """Return each group's place in each column, 1 for the largest."""
    return table.rank(ascending=False, method="max").astype(int)


def p_of_set(values: pd.Series[float], groups: Sequence[str]) -> tuple[float, int]:
    """Return the share of all sets of as many groups whose mean is at least the named ones', and their number."""
    observed = float(values[list(groups)].mean())
    means = np.array([np.mean(chosen) for chosen in combinations(values.to_numpy(), len(groups))])
    return float(np.mean(means >= observed - 1e-12)), len(means)


def rows_of(spec: GapOverTime, variant: Variant, table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of a variant with its outcome and controls as columns."""
    chosen = select_rows(spec.sample, table)[0]
    if not variant.capitals:
        chosen = chosen[~chosen[spec.sample.capital].astype(bool)]
    columns = {name: evaluate(spec.variable(name).formula, chosen) for name in (variant.outcome, *variant.controls)}
    return pd.DataFrame({"group": chosen[spec.sample.province].astype(str), "year": chosen["year"], **columns})


def result(spec: GapOverTime, table: pd.DataFrame) -> tuple[dict[str, Any], pd.DataFrame]:
    """Return what is told of each variant, and every province's gap and rank by variant and year."""
    names = table.drop_duplicates(spec.sample.province).set_index(spec.sample.province)[province_name_columns(table)]
    content, parts = {}, []
    for variant in spec.variants:
        rows = rows_of(spec, variant, table)
        by_year = gaps(rows, variant.outcome, variant.controls)
        cities = rows.dropna().groupby("group").size() / len(by_year.columns)
        larger = [group for group in by_year.index if cities[group] >= spec.least_cities]
        refuse(_not_ranked(spec, variant, cities[by_year.index]))
        all_years = over_years(by_year)
        content[variant.id] = _summary(spec, rows, variant, by_year, all_years, larger)
        long = by_year.rename_axis("province_code").melt(ignore_index=False, var_name="year", value_name="gap")
        rank_column = ranks(by_year).rename_axis("province_code").melt(ignore_index=False, value_name="rank")["rank"]
        parts.append(long.assign(rank=rank_column.to_numpy(), variant=variant.id).reset_index())
    tidy = pd.concat(parts).merge(names, left_on="province_code", right_index=True)
    order = ["variant", "province_code", "year"]
    return spec.head() | {"variants": content}, tidy.sort_values(order, ignore_index=True)


def _named(spec: GapOverTime) -> list[str]:
    return sorted({spec.treated, *[code for province_set in spec.named for code in province_set.provinces]})


def _not_ranked(spec: GapOverTime, variant: Variant, cities: pd.Series[float]) -> Iterator[Problem]:
    """Yield a problem for each province told of that has no rank; ``cities`` is a year's mean, by province."""
    file, expected = f"specs/distribution/{spec.id}.yaml", f"at least {spec.least_cities} cities (least_cities)"
    enough = ", ".join(cities.index[cities >= spec.least_cities]) or "none"
    mend = f"name provinces that have as many ({enough}), or lower least_cities"
    for code in _named(spec):
        number = cities.get(code, 0.0)
        if number < spec.least_cities:
            actual = f"{number:.3g} cities a year with every variable" if number else "no city in one of the years"
            yield Problem(file, f"variant {variant.id}, province {code}", actual, expected, mend)


def _summary(
    spec: GapOverTime, rows: pd.DataFrame, variant: Variant, table: pd.DataFrame, all_years: pd.DataFrame,
    larger: list[str],
) -> dict[str, Any]:  # fmt: skip
    others = rows[rows["group"] != spec.treated].dropna()
    means = others.groupby("year")[variant.outcome].mean()
    rank_year, rank_all_years = _ranker(table, larger), _ranker(all_years, larger)
    return {
        "provinces": len(table),
        "larger": len(larger),
        "others": {str(year): float(value) for year, value in means.items()},
        "by_province": {
            code: {
                "years": {str(year): rank_year(code, year, "gap") for year in table.columns},
                **{key: rank_all_years(code, key, "value") for key in OVER_YEARS},
            }
            for code in _named(spec)
        },
        "sets": {
            province_set.id: {
                key: dict(zip(("p", "number"), p_of_set(all_years[key], province_set.provinces), strict=True))
                for key in OVER_YEARS
            }
            for province_set in spec.named
        },
    }


def _ranker(table: pd.DataFrame, larger: list[str]) -> Callable[[str, Any, str], dict[str, float]]:
    """Return what tells a province's value in a column, called ``name``, its ranks, and its rank by number."""
    values, of_all, of_larger = table.to_dict(), ranks(table).to_dict(), ranks(table.loc[larger]).to_dict()

    def rank_entry(code: str, column: Any, name: str) -> dict[str, float]:
        rank = int(of_all[column][code])
        entry = {name: float(values[column][code]), "rank": rank, "p": rank / len(table)}
        return entry | {"rank_larger": int(of_larger[column][code])}

    return rank_entry


def numbers(spec: GapOverTime, content: dict[str, Any], files: tuple[str, ...]) -> Iterator[Number]:
    """Yield the numbers of the ledger: by variant and province gap and rank a year, and the tests over all years."""
    for variant in spec.variants:
        results = content["variants"][variant.id]
        of_variant = spec.numbers(f"gapyears.{variant.id}", files, CODE, variant.texts)
        yield from _of_variant(of_variant, results, logs=variant.outcome.startswith("ln_"))


def _of_variant(of_variant: Numbers, results: dict[str, Any], logs: bool) -> Iterator[Number]:
    yield from of_variant.from_row(("provinces", "larger"), results, "provinces", 0)
    for year, value in results["others"].items():
        yield of_variant.of(f"others.{year}", value, decimals=DECIMALS)
    for code, entry in results["by_province"].items():
        for year, of_year in entry["years"].items():
            yield of_variant.of(f"{code}.{year}.gap", of_year["gap"], decimals=DECIMALS)
            if logs:
                # A difference of mean logs is a ratio of geometric means.
                yield of_variant.of(f"{code}.{year}.times", math.exp(of_year["gap"]), "multiple", decimals=1)
            for key in ("rank", "rank_larger"):
                yield of_variant.count(f"{code}.{year}.{key}", of_year[key])
        for key in OVER_YEARS:
            yield of_variant.of(f"{code}.{key}", entry[key]["value"], decimals=DECIMALS + (key == "slope"))
            yield of_variant.p_value(f"{code}.{key}.p", entry[key]["p"])
            for rank_key in ("rank", "rank_larger"):
                yield of_variant.count(f"{code}.{key}.{rank_key}", entry[key][rank_key])
    for name, tests in results["sets"].items():
        for key, test in tests.items():
            yield of_variant.p_value(f"{name}.{key}.p", test["p"], 4)
            yield of_variant.count(f"{name}.{key}.sets", test["number"])
