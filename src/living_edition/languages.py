"""The languages of the project, in the order of its ``edition.yaml``: Chinese and English, or one of them alone.

Texts of YAML and JSON stand in keys of their language: ``zh`` and ``en``, or ``title_zh`` and ``title_en``. An
edition in one language writes its own keys alone.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

KNOWN = ("zh", "en")
FILE = "edition.yaml"


def languages() -> tuple[str, ...]:
    """Return the languages that the nearest ``edition.yaml`` names; those that the kit knows where there is none."""
    folder = Path.cwd()
    for candidate in (folder, *folder.parents):
        if (candidate / FILE).is_file():
            return _named(candidate / FILE, (candidate / FILE).stat().st_mtime_ns)
    return KNOWN


@cache
def _named(file: Path, changed: int) -> tuple[str, ...]:
    # Read apart from the rest: reading that asks for the languages. What is wrong in the file is for its reader to say.
    try:
        named = yaml.safe_load(file.read_text(encoding="utf-8"))["languages"]
    except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError):
        return KNOWN
    known = tuple(lang for lang in named if lang in KNOWN) if isinstance(named, list) else ()
    return known or KNOWN


@cache
def beside(module: str) -> Any:
    """Return what the YAML file beside the ``module`` of this path holds: its words, in every language."""
    return yaml.safe_load(Path(module).with_suffix(".yaml").read_text(encoding="utf-8"))


def other(lang: str) -> str:
    """Return the language beside ``lang``; an empty text where the edition has one alone."""
    return next((each for each in languages() if each != lang), "")


def spoken() -> str:
    """Return the language of what is made once for all readers: English where the edition has it."""
    return "en" if "en" in languages() else languages()[0]


def absent() -> str:
    """Return the language that the kit knows and the edition does without; an empty text where it has both."""
    return next((lang for lang in KNOWN if lang not in languages()), "")


def said_in(key: str) -> list[str]:
    """Return the keys that say ``key`` of a table in the edition's languages: English has no ending there."""
    return [key if lang == "en" else f"{key}_{lang}" for lang in languages()]


def is_of(key: object, lang: str) -> bool:
    """Tell whether ``key`` holds a text in ``lang``."""
    return bool(lang) and isinstance(key, str) and (key == lang or key.endswith(f"_{lang}"))


def completed(content: Any) -> Any:
    """Return ``content`` with each text of the absent language's keys said by the edition's own: no reader sees it."""
    lacking = absent()
    return _completed(content, lacking, languages()[0]) if lacking else content


def _completed(content: Any, lacking: str, own: str) -> Any:
    if isinstance(content, list):
        return [_completed(each, lacking, own) for each in content]
    if not isinstance(content, dict):
        return content
    full = {key: _completed(value, lacking, own) for key, value in content.items()}
    stood_for = {key[: -len(own)] + lacking: value for key, value in full.items() if is_of(key, own)}
    return stood_for | full
