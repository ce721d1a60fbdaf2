"""The tests catch planted faults (``make faults`` tells which)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.slow
def test_every_planted_fault_is_caught() -> None:
    command = [sys.executable, str(Path(__file__).with_name("run.py"))]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
