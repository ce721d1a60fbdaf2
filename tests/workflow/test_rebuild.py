"""The workflow as a user meets it: real Snakemake runs on a copy of the built project."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from conftest import copy_project, run_snakemake, seldom


def rules(output: str) -> set[str]:
    """Return the names of the rules that a run or dry run lists."""
    return set(re.findall(r"^(?:local)?rule (\w+):", output, re.MULTILINE))


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def pdf_text(file: Path) -> str:
    from pypdf import PdfReader

    return re.sub(r"\s+", "", "".join(page.extract_text() for page in PdfReader(file).pages))


def versions(project: Path) -> dict[str, str]:
    listed = json.loads((project / "results/tables/exhibits.json").read_text(encoding="utf-8"))
    return {entry["id"]: entry["version"] for entry in listed}


@dataclass(frozen=True)
class Changed:
    """A copy rebuilt after two data were changed, and a run had failed on a paragraph between.

    The project, what both runs said, the exhibits' versions before.
    """

    project: Path
    output: str
    before: dict[str, str]


@pytest.fixture(scope="module")
def changed(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Changed:
    project = copy_project(built, tmp_path_factory.mktemp("datum") / "project")
    before = versions(project)
    # The output of a cluster, and the average loan of a programme.
    replace(project / "data/raw/thesis_figures.csv", "299.21", "311.57")
    replace(project / "data/raw/thesis_figures.csv", "157.3", "161.8")
    accept = [sys.executable, "-m", "living_edition", "accept", "thesis_figures"]
    subprocess.run(accept, cwd=project, check=True, env={"PYTHONPATH": str(project / "src"), "PATH": ""})
    chapter = project / "report/en/01-introduction.qmd"
    text = chapter.read_text(encoding="utf-8")
    chapter.write_text(text + "\nWorth {{< num no.such >}}.\n", encoding="utf-8")
    failed = run_snakemake(project, "rebuild")
    assert failed.returncode != 0
    chapter.write_text(text, encoding="utf-8")
    done = run_snakemake(project, "rebuild")
    assert done.returncode == 0, done.stdout[-4000:]
    return Changed(project, failed.stdout + done.stdout, before)


@pytest.mark.slow
@pytest.mark.xdist_group("datum")
def test_a_changed_datum_reaches_both_languages_and_runs_nothing_else(changed: Changed) -> None:
    ran = rules(changed.output)
    assert {"clean_thesis", "exhibits_thesis", "ledger", "stage", "render", "publish"} <= ran
    assert not ran & {"clean_cities", "clean_facts", "regression", "scenario_guarantee", "exhibits_cities"}
    assert "exhibits_regression" not in ran
    site = changed.project / "results/site"
    assert "311.57亿元" in (site / "cluster-finance-zh.html").read_text(encoding="utf-8")
    assert "31.157 billion yuan" in " ".join((site / "cluster-finance-en.html").read_text(encoding="utf-8").split())
    assert "311.57亿元" in pdf_text(site / "cluster-finance-zh.pdf")
    assert "31.157billionyuan" in pdf_text(site / "cluster-finance-en.pdf")
    assert "311.57" in (changed.project / "results/exhibits/fig-clusters.csv").read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.xdist_group("datum")
def test_a_changed_datum_changes_the_version_of_what_carries_it_alone(changed: Changed) -> None:
    after = versions(changed.project)
    # The clusters' outputs and measures; the loan among the programmes, under the batch model; both in the record.
    carriers = {"fig-clusters", "tbl-measures", "tbl-programmes", "fig-batch", "tbl-record"}
    assert {name for name in after if changed.before[name] != after[name]} == carriers
    tables = changed.project / "results/tables"
    assert "161.8万元" in (tables / "tbl-programmes-zh.tex").read_text(encoding="utf-8")
    assert "1.618 million yuan" in (tables / "tbl-programmes-en.md").read_text(encoding="utf-8")
    assert after["tbl-programmes"] in (tables / "exhibits.bib").read_text(encoding="utf-8")
    assert after["tbl-programmes"] in (changed.project / "results/gallery/gallery-en.html").read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.xdist_group("datum")
def test_what_moved_is_told_even_where_a_run_failed_between(changed: Changed) -> None:
    told = (changed.project / "results/logs/moved.txt").read_text(encoding="utf-8")
    number = "  liushi.output: 29.921 billion yuan -> 31.157 billion yuan\n"
    assert number in told and number in changed.output
    assert (
        "  data/raw/thesis_figures.csv: changed" in told and "  data/raw/thesis_figures.csv: changed" in changed.output
    )
    # Files by their bytes are named in the log alone.
    page = "  results/site/cluster-finance-zh.pdf: changed"
    assert page in told and page not in changed.output
    assert "guarantee." not in told and "city_panel" not in told


def test_a_wrong_datum_is_refused_and_nothing_built_is_lost(copy: Path) -> None:
    before = {**files(copy / "results/site"), **files(copy / "results/clean")}
    replace(copy / "data/raw/thesis_figures.csv", "299.21", "二百九十九")
    done = run_snakemake(copy, "rebuild")
    assert done.returncode != 0
    assert "data/raw/thesis_figures.csv" in done.stdout and "column value" in done.stdout
    assert "results/logs/raw_checked-thesis_figures.log" in done.stdout
    assert "Traceback" not in done.stdout
    assert {**files(copy / "results/site"), **files(copy / "results/clean")} == before


@pytest.mark.slow
def test_a_wrong_paragraph_is_refused_and_the_site_stays(copy: Path) -> None:
    before = files(copy / "results/site")
    chapter = copy / "report/en/01-introduction.qmd"
    chapter.write_text(chapter.read_text(encoding="utf-8") + "\nWorth {{< num no.such >}}.\n", encoding="utf-8")
    done = run_snakemake(copy, "rebuild")
    assert done.returncode != 0 and "report/en/01-introduction.qmd, line" in done.stdout
    assert files(copy / "results/site") == before


@pytest.mark.parametrize(
    ("file", "old", "new", "target", "log", "expected"),
    seldom([
        ("specs/regressions/credit-depth.yaml", "outcome:", "outcmoe:", "regressions", "",
         "credit-depth.yaml, line 36, key outcmoe"),
        ("notebooks/01-data.ipynb", "import pandas", "import pandsa", "results/notebooks/01-data.html",
         "notebook-01-data", "code cell 1: found ModuleNotFoundError"),
        ("notebooks/01-data.ipynb", "import pandas as pd", "import os; os._exit(1)", "results/notebooks/01-data.html",
         "notebook-01-data", "code cell 1: found a cell that ended the kernel"),
        ("specs/exhibits/fig-ruin.yaml", "title_zh", "titel_zh", "exhibits", "", "fig-ruin.yaml, line 4, key titel_zh"),
        ("report/_quarto-zh.yml", "lang:", "lang", "zh", "sources_checked", "report/_quarto-zh.yml, line"),
    ], often=2),
)  # fmt: skip
def test_a_failing_rule_says_once_what_failed_and_where(
    copy: Path, file: str, old: str, new: str, target: str, log: str, expected: str
) -> None:
    before = files(copy / "results/site")
    replace(copy / file, old, new)
    done = run_snakemake(copy, target, log="lines")
    assert done.returncode != 0
    assert done.stdout.count(expected) == 1, done.stdout
    # A line for the step, and the problem last; nothing of how Snakemake and the kit came there.
    last = done.stdout.rstrip().splitlines()[-1]
    failed = re.findall(r"^failed  .*: (.*)$", done.stdout, re.MULTILINE)
    assert f"results/logs/{log}.log" in failed if log else not failed, done.stdout
    assert last.startswith("  ") and "To mend it" in last
    assert not re.search("Traceback|CalledProcessError|WorkflowError|rule |kit.smk", done.stdout), done.stdout
    assert files(copy / "results/site") == before


@pytest.mark.slow
def test_the_workflow_report_holds_the_edition_and_every_rule(copy: Path) -> None:
    done = run_snakemake(copy, "rebuild", "--report", "results/report.html")
    assert done.returncode == 0, done.stdout[-4000:]
    page = (copy / "results/report.html").read_text(encoding="utf-8")
    for word in ("cluster-finance-zh.pdf", "scenario_guarantee", "clean_cities", "publish"):
        assert word in page
    # Every exhibit, in both languages, with its caption, under a category.
    for spec in sorted((copy / "specs/exhibits").glob("*.yaml")):
        for lang in ("zh", "en"):
            assert f"{spec.stem}-{lang}." in page
            title = yaml.safe_load(spec.read_text(encoding="utf-8"))[f"title_{lang}"]
            assert title in page or json.dumps(title)[1:-1] in page, title
    assert '"Figures"' in page and '"Tables"' in page


@pytest.mark.parametrize(
    ("knob", "expected"),
    [
        ("scenarios={guarantee: {yaers: 3}}", ["key scenarios.guarantee.yaers", "To mend it: write years,"]),
        ("regressions={confidence: 2}", ["key regressions.confidence", "found 2"]),
        ("report={engine: word}", ["key report.engine", "found 'word'"]),
        ("scenarios={portfolio: {pd: 'fact:f999'}}", ["key scenarios.portfolio.pd", "fact:f999"]),
    ],
)
def test_a_wrong_knob_is_refused_before_anything_runs(built: Path, knob: str, expected: list[str]) -> None:
    done = run_snakemake(built, "rebuild", "-n", "--config", knob)
    assert done.returncode != 0 and [words for words in expected if words not in done.stdout] == [], done.stdout
    assert "Traceback" not in done.stdout and not rules(done.stdout)


def test_lint_and_list_rules_and_format(built: Path) -> None:
    assert run_snakemake(built, "--lint").returncode == 0
    listed = run_snakemake(built, "--list-rules").stdout.split()
    wanted = {
        "rebuild",
        "data",
        "regressions",
        "scenarios",
        "exhibits",
        "tables",
        "report",
        "zh",
        "en",
        "check",
        "clean",
    }
    assert wanted <= set(listed)
    formatted = [sys.executable, "-m", "snakefmt", "--check", "Snakefile", "rules", "src/living_edition/workflow/rules"]
    assert subprocess.run(formatted, cwd=built, check=False).returncode == 0
