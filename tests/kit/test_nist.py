"""Least squares as the regressions call it, against the certified values of NIST's reference sets.

The measure is the log relative error, the number of significant digits that agree (McCullough
1998). A certified zero (the standard errors of exact fits) is compared by its absolute size.
"""

from __future__ import annotations

import warnings
from fractions import Fraction
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from statsmodels.tools.sm_exceptions import SingularMatrixWarning

from living_edition.errors import InputError
from living_edition.regression.estimate import Design, Estimate, estimate

DATA = Path(__file__).parent / "data"
CERTIFIED = pd.read_csv(DATA / "nist_certified.csv")
FILIP = pd.read_csv(DATA / "nist_filip.csv", dtype=str)
WAMPLER = pd.read_csv(DATA / "nist_wampler.csv", dtype=str)
FILIP_RESIDUAL_SD, FILIP_R2 = 0.334801051324544e-02, 0.996727416185620
LONGLEY = {
    "const": (-3482258.63459582, 890420.383607373),
    "GNPDEFL": (15.0618722713733, 84.9149257747669),
    "GNP": (-0.358191792925910e-01, 0.334910077722432e-01),
    "UNEMP": (-2.02022980381683, 0.488399681651699),
    "ARMED": (-1.03322686717359, 0.214274163161675),
    "POP": (-0.511041056535807e-01, 0.226073200069370),
    "YEAR": (1829.15146461355, 455.478499142212),
}


def digits(found: float, certified: float) -> float:
    """Return the log relative error, at most 15."""
    wrong = abs(found - certified) / (abs(certified) or 1.0)
    return 15.0 if wrong == 0 else min(15.0, -np.log10(wrong))


def fitted(y: pd.Series, x: pd.DataFrame) -> Estimate:
    """Estimate as the jobs do, with a city a row and two provinces."""
    place = pd.Series([str(i) for i in range(len(y))])
    return estimate(Design("nist", y, x, pd.Series(["1", "2"] * (len(y) // 2) + ["1"] * (len(y) % 2)), place), [], 0.95)


def powers(x: pd.Series, highest: int) -> pd.DataFrame:
    """Return the powers of x, from zero, as columns."""
    return pd.DataFrame({"const" if k == 0 else f"x{k}": x**k for k in range(highest + 1)})


def exact(y: pd.Series, x: pd.Series, highest: int) -> tuple[list[Fraction], list[Fraction], Fraction]:
    """Solve the normal equations in rational numbers: coefficients, their variances, sum of squares."""
    xs, ys = [Fraction(v) for v in x], [Fraction(v) for v in y]
    k = highest + 1
    moments = [sum(v**p for v in xs) for p in range(2 * highest + 1)]
    sides = [sum(u * v**p for u, v in zip(ys, xs, strict=True)) for p in range(k)]
    rows = [
        [*(moments[i + j] for j in range(k)), sides[i], *(Fraction(int(i == j)) for j in range(k))] for i in range(k)
    ]
    for i in range(k):
        rows[i] = [v / rows[i][i] for v in rows[i]]
        for j in range(k):
            if j != i:
                rows[j] = [v - rows[j][i] * u for v, u in zip(rows[j], rows[i], strict=True)]
    beta = [row[k] for row in rows]
    rest = sum((u - sum(b * v**p for p, b in enumerate(beta))) ** 2 for u, v in zip(ys, xs, strict=True))
    return beta, [rest / (len(ys) - k) * rows[i][k + 1 + i] for i in range(k)], Fraction(rest)


def of(name: str) -> pd.DataFrame:
    """Return the certified values of a set, by power."""
    return CERTIFIED[CERTIFIED["set"] == name].set_index("power")


@pytest.mark.parametrize("name", ["filip", *(f"wampler{i}" for i in range(1, 6))])
def test_the_copies_meet_the_certified_values_in_exact_arithmetic(name: str) -> None:
    certified = of(name)
    y, x = (FILIP["y"], FILIP["x"]) if name == "filip" else (WAMPLER[name], WAMPLER["x"])
    beta, variances, _ = exact(y, x, len(certified) - 1)
    for power, row in certified.iterrows():
        assert digits(float(beta[int(power)]), row["value"]) >= 14
        assert digits(float(variances[int(power)]) ** 0.5, row["std_error"]) >= 13.5


def test_longley() -> None:
    data = sm.datasets.longley.load_pandas()
    done = fitted(data.endog, sm.add_constant(data.exog))
    for term, (value, error) in LONGLEY.items():
        assert digits(done.terms[term], value) >= 8
        assert digits(done.fit.bse[term], error) >= 8


# Digits of coefficients and errors. The sets grow in noise while their coefficients stay one: the
# noise of Wampler5 is 10^7 times its smallest coefficient's, and takes as many digits with it.
@pytest.mark.parametrize(
    ("name", "coefficients", "errors"),
    [("wampler1", 8, 6), ("wampler2", 9, 9), ("wampler3", 8, 9), ("wampler4", 7, 9), ("wampler5", 5, 9)],
)
def test_wampler(name: str, coefficients: float, errors: float) -> None:
    table = WAMPLER.astype(float)
    done = fitted(table[name], powers(table["x"], 5))
    for power, row in of(name).iterrows():
        term = "const" if power == 0 else f"x{power}"
        assert digits(done.terms[term], row["value"]) >= coefficients
        assert digits(done.fit.bse[term], row["std_error"]) >= errors


def test_filip_in_raw_powers_does_not_pass_in_silence() -> None:
    """Its powers are collinear to double precision: the pseudo-inverse drops a direction, and must say so."""
    table = FILIP.astype(float)
    with warnings.catch_warnings(), pytest.raises((InputError, SingularMatrixWarning)):
        warnings.simplefilter("error", SingularMatrixWarning)
        fitted(table["y"], powers(table["x"], 10))


def test_filip_in_raw_powers_keeps_its_coefficients_with_an_orthogonal_factor() -> None:
    """The limit above is the pseudo-inverse's; the library's standard errors square the condition in either."""
    table = FILIP.astype(float)
    fit = sm.OLS(table["y"], powers(table["x"], 10)).fit(method="qr")
    for value, certified in zip(fit.params, of("filip")["value"], strict=True):
        assert digits(value, certified) >= 7


def test_filip_in_another_basis_has_its_certified_fit() -> None:
    table = FILIP.astype(float)
    middle, half = (table["x"].max() + table["x"].min()) / 2, (table["x"].max() - table["x"].min()) / 2
    basis = np.polynomial.chebyshev.chebvander(((table["x"] - middle) / half).to_numpy(), 10)
    x = pd.DataFrame(basis, columns=["const", *(f"t{k}" for k in range(1, 11))])
    done = fitted(table["y"], x)
    assert digits(done.fit.scale**0.5, FILIP_RESIDUAL_SD) >= 12
    assert digits(done.fit.rsquared, FILIP_R2) >= 12
