"""A table as the kit writes it: rows of finished cells."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Table:
    """Column heads and rows of text; ``right`` names the columns that hold figures."""

    heads: list[str]
    rows: list[list[str]]
    right: list[bool]
