"""Heads and panels that span columns, as pandoc reads them back from the Markdown of the edition's pages."""

from __future__ import annotations

import json
from typing import Any

import pypandoc

from living_edition.exhibits.cells import Cell
from living_edition.exhibits.grid_tables import to_grid
from living_edition.exhibits.tables import Column, RowGroup, Spanner, Table

TABLE = Table(
    [Column(""), *[Column(f"({at})", "centre") for at in (1, 2, 3)]],
    [
        RowGroup([[Cell("a | b"), Cell(0.11, 2), Cell(0.22, 2), Cell()],
                  [Cell(), Cell(0.5, 1, "(", ")"), Cell(), Cell()]]),
        RowGroup([[Cell("- 乙"), Cell("1. x"), Cell(-0.33, 2), Cell(44, 0)]], panel="Panel *A*", rule=True),
    ],
    [[Spanner("贷款 of all firms, in logarithms", 1, 2)]],
)  # fmt: skip


def read(markdown: str) -> list[list[tuple[str, int]]]:
    """Return pandoc's rows, heads first: the text of each cell and how many columns it spans."""
    blocks = json.loads(pypandoc.convert_text(markdown, "json", format="markdown"))["blocks"]
    (table,) = (block["c"] for block in blocks if block["t"] == "Table")
    rows = [*table[3][1], *table[4][0][3]]
    return [[(text(cell[4]), cell[3]) for cell in row[1]] for row in rows]


def text(part: Any) -> str:
    if isinstance(part, dict):
        found = {"Str": part.get("c"), "Space": " ", "SoftBreak": " "}.get(part["t"])
        return found if isinstance(found, str) else text(part.get("c", []))
    return "".join(map(text, part)) if isinstance(part, list) else ""


def test_pandoc_reads_every_cell_in_its_place() -> None:
    rows = [[(words.strip("\u00a0\u2007\u202f"), span) for words, span in row] for row in read(to_grid(TABLE))]
    assert rows == [
        [("", 1), ("贷款 of all firms, in logarithms", 2), ("", 1)],
        [("", 1), ("(1)", 1), ("(2)", 1), ("(3)", 1)],
        [("a | b", 1), ("0.11", 1), ("0.22", 1), ("", 1)],
        [("", 1), ("(0.5)", 1), ("", 1), ("", 1)],
        [("Panel *A*", 4)],
        [("- 乙", 1), ("1. x", 1), ("\u22120.33", 1), ("44", 1)],
    ]
