"""Least squares with three kinds of standard errors, model by model, from a spec and a table.

Heteroskedasticity-consistent errors (HC1, HC3) are read against Student's t with the residual
degrees of freedom; errors clustered by province against Student's t with one less than the number
of clusters, and carry the usual correction G/(G-1) * (n-1)/(n-k), in which k counts the province
effects. Province effects are indicators; provinces with one city in the sample are dropped first
and counted, for they would fit their city exactly (leverage 1, where HC3 does not exist).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import statsmodels.api as sm

from cluster_finance.errors import InputError, Problem
from cluster_finance.regression.spec import ErrorKind, Measure, Spec
from cluster_finance.regression.variables import evaluate, names

FEW_CLUSTERS = 40
"""Below this many clusters, clustered errors come with a warning (they tend to be too small)."""

CONSTANT = "const"
CAPITAL = "capital"
_NUMERICALLY_ONE = 1 - 1e-9


@dataclass(frozen=True)
class Flow:
    """What became of the rows of the table: ``dropped`` holds reason, count and city names."""

    rows_in: int
    dropped: list[dict[str, Any]]
    used: int


@dataclass(frozen=True)
class Error:
    """Standard error of one kind, its test and its interval; ``df`` are those of Student's t."""

    se: float
    t: float
    p: float
    low: float
    high: float
    df: float


@dataclass(frozen=True)
class Design:
    """Outcome and regressors of one model, with the columns that are province effects."""

    model: str
    y: pd.Series[float]
    x: pd.DataFrame
    provinces: pd.Series[str]
    cities: pd.Series[str]
    effects: tuple[str, ...] = ()
    singletons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Estimate:
    """One estimated model: estimates and errors by term, and what else is reported of it."""

    design: Design
    fit: Any
    terms: dict[str, float]
    errors: dict[str, dict[ErrorKind, Error]]
    clusters: int
    r2_within: float
    warnings: list[str] = field(default_factory=list)


def draw_sample(spec: Spec, table: pd.DataFrame) -> tuple[pd.DataFrame, Flow]:
    """Return the rows every model uses, with the variables as columns, and the sample flow.

    All models stand on one sample (but for the singleton provinces), so that they differ in
    nothing but their specification.
    """
    table = table.reset_index(drop=True)
    rows, dropped = table, []
    if spec.sample.year is not None:
        rows = table.loc[table["year"] == spec.sample.year]
        dropped.append(_drop("another year", "其他年份", len(table) - len(rows), []))
    sample = pd.DataFrame(
        {
            "_city": rows[spec.sample.name].astype(str),
            "_province": rows[spec.sample.province].astype(str),
        }
    )
    if any(spec.models.capital_indicator):
        sample[CAPITAL] = rows[spec.sample.capital].to_numpy(dtype=float, na_value=np.nan)
    for _, name in spec.used():
        sample[name] = evaluate(spec.variable(name).formula, rows)
    for reason, gap in _gaps(spec, rows, sample):
        lost = gap.loc[sample.index]
        cities = sorted(sample.loc[lost, "_city"])
        dropped.append(_drop(reason[0], reason[1], int(lost.sum()), cities))
        sample = sample.loc[~lost]
    _needs_rows(spec, sample, dropped)
    _needs_provinces(spec, sample)
    return sample, Flow(len(table), [d for d in dropped if d["count"]], len(sample))


def _gaps(spec: Spec, rows: pd.DataFrame, sample: pd.DataFrame) -> list[tuple[tuple[str, str], pd.Series[bool]]]:
    gaps = [(("province missing", "省份缺失"), rows[spec.sample.province].isna())]
    if CAPITAL in sample:
        gaps.append((("capital indicator missing", "省会标记缺失"), sample[CAPITAL].isna()))
    for _, name in spec.used():
        variable = spec.variable(name)
        absent = rows[list(names(variable.formula))].isna().any(axis=1)
        undefined = sample[name].isna() & ~absent
        gaps.append(((f"{variable.en}: missing", f"{variable.zh}：缺失"), absent))
        gaps.append(((f"{variable.en}: undefined", f"{variable.zh}：无定义"), undefined))
    return gaps


def _drop(en: str, zh: str, count: int, cities: list[str]) -> dict[str, Any]:
    return {"reason_en": en, "reason_zh": zh, "count": int(count), "cities": cities}


def _needs_rows(spec: Spec, sample: pd.DataFrame, dropped: list[dict[str, Any]]) -> None:
    if len(sample):
        return
    why = "; ".join(f"{d['reason_en']} ({d['count']})" for d in dropped if d["count"])
    raise InputError(
        [
            Problem(
                spec.sample.table,
                f"sample of {spec.id}",
                f"no row left: {why or 'the table is empty'}",
                "rows with every variable of the spec",
                "choose another year or variable, or look at how the table was cleaned",
            )
        ]
    )


def _needs_provinces(spec: Spec, sample: pd.DataFrame) -> None:
    there = sorted(sample["_province"].unique())
    problems = [
        Problem(
            spec.sample.table,
            f"sample of {spec.id}",
            f"no city of province {code!r}, which leave_out names",
            f"one of {', '.join(there)}",
            "correct leave_out in the spec",
        )
        for code in spec.leave_out
        if code not in there
    ]
    if problems:
        raise InputError(problems)


def model_id(measure: str, province_effects: bool, capital: bool) -> str:
    """Return the short id of a model: ``employment.province_capital``."""
    parts = ["province"] * province_effects + ["capital"] * capital
    return f"{measure}.{'_'.join(parts) or 'plain'}"


