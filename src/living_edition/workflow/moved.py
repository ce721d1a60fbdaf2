"""What a rebuild moved: the ledger and the files that readers take, before it and after.

The workflow remembers the state at its start, keeps it while runs fail, and reports when one succeeds.
"""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from living_edition.files import read_json, write_json, write_text
from living_edition.ledger.formatting import text
from living_edition.ledger.number import Number, read_numbers

LEDGER = Path("results/ledger/ledger.json")
REPORT = Path("results/logs/moved.txt")
_BEFORE = Path(".snakemake/edition-before")
_READ = ("results/site", "results/tables", "results/exhibits", "results/clean")


def remember() -> None:
    """Keep the ledger and the hashes of what was built, unless a failed run left them."""
    if _BEFORE.is_dir() or not LEDGER.is_file():
        return
    _BEFORE.mkdir(parents=True)
    write_json(_hashes(), _BEFORE / "files.json")
    shutil.copyfile(LEDGER, _BEFORE / "ledger.json")


def report() -> str:
    """Return what moved since ``remember``, also written to results/logs/moved.txt; forget the state before.

    Empty where nothing was remembered, as after the first build.
    """
    if not _BEFORE.is_dir() or not LEDGER.is_file():
        return ""
    lines = [
        *numbers_moved(read_numbers(_BEFORE / "ledger.json"), read_numbers(LEDGER)),
        *files_moved(read_json(_BEFORE / "files.json"), _hashes()),
    ]
    shutil.rmtree(_BEFORE)
    words = "\n".join(["What moved:", *lines] if lines else ["Nothing moved: every number and file is as it was."])
    write_text(words + "\n", REPORT)
    return words


def numbers_moved(before: list[Number], after: list[Number]) -> list[str]:
    """Return a line for each number of the ledger that is new, gone or printed otherwise."""
    old, new = ({n.id: _shown(n) for n in numbers} for numbers in (before, after))
    return [
        f"  {key}: {old.get(key, 'new')} -> {new.get(key, 'gone')}"
        for key in sorted(old.keys() | new.keys())
        if old.get(key) != new.get(key)
    ]


def files_moved(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """Return a line for each file that is new, gone or has other bytes."""
    words = {(False, True): "new", (True, False): "gone", (True, True): "changed"}
    return [
        f"  {name}: {words[name in before, name in after]}"
        for name in sorted(before.keys() | after.keys())
        if before.get(name) != after.get(name)
    ]


def _shown(number: Number) -> str:
    """Return the number as a reader sees it, exactly where it is not rounded alike."""
    interval = "" if number.low is None else f" [{number.low:.6g}, {number.high:.6g}]"
    return f"{text(number, 'en')} ({number.value:.10g}{interval})"


def _hashes() -> dict[str, str]:
    return {
        str(file): hashlib.sha256(file.read_bytes()).hexdigest()
        for folder in _READ
        for file in sorted(Path(folder).rglob("*"))
        if file.is_file()
    }
