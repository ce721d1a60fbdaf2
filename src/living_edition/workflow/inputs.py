"""What must hold of names and lists before anything is planned: each is checked once, all problems in one message.

Names of files become ids, wildcards, paths and words of a command line: they are of one pattern, and an id is its
file's.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from difflib import get_close_matches
from functools import partial
from pathlib import Path

from living_edition.errors import InputError, Problem, refuse
from living_edition.exhibits.catalogue import REGRESSION, specs
from living_edition.exhibits.regression_options import KEYS
from living_edition.languages import languages
from living_edition.prose import bibliography, invariants
from living_edition.prose.claims import read_claims
from living_edition.prose.conditional_words import read_words
from living_edition.prose.glossary import read_glossary
from living_edition.regression.spec import read_spec
from living_edition.regression.variables import common_variables
from living_edition.tables.clean_tables import FILE as CLEAN_TABLES
from living_edition.tables.clean_tables import clean_descriptions
from living_edition.tables.descriptor import NAME, table_names
from living_edition.yaml_models import load
from living_edition.yaml_text import nearest

# Folder of the project, ending of its files, pattern of their names, and what that means.
_HYPHENS = (r"[a-z][a-z0-9]*(-[a-z0-9]+)*", "small letters, digits and single hyphens")
_FOLDERS = (
    ("specs/*", ".yaml", *_HYPHENS),
    ("specs", ".yaml", *_HYPHENS),
    ("notebooks", ".ipynb", r"[A-Za-z0-9]+([_-][A-Za-z0-9]+)*", "letters, digits, hyphens and underscores"),
    ("data/raw", ".csv", NAME, "small letters, single underscores between them"),
)
INVARIANTS = "specs/invariants.yaml"
_CHAPTERS = (".qmd", r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*", "letters, digits and single hyphens")
_WITH_ID = ("regressions", "distribution")
LONGEST = 80
"""Characters of a name: it becomes part of longer ones, and a file system bears 255 bytes."""


def check(root: Path, exhibit: str | None = None, given: Iterable[str] = ()) -> None:
    """Raise ``InputError`` with everything that is wrong with names, specs, lists of the text and descriptors.

    Checked is what is read fast, for a job that reads it may be the last of many.

    ``exhibit`` is the one that is asked for alone, if one is, ``given`` what the command line says beside.
    """
    problems = [*_names(root), *_ids(root)]
    # An edition need not publish clean tables.
    readers: list[Callable[[], object]] = [specs, common_variables, lambda: _raw(root)]
    readers += [partial(read, root / "report") for read in (read_glossary, read_claims, read_words)]
    readers += [partial(read_spec, file) for file in sorted(root.glob("specs/regressions/*.yaml"))]
    readers += [partial(_bibliography, file) for file in root.glob(f"report/{bibliography.FILE}")]
    readers += [partial(invariants.read, file) for file in root.glob(INVARIANTS)]
    if (root / CLEAN_TABLES).is_file():
        readers.append(clean_descriptions)
    for reader in readers:
        try:
            reader()
        except InputError as error:
            problems += error.problems
    if not problems and exhibit is not None:
        problems += _asked(exhibit, given)
    refuse(dict.fromkeys(problems))


def _asked(exhibit: str, given: Iterable[str]) -> Iterator[Problem]:
    """Yield what is wrong with an exhibit that is asked for alone, and with options beside it."""
    if exhibit not in specs():
        near = nearest(exhibit, specs())
        mend = f"write {near}, if that is meant" if near else "name one: snakemake exhibit --config id=NAME"
        yield Problem("--config id", "", repr(exhibit), f"one of {', '.join(specs())}", mend)
        return
    for key in given:
        location = f"--config id={exhibit}", f"key {key}"
        if key in KEYS and specs()[exhibit]["kind"] != REGRESSION:
            actual = "an option of tables of regressions"
            yield Problem(*location, actual, f"none, {exhibit} is no such table", "remove it")
        elif key not in KEYS and (near_ones := get_close_matches(key, KEYS, 1, 0.8)):
            expected = f"one of {', '.join(KEYS)}"
            yield Problem(*location, "no option", expected, f"write {near_ones[0]}, if that is meant")


def _bibliography(file: Path) -> None:
    refuse(bibliography.problems(bibliography.read_entries(file)))


def _names(root: Path) -> Iterator[Problem]:
    chapters = [(f"report/{lang}", *_CHAPTERS) for lang in languages()]
    for folder, ending, pattern, meaning in (*_FOLDERS, *chapters):
        for file in sorted(file for path in root.glob(folder) for file in path.glob("*")):
            shown = str(file.relative_to(root)).encode("utf-8", "replace").decode("utf-8")
            hidden = file.name.startswith(".") and not file.name.endswith(ending)
            if hidden or (file.is_dir() and not file.is_symlink() and file.suffix != ending):
                continue
            if not file.is_file():
                yield Problem(shown, "", "no such file, but a folder or a link to nothing", "a file", "put it there")
            elif not Path(os.path.realpath(file)).is_relative_to(root.resolve()):
                path = "a link to a file outside the project"
                yield Problem(shown, "", path, "a file of the project", "copy it here")
            elif file.suffix != ending:
                path, mend = f"a file that nothing reads ({file.suffix or 'no ending'})", "rename it, or move it away"
                yield Problem(shown, "", path, f"files that end in {ending}", mend)
            elif not re.fullmatch(pattern, file.stem, re.ASCII):
                yield Problem(shown, "", f"the name {file.stem!r}", meaning, "rename it")
            elif len(file.stem) > LONGEST:
                path = f"the name of {len(file.stem)} characters"
                yield Problem(shown, "", path, f"at most {LONGEST}", "shorten it")


def _ids(root: Path) -> Iterator[Problem]:
    """Yield a problem for each spec whose id is not its file's name; what else is wrong with it is for its reader."""
    for kind in _WITH_ID:
        for file in sorted((root / "specs" / kind).glob("*.yaml")):
            try:
                tree = load(file, f"specs/{kind}/{file.name}")
            except InputError as error:
                yield from error.problems
                continue
            name = tree.content.get("id") if isinstance(tree.content, dict) else file.stem
            if name is not None and name != file.stem:
                yield tree.problem(("id",), repr(name), f"{file.stem}, as the file is called", "rename one of the two")


def _raw(root: Path) -> None:
    """Raise ``InputError`` for a raw table without its file, or a file without its description."""
    files, described = {file.stem for file in (root / "data/raw").glob("*.csv")}, set(table_names())
    unlisted = "a file that data/datapackage.json does not describe", "a resource there", "describe it, or move it away"
    absent = "no such file", "the table that data/datapackage.json describes", "restore it"
    problems = [
        Problem(f"data/raw/{name}.csv", "", *problem_text)
        for names, problem_text in ((files - described, unlisted), (described - files, absent))
        for name in sorted(names)
    ]
    refuse(problems)
