"""One association in several forms: result, one row a term, numbers of the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from living_edition.ledger.number import Number, Numbers, Source
from living_edition.regression.bootstrap import as_row, of_net
from living_edition.regression.forms import Fitted, basis, fit, rows_of
from living_edition.regression.kinds import Form, Forms, Regressors
from living_edition.regression.least_squares import Inference, wild_numbers
from living_edition.regression.variables import Variable, common, evaluate

CODE = "living_edition.regression.forms:fit"
DECIMALS = 3
TERM = "industry"


def sample(spec: Forms, table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the spec's years with city, province, year, capital and every variable as columns.

    A shifted variable is missing where the city has no such row among these years.
    """
    chosen = table[table["year"].isin(spec.sample.years)].reset_index(drop=True)
    found = pd.DataFrame(
        {
            "_city": chosen[spec.sample.name].astype(str),
            "_province": chosen[spec.sample.province].astype(str),
            "_year": chosen["year"],
            "_capital": chosen[spec.sample.capital].astype(bool),
        }
    )
    named = {name for model in spec.models for name in model.variables} | {spec.outcome}
    shifted = {name: shift for name, shift in spec.shifts.items() if name in named}
    plain = sorted((named - set(shifted)) | {shift.variable for shift in shifted.values()})
    for name in plain:
        found[name] = evaluate(_variable(spec, name).formula, chosen)
    for name, shift in shifted.items():
        other = found[["_city", "_year", shift.variable]].rename(columns={shift.variable: name})
        found = found.merge(other.assign(_year=other["_year"] + shift.years), on=["_city", "_year"], how="left")
    return found


def _variable(spec: Forms, name: str) -> Variable:
    return {**common(), **spec.variables}[name]


def result(spec: Forms, table: pd.DataFrame, inference: Inference) -> dict[str, Any]:
    """Return every model in every form asked: estimates, clustered errors, the bootstrap of each regressor."""
    rows = sample(spec, table)
    forms = {form.id: form for form in spec.forms}
    models = [_model(spec, model, forms[name], rows, inference) for model in spec.models for name in model.forms]
    head = {"spec": spec.id, "statement": spec.model_dump(mode="json"), "confidence": inference.confidence}
    return head | {"models": models}


def _model(spec: Forms, model: Regressors, form: Form, whole: pd.DataFrame, inference: Inference) -> dict[str, Any]:
    chosen = whole if form.capitals else whole[~whole["_capital"]]
    rows = rows_of(form, chosen, [spec.outcome, *model.variables])
    name = f"{model.id}.{form.id}"
    fitted = fit(name, rows, basis(form, rows), spec.outcome, model.variables)
    return {
        "id": name,
        "measure": model.id,
        "form": form.id,
        "n": fitted.n,
        "clusters": fitted.clusters,
        "within": fitted.within,
        "terms": [_term(spec, fitted, variable, at, inference) for at, variable in enumerate(model.variables)],
    }


def _term(spec: Forms, fitted: Fitted, variable: str, at: int, inference: Inference) -> dict[str, Any]:
    told = spec.shifts.get(variable) or _variable(spec, variable)
    low, high = fitted.interval(variable, inference.confidence)
    error = fitted.std_errors[variable]
    wild, _ = of_net(fitted.nets[variable], "province", variable, inference.draws, inference.seed, inference.confidence)
    return {
        "term": TERM if at == 0 else variable,
        "label_zh": told.zh,
        "label_en": told.en,
        "estimate": fitted.terms[variable],
        "errors": {
            "province": {
                "se": error, "t": fitted.terms[variable] / error, "p": fitted.p(variable), "low": low, "high": high,
                "df": fitted.clusters - 1,
            }
        },
        "bootstrap": {"province": as_row(wild)},
    }  # fmt: skip


def tidy(content: dict[str, Any]) -> pd.DataFrame:
    """Return one row a model, form and term, with clustered errors and the bootstrap's interval."""
    rows = [
        {
            **{key: model[key] for key in ("measure", "form", "n", "clusters")},
            **{key: term[key] for key in ("term", "label_zh", "label_en", "estimate")},
            "std_error": term["errors"]["province"]["se"],
            **{f"{key}_wild": term["bootstrap"]["province"][key] for key in ("p", "low", "high")},
        }
        for model in content["models"]
        for term in model["terms"]
    ]
    return pd.DataFrame(rows).astype({"low_wild": float, "high_wild": float})


def numbers(spec: Forms, content: dict[str, Any], files: tuple[str, ...]) -> Iterator[Number]:
    """Yield the numbers of the ledger: by model counts, and by term estimate, clustered error and bootstrap."""
    names = {model.id: model for model in spec.models}
    forms = {form.id: form for form in spec.forms}
    for model in content["models"]:
        stated, form = names[model["measure"]], forms[model["form"]]
        zh, en = f"回归：{spec.title.zh}，{stated.zh}，{form.zh}", f"{spec.title.en}: {stated.en}, {form.en}"
        of_model = Numbers(f"reg.{spec.id}.{model['id']}", Source("regression", zh, en, files, CODE))
        yield of_model.count("n", model["n"], "cities" if form.between else "observations")
        yield of_model.count("clusters", model["clusters"], "provinces")
        for term in model["terms"]:
            yield from _of_term(of_model, term)


def _of_term(of_model: Numbers, term: dict[str, Any]) -> Iterator[Number]:
    name, error, wild = term["term"], term["errors"]["province"], term["bootstrap"]["province"]
    yield of_model.of(f"{name}.estimate", term["estimate"], decimals=DECIMALS)
    yield of_model.p_value(f"{name}.p_province", error["p"])
    for key in ("se", "low", "high"):
        yield of_model.of(f"{name}.{key}_province", error[key], decimals=DECIMALS)
    of_term = Numbers(f"{of_model.prefix}.{name}", of_model.source)
    yield from wild_numbers(of_term, wild, "province")
