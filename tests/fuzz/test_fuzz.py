"""No mutation of an input ends in a traceback, in silence where it is wrong, or in a refusal where it is harmless."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import ROOT, run_snakemake

sys.path.insert(0, str(Path(__file__).parent))

from run import ELSE, RIGHTLY, fuzz, replaced


def test_a_sample_of_mutations() -> None:
    outcomes, faults = fuzz(seed=11, count=240)
    assert not faults, "\n".join(faults)
    assert outcomes.total() == 240 and outcomes[RIGHTLY] > 80 and outcomes[ELSE] == 0


@pytest.mark.slow
def test_many_mutations() -> None:
    outcomes, faults = fuzz(seed=20261125, count=1200)
    assert not faults, "\n".join(faults)
    assert outcomes.total() == 1200 and outcomes[RIGHTLY] > 200


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The project's inputs and code, without results."""
    folder = tmp_path_factory.mktemp("project") / "a project"
    ignored = shutil.ignore_patterns(
        ".git", ".venv", "*_cache", "__pycache__", "results", ".snakemake", "tests", "docs"
    )
    shutil.copytree(ROOT, folder, ignore=ignored)
    yield folder


def _text(change: Callable[[str], str]) -> Callable[[bytes], bytes]:
    return lambda content: change(content.decode("utf-8")).encode("utf-8")


# File, change, target of Snakemake, what the message says, and where.
REAL: list[tuple[str, Callable[[bytes], bytes], str, str]] = [
    ("config/default.yaml", lambda c: c + "# 集群\n".encode("gbk"), "rebuild", "config/default.yaml, line"),
    ("config/default.yaml", lambda _: b"", "rebuild", "config/default.yaml: found an empty file"),
    ("config/default.yaml", _text(lambda t: t.replace("report:", "reprot:")), "rebuild", "write report"),
    ("config/default.yaml", _text(lambda t: f"{t}\nreport:\n  engine: auto\n"), "rebuild", "'report' a second time"),
    ("config/default.yaml", _text(lambda t: f"{t}x:\n\ty: 1\n"), "rebuild", "a tab in the indentation"),
    ("config/default.yaml", _text(lambda t: re.sub(r"(?m)^  date: .*$", "  date: 2026-02-30", t)), "rebuild",
     "found '2026-02-30'; expected a day of the calendar"),
    ("specs/sweeps/" + "a" * 200 + ".yaml", lambda _: b"x: 1", "rebuild", "found the name of 200 characters"),
    ("data/raw/thesis_figures.csv", _text(lambda t: t.replace(",2.1,", ",2月1日,", 1)),
     "results/checks/raw/thesis_figures.json", "found '2月1日'; expected one of 1, 2.1"),
    ("specs/exhibits/fig-credit.yaml", lambda c: c.decode().encode("gbk"), "rebuild", "fig-credit.yaml, line"),
    ("specs/exhibits/fig-credit.yaml", _text(lambda t: t.replace("kind:", "knid:")), "rebuild", "write kind"),
    ("specs/exhibits/a;touch X;.yaml", lambda _: b"", "rebuild", "found the name 'a;touch X;'"),
    ("specs/regressions/panel.yaml", _text(lambda t: t.replace("id: panel", "id: pannel")), "rebuild",
     "specs/regressions/panel.yaml, line"),
    ("specs/sweeps/guarantee-map.yaml", _text(lambda t: t.replace("model: guarantee", "model: garantee")), "rebuild",
     "write guarantee"),
    ("data/datapackage.json", lambda c: c[: len(c) // 2], "rebuild", "data/datapackage.json, line"),
    ("data/clean_tables.json", lambda _: b"[]", "rebuild", "data/clean_tables.json, line 1"),
    ("data/raw/province_gdp.csv", lambda c: c.decode().replace("北京市", "北京\u200b市", 1).encode(),
     "results/checks/raw/province_gdp.json", "U+200B"),
    ("data/raw/province_gdp.csv", lambda c: c.decode().encode("gbk"), "results/checks/raw/province_gdp.json",
     "GB 18030"),
    ("edition.yaml", _text(lambda t: t.replace("languages:", "langauges:")), "rebuild", "write languages"),
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("case", REAL, ids=[f"{n}-{Path(case[0]).name}" for n, case in enumerate(REAL)])
def test_snakemake_says_it_and_runs_nothing(inputs: Path, case: tuple) -> None:
    name, change, target, expected = case
    file = inputs / name
    before = file.read_bytes() if file.is_file() else b""
    with replaced({file: change(before)}):
        done = run_snakemake(inputs, "-c1", *(["-n"] if target == "rebuild" else []), target)
    assert done.returncode != 0 and expected in done.stdout, done.stdout[-3000:]
    assert "Traceback" not in done.stdout and not list(inputs.rglob("X"))


PLANNED = (
    ("specs/regressions/panel.yaml", "outcome:", "outcom:"),
    ("specs/invariants.yaml", "exhibits:", "exhibit:"),
    ("specs/variables.yaml", "formula:", "formla:"),
    ("report/glossary.yml", "zh:", "zhh:"),
    ("report/words.yaml", "when:", "wenn:"),
    ("report/claims.yaml", "verdict:", "verdct:"),
    ("report/references.bib", "title = {", "titel = {"),
    ("notebooks/01-data.ipynb", '"cells"', '"cels"'),
)


@pytest.mark.slow
def test_the_plan_refuses_what_a_late_job_would(inputs: Path) -> None:
    for name, old, new in PLANNED:
        content = (inputs / name).read_text(encoding="utf-8")
        with replaced({inputs / name: content.replace(old, new, 1).encode()}):
            done = run_snakemake(inputs, "-c1", "-n", "rebuild")
        assert done.returncode != 0 and name in done.stdout and "Traceback" not in done.stdout, done.stdout[-2000:]
