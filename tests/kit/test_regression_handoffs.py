"""What a regression's result hands on: to the ledger, to its table, to its tidy rows; every value its own.

The results here are written by hand, no two values alike, so that a value in another's place shows.
"""

from __future__ import annotations

import copy
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from handoffs import Expected, assert_handed_on
from table_readers import rows, typst_text

from living_edition.errors import InputError
from living_edition.exhibits import write
from living_edition.exhibits.regression_options import Options
from living_edition.exhibits.regression_tables import regression
from living_edition.exhibits.text_formats import About
from living_edition.ledger.precision import SIMULATION
from living_edition.regression import curve_report, decomposition, family, least_squares, quantiles
from living_edition.regression.results import term_row, tidy
from living_edition.regression.spec import Spec, read_spec
from living_edition.regression.std_errors import Error
from living_edition.yaml_models import read

SPECS = Path(__file__).parents[2] / "specs"
KINDS = ("HC1", "HC3", "province")
NUMBER = "number"
P = "p_value"


class Values:
    """Hands out values of which no two are alike, between zero and one."""

    def __init__(self) -> None:
        self.next = count(1)

    def __call__(self) -> float:
        return next(self.next) / 1024


def term(value: Values, name: str, zh: str, en: str, wild: bool) -> dict[str, Any]:
    errors = {kind: {key: value() for key in ("se", "t", "p", "low", "high", "df")} for kind in KINDS}
    # Draws enough for every digit; what fewer bear is asked in test_digits_are_those_that_the_draws_bear.
    row = {key: value() for key in ("p", "low", "high", "t")} | {"draws": 999_999, "seed": 5, "weights": "webb"}
    row |= {"clusters": 27, "low_error": 0.00004, "high_error": 0.00003}
    return {"term": name, "label_zh": zh, "label_en": en, "short_zh": f"短{zh}", "short_en": f"ln {en}",
            "estimate": value(), "errors": errors,
            "bootstrap": {"province": row} if wild else {}}  # fmt: skip


def model(value: Values, name: str, measure: str, capital: bool, effects: list[str], **counts: Any) -> dict[str, Any]:
    terms = [term(value, "const", "常数项", "constant", wild=False)]
    terms.append(term(value, "density", f"密度{measure}", f"density of {measure}", wild=True))
    if capital:
        terms.append(term(value, "capital", "省会", "capital", wild=False))
    return {
        "id": name, "measure": measure, "variable": f"ln_{measure}", "outcome": "ln_loans_gdp", "outcome_zh": "贷款",
        "outcome_en": "loans",
        "outcome_short_zh": f"贷{measure}", "outcome_short_en": f"ln {measure}", "effects_of": effects,
        "province_effects": "province" in effects,
        "capital_indicator": capital, "controls": "none", "subsample": "all", "r2": value(), "r2_within": value(),
        "df": 200.0, "terms": terms, "diagnostics": {key: {"p": value()} for key in ("reset", "breusch_pagan")},
        "without_province": {"11": value(), "33": value(), "34": value(), "44": value()}, "warnings": [],
        "effects": 0, **counts,
    }  # fmt: skip


@pytest.fixture(scope="module")
def spec() -> Spec:
    return read_spec(SPECS / "regressions/credit-depth.yaml")


@pytest.fixture(scope="module")
def content(spec: Spec) -> dict[str, Any]:
    value = Values()
    plain = model(value, "employment.plain", "employment", False, [], n=286, clusters=27, singletons=[],
                  clusters_of={"province": 27})  # fmt: skip
    rich = model(value, "gdp.province_capital", "gdp", True, ["province"], n=281, clusters=24, singletons=["a", "b"],
                 clusters_of={"province": 24, "city": 279, "year": 9})  # fmt: skip
    return {
        "spec": spec.id,
        "statement": spec.model_dump(mode="json") | {"columns": ["gdp.province_capital", "employment.plain"]},
        "confidence": 0.95,
        "sample": {"used": 286, "dropped": [
            {"count": 5, "cities": ["a"]}, {"count": 7, "cities": ["b"]}, {"count": 900, "cities": []}]},
        "subsamples": {"all": {"zh": "全样本", "en": "whole sample"}},
        "models": [plain, rich],
        "warnings": [],
    }  # fmt: skip


