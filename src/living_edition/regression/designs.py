"""From spec file and table to designs: what every job of a family of regressions starts with."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd

from living_edition.ledger.number import Source
from living_edition.regression.estimate import (
    Design,
    Flow,
    combinations,
    draw_sample,
)
from living_edition.regression.kinds import read_family
from living_edition.regression.spec import Spec, check_columns

Kind = TypeVar("Kind", bound=Spec)


def read_designs(spec_file: Path, table_file: Path, kind: type[Kind]) -> tuple[Kind, list[Design], Flow]:
    """Return the spec, the design of each of its models, and the sample flow.

    Raises ``InputError`` for a spec or a table that does not hold.
    """
    spec = read_family(spec_file, kind)
    table = pd.read_parquet(table_file)
    check_columns(spec, list(map(str, table.columns)), spec_file)
    sample, flow = draw_sample(spec, table)
    return spec, [choice.design(spec, sample) for choice in combinations(spec)], flow


def head(spec: Spec, flow: Flow) -> dict[str, Any]:
    """Return what every result starts with: the statement and the sample."""
    return {"spec": spec.id, "statement": spec.model_dump(mode="json"), "sample": asdict(flow)}


def source(spec: Spec, files: tuple[str, ...], code: str, zh: str, en: str) -> Source:
    """Return the source of a number: the spec's title and what of it."""
    return Source("regression", f"回归：{spec.title.zh}，{zh}", f"{spec.title.en}: {en}", files, code)
