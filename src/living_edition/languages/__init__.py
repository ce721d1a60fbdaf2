"""The languages of the edition, in the order of its ``edition.yaml``, and the keys under which their texts stand.

Texts of YAML and JSON stand in keys of their language: ``zh`` and ``en``, or ``title_zh`` and ``title_en``. What a
language is and says is data, which ``living_edition.language_files`` reads: here the kit's own, in ``languages/`` of a
project others.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from living_edition.files import read_yaml

KNOWN = ("zh", "en")
"""The kit's own, which are those of an edition that names none."""
BASE = "en"
"""What the kit tells who makes an edition, and what a language says that its file does not give."""
FILE, FOLDER = "edition.yaml", "languages"
TEXTS = "texts"
"""The texts whose keys are those of the languages alone."""
_files: dict[str, tuple[Path, Path]] = {}
BY_LANGUAGE, BARE = "by language", "English has no ending"
"""Mark the fields of a model that take a key a language; those in which English has no ending."""


def project_file() -> Path | None:
    """Return the nearest ``edition.yaml`` at or above the working folder; none where there is none."""
    nearest = _nearest()
    return nearest[0] if nearest else None


def _nearest() -> tuple[Path, Path] | None:
    """Return the nearest ``edition.yaml``, and the folder of the languages beside it."""
    # Asked for with every word and number: while it is there, what was found from a folder is not sought again.
    folder = os.getcwd()  # noqa: PTH109, asked too often to be made a Path of
    nearest = _files.get(folder)
    if nearest and nearest[0].is_file():
        return nearest
    here = Path(folder)
    file = next((each / FILE for each in (here, *here.parents) if (each / FILE).is_file()), None)
    if file is None:
        return None
    _files[folder] = (file, file.parent / FOLDER)
    return _files[folder]


def languages() -> tuple[str, ...]:
    """Return the languages that the nearest ``edition.yaml`` names; the kit's own where there is none."""
    file = project_file()
    return _named(file, file.stat().st_mtime_ns) if file else KNOWN


@cache
def _named(file: Path, changed: int) -> tuple[str, ...]:
    # Read apart from the rest: reading that asks for the languages. What is wrong in the file is for its reader to say.
    try:
        named = read_yaml(file)["languages"]
    except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError):
        return KNOWN
    there = {*KNOWN, *(own.stem for own in (file.parent / FOLDER).glob("*.yaml"))}
    return (
        tuple(lang for lang in named if isinstance(lang, str) and lang in there) if isinstance(named, list) else ()
    ) or KNOWN


def known() -> tuple[str, ...]:
    """Return the languages that an edition may be in: the kit's own and those of the project's files."""
    return tuple(dict.fromkeys([*KNOWN, *(file.stem for file in own_files())]))


def own_files() -> list[Path]:
    """Return the files of languages that the project has."""
    nearest = _nearest()
    return _listed(nearest[1], nearest[1].stat().st_mtime_ns) if nearest and nearest[1].is_dir() else []


@cache
def _listed(folder: Path, changed: int) -> list[Path]:
    return sorted(folder.glob("*.yaml"))


def other(lang: str) -> str:
    """Return the language beside ``lang``; an empty text where the edition has one alone."""
    return next((each for each in languages() if each != lang), "")


def main_language() -> str:
    """Return the language of what is made once for all readers: English where the edition has it."""
    return BASE if BASE in languages() else languages()[0]


def title_key(key: str, lang: str) -> str:
    """Return the key that says ``key`` of a table in ``lang``: English has no ending there."""
    return key if lang == BASE else f"{key}_{lang}"


def keys_by_language(key: str) -> list[str]:
    """Return the keys that say ``key`` of a table in the edition's languages."""
    return [title_key(key, lang) for lang in languages()]


def key_of(stem: str, lang: str) -> str:
    """Return the key of the text ``stem`` in ``lang``."""
    return lang if stem == TEXTS else f"{stem}_{lang}"


def parted(key: object) -> tuple[str, str]:
    """Return the text and the language that a key is of; two empty texts where it is of none."""
    stem, _, lang = key.rpartition("_") if isinstance(key, str) else ("", "", "")
    return (stem or TEXTS, lang) if lang in known() else ("", "")


class Multilingual:
    """What has texts by language: ``note_de`` is that of its mapping ``note``, ``de`` of ``texts``."""

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            stem, lang = parted(name)
            texts = self.__dict__.get(stem)
            if isinstance(texts, Mapping) and lang in texts:
                return texts[lang]
            above = getattr(super(), "__getattr__", None)
            if above is None:
                raise AttributeError(f"{type(self).__name__} has no {name}")
            return above(name)
