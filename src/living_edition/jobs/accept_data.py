"""Accept changed raw tables: check them against the descriptor, then record their checksums."""

from __future__ import annotations

from living_edition.errors import InputError, Problem
from living_edition.tables.descriptor import (
    accept,
    raw_path,
    resource,
    table_names,
)
from living_edition.tables.raw import check_content


def accept_checked(names: list[str]) -> list[str]:
    """Record the checksums of the named tables (all, if none is named); return those changed.

    Raises ``InputError`` with the problems of all of them, and then records nothing.
    """
    known = table_names()
    problems = [
        Problem(
            "data/datapackage.json",
            "",
            f"no table {name!r}",
            f"one of {', '.join(known)}",
            "name one",
        )
        for name in names
        if name not in known
    ]
    chosen = [name for name in names or known if name in known]
    for name in chosen:
        try:
            check_content(raw_path(name), resource(name))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return accept(chosen)


def run(names: list[str]) -> None:
    """Accept and say what changed."""
    changed = accept_checked(names)
    print(f"accepted: {', '.join(changed)}" if changed else "nothing has changed")
