"""The main hypotheses together: corrected by Holm and by Romano and Wolf, and held to a yardstick; the list of before
beside them.

Each is a model of one regressor, drawn together with the others: the same weights in every model. Romano and Wolf's
stepdown (2005, 2016): hypotheses stand in the order of their statistics; the largest is compared with the draws'
largest over all, the next with the largest over those that are left, and no p-value falls below the one before it.
Near-duplicates cost next to nothing, which Holm cannot know.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from living_edition import yaml_models
from living_edition.files import read_yaml
from living_edition.language_files import Words
from living_edition.ledger.number import Number, Numbers, Source
from living_edition.ledger.precision import drawn_p
from living_edition.regression.bootstrap import Draws, Net, draw_weights, partial_out
from living_edition.regression.equivalence import Scale, margin
from living_edition.regression.estimate import CONSTANT, Design, draw_sample, every_design
from living_edition.regression.forms import Forms, fitted
from living_edition.regression.holm import WILD, holm, read
from living_edition.regression.spec import Spec, read_spec

Array = np.ndarray[Any, np.dtype[np.floating[Any]]]
CODE = "living_edition.regression.family:tested"
MEASURED = ("effect", "detectable", "excluded", "effect_low", "effect_high")
_TIE = 1 - 1e-9


@dataclass(frozen=True)
class Model:
    """A hypothesis's model, its regressor net of all others, the provinces by code, and its scale."""

    net: Net
    provinces: tuple[str, ...]
    scale: Scale


def models_of(spec: Spec, table: pd.DataFrame, ids: Sequence[str]) -> dict[str, Model]:
    """Return the models of a spec by id."""
    rows, _ = draw_sample(spec, table)
    return {
        design.model: _of_design(spec, choice.measure.outcome or spec.outcome, design)
        for choice, _, design in every_design(spec, rows)
        if design.model in ids
    }


def _of_design(spec: Spec, outcome: str, design: Design) -> Model:
    column = list(design.x.columns).index(spec.term)
    codes = design.provinces.to_numpy(dtype=str)
    partialled = partial_out(design.y.to_numpy(dtype=np.float64), design.x.to_numpy(dtype=np.float64), codes, column)
    effects = design.x[[CONSTANT, *design.effects]].to_numpy(dtype=np.float64)
    q = np.linalg.qr(effects)[0]
    regressor = design.x[spec.term].to_numpy(dtype=np.float64)
    net_regressor = regressor - q @ (q.T @ regressor)
    within = float(np.sqrt(net_regressor @ net_regressor / (len(net_regressor) - effects.shape[1])))
    logs = spec.variable(outcome).formula.startswith("log(")
    return Model(partialled, tuple(np.unique(codes)), Scale(within, None if logs else float(design.y.mean())))


def forms_of(spec: Forms, table: pd.DataFrame, ids: Sequence[str]) -> dict[str, Model]:
    """Return the models of a spec of forms by id; their outcome is in logs."""
    return {
        f"{model.id}.{form.id}": Model(
            estimates.nets[model.variables[0]],
            tuple(np.unique(rows["_province"].to_numpy(str))),
            Scale(estimates.within),
        )
        for model, form, rows, estimates in fitted(spec, table, ids)
    }


def drawn_together(models: Sequence[Model], draws: int, seed: int) -> list[Draws]:
    """Return the models' bootstrap draws, a province's weight the same in all of them."""
    provinces = sorted({name for model in models for name in model.provinces})
    weights, kind = draw_weights(len(provinces), draws, seed, "rademacher")
    index = {name: position for position, name in enumerate(provinces)}
    return [model.net.draw(weights[[index[name] for name in model.provinces]], kind) for model in models]


def stepdown(observed: Array, draws: Array) -> Array:
    """Return adjusted p-values of statistics ``observed`` (m), larger being stronger, given draws (m by draws)."""
    order = np.argsort(-observed, kind="stable")
    # The largest draw over each hypothesis and all that come after it.
    largest = np.maximum.accumulate(draws[order][::-1], axis=0)[::-1]
    reached = np.count_nonzero(largest >= _TIE * observed[order][:, None], axis=1)
    p = np.maximum.accumulate((1 + reached) / (1 + draws.shape[1]))
    adjusted = np.empty(len(observed))
    adjusted[order] = p
    return adjusted


