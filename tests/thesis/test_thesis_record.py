"""The thesis against the record: judgements stand only where the numbers bear them out."""

from __future__ import annotations

import copy
from pathlib import Path

import pandas as pd
import pytest

from cluster_finance.thesis.derived import derived_numbers
from cluster_finance.thesis.facts import facts
from cluster_finance.thesis.verdict_checks import disagreements, expected
from cluster_finance.thesis.verification import (
    Figure,
    Row,
    allowed,
    borne_out,
    figures_of,
    gap,
    read_record,
    record_numbers,
    thesis_record,
)
from living_edition.errors import InputError
from living_edition.ledger.formatting import text
from living_edition.prose.claims import Claims, read_claims
from living_edition.tables.descriptor import DATA, raw_path, resource
from living_edition.tables.raw import read_raw

WORKS = {"hu2009"}
CLAIMS = read_claims(DATA.parent / "report")
SCALE = CLAIMS.verdicts


@pytest.fixture(scope="module")
def thesis() -> pd.DataFrame:
    return read_raw(raw_path("thesis_figures"), resource("thesis_figures"))


@pytest.fixture(scope="module")
def known() -> pd.DataFrame:
    return facts(*(read_raw(raw_path(n), resource(n)) for n in ("context_facts", "context_sources", "outlets")))


@pytest.fixture
def rows() -> list[Row]:
    return copy.deepcopy(read_record(DATA / "thesis_record.csv"))


def change(rows: list[Row], name: str, **cells: str) -> int:
    """Change the row of ``name``; return its number in the file (the header is row 1)."""
    at = next(i for i, row in enumerate(rows) if row["id"] == name)
    rows[at].update(cells)
    return at + 2


def refusal(rows: list[Row], thesis: pd.DataFrame, known: pd.DataFrame) -> InputError:
    with pytest.raises(InputError) as caught:
        thesis_record(rows, thesis, known, WORKS, SCALE)
    return caught.value


def test_every_figure_of_the_thesis_has_its_row(rows: list[Row], thesis: pd.DataFrame, known: pd.DataFrame) -> None:
    table = thesis_record(rows, thesis, known, WORKS, SCALE)
    assert table["id"].tolist() == thesis["id"].tolist()
    numbers = {number.id: number.value for number in record_numbers(table, SCALE)}
    assert sum(numbers[f"record.{verdict.id}"] for verdict in SCALE) == numbers["record.figures"] == len(thesis)


def test_ratios_are_those_of_the_figures(rows: list[Row], thesis: pd.DataFrame, known: pd.DataFrame) -> None:
    ratio = thesis_record(rows, thesis, known, WORKS, SCALE).set_index("id")["ratio"]
    # From the figures as filed, units by hand: 2.5 over 113.59 / 46.32 (both 100 million yuan); 33 billion yuan
    # over 13 billion; 373 firms over 373.
    assert ratio["guarantee.multiple_china"] == pytest.approx(2.5 / (113.59 / 46.32))
    assert ratio["datang.output"] == pytest.approx(33 / 13)
    assert ratio["programme.firms"] == 1.0
    assert ratio["top100.share"] == pytest.approx(0.40 / (36 / 100))


def test_derived_numbers_are_those_of_the_figures(thesis: pd.DataFrame, known: pd.DataFrame) -> None:
    numbers = {number.id.removeprefix("derived."): number for number in derived_numbers(figures_of(thesis, known))}
    # From the figures as filed, units by hand; money in 10,000 yuan where it is not said to be in 100 million.
    expected = {
        "programme.total": 373 * 157.3 / 10_000,
        "bank_of_china.average": 9_788_000 / 5_495,
        "bank_of_china.over_programme": 9_788_000 / 5_495 / 157.3,
        "haining.over_above_scale": 177 / 130.81,
        "guarantee.cumulative_over_funds": 13_500 / 1_774.1,
        "guarantee.outstanding_2005": 113.59 / 46.32,
        "guarantee.year_2005": 201.98 / 46.32,
        "guarantee.cumulative_2005": 517.3 / 46.32,
        "guarantee.outstanding_2013": 966.6 / 340,
        "guarantee.national_2018": 10 / 4.55,
        "guarantee.taizhou_compensation": 100 * 4031.33 / 1_538_500,
        "guarantee.funds_per_institution": 1_100_000 / 310,
        "guarantee.client_limit": 110_000 / 310,
        "guarantee.clients_needed": 100.0,
    }
    assert {name: number.value for name, number in numbers.items()} == pytest.approx(expected)
    total = numbers["programme.total"]
    assert (text(total, "zh"), text(total, "en")) == ("5.87亿元", "587 million yuan")
    assert total.source.zh == "论文的户数乘以户均额（由programme.firms、programme.average_loan算出）"
    assert numbers["guarantee.client_limit"].source.en.endswith("(computed from fact.f16, fact.f15, fact.f46)")


