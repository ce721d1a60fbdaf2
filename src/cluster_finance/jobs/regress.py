"""Estimate one regression spec: result, tidy table and numbers of the ledger."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from cluster_finance.errors import InputError, Problem
from cluster_finance.files import write_json, write_table
from cluster_finance.jobs import running
from cluster_finance.numbers import Number, Source, write_numbers
from cluster_finance.regression.diagnostics import (
    diagnostics,
    influence,
    without_each_province,
)
from cluster_finance.regression.estimate import (
    CAPITAL,
    CONSTANT,
    Estimate,
    Flow,
    combinations,
    design,
    draw_sample,
    estimate,
)
from cluster_finance.regression.spec import Measure, Spec, check_columns, read_spec

CODE = "cluster_finance.regression.estimate:estimate"
DECIMALS = 3


class Settings(BaseModel):
    """What the configuration says to every regression."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    confidence: float = Field(gt=0, lt=1)


@dataclass(frozen=True)
class Model:
    """One model of a spec with its estimate."""

    measure: Measure
    province_effects: bool
    capital_indicator: bool
    made: Estimate


def settings(text: str) -> Settings:
    """Read the settings; raise ``InputError`` with every problem."""
    try:
        return Settings.model_validate(running.section(text))
    except ValidationError as error:
        problems = [
            Problem(
                "settings",
                ".".join(map(str, e["loc"])),
                repr(e["input"]),
                e["msg"],
                "correct the regressions' section of the configuration",
            )
            for e in error.errors()
        ]
        raise InputError(problems) from None


def regress(spec: Spec, sample: pd.DataFrame, confidence: float) -> list[Model]:
    """Estimate every model of the spec; raise ``InputError`` with the problems of all of them."""
    models: list[Model] = []
    problems: list[Problem] = []
    for measure, effects, capital in combinations(spec):
        try:
            made = design(spec, sample, measure, effects, capital)
            done = estimate(made, list(spec.errors), confidence)
            models.append(Model(measure, effects, capital, done))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return models


def label(spec: Spec, model: Model, term: str, language: str) -> str:
    """Return what a term is called in a language."""
    fixed = {CONSTANT: ("常数项", "constant"), CAPITAL: ("省会或直辖市", "provincial capital")}
    if term in fixed:
        return fixed[term][0 if language == "zh" else 1]
    name = model.measure.variable if term == spec.term else term
    return str(getattr(spec.variable(name), language))


def model_row(spec: Spec, model: Model) -> dict[str, Any]:
    """Return one model as it stands in the result."""
    made, fit = model.made, model.made.fit
    return {
        "id": made.design.model,
        "measure": model.measure.id,
        "variable": model.measure.variable,
        "province_effects": model.province_effects,
        "capital_indicator": model.capital_indicator,
        "n": int(fit.nobs),
        "clusters": made.clusters,
        "effects": len(made.design.effects),
        "singletons": list(made.design.singletons),
        "r2": float(fit.rsquared),
        "r2_within": made.r2_within,
        "df": float(fit.df_resid),
        "terms": [term_row(spec, model, term) for term in made.terms],
        "diagnostics": diagnostics(made),
        "influence": influence(made),
        "without_province": without_each_province(made, spec.term),
        "warnings": made.warnings,
    }


def term_row(spec: Spec, model: Model, term: str) -> dict[str, Any]:
    """Return one term of a model with its errors."""
    errors = model.made.errors[term]
    return {
        "term": term,
        "label_zh": label(spec, model, term, "zh"),
        "label_en": label(spec, model, term, "en"),
        "estimate": model.made.terms[term],
        "errors": {kind: asdict(error) for kind, error in errors.items()},
    }


def result(spec: Spec, flow: Flow, models: list[Model], confidence: float) -> dict[str, Any]:
    """Return the whole result of a spec."""
    return {
        "spec": spec.id,
        "statement": spec.model_dump(mode="json"),
        "confidence": confidence,
        "inference": {
            "HC1": "Student's t, residual degrees of freedom",
            "HC3": "Student's t, residual degrees of freedom",
            "province": "Student's t, clusters less one; corrected by G/(G-1) * (n-1)/(n-k)",
        },
        "sample": asdict(flow),
        "outcome": {"variable": spec.outcome, **spec.variable(spec.outcome).model_dump()},
        "models": [model_row(spec, model) for model in models],
    }


def tidy(content: dict[str, Any]) -> pd.DataFrame:
    """Return the result as one row a model, term and kind of error."""
    kept = ["measure", "province_effects", "capital_indicator"]
    counted = ["n", "clusters", "r2", "r2_within"]
    rows = [
        {
            "spec": content["spec"],
            "model": model["id"],
            **{key: model[key] for key in kept},
            **{key: term[key] for key in ("term", "label_zh", "label_en", "estimate")},
            "error": kind,
            "confidence": content["confidence"],
            **error,
            **{key: model[key] for key in counted},
        }
        for model in content["models"]
        for term in model["terms"]
        for kind, error in term["errors"].items()
    ]
    return pd.DataFrame(rows).rename(columns={"se": "std_error"})


