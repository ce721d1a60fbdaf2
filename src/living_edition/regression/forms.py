"""One association in several forms: effects, trends, differences between years, and leads and lags.

Effects and trends are taken out of outcome and regressors first (Frisch, Waugh and Lovell): the
estimate is statsmodels' on what is left, the errors are clustered by province with the usual
correction G/(G-1) * (n-1)/(n-k), where k counts effects and trends, and the wild cluster bootstrap is
that of the other models. A form is far cheaper so than with an indicator a city and a year.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy import linalg, stats

from living_edition.errors import InputError, Problem
from living_edition.regression.bootstrap import Net
from living_edition.regression.kinds import Form

Array = np.ndarray[Any, np.dtype[np.float64]]
_DEPENDENT = 1e-9
"""A pivot this small a share of the largest: the columns have no further rank."""


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
        kept = np.logical_and.reduce(least)
        if kept.all():
            break
        rows = rows.loc[kept]
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
    left = x - effects @ (effects.T @ x)
    if n <= k or np.linalg.matrix_rank(left / np.maximum(np.linalg.norm(x, axis=0), 1.0)) < len(terms):
        found = f"{n} rows for {k} coefficients, or regressors that effects take up"
        raise InputError([Problem(model, "regressors", found, "variation left by the effects", "drop one of them")])
    y = rows[outcome].to_numpy(float)
    y = y - effects @ (effects.T @ y)
    ols = sm.OLS(y, left).fit()
    codes = np.unique(rows["_province"].to_numpy(str), return_inverse=True)[1]
    clusters = int(codes.max()) + 1
    scores = np.zeros((clusters, len(terms)))
    np.add.at(scores, codes, left * np.asarray(ols.resid)[:, None])
    scale = clusters / (clusters - 1) * (n - 1) / (n - k)
    variance = scale * ols.normalized_cov_params @ scores.T @ scores @ ols.normalized_cov_params
    nets = {term: _net(left, y, effects, codes, at, k) for at, term in enumerate(terms)}
    within = float(np.sqrt(left[:, 0] @ left[:, 0] / (n - effects.shape[1])))
    return Fitted(
        dict(zip(terms, map(float, ols.params), strict=True)),
        dict(zip(terms, np.sqrt(np.diag(variance)).tolist(), strict=True)),
        n, k, clusters, within, nets,
    )  # fmt: skip


def _net(left: Array, y: Array, effects: Array, codes: np.ndarray[Any, Any], at: int, k: int) -> Net:
    others = np.linalg.qr(np.delete(left, at, axis=1))[0]
    alone, outcome = (values - others @ (others.T @ values) for values in (left[:, at], y))
    return Net(alone, outcome, np.hstack([effects, others]), codes, k)
