"""A table in the formats that are packed: Parquet and XLSX; the same cells, the same bytes each time."""

from __future__ import annotations

import io
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

from living_edition.archive import MOMENT, members, pack
from living_edition.exhibits.cells import number_format
from living_edition.exhibits.markdown_tables import text_width
from living_edition.exhibits.tables import Table, frame
from living_edition.exhibits.text_formats import About
from living_edition.files import FORMULA, whole_file

# So many rows can be read on a page on its side.
_PAGE_OF_ROWS = 45
# XML 1.0 has no place for these.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


def write_parquet(table: Table, about: About, target: Path) -> None:
    """Write what ``frame`` holds: numbers as numbers, with all their digits.

    The file's metadata hold the title, the note and the stamp.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    described = {"id": about.id, "title": about.title, "note": about.note, "stamp": about.stamp}
    arrow = pa.Table.from_pandas(frame(table), preserve_index=False).replace_schema_metadata(described)
    with whole_file(target) as temporary:
        pq.write_table(arrow, temporary, compression="zstd")


def write_xlsx(table: Table, about: About, target: Path) -> None:
    """Write one sheet: title, table, note, stamp.

    Figures are numbers with all their digits in a format that shows those printed; everything else is text.
    """
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    sheet.title = about.id[:31]
    _text(sheet.cell(1, 1), about.title)
    sheet.cell(1, 1).font = Font(bold=True)
    first = _sheet_heads(sheet, table)
    last = _sheet_rows(sheet, table, first)
    for at, (head, *texts) in enumerate(zip(table.heads, *table.texts, strict=True), 1):
        width = max(text_width(text) for text in (head, *texts))
        sheet.column_dimensions[get_column_letter(at)].width = min(max(width + 2, 8), 60)
    for cells in sheet.iter_rows(first, last):
        texts = [cell for cell in cells if cell.data_type == "s"]
        heights = (_height(cell.value, sheet.column_dimensions[cell.column_letter].width) for cell in texts)
        sheet.row_dimensions[cells[0].row].height = max(heights, default=_height("", 1))
    for row, words in enumerate((about.note, about.stamp), last + 1):
        _below(sheet, row, words)
    # In print, as wide as a page, and on one where it has room.
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage = int(last <= _PAGE_OF_ROWS), True
    sheet.print_title_rows = f"3:{first - 1}"
    sheet.freeze_panes = f"A{first}"
    book.properties.creator = ""
    book.properties.title = about.title
    book.properties.created = book.properties.modified = MOMENT
    buffer = io.BytesIO()
    book.save(buffer)
    # openpyxl puts the clock into the core properties as it saves.
    pack(members(buffer.getvalue()), target)


def _sheet_heads(sheet: Any, table: Table) -> int:
    """Write the heads from the third row on, those that span as merged cells; return the row after them."""
    from openpyxl.styles import Alignment, Border, Side

    edge, thin = Side(style="medium"), Side(style="thin")
    row = 3
    for level in table.spanners:
        for spanner in level:
            _text(sheet.cell(row, spanner.first + 1), spanner.label)
            sheet.merge_cells(start_row=row, end_row=row, start_column=spanner.first + 1, end_column=spanner.last + 1)
        spanned = table.spread(level)
        for at, label in enumerate(spanned, 1):
            sheet.cell(row, at).border = Border(top=edge if row == 3 else None, bottom=thin if label else None)
            sheet.cell(row, at).alignment = Alignment(horizontal="center")
        row += 1
    indents = _indents(table)
    for at, column in enumerate(table.columns, 1):
        _text(sheet.cell(row, at), column.head)
        sheet.cell(row, at).border = Border(top=edge if row == 3 else None, bottom=thin)
        sheet.cell(row, at).alignment = Alignment(horizontal=column.side, wrap_text=True, indent=indents[at - 1])
    return row + 1


def _sheet_rows(sheet: Any, table: Table, row: int) -> int:
    """Write the rows from ``row`` on; return the last."""
    from openpyxl.styles import Alignment, Border, Side

    edge, thin = Side(style="medium"), Side(style="thin")
    start, indents = row, _indents(table)
    for group in table.groups:
        top = thin if group.rule and row > start else None
        if group.panel:
            _text(sheet.cell(row, 1), group.panel)
            row += 1
        for cells in group.rows:
            for at, (content, column) in enumerate(zip(cells, table.columns, strict=True), 1):
                cell = sheet.cell(row, at)
                if content.number is None:
                    _text(cell, content.text)
                else:
                    cell.value, cell.number_format = content.number, number_format(content)
                cell.alignment = Alignment(
                    horizontal=column.side, vertical="top", wrap_text=not column.figures, indent=indents[at - 1]
                )
                cell.border = Border(top=top)
            row, top = row + 1, None
    for at in range(1, len(table.columns) + 1):
        sheet.cell(row - 1, at).border = Border(top=sheet.cell(row - 1, at).border.top, bottom=edge)
    return row - 1


def _indents(table: Table) -> list[int]:
    """Return how far in each column's texts stand: words after a column flush right would touch its figures."""
    sides = ["left", *(column.align for column in table.columns)]
    return [int((before, own) == ("right", "left")) for before, own in pairwise(sides)]


def _below(sheet: Any, row: int, words: str) -> None:
    """Write ``words`` below the table, as wide as it is, in as many lines as they take."""
    from openpyxl.styles import Alignment

    _text(sheet.cell(row, 1), words)
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=sheet.max_column)
    sheet.cell(row, 1).alignment = Alignment(wrap_text=True, vertical="top")
    width = sum(column.width for column in sheet.column_dimensions.values())
    sheet.row_dimensions[row].height = _height(words, width)


def _height(words: str, width: float) -> int:
    """Return how high ``words`` are in points: a spreadsheet does not find the height of a row by itself."""
    lines = 1 if text_width(words) + 1 <= width else -(-text_width(words) // int(0.95 * width))
    return lines * (18 if text_width(words) > len(words) else 15)


def _text(cell: Any, text: str) -> None:
    """Set ``text`` as text: openpyxl would take a leading ``=`` for a formula."""
    cell.value = _CONTROL.sub("\ufffd", text) or None
    if text:
        cell.data_type = "s"
        cell.quotePrefix = text.startswith(FORMULA)
