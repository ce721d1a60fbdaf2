"""The trail of a number, from the page back to the rows of the raw tables that it stands on."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest
from lxml.html import fromstring

from living_edition.__main__ import main
from living_edition.errors import InputError
from living_edition.ledger.number import read_numbers
from living_edition.workflow.trace import trace


@pytest.fixture(autouse=True)
def project(built: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(built)
    return built


def filed(table: str) -> list[dict[str, str]]:
    with Path(f"data/raw/{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def rows(table: str, **wanted: str) -> list[int]:
    """Return the rows of a raw table that hold what is wanted, the header being row 1."""
    return [n for n, row in enumerate(filed(table), 2) if all(row[key] == value for key, value in wanted.items())]


def told(lines: list[str], table: str) -> list[int]:
    """Return the rows of a raw table that the trail names."""
    text = "\n".join(lines)
    part = re.search(rf"(?ms)^   data/raw/{table}\.csv: (.*?)(?=^   \S|^\S|\Z)", text)
    assert part is not None, text
    listed = re.search(r"(?m)^ +rows ((?:\d+,?\s*)+)", part[1])
    return [int(n) for n in re.findall(r"\d+", listed[1])] if listed else [int(n) for n in
            re.findall(r"(?m)^ +row (\d+):", part[1])]  # fmt: skip


def test_a_figure_of_the_thesis_leads_to_its_row_and_page() -> None:
    lines = trace("liushi.output")
    text = "\n".join(lines)
    assert "printed (zh): 299.21亿元" in text and "printed (en): 29.921 billion yuan" in text
    assert "stands at (zh): cluster-finance-zh.html#sec-clusters" in text
    assert told(lines, "thesis_figures") == rows("thesis_figures", id="liushi.output")
    assert "after page mark 3, sentence on Liushi" in text and "section = 2.1" in " ".join(text.split())
    assert re.search(r"thesis_numbers \(src/cluster_finance/thesis/figures\.py, line \d+\)", text)
    assert "job cluster_finance.jobs.clean_thesis" in text


def test_a_fact_leads_to_its_source_and_outlet() -> None:
    lines = trace("fact.f23")
    assert told(lines, "context_facts") == rows("context_facts", id="f23")
    source = filed("context_facts")[rows("context_facts", id="f23")[0] - 2]["source"]
    assert told(lines, "context_sources") == rows("context_sources", id=source)
    outlet = filed("context_sources")[rows("context_sources", id=source)[0] - 2]["outlet"]
    assert told(lines, "outlets") == rows("outlets", id=outlet)


def test_a_coefficient_leads_to_the_cities_of_its_sample() -> None:
    lines = trace("reg.credit-depth.employment.capital.density.estimate")
    # Of 2007, without the three cities that lack a variable of the spec as filed or as corrected.
    gone = {row for city in ("新余市", "石家庄市", "保山市") for row in rows("city_panel", city=city, year="2007")}
    assert len(gone) == 3
    assert told(lines, "city_panel") == [row for row in rows("city_panel", year="2007") if row not in gone]
    text = " ".join(" ".join(lines).split())
    assert "specs/regressions/credit-depth.yaml" in text and "data/corrections.csv" in text
    assert "draws = 9999, seed = 20100601" in text and "job cluster_finance.jobs.clean_cities" in text


def test_a_number_of_a_scenario_leads_to_the_figures_behind_its_parameters() -> None:
    lines = trace("guarantee.largest_multiple")
    assert told(lines, "context_facts") == rows("context_facts", id="f23")
    wanted = [
        *rows("thesis_figures", id="guarantee.multiple_china"),
        *rows("thesis_figures", id="guarantee.multiple_abroad"),
    ]
    assert told(lines, "thesis_figures") == wanted
    text = " ".join(" ".join(lines).split())
    assert "scenarios.guarantee.pd = fact:f23" in text
    assert (
        "draws: 40000" in text
        and "seed: 20100602" in text
        and "largest_multiple (src/cluster_finance/scenario/ruin.py" in text
    )


def test_a_derived_number_leads_to_the_rows_it_was_reckoned_from() -> None:
    assert told(trace("derived.bank_of_china.average"), "context_facts") == [
        *rows("context_facts", id="f27"), *rows("context_facts", id="f28")
    ]  # fmt: skip


@pytest.mark.slow
def test_every_kind_of_number_has_a_trail(monkeypatch: pytest.MonkeyPatch) -> None:
    # Where the prose prints them is asked above; the text is not read forty times.
    monkeypatch.setattr("living_edition.workflow.trace.quoted", lambda project, lang: {})
    ledger = json.loads(Path("results/ledger/ledger.json").read_text(encoding="utf-8"))
    first = {number["source"]["code"]: number["id"] for number in reversed(ledger)}
    assert len(first) > 30
    for name in first.values():
        lines = trace(name)
        assert lines[0] == name and any(line.startswith("1. results/numbers/") for line in lines)


def test_an_unknown_number_is_told_with_the_nearest(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(InputError, match=r"write liushi\.output, if that is meant"):
        trace("liushi.outptu")
    monkeypatch.setattr("sys.argv", ["living_edition", "trace", "liushi.outptu"])
    assert main() == 2
    assert "write liushi.output" in capsys.readouterr().err


def test_without_an_edition_it_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match="run snakemake rebuild first"):
        trace("liushi.output")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_ledgers_headings_and_details_are_all_sources(built: Path, lang: str) -> None:
    def letters(text: str) -> str:
        return re.sub(r"\W", "", text).casefold()

    sources = {letters(number.source.texts[lang]) for number in read_numbers(built / "results/ledger/ledger.json")}
    page = fromstring((built / f"results/site/ledger-{lang}.html").read_text(encoding="utf-8"))
    groups = page.cssselect("section.source")
    heads = [(group.cssselect("h2")[0].text_content(), group.cssselect(".trail")[0].text_content()) for group in groups]
    assert not [head for head, _ in heads if " = " in head or head[0].islower()]
    assert len(sources) > 400
    missing = [source for source in sources if not any(source in letters(head + trail) for head, trail in heads)]
    assert missing == []
