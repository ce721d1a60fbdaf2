"""Accept raw tables: bring what people have into form, check it against the descriptor, record its checksum."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

from living_edition.errors import InputError, Problem, refuse
from living_edition.files import shown_name, write_text
from living_edition.project import root
from living_edition.tables import draft
from living_edition.tables.descriptor import NAME, PACKAGE, Resource, accept, raw_path, resource, table_names
from living_edition.tables.incoming import Incoming, normalise, read
from living_edition.tables.raw import checked_records
from living_edition.yaml_text import nearest

_ENDINGS = (".csv", ".xlsx", ".xlsm", ".txt", ".tsv")


def run(names: list[str], called: str = "", sheet: str = "", *, show: bool = False) -> None:
    """Accept the tables named (all raw ones, if none is), and say what was normalised and what changed.

    A name is a raw table's, or a file: a table that comes in, ``called`` by that name in data/raw (by default its
    own), from the ``sheet`` of a workbook. With ``show`` nothing is written. Raises ``InputError`` with the problems
    of all of them, and then writes nothing.
    """
    root()
    known, problems = table_names(), list[Problem]()
    tables, drafts = dict[str, Incoming](), dict[str, Resource]()
    for given in names or known:
        try:
            name = given if given in known else _name(given, called, known)
            if name in tables:
                problems.append(_second(tables[name].file, name, given))
                continue
            tables[name] = read(raw_path(name) if given in known else Path(given), sheet)
            if name not in known:
                drafts[name] = draft.draft(name, tables[name])
            problems += _brought(tables[name], drafts.get(name) or resource(name))
        except InputError as error:
            problems += error.problems
    refuse(problems)
    for table in tables.values():
        for line in table.remarks:
            print(f"{shown_name(table.file)}: {line}")
    print("nothing was written" if show else _write(tables, drafts))


def _brought(table: Incoming, described: Resource) -> list[Problem]:
    """Bring ``table`` into form; return what is not as its description says."""
    fields = described["schema"]["fields"]
    normalise(table, [field["name"] for field in fields if field["type"] in ("integer", "number")])
    problems = checked_records(PACKAGE.parent / described["path"], described, table.records)[1]
    return [dataclasses.replace(problem, file=shown_name(table.file)) for problem in problems]


def _second(first: Path, name: str, given: str) -> Problem:
    actual = f"{name!r} a second time, after {shown_name(first)}"
    return Problem(shown_name(given), "", actual, "one file a table", "accept one a command, each --as another name")


def _name(given: str, called: str, known: list[str]) -> str:
    """Return what the file ``given`` is called in data/raw."""
    path = Path(given)
    if path.suffix.lower() not in _ENDINGS and path.is_file():
        actual, mend = f"a file {path.suffix or 'without an ending'}", "save it as XLSX, or as CSV in UTF-8"
        raise InputError([Problem(shown_name(path), "", actual, f"one of {', '.join(_ENDINGS)}", mend)])
    if path.suffix.lower() not in _ENDINGS:
        mend = f"write {near}, if that is meant" if (near := nearest(given, known)) else "name a table or a file"
        raise InputError([Problem(PACKAGE.as_posix(), "", f"no table {given!r}", f"one of {', '.join(known)}", mend)])
    name = called or path.stem
    if not re.fullmatch(NAME, name):
        expected = "small letters, single underscores between them"
        raise InputError([Problem(shown_name(path), "", f"the name {name!r}", expected, "name it by --as NAME")])
    return name


def _write(tables: dict[str, Incoming], drafts: dict[str, Resource]) -> str:
    """Write the tables that changed in coming in, and their checksums; return what to say."""
    for name, table in tables.items():
        target = PACKAGE.parent / f"raw/{name}.csv"
        if table.remarks or table.file.absolute() != target.absolute():
            write_text(table.text(), target)
    changed = accept([name for name in tables if name not in drafts])
    lines = [f"accepted: {', '.join(changed)}"] if changed else []
    if drafts:
        draft.write([(path, tables[name].text()) for name, path in drafts.items()])
        lines.append(f"accepted: {', '.join(drafts)}. Now describe what is new: fill its empty texts in {PACKAGE};\n"
                    "snakemake check names each that is left.")  # fmt: skip
    return "\n".join(lines) or "nothing has changed"