def of_model(head: str, one: dict[str, Any]) -> dict[str, tuple[float, str]]:
    unit = "provinces" if one["province_effects"] else "observations"
    left = one["without_province"]
    expected = {
        "n": (one["n"], "observations"),
        "clusters": (one["clusters"], "provinces"),
        "singletons": (len(one["singletons"]), unit),
        "r2": (one["r2"], NUMBER),
        "r2_within": (one["r2_within"], NUMBER),
        "reset_p": (one["diagnostics"]["reset"]["p"], P),
        "breusch_pagan_p": (one["diagnostics"]["breusch_pagan"]["p"], P),
        "density.without_33": (left["33"], NUMBER),
        "density.without_one_low": (min(left.values()), NUMBER),
        "density.without_one_high": (max(left.values()), NUMBER),
    }
    for each in one["terms"][1:]:
        expected[f"{each['term']}.estimate"] = (each["estimate"], NUMBER)
        for kind in KINDS:
            for key in ("se", "p", "low", "high"):
                expected[f"{each['term']}.{key}_{kind.lower()}"] = (
                    each["errors"][kind][key],
                    P if key == "p" else NUMBER,
                )
        for key in ("p", "low", "high") if each["bootstrap"] else ():
            expected[f"{each['term']}.{key}_wild_province"] = (
                each["bootstrap"]["province"][key],
                P if key == "p" else NUMBER,
            )
    return {f"{head}.{key}": pair for key, pair in expected.items()}


def test_an_estimate_to_its_result(spec: Spec) -> None:
    value, terms = Values(), ("const", "density")
    errors = {name: {kind: Error(*(value() for _ in range(6))) for kind in KINDS} for name in terms}
    made = SimpleNamespace(terms={name: value() for name in terms}, errors=errors)
    wild = {"province": {"p": value()}}
    one: Any = SimpleNamespace(measure=spec.measures[0], estimate=made, bootstrap=wild)
    for name in terms:
        row = term_row(spec, one, name)
        assert (row["term"], row["estimate"]) == (name, made.terms[name])
        assert row["bootstrap"] == (wild if name == "density" else {})
        for kind, error in errors[name].items():
            found = row["errors"][kind]
            assert [found[key] for key in ("se", "t", "p", "low", "high", "df")] == [
                error.se, error.t, error.p, error.low, error.high, error.df,
            ]  # fmt: skip
    variable = spec.variable("ln_employment_density")
    assert (row["label_zh"], row["label_en"]) == (variable.zh, variable.en)


def test_least_squares_to_the_ledger(spec: Spec, content: dict[str, Any]) -> None:
    plain, rich = content["models"]
    expected: Expected = {
        "sample.used": (286, "cities"),
        "sample.dropped": (12, "cities"),
        **of_model("employment.plain", plain),
        **of_model("gdp.province_capital", rich),
        "gdp.province_capital.clusters_city": (279, "cities"),
        "gdp.province_capital.clusters_year": (9, "years"),
    }
    numbers = list(least_squares.numbers(spec, content, ("file",)))
    assert_handed_on(numbers, f"reg.{spec.id}", expected)
    estimate = next(n for n in numbers if n.id.endswith("province_capital.density.estimate"))
    chosen = rich["terms"][1]["errors"]["HC3"]
    assert (estimate.low, estimate.high, estimate.interval) == (chosen["low"], chosen["high"], "95% confidence, HC3")
    assert (estimate.label_zh, estimate.label_en) == ("密度gdp", "density of gdp")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_result_to_table(content: dict[str, Any], lang: str) -> None:
    plain, rich = content["models"]
    words = {
        "zh": ("省份固定效应", "观测数", "省份数", "R²", "组内R²", "野自助法p值", "是", "否"),
        "en": ("Province FE", "Observations", "Provinces", "R²", "Within R²", "Wild bootstrap p", "yes", "no"),
    }[lang]
    effects, n, provinces, r2, within, wild, yes, no = words
    table = regression(content, lang)
    rows = {cells[0]: cells[1:] for cells in table.texts if cells[0]}
    expected = {
        rich["terms"][1][f"short_{lang}"]: [f"{rich['terms'][1]['estimate']:.3f}", ""],
        plain["terms"][1][f"short_{lang}"]: ["", f"{plain['terms'][1]['estimate']:.3f}"],
        rich["terms"][2][f"short_{lang}"]: [f"{rich['terms'][2]['estimate']:.3f}", ""],
        wild: [f"{one['terms'][1]['bootstrap']['province']['p']:.3f}" for one in (rich, plain)],
        effects: [yes, no],
        n: ["281", "286"],
        provinces: ["24", "27"],
        r2: [f"{rich['r2']:.3f}", f"{plain['r2']:.3f}"],
        within: [f"{rich['r2_within']:.3f}", f"{plain['r2_within']:.3f}"],
    }
    assert rows == expected and list(rows) == list(expected)
    assert table.levels == [["", *[one[f"outcome_short_{lang}"] for one in (rich, plain)]], ["", "(1)", "(2)"]]


