"""Correct the main hypotheses together: results in, the family and its numbers out."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import asdict

from cluster_finance.jobs.regress import DECIMALS, relative, settings
from living_edition.files import read_json, write_json
from living_edition.ledger.number import Number, Source, write_numbers
from living_edition.regression.holm import Hypothesis, holm, read
from living_edition.workflow.running import parser, run

CODE = "living_edition.regression.holm:holm"


def numbers(tested: list[Hypothesis], files: tuple[str, ...]) -> Iterator[Number]:
    """Yield each hypothesis's adjusted p-value, and how many there are and are rejected."""
    zh, en = "主要假设，霍尔姆校正", "main hypotheses, Holm's correction"
    source = Source("regression", f"回归：{zh}", en, files, CODE)
    for each in tested:
        name = f"reg.{each.spec}.{each.model}.{each.term}.p_holm"
        yield Number(name, each.p_holm, "number", source, decimals=DECIMALS)
    yield Number("reg.family.size", len(tested), "number", source, decimals=0)
    yield Number("reg.family.rejected", sum(each.rejected for each in tested), "number", source, decimals=0)


def job(arguments: argparse.Namespace) -> None:
    """Read every result, correct the family, write it twice."""
    chosen = settings(arguments.settings)
    results = {content["spec"]: content for content in map(read_json, sorted(arguments.results))}
    tested = holm(read(chosen.family, chosen.family_p, results), 1 - chosen.confidence)
    content = {
        "method": "Holm",
        "p": chosen.family_p,
        "level": round(1 - chosen.confidence, 12),
        "draws": chosen.bootstrap_draws,
        "seed": chosen.seed,
        "hypotheses": [asdict(each) for each in tested],
    }
    write_json(content, arguments.out)
    write_numbers(numbers(tested, tuple(map(relative, sorted(arguments.results)))), arguments.numbers)


if __name__ == "__main__":
    run(
        job,
        parser(
            "Correct the main hypotheses together.",
            results="* results of the regressions, JSON",
            settings="the configuration's section of the regressions, JSON",
            out="the family, JSON",
            numbers="numbers of the ledger, JSON",
        ),
    )
