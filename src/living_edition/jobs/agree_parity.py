"""Record that both languages of the blocks named agree now; of all blocks where none is named.

For a person who has read both sides: ``python -m living_edition agree sec-role-2 claim-f1``.
"""

from __future__ import annotations

from pathlib import Path

from living_edition.translation.agreement import agree, state


def run(blocks: list[str], report: Path) -> None:
    """Write the state file and tell what it now holds."""
    recorded = agree(report, blocks)
    print(f"Agreed now: {', '.join(recorded) or 'nothing new'}.")
    print(state(report).message(), end="")
