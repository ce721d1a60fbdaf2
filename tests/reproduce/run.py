"""Builds the edition twice under settings as different as one machine allows, and prints the first difference.

``python tests/reproduce/run.py``: the second build has a path with spaces, another time zone, locale, umask, HOME,
user and hash seed, one core, and no network where ``unshare`` can take it away; it may change nothing of the project
but the results. ``--first`` takes an edition that is built already for the first. With
``--processor Haswell`` (Nehalem, Zen, ...) OpenBLAS works as on that one; numbers may then differ by rounding:
what is printed and hashed may not. The exit status is 0 where both are the same.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOT_COPIED = shutil.ignore_patterns(
    ".git", ".venv", "*_cache", "__pycache__", ".hypothesis", "results", ".snakemake", "tests"
)
UNSHARE = shutil.which("unshare")
NOISE = 1e-6
"""Relative: what rounding on another processor may move a number of the ledger by."""
# A new network namespace has its loopback down, which a notebook's kernel talks over.
LOOPBACK = """
import fcntl, os, socket, struct, sys
fcntl.ioctl(socket.socket(), 0x8914, struct.pack("16sh", b"lo", 0x41))
os.execv(sys.argv[1], sys.argv[1:])
"""


def other_settings(home: Path) -> dict[str, str]:
    """Return what the second build has in place of the caller's variables; ``home`` is an empty folder."""
    settings = {"TZ": "Pacific/Chatham", "HOME": str(home), "USER": "somebody", "LOGNAME": "somebody",
                "PYTHONHASHSEED": "20261125", "LC_ALL": "C"}  # fmt: skip
    locales = home / "locales"
    locales.mkdir()
    command = ["localedef", "-i", "zh_CN", "-f", "UTF-8", str(locales / "zh_CN.UTF-8")]
    if shutil.which("localedef") and subprocess.run(command, capture_output=True, check=False).returncode == 0:
        settings |= {"LC_ALL": "zh_CN.UTF-8", "LANG": "zh_CN.UTF-8", "LOCPATH": str(locales)}
    return settings


def offline() -> list[str]:
    """Return what runs a command without a network; nothing where no namespace can be made."""
    probe = subprocess.run(["unshare", "-rn", "true"], capture_output=True, check=False) if UNSHARE else None
    if probe is None or probe.returncode:
        print("with a network: unshare can make no namespace here")
        return []
    return ["unshare", "-rn", sys.executable, "-c", LOOPBACK]


def build(project: Path, folder: Path, settings: dict[str, str], mask: int, cores: int) -> None:
    """Copy the project's inputs and code into ``folder`` and build it; exit where that fails."""
    shutil.copytree(project, folder, ignore=NOT_COPIED)
    environment = {**os.environ, **settings, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    # A project without the kit's code takes it from here.
    environment["PYTHONPATH"] = str((folder if (folder / "src/living_edition").is_dir() else ROOT) / "src")

    def begin() -> None:
        os.umask(mask)
        if cores == 1 and hasattr(os, "sched_setaffinity"):
            os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})

    before = inputs(folder)
    command = [sys.executable, "-m", "snakemake", "rebuild", "--quiet", "all", "-c", str(cores)]
    isolated = offline() if cores == 1 else []
    done = subprocess.run([*isolated, *command], cwd=folder, env=environment, preexec_fn=begin, check=False)
    if done.returncode:
        sys.exit(f"the build in {folder} failed")
    if changed := sorted(name for name, _ in before ^ inputs(folder)):
        sys.exit(f"the build in {folder} changed {', '.join(changed)}")


def inputs(folder: Path) -> set[tuple[str, bytes]]:
    """Return name and bytes of each file that a build reads and may not change."""
    made = {"results", ".snakemake", "__pycache__"}
    return {(name.as_posix(), (folder / name).read_bytes()) for file in folder.rglob("*") if file.is_file()
            and not made & set((name := file.relative_to(folder)).parts)}  # fmt: skip


def files(folder: Path) -> dict[str, Path]:
    """Return the results by name, but for logs and the marks of the workflow."""
    results = folder / "results"
    found = {path.relative_to(results).as_posix(): path for path in results.rglob("*") if path.is_file()}
    return {name: path for name, path in sorted(found.items()) if not name.startswith(("logs/", ".snakemake"))
            and path.name != ".snakemake_timestamp"}  # fmt: skip


def differences(first: dict[str, Path], second: dict[str, Path]) -> Iterator[str]:
    """Yield a line for each file that is in one alone, or whose bytes differ: where, and what stands there."""
    for name in sorted(first.keys() ^ second.keys()):
        yield f"{name}: only in the {'first' if name in first else 'second'}"
    for name in sorted(first.keys() & second.keys()):
        one, other = first[name].read_bytes(), second[name].read_bytes()
        if one != other:
            at = next(
                (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
            )
            start = max(0, at - 60)
            yield f"{name}: byte {at}: {one[start : at + 60]!r} / {other[start : at + 60]!r}"


def beyond_noise(first: Path, second: Path) -> Iterator[str]:
    """Yield what another processor may not change: printed numbers, values beyond noise, canonical hashes."""
    ledgers = [json.loads((folder / "results/ledger/ledger.json").read_text("utf-8")) for folder in (first, second)]
    one, other = ({number["id"]: number for number in ledger} for ledger in ledgers)
    for name in sorted(one.keys() ^ other.keys()):
        yield f"number {name}: in one ledger alone"
    for name in sorted(one.keys() & other.keys()):
        a, b = one[name]["value"], other[name]["value"]
        if not math.isclose(a, b, rel_tol=NOISE, abs_tol=1e-9):
            yield f"number {name}: {a!r} / {b!r}"
    lists = [json.loads((folder / "results/tables/exhibits.json").read_text("utf-8")) for folder in (first, second)]
    for a, b in zip(*lists, strict=True):
        if (a["id"], a["sha256"]) != (b["id"], b["sha256"]):
            yield f"exhibit {a['id']}: canonical hash {a['sha256'][:8]} / {b['sha256'][:8]}"


def main() -> int:
    """Build, compare, print; return the exit status."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--project", type=Path, default=ROOT, help="the edition to build (default: this one)")
    options.add_argument("--first", type=Path, help="a built edition to compare with")
    options.add_argument("--processor", default="", help="what OpenBLAS takes the second build's processor for")
    options.add_argument("--keep", type=Path, help="folder for the second build, kept afterwards")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as made:
        first = asked.first or Path(made) / "first"
        if not asked.first:
            build(asked.project, first, {}, 0o022, os.cpu_count() or 1)
        second = (asked.keep or Path(made)) / "a second place, 第二处"
        home = Path(made) / "home"
        home.mkdir()
        settings = {"OPENBLAS_CORETYPE": asked.processor} if asked.processor else other_settings(home)
        build(asked.project, second, settings, 0o077, 1)
        one, other = files(first), files(second)
        found = list(differences(one, other))
        changed = f"{len(found)} of {len(one)} files differ"
        if asked.processor:
            print(f"{changed} to the byte")
            found = list(beyond_noise(first, second))
            changed = f"{len(found)} numbers and hashes differ beyond rounding"
        print(f"{changed}; the first: {found[0]}" if found else f"the same: {len(one)} files")
        print("\n".join(found[1:40]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
