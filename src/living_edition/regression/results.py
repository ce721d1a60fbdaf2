"""What a regression's result holds: every model with its terms, errors, diagnostics and warnings."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

import pandas as pd

from living_edition.language_files import Words
from living_edition.languages import languages
from living_edition.regression.diagnostics import diagnostics, influence, without_each_province
from living_edition.regression.estimate import CONSTANT, Choice, Estimate
from living_edition.regression.sample import CAPITAL, Flow
from living_edition.regression.spec import ALL, CLUSTERED, Measure, Spec
from living_edition.regression.std_errors import Caution

_WORDS = Words(__name__)

Bootstraps = dict[str, dict[str, Any]]
"""Rows of the wild cluster bootstrap of the main term, by what is clustered."""


@dataclass(frozen=True)
class Model:
    """One model of a spec with its estimate and its bootstraps."""

    choice: Choice
    subsample: str
    estimate: Estimate
    bootstrap: Bootstraps = field(default_factory=dict)
    warnings: list[Caution] = field(default_factory=list)

    @property
    def measure(self) -> Measure:
        """Return the model's measure."""
        return self.choice.measure


def label(spec: Spec, model: Model, term: str, language: str, short: bool = False) -> str:
    """Return what a term is called in a language, in full or in ``short``."""
    if term in (fixed := {CONSTANT: "constant", CAPITAL: "capital"}):
        return str(_WORDS[language][fixed[term]])
    return spec.variable(model.measure.variable if term == spec.term else term).label(language, short)


def model_row(spec: Spec, model: Model) -> dict[str, Any]:
    """Return one model as it stands in the result."""
    fitted, fit = model.estimate, model.estimate.fit
    design = fitted.design
    outcome = spec.variable(spec.outcome_of(model.measure))
    row = {
        "id": design.model,
        "measure": model.measure.id,
        "variable": model.measure.variable,
        "outcome": spec.outcome_of(model.measure),
        **{f"outcome_{lang}": outcome.label(lang) for lang in languages()},
        **{f"outcome_short_{lang}": outcome.label(lang, short=True) for lang in languages()},
        "effects_of": list(design.groups),
        "province_effects": "province" in design.groups,
        "capital_indicator": model.choice.capital,
        "controls": model.choice.controls.id,
        "subsample": model.subsample,
        "n": int(fit.nobs),
        "clusters": fitted.clusters,
        "clusters_of": {name: int(groups.nunique()) for name, groups in design.clusters().items()},
        "effects": len(design.effects),
        "singletons": list(design.singletons),
        "r2": float(fit.rsquared),
        "r2_within": fitted.r2_within,
        "df": float(fit.df_resid),
        "terms": [term_row(spec, model, term) for term in fitted.terms],
        "diagnostics": diagnostics(fitted),
        "influence": influence(fitted),
        "without_province": without_each_province(fitted, spec.term) if model.subsample == ALL else {},
    }
    return {**row, "warnings": [*fitted.warnings, *model.warnings]}


def term_row(spec: Spec, model: Model, term: str) -> dict[str, Any]:
    """Return one term of a model with its errors, and the main one's bootstraps."""
    errors = model.estimate.errors[term]
    return {
        "term": term,
        **{f"label_{lang}": label(spec, model, term, lang) for lang in languages()},
        **{f"short_{lang}": label(spec, model, term, lang, short=True) for lang in languages()},
        "estimate": model.estimate.terms[term],
        "errors": {kind: asdict(error) for kind, error in errors.items()},
        "bootstrap": model.bootstrap if term == spec.term else {},
    }


def result(spec: Spec, flow: Flow, models: list[Model], confidence: float) -> dict[str, Any]:
    """Return the whole result of a spec."""
    clustered = "Student's t, clusters less one (of the fewer, two-way); corrected by G/(G-1) * (n-1)/(n-k)"
    return {
        **spec.head(),
        "confidence": confidence,
        "inference": {
            "HC1": "Student's t, residual degrees of freedom",
            "HC3": "Student's t, residual degrees of freedom",
            **dict.fromkeys(CLUSTERED, clustered),
            "wild": "wild cluster bootstrap of Student's t, null imposed; interval by inversion of the test",
        },
        "sample": asdict(flow),
        "outcome": {"variable": spec.outcome, **spec.variable(spec.outcome).model_dump()},
        "control_sets": {control_set.id: control_set.texts for control_set in spec.sets_of_controls()},
        "subsamples": {ALL: _WORDS.texts("all")} | {part.id: part.texts for part in spec.subsamples},
        "models": [model_row(spec, model) for model in models],
        "warnings": _sample_warnings(flow),
    }


def _sample_warnings(flow: Flow) -> list[Caution]:
    count = len(flow.provinces_lost)
    listed = {
        lang: _WORDS[lang]["comma"].join(province[lang] for province in flow.provinces_lost) for lang in languages()
    }
    return [_WORDS.texts("lost", listed=listed, count=count)] if count else []


def tidy(content: dict[str, Any]) -> pd.DataFrame:
    """Return the result as one row a model, term and kind of error (bootstraps as ``wild_province``)."""
    copied = ["measure", "outcome", "province_effects", "capital_indicator", "controls", "subsample"]
    counted = ["n", "clusters", "r2", "r2_within"]
    rows = [
        {
            "spec": content["spec"],
            "model": model["id"],
            **{key: model[key] for key in copied},
            "effects": " ".join(model["effects_of"]),
            **{key: term[key] for key in ("term", *(f"label_{lang}" for lang in languages()), "estimate")},
            "error": kind,
            "confidence": content["confidence"],
            **error,
            **{key: model[key] for key in counted},
        }
        for model in content["models"]
        for term in model["terms"]
        for kind, error in _kinds(term)
    ]
    columns = ["se", "t", "p", "low", "high", "df", "draws", "seed", "weights"]
    table = pd.DataFrame(rows)
    table = table.reindex(columns=[*table.columns, *[name for name in columns if name not in table]])
    return table.rename(columns={"se": "std_error"}).astype({"draws": "Int64", "seed": "Int64", "weights": "str"})


def _kinds(term: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    wild = [
        (f"wild_{by}", {key: value for key, value in row.items() if key != "clusters"})
        for by, row in term["bootstrap"].items()
    ]
    return [*term["errors"].items(), *wild]
