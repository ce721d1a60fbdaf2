"""A block changed in one language alone: every run tells it, the strict check refuses it, agreeing settles it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from conftest import run_snakemake

STRICT = ("check", "--cores", "1", "--config", "check={strict: true}")
PLACE = "report/en/01-introduction.qmd, line 5"


def agree(folder: Path, *blocks: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "living_edition", "agree", *blocks]
    environment = {"PYTHONPATH": str(folder / "src"), "PATH": ""}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_a_block_changed_in_one_language_is_told_until_both_agree(copy: Path) -> None:
    assert "Stale" not in run_snakemake(copy, "check", "--cores", "1").stdout
    chapter = copy / "report/zh/01-introduction.qmd"
    chapter.write_text(chapter.read_text("utf-8").replace("一家小企业的主要弱点", "一家小企业的弱点"), encoding="utf-8")

    done = run_snakemake(copy, "check", "--cores", "1")
    assert done.returncode == 0, done.stdout[-3000:]
    assert "Stale: 1 block" in done.stdout
    assert f"sec-introduction-2: zh changed; report/zh/01-introduction.qmd, line 5; {PLACE}" in done.stdout
    assert "sec-introduction-2" in (copy / "results/checks/parity.txt").read_text("utf-8")
    # Told again where nothing is left to do.
    assert "Stale: 1 block" in run_snakemake(copy, "check", "--cores", "1").stdout

    refused = run_snakemake(copy, *STRICT)
    assert refused.returncode != 0 and PLACE in refused.stdout and "sec-introduction-2" in refused.stdout

    assert "write sec-introduction-" in agree(copy, "sec-introduction-99").stderr
    assert "Agreed now: sec-introduction-2." in agree(copy, "sec-introduction-2").stdout
    done = run_snakemake(copy, *STRICT)
    assert done.returncode == 0 and "Stale" not in done.stdout, done.stdout[-3000:]
