"""Builds that were killed or disturbed end with the right bytes, or with one message."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.slow
def test_a_few_kills_and_every_other_fault() -> None:
    command = [sys.executable, str(Path(__file__).with_name("run.py")), "--kills", "6", "--seed", "20261125"]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:]
    assert "killed 6 times" in done.stdout and "two at once: exit statuses" in done.stdout