def test_errors_stand_under_their_estimate(content: dict[str, Any]) -> None:
    rich = content["models"][1]
    groups = regression(content, "en").groups
    for each in rich["terms"][1:]:
        # One group, which no page parts: the estimate, and below it both errors.
        rows = next(group.rows for group in groups if group.rows[0][0].text == each["short_en"])
        assert [row[1].text for row in rows] == [
            f"{each['estimate']:.3f}",
            f"({each['errors']['HC3']['se']:.3f})",
            f"[{each['errors']['province']['se']:.3f}]",
        ]


def test_the_author_chooses_what_stands_below_and_how_it_is_starred(content: dict[str, Any]) -> None:
    main = content["models"][1]["terms"][1]
    wild, robust = main["bootstrap"]["province"], main["errors"]["HC3"]
    options = Options.model_validate({
        "keep": ["ln_gdp"], "decimals": 4, "columns": ["gdp.province_capital"],
        # Above the p-value by HC3, which alone counts, and below it.
        "stars": [robust["p"] + 1e-6, robust["p"] - 1e-6, robust["p"] + 2e-6],
        "below": [{"show": "t", "errors": "HC3"}, {"show": "interval", "errors": "wild_province"}],
        "rename": {"density": {"zh": "密", "en": "Denser"}},
        "statistics": ["n"],
    })  # fmt: skip
    table = regression(content, "en", options)
    assert table.texts == [
        ["Denser", f"{main['estimate']:.4f}**"],
        ["", f"({robust['t']:.4f})"],
        ["", f"[{wild['low']:.4f}, {wild['high']:.4f}]"],
        ["Observations", "281"],
    ]
    said = " ".join(note.words for note in table.notes)
    assert "t statistics in parentheses, 95% confidence intervals by the wild bootstrap by province in brackets" in (
        said.replace("HC1 ", "").replace("HC3 ", "")
    )
    assert "** p<" in said and "(HC3)" in said
    assert "不标星号" in " ".join(note.words for note in regression(content, "zh").notes)


def test_a_bootstrap_of_the_main_term_leaves_no_empty_row_below_the_others(content: dict[str, Any]) -> None:
    below = [{"show": "std_error", "errors": "HC3"}, {"show": "p", "errors": "wild_province"}]
    table = regression(content, "en", Options.model_validate({"below": below, "statistics": ["n"]}))
    assert {len(group.rows) for group in table.groups if not group.rule} == {2, 3}
    assert all(any(text for text in row) for row in table.texts)


def test_digits_are_those_that_the_draws_bear(content: dict[str, Any]) -> None:
    changed = copy.deepcopy(content)
    wild = changed["models"][1]["terms"][1]["bootstrap"]["province"]
    # Half the interval of 0.0312 from 999 draws is 0.011: tenths alone.
    wild |= {"p": 0.0312, "draws": 999, "low": -0.1234, "high": 0.5678, "low_error": 0.004, "high_error": 0.04}
    below = [{"show": "p", "errors": "wild_province"}, {"show": "interval", "errors": "wild_province"}]
    options = Options.model_validate({"columns": ["gdp.province_capital"], "below": below, "statistics": ["n"]})
    texts = [row[1] for row in regression(changed, "en", options).texts]
    assert texts[1:3] == ["(<0.1)", "[−0.12, 0.6]"], texts


def test_panels_stand_below_one_another_under_one_numbering(content: dict[str, Any]) -> None:
    panels = [
        {"zh": "甲", "en": "Panel A", "columns": ["gdp.province_capital"]},
        {"zh": "乙", "en": "Panel B", "columns": ["employment.plain"]},
    ]
    table = regression(content, "zh", Options.model_validate({"panels": panels, "statistics": ["r2"]}))
    assert table.heads == ["", "(1)"] and [group.panel for group in table.groups if group.panel] == ["甲", "乙"]
    plain, rich = content["models"]
    assert [row[1] for row in table.texts if row[0] == "R²"] == [f"{one['r2']:.3f}" for one in (rich, plain)]


