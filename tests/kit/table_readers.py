"""Reads a table back from each format, with software that the project's writers do not use where there is some."""

from __future__ import annotations

import csv
import html.parser
import re
from pathlib import Path

import pypandoc

from living_edition.exhibits.fonts import sans_file


class _Cells(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.tags: set[str] = set()
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self._inside = True
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.rows[-1][-1] += data


def html_cells(page: str) -> tuple[list[list[str]], set[str]]:
    """Return the rows, head first, and the names of all elements of the page."""
    reader = _Cells()
    reader.feed(page)
    return [[re.sub(r"[\s\u2007\u202f]+$", "", cell) for cell in row] for row in reader.rows], reader.tags


def rows(file: Path) -> list[list[str]]:
    """Return the table's rows, head first, as text; figures of XLSX and Parquet as Python writes them."""
    form = file.suffix[1:]
    if form == "csv":
        return list(csv.reader(file.read_text(encoding="utf-8-sig").splitlines(keepends=True)))
    if form == "html":
        return html_cells(file.read_text(encoding="utf-8"))[0]
    if form == "xlsx":
        return [[str(v) if v is not None else "" for v in row] for row in _sheet(file)]
    if form == "parquet":
        import pyarrow.parquet as pq

        table = pq.read_table(file)
        return [table.column_names, *[["" if v is None else str(v) for v in r.values()] for r in table.to_pylist()]]
    reader = {"md": "markdown-smart", "tex": "latex", "docx": "docx"}[form]
    page = pypandoc.convert_file(str(file), "html", format=reader, extra_args=["--wrap=none", "--quiet"])
    return html_cells(page)[0]


def _sheet(file: Path) -> list[tuple[object, ...]]:
    from openpyxl import load_workbook

    sheet = load_workbook(file).active
    return [row for row in sheet.iter_rows(min_row=3, max_row=sheet.max_row - 2, values_only=True)]


def typst_text(file: Path, folder: Path) -> str:
    """Compile the Typst table and return the PDF's text without its white space."""
    import typst
    from pypdf import PdfReader

    target = folder / "typst.pdf"
    typst.compile(str(file), output=str(target), font_paths=[str(Path(sans_file()).parent)], ignore_system_fonts=True)
    return re.sub(r"\s+", "", "".join(page.extract_text() for page in PdfReader(target).pages))
