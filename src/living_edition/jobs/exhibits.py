"""Make exhibits that share their inputs, in every language and format."""

from __future__ import annotations

from pathlib import Path

from living_edition.errors import Problem, refuse
from living_edition.exhibits import write
from living_edition.exhibits.catalogue import specs
from living_edition.exhibits.registry import Batch, Inputs, line_of, load
from living_edition.exhibits.style import prepare
from living_edition.languages import languages


def run(batch_name: str, exhibits: list[str], version: str, folder: Path, tables: Path, **inputs: Path) -> None:
    """Make the exhibits named, of one batch; their tables go to their own folder."""
    functions, files = load(batch_name), Inputs(inputs)
    _registered(batch_name, exhibits, functions)
    prepare()
    destination = write.Destination(folder, tables, version)
    for name in exhibits:
        spec = specs()[name]
        function = functions.of(spec["kind"])[name]
        written = write.table if spec["kind"] == "table" else write.figure
        written(name, spec, {lang: function(files, lang) for lang in languages()}, destination, line_of(function))


def _registered(batch: str, exhibits: list[str], functions: Batch) -> None:
    problems = [
        Problem(f"specs/exhibits/{name}.yaml", "", f"no function for {name}", f"one in exhibits/{batch}.py",
                "register it there")
        for name in exhibits
        if name not in functions.of(specs()[name]["kind"])
    ]  # fmt: skip
    refuse(problems)
