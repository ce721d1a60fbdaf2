"""Every specification of a curve, estimated and tested together: result, table, numbers of the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd

from living_edition.errors import InputError, Problem
from living_edition.ledger.number import Number, Numbers, Source
from living_edition.regression.estimate import estimate
from living_edition.regression.kinds import Curve, read_family
from living_edition.regression.spec import check_columns
from living_edition.regression.specification_curve import (
    Choice,
    joint_test,
    reduced,
    size,
    unfold,
)

CODE = "living_edition.regression.specification_curve:joint_test"
TERM = "density"
DECIMALS = 3
CHOICES = ("year", "subset", "measure", "controls", "province_effects", "capital_indicator")


def read_curve(spec_file: Path, table_file: Path) -> tuple[Curve, pd.DataFrame]:
    """Return spec and table; raise ``InputError`` with every unknown name, each told once."""
    curve = read_family(spec_file, Curve)
    table = pd.read_parquet(table_file)
    problems: dict[str, Problem] = {}
    for spec in curve.specs():
        try:
            check_columns(spec, list(map(str, table.columns)), spec_file)
        except InputError as error:
            problems |= {str(problem): problem for problem in error.problems}
    if problems:
        raise InputError(list(problems.values()))
    return curve, table


def tidy(curve: Curve, choices: list[Choice], confidence: float) -> pd.DataFrame:
    """Return one row an estimate: its choices, the estimate, its clustered error and interval.

    Raises ``InputError`` with the problems of every specification that bears no estimate.
    """
    rows, problems = [], []
    for choice in choices:
        try:
            made = estimate(choice.design, ["province"], confidence)
        except InputError as error:
            problems += error.problems
            continue
        found = asdict(made.errors[TERM]["province"])
        counts = {"n": len(choice.design.y), "clusters": made.clusters}
        rows.append(choice.chosen() | {"estimate": made.terms[TERM]} | found | counts)
    if problems:
        raise InputError(problems)
    table = pd.DataFrame(rows)
    return table.assign(significant=table["p"] < curve.level)


def summary(part: pd.DataFrame, whole: str) -> dict[str, Any]:
    """Return what a reader is told of an outcome's estimates, and their medians by choice.

    ``whole`` is the subset in which the capital indicator is compared, for where there are no
    capitals there is no indicator.
    """
    estimates, significant = part["estimate"], part["significant"]
    medians = {
        f"{key}.{str(value).lower()}": float(group["estimate"].median())
        for key in CHOICES
        for value, group in part.groupby(key)
    }
    compared = part[part["subset"] == whole].groupby("capital_indicator")["estimate"].median()
    medians |= {f"{whole}.capital_indicator.{str(value).lower()}": float(m) for value, m in compared.items()}
    return {
        "estimates": len(part),
        "median": float(estimates.median()),
        "lowest": float(estimates.min()),
        "highest": float(estimates.max()),
        "positive": float((estimates > 0).mean()),
        "significant_positive": float((significant & (estimates > 0)).mean()),
        "significant_negative": float((significant & (estimates < 0)).mean()),
        "medians": medians,
    }


def result(curve: Curve, table: pd.DataFrame, confidence: float) -> tuple[dict[str, Any], pd.DataFrame]:
    """Return the whole result and the table of estimates."""
    choices, flows, impossible = unfold(curve, table)
    rows = tidy(curve, choices, confidence)
    outcomes = {}
    for place, outcome in enumerate(curve.outcomes):
        designs = [choice.design for choice in choices if choice.outcome == outcome]
        made, y = reduced(designs, TERM), [design.y.to_numpy() for design in designs]
        tests = {
            scheme: asdict(joint_test(made, y, scheme, curve.permutations, [curve.seed, place, i], curve.level))
            for i, scheme in enumerate(curve.schemes)
        }
        outcomes[outcome] = summary(rows[rows["outcome"] == outcome], curve.subsets[0].id) | {"tests": tests}
    content = {
        "spec": curve.id,
        "statement": curve.model_dump(mode="json"),
        "samples": [{"outcome": s.outcome, "year": s.sample.year, **asdict(flow)} for s, flow in flows],
        "impossible": impossible,
        "outcomes": outcomes,
        "size": sizes(curve, choices),
    }
    return content, rows.sort_values(["outcome", "estimate", *CHOICES], kind="stable")


def sizes(curve: Curve, choices: list[Choice]) -> dict[str, dict[str, float]]:
    """Return the joint test's share of rejections under a true null, by scheme and statistic.

    One year, subset and measure (the first of each) with all its controls and effects keep it quick.
    """
    first = curve.outcomes[0], curve.years[0], curve.subsets[0].id, curve.measures[0].id
    designs = [c.design for c in choices if (c.outcome, c.year, c.subset, c.measure) == first]
    asked = curve.size
    return {
        scheme: size(
            designs, TERM, scheme, asked.simulations, asked.permutations, asked.shared, curve.seed, curve.level
        )
        for scheme in curve.schemes
    }


def numbers(curve: Curve, content: dict[str, Any], files: tuple[str, ...]) -> Iterator[Number]:
    """Yield the numbers of the ledger: the curve of each outcome, its tests, and the tests' size."""
    source = Source("regression", f"回归：{curve.title.zh}", curve.title.en, files, CODE)
    whole = Numbers("curve", source)
    yield whole.count("estimates", sum(o["estimates"] for o in content["outcomes"].values()))
    yield whole.count("impossible", content["impossible"])
    yield whole.count("permutations", curve.permutations)
    yield whole.count("size.simulations", curve.size.simulations)
    for scheme, rates in content["size"].items():
        for key, rate in rates.items():
            yield whole.of(f"size.{scheme}.{key}", rate, "share", 1)
    for outcome, summary in content["outcomes"].items():
        yield from _of_outcome(Numbers(f"curve.{outcome}", source), summary)


def _of_outcome(of_outcome: Numbers, summary: dict[str, Any]) -> Iterator[Number]:
    yield of_outcome.count("estimates", summary["estimates"])
    for key in ("median", "lowest", "highest"):
        yield of_outcome.of(key, summary[key], decimals=DECIMALS)
    for key in ("positive", "significant_positive", "significant_negative"):
        yield of_outcome.of(key, summary[key], "share", 0)
    for key, value in summary["medians"].items():
        yield of_outcome.of(f"median.{key}", value, decimals=DECIMALS)
    for scheme, test in summary["tests"].items():
        for key, p in test["p"].items():
            yield of_outcome.of(f"{scheme}.{key}.p", p, decimals=DECIMALS)
