"""Check a raw table against its descriptor; leave a stamp."""

from __future__ import annotations

import argparse
from pathlib import Path

from cluster_finance.data.raw import read_raw
from cluster_finance.files import sha256, write_json
from cluster_finance.jobs.running import parser, run, section


def job(arguments: argparse.Namespace) -> None:
    """Write the file's name, checksum and number of rows once it holds."""
    rows = len(read_raw(arguments.raw, section(arguments.descriptor)))
    stamp = {"file": Path(arguments.raw).name, "sha256": sha256(arguments.raw), "rows": rows}
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
