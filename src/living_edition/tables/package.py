"""The clean tables as a data package of their own: CSV and Parquet, described, checked by frictionless."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from living_edition.errors import Problem, refuse
from living_edition.files import sha256, whole_file, write_json, write_table
from living_edition.languages import languages, title_key
from living_edition.project import edition
from living_edition.tables.clean_tables import clean_descriptions
from living_edition.tables.dictionary import clean_resource


def read_clean(path: str | Path) -> pd.DataFrame:
    """Return a clean table from its Parquet, or from CSV where there is no other form."""
    file = Path(path)
    if file.suffix == ".parquet":
        return pd.read_parquet(file)
    # As filed means as written: these columns hold text though some look like figures.
    fields = {field["name"] for field in clean_descriptions()[file.stem]["fields"]}
    return pd.read_csv(file, dtype=dict.fromkeys(fields & {"as_filed", "used"}, "str"))


def publish(tables: Mapping[str, str], folder: str | Path) -> None:
    """Write the tables (name to file) into ``folder``, with ``datapackage.json`` last.

    The CSV is the resource; the Parquet of the same rows is named beside it with its checksum.
    Raises ``InputError`` where a table is not as described, or frictionless finds the package wanting.
    """
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    resources = [_written(name, path, target) for name, path in sorted(tables.items())]
    titles = edition().data_package.title
    content = {
        "name": f"{edition().name}-clean",
        "title": edition().name,
        **{title_key("title", lang): titles.get(lang, edition().name) for lang in languages()},
        "description": "Clean tables of the edition; the raw tables are described with their own package.",
        "profile": "tabular-data-package",
        "resources": resources,
    }
    with whole_file(target / "datapackage.json") as temporary:
        write_json(content, temporary)
        problems = problems_of(temporary)
        refuse(problems)


def _written(name: str, path: str, folder: Path) -> dict[str, Any]:
    table = read_clean(path)
    resource = clean_resource(name, table)
    write_table(table, folder / f"{name}.parquet")
    with whole_file(folder / f"{name}.csv") as temporary:
        shutil.copyfile(Path(path).with_suffix(".csv"), temporary)
    forms = {form: _form(folder / f"{name}.{form}") for form in ("csv", "parquet")}
    return {
        **resource,
        **forms["csv"],
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "rows": len(table),
        "parquet": forms["parquet"],
    }


def _form(file: Path) -> dict[str, Any]:
    return {"path": file.name, "hash": f"sha256:{sha256(file)}", "bytes": file.stat().st_size}


def problems_of(descriptor: Path) -> list[Problem]:
    """Return what frictionless finds wrong with the package, and Parquet files that are not as recorded."""
    import frictionless

    report = frictionless.validate(str(os.path.relpath(descriptor)))
    notes = [str(error.note) for error in report.errors]
    notes += [f"{task.name}: {error.message}" for task in report.tasks for error in task.errors]
    wanting = [Problem(descriptor.name, "", words, "a valid data package", "mend the table or its description")
               for words in notes]  # fmt: skip
    for resource in frictionless.Package(str(os.path.relpath(descriptor))).resources:
        recorded = resource.custom.get("parquet", {})
        file = descriptor.parent / str(recorded.get("path", ""))
        if not recorded or not file.is_file() or f"sha256:{sha256(file)}" != recorded["hash"]:
            actual = f"{file.name}, not as recorded" if recorded else "no Parquet"
            wanting.append(Problem(descriptor.name, str(resource.name), actual, "the file recorded", "publish again"))
    return wanting
