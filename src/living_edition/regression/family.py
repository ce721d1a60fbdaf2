"""The main hypotheses as models of one regressor each, drawn together and held to a yardstick."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd

from living_edition.regression.bootstrap import Draws, Net, draw_weights, net
from living_edition.regression.equivalence import Scale, margin
from living_edition.regression.estimate import CONSTANT, Design, draw_sample, every_design
from living_edition.regression.forms import basis, fit, rows_of
from living_edition.regression.forms_report import sample
from living_edition.regression.holm import Hypothesis
from living_edition.regression.kinds import Forms
from living_edition.regression.romano_wolf import stepdown
from living_edition.regression.spec import Spec

Array = np.ndarray[Any, np.dtype[np.floating[Any]]]


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
        made.model: _of_design(spec, choice.measure.outcome or spec.outcome, made)
        for choice, _, made in every_design(spec, rows)
        if made.model in ids
    }


def _of_design(spec: Spec, outcome: str, made: Design) -> Model:
    at = list(made.x.columns).index(spec.term)
    codes = made.provinces.to_numpy(dtype=str)
    one = net(made.y.to_numpy(dtype=np.float64), made.x.to_numpy(dtype=np.float64), codes, at)
    effects = made.x[[CONSTANT, *made.effects]].to_numpy(dtype=np.float64)
    q = np.linalg.qr(effects)[0]
    regressor = made.x[spec.term].to_numpy(dtype=np.float64)
    left = regressor - q @ (q.T @ regressor)
    within = float(np.sqrt(left @ left / (len(left) - effects.shape[1])))
    logs = spec.variable(outcome).formula.startswith("log(")
    return Model(one, tuple(np.unique(codes)), Scale(within, None if logs else float(made.y.mean())))


def forms_of(spec: Forms, table: pd.DataFrame, ids: Sequence[str]) -> dict[str, Model]:
    """Return the models of a spec of forms by id; their outcome is in logs."""
    whole = sample(spec, table)
    forms = {form.id: form for form in spec.forms}
    found = {}
    for model in spec.models:
        for name in model.forms:
            if (key := f"{model.id}.{name}") not in ids:
                continue
            form = forms[name]
            chosen = whole if form.capitals else whole[~whole["_capital"]]
            rows = rows_of(form, chosen, [spec.outcome, *model.variables])
            fitted = fit(key, rows, basis(form, rows), spec.outcome, model.variables)
            provinces = tuple(np.unique(rows["_province"].to_numpy(str)))
            found[key] = Model(fitted.nets[model.variables[0]], provinces, Scale(fitted.within))
    return found


def drawn_together(models: Sequence[Model], draws: int, seed: int) -> list[Draws]:
    """Return the models' bootstrap draws, a province's weight the same in all of them."""
    provinces = sorted({name for model in models for name in model.provinces})
    weights, kind = draw_weights(len(provinces), draws, seed, "rademacher")
    place = {name: at for at, name in enumerate(provinces)}
    return [model.net.draw(weights[[place[name] for name in model.provinces]], kind) for model in models]


def romano_wolf(draws: Sequence[Draws]) -> Array:
    """Return the stepdown p-values of models drawn together."""
    observed = np.array([abs(each.t(0.0)) for each in draws])
    return stepdown(observed, np.stack([np.abs(each.n0) / np.sqrt(each.q0) for each in draws]))


def told(
    hypotheses: Sequence[Hypothesis], models: Sequence[Model], draws: int, seed: int, smallest: float, level: float
) -> list[dict[str, Any]]:
    """Return each hypothesis with both corrections and what its estimate excludes."""
    together = drawn_together(models, draws, seed)
    rows = []
    for one, model, drawn, p in zip(hypotheses, models, together, romano_wolf(together), strict=True):
        df = len(model.provinces) - 1
        excluded = margin(drawn.estimate, drawn.se, df, model.scale, smallest, level)
        ends = {
            key: model.scale.percent(value)
            for key, value in (("low", one.low), ("high", one.high))
            if value is not None
        }
        rows.append(
            asdict(one)
            | {"p_romano_wolf": float(p), "rejected_romano_wolf": bool(p <= level), "within": model.scale.within}
            | {f"effect_{key}": value for key, value in ends.items()}
            | asdict(excluded)
            | {"equivalent": bool(excluded.p_equivalent < level)}
        )
    return rows
