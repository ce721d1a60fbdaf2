"""What a rule hands to its job: one small JSON file, so that no name or value ever passes through a shell.

A rule says ``params: **job("package.jobs.module", knob=value)``. Its own named inputs and outputs, its
wildcards and these knobs are written to ``.snakemake/calls/MODULE-HASH.json``, named by their content; the
shell line is ``RUN`` for every rule. A job runs again when its inputs, its knobs or its code change.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from living_edition.files import write_text
from living_edition.workflow.sources import digest

CALLS = Path(".snakemake/calls")
AFTER = "after"
"""The name of inputs that a job only waits for: they are not handed over, nor are inputs without a name."""
RESULTS = "results/"
LONGEST = 60
"""Characters of a knob that a message shows."""
JOBS: set[str] = set()
"""The modules whose ``run`` some rule runs."""
RUN = "python -m living_edition run {params.call:q} {log:q}"
_planned: set[Path] = set()


def job(module: str, code: Iterable[str] = (), data: Iterable[str] = (), **knobs: Any) -> dict[str, Any]:
    """Return the params of a rule that runs the function ``run`` of ``module``.

    ``knobs`` are further arguments, plain values or functions of the wildcards. ``code`` names modules that
    the function imports by name while it runs, ``data`` files of the packages that it reads
    (``living_edition/exhibits/page/*``).
    """
    JOBS.add(module)

    # Snakemake does not compare what is made of inputs and outputs: it compares these themselves.
    def call(wildcards: Any, input: Any, output: Any) -> str:
        values = {name: value(wildcards) if callable(value) else value for name, value in knobs.items()}
        sources = sorted({str(path) for path in input if not str(path).startswith(RESULTS)})
        return write(
            module, _by_name(input), _by_name(output), dict(wildcards.items()), values, list(map(str, output)), sources
        )

    params: dict[str, Any] = {"call": call, "code": digest((module, *code), data)}
    return params | {f"knob_{name}": _knob_text(name, value) for name, value in knobs.items()}


def _knob_text(name: str, value: Any) -> Any:
    """Return what Snakemake keeps of a knob and tells where it changed: the value, or a hash of a long one."""
    if callable(value):
        return lambda wildcards: _knob_text(name, value(wildcards))
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return f"{name} = {text if len(text) <= LONGEST else '#' + hashlib.sha256(text.encode()).hexdigest()[:16]}"


def write(
    module: str, inputs: Mapping[str, Any], outputs: Mapping[str, Any], wildcards: Mapping[str, str],
    knobs: Mapping[str, Any], results: Sequence[str] = (), sources: Sequence[str] = (),
) -> str:  # fmt: skip
    """Write a call where it does not stand yet; return its path.

    ``results`` are all outputs, unnamed ones too, ``sources`` all inputs that no job makes, waited for or handed over.
    """
    content = {"job": module, "inputs": inputs, "outputs": outputs, "wildcards": wildcards, "knobs": knobs,
               "made": list(results), "sources": list(sources)}  # fmt: skip
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    path = CALLS / f"{module.rsplit('.', 1)[-1]}-{hashlib.sha256(text.encode()).hexdigest()[:16]}.json"
    if not path.is_file():
        write_text(text, path)
    _planned.add(path)
    return path.as_posix()


def prune() -> None:
    """Remove the calls of earlier runs."""
    for path in CALLS.glob("*.json"):
        if path not in _planned:
            path.unlink(missing_ok=True)


def _by_name(files: Any) -> dict[str, Any]:
    """Return what a rule names of its inputs or outputs: a path, or a list of paths, by name."""
    return {
        name: str(item) if isinstance(item, str) else list(map(str, item))
        for name, item in files.items()
        if name != AFTER
    }
