"""Make what authors and replicators take away: the kit in one archive, and the replication README in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from living_edition.exhibits.authors_kit import contents, write_kit
from living_edition.exhibits.catalogue import KINDS
from living_edition.exhibits.cff import read as read_citation
from living_edition.exhibits.citations import titles
from living_edition.exhibits.replication import replication
from living_edition.files import read_json, write_text
from living_edition.tables.descriptor import package


def run(
    records: list[Path], lists: list[Path], citation: Path, report: Path, figures: Path, rules: list[tuple[str, str]],
    seeds: dict[str, Any], python: str, kit: Path, readme: Path,
) -> None:  # fmt: skip
    """Write the archive and the README; ``lists`` stand among the tables, ``figures`` is the folder of the pictures."""
    listed = sorted(map(read_json, records), key=lambda r: (KINDS.index(r["kind"]), r["id"]))
    text = replication(read_citation(citation), package()["resources"], rules, seeds, python, listed)
    write_text(text, readme)
    write_kit(contents(listed, lists[0].parent, figures, titles(report), text), kit)
