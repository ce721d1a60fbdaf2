"""What is looked at beside the estimates: influence, collinearity, form (RESET, a bend), spread of residuals."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.regression.linear_model import OLS
from statsmodels.stats.diagnostic import het_breuschpagan, linear_reset
from statsmodels.stats.stattools import jarque_bera

from living_edition.regression.estimate import CONSTANT, Design, Estimate, estimate, redundant

TOP = 10
_ROUNDING = 1e-20
BEND = "_bend"


def influence(fitted: Estimate, top: int = TOP) -> list[dict[str, Any]]:
    """Return the cities with the largest Cook's distance, the largest first."""
    measures, design = fitted.fit.get_influence(), fitted.design
    table = {
        "city": design.cities.to_numpy(),
        "province": design.provinces.to_numpy(),
        "year": None if design.years is None else design.years.to_numpy(),
        "cook": measures.cooks_distance[0],
        "leverage": measures.hat_matrix_diag,
        "residual_studentized": _studentized(fitted.fit, measures.resid_studentized_internal),
    }
    return _largest(pd.DataFrame(table), "cook", top)


def _largest(table: pd.DataFrame, column: str, top: int) -> list[dict[str, Any]]:
    rows = table.sort_values([column, "city"], ascending=[False, True]).head(top).to_dict("records")
    return [{str(name): cell for name, cell in row.items()} for row in rows]


def _studentized(fit: Any, internal: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return externally studentized residuals; the library's own are a regression a row."""
    freedom = fit.df_resid
    return np.asarray(internal * np.sqrt((freedom - 1) / (freedom - internal**2)))


def diagnostics(fitted: Estimate) -> dict[str, Any]:
    """Return VIF by term, RESET, Breusch-Pagan, normality of residuals and the top leverages."""
    return {
        "vif": _vif(fitted),
        "reset": _reset(fitted),
        "breusch_pagan": _breusch_pagan(fitted),
        "residuals": _residuals(fitted),
        "leverage_top": _leverage(fitted),
    }


def _vif(fitted: Estimate) -> dict[str, float]:
    """Variance inflation against all other regressors, province effects included."""
    x = fitted.design.x
    inverse = fitted.fit.normalized_cov_params
    terms = [term for term in fitted.terms if term != CONSTANT]
    # 1 / (1 - R2) of a regressor on the others, without a regression for each.
    return {term: float(inverse.loc[term, term] * ((x[term] - x[term].mean()) ** 2).sum()) for term in terms}


def _reset(fitted: Estimate) -> dict[str, float]:
    """Ramsey's test with the square and cube of the fitted values, as an F test."""
    test = linear_reset(fitted.fit, power=3, test_type="fitted", use_f=True)
    return _floats(f=np.squeeze(test.statistic), p=test.pvalue, df=test.df_num, df_residual=test.df_denom)


def _breusch_pagan(fitted: Estimate) -> dict[str, float]:
    """Breusch and Pagan's test in Koenker's form, which does not assume normal residuals."""
    lm, p, _, _ = het_breuschpagan(fitted.fit.resid, fitted.design.x.to_numpy(), robust=True)
    return _floats(lm=lm, p=p, df=fitted.design.x.shape[1] - 1)


def _residuals(fitted: Estimate) -> dict[str, float]:
    statistic, p, skewness, kurtosis = jarque_bera(fitted.fit.resid)
    std = np.sqrt(fitted.fit.scale)
    return _floats(jarque_bera=statistic, p=p, skewness=skewness, kurtosis=kurtosis, std=std)


def _floats(**values: Any) -> dict[str, float]:
    return {name: float(value) for name, value in values.items()}


def _leverage(fitted: Estimate) -> list[dict[str, Any]]:
    leverage = fitted.fit.get_influence().hat_matrix_diag
    return _largest(pd.DataFrame({"city": fitted.design.cities.to_numpy(), "leverage": leverage}), "leverage", TOP)


def without_each_province(fitted: Estimate, term: str) -> dict[str, float]:
    """Return the estimate of ``term`` with each province left out in turn, by province.

    A province without which the term cannot be told from the others has no entry.
    """
    y, x = _inside(fitted.design)
    estimates: dict[str, float] = {}
    if fitted.design.provinces.nunique() < 2:
        return estimates
    for province in sorted(fitted.design.provinces.unique()):
        included = fitted.design.provinces != province
        columns = x.loc[included].loc[:, x.loc[included].ne(0).any()]
        lost = redundant(columns)
        if term in columns and term not in lost and included.sum() > columns.shape[1]:
            fit = OLS(y.loc[included], columns.drop(columns=lost)).fit()
            estimates[str(province)] = float(fit.params[term])
    return estimates


def _inside(design: Design) -> tuple[pd.Series[float], pd.DataFrame]:
    """Return outcome and regressors less their means inside provinces or cities that have effects.

    Estimates are those with indicators (Frisch, Waugh and Lovell), whole provinces left out or not.
    """
    entity = next((effect for effect in design.groups if effect != "year"), None)
    if entity is None:
        return design.y, design.x
    groups = design.clusters()[entity]
    dummies = tuple(f"{entity}_{name}" for name in groups.unique())
    x = design.x.drop(columns=[CONSTANT, *[name for name in design.effects if name in dummies]])
    demeaned = x - x.groupby(groups).transform("mean")
    # What is the same throughout each group is zero, but for rounding.
    constant = (demeaned**2).sum() < _ROUNDING * (x**2).sum()
    return design.y - design.y.groupby(groups).transform("mean"), demeaned.mask(
        constant.reindex(demeaned.columns), 0.0, axis="columns"
    )


@dataclass(frozen=True)
class Bend:
    """Slopes below and above the regressor's median, and the p-value of their difference (clustered by province)."""

    median: float
    below: float
    above: float
    p: float


def bend(design: Design, term: str) -> Bend:
    """Return the slopes of two lines that meet at the median of ``term``, everything else as in the model."""
    median = float(design.x[term].median())
    bent = replace(design, x=design.x.assign(**{BEND: np.maximum(design.x[term] - median, 0.0)}))
    fitted = estimate(bent, ["province"], 0.95)
    difference = fitted.errors[BEND]["province"]
    p = float(2 * stats.t.sf(abs(difference.t), difference.df))
    below = fitted.terms[term]
    return Bend(median, below, below + fitted.terms[BEND], p)
