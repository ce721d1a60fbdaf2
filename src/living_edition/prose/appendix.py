"""What staging makes beside the claims: the glossary, the parameters, the packages, how to cite."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from living_edition.languages import languages
from living_edition.prose import environment, glossary, parameters

INCLUDES = (glossary.TABLE, parameters.TABLE, environment.PACKAGES, environment.CITATION)
"""The names of all that a chapter may include, without the language."""


@dataclass(frozen=True)
class Facts:
    """What the tables tell: the configuration and the references it took from data; CITATION.cff.

    ``environment`` is the list of locked packages and pyproject.toml, where the edition has both.
    """

    configuration: Mapping[str, Any]
    references: Mapping[str, str]
    environment: tuple[Path, Path] | None
    citation: Path


def tables(report: Path, facts: Facts, lang: str) -> dict[str, str]:
    """Return the text of every include in ``lang``, by its name; what an edition has not is left out."""
    parts = {environment.CITATION: environment.citation(facts.citation, report, lang)}
    if (report / glossary.FILE).is_file():
        parts[glossary.TABLE] = glossary.table(glossary.read_glossary(report), lang)
    if any((report / parameters.file_of(each)).is_file() for each in languages()):
        parts[parameters.TABLE] = parameters.table(report, facts.configuration, facts.references, lang)
    if facts.environment is not None:
        parts[environment.PACKAGES] = environment.packages_table(*facts.environment, lang)
    return parts
