"""Estimate one regression spec: result, tidy table and numbers of the ledger."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
from pydantic import ValidationError

from living_edition.errors import InputError, Problem
from living_edition.files import write_json, write_table
from living_edition.ledger.number import Number, Source, write_numbers
from living_edition.regression.bootstrap import as_row, wild
from living_edition.regression.estimate import (
    CONSTANT,
    Design,
    draw_sample,
    estimate,
    every_design,
)
from living_edition.regression.results import (
    Bootstraps,
    Model,
    result,
    tidy,
)
from living_edition.regression.spec import (
    CLUSTERED,
    Spec,
    check_columns,
    read_spec,
)
from living_edition.regression.std_errors import Caution
from living_edition.settings.models import Regressions
from living_edition.workflow import running

CODE = "living_edition.regression.estimate:estimate"
DECIMALS = 3
_COUNTED = {"city": "cities", "year": "years"}


def settings(text: str) -> Regressions:
    """Read the configuration's section; raise ``InputError`` with every problem."""
    try:
        return Regressions.model_validate(running.section(text))
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


def regress(spec: Spec, sample: pd.DataFrame, chosen: Regressions) -> list[Model]:
    """Estimate every model of the spec; raise ``InputError`` with the problems of all of them."""
    models: list[Model] = []
    problems: list[Problem] = []
    designs = every_design(spec, sample)
    ids = [made.model for _, _, _, made in designs]
    for name in spec.columns:
        if name not in ids:
            mend = "name one of " + ", ".join(ids)
            problems.append(Problem("(all)", f"columns, {name}", "no such model", "a model of this spec", mend))
    for measure, capital, subsample, made in designs:
        try:
            done = estimate(made, list(spec.errors), chosen.confidence)
            rows, cautions = _bootstraps(spec, made, chosen)
            models.append(Model(measure, capital, subsample, done, rows, cautions))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError([_in_spec(spec, problem) for problem in problems])
    return models


def _in_spec(spec: Spec, problem: Problem) -> Problem:
    """Name the spec file before the model that a problem is in."""
    place = f"model {problem.file}, {problem.place}"
    return Problem(f"specs/regressions/{spec.id}.yaml", place, problem.found, problem.expected, problem.mend)


def _bootstraps(spec: Spec, made: Design, chosen: Regressions) -> tuple[Bootstraps, list[Caution]]:
    rows: Bootstraps = {}
    cautions: list[Caution] = []
    for by in spec.bootstrap:
        found, said = wild(made, by, spec.term, chosen.bootstrap_draws, chosen.seed, chosen.confidence)
        rows[by] = as_row(found)
        cautions += [one for one in said if one not in cautions]
    return rows, cautions


def numbers(spec: Spec, content: dict[str, Any], files: tuple[str, ...]) -> Iterator[Number]:
    """Yield the numbers of the ledger: sample, and by model counts, estimates and errors."""
    head = f"reg.{spec.id}"
    source = _source(spec, "样本", "sample", files)
    sample = content["sample"]
    counted = "cities" if spec.sample.year is not None else "observations"
    yield Number(f"{head}.sample.used", sample["used"], counted, source, decimals=0)
    lost = sum(d["count"] for d in sample["dropped"] if d["cities"])
    yield Number(f"{head}.sample.dropped", lost, counted, source, decimals=0)
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
        "singletons": (len(model["singletons"]), "provinces" if model["province_effects"] else "observations"),
        **{f"clusters_{by}": (count, _COUNTED[by]) for by, count in model["clusters_of"].items() if by != "province"},
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
    for by, row in term["bootstrap"].items():
        for key in ("p", "low", "high"):
            if row[key] is not None:
                yield Number(f"{stem}.{key}_wild_{by}", row[key], "number", source, decimals=DECIMALS)
    chosen = errors.get(spec.interval, {})
    kind = f"clustered by {spec.interval.replace('_', ' and ')}" if spec.interval in CLUSTERED else spec.interval
    yield Number(
        f"{stem}.estimate",
        term["estimate"],
        "number",
        source,
        decimals=DECIMALS,
        low=chosen.get("low"),
        high=chosen.get("high"),
        interval=f"{100 * confidence:g}% confidence, {kind}",
        label_zh=term["label_zh"],
        label_en=term["label_en"],
    )
    for error, row in errors.items():
        for short, key in (("se", "se"), ("p", "p"), ("low", "low"), ("high", "high")):
            place = f"{stem}.{short}_{error.lower()}"
            yield Number(place, row[key], "number", source, decimals=DECIMALS)


def relative(path: str) -> str:
    """Return a path as the ledger holds it: relative, or the bare name outside the project."""
    given = Path(path)
    if not given.is_absolute():
        return given.as_posix()
    here = Path.cwd()
    return given.relative_to(here).as_posix() if given.is_relative_to(here) else given.name


def job(arguments: argparse.Namespace) -> None:
    """Read table and spec, estimate, write the result three ways."""
    chosen = settings(arguments.settings)
    spec = read_spec(arguments.spec)
    table = pd.read_parquet(arguments.table)
    check_columns(spec, list(map(str, table.columns)), arguments.spec)
    sample, flow = draw_sample(spec, table)
    content = result(spec, flow, regress(spec, sample, chosen), chosen.confidence)
    files = (relative(arguments.table), relative(arguments.spec))
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
