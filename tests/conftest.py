"""What the tests share: the project, its built edition, and copies of both to change."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ROOT = Path(__file__).resolve().parents[1]
Snakemake = Callable[..., subprocess.CompletedProcess[str]]


def run_snakemake(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the environment's own Snakemake in ``folder``; standard error joins the output."""
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    environment.pop("PYTHONPATH", None)
    return subprocess.run(
        [sys.executable, "-m", "snakemake", *arguments],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


@pytest.fixture(scope="session")
def built() -> Path:
    """The project with its edition built (built now where it is not)."""
    done = run_snakemake(ROOT, "rebuild")
    assert done.returncode == 0, done.stdout[-4000:]
    return ROOT


@pytest.fixture
def copy(built: Path, tmp_path: Path) -> Path:
    """A copy of the built project, time stamps and Snakemake's records included."""
    target = tmp_path / "project"
    shutil.copytree(
        built,
        target,
        symlinks=True,
        ignore=shutil.ignore_patterns(".git", ".venv", "*_cache", "__pycache__", "log"),
    )
    return target


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """The machine's own Chromium; without one the tests that need it are skipped."""
    if CHROMIUM is None:
        pytest.skip("no Chromium is installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()
