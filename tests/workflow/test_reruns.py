"""What an edit of one line wakes: the jobs that depend on it, each as often as it must run, and no other.

The expected jobs are written by hand from what the house promises (README, "What runs again").
"""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import copy_project, run_snakemake

# They share a copy of the built project.
pytestmark = pytest.mark.xdist_group("reruns")
Jobs = dict[str, int]
LANGUAGES = 2
# The text and its supplement, each as a page and a PDF, the text in Word, EPUB and JATS too, and the slides.
RENDERED = 8
PAGES: Jobs = {"ledger_page": LANGUAGES, "site_pages": LANGUAGES, "publish": 1, "crate": 1, "rebuild": 1}
EDITION: Jobs = {"stage": LANGUAGES, "render": LANGUAGES * RENDERED, "render_parallel": 2, **PAGES}
# What prints a number: the ledger, the gallery, the check of the sources, the edition.
LEDGER: Jobs = {"ledger": 1, "invariants": 1, "catalogue": 1, "authors_kit": 1, "sources_checked": 1, **EDITION}
BATCHES = (
    "cities",
    "distributions",
    "evidence",
    "fund",
    "guarantee",
    "lending",
    "record",
    "regressions",
    "sweeps",
    "thesis",
)


def jobs(output: str) -> Jobs:
    """Return how often each job would run, from the table of a dry run."""
    table = output.split("Job stats:")[1].split("total")[0] if "Job stats:" in output else ""
    return {name: int(count) for name, count in re.findall(r"^([\w-]+)\s+(\d+)$", table, re.MULTILINE)}


