"""Writes the hashes of the thesis's runs of characters, with which the checks compare the Chinese text.

``python -m cluster_finance.jobs.fingerprint FILE``; needed again only if another copy of the thesis is found.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from living_edition.errors import InputError, Problem
from living_edition.translation.copied_text import (
    SHINGLES,
    WIDTH,
    shingles,
    write_shingles,
)
from living_edition.workflow.running import run


def main(arguments: argparse.Namespace) -> None:
    """Write the hashes of the file given."""
    source = Path(arguments.file)
    try:
        text = source.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError([_problem(source, f"a file that cannot be read ({type(error).__name__})")]) from None
    hashes = shingles(text)
    if not hashes:
        raise InputError([_problem(source, f"fewer than {WIDTH} characters")])
    write_shingles(hashes, Path(arguments.output))
    print(f"{len(hashes)} runs of {WIDTH} characters: {arguments.output}")


def _problem(source: Path, found: str) -> Problem:
    return Problem(source.name, "", found, "the thesis as a UTF-8 text", "give the path of that file")


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("file", metavar="FILE", help="the thesis as a UTF-8 text")
    arguments.add_argument("--output", default=SHINGLES, help="the hashes")
    run(main, arguments)
