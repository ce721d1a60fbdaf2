"""Hostile cells come out as text in every format."""

from __future__ import annotations

import csv
import io

import pypandoc
import pytest

from cluster_finance.exhibits.tables import Table, to_csv, to_html, to_latex, to_markdown

CELLS = ["<script>", r"\input{x}", "a|b", "*a*", "㐂", "$x$", "[a](b)"]


@pytest.mark.parametrize("cell", CELLS)
def test_a_cell_stays_text(cell: str) -> None:
    table = Table(["h"], [[cell]], [False])
    assert list(csv.reader(io.StringIO(to_csv(table))))[1] == [cell]
    shown = pypandoc.convert_text(to_markdown(table), "plain", format="markdown", extra_args=["--wrap=none"])
    assert cell in shown
    assert cell in pypandoc.convert_text(to_html(table, "t"), "plain", format="html", extra_args=["--wrap=none"])
    assert r"\input" not in to_latex(table, "t", "n", "tbl-a")


def test_a_spreadsheet_formula_is_kept_as_text() -> None:
    assert to_csv(Table(["h"], [["=cmd()"]], [False])).splitlines()[1] == "'=cmd()"


def test_short_columns_keep_their_width_beside_a_long_one() -> None:
    # "1,234" needs five characters and has eight of a hundred; two long columns share by square root, 1 to 2.
    table = Table(["n", "words", "more"], [["1,234", "a" * 100, "b" * 400]], [True, False, False])
    rule = to_markdown(table).splitlines()[1].strip("| ").split(" | ")
    assert [len(cell) for cell in rule] == [8, 31, 61]
    fits = Table(["n", "words"], [["1,234", "a" * 20]], [True, False])
    assert [len(cell) for cell in to_markdown(fits).splitlines()[1].strip("| ").split(" | ")] == [5, 20]
