"""Formulas of the text that pandoc cannot set: they would be printed as they are typed."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from typing import Any


def faulty(document: dict[str, Any]) -> set[str]:
    """Return the formulas of pandoc's syntax tree ``document`` that it cannot set, in TeX, single-spaced."""
    import pypandoc

    formulas = [
        {"t": "Para", "c": [{"t": "Math", "c": [{"t": "InlineMath"}, tex]}]} for tex in _formulas(document["blocks"])
    ]
    if not formulas:
        return set()
    command = [str(pypandoc.get_pandoc_path()), "--from", "json", "--to", "html", "--mathml"]
    tree = json.dumps({**document, "blocks": formulas})
    # Pandoc, without a shell; the text comes in by standard input.
    done = subprocess.run(command, input=tree, capture_output=True, encoding="utf-8", check=True)  # noqa: S603
    warnings = done.stderr
    unread = re.findall(r"Could not convert TeX math (.*?), rendering as TeX", warnings, re.DOTALL)
    return {" ".join(tex.split()) for tex in unread}


def _formulas(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for part in node:
            yield from _formulas(part)
    elif isinstance(node, dict):
        if node.get("t") == "Math":
            yield node["c"][1]
        else:
            yield from _formulas(node.get("c"))
