"""What an image file of the report must be: a picture that every form can show, and nothing that runs or loads."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

_FORMATS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG"}
_RUNS = ("script", "foreignObject", "iframe", "handler", "set", "animate")


def fault(file: Path) -> str:
    """Return what is wrong with the image ``file``; "" where nothing is."""
    if file.suffix.lower() == ".svg":
        return _drawing(file)
    wanted = _FORMATS.get(file.suffix.lower())
    if wanted is None:
        return f"which ends in {file.suffix or 'nothing'}"
    from PIL import Image

    try:
        with Image.open(file, formats=[wanted]) as image:
            image.load()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return f"which is no whole {wanted} file"
    return ""


def _drawing(file: Path) -> str:
    """Return what is wrong with an SVG file: Word shows the PNG file beside it."""
    text = file.read_bytes()
    if re.search(rb"<!(?:DOCTYPE|ENTITY)|<\?xml-stylesheet", text):
        return "which brings entities or a style sheet"
    try:
        root = ElementTree.fromstring(text)  # noqa: S314 - without entities, as looked for above
    except (ElementTree.ParseError, ValueError):
        return "which is no whole SVG file"
    if not root.tag.endswith("svg"):
        return "which is no whole SVG file"
    for node in root.iter():
        tag = str(node.tag).rpartition("}")[2]
        addresses = [value for name, value in node.attrib.items() if name.rpartition("}")[2] in ("href", "src")]
        if tag in _RUNS or any(name.lower().startswith("on") for name in node.attrib):
            return f"in which {tag} may run"
        if any(not value.startswith(("#", "data:image/")) for value in addresses):
            return f"which loads {addresses[0][:40]}"
    return "" if file.with_suffix(".png").is_file() else f"without {file.stem}.png beside it, which Word shows"
