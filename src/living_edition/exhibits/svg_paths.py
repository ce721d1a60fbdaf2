"""The data of an SVG path in the fewest characters: relative steps on a grid, no needless separator."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

_TOKEN = re.compile(r"[A-Za-z]|-?(?:\d+\.?\d*|\.\d+)(?:e-?\d+)?")
# How many numbers a command takes: matplotlib writes no others; arcs come from ``svg``.
_TAKES = {"M": 2, "L": 2, "Q": 4, "C": 6, "a": 7, "z": 0}
_FLAGS = slice(2, 5)  # of an arc: its rotation and two flags are no coordinates

Point = tuple[int, int]


def shortened(data: str, decimals: int) -> str:
    """Return path ``data`` with coordinates rounded to ``decimals``; with a command not known here, as it is.

    Points are rounded before their differences are taken, so that no error adds up along the path.
    """
    if not set(re.findall(r"[A-Za-z]", data)) <= {*_TAKES, "Z"}:
        return data
    return _text(_steps(data, 10**decimals), decimals)


def number(value: float, decimals: int) -> str:
    """Return ``value`` rounded to ``decimals`` in its shortest form: ``.5``, ``-3``, ``0``."""
    text = f"{value:.{decimals}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else re.sub(r"^(-?)0\.", r"\1.", text)


def _commands(data: str) -> Iterator[tuple[str, list[float]]]:
    tokens, at, command = _TOKEN.findall(data.replace("Z", "z")), 0, ""
    while at < len(tokens):
        if tokens[at].isalpha():
            command = tokens[at]
            at += 1
        yield command, [float(token) for token in tokens[at : at + _TAKES[command]]]
        at += _TAKES[command]


def _steps(data: str, scale: int) -> Iterator[tuple[str, list[int]]]:
    """Yield the commands with whole numbers, of which ``scale`` make a unit, relative to the point before."""
    here: Point = (0, 0)
    start: Point = (0, 0)
    for command, values in _commands(data):
        rounded = [round(value * scale) for value in values]
        if command == "a":
            rounded[_FLAGS] = [round(value) for value in values[_FLAGS]]
            here = (here[0] + rounded[5], here[1] + rounded[6])
            yield "a", rounded
        elif command == "z":
            here = start
            yield "z", []
        else:
            relative = [value - here[at % 2] for at, value in enumerate(rounded)]
            here = (rounded[-2], rounded[-1])
            start = here if command == "M" else start
            yield _shortest(command.lower(), relative)


def _shortest(command: str, relative: list[int]) -> tuple[str, list[int]]:
    if command == "l" and 0 in relative:
        return ("v", relative[1:]) if relative[0] == 0 else ("h", relative[:1])
    return command, relative


def _text(steps: Iterator[tuple[str, list[int]]], decimals: int) -> str:
    tokens: list[str] = []
    before = ""
    for command, values in steps:
        # Numbers without a letter are more of the same, after a move lines.
        if not values or command != {"m": "l"}.get(before, before):
            tokens.append(command)
        places = [0 if command == "a" and at in range(5)[_FLAGS] else decimals for at in range(len(values))]
        tokens += [number(value / 10**decimals, decimals) for value, decimals in zip(values, places, strict=True)]
        before = command
    return "".join(f" {token}" if _apart(last, token) else token for last, token in pairwise(["", *tokens]))


def _apart(last: str, token: str) -> bool:
    """Tell whether two tokens would be read as one without a space: a sign or a second point parts them too."""
    if not last or last.isalpha() or token.isalpha() or token.startswith("-"):
        return False
    return not (token.startswith(".") and "." in last)
