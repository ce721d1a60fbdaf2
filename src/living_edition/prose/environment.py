"""What the edition says of itself: how to cite it, and what it takes to rebuild it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from living_edition.errors import InputError, Problem
from living_edition.exhibits.cff import read
from living_edition.files import read_text
from living_edition.language_files import Words
from living_edition.ledger.number import Number, Source
from living_edition.markdown import block, escaped, pipe_table
from living_edition.prose.front import front_matter

PACKAGES, CITATION = "tbl-packages", "citation"
_PINNED = re.compile(r"^([A-Za-z0-9][\w.-]*)==([^\s;\\]+)", re.MULTILINE)
_WORDS = Words(__name__)


def packages(requirements: Path) -> list[tuple[str, str]]:
    """Return name and version of every locked package, by name: twice where an earlier Python needs its own version."""
    pinned = sorted(_PINNED.findall(read_text(requirements)))
    if not pinned:
        wanted = "lines such as numpy==2.2.0"
        raise InputError([Problem(f"envs/{requirements.name}", "", "no locked package", wanted, "run make lock")])
    return pinned


def called(project: Path) -> set[str]:
    """Return the names of the packages that pyproject.toml asks for, as a list of locked ones writes them."""
    asked = tomllib.loads(read_text(project))["project"].get("dependencies", [])
    return {re.sub(r"[-_.]+", "-", re.split(r"[^\w.-]", each)[0]).lower() for each in asked}


def packages_table(requirements: Path, project: Path, lang: str) -> str:
    """Return the packages that the edition calls itself as the appendix includes them, two a row, in columns.

    Those that they call in turn stand in the list of locked packages alone. A package locked twice, for an earlier
    Python and for later ones, has both versions.
    """
    own = called(project)
    versions: dict[str, list[str]] = {}
    for name, version in packages(requirements):
        if name in own:
            versions.setdefault(name, []).append(version)
    pinned = [(name, ", ".join(each)) for name, each in versions.items()]
    half = (len(pinned) + 1) // 2
    pairs = [
        (*left, *(pinned[half + n] if half + n < len(pinned) else ("", ""))) for n, left in enumerate(pinned[:half])
    ]
    rows = [_WORDS[lang]["heads"] * 2, *([*map(escaped, pair)] for pair in pairs)]
    return block(f"#{PACKAGES}", pipe_table(rows, "|:------|:---|:------|:---|"), _WORDS[lang]["title"])


def citation(file: Path, report: Path, lang: str) -> str:
    """Return how to cite the edition, as a quotation, from CITATION.cff and the document's title.

    Raises ``InputError`` as ``cff.read`` does.
    """
    edition = read(file)
    authors = ", ".join(author.name for author in edition.named_in(lang))
    head = front_matter(report, lang)
    citation = _WORDS[lang]["cite"].format(
        authors=authors, cff=edition.title, title=head["title"], subtitle=head.get("subtitle", ""),
        version=edition.version, date=edition.date,
    )  # fmt: skip
    return f"{citation}\n"


def facts(requirements: Path, project: Path, rules: int, jobs: int, exhibits: int) -> list[Number]:
    """Return the numbers that the edition prints of itself (``edition.rules``).

    ``requirements`` locks the packages, ``project`` is pyproject.toml; ``rules`` is how many rules run a
    job, ``jobs`` how many functions they run, ``exhibits`` how many exhibits are declared.
    """
    floor = tomllib.loads(project.read_text(encoding="utf-8"))["project"]["requires-python"]
    major, minor = re.findall(r"\d+", floor)[:2]
    own = [
        ("python_major", int(major)), ("python_minor", int(minor)), ("packages", len(dict(packages(requirements)))),
        ("rules", rules), ("jobs", jobs), ("exhibits", exhibits),
    ]  # fmt: skip
    files = ("Snakefile", "envs/requirements.txt", "pyproject.toml", "specs/exhibits")
    code = "living_edition.prose.environment:facts"
    return [
        Number(f"edition.{name}", float(n), "number", Source("edition", files, code, **_WORDS.texts(name)), decimals=0)
        for name, n in own
    ]
