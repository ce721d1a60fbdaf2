"""SVG as matplotlib writes it, made smaller without a change that an eye could see.

matplotlib repeats clip and style on each of a thousand marks, writes a circle as eight curves, gives
millionths of a point and names every group. Here circles become arcs, neighbouring paths of the same
clip and style become one (which draws the same as long as they are opaque), coordinates are rounded to
hundredths of a point (1/7200 inch) and those of glyphs to the font's own thousandths of an em, groups
that do nothing give way to what they hold, and pictures of few colours keep these in a palette.
"""

from __future__ import annotations

import base64
import io
import math
import re
from collections.abc import Iterator
from functools import lru_cache
from xml.etree import ElementTree

from living_edition.exhibits.svg_paths import number, shortened

DECIMALS = 2
_SVG, _XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
_HREF, _GROUP, _USE = f"{{{_XLINK}}}href", f"{{{_SVG}}}g", f"{{{_SVG}}}use"
# What matplotlib tells of itself; a comment beside each text goes as the file is read.
_METADATA = f"{{{_SVG}}}metadata"
_RUN = re.compile(r'<path d="[^"]*"(?P<rest>(?: clip-path="[^"]*")? style="[^"]*")/>(?:\s*<path d="[^"]*"(?P=rest)/>)+')
_DATA = re.compile(r'(?<= d=")[^"]*(?=")')
# A closed path of eight curves: where the marks are circles, matplotlib draws them so.
_EIGHT = re.compile(r"M [-\d. ]+\s*(?:C [-\d. ]+\s*){8}z\s*", re.IGNORECASE)
# The opacity of a whole mark; fill-opacity and stroke-opacity pass from a group to its marks unchanged.
_OPACITY = re.compile(r"(?<![-\w])opacity: ([\d.]+)(?:; )?")
_CLOSE = 0.02  # points that a circle's nodes may lie off its radius
# matplotlib draws a glyph in 6400ths of an em and places it in hundredths; here both are thousandths.
_GLYPH = "scale(0.015625)"
_TO_EM, _FROM_HUNDREDTHS = 1000 / 6400, 10
_TEXT = re.compile(r"scale\(([\d.]+) -\1\)$")
_MOVED = re.compile(r"translate\(([-\d.]+)[ ,]([-\d.]+)\)")
_FRACTION = re.compile(r"-?\d+\.\d{3,}")
_HASHED = re.compile(r'(?<= id=")[^"]*[0-9a-f]{10}(?=")')
_COLOURS = 256  # of a picture with a palette


def compact(svg: str) -> str:
    """Return the document ``svg`` as described above."""
    joined = _RUN.sub(_joined, _DATA.sub(lambda match: _EIGHT.sub(_arcs, match[0]), svg))
    ElementTree.register_namespace("", _SVG)
    ElementTree.register_namespace("xlink", _XLINK)
    root = ElementTree.fromstring(joined)  # noqa: S314 - what plotnine drew
    _small_glyphs(root)
    for element in root.iter():
        _short(element)
    _pruned(root, set(re.findall(r"#([\w-]+)", joined)))
    text = _numbered(ElementTree.tostring(root, encoding="unicode"))
    return '<?xml version="1.0" encoding="utf-8"?>\n' + re.sub(r"\s+<", "\n<", text.replace(" />", "/>")) + "\n"


def _numbered(svg: str) -> str:
    """Return the document with numbers in the place of ids that hash all digits of what they name."""
    named = {name: f"i{at}" for at, name in enumerate(dict.fromkeys(_HASHED.findall(svg)))}
    return re.sub("|".join(map(re.escape, named)), lambda match: named[match[0]], svg) if named else svg


def _arcs(path: re.Match[str]) -> str:
    points = [float(n) for n in re.findall(r"-?\d+(?:\.\d+)?", path[0])]
    nodes = [(points[at], points[at + 1]) for at in range(0, len(points), 6)]
    x = (max(x for x, _ in nodes) + min(x for x, _ in nodes)) / 2
    y = (max(y for _, y in nodes) + min(y for _, y in nodes)) / 2
    radius = math.dist((x, y), nodes[0])
    if len(nodes) != 9 or any(abs(math.dist((x, y), node) - radius) > _CLOSE for node in nodes):
        return path[0]
    return f"M {x - radius:.6f} {y:.6f} a {radius:.6f} {radius:.6f} 0 1 0 {2 * radius:.6f} 0 {radius:.6f} " \
           f"{radius:.6f} 0 1 0 {-2 * radius:.6f} 0 z"  # fmt: skip


