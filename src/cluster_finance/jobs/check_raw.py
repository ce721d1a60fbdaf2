"""Check a raw table against its descriptor; leave a stamp."""

from __future__ import annotations

import argparse
from pathlib import Path

from living_edition.files import sha256, write_json
from living_edition.tables.raw import read_raw
from living_edition.tables.schema import raw_schema
from living_edition.tables.validate import validate
from living_edition.workflow.running import parser, run, section


def job(arguments: argparse.Namespace) -> None:
    """Write the file's name, checksum and number of rows once it holds."""
    described = section(arguments.descriptor)
    table = validate(read_raw(arguments.raw, described), raw_schema(described), arguments.raw)
    stamp = {"file": Path(arguments.raw).name, "sha256": sha256(arguments.raw), "rows": len(table)}
    write_json(stamp, arguments.output)


if __name__ == "__main__":
    run(
        job,
        parser(
            "Check a raw table.",
            raw="the CSV file",
            descriptor="its resource of data/datapackage.json, as JSON",
            output="the stamp, JSON",
        ),
    )
