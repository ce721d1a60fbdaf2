"""CITATION.cff: who wrote the edition, its title, version and date.

The rules checked are those of the Citation File Format 1.2.0 (Druskat et al. 2021,
doi:10.5281/zenodo.5171937) for the keys the edition may use; others of the format are let through
unread. The format's own validator, cffconvert, cannot stand in one environment with frictionless
(it needs jsonschema before 4).
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from living_edition.errors import InputError, Problem

REQUIRED = ("cff-version", "message", "title", "authors")
# The top-level keys of the format, version 1.2.0.
KEYS = (
    *REQUIRED, "abstract", "commit", "contact", "date-released", "doi", "identifiers", "keywords", "license",
    "license-url", "preferred-citation", "references", "repository", "repository-artifact", "repository-code", "type",
    "url", "version",
)  # fmt: skip
PERSON = ("family-names", "given-names", "name-particle", "name-suffix", "alias")
ENTITY = ("name", "date-start", "date-end")
ANYONE = ("address", "affiliation", "city", "country", "email", "fax", "location", "orcid", "post-code", "region",
          "tel", "website")  # fmt: skip
_ORCID = re.compile(r"https://orcid\.org/\d{4}-\d{4}-\d{4}-\d{3}[\dX]")


@dataclass(frozen=True)
class Edition:
    """What CITATION.cff says; ``authors`` are names in the form of CSL-JSON."""

    title: str
    version: str
    date: str
    authors: tuple[dict[str, str], ...]


def read(file: Path) -> Edition:
    """Read and check CITATION.cff; raise ``InputError`` with all its problems."""
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        content, said = None, str(error).replace("\n", " ")
    else:
        said = type(content).__name__
    if not isinstance(content, dict):
        raise InputError([Problem(file.name, "", said, "a mapping", "write it as YAML")])
    found = [*_problems(content, file.name), *_needed(content, file.name)]
    if found:
        raise InputError(found)
    return Edition(
        str(content["title"]),
        str(content["version"]),
        str(content["date-released"]),
        tuple(_csl_name(author) for author in content["authors"]),
    )


def _problems(content: dict[str, Any], name: str) -> list[Problem]:
    def problem(key: str, found: object, expected: str, mend: str = "correct it") -> Problem:
        return Problem(name, f"key {key}", repr(found) if found is not None else "nothing", expected, mend)

    problems = [problem(k, None, "a value", "write it") for k in REQUIRED if k not in content]
    problems += [problem(k, content[k], "a key of CFF 1.2.0", "leave it out") for k in content if k not in KEYS]
    if content.get("cff-version", "1.2.0") != "1.2.0":
        problems.append(problem("cff-version", content["cff-version"], "1.2.0"))
    problems += [
        problem(k, content[k], "a text that is not empty")
        for k in ("message", "title", "abstract", "version")
        if k in content and not (isinstance(content[k], str) and content[k].strip())
    ]
    if content.get("type", "software") not in ("software", "dataset"):
        problems.append(problem("type", content["type"], "software or dataset"))
    date = content.get("date-released")
    if date is not None and not _is_date(date):
        problems.append(problem("date-released", date, "a day as YYYY-MM-DD"))
    doi = content.get("doi")
    if doi is not None and not re.fullmatch(r"10\.\d{4,9}(\.\d+)?/[A-Za-z0-9:/_;\-.()\[\]\\]+", str(doi)):
        problems.append(problem("doi", doi, "a DOI such as 10.5281/zenodo.1234"))
    words = content.get("keywords", ["a"])
    if not (isinstance(words, list) and words and len(set(map(str, words))) == len(words)):
        problems.append(problem("keywords", words, "a list of one or more keywords, each once"))
    authors = content.get("authors", [])
    if "authors" in content and not (isinstance(authors, list) and authors):
        problems.append(problem("authors", authors, "a list of one or more persons or entities"))
    elif isinstance(authors, list):
        for i, author in enumerate(authors, 1):
            problems += _author(author, f"authors, number {i}", problem)
    return problems


def _author(author: Any, place: str, problem: Any) -> list[Problem]:
    if not isinstance(author, dict):
        return [problem(place, author, "a mapping of names")]
    own = ENTITY if "name" in author else PERSON
    problems = [problem(f"{place}, {k}", author[k], "a key of a person or an entity") for k in author
                if k not in (*own, *ANYONE)]  # fmt: skip
    if not any(k in author for k in ("name", "family-names", "given-names", "alias")):
        problems.append(problem(place, author, "a name", "write name, or family-names and given-names"))
    if "orcid" in author and not _ORCID.fullmatch(str(author["orcid"])):
        problems.append(problem(f"{place}, orcid", author["orcid"], "https://orcid.org/ and sixteen digits"))
    return problems


def _needed(content: dict[str, Any], name: str) -> list[Problem]:
    """The format does not ask for these; the citations of the exhibits do."""
    return [
        Problem(name, f"key {k}", "nothing", "what the citations print", "write it")
        for k in ("version", "date-released")
        if k not in content
    ]


def _is_date(value: object) -> bool:
    try:
        return bool(re.fullmatch(r"\d{4}-\d{2}-\d{2}", str(value))) and bool(dt.date.fromisoformat(str(value)))
    except ValueError:
        return False


def _csl_name(author: dict[str, Any]) -> dict[str, str]:
    if "name" in author:
        return {"literal": str(author["name"])}
    pairs = {"family": "family-names", "given": "given-names", "non-dropping-particle": "name-particle",
             "suffix": "name-suffix"}  # fmt: skip
    found = {csl: str(author[cff]) for csl, cff in pairs.items() if cff in author}
    return found or {"literal": str(author["alias"])}
