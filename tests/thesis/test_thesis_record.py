"""The thesis against the record: judgements stand only where the numbers bear them out."""

from __future__ import annotations

import copy
from pathlib import Path

import pandas as pd
import pytest

from cluster_finance.thesis.derived import derived_numbers
from cluster_finance.thesis.facts import facts
from cluster_finance.thesis.verification import (
    Figure,
    Row,
    allowed,
    figures_of,
    gap,
    read_record,
    record_numbers,
    thesis_record,
)
from living_edition.errors import InputError
from living_edition.ledger.formatting import text
from living_edition.tables.descriptor import DATA, raw_path, resource
from living_edition.tables.raw import read_raw

WORKS = {"hu2009", "yimingndb"}


@pytest.fixture(scope="module")
def thesis() -> pd.DataFrame:
    return read_raw(raw_path("thesis_figures"), resource("thesis_figures"))


@pytest.fixture(scope="module")
def known() -> pd.DataFrame:
    return facts(read_raw(raw_path("context_facts"), resource("context_facts")))


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
        thesis_record(rows, thesis, known, WORKS)
    return caught.value


def test_every_figure_of_the_thesis_has_its_row(rows: list[Row], thesis: pd.DataFrame, known: pd.DataFrame) -> None:
    table = thesis_record(rows, thesis, known, WORKS)
    assert table["id"].tolist() == thesis["id"].tolist()
    numbers = {number.id: number.value for number in record_numbers(table)}
    statuses = ("corroborated", "plausible", "in_tension", "contradicted", "not_found")
    assert sum(numbers[f"record.{status}"] for status in statuses) == numbers["record.figures"] == len(thesis)


def test_ratios_are_those_of_the_figures(rows: list[Row], thesis: pd.DataFrame, known: pd.DataFrame) -> None:
    ratio = thesis_record(rows, thesis, known, WORKS).set_index("id")["ratio"]
    # From the figures as filed, units by hand: 2.5 over 13,500 / 1,774.1 (both 100 million yuan); 300 million
    # over twice 1.12 (100 million); 157.3 (10,000 yuan) over 7.14 (100 million yuan) a firm of 156.
    assert ratio["guarantee.multiple_china"] == pytest.approx(2.5 / (13500 / 1774.1))
    assert ratio["shengzhou.ties"] == pytest.approx(3.0 / 2.24)
    assert ratio["shengzhou.output"] == pytest.approx(100 / 45.98)
    assert ratio["programme.average_loan"] == pytest.approx(157.3 / (7.14 * 10_000 / 156))
    assert ratio["programme.firms"] == pytest.approx(373 / 156)
    assert ratio["top100.share"] == pytest.approx(0.40 / (36 / 100))


def test_derived_numbers_are_those_of_the_figures(thesis: pd.DataFrame, known: pd.DataFrame) -> None:
    numbers = {number.id.removeprefix("derived."): number for number in derived_numbers(figures_of(thesis, known))}
    # From the figures as filed, units by hand; money in 10,000 yuan where it is not said to be in 100 million.
    expected = {
        "programme.total": 373 * 157.3 / 10_000,
        "programme.reported_average": 71_400 / 156,
        "bank_of_china.average": 9_788_000 / 5_495,
        "bank_of_china.over_programme": 9_788_000 / 5_495 / 157.3,
        "guarantee.cumulative_over_funds": 13_500 / 1_774.1,
        "guarantee.year_over_capital": 3_114.57 / 1_232.58,
        "guarantee.funds_per_institution": 1_100_000 / 310,
        "guarantee.client_limit": 110_000 / 310,
        "guarantee.clients_needed": 100.0,
    }
    assert {name: number.value for name, number in numbers.items()} == pytest.approx(expected)
    total = numbers["programme.total"]
    assert (text(total, "zh"), text(total, "en")) == ("5.87亿元", "587 million yuan")
    assert total.source.zh == "论文的户数乘以户均额（由programme.firms、programme.average_loan算出）"
    assert numbers["guarantee.client_limit"].source.en.endswith("(reckoned from fact.f16, fact.f15, fact.f46)")


@pytest.mark.parametrize("status", ["corroborated", "plausible", "contradicted", "not_found"])
def test_a_planted_contradiction_is_refused(
    status: str, rows: list[Row], thesis: pd.DataFrame, known: pd.DataFrame
) -> None:
    number = change(rows, "shengzhou.output", status=status)
    message = str(refusal(rows, thesis, known))
    assert f"data/thesis_record.csv, row {number} (shengzhou.output), column status" in message
    assert f"found {status}, but thesis over record (near: 2*f31) is 2.17" in message
    assert "expected in_tension at 117.5% off" in message
    assert "To mend it: change the status" in message


def test_all_faults_are_told_at_once(rows: list[Row], thesis: pd.DataFrame, known: pd.DataFrame) -> None:
    change(rows, "haining.output", facts="f99;f30")
    change(rows, "models.named", citations="nobody1999")
    change(rows, "liushi.rank", status="true")
    change(rows, "liushi.output", reason_en="A record says 300.")
    change(rows, "liushi.groups", status="in_tension")
    change(rows, "datang.output", status="contradicted")
    change(rows, "mintai.share", facts="f09")
    change(rows, "shengzhou.ties", comparison="about f32")
    change(rows, "fund.share_firms", reason_zh="见{f09}。")
    del rows[0]
    problems = refusal(rows, thesis, known).problems
    shown = [(problem.place.split(", ")[-1], problem.found) for problem in problems]
    assert sorted(shown) == sorted(
        [
            ("id cluster_finance.age", "0 rows for cluster_finance.age"),
            ("column status", "'true'"),
            ("column status", "in_tension without evidence"),
            ("column status", "contradicted by judgement alone"),
            ("column status", "not_found beside f09"),
            ("column reason_en", "the typed figure 300"),
            ("column comparison", "'about f32'"),
            ("column facts", "'f99'"),
            ("column comparison", "'f29'"),
            ("column reason_zh", "{f29}"),
            ("column reason_en", "{f29}"),
            ("column citations", "'nobody1999'"),
            ("column reason_zh", "{f09}"),
        ]
    )


def test_a_comparison_of_unlike_units_is_refused(rows: list[Row], thesis: pd.DataFrame, known: pd.DataFrame) -> None:
    change(rows, "shengzhou.ties", facts="f31;f32", comparison="near: f31")
    assert "near: f31, which is money; expected count" in str(refusal(rows, thesis, known))


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
    ("kind", "off", "cited", "statuses"),
    [
        ("same", 0.05, False, {"corroborated"}),
        ("same", 0.06, False, {"plausible", "in_tension"}),
        ("same", 0.26, False, {"in_tension", "contradicted"}),
        ("near", 0.0, False, {"plausible"}),
        ("near", 0.26, False, {"in_tension"}),
        ("near", 0.26, True, {"in_tension", "contradicted"}),
    ],
)
def test_statuses_that_a_comparison_bears_out(kind: str, off: float, cited: bool, statuses: set[str]) -> None:
    assert allowed(kind, off, cited) == statuses


def test_a_wrong_header_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "record.csv"
    file.write_text("id,status\n", encoding="utf-8")
    with pytest.raises(InputError, match="found id, status; expected id, status, facts"):
        read_record(file)
