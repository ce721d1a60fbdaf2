"""Why jobs stopped, and what they remarked of results, told once more at the end of a run, where a reader looks."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

from snakemake.settings.types import Quietness

from living_edition.workflow import progress
from living_edition.workflow.job_runner import REFUSED, REMARKS


def forget() -> None:
    """Remove what jobs of an earlier run said."""
    for folder in (REFUSED, REMARKS):
        shutil.rmtree(folder, ignore_errors=True)


def stopped() -> str:
    """Return what the jobs that stopped said, each once, after what was remarked of results."""
    return remarked() + _joined("What stopped the run:", REFUSED)


def remarked() -> str:
    """Return what jobs remarked of results that are made, each once."""
    return _joined("To be looked at:", REMARKS)


def _joined(head: str, folder: Path) -> str:
    messages = {file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.txt"))}
    return "\n".join([head, *sorted(messages)]) if messages else ""


def aloud(message: str, quiet: Iterable[Quietness] | None) -> str:
    """Return the message of a run that cannot begin; ``--quiet all``, which would keep it back, has it said here."""
    if Quietness.ALL in (quiet or ()):
        print(message, file=sys.stderr)
    else:
        progress.begin()
    return message
