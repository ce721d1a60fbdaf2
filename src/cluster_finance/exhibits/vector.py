"""SVG as matplotlib writes it, made smaller without a change that an eye could see.

matplotlib repeats clip and style on each of a thousand marks, writes a circle as eight curves and
gives millionths of a point. Here circles become arcs, neighbouring paths of the same clip and style
become one (which draws the same as long as they are opaque), and the coordinates of paths are rounded
to hundredths of a point (1/7200 inch).
"""

from __future__ import annotations

import math
import re

DECIMALS = 2
_RUN = re.compile(r'<path d="[^"]*"(?P<rest>(?: clip-path="[^"]*")? style="[^"]*")/>(?:\s*<path d="[^"]*"(?P=rest)/>)+')
_DATA = re.compile(r'(?<= d=")[^"]*(?=")')
_NUMBER = re.compile(r"-?\d+\.\d+")
# A closed path of eight curves: where the marks are circles, matplotlib draws them so.
_EIGHT = re.compile(r"M [-\d. ]+\s*(?:C [-\d. ]+\s*){8}z\s*", re.IGNORECASE)
_LINE = re.compile(r"M([-\d.]+) ([-\d.]+)L([-\d.]+) ([-\d.]+)(?=M|$)")
# The opacity of a whole mark; fill-opacity and stroke-opacity pass from a group to its marks unchanged.
_OPACITY = re.compile(r"(?<![-\w])opacity: ([\d.]+)(?:; )?")
_CLOSE = 0.02  # points that a circle's nodes may lie off its radius


def compact(svg: str) -> str:
    """Return ``svg`` with circles as arcs, like paths joined, coordinates rounded and lines unindented."""
    joined = _RUN.sub(_joined, _DATA.sub(lambda match: _EIGHT.sub(_arcs, match[0]), svg))
    return re.sub(r">\s+<", ">\n<", _DATA.sub(lambda match: _rounded(match[0]), joined))


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


def _rounded(data: str) -> str:
    short = _NUMBER.sub(lambda match: _shortest(match[0]), data)
    return _LINE.sub(_straight, re.sub(r"\s*([A-Za-z])\s*", r"\1", short).strip())


def _straight(line: re.Match[str]) -> str:
    x, y, to_x, to_y = line.groups()
    return f"M{x} {y}V{to_y}" if x == to_x else f"M{x} {y}H{to_x}" if y == to_y else line[0]


def _shortest(number: str) -> str:
    text = f"{float(number):.{DECIMALS}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
