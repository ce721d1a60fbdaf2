"""Split one province's difference from the others, with a placebo for every province."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import pandas as pd

from cluster_finance.jobs import families
from living_edition.files import write_json, write_table
from living_edition.ledger.number import Number, write_numbers
from living_edition.regression.decomposition import (
    Rank,
    TwoFold,
    placebos,
    rank,
    three_fold,
)
from living_edition.regression.estimate import Design
from living_edition.regression.kinds import Gap
from living_edition.workflow import running

CODE = "living_edition.regression.decomposition:two_fold"
DECIMALS = 3


def model(spec: Gap, made: Design) -> dict[str, Any]:
    """Return the splits of one model, the province's own first."""
    splits = placebos(made)
    own = next(s for s in splits if s.province == spec.treated)
    return {
        "id": made.model,
        "n": len(made.y),
        "two_fold": asdict(own),
        "three_fold": asdict(three_fold(made, spec.treated)),
        "ranks": {name: asdict(place) | {"p": place.p} for name, place in ranks(spec, splits).items()},
        "placebos": [asdict(s) for s in splits],
    }


def ranks(spec: Gap, splits: list[TwoFold]) -> dict[str, Rank]:
    """Return the province's places: as it stands and standardised, among all and among the larger."""
    return {
        "rank": rank(splits, spec.treated, standardised=False),
        "rank_standardised": rank(splits, spec.treated, standardised=True),
        "rank_larger": rank(splits, spec.treated, standardised=False, least_cities=spec.least_cities),
        "rank_standardised_larger": rank(splits, spec.treated, standardised=True, least_cities=spec.least_cities),
    }


def numbers(spec: Gap, content: dict[str, Any], arguments: argparse.Namespace) -> Iterator[Number]:
    """Yield the numbers of the ledger: the split by model, its parts, and the ranks."""
    for found in content["models"]:
        stem, split = f"gap.{found['id']}", found["two_fold"]
        source = families.source(spec, arguments, CODE, f"模型 {found['id']}", f"model {found['id']}")
        values = {key: split[key] for key in ("gap", "explained", "unexplained", "standardised")}
        values |= {f"explained_{term}": part for term, part in split["terms"].items()}
        values |= {f"three_{key}": part for key, part in found["three_fold"].items()}
        values |= {f"{key}.p": place["p"] for key, place in found["ranks"].items()}
        for key, value in values.items():
            yield Number(f"{stem}.{key}", value, "number", source, decimals=DECIMALS)
        yield Number(f"{stem}.explained_share", split["explained"] / split["gap"], "share", source, decimals=0)
        yield Number(f"{stem}.cities", split["cities"], "cities", source, decimals=0)
        for key, place in found["ranks"].items():
            yield Number(f"{stem}.{key}", place["rank"], "number", source, decimals=0)
            yield Number(f"{stem}.{key}.provinces", place["provinces"], "provinces", source, decimals=0)


def tidy(content: dict[str, Any], labels: dict[str, tuple[str, str]]) -> pd.DataFrame:
    """Return one row a model and province, with the province's names and the parts by term."""
    rows = []
    for found in content["models"]:
        for split in found["placebos"]:
            zh, en = labels[split["province"]]
            parts = {f"explained_{term}": part for term, part in split["terms"].items()}
            kept = {key: value for key, value in split.items() if key != "terms"}
            rows.append({"model": found["id"], **kept, "province_zh": zh, "province_en": en, **parts})
    return pd.DataFrame(rows)


def job(arguments: argparse.Namespace) -> None:
    """Read table and spec, split, write the result three ways."""
    spec, designs, flow = families.read(arguments, Gap)
    content = families.head(spec, flow) | {"models": [model(spec, made) for made in designs]}
    names = pd.read_parquet(arguments.table, columns=[spec.sample.province, "province_zh", "province_en"])
    labels = {str(code): (str(zh), str(en)) for code, zh, en in names.drop_duplicates().itertuples(index=False)}
    write_json(content, arguments.out)
    write_table(tidy(content, labels), arguments.out_parquet)
    write_numbers(numbers(spec, content, arguments), arguments.numbers)


if __name__ == "__main__":
    running.run(
        job,
        running.parser(
            __doc__,
            table="clean table, Parquet",
            spec="spec file, YAML",
            out="result, JSON",
            out_parquet="splits by model and province, Parquet",
            numbers="numbers of the ledger, JSON",
        ),
    )
