"""Estimates every model of one spec by least squares, and hands the ledger its numbers."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

import pandas as pd

from living_edition.errors import InputError, Problem
from living_edition.language_files import Words
from living_edition.languages import languages
from living_edition.ledger.number import Number, Numbers
from living_edition.ledger.precision import drawn_p, within_error
from living_edition.regression.bootstrap import wild
from living_edition.regression.estimate import CONSTANT, Design, estimate, every_design
from living_edition.regression.results import Bootstraps, Model
from living_edition.regression.spec import CLUSTERED, Spec, simulated
from living_edition.regression.std_errors import Caution

_WORDS = Words(__name__)

CODE = "living_edition.regression.estimate:estimate"
DECIMALS = 3


@dataclass(frozen=True)
class Inference:
    """What holds for all regressions: the level of the intervals (share), draws and seed of the wild bootstrap."""

    confidence: float
    draws: int
    seed: int


def regress(spec: Spec, sample: pd.DataFrame, inference: Inference) -> list[Model]:
    """Estimate every model of the spec; raise ``InputError`` with the problems of all of them."""
    models: list[Model] = []
    problems: list[Problem] = []
    designs = every_design(spec, sample)
    ids = [design.model for _, _, design in designs]
    for name in spec.columns:
        if name not in ids:
            mend = "name one of " + ", ".join(ids)
            problems.append(Problem("(all)", f"columns, {name}", "no such model", "a model of this spec", mend))
    for choice, subsample, design in designs:
        try:
            estimated = estimate(design, list(spec.errors), inference.confidence)
            rows, cautions = _bootstraps(spec, design, inference)
            models.append(Model(choice, subsample, estimated, rows, cautions))
        except InputError as error:
            problems += error.problems
    if problems:
        # The spec file stands before the model that a problem is in.
        file = f"specs/regressions/{spec.id}.yaml"
        raise InputError(
            [replace(problem, file=file, location=f"model {problem.file}, {problem.location}") for problem in problems]
        )
    return models


def _bootstraps(spec: Spec, design: Design, inference: Inference) -> tuple[Bootstraps, list[Caution]]:
    rows: Bootstraps = {}
    cautions: list[Caution] = []
    for by in spec.bootstrap:
        bootstrap, warnings = wild(design, by, spec.term, inference.draws, inference.seed, inference.confidence)
        rows[by] = asdict(bootstrap)
        cautions += [caution for caution in warnings if caution not in cautions]
    return rows, cautions


def numbers(spec: Spec, content: dict[str, Any], files: tuple[str, ...]) -> Iterator[Number]:
    """Yield the numbers of the ledger: sample, and by model counts, estimates and errors."""
    head, sample = f"reg.{spec.id}", content["sample"]
    of_sample = spec.numbers(f"{head}.sample", files, CODE, _WORDS.texts("sample"))
    unit = spec.sample.unit if spec.sample.year is not None else "observations"
    yield of_sample.count("used", sample["used"], unit)
    yield of_sample.count("dropped", sum(d["count"] for d in sample["dropped"] if d["cities"]), unit)
    for model in content["models"]:
        of_model = spec.of_model(head, model["id"], files, CODE)
        yield from _of_model(of_model, spec, model)
        left_out = _WORDS.texts("left_out", model["id"])
        yield from _left_out(spec.numbers(f"{of_model.prefix}.{spec.term}", files, CODE, left_out), spec, model)
        for term in model["terms"]:
            if term["term"] != CONSTANT:
                of_term = Numbers(f"{of_model.prefix}.{term['term']}", of_model.source)
                yield from _of_term(of_term, spec, term, content["confidence"])


def _of_model(of_model: Numbers, spec: Spec, model: dict[str, Any]) -> Iterator[Number]:
    yield of_model.count("n", model["n"], "observations")
    if model["clusters"] > 1:
        yield of_model.count("clusters", model["clusters"], "provinces")
    unit = "provinces" if model["province_effects"] else "observations"
    yield of_model.count("singletons", len(model["singletons"]), unit)
    for by, count in model["clusters_of"].items():
        if by != "province":
            yield of_model.count(f"clusters_{by}", count, "years" if by == "year" else spec.sample.unit)
    yield from of_model.from_row(("r2", "r2_within"), model, decimals=DECIMALS)
    for key in ("reset", "breusch_pagan"):
        yield of_model.p_value(f"{key}_p", model["diagnostics"][key]["p"])


def _left_out(of_term: Numbers, spec: Spec, model: dict[str, Any]) -> Iterator[Number]:
    """Yield the main estimate without the provinces named by the spec, and its range over all."""
    estimates = model["without_province"]
    for code in spec.leave_out:
        if code in estimates:
            yield of_term.of(f"without_{code}", estimates[code], decimals=DECIMALS)
    if estimates:
        yield of_term.of("without_one_low", min(estimates.values()), decimals=DECIMALS)
        yield of_term.of("without_one_high", max(estimates.values()), decimals=DECIMALS)


def wild_numbers(of_term: Numbers, row: dict[str, Any], by: str) -> Iterator[Number]:
    """Yield a bootstrap's p-value and bounds, to the digits that its draws bear; ``row`` is ``Wild``'s."""
    if row["p"] is not None:
        draws = simulated(row["weights"], row["draws"], row["clusters"])
        yield drawn_p(of_term, f"p_wild_{by}", row["p"], draws)
    for key in ("low", "high"):
        if row[key] is not None and math.isfinite(row[key]):
            yield within_error(of_term, f"{key}_wild_{by}", row[key], row[f"{key}_error"], DECIMALS)


def _of_term(of_term: Numbers, spec: Spec, term: dict[str, Any], confidence: float) -> Iterator[Number]:
    for by, row in term["bootstrap"].items():
        yield from wild_numbers(of_term, row, by)
    chosen = term["errors"].get(spec.interval, {})
    kind = f"clustered by {spec.interval.replace('_', ' and ')}" if spec.interval in CLUSTERED else spec.interval
    yield of_term.of(
        "estimate", term["estimate"], decimals=DECIMALS, low=chosen.get("low"), high=chosen.get("high"),
        interval=f"{100 * confidence:g}% confidence, {kind}",
        label={lang: term[f"label_{lang}"] for lang in languages()},
    )  # fmt: skip
    for error, row in term["errors"].items():
        yield of_term.p_value(f"p_{error.lower()}", row["p"])
        for key in ("se", "low", "high"):
            yield of_term.of(f"{key}_{error.lower()}", row[key], decimals=DECIMALS)
