"""The front matter of a language's document, and what staging adds to it for covers and abstract pages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from living_edition.errors import InputError, Problem
from living_edition.files import read_text, written_yaml
from living_edition.languages import other
from living_edition.project import document
from living_edition.prose.source import SHORTCODE
from living_edition.yaml_models import read_front

# What the page for the other language's abstract shows.
_SHARED = ("title", "subtitle", "abstract-title", "abstract", "keywords-title", "keywords")


def front_matter(report: Path, language: str) -> dict[str, Any]:
    """Return the front matter of the document in ``language``."""
    name = document(language)
    return read_front(report / f"{name}.qmd", f"report/{name}.qmd")


def staged(
    report: Path, language: str, date: str, version: str, own: Mapping[str, str], words: Mapping[str, str]
) -> str:
    """Return the document in ``language`` with ``date`` (YYYY-MM-DD), version and the other's abstract.

    They are metadata, which either engine hands to its templates as ``date``, ``version`` and ``other-language``.
    ``own`` and ``words`` are what the two front matters say by the shortcode ``word``, each in its language: in the
    other's abstract a shortcode would speak the document's own, and where no space parts two of them Quarto drops the
    text between. Raises ``InputError`` for any other shortcode in the other's. An edition in one language has no
    other's abstract.
    """
    second = other(language)
    shared = front_matter(report, second) if second else {}
    counterpart = {key: _spoken(report, second, shared[key], words) for key in _SHARED if key in shared}
    added = written_yaml({"version": version, **({"other-language": counterpart} if second else {})})
    start, head, body = read_text(report / f"{document(language)}.qmd").split("---\n", 2)
    written = {f"word {name}": text for name, text in own.items()}
    text = "---\n".join((start, SHORTCODE.sub(lambda call: written.get(call[1], call[0]), head), body))
    return _headed(text, f"date: {date}\n{added}", document(language))


def part(report: Path, name: str, date: str, version: str) -> str:
    """Return the document ``name``, the supplement or the slides, with ``date`` and version."""
    text = read_text(report / f"{name}.qmd")
    return _headed(text, f"date: {date}\nversion: {version}\n", name)


def with_projects(text: str, merged: Mapping[str, Any]) -> str:
    """Return a document whose front matter says ``edition`` and ``crossref`` as ``merged`` has them.

    Quarto merges them for itself, but hands pandoc those of the document alone where it has any.
    """
    start, head, body = text.split("---\n", 2)
    for key in ("edition", "crossref"):
        match = re.search(rf"^{key}:.*\n(?:(?:[ \t].*)?\n)*", head, flags=re.MULTILINE)
        if match and key in merged:
            written = written_yaml({key: merged[key]})
            head = head[: match.start()] + written + head[match.end() :]
    return "---\n".join((start, head, body))


def _headed(text: str, added: str, name: str) -> str:
    """Return a document with ``added`` and its own name at the head of its front matter."""
    return text.replace("---\n", f"---\n{added}document: {name}\n", 1)


def _spoken(report: Path, language: str, value: Any, words: Mapping[str, str]) -> Any:
    if not isinstance(value, str):
        return value
    for call in SHORTCODE.findall(value):
        name, *arguments = call.split()
        if name != "word" or arguments[0] not in words:
            raise InputError([
                Problem(f"report/{document(language)}.qmd", "front matter", f"the shortcode {call!r}",
                        "word with an id of words.yaml", "print there only words that words.yaml has in both languages")
            ])  # fmt: skip
    return SHORTCODE.sub(lambda call: words[call[1].split()[1]], value)
