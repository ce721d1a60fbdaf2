"""What each row contributes to a model: its partial residuals and its influence; and means by bins."""

from __future__ import annotations

import pandas as pd
from statsmodels.regression.linear_model import OLS

from living_edition.regression.estimate import Design, check_design


def points(design: Design, term: str) -> pd.DataFrame:
    """Return one row a city: outcome and ``term`` net of all other regressors, and influence.

    ``x_partial`` and ``y_partial`` are residuals of least squares on the other regressors; a line
    through them has the slope of ``term`` in the whole model (Frisch, Waugh and Lovell).
    ``leverage``, ``residual_studentized`` (external) and ``cook`` belong to the whole model.
    Raises ``InputError`` where the model bears no estimate.
    """
    check_design(design)
    others = design.x.drop(columns=term)
    measures = OLS(design.y, design.x).fit().get_influence()
    return pd.DataFrame(
        {
            "model": design.model,
            "city": design.cities.to_numpy(),
            "province_code": design.provinces.to_numpy(),
            "x_partial": OLS(design.x[term], others).fit().resid.to_numpy(),
            "y_partial": OLS(design.y, others).fit().resid.to_numpy(),
            "leverage": measures.hat_matrix_diag,
            "residual_studentized": measures.resid_studentized_external,
            "cook": measures.cooks_distance[0],
        }
    )


def binned(x: pd.Series[float], y: pd.Series[float]) -> pd.DataFrame:
    """Return the means of ``x`` and ``y`` in ten bins of equal numbers by ``x``, with the number in each."""
    bin_codes = pd.qcut(x.rank(method="first"), 10, labels=False)
    both = pd.DataFrame({"x": x, "y": y, "bin": bin_codes})
    means = both.groupby("bin").agg(x=("x", "mean"), y=("y", "mean"), n=("y", "size"))
    return means.reset_index(drop=True)
