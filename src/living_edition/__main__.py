"""The commands of the kit: ``python -m living_edition COMMAND --help``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from living_edition.workflow import run


def main() -> int:
    """Run the command named; return its exit status."""
    parser = argparse.ArgumentParser(prog="python -m living_edition", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    of_run = commands.add_parser("run", help="run the job of a call file, as the workflow does")
    of_run.add_argument("call", type=Path, help="the call: .snakemake/calls/*.json")
    of_run.add_argument("log", type=Path, nargs="?", help="where standard error goes")
    of_run.set_defaults(command=lambda given: run.main(given.call, given.log))
    given = parser.parse_args()
    return given.command(given)


if __name__ == "__main__":
    sys.exit(main())
