"""Where decimal points stand on the page, in each form that is set: read off the PDF and the browser, not the source.

In a column all points stand in one line: beside signs, brackets, stars, bounds and figures of other lengths.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typesetting import latex, office

from living_edition.exhibits import text_formats as formats
from living_edition.exhibits.cells import Cell, cell, p_value
from living_edition.exhibits.fonts import serif_file
from living_edition.exhibits.html_tables import to_html
from living_edition.exhibits.latex_tables import to_latex
from living_edition.exhibits.tables import Column, RowGroup, Table
from living_edition.exhibits.typst_tables import to_typst
from living_edition.exhibits.word_tables import write_docx

ABOUT = formats.About("tbl-points", "Points", "Source: none", "en", "made for the test")
CENTRED = [
    Cell(-0.5698, 3), Cell(0.0542, 3, "(", ")"), Cell(0.071, 3, "[", "]"), Cell(-0.4, 3, "(", ")"), Cell(12.53, 3),
    Cell(1234.5, 1), p_value(0.0001), p_value(0.0002, 3, "[", "]"), Cell(0.256, 3, after="***"),
    Cell(-1.056, 3, after="*"), Cell(0.7, 2),
]  # fmt: skip
RIGHT = [
    Cell(-0.5, 3), Cell(1234.56, 2), Cell(0.25, 2, after="%"), Cell(12.5, 1), p_value(0.0001), Cell(0.125, 3),
    Cell(-7.75, 2, after="%"), Cell(3.5, 1), Cell(44.25, 2), Cell(100.25, 2), Cell(0.5, 1),
]  # fmt: skip
TABLE = Table(
    [Column("Row"), Column("Right", "right"), Column("(1)", "centre"), Column("(2)", "centre")],
    [RowGroup([[cell(f"row {at}"), right, centred, Cell(0.25 + at, 3, "(", ")")]])
     for at, (right, centred) in enumerate(zip(RIGHT, CENTRED, strict=True))],
)  # fmt: skip
# A tenth of what the eye tells at reading distance (0.1 mm), in points.
TOLERANCE = 0.03
Rows = Iterator[list[float]]


def printed(pdf: Path) -> Rows:
    """Yield, for each row of the table, where its points stand from the left, in points of print."""
    import pypdfium2

    page = pypdfium2.PdfDocument(pdf)[0].get_textpage()
    text = page.get_text_range()
    assert len(text) == page.count_chars()
    for line in re.finditer(r"row \d.*", text):
        # A point between digits that are seen: those that hold a place have no letters.
        at = [line.start() + found.start() + 1 for found in re.finditer(r"\d\.\d", line[0])]
        yield [sum(page.get_charbox(index)[::2]) / 2 for index in at]


def words(pdf: Path) -> str:
    """Return the text of the page without its white space."""
    import pypdfium2

    return re.sub(r"\s+", "", pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range())


def browsed(browser: Any, page: str, file: Path) -> Rows:
    """Yield the same of a page of HTML, in CSS pixels."""
    file.write_text(page, encoding="utf-8")
    script = """() => [...document.querySelectorAll("tbody tr")].map(row => [...row.cells].slice(1).map(cell => {
      const range = document.createRange(), at = cell.firstChild.data.indexOf(".");
      range.setStart(cell.firstChild, at); range.setEnd(cell.firstChild, at + 1);
      return range.getBoundingClientRect().left }))"""
    opened = browser.new_page()
    opened.goto(file.as_uri())
    yield from opened.evaluate(script)
    opened.close()


def in_line(rows: Rows) -> None:
    columns = list(zip(*rows, strict=True))
    assert [len(column) for column in columns] == [len(CENTRED)] * 3
    assert [round(max(column) - min(column), 2) for column in columns] == pytest.approx([0, 0, 0], abs=TOLERANCE)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("xelatex") is None, reason="XeLaTeX is not installed")
def test_points_stand_in_one_line_in_latex(tmp_path: Path) -> None:
    (tmp_path / "table.tex").write_text(to_latex(TABLE, ABOUT), encoding="utf-8")
    pdf, faults = latex([tmp_path / "table.tex"], "article", tmp_path)
    assert faults == []
    in_line(printed(pdf))
    # A sign stays within its brackets.
    assert "[<0.001]" in words(pdf) and "(−0.400)" in words(pdf)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("xelatex") is None, reason="XeLaTeX is not installed")
def test_signs_that_the_faces_of_latex_lack_are_printed_all_the_same(tmp_path: Path) -> None:
    """Without an error in the log, and quotation marks and apostrophes as wide as Latin ones."""
    texts = ["≥ 100", "≤ 2 × 3", "±5 → ∞", "β, σ, Δ", "the cities’ and the fund’s “own” years", "“自己”的"]
    table = Table([Column("Sign")], [RowGroup([[cell(text)]]) for text in texts])
    (tmp_path / "table.tex").write_text(to_latex(table, ABOUT), encoding="utf-8")
    pdf, faults = latex([tmp_path / "table.tex"], "article", tmp_path)
    assert faults == []
    said = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, text=True, check=True).stdout
    assert "the cities’ and the fund’s “own” years" in said and "自己" in said
    # The faces of formulas write Delta as the increment.
    for text in ("≥ 100", "≤ 2 × 3", "±5 → ∞", "β, σ, ∆"):
        assert text.replace(" ", "") in said.replace(" ", ""), said


def test_points_stand_in_one_line_in_typst(tmp_path: Path) -> None:
    import typst

    (tmp_path / "table.typ").write_text(to_typst(TABLE, ABOUT), encoding="utf-8")
    fonts = [str(Path(serif_file()).parent)]
    typst.compile(str(tmp_path / "table.typ"), output=str(tmp_path / "table.pdf"), font_paths=fonts,
                  ignore_system_fonts=True)  # fmt: skip
    in_line(printed(tmp_path / "table.pdf"))


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_points_stand_in_one_line_in_word(tmp_path: Path) -> None:
    write_docx(TABLE, ABOUT, tmp_path / "table.docx")
    in_line(printed(office([tmp_path / "table.docx"], tmp_path)["table"]))


def test_points_stand_in_one_line_in_a_browser(browser: Any, tmp_path: Path) -> None:
    in_line(browsed(browser, to_html(TABLE, ABOUT), tmp_path / "table.html"))
