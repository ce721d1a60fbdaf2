"""What is looked at beside the estimates: influence, collinearity, form, spread of residuals."""

from __future__ import annotations

from typing import Any

import numpy as np
import statsmodels.api as sm
from statsmodels.stats.diagnostic import het_breuschpagan, linear_reset
from statsmodels.stats.outliers_influence import (
    variance_inflation_factor,
)
from statsmodels.stats.stattools import jarque_bera

from cluster_finance.regression.estimate import CONSTANT, Estimate, redundant

TOP = 10


def influence(made: Estimate, top: int = TOP) -> list[dict[str, Any]]:
    """Return the cities with the largest Cook's distance, the largest first."""
    measures = made.fit.get_influence()
    cook, leverage = measures.cooks_distance[0], measures.hat_matrix_diag
    residuals = _studentized(made.fit, measures.resid_studentized_internal)
    names = made.design.cities.to_numpy()
    order = sorted(range(len(names)), key=lambda i: (-cook[i], names[i]))[:top]
    return [
        {
            "city": str(names[i]),
            "province": str(made.design.provinces.iloc[i]),
            "cook": float(cook[i]),
            "leverage": float(leverage[i]),
            "residual_studentized": float(residuals[i]),
        }
        for i in order
    ]


def _studentized(fit: Any, internal: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return externally studentized residuals; the library's own are a regression a row."""
    freedom = fit.df_resid
    return np.asarray(internal * np.sqrt((freedom - 1) / (freedom - internal**2)))


def diagnostics(made: Estimate) -> dict[str, Any]:
    """Return VIF by term, RESET, Breusch-Pagan, normality of residuals and the top leverages."""
    return {
        "vif": _vif(made),
        "reset": _reset(made),
        "breusch_pagan": _breusch_pagan(made),
        "residuals": _residuals(made),
        "leverage_top": _leverage(made),
    }


def _vif(made: Estimate) -> dict[str, float]:
    """Variance inflation against all other regressors, province effects included."""
    x = made.design.x
    at = {str(name): i for i, name in enumerate(x.columns)}
    terms = [term for term in made.terms if term != CONSTANT]
    return {term: float(variance_inflation_factor(x.to_numpy(), at[term])) for term in terms}


def _reset(made: Estimate) -> dict[str, float]:
    """Ramsey's test with the square and cube of the fitted values, as an F test."""
    test = linear_reset(made.fit, power=3, test_type="fitted", use_f=True)
    return {
        "f": float(np.squeeze(test.statistic)),
        "p": float(test.pvalue),
        "df": float(test.df_num),
        "df_residual": float(test.df_denom),
    }


def _breusch_pagan(made: Estimate) -> dict[str, float]:
    """Breusch and Pagan's test in Koenker's form, which does not assume normal residuals."""
    lm, p, _, _ = het_breuschpagan(made.fit.resid, made.design.x.to_numpy(), robust=True)
    return {"lm": float(lm), "p": float(p), "df": float(made.design.x.shape[1] - 1)}


def _residuals(made: Estimate) -> dict[str, float]:
    statistic, p, skew, kurtosis = jarque_bera(made.fit.resid)
    return {
        "jarque_bera": float(statistic),
        "p": float(p),
        "skewness": float(skew),
        "kurtosis": float(kurtosis),
        "std": float(np.sqrt(made.fit.scale)),
    }


def _leverage(made: Estimate, top: int = TOP) -> list[dict[str, Any]]:
    leverage = made.fit.get_influence().hat_matrix_diag
    names = made.design.cities.to_numpy()
    order = sorted(range(len(names)), key=lambda i: (-leverage[i], names[i]))[:top]
    return [{"city": str(names[i]), "leverage": float(leverage[i])} for i in order]


def without_each_province(made: Estimate, term: str) -> dict[str, float]:
    """Return the estimate of ``term`` with each province left out in turn, by province.

    A province without which the term cannot be told from the others has no entry.
    """
    found = made.design
    estimates = {}
    for province in sorted(found.provinces.unique()):
        kept = found.provinces != province
        x = found.x.loc[kept]
        # Indicators of what has left are zero throughout.
        x = x.loc[:, x.ne(0).any()]
        lost = redundant(x)
        if term in x and term not in lost and kept.sum() > x.shape[1]:
            fit = sm.OLS(found.y.loc[kept], x.drop(columns=lost)).fit(method="qr")
            estimates[str(province)] = float(fit.params[term])
    return estimates
