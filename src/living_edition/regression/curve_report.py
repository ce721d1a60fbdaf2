"""Every specification of a curve, estimated and tested together: result, table, numbers of the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import pandas as pd

from living_edition.errors import InputError, refuse
from living_edition.ledger.number import Number, Numbers
from living_edition.ledger.precision import SIMULATION, decimals_within, drawn_p, wilson
from living_edition.regression.estimate import estimate
from living_edition.regression.specification_curve import (
    Choice,
    Curve,
    drawn_curves,
    limits,
    randomisation_test,
    reduced,
    size,
    unfold,
)

KIND = Curve
CODE = "living_edition.regression.specification_curve:joint_test"
TERM = "density"
NO_CAPITALS = "no_capitals"
DECIMALS = 3
SHARES = ("positive", "significant_positive", "significant_negative")
CHOICES = ("year", "subset", "measure", "controls", "province_effects", "capital_indicator")


def tidy(curve: Curve, choices: list[Choice], confidence: float) -> pd.DataFrame:
    """Return one row an estimate: its choices, the estimate, its clustered error and interval.

    Raises ``InputError`` with the problems of every specification that bears no estimate.
    """
    rows, problems = [], []
    for choice in choices:
        try:
            fitted = estimate(choice.design, ["province"], confidence)
        except InputError as error:
            problems += error.problems
            continue
        std_error = asdict(fitted.errors[TERM]["province"])
        counts = {"n": len(choice.design.y), "clusters": fitted.clusters}
        rows.append(choice.chosen() | {"estimate": fitted.terms[TERM]} | std_error | counts)
    refuse(problems)
    table = pd.DataFrame(rows)
    return table.assign(significant=table["p"] < curve.level)


def summary(part: pd.DataFrame, total: str) -> dict[str, Any]:
    """Return what a reader is told of an outcome's estimates, and their medians by choice.

    ``total`` is the subset in which the capital dummy is compared, for where there are no
    capitals there is no indicator.
    """
    estimates = part["estimate"]
    medians = {
        f"{key}.{str(value).lower()}": float(group["estimate"].median())
        for key in CHOICES
        for value, group in part.groupby(key)
    }
    compared = part[part["subset"] == total].groupby("capital_indicator")["estimate"].median()
    medians |= {f"{total}.capital_indicator.{str(value).lower()}": float(m) for value, m in compared.items()}
    ends = {"lowest": float(estimates.min()), "highest": float(estimates.max())}
    return describe(part) | ends | {"medians": medians}


def parts(rows: pd.DataFrame) -> dict[str, pd.Series[bool]]:
    """Return the parts of an outcome's estimates that are told and tested by themselves.

    ``controls.X`` has one set of controls; ``capitals`` the estimates with a dummy for capitals,
    by the indicator or by leaving them out; ``capitals.X`` both.
    """
    separate = rows["capital_indicator"] | rows["subset"].isin([NO_CAPITALS])
    sets = {name: rows["controls"].eq(name) for name in dict.fromkeys(rows["controls"])}
    masks = {f"controls.{name}": mark for name, mark in sets.items()} | {"capitals": separate}
    return masks | {f"capitals.{name}": separate & mark for name, mark in sets.items()}


def describe(rows: pd.DataFrame) -> dict[str, float]:
    """Return how many estimates there are, their median, and the shares positive and significant."""
    estimates, significant = rows["estimate"], rows["significant"]
    return {
        "estimates": len(rows),
        "median": float(estimates.median()),
        "positive": float((estimates > 0).mean()),
        "significant_positive": float((significant & (estimates > 0)).mean()),
        "significant_negative": float((significant & (estimates < 0)).mean()),
    }


def by_part(
    curve: Curve, rows: pd.DataFrame, choices: list[Choice], outcome_index: int
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the joint tests of an outcome's whole curve, and of each part what is told of it and its tests.

    ``rows`` has the estimates of ``choices``, one by one; ``outcome_index`` is the outcome's.
    """
    partialled, y = reduced([c.design for c in choices], TERM), [c.design.y.to_numpy() for c in choices]
    beyond = limits(partialled, curve.level)
    marks = parts(rows)
    content: dict[str, Any] = {name: describe(rows[mark]) | {"tests": {}} for name, mark in marks.items()}
    tests: dict[str, Any] = {}
    for i, scheme in enumerate(curve.schemes):
        slopes, wald = drawn_curves(partialled, y, scheme, curve.permutations, [curve.seed, outcome_index, i])
        tests[scheme] = asdict(randomisation_test(slopes, wald, beyond))
        for name, mark in marks.items():
            chosen = mark.to_numpy()
            content[name]["tests"][scheme] = asdict(randomisation_test(slopes[chosen], wald[chosen], beyond[chosen]))
    return tests, content


def result(curve: Curve, table: pd.DataFrame, confidence: float) -> tuple[dict[str, Any], pd.DataFrame]:
    """Return the whole result and the table of estimates."""
    choices, flows, impossible = unfold(curve, table)
    rows = tidy(curve, choices, confidence)
    outcomes = {}
    for outcome_index, outcome in enumerate(curve.outcomes):
        of_outcome = rows[rows["outcome"] == outcome]
        tests, part_results = by_part(curve, of_outcome, [c for c in choices if c.outcome == outcome], outcome_index)
        outcomes[outcome] = summary(of_outcome, curve.subsets[0].id) | {"tests": tests, "parts": part_results}
    content = curve.head() | {
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
    settings = curve.size
    return {
        scheme: size(
            designs, TERM, scheme, settings.simulations, settings.permutations, settings.shared, curve.seed, curve.level
        )
        for scheme in curve.schemes
    }


def numbers(curve: Curve, content: dict[str, Any], files: tuple[str, ...]) -> Iterator[Number]:
    """Yield the numbers of the ledger: the curve of each outcome, its tests, and the tests' size."""
    ledger = curve.numbers("curve", files, CODE)
    yield ledger.count("estimates", sum(o["estimates"] for o in content["outcomes"].values()))
    yield ledger.count("impossible", content["impossible"])
    yield ledger.count("permutations", curve.permutations)
    yield ledger.count("size.simulations", curve.size.simulations)
    for scheme, rates in content["size"].items():
        for key, rate in rates.items():
            low, high = wilson(rate, curve.size.simulations)
            decimals = max(decimals_within(100 * low, 100 * high, 0), 0)
            yield ledger.of(f"size.{scheme}.{key}", rate, "share", decimals, low=low, high=high, interval=SIMULATION)
    for outcome, summary in content["outcomes"].items():
        of_outcome = curve.numbers(f"curve.{outcome}", files, CODE)
        yield from of_outcome.from_row(("lowest", "highest"), summary, decimals=DECIMALS)
        for key, value in summary["medians"].items():
            yield of_outcome.of(f"median.{key}", value, decimals=DECIMALS)
        yield from _numbers_of_part(of_outcome, summary)
        for name, part in summary["parts"].items():
            yield from _numbers_of_part(Numbers(f"{of_outcome.prefix}.{name}", of_outcome.source), part)


def _numbers_of_part(of_part: Numbers, part: dict[str, Any]) -> Iterator[Number]:
    yield of_part.count("estimates", part["estimates"])
    yield of_part.of("median", part["median"], decimals=DECIMALS)
    yield from of_part.from_row(SHARES, part, "share", 0)
    for scheme, test in part["tests"].items():
        for key, p in test["p"].items():
            yield drawn_p(of_part, f"{scheme}.{key}.p", p, test["draws"])
