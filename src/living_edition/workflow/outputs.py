"""What every job read and made, file by file: so that a result that was damaged, edited or left over is noticed.

A job that ends well notes size, times and hash of its files under ``.snakemake/outputs``, named by its log. At the
next start a file whose size or times are others is hashed, and where its bytes are others too it is taken away, so
that the workflow makes it anew. What a job made before and makes no longer goes with the job's next run; what no
rule makes any more goes at the end of a run. A source that is not what the job read, and yet older than what it made
(put back with its old time, say), is told by its hash: the workflow looks at times alone.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from living_edition.errors import InputError
from living_edition.files import read_json, sha256, write_json

NOTES = Path(".snakemake/outputs")
Note = dict[str, Any]
States = dict[str, list[Any]]
"""Of each file its size, its two times and its hash."""


def states(paths: Iterable[str | Path]) -> States:
    """Return the states of those of ``paths`` that are files."""
    return {Path(path).as_posix(): [*_times(Path(path)), sha256(Path(path))] for path in paths if Path(path).is_file()}


def note(
    name: str, outputs: Iterable[str], call: Mapping[str, Any] | None = None, sources: States | None = None
) -> None:
    """Note what a job made, under the ``name`` of its log, by which ``call`` and from which ``sources``.

    What it makes no longer is removed.
    """
    paths = [Path(path) for path in outputs]
    folders = sorted(path.as_posix() for path in paths if path.is_dir())
    content = {"outputs": sorted(map(str, outputs)), "folders": folders, "call": call or {"made": []},
               "files": states(_files(paths)), "sources": sources or {}}  # fmt: skip
    record = NOTES / f"{name}.json"
    before = _read(record)
    stale = set(before["files"]) - set(content["files"]) if before else set()
    if stale:
        # Another job may make by now what this one made before.
        stale -= {path for other, made in notes() if other != record for path in made["files"]}
    for path in stale:
        Path(path).unlink(missing_ok=True)
    write_json(content, record)


def notes() -> Iterator[tuple[Path, Note]]:
    """Yield the notes that can be read, with their files: a power cut may leave one empty."""
    for record in sorted(NOTES.glob("*.json")):
        if content := _read(record):
            yield record, content


def _read(record: Path) -> Note | None:
    """Return a note, or nothing where there is none that can be read."""
    content: Any = None
    with contextlib.suppress(InputError, FileNotFoundError):
        content = read_json(record)
    return content if isinstance(content, dict) and {"outputs", "folders", "files"} <= content.keys() else None


def unreadable() -> list[str]:
    """Return the notes that cannot be read, sorted."""
    return sorted(map(str, {*NOTES.glob("*.json")} - {record for record, _ in notes()}))


def damaged() -> list[str]:
    """Return the files that are not as they were made (missing ones inside a folder too), sorted."""
    paths: list[str] = []
    for record, content in notes():
        changed = False
        for path, state in content["files"].items():
            file = Path(path)
            if not file.is_file():
                # A file that is an output itself is told by ``missing``.
                paths += [path] if _folder(path, content) and Path(_folder(path, content)).is_dir() else []
                continue
            now = _times(file)
            if now == state[:3]:
                continue
            if sha256(file) != state[3]:
                paths.append(path)
            else:
                content["files"][path], changed = [*now, state[3]], True
        if changed:
            write_json(content, record)
    return sorted(paths)


def overtaken() -> list[str]:
    """Return the sources that are not what a job read, though older than what it made of them, sorted."""
    paths: set[str] = set()
    for _, content in notes():
        written = max((state[1] for state in content["files"].values()), default=0)
        for path, state in content.get("sources", {}).items():
            file = Path(path)
            if file.is_file() and (now := _times(file)) != state[:3] and now[1] <= written:
                paths |= {path} if sha256(file) != state[3] else set()
    return sorted(paths)


def missing() -> list[str]:
    """Return what jobs made and is no longer there, sorted.

    The workflow itself misses an output only where something is to be made of it.
    """
    noted = {path for _, content in notes() for path in content["outputs"]}
    return sorted(path for path in noted if not Path(path).exists())


def discard(paths: Iterable[str]) -> None:
    """Take damaged files away: where one stands in a folder that a job makes as a whole, the folder."""
    folders = {folder for _, content in notes() for folder in content["folders"]}
    for path in paths:
        inside = next((folder for folder in folders if path.startswith(f"{folder}/")), None)
        if inside is None:
            Path(path).unlink(missing_ok=True)
        else:
            shutil.rmtree(inside, ignore_errors=True)


def orphans(producer: Callable[[str], str]) -> list[str]:
    """Remove what no rule makes any more, with its note; return the files.

    ``producer`` returns the name of the rule that makes a file, or "": it is noted.
    """
    removed: list[str] = []
    for record, content in notes():
        rule = next(filter(None, map(producer, content["outputs"])), "")
        if rule:
            if content.get("rule") != rule:
                write_json({**content, "rule": rule}, record)
            continue
        for path in content["files"]:
            if Path(path).is_file():
                Path(path).unlink()
                removed.append(path)
        record.unlink()
    return sorted(removed)


def _files(outputs: Iterable[Path]) -> Iterator[Path]:
    for path in outputs:
        # Not the mark that the workflow leaves in a folder it made.
        paths = path.rglob("[!.]*") if path.is_dir() else [path]
        yield from (file for file in paths if file.is_file())


def _times(file: Path) -> list[int]:
    stat = file.stat()
    return [stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns]


def _folder(path: str, content: Mapping[str, Any]) -> str:
    return next((folder for folder in content["folders"] if path.startswith(f"{folder}/")), "")
