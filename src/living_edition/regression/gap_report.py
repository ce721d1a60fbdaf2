"""Splits one province's difference from the others, with a placebo for every province: result, table, numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import pandas as pd

from living_edition.ledger.number import Number, Numbers
from living_edition.regression.decomposition import (
    Rank,
    TwoFold,
    placebos,
    rank,
    three_fold,
)
from living_edition.regression.designs import source
from living_edition.regression.estimate import Design
from living_edition.regression.kinds import Gap

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


def numbers(spec: Gap, content: dict[str, Any], files: tuple[str, ...]) -> Iterator[Number]:
    """Yield the numbers of the ledger: the split by model, its parts, and the ranks."""
    for model in content["models"]:
        split = model["two_fold"]
        of_model = Numbers(
            f"gap.{model['id']}", source(spec, files, CODE, f"模型 {model['id']}", f"model {model['id']}")
        )
        values = {key: split[key] for key in ("gap", "explained", "unexplained", "standardised")}
        values |= {f"explained_{term}": part for term, part in split["terms"].items()}
        values |= {f"three_{key}": part for key, part in model["three_fold"].items()}
        values |= {f"{key}.p": place["p"] for key, place in model["ranks"].items()}
        for key, value in values.items():
            yield of_model.of(key, value, decimals=DECIMALS)
        yield of_model.of("explained_share", split["explained"] / split["gap"], "share", 0)
        yield of_model.count("cities", split["cities"], "cities")
        for key, place in model["ranks"].items():
            yield of_model.count(key, place["rank"])
            yield of_model.count(f"{key}.provinces", place["provinces"], "provinces")


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
