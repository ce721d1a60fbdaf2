"""Sweeps as a user meets them: a spec file added, split, interrupted, gone on with, written wrongly."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import ROOT, run_snakemake

SPEC = """
model: guarantee
design: latin-hypercube
points: 2000
seed: 3
outputs: [ruin]
parameters:
  multiple: {range: [1, 15]}
  pd: {range: [0.01, 0.08]}
fixed: {draws: 1000}
"""
WHOLE = "results/sweeps/tiny.parquet"
LONG = 120.0


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The project with nothing built, and a sweep of its own."""
    target = tmp_path / "project"
    ignored = shutil.ignore_patterns(".git", ".venv", "results", ".snakemake", "*_cache", "__pycache__")
    shutil.copytree(ROOT, target, ignore=ignored)
    (target / "specs/sweeps/tiny.yaml").write_text(SPEC, encoding="utf-8")
    return target


def split(jobs: int) -> list[str]:
    return ["--config", f"scenarios={{sweep: {{jobs: {jobs}}}}}"]


def done(project: Path, *arguments: str) -> bytes:
    """Run to the whole sweep and return its bytes."""
    ran = run_snakemake(project, WHOLE, *arguments)
    assert ran.returncode == 0, ran.stdout[-4000:]
    return (project / WHOLE).read_bytes()


def parts(project: Path) -> dict[str, int]:
    return {p.name: p.stat().st_mtime_ns for p in (project / "results/sweeps/parts/tiny").glob("[0-9]*.parquet")}


@pytest.mark.slow
def test_split_cores_and_an_interruption_change_no_byte(project: Path) -> None:
    one = done(project, "--cores", "1")
    assert not (project / "results/sweeps/parts").exists()
    assert done(project, "--cores", "2", *split(3)) == one
    assert len(parts(project)) == 3
    shutil.rmtree(project / "results")
    command = [sys.executable, "-m", "snakemake", WHOLE, "--cores", "1", *split(4)]
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    run = subprocess.Popen(
        command, cwd=project, env=environment, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    end = time.monotonic() + LONG
    # With one core the first part is done, and taken note of, when the second appears.
    while len(parts(project)) < 2 and time.monotonic() < end and run.poll() is None:
        time.sleep(0.05)
    os.killpg(run.pid, signal.SIGKILL)
    run.wait()
    before = parts(project)
    assert 2 <= len(before) < 4 and not (project / WHOLE).exists()
    assert run_snakemake(project, "--unlock").returncode == 0
    assert done(project, "--cores", "1", *split(4)) == one
    after = parts(project)
    assert len(after) == 4
    finished = sorted(before, key=lambda name: before[name])[0]
    assert after[finished] == before[finished]


def test_a_wrong_spec_is_refused_before_anything_runs(project: Path) -> None:
    (project / "specs/sweeps/tiny.yaml").write_text(SPEC.replace("multiple:", "multipel:"), encoding="utf-8")
    ran = run_snakemake(project, "-n", WHOLE)
    assert ran.returncode != 0
    for words in ("tiny.yaml, line 8, key parameters.multipel", "write multiple", "one of "):
        assert words in ran.stdout
    assert "Traceback" not in ran.stdout