def numbers(spec: Spec, content: dict[str, Any], files: tuple[str, ...]) -> Iterator[Number]:
    """Yield the numbers of the ledger: sample, and by model counts, estimates and errors."""
    head = f"reg.{spec.id}"
    source = _source(spec, "样本", "sample", files)
    sample = content["sample"]
    yield Number(f"{head}.sample.used", sample["used"], "cities", source, decimals=0)
    lost = sum(d["count"] for d in sample["dropped"] if d["cities"])
    yield Number(f"{head}.sample.dropped", lost, "cities", source, decimals=0)
    for model in content["models"]:
        yield from _of_model(spec, head, model, files)
        yield from _left_out(spec, head, model, files)
        for term in model["terms"]:
            if term["term"] != CONSTANT:
                yield from _of_term(spec, head, model, term, content["confidence"], files)


def _source(spec: Spec, zh: str, en: str, files: tuple[str, ...]) -> Source:
    title = spec.title
    return Source("regression", f"回归：{title.zh}，{zh}", f"{title.en}: {en}", files, CODE)


def _of_model(spec: Spec, head: str, model: dict[str, Any], files: tuple[str, ...]) -> Iterator[Number]:
    name = model["id"]
    source = _source(spec, f"模型 {name}", f"model {name}", files)
    counts = {
        "n": (model["n"], "observations"),
        "clusters": (model["clusters"], "provinces"),
        "singletons": (len(model["singletons"]), "provinces"),
    }
    for key, (value, unit) in counts.items():
        yield Number(f"{head}.{name}.{key}", value, unit, source, decimals=0)
    shares = {key: model[key] for key in ("r2", "r2_within")}
    tests = {f"{key}_p": model["diagnostics"][key]["p"] for key in ("reset", "breusch_pagan")}
    for key, value in {**shares, **tests}.items():
        yield Number(f"{head}.{name}.{key}", value, "number", source, decimals=DECIMALS)


def _left_out(spec: Spec, head: str, model: dict[str, Any], files: tuple[str, ...]) -> Iterator[Number]:
    """Yield the main estimate without the provinces named by the spec, and its range over all."""
    name, estimates = model["id"], model["without_province"]
    zh, en = f"模型 {name}，逐一去掉省份", f"model {name}, provinces left out"
    source = _source(spec, zh, en, files)
    stem = f"{head}.{name}.{spec.term}"
    found = {f"without_{code}": estimates[code] for code in spec.leave_out if code in estimates}
    if estimates:
        ends = min(estimates.values()), max(estimates.values())
        found |= dict(zip(("without_one_low", "without_one_high"), ends, strict=True))
    for key, value in found.items():
        yield Number(f"{stem}.{key}", value, "number", source, decimals=DECIMALS)


def _of_term(
    spec: Spec,
    head: str,
    model: dict[str, Any],
    term: dict[str, Any],
    confidence: float,
    files: tuple[str, ...],
) -> Iterator[Number]:
    name, errors = model["id"], term["errors"]
    source = _source(spec, f"模型 {name}", f"model {name}", files)
    stem = f"{head}.{name}.{term['term']}"
    chosen = errors[spec.interval]
    kind = spec.interval if spec.interval != "province" else "clustered by province"
    yield Number(
        f"{stem}.estimate",
        term["estimate"],
        "number",
        source,
        decimals=DECIMALS,
        low=chosen["low"],
        high=chosen["high"],
        interval=f"{100 * confidence:g}% confidence, {kind}",
        label_zh=term["label_zh"],
        label_en=term["label_en"],
    )
    for error, row in errors.items():
        for short, key in (("se", "se"), ("p", "p"), ("low", "low"), ("high", "high")):
            place = f"{stem}.{short}_{error.lower()}"
            yield Number(place, row[key], "number", source, decimals=DECIMALS)


def _relative(path: str) -> str:
    """Return a path as the ledger holds it: relative, or the bare name outside the project."""
    given = Path(path)
    if not given.is_absolute():
        return given.as_posix()
    here = Path.cwd()
    return given.relative_to(here).as_posix() if given.is_relative_to(here) else given.name


def job(arguments: argparse.Namespace) -> None:
    """Read table and spec, estimate, write the result three ways."""
    confidence = settings(arguments.settings).confidence
    spec = read_spec(arguments.spec)
    table = pd.read_parquet(arguments.table)
    check_columns(spec, list(map(str, table.columns)), arguments.spec)
    sample, flow = draw_sample(spec, table)
    content = result(spec, flow, regress(spec, sample, confidence), confidence)
    files = (_relative(arguments.table), _relative(arguments.spec))
    write_json(content, arguments.out)
    write_table(tidy(content), arguments.out_parquet)
    write_numbers(numbers(spec, content, files), arguments.numbers)


def main() -> None:
    """Run the job from the command line."""
    running.run(
        job,
        running.parser(
            "Estimate the models of one spec file.",
            table="clean table, Parquet",
            spec="spec file, YAML",
            settings='settings, JSON: {"confidence": 0.95}',
            out="result, JSON",
            out_parquet="tidy table, Parquet",
            numbers="numbers of the ledger, JSON",
        ),
    )


if __name__ == "__main__":
    main()