@pytest.fixture(scope="module")
def project(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the built project for all tests here: each puts back what it edited."""
    return copy_project(built, tmp_path_factory.mktemp("reruns") / "project")


@contextlib.contextmanager
def edited(file: Path, change: Callable[[str], str]) -> Iterator[None]:
    """Change a file, and put it back with its time."""
    before, stamp = file.read_bytes(), file.stat()
    after = change(before.decode("utf-8"))
    assert after.encode() != before, f"{file} holds nothing to change"
    file.write_text(after, encoding="utf-8")
    try:
        yield
    finally:
        file.write_bytes(before)
        os.utime(file, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))


def planned(project: Path, *arguments: str) -> Jobs:
    done = run_snakemake(project, "rebuild", "-n", *arguments)
    assert done.returncode == 0, done.stdout[-3000:]
    return jobs(done.stdout)


def replaced(old: str, new: str) -> Callable[[str], str]:
    return lambda text: text.replace(old, new, 1)


def remarked(text: str) -> str:
    return text + "\n# A remark.\n"


EDITS: dict[str, tuple[str, Callable[[str], str], Jobs]] = {
    "a figure's code": (
        "src/cluster_finance/exhibits/figures_fund.py", remarked,
        # The notebook of the scenarios draws the same figure.
        {"exhibits_fund": 1, "notebook_03-scenarios": 1, "catalogue": 1, "authors_kit": 1, **EDITION},
    ),
    "a batch's list of inputs": (
        "src/cluster_finance/exhibits/sweeps.py", remarked,
        {"exhibits_sweeps": 1, "catalogue": 1, "authors_kit": 1, **EDITION},
    ),
    "a scenario model": (
        "src/cluster_finance/scenario/reputation.py", remarked,
        {"scenario_reputation": 1, "exhibits_lending": 1, "notebook_03-scenarios": 1, **LEDGER},
    ),
    "what a scenario model hands to the ledger": (
        "src/cluster_finance/scenario/portfolio_numbers.py", remarked,
        {"scenario_portfolio": 1, "notebook_03-scenarios": 1, **LEDGER},
    ),
    "a chapter": (
        "report/zh/01-introduction.qmd", replaced("。", "，此处已改。"),
        {"sources_checked": 1, "stage": 1, "render": RENDERED, "render_parallel": 2, "ledger_page": 1, "site_pages": 1,
         "publish": 1, "crate": 1, "rebuild": 1},
    ),
    "the note of an exhibit": (
        "specs/exhibits/fig-ruin.yaml", replaced("title_en: \"", "title_en: \"Again: "),
        {"exhibits_guarantee": 1, "catalogue": 1, "authors_kit": 1, "sources_checked": 1, **EDITION},
    ),
    "a regression's spec": (
        "specs/regressions/output.yaml", remarked,
        # The family corrects for all regressions; its figure is among those that weigh the evidence.
        {"regression": 1, "regression_family": 1, "exhibits_regression": 1, "exhibits_evidence": 1,
         "notebook_02-regressions": 1, **LEDGER},
    ),
    "a sweep's spec": (
        "specs/sweeps/guarantee-map.yaml", remarked, {"sweep_guarantee-map": 1, "exhibits_sweeps": 1, **LEDGER},
    ),
    "the theme": (
        "src/living_edition/quarto/theme/edition.css", lambda text: text + "\n/* A remark. */\n",
        {"publish_data": 1, **EDITION},
    ),
    "the gallery's page": (
        "src/living_edition/exhibits/page/gallery.css", lambda text: text + "\n/* A remark. */\n",
        {"catalogue": 1, "authors_kit": 1, "publish": 1, "crate": 1, "rebuild": 1},
    ),
    # Its heading stands on the start pages.
    "a notebook": (
        "notebooks/01-data.ipynb", replaced("pd.read_parquet(", "pd.read_parquet( "),
        {"notebook_01-data": 1, "site_pages": 2, "publish": 1, "crate": 1, "rebuild": 1},
    ),
    # No result; the crate holds the rules as they are.
    "a comment in the rules": ("rules/data.smk", remarked, {"crate": 1, "rebuild": 1}),
    "the citation": (
        "CITATION.cff", replaced("\nversion: ", "\nversion: 9."),
        {**{f"exhibits_{batch}": 1 for batch in (*BATCHES, "regression")}, "catalogue": 1, "authors_kit": 1, **EDITION},
    ),
    # Exhibits carry the version alone.
    "the title in the citation": (
        "CITATION.cff", replaced("title: \"", "title: \"Again: "), {"catalogue": 1, "authors_kit": 1, **EDITION},
    ),
    "a module that only writes a document": ("src/living_edition/settings/document.py", remarked, {}),
    "the README": ("README.md", remarked, {}),
}  # fmt: skip


def test_nothing_runs_where_nothing_was_edited(project: Path) -> None:
    assert planned(project) == {}
    # An edit that was put back wakes nothing either: the tests here share a copy.
    with edited(project / "README.md", remarked), edited(project / "specs/sweeps/guarantee-map.yaml", remarked):
        pass
    assert planned(project) == {}


OFTEN = ("a figure's code", "a scenario model", "a chapter")
"""What is edited most; the others are asked in the slow tests."""


@pytest.mark.parametrize("what", [pytest.param(it, marks=() if it in OFTEN else pytest.mark.slow) for it in EDITS])
def test_an_edit_wakes_what_depends_on_it_alone(project: Path, what: str) -> None:
    name, change, expected = EDITS[what]
    with edited(project / name, change):
        assert planned(project) == expected


KNOBS: dict[str, Jobs] = {
    "regressions={family_p: HC3}": {
        "regression_family": 1, "exhibits_evidence": 1, "notebook_02-regressions": 1, **LEDGER
    },
    "scenarios={fund: {demand: 0.5}}": {
        "scenario_fund": 1, "scenario_compared": 1, "exhibits_fund": 1, "notebook_03-scenarios": 1, **LEDGER
    },
    "scenarios={reputation: {discount: 0.8}}": {
        "scenario_reputation": 1, "exhibits_lending": 1, "notebook_03-scenarios": 1, **LEDGER
    },
    "check={strict: true}": {"sources_checked": 1, **EDITION},
    "report={date: '2026-12-01'}": EDITION,
}  # fmt: skip


@pytest.mark.parametrize("knob", [pytest.param(it, marks=pytest.mark.slow if n else ()) for n, it in enumerate(KNOBS)])
def test_a_knob_wakes_the_rules_that_read_it_alone(project: Path, knob: str) -> None:
    assert planned(project, "--config", knob) == KNOBS[knob]


def test_a_datum_wakes_what_is_made_of_its_table(project: Path) -> None:
    descriptor = project / "data/datapackage.json"
    table = edited(project / "data/raw/leading_industries.csv", replaced("纺织", "棉纺织"))
    with table, edited(descriptor, lambda text: text + "\n"):
        accept = [sys.executable, "-m", "living_edition", "accept", "leading_industries"]
        subprocess.run(accept, cwd=project, check=True, env={"PYTHONPATH": str(project / "src"), "PATH": ""})
        assert planned(project) == {
            "raw_checked": 1, "clean_thesis": 1, "exhibits_thesis": 1, "notebook_01-data": 1, "publish_data": 1,
            **LEDGER,
        }  # fmt: skip
