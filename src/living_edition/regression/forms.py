"""One association in several forms: effects, trends, differences between years, and leads and lags.

Effects and trends are taken out of outcome and regressors first (Frisch, Waugh and Lovell): the
estimate is statsmodels' on what is left, the errors are clustered by province with the usual
correction G/(G-1) * (n-1)/(n-k), where k counts effects and trends, and the wild cluster bootstrap is
that of the other models. A form is far cheaper so than with an indicator a city and a year.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from pydantic import Field, model_validator
from scipy import linalg, stats
from statsmodels.regression.linear_model import OLS

from living_edition.errors import InputError, Problem
from living_edition.language_files import Words
from living_edition.languages import languages
from living_edition.ledger.number import Number, Numbers
from living_edition.multilingual import ByLanguage, MultilingualModel
from living_edition.regression.bootstrap import Net, of_net
from living_edition.regression.formulas import evaluate
from living_edition.regression.least_squares import wild_numbers
from living_edition.regression.sample import select_rows
from living_edition.regression.spec import Grouped, Named, Tested
from living_edition.yaml_models import Loc, Once

Array = np.ndarray[Any, np.dtype[np.float64]]
FormEffect = Literal["province", "city", "year", "province_year"]

CODE = "living_edition.regression.forms:fit"
DECIMALS = 3
TERM = "industry"
_DEPENDENT = 1e-9
"""A pivot this small a share of the largest: the columns have no further rank."""


class Form(Named):
    """A form of a model: effects, those with a trend of their own, and years between which to difference."""

    effects: Once[FormEffect] = Field(default_factory=list)
    trends: Once[FormEffect] = Field(default_factory=list)
    between: Once[int] = Field(default_factory=list)
    capitals: bool = True

    @model_validator(mode="after")
    def _check_years_and_trends(self) -> Form:
        if len(self.between) not in (0, 2):
            raise ValueError("between names two years, or none")
        if not set(self.trends) <= set(self.effects):
            raise ValueError("a trend belongs to an effect of the form")
        return self


class Regressors(Named):
    """A model: its regressors, the first of which is the main one; ``forms`` in which it is estimated."""

    variables: Once[str] = Field(min_length=1)
    forms: Once[str] = Field(min_length=1)


class Shift(MultilingualModel):
    """A variable of another year of the same city: ``years`` 1 is the year before, -1 the year after."""

    variable: str
    years: int
    texts: ByLanguage[str]


class Forms(Tested):
    """One association in several forms, each measure with its controls."""

    family: Literal["forms"]
    sample: Grouped
    shifts: dict[str, Shift] = Field(default_factory=dict)
    outcome: str
    forms: Once[Form] = Field(min_length=1)
    models: Once[Regressors] = Field(min_length=1)

    @model_validator(mode="after")
    def _known_forms(self) -> Forms:
        listed = {form.id for form in self.forms}
        unknown = sorted({name for model in self.models for name in model.forms} - listed)
        if unknown:
            raise ValueError(f"models name forms that are not listed: {', '.join(unknown)}")
        return self

    def mentioned(self) -> list[tuple[Loc, str]]:
        """Return outcome, regressors and what is shifted, each wherever the file names it."""
        used: list[tuple[Loc, str]] = [(("outcome",), self.outcome)]
        for i, model in enumerate(self.models):
            used += [(("models", i, "variables", j), name) for j, name in enumerate(model.variables)]
        plain = [(loc, name) for loc, name in used if name not in self.shifts]
        return plain + [(("shifts", name, "variable"), shift.variable) for name, shift in self.shifts.items()]

    def needs_capital(self) -> bool:
        """Return whether a form leaves capitals out."""
        return not all(form.capitals for form in self.forms)

    def needs_year(self) -> bool:
        """Return true: effects, trends and shifts are of years."""
        return True


KIND = Forms


@dataclass(frozen=True)
class Fitted:
    """One form of one model: estimates and clustered errors by regressor, in the order asked.

    ``within`` is the standard deviation of the first regressor net of effects and trends alone
    (``n`` less their rank degrees of freedom).
    """

    terms: dict[str, float]
    std_errors: dict[str, float]
    n: int
    k: int
    clusters: int
    within: float
    nets: dict[str, Net]

    def interval(self, term: str, confidence: float) -> tuple[float, float]:
        """Return the interval of Student's t with one less than the number of clusters."""
        reach = float(stats.t.ppf((1 + confidence) / 2, self.clusters - 1)) * self.std_errors[term]
        return self.terms[term] - reach, self.terms[term] + reach

    def p(self, term: str) -> float:
        """Return the two-sided p-value by the same distribution."""
        return float(2 * stats.t.sf(abs(self.terms[term] / self.std_errors[term]), self.clusters - 1))


