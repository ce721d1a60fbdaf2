"""Make the tables of regressions: each of its spec and the result that it names, nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from living_edition.exhibits import write
from living_edition.exhibits.catalogue import specs
from living_edition.exhibits.regression_options import read_options
from living_edition.exhibits.regression_tables import regression
from living_edition.files import read_json
from living_edition.languages import languages
from living_edition.project import edition, registered


def run(
    exhibits: list[str], version: str, folder: Path, tables: Path, options: dict[str, Any], **results: Path
) -> None:
    """Make the exhibits named, each in every language and format; ``options`` stand over those of their specs."""
    romanised = registered(edition().romanised)
    destination = write.Destination(folder, tables, version)
    for name in exhibits:
        spec = specs()[name]
        file = f"specs/exhibits/{name}.yaml"
        # What is wrong with options is wrong on the command line.
        given = f"--config id={name}" if options else file
        chosen = read_options({**spec, **options}, given)
        result = read_json(results[spec["result"].replace("-", "_")])
        by_language = {lang: regression(result, lang, chosen, romanised, given) for lang in languages()}
        write.table(name, spec, by_language, destination, f"{file}:1")
