"""Check the report's sources in every language; say which blocks wait for their other language."""

from __future__ import annotations

from pathlib import Path

from living_edition.errors import InputError
from living_edition.exhibits.catalogue import exhibit_ids, findings
from living_edition.files import write_json, write_text
from living_edition.languages import languages
from living_edition.ledger.number import read_numbers
from living_edition.prose.conditional_words import comparable
from living_edition.prose.project import documents, metadata
from living_edition.translation.checks import check
from living_edition.translation.copied_text import Thesis, read_allowed, read_shingles
from living_edition.translation.parity import state


def run(
    report: Path, ledger: Path, strict: bool, stamp: Path, parity: Path, shingles: list[Path], allowed: list[Path]
) -> None:  # fmt: skip
    """Check, then write how much was checked and the message on stale blocks (empty without any).

    ``shingles`` and ``allowed`` are what the text is compared with, where the edition has them: no sentence is copied.
    """
    for language in languages():
        for name in documents(report, language):
            metadata(report, language, name)
    numbers = read_numbers(ledger)
    ids = [number.id for number in numbers]
    thesis = Thesis(read_shingles(shingles[0]), read_allowed(allowed[0])) if shingles and allowed else None
    check(report, ids, exhibit_ids(), comparable(numbers), thesis, findings())
    states = state(report)
    if states.stale and strict:
        raise InputError(states.problems())
    write_text(states.message(), parity)
    write_json({"numbers": len(ids), "exhibits": sorted(exhibit_ids())}, stamp)
