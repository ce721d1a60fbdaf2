"""What an exhibit is, in one record: its words, its version and the hash of its canonical CSV."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from living_edition.exhibits.catalogue import REGRESSION, note, source
from living_edition.languages import languages

# Enough of the hash to tell one version from the next; the whole hash stands beside it.
SHORT = 8


def version(edition: str, canonical: str) -> str:
    """Return ``0.1.0+3f2a9c1b``: the edition's version and the head of the canonical hash (hexadecimal).

    The form is that of Semantic Versioning 2.0.0, item 10 (build metadata).
    """
    return f"{edition}+{canonical[:SHORT]}"


def stamp(name: str, edition: str, canonical: str, lang: str) -> str:
    """Return what every file that can hold words says of itself."""
    words = {"zh": "{0}，版本 {1}，规范CSV的SHA-256：{2}", "en": "{0}, version {1}, SHA-256 of the canonical CSV: {2}"}
    return words[lang].format(name, version(edition, canonical), canonical)


def describe(
    name: str,
    spec: Mapping[str, Any],
    edition: str,
    canonical: str,
    files: Mapping[str, str],
    alternatives: Mapping[str, str],
) -> dict[str, Any]:
    """Return the record of an exhibit.

    ``canonical`` is the SHA-256 of its canonical CSV, ``files`` maps file names to their hashes and
    ``alternatives`` languages to what the picture shows, in words (empty for a table).
    """
    texts = {
        lang: {
            "title": spec[f"title_{lang}"],
            "note": note(dict(spec), lang),
            "source": source(dict(spec), lang),
            "alternative": alternatives.get(lang, ""),
        }
        for lang in languages()
    }
    return {
        "id": name,
        "kind": "table" if spec["kind"] == REGRESSION else spec["kind"],
        "rule": f"exhibits_{spec['batch']}",
        "spec": f"specs/exhibits/{name}.yaml",
        "notebook": spec.get("notebook", ""),
        "numbers": list(spec.get("numbers", [])),
        "version": version(edition, canonical),
        "canonical": f"{name}.csv",
        "sha256": canonical,
        "files": dict(sorted(files.items())),
        "texts": texts,
    }
