"""A table in the formats that are packed: Parquet, XLSX and DOCX; the same cells, the same bytes each time."""

from __future__ import annotations

import datetime as dt
import io
import os
import re
from pathlib import Path
from typing import Any

from living_edition.exhibits.archive import MOMENT, pack
from living_edition.exhibits.cells import Shown, figures
from living_edition.exhibits.tables import Table
from living_edition.exhibits.text_formats import (
    LINE,
    About,
    column_widths,
    escaped,
    to_markdown,
)
from living_edition.files import whole_file
from living_edition.ledger.formatting import MINUS

# XML 1.0 has no place for these.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


def write_parquet(table: Table, about: About, target: Path) -> None:
    """Write a column of numbers where all its figures carry the same words, of text otherwise.

    The file's metadata hold the title, the note and the stamp.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = []
    for i in range(len(table.heads)):
        cells = [row[i] for row in table.rows]
        found = [row[i] for row in figures(table)]
        columns.append(_numbers(cells, found) or pa.array(cells, pa.string()))
    described = {"id": about.id, "title": about.title, "note": about.note, "stamp": about.stamp}
    names = [head or f"column_{i}" for i, head in enumerate(table.heads, 1)]
    made = pa.table(columns, schema=pa.schema([(n, c.type) for n, c in zip(names, columns, strict=True)], described))
    with whole_file(target) as temporary:
        pq.write_table(made, temporary, compression="zstd")


def _numbers(cells: list[str], found: list[Shown | None]) -> Any | None:
    import pyarrow as pa

    known = [number for number in found if number is not None]
    plain = len(known) == sum(cell != "" for cell in cells) and len({(n.before, n.after) for n in known}) == 1
    return pa.array([n.value if n else None for n in found], pa.float64()) if plain else None


def number_format(number: Shown) -> str:
    """Return the spreadsheet's number format that prints ``number`` as it is shown elsewhere.

    A minus is the true one (U+2212); words and brackets around the figure stand in quotation marks.
    """
    digits = ("#,##0" if number.grouped else "0") + ("." + "0" * number.decimals if number.decimals else "")
    # A per cent sign outside quotation marks would multiply by a hundred: the value is already what is shown.
    after = _quoted(number.after)
    return f"{_quoted(number.before)}{digits}{after};{_quoted(number.before + MINUS)}{digits}{after}"


def _quoted(words: str) -> str:
    return '"' + words.replace('"', "”") + '"' if words else ""


def write_xlsx(table: Table, about: About, target: Path) -> None:
    """Write one sheet: title, table, note, stamp. Figures are numbers, everything else is text."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Border, Font, Side
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    sheet.title = about.id[:31]
    edge, thin = Side(style="medium"), Side(style="thin")
    _text(sheet.cell(1, 1), about.title)
    sheet.cell(1, 1).font = Font(bold=True)
    for column, head in enumerate(table.heads, 1):
        cell = sheet.cell(3, column)
        _text(cell, head)
        cell.border = Border(top=edge, bottom=thin)
        cell.alignment = Alignment(horizontal="right" if table.right[column - 1] else "left", wrap_text=True)
    last = 3 + len(table.rows)
    for r, (row, found) in enumerate(zip(table.rows, figures(table), strict=True), 4):
        for column, (text, number) in enumerate(zip(row, found, strict=True), 1):
            cell = sheet.cell(r, column)
            if number is None:
                _text(cell, text)
            else:
                cell.value, cell.number_format = number.value, number_format(number)
            cell.alignment = Alignment(horizontal="right" if table.right[column - 1] else "left")
            cell.border = Border(bottom=edge) if r == last else Border()
    _text(sheet.cell(last + 1, 1), about.note)
    _text(sheet.cell(last + 2, 1), about.stamp)
    for column, cells in enumerate(zip(table.heads, *table.rows, strict=True), 1):
        width = max(sum(2 if ord(c) >= 0x2E80 else 1 for c in cell) for cell in cells)
        sheet.column_dimensions[get_column_letter(column)].width = min(max(width + 2, 8), 60)
    sheet.freeze_panes = "A4"
    book.properties.creator = ""
    book.properties.title = about.title
    book.properties.created = book.properties.modified = MOMENT
    buffer = io.BytesIO()
    book.save(buffer)
    # openpyxl puts the clock into the core properties as it saves.
    pack(buffer.getvalue(), target)


def _text(cell: Any, text: str) -> None:
    """Set ``text`` as text: openpyxl would take a leading ``=`` for a formula."""
    cell.value = _CONTROL.sub("\ufffd", text) or None
    if text:
        cell.data_type = "s"
        cell.quotePrefix = text.startswith(("=", "+", "-", "@"))


def write_docx(table: Table, about: About, target: Path) -> None:
    """Write a document with the table, its caption, note and stamp, by pandoc."""
    import pypandoc

    note, stamp = (escaped(words) for words in (about.note, about.stamp))
    source = f"{to_markdown(table, _TEXT)}\n: {escaped(about.title)}\n\n{note}\n\n{stamp}\n"
    language = {"zh": "zh-CN", "en": "en-GB"}[about.lang]
    before = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = str(int(MOMENT.replace(tzinfo=dt.UTC).timestamp()))
    try:
        with whole_file(target) as temporary:
            pypandoc.convert_text(
                source, "docx", format="markdown-smart-tex_math_dollars", outputfile=str(temporary),
                # Every line is longer than this: the columns take their widths from the table, not from the reader.
                extra_args=[f"--metadata=lang:{language}", "--columns=10", "--quiet"],
            )  # fmt: skip
            page = _LYING_PAGE if sum(column_widths(table, _TEXT)) > LINE else _UPRIGHT_PAGE
            pack(temporary.read_bytes(), temporary, page=page)
    finally:
        if before is None:
            del os.environ["SOURCE_DATE_EPOCH"]
        else:
            os.environ["SOURCE_DATE_EPOCH"] = before


# A column of text wraps beyond this many letters; a table wider than an upright page lies on its side.
_TEXT = 24
# A4, in twentieths of a point, with margins of an inch.
_MARGINS = "".join(f' w:{side}="1440"' for side in ("top", "right", "bottom", "left"))
_UPRIGHT_PAGE = f'<w:pgSz w:w="11906" w:h="16838"/><w:pgMar{_MARGINS} w:header="720" w:footer="720" w:gutter="0"/>'
_LYING_PAGE = _UPRIGHT_PAGE.replace('w:w="11906" w:h="16838"', 'w:w="16838" w:h="11906" w:orient="landscape"')
