"""The faults that ``make faults`` plants are there to be planted."""

from __future__ import annotations

import runpy
from pathlib import Path

RUN = Path(__file__).with_name("run.py")


def test_every_fault_fits_the_project() -> None:
    """Each passage stands once in its file, and each test named is there."""
    run = runpy.run_path(str(RUN))
    faults = run["read_faults"]()
    assert len(faults) > 100
    assert run["unfit"](faults) == []
