"""Why jobs stopped, told once more at the end of a run, where a reader looks."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable

from snakemake.settings.types import Quietness

from living_edition.workflow import progress
from living_edition.workflow.run import REFUSED


def forget() -> None:
    """Remove what jobs of an earlier run said."""
    shutil.rmtree(REFUSED, ignore_errors=True)


def told() -> str:
    """Return what the jobs that stopped said, each once."""
    messages = {file.read_text(encoding="utf-8") for file in sorted(REFUSED.glob("*.txt"))}
    return "\n".join(["What stopped the run:", *sorted(messages)]) if messages else ""


def aloud(message: str, quiet: Iterable[Quietness] | None) -> str:
    """Return the message of a run that cannot begin; ``--quiet all``, which would keep it back, has it said here."""
    if Quietness.ALL in (quiet or ()):
        print(message, file=sys.stderr)
    else:
        progress.begin()
    return message
