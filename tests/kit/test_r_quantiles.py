"""The quantile regressions against R's quantreg, where it is installed."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from statsmodels.regression.quantile_regression import QuantReg

from living_edition.regression.estimate import Design
from living_edition.regression.quantiles import PRECISE, slopes

RSCRIPT = shutil.which("Rscript")
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


def _installed() -> bool:
    if RSCRIPT is None:
        return False
    asked = [RSCRIPT, "-e", 'quit(status = !requireNamespace("quantreg", quietly = TRUE))']
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0


pytestmark = pytest.mark.skipif(not _installed(), reason="R with quantreg is not installed")


def test_objective_and_coefficients_agree_with_quantreg(tmp_path: Path) -> None:
    random = np.random.default_rng(12)
    n = 287
    table = pd.DataFrame({"x": random.normal(size=n), "capital": (np.arange(n) % 10 == 0) * 1.0})
    table["y"] = 0.2 * table["x"] + 0.8 * table["capital"] + (1 + 0.3 * table["x"].abs()) * random.normal(size=n)
    table.to_csv(tmp_path / "data.csv", index=False)
    programme = tmp_path / "quantiles.R"
    programme.write_text(PROGRAMME, encoding="utf-8")
    done = subprocess.run(
        [str(RSCRIPT), str(programme), str(tmp_path / "data.csv")], capture_output=True, text=True, check=True
    )
    theirs = json.loads(done.stdout)
    x = table[["x", "capital"]].assign(const=1.0)[["const", "x", "capital"]].to_numpy()
    names = pd.Series(np.arange(n).astype(str))
    made = Design("m", table["y"], pd.DataFrame(x, columns=["const", "x", "capital"]), names, names)
    for q, least, beta in zip(TAUS, theirs["objective"], theirs["beta"], strict=True):
        fit = QuantReg(table["y"].to_numpy(), x).fit(q=q, **PRECISE)
        rest = table["y"].to_numpy() - x @ fit.params
        assert np.sum(rest * (q - (rest < 0))) == pytest.approx(least, rel=1e-6)
        assert fit.params == pytest.approx(beta, abs=1e-4)
        assert slopes(made, q, np.ones((1, n)))[0] == pytest.approx(beta, abs=1e-9)
