"""What a notebook reads: files of the project that its cells name, modules that they import, and what it declares.

What cannot be seen in the cells stands in the notebook's metadata: ``{"living_edition": {"reads": [paths],
"knobs": [sections of the configuration]}}``.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from living_edition.project import edition
from living_edition.workflow.sources import KIT, is_module

FOLDERS = ("config/", "data/", "report/", "results/", "specs/")


@dataclass(frozen=True)
class NotebookInputs:
    """The files and modules that a notebook uses, and the sections of the configuration that it is handed."""

    files: list[str]
    modules: list[str]
    knobs: list[str]


def read_notebook(file: Path) -> NotebookInputs:
    """Return what the notebook uses; nothing where it cannot be read, for its job says why."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        metadata = content["metadata"].get(KIT, {})
        declared, knobs = metadata.get("reads", []), metadata.get("knobs", [])
        cells = ["".join(cell["source"]) for cell in content["cells"] if cell["cell_type"] == "code"]
    except (ValueError, KeyError, TypeError, AttributeError):
        return NotebookInputs([], [], [])
    nodes = [node for cell in cells for node in _nodes(cell)]
    files = {*map(str, declared), *(path for node in nodes for path in _paths(node))}
    modules = {module for node in nodes for module in _modules(node)}
    return NotebookInputs(sorted(files), sorted(modules), sorted(map(str, knobs)))


def _nodes(cell: str) -> Iterator[Any]:
    lines = [line for line in cell.splitlines() if not line.lstrip().startswith(("%", "!", "?"))]
    try:
        yield from ast.walk(ast.parse("\n".join(lines)))
    except SyntaxError:
        return


def _paths(node: Any) -> Iterator[str]:
    text = getattr(node, "value", None) if isinstance(node, ast.Constant) else None
    if isinstance(text, str) and text.startswith(FOLDERS) and Path(text).suffix:
        yield text


def _modules(node: Any) -> Iterator[str]:
    names: list[str] = []
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
        names = [f"{node.module}.{alias.name}" for alias in node.names]
    for name in names:
        if name.split(".")[0] in (KIT, edition().package):
            yield name if is_module(name) else name.rpartition(".")[0] or name
