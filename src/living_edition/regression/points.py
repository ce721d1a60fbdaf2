"""What each row contributes to a model: its partial residuals and its influence."""

from __future__ import annotations

import pandas as pd
import statsmodels.api as sm

from living_edition.regression.estimate import Design, check_design


def points(made: Design, term: str) -> pd.DataFrame:
    """Return one row a city: outcome and ``term`` net of all other regressors, and influence.

    ``x_partial`` and ``y_partial`` are residuals of least squares on the other regressors; a line
    through them has the slope of ``term`` in the whole model (Frisch, Waugh and Lovell).
    ``leverage``, ``residual_studentized`` (external) and ``cook`` belong to the whole model.
    Raises ``InputError`` where the model bears no estimate.
    """
    check_design(made)
    others = made.x.drop(columns=term)
    measures = sm.OLS(made.y, made.x).fit().get_influence()
    return pd.DataFrame(
        {
            "model": made.model,
            "city": made.cities.to_numpy(),
            "province_code": made.provinces.to_numpy(),
            "x_partial": sm.OLS(made.x[term], others).fit().resid.to_numpy(),
            "y_partial": sm.OLS(made.y, others).fit().resid.to_numpy(),
            "leverage": measures.hat_matrix_diag,
            "residual_studentized": measures.resid_studentized_external,
            "cook": measures.cooks_distance[0],
        }
    )