@pytest.mark.parametrize("verdict", ["supported", "plausible", "contradicted", "untestable"])
def test_a_planted_contradiction_is_refused(
    verdict: str, rows: list[Row], thesis: pd.DataFrame, known: pd.DataFrame
) -> None:
    number = change(rows, "datang.output", verdict=verdict)
    message = str(refusal(rows, thesis, known))
    assert f"data/thesis_record.csv, row {number} (datang.output), column verdict" in message
    assert f"found {verdict}, but thesis over record (near: f129) is 2.54" in message
    assert "expected disputed at 153.8% off" in message
    assert "To mend it: change the verdict" in message


def test_all_faults_are_told_at_once(rows: list[Row], thesis: pd.DataFrame, known: pd.DataFrame) -> None:
    change(rows, "haining.output", facts="f999;f30")
    change(rows, "models.named", citations="nobody1999")
    change(rows, "liushi.rank", verdict="true")
    change(rows, "liushi.output", reason_en="A record says 300.")
    change(rows, "liushi.groups", verdict="disputed")
    change(rows, "top100.share", verdict="contradicted", comparison="")
    change(rows, "tailong.firms", facts="f09")
    change(rows, "programme.firms", facts="f41", comparison="same: f41")
    change(rows, "shengzhou.ties", comparison="about f132")
    change(rows, "fund.share_firms", reason_zh="见{f09}。")
    del rows[0]
    problems = refusal(rows, thesis, known).problems
    shown = [(problem.location.split(", ")[-1], problem.actual) for problem in problems]
    assert sorted(shown) == sorted(
        [
            ("id cluster_finance.age", "0 rows for cluster_finance.age"),
            ("column verdict", "'true'"),
            ("column verdict", "disputed without evidence"),
            ("column verdict", "contradicted by judgement alone"),
            ("column verdict", "untestable beside f09"),
            ("column facts", "f41, which was not"),
            ("column reason_en", "the typed figure 300"),
            ("column comparison", "'about f132'"),
            ("column facts", "'f999'"),
            ("column reason_zh", "{f127}"),
            ("column reason_zh", "{f128}"),
            ("column reason_en", "{f127}"),
            ("column reason_en", "{f128}"),
            ("column citations", "'nobody1999'"),
            ("column reason_zh", "{f09}"),
        ]
    )


def test_a_comparison_of_unlike_units_is_refused(rows: list[Row], thesis: pd.DataFrame, known: pd.DataFrame) -> None:
    change(rows, "shengzhou.ties", facts="f131;f132", comparison="near: f131")
    assert "near: f131, which is money; expected count" in str(refusal(rows, thesis, known))


@pytest.mark.parametrize(
    ("value", "bound", "reference", "off"),
    [
        (120, "exact", 100, 0.2),
        (80, "exact", 100, 0.2),
        (80, "at_least", 100, 0.0),
        (120, "at_least", 100, 0.2),
        (120, "at_most", 100, 0.0),
        (80, "at_most", 100, 0.2),
    ],
)
def test_a_bound_that_holds_is_not_off(value: float, bound: str, reference: float, off: float) -> None:
    assert gap(Figure(value, "firms", bound), reference) == pytest.approx(off)