@pytest.mark.parametrize(
    ("chosen", "told"),
    [
        ({"keep": ["densty"]}, "densty.*did you mean density|densty.*density"),
        ({"columns": ["gdp.province"]}, "gdp.province_capital"),
        ({"below": [{"show": "p", "errors": "HC2"}]}, "HC2"),
        ({"below": [{"show": "std_error", "errors": "wild_province"}]}, "show: p"),
    ],
)
def test_a_name_that_the_result_has_not_is_refused(content: dict[str, Any], chosen: dict[str, Any], told: str) -> None:
    with pytest.raises(InputError, match=told):
        regression(content, "en", Options.model_validate(chosen), file="specs/exhibits/tbl-x.yaml")


def every_form(content: dict[str, Any], folder: Path) -> dict[str, list[list[str]]]:
    """Write the English table in all forms; return the cells of each as other software reads them."""
    table = regression(content, "en", Options.model_validate({"stars": [0.9]}))
    about = About("tbl-x", "A title", "Note: one.", "en", "tbl-x, version 1")
    files = {file.name.partition(".")[2]: file for file in write._forms(table, about, folder / "tbl-x-en")}
    return {form: rows(file) for form, file in files.items() if form not in ("typ", "parquet", "data.csv")} | {
        "typ": [[typst_text(files["typ"], folder)]],
        **{form: rows(files[form]) for form in ("parquet", "data.csv")},
    }


def test_a_changed_estimate_moves_the_same_cell_in_every_form(content: dict[str, Any], tmp_path: Path) -> None:
    other = copy.deepcopy(content)
    term = other["models"][0]["terms"][1]
    old, new = f"{term['estimate']:.3f}", "-7.125"
    term["estimate"] = float(new)
    before, after = (every_form(one, tmp_path / str(at)) for at, one in enumerate((content, other)))
    for form in before:
        if form == "typ":
            assert old in before[form][0][0] and "\u22127.125" in after[form][0][0]
            continue
        moved = [
            (r, c, one, two)
            for r, (left, right) in enumerate(zip(before[form], after[form], strict=True))
            for c, (one, two) in enumerate(zip(left, right, strict=True))
            if one != two
        ]
        assert len(moved) == 1, (form, moved)
        _, column, was, now = moved[0]
        if form in ("parquet", "data.csv", "xlsx"):
            assert float(now) == -7.125 and float(was) == content["models"][0]["terms"][1]["estimate"]
        else:
            assert was.strip().startswith(old) and now.strip("\u2007\u202f\u2212-0 *").startswith("7.125"), (
                form,
                was,
                now,
            )
        if form not in ("parquet", "data.csv"):
            assert column == 2, form


def test_stars_brackets_and_language_are_in_every_form(content: dict[str, Any], tmp_path: Path) -> None:
    main = content["models"][1]["terms"][1]
    error = main["errors"]["province"]["se"]
    for form, cells in every_form(content, tmp_path).items():
        text = " ".join(cell for row in cells for cell in row)
        assert "省" not in text, form
        if form in ("parquet", "data.csv"):
            assert str(error) in text
        elif form == "xlsx":  # stars and brackets are in the formats of the numbers
            assert str(error) in text and str(main["estimate"]) in text
        elif form == "tex":  # pandoc's reader leaves out what hangs
            raw = (tmp_path / "tbl-x-en.tex").read_text(encoding="utf-8")
            assert rf"{main['estimate']:.3f}\rlap{{*}}" in raw and f"[{error:.3f}]" in text
        else:
            assert f"{main['estimate']:.3f}*" in text.replace("\\", ""), form
            assert f"[{error:.3f}]" in text.replace("\\", ""), form


def test_result_to_rows(content: dict[str, Any]) -> None:
    rows = tidy(content).set_index(["model", "term", "error"])
    for one in content["models"]:
        for each in one["terms"]:
            for kind in KINDS:
                row, error = rows.loc[(one["id"], each["term"], kind)], each["errors"][kind]
                found = [
                    row[key] for key in ("estimate", "std_error", "t", "p", "low", "high", "df", "r2", "r2_within")
                ]
                wanted = [each["estimate"], *(error[key] for key in ("se", "t", "p", "low", "high", "df"))]
                assert found == [*wanted, one["r2"], one["r2_within"]]


