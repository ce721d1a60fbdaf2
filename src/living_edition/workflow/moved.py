"""What moved since the last full rebuild: which input, then words, verdicts, numbers and cells as readers see them.

The state is kept when a full rebuild succeeds; runs in between (a check, one exhibit) and runs that fail leave it.
What a reader does not see (digits that are not printed, files by their bytes) is counted on the screen, and named in
``results/logs/moved.txt``.
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Mapping
from itertools import zip_longest
from pathlib import Path
from typing import Any

from living_edition.errors import InputError
from living_edition.files import read_json, sha256, write_json, write_text
from living_edition.languages import languages
from living_edition.ledger.formatting import text
from living_edition.ledger.number import Number, read_numbers

LEDGER = Path("results/ledger/ledger.json")
REPORT = Path("results/logs/moved.txt")
_BEFORE = Path(".snakemake/edition-before")
_READ = ("results/site", "results/tables", "results/exhibits", "results/clean")
_INPUTS = ("data", "specs", "config", "report", "notebooks", "src", "rules")
_ROOT = ("*.yaml", "*.cff", "Snakefile")
# Lines of a part that the screen shows.
_SHOWN = 12
TextsById = Mapping[str, str]


def remember() -> None:
    """Keep the state at the start of a run, where none is kept yet (before the first full rebuild, there is none)."""
    if not _BEFORE.is_dir() and LEDGER.is_file():
        _keep(_state())


def report() -> str:
    """Return what moved since the state that is kept, and keep the present one; for the end of a full rebuild.

    All of it is written to results/logs/moved.txt. Empty after the first build.
    """
    if not LEDGER.is_file():
        return ""
    now, state_file = _state(), _BEFORE / "state.json"
    try:
        before = read_json(state_file)
    except (FileNotFoundError, InputError):  # the first build, or a power cut left the state empty
        _keep(now)
        return ""
    parts = parts_moved(before, now) | {
        "Digits that are not printed": _unprinted(read_numbers(_BEFORE / "ledger.json"), read_numbers(LEDGER)),
        "Files": files_moved(before["files"], now["files"]),
    }
    _keep(now)
    nonempty = {name: lines for name, lines in parts.items() if lines}
    text = "\n".join(line for name, lines in nonempty.items() for line in (f"{name} ({len(lines)}):", *lines))
    nothing = "Nothing moved: every number and file is as it was."
    write_text((f"What moved since the last full rebuild:\n{text}" if text else nothing) + "\n", REPORT)
    return "\n".join(["What moved since the last full rebuild:", *_short(nonempty)]) if nonempty else nothing


def parts_moved(before: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return, in the order of their weight to a reader, the lines of what moved between two states."""
    return {
        "Inputs": files_moved(before["inputs"], now["inputs"]),
        "Words": texts_moved(before["words"], now["words"]),
        "Verdicts": texts_moved(before["verdicts"], now["verdicts"]),
        "Numbers that the text prints": texts_moved(before["cited"], now["cited"]),
        "Cells of tables": texts_moved(before["cells"], now["cells"]),
        "Other numbers": texts_moved(before["other"], now["other"]),
    }


def texts_moved(before: TextsById, now: TextsById) -> list[str]:
    """Return a line for each text by its id that is new, gone or other than before."""
    return [f"  {key}: {before.get(key, 'new')} -> {now.get(key, 'gone')}" for key in _moved(before, now)]


def files_moved(before: TextsById, after: TextsById) -> list[str]:
    """Return a line for each file that is new, gone or has other bytes."""
    words = {(False, True): "new", (True, False): "gone", (True, True): "changed"}
    return [f"  {name}: {words[name in before, name in after]}" for name in _moved(before, after)]


def _moved(before: TextsById, now: TextsById) -> list[str]:
    return [key for key in sorted(before.keys() | now.keys()) if before.get(key) != now.get(key)]


def _short(parts: Mapping[str, list[str]]) -> list[str]:
    """Return the lines for the screen: of each part the first, of what no reader sees the count."""
    counted = ("Digits that are not printed", "Files", "Other numbers")
    lines = []
    for name, changes in parts.items():
        if name in counted:
            lines.append(f"{name}: {len(changes)}, named in {REPORT}")
            continue
        lines += [f"{name} ({len(changes)}):", *changes[:_SHOWN]]
        lines += [f"  and {len(changes) - _SHOWN} more in {REPORT}"] if len(changes) > _SHOWN else []
    return lines


def _unprinted(before: list[Number], after: list[Number]) -> list[str]:
    """Return the numbers that are other than before and print the same."""
    old, new = ({n.id: (_printed(n), exact(n)) for n in numbers} for numbers in (before, after))
    return [
        f"  {key}: {old[key][1]} -> {new[key][1]}"
        for key in sorted(old.keys() & new.keys())
        if old[key][0] == new[key][0] and old[key][1] != new[key][1]
    ]


def _printed(number: Number) -> str:
    return text(number, languages()[-1])


def exact(number: Number) -> str:
    """Return the number as a reader sees it, with the digits behind it."""
    interval = "" if number.low is None else f" [{number.low:.6g}, {number.high:.6g}]"
    return f"{_printed(number)} ({number.value:.10g}{interval})"


def _state() -> dict[str, Any]:
    staged = [Path("results/stage") / lang for lang in languages()]
    texts = {name: _staged(staged, f"{name}.json") for name in ("words", "claims", "ledger")}
    printed = {number.id: _printed(number) for number in read_numbers(LEDGER)}
    cited = {key.partition(" ")[2] for key in texts["ledger"]}
    return {
        "inputs": _hashes(Path(), *[f"{folder}/**/*" for folder in _INPUTS], *_ROOT),
        "words": texts["words"],
        "verdicts": {key: value["name"] for key, value in texts["claims"].items()},
        "cited": {key: value for key, value in printed.items() if key in cited},
        "other": {key: value for key, value in printed.items() if key not in cited},
        "cells": _cells(),
        "files": _hashes(Path(), *[f"{folder}/**/*" for folder in _READ]),
    }


def _staged(projects: list[Path], name: str) -> dict[str, Any]:
    """Return what the staged projects hold under ``name``, by language and id."""
    return {
        f"{project.name} {key}": value
        for project in projects
        if (project / name).is_file()
        for key, value in read_json(project / name).items()
    }


def _cells() -> dict[str, str]:
    """Return the printed cells of the tables in both languages, by table, row and column of the canonical CSV."""
    cells = {}
    for file in sorted(Path("results/tables").glob("tbl-*.csv")):
        if file.name.count(".") == 1 and not file.stem.endswith(tuple(f"-{lang}" for lang in languages())):
            with file.open(encoding="utf-8", newline="") as stream:
                rows = list(csv.reader(stream))
            header = rows[0] if rows else []
            for number, row in enumerate(rows[1:], start=2):
                for column, cell in zip_longest(header[1:], row[1:], fillvalue=""):
                    cells[f"{file.stem}, row {number} ({row[0]} {row[1] if len(row) > 1 else ''}), {column}"] = cell
    return cells


def _keep(state: Mapping[str, Any]) -> None:
    write_json(state, _BEFORE / "state.json")
    shutil.copyfile(LEDGER, _BEFORE / "ledger.json")


def _hashes(folder: Path, *patterns: str) -> dict[str, str]:
    files = (file for pattern in patterns for file in sorted(folder.glob(pattern)) if file.is_file())
    return {file.as_posix(): sha256(file) for file in files if "__pycache__" not in file.parts}
