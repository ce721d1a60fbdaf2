"""The workflow as a user meets it: real Snakemake runs on a copy of the built project."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import run_snakemake

# A new network namespace has its loopback down, which a notebook's kernel talks over.
LOOPBACK = """
import fcntl, os, socket, struct, sys
fcntl.ioctl(socket.socket(), 0x8914, struct.pack("16sh", b"lo", 0x41))
os.execv(sys.argv[1], sys.argv[1:])
"""
NOTHING = "Nothing to be done"


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


def test_a_second_rebuild_runs_nothing(copy: Path) -> None:
    assert NOTHING in run_snakemake(copy, "rebuild", "-n").stdout


def test_a_changed_datum_reaches_both_languages_and_runs_nothing_else(copy: Path) -> None:
    replace(copy / "data/raw/thesis_figures.csv", "299.21", "311.57")
    accept = [sys.executable, "-m", "living_edition", "accept", "thesis_figures"]
    subprocess.run(accept, cwd=copy, check=True, env={"PYTHONPATH": str(copy / "src"), "PATH": ""})
    done = run_snakemake(copy, "rebuild")
    assert done.returncode == 0, done.stdout[-4000:]
    ran = rules(done.stdout)
    assert {"clean_thesis", "exhibits_thesis", "ledger", "stage", "render", "publish"} <= ran
    assert not ran & {"clean_cities", "clean_facts", "regression", "scenario_guarantee", "exhibits_cities", "exhibits_regression"}
    site = copy / "results/site"
    assert "311.57亿元" in (site / "cluster-finance-zh.html").read_text(encoding="utf-8")
    assert "31.157 billion yuan" in (site / "cluster-finance-en.html").read_text(encoding="utf-8")
    assert "311.57亿元" in pdf_text(site / "cluster-finance-zh.pdf")
    assert "31.157billionyuan" in pdf_text(site / "cluster-finance-en.pdf")
    assert "311.57" in (copy / "results/exhibits/fig-clusters.csv").read_text(encoding="utf-8")


def test_editing_a_function_reruns_what_uses_it(copy: Path) -> None:
    module = copy / "src/living_edition/regression/estimate.py"
    module.write_text(module.read_text(encoding="utf-8") + "\n_MORE = 1\n", encoding="utf-8")
    ran = rules(run_snakemake(copy, "rebuild", "-n").stdout)
    assert "regression" in ran
    assert not ran & {
        "clean_cities",
        "clean_thesis",
        "scenario_portfolio",
        "scenario_guarantee",
        "raw_checked",
    }


def test_editing_an_unrelated_module_reruns_nothing(copy: Path) -> None:
    module = copy / "src/living_edition/settings/document.py"
    module.write_text(module.read_text(encoding="utf-8") + "# a remark\n", encoding="utf-8")
    assert NOTHING in run_snakemake(copy, "rebuild", "-n").stdout


def test_editing_a_chinese_paragraph_leaves_the_english_edition_alone(copy: Path) -> None:
    chapter = copy / "report/zh/01-introduction.qmd"
    chapter.write_text(chapter.read_text(encoding="utf-8").replace("。", "，此处已改。", 1), encoding="utf-8")
    output = run_snakemake(copy, "rebuild", "-n").stdout
    assert rules(output) == {"sources_checked", "stage", "render", "render_parallel", "publish", "rebuild"}
    assert "results/rendered/cluster-finance-zh.pdf" in output
    assert "output: results/rendered/cluster-finance-en" not in output


def test_a_wrong_datum_is_refused_and_nothing_built_is_lost(copy: Path) -> None:
    before = {**files(copy / "results/site"), **files(copy / "results/clean")}
    replace(copy / "data/raw/thesis_figures.csv", "299.21", "二百九十九")
    done = run_snakemake(copy, "rebuild")
    assert done.returncode != 0
    assert "data/raw/thesis_figures.csv" in done.stdout and "column value" in done.stdout
    assert "results/logs/raw_checked-thesis_figures.log" in done.stdout
    assert "Traceback" not in done.stdout
    assert {**files(copy / "results/site"), **files(copy / "results/clean")} == before


def test_a_wrong_paragraph_is_refused_and_the_site_stays(copy: Path) -> None:
    before = files(copy / "results/site")
    chapter = copy / "report/en/01-introduction.qmd"
    chapter.write_text(chapter.read_text(encoding="utf-8") + "\nWorth {{< num no.such >}}.\n", encoding="utf-8")
    done = run_snakemake(copy, "rebuild")
    assert done.returncode != 0 and "report/en/01-introduction.qmd, line" in done.stdout
    assert files(copy / "results/site") == before


@pytest.mark.parametrize(
    ("file", "old", "new", "target", "log", "expected"),
    [
        ("specs/regressions/credit-depth.yaml", "outcome:", "outcmoe:", "regressions", "regression-credit-depth",
         "credit-depth.yaml, line 36, key outcmoe"),
        ("notebooks/01-data.ipynb", "import pandas", "import pandsa", "results/notebooks/01-data.html",
         "notebook-01-data", "code cell 1: found ModuleNotFoundError"),
        ("notebooks/01-data.ipynb", "import pandas as pd", "import os; os._exit(1)", "results/notebooks/01-data.html",
         "notebook-01-data", "code cell 1: found a cell that ended the kernel"),
        ("specs/exhibits/fig-ruin.yaml", "title_zh", "titel_zh", "exhibits", "", "fig-ruin.yaml, key titel_zh"),
        ("report/_quarto-zh.yml", "lang:", "lang", "zh", "sources_checked", "report/_quarto-zh.yml, line"),
    ],
)  # fmt: skip
def test_a_failing_rule_says_once_what_failed_and_where(
    copy: Path, file: str, old: str, new: str, target: str, log: str, expected: str
) -> None:
    before = files(copy / "results/site")
    replace(copy / file, old, new)
    done = run_snakemake(copy, target)
    assert done.returncode != 0
    assert done.stdout.count(expected) == 1, done.stdout
    assert f"results/logs/{log}.log" in done.stdout if log else "rule " not in done.stdout
    assert "Traceback" not in done.stdout
    assert files(copy / "results/site") == before


def test_what_moved_is_told_after_a_change_even_when_a_run_failed_between(copy: Path) -> None:
    chapter, text = copy / "report/en/01-introduction.qmd", ""
    text = chapter.read_text(encoding="utf-8")
    chapter.write_text(text + "\nWorth {{< num no.such >}}.\n", encoding="utf-8")
    knob = ["--config", "report={date: '2026-11-25'}", "scenarios={portfolio: {lgd: 0.5}}"]
    assert run_snakemake(copy, "rebuild", *knob).returncode != 0
    chapter.write_text(text, encoding="utf-8")
    done = run_snakemake(copy, "rebuild", *knob)
    assert done.returncode == 0, done.stdout[-4000:]
    told = (copy / "results/logs/moved.txt").read_text(encoding="utf-8")
    assert told.strip() in done.stdout
    assert "  portfolio.lgd: 45" in told and " -> 50" in told
    assert "  results/site/cluster-finance-zh.pdf: changed" in told
    assert "guarantee." not in told and "liushi" not in told and "results/clean" not in told


@pytest.mark.slow
def test_the_workflow_report_holds_the_edition_and_every_rule(copy: Path) -> None:
    done = run_snakemake(copy, "rebuild", "--report", "results/report.html")
    assert done.returncode == 0, done.stdout[-4000:]
    page = (copy / "results/report.html").read_text(encoding="utf-8")
    for word in ("cluster-finance-zh.pdf", "scenario_guarantee", "clean_cities", "publish"):
        assert word in page


@pytest.mark.parametrize(
    ("knob", "expected"),
    [
        ("scenarios={guarantee: {yaers: 3}}", "scenarios.guarantee.years"),
        ("regressions={confidence: 2}", "regressions.confidence"),
        ("report={engine: word}", "report.engine"),
        ("scenarios={portfolio: {pd: 'fact:f999'}}", "fact:f999"),
    ],
)
def test_a_wrong_knob_is_refused_before_anything_runs(built: Path, knob: str, expected: str) -> None:
    done = run_snakemake(built, "rebuild", "-n", "--config", knob)
    assert done.returncode != 0 and expected in done.stdout


def test_a_changed_knob_reruns_its_own_model_alone(copy: Path) -> None:
    output = run_snakemake(copy, "rebuild", "-n", "--config", "regressions={confidence: 0.9}").stdout
    assert "regression" in rules(output)
    assert not rules(output) & {"clean_cities", "scenario_portfolio", "scenario_guarantee"}


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


@pytest.mark.slow
def test_without_a_network_and_from_nothing_the_bytes_are_the_same(copy: Path) -> None:
    probe = subprocess.run(["unshare", "-rn", "true"], check=False) if shutil.which("unshare") else None
    if probe is None or probe.returncode:
        pytest.skip("unshare cannot make a namespace without a network here")
    before = {k: v for k, v in files(copy / "results").items() if not k.startswith("logs/")}
    outside = {
        k: v for k, v in files(copy).items() if not k.startswith(("results/", ".snakemake/")) and "__pycache__" not in k
    }
    shutil.rmtree(copy / "results")
    command = ["unshare", "-rn", sys.executable, "-c", LOOPBACK, sys.executable, "-m", "snakemake", "rebuild"]
    done = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    after = {k: v for k, v in files(copy / "results").items() if not k.startswith("logs/")}
    assert sorted(after) == sorted(before)
    assert [k for k in after if after[k] != before[k]] == []
    assert outside == {
        k: v for k, v in files(copy).items() if not k.startswith(("results/", ".snakemake/")) and "__pycache__" not in k
    }