def test_decomposition_to_the_ledger() -> None:
    value, ranks = Values(), ("rank", "rank_standardised", "rank_larger", "rank_standardised_larger")
    gap = read(SPECS / "distribution/zhejiang-gap.yaml", decomposition.Gap)
    split = {key: value() for key in ("gap", "explained", "unexplained", "standardised")} | {"cities": 11}
    split["terms"] = {name: value() for name in ("density", "capital")}
    three = {key: value() for key in ("endowments", "coefficients", "interaction")}
    places = {key: {"rank": i, "provinces": 20 + i, "p": value()} for i, key in enumerate(ranks, 2)}
    content = {"models": [{"id": "m.plain", "two_fold": split, "three_fold": three, "ranks": places}]}
    expected = {
        **{key: (split[key], NUMBER) for key in ("gap", "explained", "unexplained", "standardised")},
        **{f"explained_{name}": (part, NUMBER) for name, part in split["terms"].items()},
        **{f"three_{key}": (part, NUMBER) for key, part in three.items()},
        **{f"{key}.p": (place["p"], NUMBER) for key, place in places.items()},
        **{key: (place["rank"], NUMBER) for key, place in places.items()},
        **{f"{key}.provinces": (place["provinces"], "provinces") for key, place in places.items()},
        "explained_share": (2.0, "share"),
        "cities": (11, "cities"),
    }
    assert_handed_on(decomposition.numbers(gap, content, ("file",)), "gap.m.plain", expected)


def test_quantiles_to_the_ledger() -> None:
    value = Values()
    spec = read(SPECS / "distribution/quantiles.yaml", quantiles.Quantiles)
    bands = {block: {key: [value(), value()] for key in ("low", "high", "se", "spread")} for block in spec.blocks[:2]}
    one = {"id": "m", "n": 286, "quantiles": [0.25, 0.9], "estimates": [value(), value()], "spread": value(),
           "mean": value(), "bands": bands}  # fmt: skip
    numbers = {n.id: n for n in quantiles.numbers(spec, {"confidence": 0.9, "models": [one]}, ("file",))}
    assert (numbers.pop("quantile.draws").value, numbers["quantile.m.n"].unit) == (spec.draws, "cities")
    first, second = spec.blocks[:2]
    expected = {"n": (286, None, None), "mean": (one["mean"], None, None)}
    for stem, block in (("", first), (f"{second}.", second)):
        ends = bands[block]
        for i, name in enumerate(("q25", "q90")):
            expected[f"{stem}{name}"] = (one["estimates"][i], ends["low"][i], ends["high"][i])
        expected[f"{stem}spread"] = (one["spread"], *ends["spread"])
    assert {key.removeprefix("quantile.m."): (n.value, n.low, n.high) for key, n in numbers.items()} == expected


def test_curve_to_the_ledger() -> None:
    value = Values()
    curve = read(SPECS / "distribution/specification-curve.yaml", curve_report.Curve)
    rates = ("positive", "significant_positive", "significant_negative")
    keys = ("median", "significant", "one_signed")

    def told(estimates: int) -> dict[str, Any]:
        tests = {scheme: {"p": {key: value() for key in keys}, "draws": 4999} for scheme in ("sign", "order")}
        return {"estimates": estimates, "median": value(), **{key: value() for key in rates}, "tests": tests}

    whole = told(41) | {"lowest": value(), "highest": value(), "medians": {"year.2007": value(), "subset.all": value()}}
    whole["parts"] = {"capitals": told(17), "controls.none": told(13)}
    size = {scheme: {key: value() for key in keys} for scheme in ("sign", "order")}
    content = {"impossible": 3, "size": size, "outcomes": {"y": whole}}
    expected: dict[str, tuple[float, str]] = {
        "estimates": (41, NUMBER),
        "impossible": (3, NUMBER),
        "permutations": (curve.permutations, NUMBER),
        "size.simulations": (curve.size.simulations, NUMBER),
        **{f"size.{scheme}.{key}": (size[scheme][key], "share") for scheme in size for key in keys},
        **{f"y.{key}": (whole[key], NUMBER) for key in ("lowest", "highest")},
        **{f"y.median.{key}": (median, NUMBER) for key, median in whole["medians"].items()},
    }
    for stem, part in (("y.", whole), *((f"y.{name}.", part) for name, part in whole["parts"].items())):
        expected |= {f"{stem}estimates": (part["estimates"], NUMBER), f"{stem}median": (part["median"], NUMBER)}
        expected |= {f"{stem}{key}": (part[key], "share") for key in rates}
        expected |= {f"{stem}{s}.{key}.p": (p, P) for s in part["tests"] for key, p in part["tests"][s]["p"].items()}
    made = {n.id.removeprefix("curve."): n for n in curve_report.numbers(curve, content, ("file",))}
    assert {key: (n.value, n.unit) for key, n in made.items()} == expected
    # What permutations and simulations drew, and nothing else, carries the error of the draws.
    drawn = {key for key, n in made.items() if n.interval == SIMULATION}
    assert drawn == {key for key in expected if key.endswith(".p") or key.startswith(("size.sign.", "size.order."))}


