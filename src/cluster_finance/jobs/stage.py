"""Lays the staged Quarto project of one language."""

from __future__ import annotations

import argparse
from pathlib import Path

from living_edition.prose.appendix import Facts
from living_edition.render.stage import stage
from living_edition.workflow.running import parser, run, section


def main(arguments: argparse.Namespace) -> None:
    """Stage the project."""
    known = section(arguments.configuration)
    facts = Facts(known["configuration"], known["references"], Path(arguments.requirements), Path(arguments.citation))
    stage(
        Path(arguments.report),
        [Path(name) for name in arguments.exhibits],
        Path(arguments.ledger),
        facts,
        Path(arguments.output),
        arguments.language,
        arguments.date,
    )


if __name__ == "__main__":
    run(
        main,
        parser(__doc__, report="the Quarto project", exhibits="* generated files that it includes",
               ledger="the ledger", configuration="the configuration and its references, JSON",
               requirements="the locked packages", citation="CITATION.cff",
               language="zh or en", date="YYYY-MM-DD", output="the staged folder"),
    )  # fmt: skip
