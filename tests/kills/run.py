"""Kills builds at random moments, fills the disk, takes away the right to write, starts two at once; prints figures.

``python tests/kills/run.py [--kills N] [--seed N]`` works on the small edition that ``python -m living_edition new``
lays. After every fault the next run must go on by itself and end with the bytes of an undisturbed build; where it
cannot, it must say why in one message and leave nothing half-written. The exit status is the number of faults.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

SRC = Path(__file__).resolve().parents[2] / "src"
ENVIRONMENT = {
    **os.environ,
    "PYTHONPATH": str(SRC),
    "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
}
SNAKEMAKE = [sys.executable, "-m", "snakemake", "rebuild", "--quiet", "all", "-c2"]
LATEST = 12.0
"""Seconds after its start at which a run is killed at the latest."""
_TEMPORARY = re.compile(r"^\..+\.[a-z0-9_]{8}(\.\w+)?$")
_BARE = ("Traceback", "LockException", "--unlock", "IncompleteFilesException")


def laid(folder: Path) -> Path:
    """Lay the small edition; return its folder."""
    command = [sys.executable, "-m", "living_edition", "new", str(folder)]
    subprocess.run(command, env=ENVIRONMENT, check=True)
    return folder


def started(folder: Path, command: list[str] = SNAKEMAKE) -> subprocess.Popen[str]:
    """Start a build in a session of its own, so that it can be killed with all that it started."""
    return subprocess.Popen(
        command, cwd=folder, env=ENVIRONMENT, text=True, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip


def built(folder: Path, command: list[str] = SNAKEMAKE) -> tuple[int, str]:
    """Build; return the exit status and what was said."""
    process = started(folder, command)
    said = process.communicate()[0]
    return process.returncode, said


def results(folder: Path) -> dict[str, str]:
    """Return the hash of every result but logs."""
    found = {path.relative_to(folder / "results").as_posix(): path for path in (folder / "results").rglob("*")
             if path.is_file() and path.name != ".snakemake_timestamp"}  # fmt: skip
    return {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in sorted(found.items())
            if not name.startswith("logs/")}  # fmt: skip


def faults_of(folder: Path, wanted: dict[str, str], what: str) -> list[str]:
    """Build, and return what is wrong afterwards: the status, a bare message, bytes, temporary files."""
    status, said = built(folder)
    found = [f"{what}: exit status {status}: {said[-600:]}"] if status else []
    found += [f"{what}: said {word}" for word in _BARE if word in said]
    now = results(folder)
    found += [f"{what}: {name} is not as it should be" for name in sorted(wanted.keys() | now.keys())
              if wanted.get(name) != now.get(name)][:3]  # fmt: skip
    return found


def killed(folder: Path, wanted: dict[str, str], kills: int, dice: random.Random) -> tuple[int, list[str]]:
    """Kill builds again and again until one lives to its end; take results away, and go on till ``kills``.

    Return how many builds lived to their end, and the faults.
    """
    done = lives = 0
    faults: list[str] = []
    while done < kills:
        process = started(folder)
        try:
            said = process.communicate(timeout=dice.uniform(0.5, LATEST))[0]
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            said = process.communicate()[0]
            done += 1
            faults += [f"kill {done}: said {word}: {said[-400:]}" for word in _BARE if word in said]
            continue
        lives += 1
        faults += faults_of(folder, wanted, f"after {done} kills ({said[-300:]!r})" if process.returncode else
                            f"after {done} kills")  # fmt: skip
        for name in dice.sample(sorted(wanted), len(wanted) // 2):
            (folder / "results" / name).unlink(missing_ok=True)
    return lives + 1, [*faults, *faults_of(folder, wanted, f"after {done} kills")]


def damaged(folder: Path, wanted: dict[str, str], dice: random.Random) -> list[str]:
    """Truncate, edit, remove and flip results, one each."""
    changes: dict[str, Callable[[Path], object]] = {
        "truncated": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
        "emptied": lambda path: path.write_bytes(b""),
        "added to": lambda path: path.write_bytes(path.read_bytes() + b"x"),
        "flipped": lambda path: path.write_bytes(bytes([path.read_bytes()[0] ^ 1]) + path.read_bytes()[1:]),
        "removed": lambda path: path.unlink(),
    }
    faults = []
    for what, change in changes.items():
        there = [name for name in sorted(wanted) if (folder / "results" / name).is_file()]
        name = dice.choice([name for name in there if (folder / "results" / name).stat().st_size > 2])
        change(folder / "results" / name)
        faults += faults_of(folder, wanted, f"{name} {what}")
    return faults


def confined(folder: Path, mount: str) -> tuple[int, str] | None:
    """Build where ``mount`` was run before, in a namespace of its own; None where the system makes none."""
    script = f'{mount}; "$@"; status=$?; find results -name ".*" -type f | sed "s/^/LEFT /"; exit $status'
    if not shutil.which("unshare") or subprocess.run(["unshare", "-rm", "true"], check=False).returncode:
        return None
    return built(folder, ["unshare", "-rm", "sh", "-c", script, "sh", *SNAKEMAKE])


def refused(done: tuple[int, str], what: str) -> list[str]:
    """Return what is wrong with a refusal: none, no way to mend, a bare message, temporary files left."""
    status, said = done
    left = [line for line in said.splitlines() if line.startswith("LEFT ") and _TEMPORARY.match(Path(line).name)]
    found = [] if status else [f"{what}: built all the same"]
    found += [] if "To mend it" in said else [f"{what}: no message: {said[-600:]}"]
    return [*found, *(f"{what}: said {word}" for word in _BARE if word in said), *(f"{what}: {line}" for line in left)]


def two(folder: Path, wanted: dict[str, str]) -> tuple[list[int], list[str]]:
    """Start two builds at once from nothing; return their exit statuses and the faults."""
    shutil.rmtree(folder / "results")
    both = [started(folder), started(folder)]
    said = [process.communicate()[0] for process in both]
    statuses = [process.returncode for process in both]
    faults = [f"two at once: said Traceback: {words[-400:]}" for words in said if "Traceback" in words]
    faults += [] if 0 in statuses else [f"two at once: neither built: {said[0][-400:]}"]
    faults += [] if any("At work here too" in words for words in said) else ["two at once: neither named the other"]
    return statuses, [*faults, *faults_of(folder, wanted, "two at once")]


def _told(what: str, faults: list[str]) -> None:
    print("\n".join([f"{what}: {len(faults)} faults", *faults]), flush=True)


def main() -> int:
    """Do all of it; print figures and faults."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--kills", type=int, default=40)
    options.add_argument("--seed", type=int, default=1)
    asked = options.parse_args()
    dice, begun = random.Random(asked.seed), time.monotonic()
    with tempfile.TemporaryDirectory() as made:
        folder = laid(Path(made) / "small-edition")
        status, said = built(folder)
        if status:
            sys.exit(f"the small edition does not build: {said[-2000:]}")
        wanted = results(folder)
        print(f"undisturbed: {len(wanted)} files in {time.monotonic() - begun:.0f} s", flush=True)
        shutil.rmtree(folder / "results")
        lives, faults = killed(folder, wanted, asked.kills, dice)
        _told(f"killed {asked.kills} times, {lives} builds lived", faults)
        more = damaged(folder, wanted, dice)
        _told("5 results damaged", more)
        faults += more
        full = "rm -rf results; mkdir results; mount -t tmpfs -o size=2m tmpfs results"
        sealed = "rm -rf results; mkdir results; mount --bind results results; mount -o remount,bind,ro results"
        for what, mount in (("a full disk", full), ("results that cannot be written", sealed)):
            done = confined(folder, mount)
            more = [] if done is None else [*refused(done, what), *faults_of(folder, wanted, f"after {what}")]
            _told(f"{what}{' (no namespace here)' * (done is None)}", more)
            faults += more
        statuses, more = two(folder, wanted)
        _told(f"two at once: exit statuses {statuses}", more)
        faults += more
    print(f"{len(faults)} faults in {time.monotonic() - begun:.0f} s")
    return min(100, len(faults))


if __name__ == "__main__":
    sys.exit(main())
