"""Formulas of the text that a form cannot set: they would be printed as they are typed, or stop the PDF."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_FILTER = Path(__file__).parents[1] / "quarto/_extensions/ledger/formulas.lua"


def faulty(document: dict[str, Any]) -> set[str]:
    """Return the formulas of pandoc's syntax tree ``document`` that it or Typst cannot set, in TeX, single-spaced."""
    formulas = list(dict.fromkeys(_formulas(document["blocks"])))
    if not formulas:
        return set()
    warnings = _written(document, formulas, "--to", "html", "--mathml").stderr
    unread = re.findall(r"Could not convert TeX math (.*?), rendering as TeX", warnings, re.DOTALL)
    refused = {" ".join(tex.split()) for tex in unread}
    read = [tex for tex in formulas if " ".join(tex.split()) not in refused]
    written = _written(document, read, "--to", "typst", "--wrap", "none", f"--lua-filter={_FILTER}").stdout
    if _sets(written):
        return refused
    return refused | {
        " ".join(tex.split()) for tex, formula in zip(read, written.split("\n\n"), strict=True) if not _sets(formula)
    }


def _written(document: dict[str, Any], formulas: list[str], *options: str) -> subprocess.CompletedProcess[str]:
    """Let pandoc write ``formulas``, each a paragraph."""
    import pypandoc

    blocks = [{"t": "Para", "c": [{"t": "Math", "c": [{"t": "InlineMath"}, tex]}]} for tex in formulas]
    command = [str(pypandoc.get_pandoc_path()), "--from", "json", *options]
    tree = json.dumps({**document, "blocks": blocks})
    # Pandoc, without a shell; the text comes in by standard input.
    return subprocess.run(command, input=tree, capture_output=True, encoding="utf-8", check=True)  # noqa: S603


def _sets(text: str) -> bool:
    """Return whether Typst can set ``text``."""
    import typst

    try:
        typst.compile(text.encode(), ignore_system_fonts=True)
    except typst.TypstError:
        return False
    return True


def _formulas(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for part in node:
            yield from _formulas(part)
    elif isinstance(node, dict):
        if node.get("t") == "Math":
            yield node["c"][1]
        else:
            yield from _formulas(node.get("c"))
