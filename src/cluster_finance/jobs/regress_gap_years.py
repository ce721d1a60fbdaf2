"""Every province's difference in credit depth from the others, year by year, with placebo ranks."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any

import pandas as pd

from living_edition.files import write_json, write_table
from living_edition.ledger.number import Number, Source, write_numbers
from living_edition.regression.gap_over_time import OVER_YEARS, gaps, over_years, p_of_set, ranks
from living_edition.regression.kinds import GapOverTime, Variant, read_family
from living_edition.regression.variables import VARIABLES, evaluate
from living_edition.tables.descriptor import resource
from living_edition.tables.raw import read_raw
from living_edition.workflow import running

CODE = "living_edition.regression.gap_over_time:gaps"
DECIMALS = 2
HUNDRED_MILLION = 1e4
"""Of the other compilation's GDP in the panel's unit, 10,000 yuan."""


def with_other_gdp(panel: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """Return the panel with ``gdp_other`` (10,000 yuan), the other compilation's GDP of city and year."""
    named = other.rename(columns={"prefecture": "city", "gdp": "gdp_other"})[["city", "year", "gdp_other"]]
    merged = panel.merge(named.drop_duplicates(["city", "year"]), on=["city", "year"], how="left", validate="m:1")
    return merged.assign(gdp_other=merged["gdp_other"] * HUNDRED_MILLION)


def rows_of(spec: GapOverTime, variant: Variant, table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of a variant with its outcome and controls as columns."""
    chosen = table[table["year"].isin(spec.sample.years)]
    if not variant.capitals:
        chosen = chosen[~chosen[spec.sample.capital].astype(bool)]
    known = VARIABLES | spec.variables
    columns = {name: evaluate(known[name].formula, chosen) for name in (variant.outcome, *variant.controls)}
    return pd.DataFrame({"group": chosen[spec.sample.province].astype(str), "year": chosen["year"], **columns})


def result(spec: GapOverTime, table: pd.DataFrame) -> tuple[dict[str, Any], pd.DataFrame]:
    """Return what is told of each variant, and every province's gap and rank by variant and year."""
    names = table.drop_duplicates(spec.sample.province).set_index(spec.sample.province)[["province_zh", "province_en"]]
    content, parts = {}, []
    for variant in spec.variants:
        rows = rows_of(spec, variant, table)
        found = gaps(rows, variant.outcome, variant.controls)
        over = over_years(found)
        cities = rows.dropna().groupby("group").size() / len(spec.sample.years)
        larger = [group for group in found.index if cities[group] >= spec.least_cities]
        content[variant.id] = _told(spec, rows, variant, found, over, larger)
        long = found.rename_axis("province_code").melt(ignore_index=False, var_name="year", value_name="gap")
        placed = ranks(found).rename_axis("province_code").melt(ignore_index=False, value_name="rank")["rank"]
        parts.append(long.assign(rank=placed.to_numpy(), variant=variant.id).reset_index())
    tidy = pd.concat(parts).merge(names, left_on="province_code", right_index=True)
    head = {"spec": spec.id, "statement": spec.model_dump(mode="json")}
    return head | {"variants": content}, tidy.sort_values(["variant", "province_code", "year"], ignore_index=True)


def _told(
    spec: GapOverTime, rows: pd.DataFrame, variant: Variant, found: pd.DataFrame, over: pd.DataFrame, larger: list[str]
) -> dict[str, Any]:
    others = rows[rows["group"] != spec.treated].dropna()
    means = others.groupby("year")[variant.outcome].mean()
    groups = sorted({spec.treated, *[code for named in spec.named for code in named.provinces]})
    whole, of_larger = ranks(found), ranks(found.loc[larger])
    over_whole, over_larger = ranks(over), ranks(over.loc[larger])
    return {
        "provinces": len(found),
        "larger": len(larger),
        "others": {str(year): float(value) for year, value in means.items()},
        "by_province": {
            code: {
                "years": {
                    str(year): {
                        "gap": float(found.loc[code, year]),
                        "rank": int(whole.loc[code, year]),
                        "rank_larger": int(of_larger.loc[code, year]),
                    }
                    for year in found.columns
                },
                **{
                    key: {
                        "value": float(over.loc[code, key]),
                        "rank": int(over_whole.loc[code, key]),
                        "rank_larger": int(over_larger.loc[code, key]),
                        "p": float(over_whole.loc[code, key]) / len(found),
                    }
                    for key in OVER_YEARS
                },
            }
            for code in groups
        },
        "sets": {
            named.id: {
                key: dict(zip(("p", "number"), p_of_set(over[key], named.provinces), strict=True)) for key in OVER_YEARS
            }
            for named in spec.named
        },
    }


def numbers(spec: GapOverTime, content: dict[str, Any], files: tuple[str, ...]) -> Iterator[Number]:
    """Yield the numbers of the ledger: by variant and province gap and rank a year, and the tests over all years."""
    for variant in spec.variants:
        found, stem = content["variants"][variant.id], f"gapyears.{variant.id}"
        zh, en = f"{spec.title.zh}，{variant.zh}", f"{spec.title.en}: {variant.en}"
        source = Source("regression", f"回归：{zh}", en, files, CODE)
        for key in ("provinces", "larger"):
            yield Number(f"{stem}.{key}", found[key], "provinces", source, decimals=0)
        for year, value in found["others"].items():
            yield Number(f"{stem}.others.{year}", value, "number", source, decimals=DECIMALS)
        for code, told in found["by_province"].items():
            for year, each in told["years"].items():
                yield Number(f"{stem}.{code}.{year}.gap", each["gap"], "number", source, decimals=DECIMALS)
                for key in ("rank", "rank_larger"):
                    yield Number(f"{stem}.{code}.{year}.{key}", each[key], "number", source, decimals=0)
            for key in OVER_YEARS:
                each = told[key]
                yield Number(f"{stem}.{code}.{key}", each["value"], "number", source, decimals=DECIMALS + (key == "slope"))
                yield Number(f"{stem}.{code}.{key}.p", each["p"], "number", source, decimals=DECIMALS)
                for place in ("rank", "rank_larger"):
                    yield Number(f"{stem}.{code}.{key}.{place}", each[place], "number", source, decimals=0)
        for name, tests in found["sets"].items():
            for key, test in tests.items():
                yield Number(f"{stem}.{name}.{key}.p", test["p"], "number", source, decimals=4)
                yield Number(f"{stem}.{name}.{key}.sets", test["number"], "number", source, decimals=0)


def job(arguments: argparse.Namespace) -> None:
    """Read tables and spec, measure the gaps, write the result three ways."""
    spec = read_family(arguments.spec, GapOverTime)
    other = read_raw(arguments.other, resource("prefecture_gdp_crosscheck"))
    table = with_other_gdp(pd.read_parquet(arguments.table), other)
    content, rows = result(spec, table)
    write_json(content, arguments.out)
    write_table(rows, arguments.out_parquet)
    write_numbers(numbers(spec, content, (arguments.table, arguments.other, arguments.spec)), arguments.numbers)


if __name__ == "__main__":
    running.run(
        job,
        running.parser(
            __doc__,
            table="clean table, Parquet",
            other="the other compilation's GDP, CSV",
            spec="spec file, YAML",
            out="result, JSON",
            out_parquet="gaps and ranks by variant, province and year, Parquet",
            numbers="numbers of the ledger, JSON",
        ),
    )