def rows_of(form: Form, sample: pd.DataFrame, variables: Sequence[str]) -> pd.DataFrame:
    """Return a form's rows: all years, or differences between two, without rows alone in an effect's group.

    ``sample`` has ``_city``, ``_province``, ``_year`` (numbers) and the variables.
    """
    columns = list(variables)
    if form.between:
        first, last = (sample[sample["_year"] == year].set_index("_city") for year in form.between)
        change = (last[columns] - first[columns]).dropna()
        rows = change.assign(_province=last["_province"].reindex(change.index), _year=form.between[1]).reset_index()
    else:
        rows = sample.dropna(subset=columns)
    rows = rows.assign(_province_year=rows["_province"] + "-" + rows["_year"].astype(str))
    while form.effects:
        least = [rows.groupby(f"_{effect}")["_year"].transform("size") > 1 + (effect in form.trends)
                 for effect in form.effects]  # fmt: skip
        enough = np.logical_and.reduce(least)
        if enough.all():
            break
        rows = rows.loc[enough]
    return rows.sort_values(["_province", "_city", "_year"], ignore_index=True)


def basis(form: Form, rows: pd.DataFrame) -> Array:
    """Return an orthonormal basis (n by rank) of the constant, the effects and the trends of a form."""
    columns = [np.ones((len(rows), 1))]
    for effect in form.effects:
        dummies = pd.get_dummies(rows[f"_{effect}"], dtype=float).to_numpy()
        columns.append(dummies)
        if effect in form.trends:
            years = rows["_year"].to_numpy(float)
            columns.append(dummies * (years - years.mean())[:, None])
    q, r, _ = linalg.qr(np.hstack(columns), mode="economic", pivoting=True)
    pivots = np.abs(np.diag(r))
    return np.asarray(q[:, pivots > _DEPENDENT * pivots[0]])


def fit(model: str, rows: pd.DataFrame, effects: Array, outcome: str, terms: Sequence[str]) -> Fitted:
    """Estimate a form whose effects are spanned by ``effects``; raise ``InputError`` where it does not exist."""
    n, k = len(rows), effects.shape[1] + len(terms)
    x = rows[list(terms)].to_numpy(float)
    x_net = x - effects @ (effects.T @ x)
    if n <= k or np.linalg.matrix_rank(x_net / np.maximum(np.linalg.norm(x, axis=0), 1.0)) < len(terms):
        actual = f"{n} rows for {k} coefficients, or regressors that effects take up"
        raise InputError([Problem(model, "regressors", actual, "variation left by the effects", "drop one of them")])
    y = rows[outcome].to_numpy(float)
    y = y - effects @ (effects.T @ y)
    ols = OLS(y, x_net).fit()
    codes = np.unique(rows["_province"].to_numpy(str), return_inverse=True)[1]
    clusters = int(codes.max()) + 1
    scores = np.zeros((clusters, len(terms)))
    np.add.at(scores, codes, x_net * np.asarray(ols.resid)[:, None])
    scale = clusters / (clusters - 1) * (n - 1) / (n - k)
    variance = scale * ols.normalized_cov_params @ scores.T @ scores @ ols.normalized_cov_params
    nets = {term: _net(x_net, y, effects, codes, column, k) for column, term in enumerate(terms)}
    within = float(np.sqrt(x_net[:, 0] @ x_net[:, 0] / (n - effects.shape[1])))
    return Fitted(
        dict(zip(terms, map(float, ols.params), strict=True)),
        dict(zip(terms, np.sqrt(np.diag(variance)).tolist(), strict=True)),
        n, k, clusters, within, nets,
    )  # fmt: skip


def _net(x: Array, y: Array, effects: Array, codes: np.ndarray[Any, Any], column: int, k: int) -> Net:
    others = np.linalg.qr(np.delete(x, column, axis=1))[0]
    x_net, outcome = (values - others @ (others.T @ values) for values in (x[:, column], y))
    return Net(x_net, outcome, np.hstack([effects, others]), codes, k)