def test_a_p_value_of_zero_that_is_not_drawn_comes_to_the_ledger() -> None:
    row = {"spec": "s", "model": "m", "term": "x", "estimate": 1.0, "p": 0.0, "p_holm": 0.0, "p_romano_wolf": 0.25,
           "p_equivalent": 0.5, "rejected": True, "rejected_romano_wolf": False, "equivalent": False}  # fmt: skip
    content = {"level": 0.05, "p": "province", "draws": 999, "smallest": 5.0, "hypotheses": [row], "before": []}
    numbers = {n.id: n for n in family.numbers(content, ("file",))}
    assert numbers["reg.s.m.x.p_holm"].value == 0.0


def test_family_to_the_ledger() -> None:
    value = Values()
    measured = ("p_holm", "p_romano_wolf", "p_equivalent", *family.MEASURED)

    def hypothesis(spec: str, model: str, estimate: float, p: float, rejected: tuple[bool, bool]) -> dict[str, Any]:
        holm, stepdown = rejected
        return {
            "spec": spec, "model": model, "term": "density", "estimate": estimate, "p": p, "rejected": holm,
            "rejected_romano_wolf": stepdown, "equivalent": estimate < 0, **{key: value() for key in measured},
        }  # fmt: skip

    first = hypothesis("s", "m", 0.3, 0.01, (True, True))
    second = hypothesis("s", "n", -0.2, 0.03, (False, True))
    old, again = hypothesis("t", "m", 0.1, 0.2, (False, False)), hypothesis("s", "m", 0.3, 0.01, (False, True))
    content = {
        "level": 0.05,
        "p": "wild_province",
        "draws": 999,
        "smallest": 5.0,
        "hypotheses": [first, second],
        "before": [again, old],
    }
    numbers = {n.id: n for n in family.numbers(content, ("file",))}
    # What is in both lists is told with the correction of the new one.
    told = {
        f"reg.{row['spec']}.{row['model']}.density.{key}": row[key] for row in (first, second, old) for key in measured
    }
    counts = {
        "family": {
            "size": 2, "rejected": 1, "rejected_romano_wolf": 2, "rejected_alone": 2, "equivalent": 1, "positive": 1,
        },
        "family_before": {
            "size": 2, "rejected": 0, "rejected_romano_wolf": 1, "rejected_alone": 1, "equivalent": 0, "positive": 2,
        },
    }  # fmt: skip
    expected = {f"reg.{name}.{key}": count for name, of_list in counts.items() for key, count in of_list.items()}
    assert {name: n.value for name, n in numbers.items()} == {
        "reg.family.smallest": 5.0,
        "reg.family.level": 0.05,
    } | told | expected
    # Corrected p-values are drawn, that of equivalence is not.
    drawn = {name.rpartition(".")[2] for name, n in numbers.items() if n.interval == SIMULATION}
    assert drawn == {"p_holm", "p_romano_wolf"}
    assert {numbers[f"reg.s.m.density.{key}"].unit for key in ("effect", "detectable", "excluded")} == {"percent"}


def test_a_summary_of_estimates_is_counted_by_hand() -> None:
    rows = pd.DataFrame({"estimate": [0.4, -0.1, 0.2, -0.3, 0.1], "significant": [True, False, True, True, False]})
    assert curve_report.describe(rows) == {
        "estimates": 5, "median": 0.1, "positive": 0.6, "significant_positive": 0.4, "significant_negative": 0.2,
    }  # fmt: skip
