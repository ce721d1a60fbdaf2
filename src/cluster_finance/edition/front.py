"""The front matter of a language's document, and what staging adds to it for covers and abstract pages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from cluster_finance.edition.project import LANGUAGES, document

# What the page for the other language's abstract shows.
_SHARED = ("title", "subtitle", "abstract-title", "abstract", "keywords-title", "keywords")


def front_matter(report: Path, language: str) -> dict[str, Any]:
    """Return the front matter of the document in ``language``."""
    text = (report / f"{document(language)}.qmd").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.safe_load(text.split("---\n")[1])
    return found


def staged(report: Path, language: str, date: str, version: str) -> str:
    """Return the document in ``language`` with ``date`` (YYYY-MM-DD), version and the other's abstract.

    They are metadata, which either engine hands to its templates as ``date``, ``version`` and ``other-language``.
    """
    (other,) = (name for name in LANGUAGES if name != language)
    shared = front_matter(report, other)
    added = yaml.safe_dump(
        {"version": version, "other-language": {key: shared[key] for key in _SHARED if key in shared}},
        allow_unicode=True, sort_keys=False, width=10**6,
    )  # fmt: skip
    text = (report / f"{document(language)}.qmd").read_text(encoding="utf-8")
    return text.replace("---\n", f"---\ndate: {date}\n{added}", 1)
