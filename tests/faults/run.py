"""Plants faults into copies of the project, one at a time, and tells which of them the tests catch.

A fault (``faults.yaml``) is a file, an exact passage that stands in it once, what to write in its place, and the
tests that should fail then. Those tests must pass without the fault. ``python tests/faults/run.py`` plants all;
names of faults plant those alone. Exit status: 0 where all are caught, 1 otherwise, 2 where a fault no longer fits
the project.
"""

from __future__ import annotations

import argparse
import importlib
import io
import multiprocessing
import os
import shutil
import sys
import tempfile
import time
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
FILE = Path(__file__).with_name("faults.yaml")
COPIED = ("src", "tests", "specs", "report", "data", "config", "rules", "benchmarks", "docs", "notebooks", "profiles")
# Imported once; every planted fault is tested in a fork.
_HEAVY = ("pandas", "scipy.stats", "statsmodels.api", "plotnine", "pydantic", "pyarrow.parquet")


@dataclass(frozen=True)
class Fault:
    """One fault: ``old`` becomes ``new`` in ``file``; ``tests`` are pytest's arguments, of which one must fail."""

    id: str
    floor: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]


def read_faults() -> list[Fault]:
    """Return the faults of ``faults.yaml``, which groups them by floor."""
    groups = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    faults = [
        Fault(name, floor, entry["file"], entry["old"], entry["new"], tuple(entry["tests"].split()))
        for floor, entries in groups.items()
        for name, entry in entries.items()
    ]
    names = [fault.id for fault in faults]
    twice = {name for name in names if names.count(name) > 1}
    assert not twice, f"faults of one name: {', '.join(sorted(twice))}"
    return faults


def unfit(faults: list[Fault]) -> list[str]:
    """Return what no longer fits: a passage that does not stand once in its file, a test that is not there."""
    problems = []
    for fault in faults:
        file = ROOT / fault.file
        times = file.read_text(encoding="utf-8").count(fault.old) if file.is_file() else 0
        if times != 1:
            problems.append(f"{fault.id}: {fault.file} has the passage {times} times: {fault.old.strip()[:70]!r}")
        problems += [
            f"{fault.id}: no file {test}"
            for test in fault.tests
            if not test.startswith("-") and not (ROOT / test.partition("::")[0]).is_file()
        ]
    return problems


def copied(folder: Path) -> None:
    """Copy what the tests read into ``folder``."""
    for name in COPIED:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "*.ipynb_checkpoints"))
    for file in ROOT.iterdir():
        if file.is_file():
            shutil.copy2(file, folder / file.name)


def tested(folder: Path, tests: tuple[str, ...]) -> tuple[int, str]:
    """Run ``tests`` in ``folder``; return pytest's exit status and what it said."""
    import pytest

    os.chdir(folder)
    sys.path[:0] = [str(folder / "src")]
    os.environ |= {"PYTHONPATH": str(folder / "src"), "WITHOUT_EDITION": "1"}
    said = io.StringIO()
    options = ["-q", "-x", "-p", "no:cacheprovider", "-n", "0", "--no-header", "--tb=line"]
    with redirect_stdout(said), redirect_stderr(said):
        status = pytest.main([*options, "--rootdir", str(folder), *tests])
    return int(status), said.getvalue()


def planted(fault: Fault) -> tuple[Fault, int, str, float]:
    """Plant a fault (none: an id alone, to see that the tests pass) into a copy and test it."""
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="fault-") as temporary:
        folder = Path(temporary)
        copied(folder)
        if fault.file:
            file = folder / fault.file
            file.write_text(file.read_text(encoding="utf-8").replace(fault.old, fault.new), encoding="utf-8")
        status, said = tested(folder, fault.tests)
        os.chdir(ROOT)
    return fault, status, said, time.monotonic() - start


def main() -> int:
    """Plant, test, tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help="the faults to plant; none: all")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="faults tested at a time")
    parser.add_argument("--verbose", action="store_true", help="print what the tests said of each")
    arguments = parser.parse_args()
    faults = read_faults()
    chosen = [fault for fault in faults if not arguments.names or fault.id in arguments.names]
    problems = unfit(chosen)
    if problems:
        print("\n".join(problems), file=sys.stderr)
        return 2
    for name in _HEAVY:
        importlib.import_module(name)
    # Without a fault every test named must pass: else its failure would say nothing.
    every = sorted({test for fault in chosen for test in fault.tests})
    tasks = [*(Fault(test, "", "", "", "", (test,)) for test in every), *chosen]
    failing: dict[str, str] = {}
    survived, caught = [], []
    with multiprocessing.get_context("fork").Pool(arguments.jobs, maxtasksperchild=1) as pool:
        for fault, status, said, seconds in pool.imap_unordered(planted, tasks):
            if not fault.file:
                if status:
                    failing[fault.id] = said
                continue
            # 1: a test failed; 2 and above: the tests could not be run, which is no catch.
            (caught if status == 1 else survived).append(fault)
            print(
                f"{'caught  ' if status == 1 else 'SURVIVED'} {seconds:5.1f} s  {fault.floor}: {fault.id}", flush=True
            )
            if arguments.verbose or status not in (0, 1):
                print(said)
    for test, said in failing.items():
        print(f"{test} fails without any fault:\n{said}", file=sys.stderr)
    unsound = [fault.id for fault in caught if failing.keys() & set(fault.tests)]
    if unsound:
        print(f"not counted, their tests fail without them: {', '.join(unsound)}", file=sys.stderr)
        caught = [fault for fault in caught if fault.id not in unsound]
    print(f"{len(caught)} of {len(chosen)} caught; survived: {', '.join(sorted(f.id for f in survived)) or 'none'}")
    return 0 if len(caught) == len(chosen) else 1


if __name__ == "__main__":
    sys.exit(main())
