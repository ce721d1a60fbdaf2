"""What the edition says of itself: how to cite it, and what it takes to rebuild it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from living_edition.errors import InputError, Problem
from living_edition.exhibits.cff import read
from living_edition.files import read_text
from living_edition.ledger.number import Number, Source
from living_edition.markdown import block, escaped, pipe_table
from living_edition.prose.front import front_matter

PACKAGES, CITATION = "tbl-packages", "citation"
_PINNED = re.compile(r"^([A-Za-z0-9][\w.-]*)==([^\s;\\]+)", re.MULTILINE)
_HEADS = {"zh": ("软件包", "版本", "软件包", "版本"), "en": ("Package", "Version", "Package", "Version")}
_TITLES = {"zh": "锁定的软件包", "en": "The locked packages"}


def packages(requirements: Path) -> list[tuple[str, str]]:
    """Return name and version of every locked package, by name."""
    pinned = sorted(_PINNED.findall(read_text(requirements)))
    if not pinned:
        wanted = "lines such as numpy==2.2.0"
        raise InputError([Problem(f"envs/{requirements.name}", "", "no locked package", wanted, "run make lock")])
    return pinned


def packages_table(requirements: Path, lang: str) -> str:
    """Return the packages as the appendix includes them, two a row, in columns."""
    pinned = packages(requirements)
    half = (len(pinned) + 1) // 2
    pairs = [
        (*left, *(pinned[half + n] if half + n < len(pinned) else ("", ""))) for n, left in enumerate(pinned[:half])
    ]
    rows = [_HEADS[lang], *([*map(escaped, pair)] for pair in pairs)]
    return block(f"#{PACKAGES}", pipe_table(rows, "|:------|:---|:------|:---|"), _TITLES[lang])


def citation(file: Path, report: Path, lang: str) -> str:
    """Return how to cite the edition, as a quotation, from CITATION.cff and the document's title.

    The Chinese title is that of the Chinese document. Raises ``InputError`` as ``cff.read`` does.
    """
    edition = read(file)
    names = ([author[key] for key in ("literal", "given", "family") if key in author] for author in edition.authors)
    authors = ", ".join(map(" ".join, names))
    if lang == "zh":
        head = front_matter(report, "zh")
        return f"> {authors}. {head['title']}：{head['subtitle']}. 版本 {edition.version}. {edition.date}.\n"
    return f"> {authors}. *{edition.title}*. Version {edition.version}. {edition.date}.\n"


def facts(requirements: Path, project: Path, rules: int, jobs: int, exhibits: int) -> list[Number]:
    """Return the numbers that the edition prints of itself (``edition.rules``).

    ``requirements`` locks the packages, ``project`` is pyproject.toml; ``rules`` is how many rules run a
    job, ``jobs`` how many functions they run, ``exhibits`` how many exhibits are declared.
    """
    floor = tomllib.loads(project.read_text(encoding="utf-8"))["project"]["requires-python"]
    major, minor = re.findall(r"\d+", floor)[:2]
    own = [
        ("python_major", int(major), "Python 的最低版本，首位", "the least version of Python, first part"),
        ("python_minor", int(minor), "Python 的最低版本，次位", "the least version of Python, second part"),
        ("packages", len(packages(requirements)), "锁定的软件包，按个计数", "the locked packages, counted"),
        ("rules", rules, "工作流的规则，按条计数", "the workflow's rules, counted"),
        ("jobs", jobs, "可以运行的任务模块，按个计数", "the runnable job modules, counted"),
        ("exhibits", exhibits, "图表描述文件，按个计数", "the exhibits declared, counted"),
    ]  # fmt: skip
    files = ("Snakefile", "envs/requirements.txt", "pyproject.toml", "specs/exhibits")
    code = "living_edition.prose.environment:facts"
    return [
        Number(f"edition.{name}", float(value), "number", Source("edition", zh, en, files, code), decimals=0)
        for name, value, zh, en in own
    ]
