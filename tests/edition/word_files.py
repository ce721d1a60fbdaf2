"""What the tests read out of a Word file: its parts as XML, and its text as pandoc reads it back."""

from __future__ import annotations

import json
import re
import subprocess
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypandoc

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"


def part(file: Path, name: str) -> ET.Element:
    with zipfile.ZipFile(file) as archive:
        return ET.fromstring(archive.read(name))


def text(element: ET.Element) -> str:
    return "".join(node.text or "" for node in element.iter(f"{W}t"))


def styled(document: ET.Element, *styles: str) -> list[str]:
    """The texts of the paragraphs in one of ``styles``, in the order of the document."""
    found = []
    for paragraph in document.iter(f"{W}p"):
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        if style is not None and style.get(f"{W}val") in styles:
            found.append(text(paragraph))
    return found


def read_back(file: Path) -> dict[str, Any]:
    """The file as pandoc's own reader understands it, as its document tree."""
    command = [str(pypandoc.get_pandoc_path()), str(file), "--to", "json"]
    return dict(json.loads(subprocess.run(command, capture_output=True, check=True).stdout))


def nodes(tree: Any, kind: str) -> Iterator[Any]:
    if isinstance(tree, dict):
        if tree.get("t") == kind:
            yield tree.get("c")
        for value in tree.values():
            yield from nodes(value, kind)
    elif isinstance(tree, list):
        for value in tree:
            yield from nodes(value, kind)


def words(tree: Any) -> str:
    return "".join(nodes(tree, "Str"))


def squeezed(words: str) -> str:
    return re.sub(r"\s+", "", words)
