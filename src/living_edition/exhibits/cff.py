"""CITATION.cff: who wrote the edition, its title, version and date.

The rules checked are those of the Citation File Format 1.2.0 (Druskat et al. 2021,
doi:10.5281/zenodo.5171937) for the keys that the edition uses; the values of others are let through unread. The
format's JSON schema comes with cffconvert alone, which cannot stand in one environment with frictionless (it
needs jsonschema before 4).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import chain, repeat
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, model_validator

from living_edition.project import edition
from living_edition.yaml_models import Day, Once
from living_edition.yaml_models import read as read_yaml

Words = Annotated[str, Field(pattern=r"\S")]


def _hyphens(name: str) -> str:
    return name.replace("_", "-")


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, alias_generator=_hyphens)


class Author(_Part):
    """A person, or an entity, which has a ``name``."""

    name: Words | None = None
    date_start: Day | None = None
    date_end: Day | None = None
    family_names: Words | None = None
    given_names: Words | None = None
    name_particle: Words | None = None
    name_suffix: Words | None = None
    alias: Words | None = None
    address: Words | None = None
    affiliation: Words | None = None
    city: Words | None = None
    country: str | None = Field(default=None, pattern=r"^[A-Z]{2}$")
    email: str | None = Field(default=None, pattern=r"^\S+@\S+\.\S+$")
    fax: Words | None = None
    location: Words | None = None
    orcid: str | None = Field(default=None, pattern=r"^https://orcid\.org/\d{4}-\d{4}-\d{4}-\d{3}[\dX]$")
    post_code: str | int | None = None
    region: Words | None = None
    tel: Words | None = None
    website: str | None = Field(default=None, pattern=r"^https?://\S+$")

    @model_validator(mode="after")
    def _named(self) -> Author:
        personal = (self.family_names, self.given_names, self.name_particle, self.name_suffix, self.alias)
        if self.name is None and not any((self.family_names, self.given_names, self.alias)):
            raise ValueError("a name: name, or family-names and given-names")
        if (self.name is not None) == any(personal) or (self.name is None and (self.date_start or self.date_end)):
            raise ValueError("either a person (family-names, given-names) or an entity (name), not both")
        return self


class CitationFile(_Part):
    """The top-level keys of the format."""

    cff_version: Literal["1.2.0"]
    message: Words
    title: Words
    authors: Once[Author] = Field(min_length=1)
    version: Words  # the format does not ask for these two; the citations of the exhibits do
    date_released: Day
    abstract: Words | None = None
    commit: Any = None
    contact: Once[Author] | None = None
    doi: str | None = Field(default=None, pattern=r"^10\.\d{4,9}(\.\d+)?/[A-Za-z0-9:/_;\-.()\[\]\\]+$")
    identifiers: Any = None
    keywords: Once[Words] | None = Field(default=None, min_length=1)
    license: str | Once[str] | None = None
    license_url: Any = None
    preferred_citation: Any = None
    references: Any = None
    repository: Any = None
    repository_artifact: Any = None
    repository_code: Any = None
    type: Literal["software", "dataset"] = "software"
    url: str | None = Field(default=None, pattern=r"^(https?|s?ftp)://\S+$")


class Named(NamedTuple):
    """An author by the name as it is written out, and what schema.org calls one."""

    name: str
    kind: Literal["Person", "Organization"]


@dataclass(frozen=True)
class Edition:
    """What CITATION.cff says; ``authors`` are names in the form of CSL-JSON, ``persons`` which of them are people.

    ``own`` are the authors by their names in a language, where edition.yaml gives these.
    """

    title: str
    version: str
    date: str
    authors: tuple[dict[str, str], ...]
    own: Mapping[str, tuple[dict[str, str], ...]] = field(default_factory=dict)
    doi: str = ""
    url: str = ""
    licenses: tuple[str, ...] = ()
    persons: tuple[bool, ...] = ()

    def authors_in(self, lang: str) -> tuple[dict[str, str], ...]:
        """Return the authors by their names in a language."""
        return self.own.get(lang, self.authors)

    def named_in(self, lang: str = "") -> list[Named]:
        """Return the authors as a text names them in a language, without one as CITATION.cff does."""
        parts = ("literal", "given", "non-dropping-particle", "family", "suffix")
        names = (" ".join(each[part] for part in parts if part in each) for each in self.authors_in(lang))
        # edition.yaml names them in the order of CITATION.cff, but may name others beside them.
        persons = chain(self.persons, repeat(all(self.persons)))
        return [
            Named(name, "Person" if person else "Organization") for name, person in zip(names, persons, strict=False)
        ]


def read(file: Path) -> Edition:
    """Read and check CITATION.cff; raise ``InputError`` with all its problems."""
    content = read_yaml(file, CitationFile, file.name)
    authors = tuple(map(_csl_name, content.authors))
    own = {lang: tuple({"literal": name} for name in names) for lang, names in edition().authors.items() if names}
    licenses = content.license or []
    return Edition(
        content.title, content.version, content.date_released, authors, own, content.doi or "", content.url or "",
        (licenses,) if isinstance(licenses, str) else tuple(licenses), tuple(not each.name for each in content.authors),
    )  # fmt: skip


def _csl_name(author: Author) -> dict[str, str]:
    if author.name is not None:
        return {"literal": author.name}
    pairs = {
        "family": author.family_names, "given": author.given_names,
        "non-dropping-particle": author.name_particle, "suffix": author.name_suffix,
    }  # fmt: skip
    return {csl: name for csl, name in pairs.items() if name} or {"literal": str(author.alias)}