@pytest.mark.parametrize(
    ("kind", "off", "cited", "verdicts"),
    [
        ("same", 0.05, False, {"supported"}),
        ("same", 0.06, False, {"plausible", "qualified", "disputed"}),
        ("same", 0.26, False, {"disputed", "contradicted"}),
        ("near", 0.0, False, {"plausible"}),
        ("near", 0.26, False, {"disputed"}),
        ("near", 0.26, True, {"disputed", "contradicted"}),
    ],
)
def test_verdicts_that_a_comparison_bears_out(kind: str, off: float, cited: bool, verdicts: set[str]) -> None:
    assert allowed(kind, off, cited) == verdicts


def test_a_wrong_header_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "record.csv"
    file.write_text("id,status\n", encoding="utf-8")
    with pytest.raises(InputError, match="found id, status; expected id, claim, verdict, facts"):
        read_record(file)


def test_a_copy_without_a_name_supports_nothing(rows: list[Row], thesis: pd.DataFrame, known: pd.DataFrame) -> None:
    assert allowed("same", 0.0, False, unnamed=True) == {"plausible"}
    change(rows, "programme.firms", verdict="supported")
    assert "expected plausible at 0.0% off" in str(refusal(rows, thesis, known))


@pytest.mark.parametrize(
    ("sets", "together"),
    [
        ([{"plausible"}, {"disputed", "contradicted"}], {"qualified", "disputed"}),
        ([{"plausible"}, {"plausible", "qualified", "disputed"}], {"plausible"}),
        ([{"disputed"}, {"disputed", "contradicted"}], {"disputed"}),
    ],
)
def test_several_comparisons_together(sets: list[set[str]], together: set[str]) -> None:
    assert borne_out(sets) == together


@pytest.mark.parametrize(
    ("verdicts", "open_to"),
    [
        ({"untestable"}, set()),
        ({"plausible", "untestable"}, {"plausible"}),
        ({"supported", "plausible"}, {"plausible"}),
        ({"plausible", "disputed"}, {"disputed", "qualified"}),
        ({"disputed", "contradicted"}, {"contradicted"}),
    ],
)
def test_verdicts_open_to_a_claim(verdicts: set[str], open_to: set[str]) -> None:
    assert expected(verdicts) == open_to


def held(rows: list[Row], thesis: pd.DataFrame, known: pd.DataFrame, claims: Claims = CLAIMS) -> list[str]:
    return [str(problem) for problem in disagreements(rows, figures_of(thesis, known), claims)]


def test_claims_and_record_agree(rows: list[Row], thesis: pd.DataFrame, known: pd.DataFrame) -> None:
    assert held(rows, thesis, known) == []
    stated = {row["claim"] for row in rows} - {""}
    assert {"f7", "f8", "f9", "f13", "f14", "f15", "f18"} <= stated


def changed(name: str, **fields: object) -> Claims:
    claims = [one.model_copy(update=fields) if one.id == name else one for one in CLAIMS.claims]
    return CLAIMS.model_copy(update={"claims": tuple(claims)})


@pytest.mark.parametrize(
    ("name", "verdict", "said"),
    [
        ("f9", "supported", "supported, where haining.output plausible; expected plausible"),
        ("f7", "plausible", "expected disputed or qualified"),
        ("f18", "contradicted", "expected qualified"),
        ("f6", "plausible", "plausible, where none of its figures could be tested"),
    ],
)
def test_a_claim_judged_otherwise_than_its_figures_is_refused(
    name: str, verdict: str, said: str, rows: list[Row], thesis: pd.DataFrame, known: pd.DataFrame
) -> None:
    (problem,) = held(rows, thesis, known, changed(name, verdict=verdict))
    assert f"report/claims.yaml, claim {name}, key verdict" in problem and said in problem


def test_evidence_that_bears_nothing_is_refused(rows: list[Row], thesis: pd.DataFrame, known: pd.DataFrame) -> None:
    (problem,) = held(rows, thesis, known, changed("f14", evidence={"data": ("fact.f41",)}))
    assert "fact.f41, which could not be found again" in problem
    (problem,) = held(rows, thesis, known, changed("f4", verdict="supported", evidence={"data": ("fact.f112",)}))
    assert "supported by outlets that no copy names" in problem
    change(rows, "liushi.rank", claim="f99")
    assert any("'f99'" in problem for problem in held(rows, thesis, known))
