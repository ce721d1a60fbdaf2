"""Least squares, model by model, from a spec and a sample: designs, estimates, their errors.

Effects are indicators; groups of one row (a province with one city in the sample) are dropped
first and counted, for they would fit their row exactly (leverage 1, where HC3 does not exist).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
from statsmodels.regression.linear_model import OLS

from living_edition.errors import InputError, Problem
from living_edition.language_files import Words
from living_edition.languages import languages
from living_edition.regression.sample import CAPITAL, Flow, draw_sample, part
from living_edition.regression.spec import ALL, NONE, ControlSet, Effect, ErrorKind, Measure, Spec
from living_edition.regression.std_errors import Caution, Error, Groups, check_errors, errors

_WORDS = Words(__name__)

CONSTANT = "const"
_DEPENDENT = 1e-10
"""A column whose own part is this small a share of it depends on those before it."""


@dataclass(frozen=True)
class Design:
    """Outcome and regressors of one model, with the columns that are effects.

    ``singletons`` names the cities that left because they were alone in their group.
    """

    model: str
    y: pd.Series[float]
    x: pd.DataFrame
    provinces: pd.Series[str]
    cities: pd.Series[str]
    effects: tuple[str, ...] = ()
    singletons: tuple[str, ...] = ()
    years: pd.Series[str] | None = None
    groups: tuple[Effect, ...] = ()

    def clusters(self) -> Groups:
        """Return the rows' province and city, and year where the table tells it."""
        groups: dict[Any, pd.Series[str]] = {"province": self.provinces, "city": self.cities}
        return groups if self.years is None else {**groups, "year": self.years}


@dataclass(frozen=True)
class Estimate:
    """One estimated model: estimates and errors by term, and what else is reported of it.

    ``r2_within`` is the share of the variance that effects alone leave for which the regressors
    account (R2 itself without effects).
    """

    design: Design
    fit: Any
    terms: dict[str, float]
    errors: dict[str, dict[ErrorKind, Error]]
    clusters: int
    r2_within: float
    warnings: list[Caution] = field(default_factory=list)


def model_id(measure: str, effects: Sequence[Effect], capital: bool, controls: str = NONE, subsample: str = ALL) -> str:
    """Return the short id of a model: ``employment.province_capital``."""
    parts = [*effects, *["capital"] * capital, *[controls] * (controls != NONE), *[subsample] * (subsample != ALL)]
    return f"{measure}.{'_'.join(parts) or 'plain'}"


@dataclass(frozen=True)
class Choice:
    """What one model of a spec is: measure, effects, capital dummy or not, controls."""

    measure: Measure
    effects: tuple[Effect, ...]
    capital: bool
    controls: ControlSet

    def design(self, spec: Spec, sample: pd.DataFrame, subsample: str = ALL) -> Design:
        """Return the model's outcome and regressors on a part of the sample."""
        return design_matrix(spec, sample, self.measure, self.effects, self.capital, self.controls, subsample)


def combinations(spec: Spec) -> list[Choice]:
    """Return every model of the spec.

    There is no capital dummy beside city effects, which take it up.
    """
    chosen = product(spec.measures, spec.sets_of_controls(), spec.models.sets(), spec.models.capital_indicator)
    return [
        Choice(measure, effects, capital, controls)
        for measure, controls, effects, capital in chosen
        if not (capital and "city" in effects)
    ]


def designs(spec: Spec, table: pd.DataFrame) -> tuple[list[Design], Flow]:
    """Return the design of every model on the whole sample, and the sample flow."""
    sample, flow = draw_sample(spec, table)
    return [choice.design(spec, sample) for choice in combinations(spec)], flow


def every_design(spec: Spec, sample: pd.DataFrame) -> list[tuple[Choice, str, Design]]:
    """Return what was chosen, the part of the sample and the design of every model."""
    samples = [(ALL, sample), *((subsample.id, part(sample, subsample)) for subsample in spec.subsamples)]
    without = {subsample.id for subsample in spec.subsamples if subsample.without_capitals}
    return [
        (choice, name, choice.design(spec, rows, name))
        for name, rows in samples
        for choice in combinations(spec)
        if not (choice.capital and name in without)
    ]


