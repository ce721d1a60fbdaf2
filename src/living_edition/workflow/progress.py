"""What a run prints: a line a step with the time so far and left, one a step that failed, warnings as Snakemake words
them.

All that Snakemake says stands in ``.snakemake/log``; with ``EDITION_LOG=full`` in the environment it is printed.
"""

from __future__ import annotations

import logging
import os
import re
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

from snakemake.logging import DefaultFormatter, logger
from snakemake_interface_logger_plugins.common import LogEvent

from living_edition.files import write_text

SITE = Path("results/site/index.html")
RUN_TIMES = Path("results/logs/run-times.csv")
# Steps after which the time left can be told from the time so far.
_KNOWN = 4
_KEPT = ("Nothing to be done",)
# What Snakemake says of a step that failed, beside its line here and what its job says at the end.
_STATUS = re.compile(r"CalledProcessError in file .*(exit status \d+|died with .*)\.", re.DOTALL)
# Where in the kit's rules a refusal of the plan was raised.
_FRAME = re.compile(r'^WorkflowError in file ".*", line \d+:\n|\n\s*File ".*", line \d+, in <module>\s*$')
_BESIDE = re.compile(r"^(WorkflowError:\s*At least one job did not|Exiting because a job execution failed)")
_began = time.time()


class _Lines(DefaultFormatter):
    """Writes the line of a step that ended or failed; all else as Snakemake does."""

    def __init__(self) -> None:
        super().__init__()
        self._steps: dict[int, str] = {}
        self._last = self._status = ""

    def filter(self, record: logging.LogRecord) -> bool:
        """Tell whether a record is printed, and keep what the line of its step needs."""
        event: Any = getattr(record, "event", None)
        fields = record.__dict__
        if event is LogEvent.JOB_INFO:
            self._steps[fields["jobid"]] = " ".join(
                [fields["rule_name"], *filter(None, map(str, dict(fields["wildcards"]).values()))]
            )
        elif event is LogEvent.JOB_FINISHED:
            self._last = self._steps.get(fields["job_id"], "")
        elif status := _STATUS.search(record.getMessage()):
            self._status = f" ({status[1]})"
            return False
        elif _BESIDE.match(record.getMessage()):
            return False
        is_printed = event in (LogEvent.PROGRESS, LogEvent.JOB_ERROR, LogEvent.GROUP_ERROR)
        return is_printed or record.levelno >= logging.WARNING or str(record.msg).startswith(_KEPT)

    def format(self, record: logging.LogRecord) -> str:
        """Return ``[ 3/27]  0:12, 1:36 left  render zh pdf`` for a step that ended, or ``failed  ...``."""
        event, fields = getattr(record, "event", None), record.__dict__
        if event is LogEvent.JOB_ERROR:
            step = self._steps.get(fields["jobid"], fields["rule_name"])
            return f"failed  {step}{self._status}: {' '.join(map(str, fields['log']))}"
        if event is not LogEvent.PROGRESS:
            return _FRAME.sub("", str(super().format(record)))
        completed, total = record.__dict__["done"], record.__dict__["total"]
        so_far = time.time() - _began
        remaining = f", {clock(so_far / completed * (total - completed))} left" if _KNOWN < completed < total else ""
        return f"[{completed:>{len(str(total))}}/{total}] {clock(so_far):>5}{remaining}  {self._last}"


def begin() -> None:
    """Print lines from now on, unless ``EDITION_LOG`` asks for all."""
    if os.environ.get("EDITION_LOG") == "full":
        return
    lines = _Lines()
    for handler in logger.handlers:
        if handler.name == "DefaultStreamHandler":
            handler.filters.clear()
            handler.addFilter(lines)
            handler.setFormatter(lines)


def closing() -> str:
    """Return what a run that succeeded ends with: how long it took, and what to open where the site was made."""
    words = f"Done in {clock(time.time() - _began)}."
    built = SITE.is_file() and SITE.stat().st_mtime >= _began
    return f"{words} Open {SITE} in a browser." if built else words


def write_run_times(dag: Any) -> None:
    """Write how many seconds each rule's jobs last took together, by Snakemake's own record of them."""
    seconds: dict[str, float] = defaultdict(float)
    for job in dag.jobs:
        took = dag.workflow.persistence.metadata(job.output[0]) if job.output else None
        if took and took.get("endtime"):
            seconds[str(job.rule.name)] += took["endtime"] - took["starttime"]
    lines = [f"{rule},{took:.1f}\n" for rule, took in sorted(seconds.items())]
    write_text("".join(["rule,seconds\n", *lines]), RUN_TIMES)


def clock(seconds: float) -> str:
    """Return minutes and seconds: ``1:05``."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"
