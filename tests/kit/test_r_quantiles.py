"""The quantile regressions against R's quantreg, where it is installed."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from conftest import run_r
from statsmodels.regression.quantile_regression import QuantReg

from living_edition.regression.estimate import Design
from living_edition.regression.quantiles import PRECISE, slopes

TAUS = [0.1, 0.25, 0.5, 0.75, 0.9]
PROGRAMME = """
data <- read.csv(commandArgs(TRUE)[1])
taus <- c(0.1, 0.25, 0.5, 0.75, 0.9)
fits <- lapply(taus, function(t) quantreg::rq(y ~ x + capital, tau = t, data = data))
rho <- sapply(fits, function(f) sum(f$residuals * (f$tau - (f$residuals < 0))))
text <- function(v) paste(sprintf("%.17g", v), collapse = ",")
beta <- paste(sapply(fits, function(f) paste0("[", text(coef(f)), "]")), collapse = ",")
cat(sprintf('{"objective": [%s], "beta": [%s]}', text(rho), beta))
"""


def test_objective_and_coefficients_agree_with_quantreg(tmp_path: Path) -> None:
    random = np.random.default_rng(12)
    n = 287
    table = pd.DataFrame({"x": random.normal(size=n), "capital": (np.arange(n) % 10 == 0) * 1.0})
    table["y"] = 0.2 * table["x"] + 0.8 * table["capital"] + (1 + 0.3 * table["x"].abs()) * random.normal(size=n)
    table.to_csv(tmp_path / "data.csv", index=False)
    theirs = json.loads(run_r(tmp_path, PROGRAMME, "data.csv"))
    x = table[["x", "capital"]].assign(const=1.0)[["const", "x", "capital"]].to_numpy()
    names = pd.Series(np.arange(n).astype(str))
    made = Design("m", table["y"], pd.DataFrame(x, columns=["const", "x", "capital"]), names, names)
    for q, least, beta in zip(TAUS, theirs["objective"], theirs["beta"], strict=True):
        fit = QuantReg(table["y"].to_numpy(), x).fit(q=q, **PRECISE)
        rest = table["y"].to_numpy() - x @ fit.params
        assert np.sum(rest * (q - (rest < 0))) == pytest.approx(least, rel=1e-6)
        assert fit.params == pytest.approx(beta, abs=1e-4)
        assert slopes(made, q, np.ones((1, n)))[0] == pytest.approx(beta, abs=1e-9)