def design_matrix(
    spec: Spec, sample: pd.DataFrame, measure: Measure, effects: Sequence[Effect], capital: bool,
    controls: ControlSet | None = None, subsample: str = ALL,
) -> Design:  # fmt: skip
    """Return outcome and regressors of one model, singletons dropped with effects; without ``controls`` it has none."""
    sample, singletons = _without_singletons(sample, effects)
    x = pd.DataFrame({CONSTANT: 1.0}, index=sample.index)
    for effect in effects:
        dummies = pd.get_dummies(sample[f"_{effect}"], prefix=effect, drop_first=True)
        x = x.join(dummies.astype(float))
    columns = tuple(str(name) for name in x.columns[1:])
    x[spec.term] = sample[measure.variable]
    if capital:
        x[CAPITAL] = sample[CAPITAL]
    for control in spec.controls_of(measure, controls):
        x[control] = sample[control]
    return Design(
        model_id(measure.id, effects, capital, controls.id if controls else NONE, subsample),
        sample[spec.outcome_of(measure)],
        x,
        sample["_province"],
        sample["_city"],
        columns,
        singletons,
        sample.get("_year"),
        tuple(effects),
    )


def _without_singletons(sample: pd.DataFrame, effects: Sequence[Effect]) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Drop rows alone in their group until none is (one that leaves may leave another alone)."""
    dropped: list[str] = []
    while effects:
        groups = [pd.factorize(sample[f"_{effect}"])[0] for effect in effects]
        alone = np.any([np.bincount(codes)[codes] == 1 for codes in groups], axis=0)
        if not alone.any():
            break
        dropped += sample.loc[alone, "_city"].tolist()
        sample = sample.loc[~alone]
    return sample, tuple(sorted(dropped))


def estimate(design: Design, kinds: list[ErrorKind], confidence: float) -> Estimate:
    """Estimate one model by least squares; raise ``InputError`` where it does not exist."""
    check_design(design)
    fit = OLS(design.y, design.x).fit()
    groups = design.clusters()
    leverage = fit.get_influence().hat_matrix_diag if "HC3" in kinds else np.zeros(len(design.y))
    warnings = check_errors(design.model, kinds, leverage, groups)
    if design.singletons:
        count = len(design.singletons)
        listed = {lang: _WORDS[lang]["comma"].join(design.singletons) for lang in languages()}
        warnings.insert(0, _WORDS.texts("alone", count=count, listed=listed))
    terms = [str(name) for name in design.x.columns if name not in design.effects]
    std_errors: dict[str, dict[ErrorKind, Error]] = {term: {} for term in terms}
    for kind in kinds:
        of_kind, cautions = errors(fit, kind, groups, terms, confidence)
        warnings += cautions
        for term, error in of_kind.items():
            std_errors[term][kind] = error
    estimates = {term: float(fit.params[term]) for term in terms}
    clusters = int(design.provinces.nunique())
    return Estimate(design, fit, estimates, std_errors, clusters, _r2_within(design, fit), warnings)


def check_design(design: Design) -> None:
    """Raise ``InputError`` where there are too few rows or the regressors are collinear."""
    rows, columns = design.x.shape
    if rows <= columns:
        actual, mend = f"{rows} rows for {columns} coefficients", "widen the sample or drop regressors"
        raise InputError([Problem(design.model, "sample", actual, "more rows than coefficients", mend)])
    found_and_expected = "an exact linear combination of the other regressors", "a regressor with variation of its own"
    made_of = "drop what it is made of (province effects take up what is the same throughout a province)"
    if lost := redundant(design.x):
        raise InputError(
            [Problem(design.model, f"term {name}", *found_and_expected, f"drop {name}, or {made_of}") for name in lost]
        )


def redundant(x: pd.DataFrame) -> list[str]:
    """Return the columns that are exact linear combinations of those before them."""
    scaled = x / np.sqrt((x**2).sum()).replace(0.0, 1.0)
    if np.linalg.matrix_rank(scaled.to_numpy()) == x.shape[1]:
        return []
    dropped: list[str] = []
    while scaled.shape[1]:
        pivots = np.abs(np.diag(np.linalg.qr(scaled.to_numpy(), mode="r")))
        # A column that depends on others leaves a direction of its own behind: one at a time.
        dependent = np.flatnonzero(np.r_[pivots < _DEPENDENT, np.full(scaled.shape[1] - len(pivots), True)])
        if not len(dependent):
            break
        name = str(scaled.columns[dependent[0]])
        dropped.append(name)
        scaled = scaled.drop(columns=name)
    return dropped or [str(x.columns[-1])]


def _r2_within(design: Design, fit: Any) -> float:
    if not design.effects:
        return float(fit.rsquared)
    effects = OLS(design.y, design.x[[CONSTANT, *design.effects]]).fit(method="qr")
    return float(1 - fit.ssr / effects.ssr)