def romano_wolf(draws: Sequence[Draws]) -> Array:
    """Return the stepdown p-values of models drawn together."""
    observed = np.array([abs(draw.t(0.0)) for draw in draws])
    return stepdown(observed, np.stack([np.abs(draw.n0) / np.sqrt(draw.q0) for draw in draws]))


def models(names: list[str], specs: Mapping[str, Path], tables: Mapping[str, Path]) -> dict[str, Model]:
    """Return the models of hypotheses named ``spec:model:term``, by that name; ``tables`` by their stem."""
    models_by_id: dict[str, Model] = {}
    for spec in dict.fromkeys(name.split(":")[0] for name in names):
        names_by_id = {name.split(":")[1]: name for name in names if name.startswith(f"{spec}:")}
        if read_yaml(specs[spec]).get("family") == "forms":
            forms = yaml_models.read(specs[spec], Forms)
            estimated = forms_of(forms, pd.read_parquet(tables[forms.sample.table]), list(names_by_id))
        else:
            stated = read_spec(specs[spec])
            estimated = models_of(stated, pd.read_parquet(tables[stated.sample.table]), list(names_by_id))
        models_by_id |= {names_by_id[key]: model for key, model in estimated.items()}
    return models_by_id


def tested(
    names: list[str], kind: str, results: Mapping[str, dict[str, Any]], models: Mapping[str, Model], draws: int,
    seed: int, smallest: float, level: float,
) -> list[dict[str, Any]]:  # fmt: skip
    """Return every hypothesis of a list with both corrections and what its estimate excludes."""
    hypotheses = holm(read(names, kind, results), level)
    chosen = [models[name] for name in names]
    together = drawn_together(chosen, draws, seed)
    rows = []
    for hypothesis, model, draw, p in zip(hypotheses, chosen, together, romano_wolf(together), strict=True):
        excluded = margin(draw.estimate, draw.se, len(model.provinces) - 1, model.scale, smallest, level)
        rows.append(
            asdict(hypothesis)
            | {"p_romano_wolf": float(p), "rejected_romano_wolf": bool(p <= level), "within": model.scale.within}
            | {
                f"effect_{key}": model.scale.percent(value)
                for key, value in (("low", hypothesis.low), ("high", hypothesis.high))
                if value is not None
            }
            | asdict(excluded)
            | {"equivalent": bool(excluded.p_equivalent < level)}
        )
    return rows


def numbers(content: dict[str, Any], files: tuple[str, ...]) -> Iterator[Number]:
    """Yield each hypothesis's corrected p-values and margins, and the counts of the list and of that of before."""
    family = Numbers("reg", Source("regression", files, CODE, **Words(__name__).texts("main")))
    # The level at which words call a p-value significant.
    yield family.of("family.level", content["level"])
    yield family.of("family.smallest", content["smallest"], "percent", decimals=0)
    for key, rows in (("family", content["hypotheses"]), ("family_before", content["before"])):
        yield family.count(f"{key}.size", len(rows))
        yield family.count(f"{key}.rejected", sum(row["rejected"] for row in rows))
        yield family.count(f"{key}.rejected_romano_wolf", sum(row["rejected_romano_wolf"] for row in rows))
        yield family.count(f"{key}.rejected_alone", sum(row["p"] <= content["level"] for row in rows))
        yield family.count(f"{key}.equivalent", sum(row["equivalent"] for row in rows))
        yield family.count(f"{key}.positive", sum(row["estimate"] > 0 for row in rows))
    draws = content["draws"] if content["p"].startswith(WILD) else None
    current = {_name(row) for row in content["hypotheses"]}
    before = [row for row in content["before"] if _name(row) not in current]
    for row in [*content["hypotheses"], *before]:
        # What is in both lists is corrected with the new one.
        stem = _name(row)
        # A drawn p-value is never zero; another may be.
        yield drawn_p(family, f"{stem}.p_holm", row["p_holm"], draws, row["p_holm"] / row["p"] if draws else 1.0)
        yield drawn_p(family, f"{stem}.p_romano_wolf", row["p_romano_wolf"], content["draws"])
        yield family.p_value(f"{stem}.p_equivalent", row["p_equivalent"])
        for key in MEASURED:
            if key in row:
                yield family.of(f"{stem}.{key}", row[key], "percent", decimals=1)


def _name(row: dict[str, Any]) -> str:
    return f"{row['spec']}.{row['model']}.{row['term']}"
