"""Records that both languages of the blocks named agree now; of all blocks where none is named.

For a person who has read both sides: ``python -m cluster_finance.jobs.agree_parity sec-role-2 claim-f1``.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from living_edition.translation.agreement import agree, state
from living_edition.workflow.running import run


def main(arguments: argparse.Namespace) -> None:
    """Write the state file and tell what it now holds."""
    report = Path(arguments.report)
    recorded = agree(report, arguments.blocks)
    print(f"Agreed now: {', '.join(recorded) or 'nothing new'}.")
    print(state(report).message(), end="")


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("blocks", nargs="*", metavar="BLOCK", help="id of a block, as the warning names it")
    arguments.add_argument("--report", default="report", help="the Quarto project")
    run(main, arguments)
