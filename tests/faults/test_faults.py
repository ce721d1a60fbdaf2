"""The tests catch planted faults (``make faults`` tells which)."""

from __future__ import annotations

import runpy
import subprocess
import sys
from pathlib import Path

import pytest

RUN = Path(__file__).with_name("run.py")


def test_every_fault_fits_the_project() -> None:
    """Each passage stands once in its file, and each test named is there."""
    run = runpy.run_path(str(RUN))
    faults = run["read_faults"]()
    assert len(faults) > 100
    assert run["unfit"](faults) == []


@pytest.mark.slow
def test_every_planted_fault_is_caught() -> None:
    command = [sys.executable, str(RUN)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
