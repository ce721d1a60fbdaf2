"""Who is at work in the project, and what a run that was killed left behind.

Every run holds ``.snakemake/runs/lock`` for its life, in common with others; the system lets go of it when the
process ends, however it ends. A run that can have the lock for itself alone is the only one: what Snakemake's own
lock, and temporary files, then still say is of a run that was killed.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import json
import os
import re
import shutil
import sys
import time
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path
from typing import IO, Any

from living_edition.workflow import outputs, progress

RUNS = Path(".snakemake/runs")
LOCKS = Path(".snakemake/locks")
RESULTS = Path("results")
# As files.whole_file names them: a point, the file's name, eight characters, its ending.
_TEMPORARY = re.compile(r"^\..+\.[a-z0-9_]{8}(\.\w+)?$")
# Words of a command that only plans or shows.
_SHOWS = {
    "-n", "--dry-run", "--dryrun", "--lint", "-l", "--list", "--list-rules", "--summary", "--dag", "--rulegraph",
    "--filegraph", "--unlock", "--report", "--version", "--help",
}  # fmt: skip
_held: list[IO[str]] = []


def begin(command: Sequence[str]) -> None:
    """Begin a run, before it is planned, and tell on standard error what it found.

    Nothing is changed by a command that only plans or shows. Raises ``OSError`` where results cannot be written.
    """
    only_shows = bool(_SHOWS & set(command))
    if not only_shows:
        # Snakemake makes the folders of outputs itself, and would end in a bare message of the system.
        if RESULTS.exists() and not os.access(RESULTS, os.W_OK):
            raise OSError(errno.EACCES, "a folder that cannot be written to", RESULTS.as_posix())
        progress.begin()
    for line in [] if only_shows else enter():
        print(line, file=sys.stderr)
    for record in outputs.unreadable():
        print(f"{record} cannot be read: what it notes is not compared until its job runs again.", file=sys.stderr)
    damaged = outputs.damaged()
    for path in damaged:
        print(f"{path} is not as it was made (edited or damaged): it is made anew.", file=sys.stderr)
    overtaken = outputs.overtaken()
    for path in overtaken:
        print(f"{path} is not what was read of it, though older than what was made: it counts as new.", file=sys.stderr)
    if not only_shows:
        outputs.discard(damaged)
        for path in overtaken:
            Path(path).touch()


def end(rules: Iterable[Any]) -> None:
    """End a run that succeeded: remove what none of the ``rules`` makes any more, and say so, a line a folder."""
    listed = list(rules)
    removed = outputs.orphans(lambda path: _single_exhibit(path) or _producer(listed, path))
    for folder, paths in groupby(removed, os.path.dirname):
        names = [Path(path).name for path in paths]
        more = f" and {len(names) - 3} more" if len(names) > 3 else ""
        print(f"{folder}: made no longer, removed: {', '.join(names[:3])}{more}.", file=sys.stderr)


def _single_exhibit(path: str) -> str:
    """Return the rule that makes an exhibit alone, for what it made as long as there is such an exhibit; else ""."""
    parts = Path(path).parts
    is_declared = parts[:2] == ("results", "single") and Path("specs/exhibits", f"{parts[2]}.yaml").is_file()
    return "exhibit" if is_declared else ""


def made_before(rules: Iterable[Any]) -> list[str]:
    """Return what is gone, damaged or removed, and is still made by one of the ``rules``."""
    listed = list(rules)
    return [path for path in outputs.missing() if _producer(listed, path)]


def _producer(rules: Sequence[Any], path: str) -> str:
    """Return the name of the rule that makes a file; "" where none does."""
    return next((str(rule.name) for rule in rules if rule.is_producer(path)), "")


def enter() -> list[str]:
    """Register this process until it ends; return what a person should know.

    Where no other run is at work, the lock and the temporary files of one that was killed are taken away; where
    one is, it is named. Snakemake then waits for nothing: it refuses what both would write.
    """
    RUNS.mkdir(parents=True, exist_ok=True)
    lock = (RUNS / "lock").open("a+")
    messages: list[str] = []
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        messages += _tidy()
    except BlockingIOError:
        messages += [f"At work here too: {process}." for process in _others()]
    fcntl.flock(lock, fcntl.LOCK_SH)
    _held.append(lock)
    command = " ".join(Path(word).name if index == 0 else word for index, word in enumerate(sys.argv))
    record = {"command": command, "since": time.strftime("%H:%M:%S")}
    (RUNS / f"{os.getpid()}.json").write_text(json.dumps(record), encoding="utf-8")
    return messages


def _tidy() -> list[str]:
    """Remove what runs that have ended left; return a line where one of them was killed."""
    for record in RUNS.glob("*.json"):
        record.unlink(missing_ok=True)
    killed = any(LOCKS.glob("*.lock"))
    shutil.rmtree(LOCKS, ignore_errors=True)
    # A job alone may have been killed, too, and its run have ended in order.
    for file in Path("results").rglob(".*"):
        if _TEMPORARY.match(file.name) and file.is_file():
            file.unlink(missing_ok=True)
    message = "An earlier run was killed: its lock is taken away, and what it had not finished is made anew."
    return [message] if killed else []


def _others() -> list[str]:
    processes = []
    for record in sorted(RUNS.glob("*.json")):
        pid = int(record.stem) if record.stem.isdecimal() else os.getpid()
        if pid == os.getpid() or not _alive(pid):
            continue
        holder = f"process {pid}"
        # It may be about to write what it does.
        with contextlib.suppress(ValueError, KeyError):
            content = json.loads(record.read_text(encoding="utf-8"))
            holder += f" ({content['command']}), since {content['since']}"
        processes.append(holder)
    return processes or ["another process"]


def _alive(pid: int) -> bool:
    # A process of another user may not be told, but is there.
    with contextlib.suppress(PermissionError):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
    return True