def sample(spec: Forms, table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the spec's years with city, province, year, capital and every variable as columns.

    A shifted variable is missing where the city has no such row among these years.
    """
    chosen = select_rows(spec.sample, table)[0].reset_index(drop=True)
    rows = pd.DataFrame(
        {
            "_city": chosen[spec.sample.name].astype(str),
            "_province": chosen[spec.sample.province].astype(str),
            "_year": chosen["year"],
            "_capital": chosen[spec.sample.capital].astype(bool) if spec.needs_capital() else False,
        }
    )
    used = {name for model in spec.models for name in model.variables} | {spec.outcome}
    shifted = {name: shift for name, shift in spec.shifts.items() if name in used}
    plain = sorted((used - set(shifted)) | {shift.variable for shift in shifted.values()})
    for name in plain:
        rows[name] = evaluate(spec.variable(name).formula, chosen)
    for name, shift in shifted.items():
        other = rows[["_city", "_year", shift.variable]].rename(columns={shift.variable: name})
        rows = rows.merge(other.assign(_year=other["_year"] + shift.years), on=["_city", "_year"], how="left")
    return rows


def fitted(
    spec: Forms, table: pd.DataFrame, ids: Sequence[str] = ()
) -> Iterator[tuple[Regressors, Form, pd.DataFrame, Fitted]]:
    """Yield every model in every form asked (those of ``ids`` alone, where there are any), with the form's rows."""
    every_row = sample(spec, table)
    forms = {form.id: form for form in spec.forms}
    for model, form in ((regressors, forms[name]) for regressors in spec.models for name in regressors.forms):
        if (name := f"{model.id}.{form.id}") in ids or not ids:
            chosen = every_row if form.capitals else every_row[~every_row["_capital"]]
            rows = rows_of(form, chosen, [spec.outcome, *model.variables])
            if (number := rows["_province"].nunique()) < 2:
                place = f"specs/distribution/{spec.id}.yaml", f"model {model.id}, form {form.id}"
                actual, mend = f"rows of {number} provinces", "widen the sample, or drop effects that take up its rows"
                raise InputError([Problem(*place, actual, "rows of two at least, to cluster by", mend)])
            yield model, form, rows, fit(name, rows, basis(form, rows), spec.outcome, model.variables)


def result(
    spec: Forms, table: pd.DataFrame, confidence: float, draws: int, seed: int
) -> tuple[dict[str, Any], pd.DataFrame]:
    """Return every model in every form asked: estimates, clustered errors, the bootstrap of each regressor; and one
    row a model, form and term, with their titles, clustered errors and the bootstrap's p-value, interval and draws.
    """
    options = draws, seed, confidence
    models: list[dict[str, Any]] = [
        {
            "id": f"{model.id}.{form.id}",
            "measure": model.id,
            "form": form.id,
            "n": estimates.n,
            "clusters": estimates.clusters,
            "within": estimates.within,
            "terms": [_term(spec, estimates, name, i, options) for i, name in enumerate(model.variables)],
        }
        for model, form, _, estimates in fitted(spec, table)
    ]
    titles = {
        "measure": {each.id: each.texts for each in spec.models},
        "form": {each.id: each.texts for each in spec.forms},
    }
    rows = [
        {
            **{key: model[key] for key in ("measure", "form", "n", "clusters")},
            **{f"{key}_{lang}": titles[key][model[key]][lang] for key in titles for lang in languages()},
            **{key: term[key] for key in ("term", *(f"label_{lang}" for lang in languages()), "estimate")},
            "std_error": term["errors"]["province"]["se"],
            **{f"{key}_wild": term["bootstrap"]["province"][key] for key in ("p", "low", "high", "draws")},
        }
        for model in models
        for term in model["terms"]
    ]
    content = spec.head() | {"confidence": confidence, "models": models}
    return content, pd.DataFrame(rows).astype({"low_wild": float, "high_wild": float})


def _term(spec: Forms, estimates: Fitted, variable: str, i: int, options: tuple[int, int, float]) -> dict[str, Any]:
    described = spec.shifts.get(variable) or spec.variable(variable)
    low, high = estimates.interval(variable, options[-1])
    error = estimates.std_errors[variable]
    wild, _ = of_net(estimates.nets[variable], "province", variable, *options)
    return {
        "term": TERM if i == 0 else variable,
        **{f"label_{lang}": words for lang, words in described.texts.items()},
        "estimate": estimates.terms[variable],
        "errors": {
            "province": {
                "se": error, "t": estimates.terms[variable] / error, "p": estimates.p(variable), "low": low,
                "high": high, "df": estimates.clusters - 1,
            }
        },
        "bootstrap": {"province": asdict(wild)},
    }  # fmt: skip


def numbers(spec: Forms, content: dict[str, Any], files: tuple[str, ...]) -> Iterator[Number]:
    """Yield the numbers of the ledger: by model counts, and by term estimate, clustered error and bootstrap."""
    names = {model.id: model for model in spec.models}
    forms = {form.id: form for form in spec.forms}
    for model in content["models"]:
        stated, form = names[model["measure"]], forms[model["form"]]
        of = Words(__name__).texts("form", stated.texts, form.texts)
        of_model = spec.numbers(f"reg.{spec.id}.{model['id']}", files, CODE, of)
        yield of_model.count("n", model["n"], spec.sample.unit if form.between else "observations")
        yield of_model.count("clusters", model["clusters"], "provinces")
        for term in model["terms"]:
            yield from _of_term(of_model, term)


def _of_term(of_model: Numbers, term: dict[str, Any]) -> Iterator[Number]:
    name, error, wild = term["term"], term["errors"]["province"], term["bootstrap"]["province"]
    of_term = Numbers(f"{of_model.prefix}.{name}", of_model.source)
    yield of_term.of("estimate", term["estimate"], decimals=DECIMALS)
    yield of_term.p_value("p_province", error["p"])
    for key in ("se", "low", "high"):
        yield of_term.of(f"{key}_province", error[key], decimals=DECIMALS)
    yield from wild_numbers(of_term, wild, "province")