def _joined(run: re.Match[str]) -> str:
    paths = re.findall(r' d="([^"]*)"', run[0])
    if "opacity" not in run["rest"]:
        return f'<path d="{" ".join(data.strip() for data in paths)}"{run["rest"]}/>'
    # Marks one can see through are darker where they overlap: they stay apart and share the rest alone.
    alone = _OPACITY.search(run["rest"])
    own = f' opacity="{alone[1]}"' if alone else ""
    return f"<g{_OPACITY.sub('', run['rest'])}>" + "".join(f'<path d="{data}"{own}/>' for data in paths) + "</g>"


def _small_glyphs(root: ElementTree.Element) -> None:
    """Give glyphs in thousandths of an em; leave all as they are where a text is not built as matplotlib builds it."""
    glyphs = [path for path in root.iter() if path.get("transform") == _GLYPH]
    known = {f"#{glyph.get('id')}" for glyph in glyphs}
    texts = [group for group in root.iter(_GROUP) if _TEXT.search(group.get("transform", ""))]
    uses = [use for group in texts for use in group.findall(_USE)]
    inner = sum(1 for group in texts for _ in group) - sum(len(group.findall(f"{{{_SVG}}}defs")) for group in texts)
    if inner != len(uses) or {use.get(_HREF) for use in uses} != known:
        return
    for glyph in glyphs:
        del glyph.attrib["transform"]
        glyph.set("d", re.sub(r"[\d.]+", lambda match: f"{float(match[0]) * _TO_EM:.0f}", glyph.get("d", "")))
    for group in texts:
        group.set("transform", _TEXT.sub(_tenth, group.get("transform", "")))
    for use in uses:
        _placed(use)


def _tenth(scale: re.Match[str]) -> str:
    part = number(float(scale[1]) / _FROM_HUNDREDTHS, 6)
    return f"scale({part} -{part})"


def _placed(use: ElementTree.Element) -> None:
    moved = _MOVED.search(transform := use.attrib.pop("transform", ""))
    if moved is None:
        return
    x, y = (number(float(part) * _FROM_HUNDREDTHS, 0) for part in moved.groups())
    if moved[0] == transform:
        use.attrib |= {name: part for name, part in (("x", x), ("y", y)) if part != "0"}
    else:
        use.set("transform", transform.replace(moved[0], f"translate({x} {y})"))


def _short(element: ElementTree.Element) -> None:
    """Shorten the attributes of one element."""
    for name, value in element.attrib.items():
        if name == "d":
            element.set(name, shortened(value, DECIMALS))
        elif name == "style":
            element.set(name, re.sub(r"([:;]) ", r"\1", value))
        elif name == _HREF:
            element.set(name, _picture(value))
        elif name == "transform" and "scale" in value:
            element.set(name, _MOVED.sub(_rounded, value))
        elif name not in ("id", "viewBox", "width", "height"):
            element.set(name, _FRACTION.sub(_rounded, value))


def _rounded(text: re.Match[str]) -> str:
    return _FRACTION.sub(lambda match: number(float(match[0]), DECIMALS), text[0])


@lru_cache(maxsize=2_048)  # a figure is written with and without text as paths, its pictures the same
def _picture(address: str) -> str:
    """Return the address of a picture, in a palette if its colours fit into one; every pixel stays as it is."""
    head, _, data = address.partition("base64,")
    if not head.startswith("data:image/png"):
        return address
    import numpy as np
    from PIL import Image

    pixels = np.asarray(image := Image.open(io.BytesIO(base64.b64decode(data))).convert("RGBA"))
    if image.getcolors(_COLOURS):
        # As one number a pixel: to sort rows of four takes many times as long.
        numbers, places = np.unique(np.ascontiguousarray(pixels).view(">u4"), return_inverse=True)
        colours = numbers.astype(">u4").view(np.uint8).reshape(-1, 4)
        image = Image.fromarray(places.reshape(pixels.shape[:2]).astype(np.uint8)).convert("P")
        image.putpalette(colours[:, :3].tobytes())
        image.info["transparency"] = colours[:, 3].tobytes()
    buffer = io.BytesIO()
    image.save(buffer, "PNG", optimize=True)
    return f"{head}base64,{base64.b64encode(buffer.getvalue()).decode('ascii')}"


def _pruned(parent: ElementTree.Element, named: set[str]) -> None:
    """Take away names that nothing refers to, groups that hold nothing, and those that do nothing."""
    kept = list(_kept(parent, named))
    for child in list(parent):
        parent.remove(child)
    parent.extend(kept)


def _kept(parent: ElementTree.Element, named: set[str]) -> Iterator[ElementTree.Element]:
    for child in list(parent):
        if child.tag == _METADATA:
            continue
        if child.get("id") not in named:
            child.attrib.pop("id", None)
        _pruned(child, named)
        if child.tag != _GROUP or child.attrib:
            yield from [child] if child.tag != _GROUP or len(child) else []
        else:
            yield from child
