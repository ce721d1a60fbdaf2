"""The project that the kit works on: its root, its languages, and what its ``edition.yaml`` registers.

The kit finds the project by the working folder: the nearest ``edition.yaml`` there or above.
"""

from __future__ import annotations

import importlib
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from living_edition.errors import InputError, Problem
from living_edition.languages import FOLDER, known, project_file
from living_edition.multilingual import ByLanguage, MultilingualModel
from living_edition.yaml_models import Once, read

FILE = "edition.yaml"
PATTERN = r"^[a-z][a-z0-9_-]*$"
_REFERENCE = r"^[A-Za-z_][\w.]*:[A-Za-z_]\w*$"


def _known(code: str) -> str:
    if code not in known():
        raise ValueError(f"one of {', '.join(known())}, or a language of which {FOLDER}/{code}.yaml tells")
    return code


class UnitEntry(MultilingualModel):
    """A unit beyond the kit's own: its kind, its size in the kind's base unit, its name in every language."""

    kind: str
    scale: float = Field(gt=0)
    texts: ByLanguage[str]


class DataPackage(MultilingualModel):
    """How the package of clean tables presents itself."""

    title: ByLanguage[str] = Field(default={})


class Edition(MultilingualModel):
    """What ``edition.yaml`` says: the edition's name and languages, and the parts that the kit takes from it.

    ``authors_zh`` and the like are the names of the authors of CITATION.cff in a language. A part (``configuration``,
    an entry of ``sweeps``) is named ``module:attribute``. ``references`` are tables that a knob may take a value from,
    ``relations`` what must hold between the columns of raw tables (table -> name -> check of a frame, a truth value
    a row), ``live`` the pattern of the scripts of models that readers drive in the page, below src/, ``named`` what
    reads the files of named scenarios, ``correction_keys`` the column by which corrections name a row of a raw table,
    ``units`` the units beyond the kit's own, ``romanised`` the function that writes names of places in Latin letters.
    """

    name: str = Field(pattern=PATTERN)
    package: str = Field(pattern=r"^[a-z_][a-z0-9_]*$")
    languages: Once[Annotated[str, AfterValidator(_known)]] = Field(min_length=1)
    authors: ByLanguage[Once[str]] = Field(default={})
    configuration: str = Field(default="living_edition.settings.models:Settings", pattern=_REFERENCE)
    data_package: DataPackage = DataPackage()
    references: dict[str, str] = Field(default_factory=dict)
    sweeps: dict[str, str] = Field(default_factory=dict)
    relations: str = Field(default="", pattern=f"^$|{_REFERENCE}")
    live: str = ""
    named: str = Field(default="", pattern=f"^$|{_REFERENCE}")
    correction_keys: dict[str, str] = Field(default_factory=dict)
    units: dict[str, UnitEntry] = Field(default_factory=dict)
    romanised: str = Field(default="builtins:str", pattern=_REFERENCE)


def root() -> Path:
    """Return the folder of the nearest ``edition.yaml`` at or above the working folder.

    Raises ``InputError`` where there is none.
    """
    file = project_file()
    if file:
        return file.parent
    missing = Problem(FILE, "", f"no such file in {Path.cwd().name} or above it", "the root of an edition",
                      "go to the folder that holds edition.yaml")  # fmt: skip
    raise InputError([missing])


def edition() -> Edition:
    """Return what the project's ``edition.yaml`` says; raise ``InputError`` where it is not as it should be."""
    return _read(root() / FILE)


@cache
def _read(file: Path) -> Edition:
    return read(file, Edition, FILE)


def registered(reference: str) -> Any:
    """Return the part that ``edition.yaml`` names as ``module:attribute``.

    Raises ``InputError`` where there is no such module or attribute.
    """
    module, _, attribute = reference.partition(":")
    try:
        return getattr(importlib.import_module(module), attribute)
    except (ModuleNotFoundError, AttributeError) as error:
        problem = Problem(FILE, "", f"{reference} ({error})", "module:attribute", "correct the name")
        raise InputError([problem]) from None


def document(language: str, part: str = "main") -> str:
    """Return the name of a language's document, without ending: the text, or another ``part`` (its supplement)."""
    name = edition().name
    return f"{name}-{language}" if part == "main" else f"{name}-{part}-{language}"
