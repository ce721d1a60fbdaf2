"""A rendered page in fewer bytes and sooner there: the same pictures and tables, written shorter, drawn when near."""

from __future__ import annotations

import base64
import re
from urllib.parse import quote, unquote

_PICTURE = re.compile(r'"data:image/svg\+xml;base64,([^"]*)"')
# What an address may hold as it stands, of what SVG is full of; quotation marks become single ones.
_PLAIN = " '/:;=,()!*+~[]{}|^"
_SHOWN = re.compile(r'<(img|source)\b([^>]*="data:image/svg\+xml,[^>]*)>')
_ROOT = re.compile(r"%3Csvg.*?%3E")
_SIZE = re.compile(r"\b(width|height)='([\d.]+)pt'")
_PIXELS = 4 / 3  # of CSS a point
_NARROW = re.compile(r'(?<= srcset=")data:image/svg\+xml,[^"]*')
_ALIGNED = re.compile(r'<(t[dh])((?: [\w-]+="[^"]*")*?) style="text-align: (left|right);"')


def slim(page: str) -> str:
    """Return ``page`` with figures as text instead of base64 and the alignment of cells by class.

    A cell without a class stands to the left, one of class ``right`` to the right (theme/edition.css).
    """
    # Between double quotation marks a single one need not be written as its number.
    shorter = _NARROW.sub(lambda match: match[0].replace("&#39;", "'"), _PICTURE.sub(_picture, page))
    return _ALIGNED.sub(_cell, shorter)


def deferred(page: str) -> str:
    """Return ``page`` with the size in pixels at every figure, and all but the first drawn only when near the window.

    With the sizes nothing moves when they come. Without scripts, and in print, a browser draws all at once.
    """
    return _SHOWN.sub(_sized, page)


def _sized(match: re.Match[str]) -> str:
    tag, attributes = match.groups()
    root = _ROOT.search(attributes)
    sizes = dict(_SIZE.findall(unquote(root[0]))) if root else {}
    if sizes.keys() != {"width", "height"}:
        return match[0]
    size = "".join(f' {side}="{round(float(sizes[side]) * _PIXELS)}"' for side in ("width", "height"))
    first = match.string.find("<img", 0, match.start()) < 0
    return f"<{tag}{size}" + (' loading="lazy"' if tag == "img" and not first else "") + f"{attributes}>"


def _picture(match: re.Match[str]) -> str:
    svg = base64.b64decode(match[1]).decode("utf-8")
    # Line breaks are dropped from addresses: a space takes their place.
    flat = " ".join(svg.split()).replace("> <", "><").replace("'", "&apos;").replace('"', "'")
    return f'"data:image/svg+xml,{quote(flat, safe=_PLAIN)}"'


def _cell(match: re.Match[str]) -> str:
    tag, others, side = match.groups()
    if ' class="' in others:
        return match[0]
    return f"<{tag}{others}" + (' class="right"' if side == "right" else "")
