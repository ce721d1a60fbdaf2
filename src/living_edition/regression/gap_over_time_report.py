"""Every province's difference from the others, year by year: result, table, numbers of the ledger."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import pandas as pd

from living_edition.ledger.number import Number, Numbers, Source
from living_edition.regression.gap_over_time import OVER_YEARS, gaps, over_years, p_of_set, ranks
from living_edition.regression.kinds import GapOverTime, Variant
from living_edition.regression.variables import common, evaluate

CODE = "living_edition.regression.gap_over_time:gaps"
DECIMALS = 2


def rows_of(spec: GapOverTime, variant: Variant, table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of a variant with its outcome and controls as columns."""
    chosen = table[table["year"].isin(spec.sample.years)]
    if not variant.capitals:
        chosen = chosen[~chosen[spec.sample.capital].astype(bool)]
    known = common() | spec.variables
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
    years, whole = _placed(found, larger), _placed(over, larger)
    return {
        "provinces": len(found),
        "larger": len(larger),
        "others": {str(year): float(value) for year, value in means.items()},
        "by_province": {
            code: {
                "years": {str(year): years(code, year, "gap") for year in found.columns},
                **{key: whole(code, key, "value") for key in OVER_YEARS},
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


def _placed(table: pd.DataFrame, larger: list[str]) -> Callable[[str, Any, str], dict[str, float]]:
    """Return what tells a province's value in a column, called ``name``, its ranks, and its rank by number."""
    values, whole, of_larger = table.to_dict(), ranks(table).to_dict(), ranks(table.loc[larger]).to_dict()

    def told(code: str, column: Any, name: str) -> dict[str, float]:
        rank = int(whole[column][code])
        own = {name: float(values[column][code]), "rank": rank, "p": rank / len(table)}
        return own | {"rank_larger": int(of_larger[column][code])}

    return told


def numbers(spec: GapOverTime, content: dict[str, Any], files: tuple[str, ...]) -> Iterator[Number]:
    """Yield the numbers of the ledger: by variant and province gap and rank a year, and the tests over all years."""
    for variant in spec.variants:
        told = content["variants"][variant.id]
        zh, en = f"回归：{spec.title.zh}，{variant.zh}", f"{spec.title.en}: {variant.en}"
        of_variant = Numbers(f"gapyears.{variant.id}", Source("regression", zh, en, files, CODE))
        yield from _of_variant(of_variant, told, logs=variant.outcome.startswith("ln_"))


def _of_variant(of_variant: Numbers, told: dict[str, Any], logs: bool) -> Iterator[Number]:
    for key in ("provinces", "larger"):
        yield of_variant.count(key, told[key], "provinces")
    for year, value in told["others"].items():
        yield of_variant.of(f"others.{year}", value, decimals=DECIMALS)
    for code, own in told["by_province"].items():
        for year, each in own["years"].items():
            yield of_variant.of(f"{code}.{year}.gap", each["gap"], decimals=DECIMALS)
            if logs:
                # A difference of mean logs is a ratio of geometric means.
                yield of_variant.of(f"{code}.{year}.times", math.exp(each["gap"]), "multiple", decimals=1)
            for key in ("rank", "rank_larger"):
                yield of_variant.count(f"{code}.{year}.{key}", each[key])
        for key in OVER_YEARS:
            yield of_variant.of(f"{code}.{key}", own[key]["value"], decimals=DECIMALS + (key == "slope"))
            yield of_variant.p_value(f"{code}.{key}.p", own[key]["p"])
            for place in ("rank", "rank_larger"):
                yield of_variant.count(f"{code}.{key}.{place}", own[key][place])
    for name, tests in told["sets"].items():
        for key, test in tests.items():
            yield of_variant.p_value(f"{name}.{key}.p", test["p"], 4)
            yield of_variant.count(f"{name}.{key}.sets", test["number"])
