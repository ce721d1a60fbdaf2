"""What the jobs of decomposition and quantiles share: their designs, their sources, their results' head."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import Any, TypeVar

import pandas as pd

from living_edition.ledger.number import Source
from living_edition.regression.estimate import (
    Design,
    Flow,
    combinations,
    design,
    draw_sample,
)
from living_edition.regression.kinds import read_family
from living_edition.regression.spec import Spec, check_columns

Kind = TypeVar("Kind", bound=Spec)


def read(arguments: argparse.Namespace, family: type[Kind]) -> tuple[Kind, list[Design], Flow]:
    """Return the spec, the design of each of its models, and the sample flow.

    Raises ``InputError`` for a spec or a table that does not hold.
    """
    spec = read_family(arguments.spec, family)
    table = pd.read_parquet(arguments.table)
    check_columns(spec, list(map(str, table.columns)), arguments.spec)
    sample, flow = draw_sample(spec, table)
    made = [design(spec, sample, measure, effects, capital) for measure, effects, capital in combinations(spec)]
    return spec, made, flow


def head(spec: Spec, flow: Flow) -> dict[str, Any]:
    """Return what every result starts with: the statement and the sample."""
    return {"spec": spec.id, "statement": spec.model_dump(mode="json"), "sample": asdict(flow)}


def source(spec: Spec, arguments: argparse.Namespace, code: str, zh: str, en: str) -> Source:
    """Return the source of a number: the spec's title and what of it."""
    files = (arguments.table, arguments.spec)
    return Source("regression", f"回归：{spec.title.zh}，{zh}", f"{spec.title.en}: {en}", files, code)
