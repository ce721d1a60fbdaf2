"""Coefficients and errors are those of R: lm, sandwich, lmtest, plm. Runs where R is installed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from conftest import run_r

from living_edition.regression.estimate import Design, Estimate, estimate
from living_edition.regression.spec import ErrorKind

KINDS: list[ErrorKind] = ["HC1", "HC3", "province", "city", "province_year"]
SCRIPT = r"""
library(sandwich); library(lmtest)
d <- read.csv(commandArgs(TRUE)[1], colClasses = c(city = "character", province = "character"))
out <- list()
put <- function(model, kind, m, v) {
  t <- coeftest(m, vcov. = v)
  for (n in c("x", "z")) out[[length(out) + 1]] <<- data.frame(
    model = model, kind = kind, term = n, estimate = t[n, 1], se = t[n, 2])
}
formulas <- list(plain = y ~ x + z, two_way = y ~ x + z + city + factor(year))
for (name in names(formulas)) {
  m <- lm(formulas[[name]], data = d)
  put(name, "HC1", m, vcovHC(m, type = "HC1"))
  put(name, "HC3", m, vcovHC(m, type = "HC3"))
  put(name, "province", m, vcovCL(m, cluster = ~ province, type = "HC1"))
  put(name, "city", m, vcovCL(m, cluster = ~ city, type = "HC1"))
  put(name, "province_year", m, vcovCL(m, cluster = ~ province + year, type = "HC1", multi0 = FALSE))
}
write.csv(do.call(rbind, lapply(out, function(r) {
  r$estimate <- format(r$estimate, digits = 17); r$se <- format(r$se, digits = 17); r })),
  commandArgs(TRUE)[2], row.names = FALSE)
library(plm)
p <- plm(y ~ x + z, data = pdata.frame(d, index = c("city", "year")), model = "within", effect = "twoways")
cat(format(coef(p), digits = 17))
"""


def panel() -> pd.DataFrame:
    """Return an unbalanced panel with spread and shocks that differ by province and year."""
    random = np.random.default_rng(3)
    rows = [(f"c{i:02d}", f"p{i % 12:02d}", 2003 + t) for i in range(48) for t in range(7) if (i + t) % 9]
    table = pd.DataFrame(rows, columns=["city", "province", "year"])
    n = len(table)
    common = pd.Series(random.normal(size=12), index=sorted(set(table["province"])))
    table["x"] = random.normal(size=n) + table["province"].map(common)
    table["z"] = random.normal(size=n) + 0.5 * table["x"]
    shock = table["province"].map(common[::-1].set_axis(common.index)) * random.normal(size=n)
    table["y"] = 0.4 * table["x"] - 0.2 * table["z"] + shock + np.exp(0.3 * table["x"]) * random.normal(size=n)
    return table


def ours(table: pd.DataFrame, two_way: bool) -> Estimate:
    """Return our estimate of one of the two models."""
    x = pd.DataFrame({"const": 1.0}, index=table.index)
    effects: tuple[str, ...] = ()
    if two_way:
        for name in ("city", "year"):
            x = x.join(pd.get_dummies(table[name], prefix=name, drop_first=True).astype(float))
        effects = tuple(x.columns[1:])
    x[["x", "z"]] = table[["x", "z"]]
    made = Design("m", table["y"], x, table["province"], table["city"], effects, years=table["year"].astype(str))
    return estimate(made, KINDS, 0.95)


def test_estimates_and_errors_are_those_of_r(tmp_path: Path) -> None:
    table = panel()
    table.to_csv(tmp_path / "panel.csv", index=False, float_format="%.17g")
    printed = run_r(tmp_path, SCRIPT, "panel.csv", "out.csv")
    theirs = pd.read_csv(tmp_path / "out.csv")
    assert len(theirs) == 2 * len(KINDS) * 2
    made = {name: ours(table, name == "two_way") for name in ("plain", "two_way")}
    for row in theirs.itertuples(index=False):
        done_here = made[str(row.model)]
        found = done_here.errors[str(row.term)][str(row.kind)]  # type: ignore[index]
        assert done_here.terms[str(row.term)] == pytest.approx(row.estimate, rel=1e-8)
        assert found.se == pytest.approx(row.se, rel=1e-8), (row.model, row.kind, row.term)
    within = [float(value) for value in printed.split()]
    assert [made["two_way"].terms[name] for name in ("x", "z")] == pytest.approx(within, rel=1e-8)