def combinations(spec: Spec) -> list[tuple[Measure, bool, bool]]:
    """Return every model of the spec: measure, province effects or not, capital or not."""
    models = spec.models
    return list(product(spec.measures, models.province_effects, models.capital_indicator))


def design(spec: Spec, sample: pd.DataFrame, measure: Measure, effects: bool, capital: bool) -> Design:
    """Return outcome and regressors of one model, singleton provinces dropped with effects."""
    singletons: tuple[str, ...] = ()
    if effects:
        size = sample.groupby("_province")["_city"].transform("size")
        singletons = tuple(sorted(sample.loc[size == 1, "_city"]))
        sample = sample.loc[size > 1]
    x = pd.DataFrame({CONSTANT: 1.0}, index=sample.index)
    if effects:
        dummies = pd.get_dummies(sample["_province"], prefix="province", drop_first=True)
        x = x.join(dummies.astype(float))
    columns = tuple(str(name) for name in x.columns[1:])
    x[spec.term] = sample[measure.variable]
    if capital:
        x[CAPITAL] = sample[CAPITAL]
    for control in spec.controls:
        x[control] = sample[control]
    name = model_id(measure.id, effects, capital)
    y, provinces, cities = sample[spec.outcome], sample["_province"], sample["_city"]
    return Design(name, y, x, provinces, cities, columns, singletons)


def estimate(made: Design, kinds: list[ErrorKind], confidence: float) -> Estimate:
    """Estimate one model by least squares; raise ``InputError`` where it does not exist."""
    check_design(made)
    fit = sm.OLS(made.y, made.x).fit()
    clusters = int(made.provinces.nunique())
    warnings = _check_errors(made, fit, kinds, clusters)
    terms = [name for name in made.x.columns if name not in made.effects]
    errors: dict[str, dict[ErrorKind, Error]] = {term: {} for term in terms}
    for kind in kinds:
        robust = _robust(fit, kind, made.provinces)
        for term in terms:
            errors[term][kind] = _error(robust, term, confidence)
    estimates = {term: float(fit.params[term]) for term in terms}
    return Estimate(made, fit, estimates, errors, clusters, _r2_within(made, fit), warnings)


def check_design(made: Design) -> None:
    """Raise ``InputError`` where there are too few rows or the regressors are collinear."""
    rows, columns = made.x.shape
    if rows <= columns:
        raise InputError(
            [
                Problem(
                    made.model,
                    "sample",
                    f"{rows} rows for {columns} coefficients",
                    "more rows than coefficients",
                    "widen the sample or drop regressors",
                )
            ]
        )
    lost = redundant(made.x)
    if lost:
        raise InputError([_collinear(made, name) for name in lost])


def redundant(x: pd.DataFrame) -> list[str]:
    """Return the columns that are exact linear combinations of those before them."""
    scaled = x / np.sqrt((x**2).sum()).replace(0.0, 1.0)
    if np.linalg.matrix_rank(scaled.to_numpy()) == x.shape[1]:
        return []
    found: list[str] = []
    kept: list[str] = []
    for name in map(str, scaled.columns):
        trial = scaled[[*kept, name]].to_numpy()
        deficient = np.linalg.matrix_rank(trial) < trial.shape[1]
        (found if deficient else kept).append(name)
    return found or [str(scaled.columns[-1])]


def _collinear(made: Design, name: str) -> Problem:
    return Problem(
        made.model,
        f"term {name}",
        "an exact linear combination of the other regressors",
        "a regressor with variation of its own",
        f"drop {name}, or drop what it is made of (province effects take up what is the same throughout a province)",
    )


def _check_errors(made: Design, fit: Any, kinds: list[ErrorKind], clusters: int) -> list[str]:
    """Return warnings; raise ``InputError`` where an error asked for does not exist."""
    problems, warnings = [], []
    if "HC3" in kinds:
        full = fit.get_influence().hat_matrix_diag >= _NUMERICALLY_ONE
        problems += [
            Problem(
                made.model,
                f"city {city}",
                "leverage 1 (the model fits it exactly)",
                "leverage below 1, as HC3 needs",
                "drop the city or the regressor that singles it out",
            )
            for city in made.cities[full]
        ]
    if "province" in kinds and clusters < 2:
        problems.append(
            Problem(
                made.model,
                "errors clustered by province",
                f"{clusters} cluster",
                "at least 2 clusters",
                "take province out of the errors, or widen the sample",
            )
        )
    elif "province" in kinds and clusters < FEW_CLUSTERS:
        warnings.append(f"few clusters: {clusters} provinces; clustered errors may be too small")
    if problems:
        raise InputError(problems)
    return warnings


def _robust(fit: Any, kind: ErrorKind, provinces: pd.Series[str]) -> Any:
    if kind != "province":
        return fit.get_robustcov_results(cov_type=kind, use_t=True)
    groups = pd.factorize(provinces, sort=True)[0]
    return fit.get_robustcov_results(
        cov_type="cluster", groups=groups, use_correction=True, df_correction=True, use_t=True
    )


def _error(robust: Any, term: str, confidence: float) -> Error:
    at = robust.model.exog_names.index(term)
    low, high = robust.conf_int(alpha=1 - confidence)[at]
    freedom = getattr(robust, "df_resid_inference", None) or robust.df_resid
    se, t, p = robust.bse[at], robust.tvalues[at], robust.pvalues[at]
    return Error(float(se), float(t), float(p), float(low), float(high), float(freedom))


def _r2_within(made: Design, fit: Any) -> float:
    """Return the share of the variance inside provinces that the regressors account for."""
    if not made.effects:
        return float(fit.rsquared)
    inside = made.y - made.y.groupby(made.provinces).transform("mean")
    return float(1 - fit.ssr / (inside**2).sum())
