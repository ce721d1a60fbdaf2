"""The forms of the panel against R (lm with indicators, sandwich, plm); shifts, differences and groups by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml
from conftest import run_r

from living_edition.errors import InputError
from living_edition.regression.forms import Form, Forms, basis, fit, fitted, rows_of, sample
from living_edition.regression.spec import check_columns
from living_edition.yaml_models import read

ROOT = Path(__file__).parents[2]
FORMS = {
    "year": Form(id="year", zh="一", en="one", effects=["city", "year"]),
    "province_year": Form(id="province_year", zh="二", en="two", effects=["city", "province_year"]),
    "trend": Form(id="trend", zh="三", en="three", effects=["city", "year"], trends=["city"]),
    "long": Form(id="long", zh="四", en="four", between=[2003, 2007]),
    "long_province": Form(id="long_province", zh="五", en="five", between=[2003, 2007], effects=["province"]),
}
SCRIPT = r"""
suppressMessages({library(sandwich); library(lmtest); library(plm)})
d <- read.csv("panel.csv", colClasses = c(city = "character", province = "character"))
d$py <- paste(d$province, d$year)
w <- merge(d[d$year == 2003, ], d[d$year == 2007, ], by = c("city", "province"), suffixes = c("0", "1"))
w$y <- w$y1 - w$y0; w$x <- w$x1 - w$x0; w$z <- w$z1 - w$z0
w1 <- w[ave(seq_len(nrow(w)), w$province, FUN = length) > 1, ]
fits <- list(
  year = list(lm(y ~ x + z + city + factor(year), data = d), d),
  province_year = list(lm(y ~ x + z + city + py, data = d), d),
  trend = list(lm(y ~ x + z + city + city:year + factor(year), data = d), d),
  long = list(lm(y ~ x + z, data = w), w),
  long_province = list(lm(y ~ x + z + province, data = w1), w1)
)
for (name in names(fits)) {
  m <- fits[[name]][[1]]
  v <- vcovCL(m, cluster = fits[[name]][[2]]$province, type = "HC1")
  for (term in c("x", "z")) {
    cat(name, term, format(c(coef(m)[[term]], sqrt(v[term, term])), digits = 15), length(resid(m)), "\n")
  }
}
p <- plm(y ~ x + z, data = pdata.frame(d, index = c("city", "year")), model = "within", effect = "twoways")
cat("plm", "x", format(coef(p)[["x"]], digits = 15), "0", nrow(d), "\n")
"""


def panel() -> pd.DataFrame:
    """Return a panel of cities in provinces with shocks in common, one province of a single city."""
    random = np.random.default_rng(6)
    rows = [(f"c{i:02d}", f"p{min(i // 5, 7)}", year) for i in range(36) for year in range(2003, 2011)]
    table = pd.DataFrame(rows, columns=["_city", "_province", "_year"])
    table = table[(table.index % 17) != 3]
    common = {key: random.normal() for key in set(zip(table["_province"], table["_year"], strict=True))}
    shock = np.array([common[key] for key in zip(table["_province"], table["_year"], strict=True)])
    table["x"] = (
        shock + random.normal(size=len(table)) + 0.1 * table["_city"].str[1:].astype(int) * (table["_year"] - 2003)
    )
    table["z"] = random.normal(size=len(table))
    table["y"] = 0.3 * table["x"] - 0.2 * table["z"] + 0.8 * shock + random.normal(size=len(table))
    return table.reset_index(drop=True)


def test_every_form_has_the_estimates_and_errors_of_r(tmp_path: Path) -> None:
    table = panel()
    # R's indicators keep a province's only city; here it leaves with its effect of province and year.
    whole = table[table["_province"] != "p7"]
    whole.rename(columns=lambda name: name.removeprefix("_")).to_csv(
        tmp_path / "panel.csv", index=False, float_format="%.17g"
    )
    seen = set()
    for line in run_r(tmp_path, SCRIPT).splitlines():
        name, term, estimate, se, n = line.split()
        form = FORMS["year" if name == "plm" else name]
        rows = rows_of(form, whole, ["y", "x", "z"])
        fitted = fit(name, rows, basis(form, rows), "y", ["x", "z"])
        assert fitted.terms[term] == pytest.approx(float(estimate), rel=1e-8), line
        assert fitted.n == int(n)
        if name != "plm":
            assert fitted.std_errors[term] == pytest.approx(float(se), rel=1e-7), line
            seen.add(name)
    assert seen == set(FORMS)


def test_rows_alone_in_an_effect_leave_and_take_others_with_them() -> None:
    rows = rows_of(FORMS["province_year"], panel(), ["y", "x", "z"])
    assert "p7" not in set(rows["_province"])
    assert rows.groupby("_province_year").size().min() > 1 and rows.groupby("_city").size().min() > 1
    trend = rows_of(FORMS["trend"], panel(), ["y", "x", "z"])
    assert trend.groupby("_city").size().min() > 2


def test_the_bootstrap_of_a_form_starts_from_its_estimate_and_error() -> None:
    form = FORMS["province_year"]
    rows = rows_of(form, panel(), ["y", "x", "z"])
    fitted = fit("m", rows, basis(form, rows), "y", ["x", "z"])
    drawn = fitted.nets["x"].draw(np.ones((fitted.clusters, 1)), "rademacher")
    assert (drawn.estimate, drawn.se) == pytest.approx((fitted.terms["x"], fitted.std_errors["x"]), rel=1e-9)
    # Weights of one give the sample's own statistic back.
    assert drawn.n0[0] / np.sqrt(drawn.q0[0]) == pytest.approx(drawn.t(0.0), rel=1e-9)


def test_what_effects_take_up_is_refused() -> None:
    table = panel().assign(x=lambda t: t["_year"].astype(float))
    rows = rows_of(FORMS["year"], table, ["y", "x", "z"])
    with pytest.raises(InputError, match="effects take up"):
        fit("m", rows, basis(FORMS["year"], rows), "y", ["x", "z"])


def test_a_shifted_variable_is_that_of_the_other_year_of_the_same_city() -> None:
    table = pd.DataFrame(
        [
            {"city": city, "province_code": "33", "is_capital": False, "year": year, "loans": 1.0,
             "employees": float(100 * at + year - 2000)}
            for at, city in enumerate(("a", "b")) for year in (2003, 2004, 2006, 2007) if (city, year) != ("b", 2004)
        ]
    )  # fmt: skip
    both = {"zh": "一", "en": "one"}
    spec = Forms.model_validate(
        {
            "id": "s", "family": "forms", "title": both, "claim": both | {"section": ""}, "hypothesis": both,
            "against": both, "cannot_say": both, "sample": {"table": "t", "years": [2003, 2004, 2006, 2007]},
            "variables": {
                "jobs": both | {"formula": "employees", "unit": "number"},
                "money": both | {"formula": "loans", "unit": "number"},
            },
            "shifts": {
                "before": both | {"variable": "jobs", "years": 1},
                "after": both | {"variable": "jobs", "years": -1},
            },
            "outcome": "money", "forms": [both | {"id": "f"}],
            "models": [both | {"id": "m", "variables": ["jobs", "before", "after"], "forms": ["f"]}],
        }
    )  # fmt: skip
    rows = sample(spec, table).set_index(["_city", "_year"]).sort_index()
    assert rows.loc[("a", 2004), "before"] == 3.0 and rows.loc[("a", 2003), "after"] == 4.0
    assert rows.loc[("b", 2007), "before"] == 106.0
    # There is no 2005, and b has no 2004.
    assert rows["before"].isna().sum() == 4 and rows["after"].isna().sum() == 4


def in_years(**sample: object) -> dict[str, object]:
    """Return the content of a spec of one form, of two columns of the table as they are."""
    said = {"zh": "一", "en": "one"}
    return {
        "id": "s", "family": "forms", "title": said, "claim": said | {"section": ""}, "hypothesis": said,
        "against": said, "cannot_say": said, "sample": {"table": "t", **sample}, "outcome": "loans",
        "forms": [said | {"id": "f", "effects": ["city"]}],
        "models": [said | {"id": "m", "variables": ["jobs"], "forms": ["f"]}],
    }  # fmt: skip


def written(tmp_path: Path, **sample: object) -> Path:
    """Return the file of such a spec."""
    file = tmp_path / "s.yaml"
    file.write_text(yaml.safe_dump(in_years(**sample), allow_unicode=True), encoding="utf-8")
    return file


CITIES = pd.DataFrame(
    [(f"{code}{n}", code, year, n + year / 7, n * year) for code in (33, 34, 35) for n in (1, 2)
     for year in (2003, 2004, 2006)], columns=["city", "province_code", "year", "loans", "jobs"],
)  # fmt: skip


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({}, CITIES["year"] > 0),
        ({"years": []}, CITIES["year"] > 0),
        ({"year": 2004}, CITIES["year"] == 2004),
        ({"years": [2003, 2006]}, CITIES["year"] != 2004),
        ({"exclude": ["34"]}, CITIES["province_code"] != 34),
    ],
)
def test_the_sample_has_the_years_and_provinces_asked(given: dict[str, object], kept: pd.Series) -> None:
    rows = sample(Forms.model_validate(in_years(**given)), CITIES)
    expected = CITIES[kept]
    found = sorted(zip(rows["_city"], rows["_year"], rows["loans"], strict=True))
    assert found == sorted(zip(expected["city"], expected["year"], expected["loans"], strict=True))


def test_a_sample_without_rows_or_provinces_is_refused(tmp_path: Path) -> None:
    spec = Forms.model_validate(in_years(year=1900))
    with pytest.raises(InputError, match=r"s\.yaml, model m, form f: found rows of 0 provinces"):
        list(fitted(spec, CITIES))
    with pytest.raises(InputError, match=r"line \d+, key sample\.province: found nothing; expected the column"):
        read(written(tmp_path, province=None), Forms)


def test_an_unknown_name_is_told_with_its_place(tmp_path: Path) -> None:
    file = written(tmp_path)
    spec, columns = read(file, Forms), list(CITIES.columns)
    check_columns(spec, columns, file)
    with pytest.raises(InputError, match=r"key models\.m\.variables\.0: found the unknown name 'jobs'.* write job,"):
        check_columns(spec, [*(name for name in columns if name != "jobs"), "job"], file)
