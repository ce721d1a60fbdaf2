"""A table as people have it, brought into the one form of data/raw: from XLSX, or CSV as a spreadsheet saves it.

What has one meaning alone is normalised, and told: encoding, line ends, separators of thousands, full-width digits,
space around cells. What could mean two things is refused.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import math
import re
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from living_edition.errors import InputError, Problem, refuse
from living_edition.files import csv_records, shown_name

Records = list[list[str]]
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", re.ASCII)
# What has zeros before it may be a code.
_CODE = re.compile(r"[+-]?0\d", re.ASCII)
_UNSEEN = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")
_FAULT = re.compile(r"#[A-Z/0!?]+")
# A spreadsheet keeps fifteen digits of a number: of a longer one (a code, a licence) the rest is lost.
_LOST = 10**15


@dataclass
class Incoming:
    """The records of a file, the header first, and what was normalised, a line each."""

    file: Path
    records: Records
    remarks: list[str] = field(default_factory=list)

    def problem(self, location: str, actual: str, expected: str, mend: str) -> Problem:
        """Return a problem of the file, named as the person knows it."""
        return Problem(shown_name(self.file), location, actual, expected, mend)

    def numeric(self) -> list[str]:
        """Return the columns of which every cell with a value is a number, none a code, once it is normalised."""
        columns = zip(*self.records[1:], strict=True)
        return [
            name
            for name, column in zip(self.records[0], columns, strict=True)
            if (cells := [_plain(cell) for cell in column if cell])
            and all(_NUMBER.fullmatch(cell) and not _CODE.match(cell) for cell in cells)
        ]

    def text(self) -> str:
        """Return the records as CSV of the one form: commas, line feeds, quotation marks where they must be."""
        stream = io.StringIO()
        csv.writer(stream, lineterminator="\n").writerows(self.records)
        return stream.getvalue()


def read(file: Path, sheet: str = "") -> Incoming:
    """Return the table in ``file``: XLSX (its ``sheet``, if it has several) or CSV.

    Raises ``InputError`` where there is no table, or more than one meaning.
    """
    if not file.is_file():
        raise InputError([Problem(shown_name(file), "", "no such file", "a CSV or XLSX file", "correct its name")])
    content = _workbook(file, sheet) if file.suffix.lower() in (".xlsx", ".xlsm") else _text(file)
    _trim(content)
    problems = list(_shape(content))
    refuse(problems)
    return content


def normalise(table: Incoming, numeric: Collection[str]) -> None:
    """Bring the cells of ``table`` into form, those of the columns ``numeric`` as numbers.

    Raises ``InputError`` for a column whose commas could part thousands or decimals.
    """
    problems = []
    for at, name in enumerate(table.records[0]):
        cells = [record[at] for record in table.records[1:]]
        if name in numeric and (wrong := _decimal_comma(cells)):
            expected = "commas that part thousands alone"
            problems.append(table.problem(f"row {wrong[0] + 2}, column {name}", repr(wrong[1]), expected,
                                          "write decimals with a point, and no separator of thousands"))  # fmt: skip
        plain = [_plain(cell) if name in numeric else cell for cell in cells]
        for record, cell in zip(table.records[1:], plain, strict=True):
            record[at] = cell
        table.remarks += _remarks(name, cells, plain)
    refuse(problems)


def _text(file: Path) -> Incoming:
    content, table = file.read_bytes(), Incoming(file, [])
    text = _decoded(content, table)
    if "\r" in text:
        table.remarks.append(f"{text.count(chr(13))} line ends CRLF or CR become LF")
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    header = text.partition("\n")[0]
    mark = max(",\t;", key=header.count)
    if mark == ";":
        problem = table.problem("row 1", "semicolons between the cells", "commas",
                                "export it with commas between cells and points in numbers, or as XLSX")  # fmt: skip
        raise InputError([problem])
    if mark == "\t" and header.count(mark):
        table.remarks.append("tabs between the cells become commas")
    table.records += csv_records(text, shown_name(file), mark)
    return table


def _decoded(content: bytes, table: Incoming) -> str:
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            table.remarks.append(f"{encoding.upper()} with a byte order mark becomes UTF-8 without")
            return _strict(content[len(mark) :], encoding, table)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        text = _strict(content, "gb18030", table)
    # Any two bytes are some character of GB 18030: only where most are of the common ones it was meant.
    foreign = [char for char in text if not char.isascii()]
    common = [char for char in foreign if _common(char)]
    if 2 * len(common) <= len(foreign):
        problem = table.problem("", "bytes that are neither UTF-8 nor plainly GB 18030", "UTF-8",
                                "save it as UTF-8, or as XLSX")  # fmt: skip
        raise InputError([problem])
    table.remarks.append(f"GB 18030 becomes UTF-8 ({''.join(common[:8])}…)")
    return text


def _common(char: str) -> bool:
    try:
        return bool(char.encode("gb2312"))
    except UnicodeEncodeError:
        return False


def _strict(content: bytes, encoding: str, table: Incoming) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        actual = f"the byte 0x{content[error.start]:02x}, which is neither UTF-8 nor GB 18030"
        raise InputError([table.problem(f"row {row}", actual, "UTF-8", "save it as UTF-8, or as XLSX")]) from None


def _workbook(file: Path, sheet: str) -> Incoming:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    table = Incoming(file, [])
    try:
        values, formulas = load_workbook(file, data_only=True), load_workbook(file)
    except (InvalidFileException, OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise InputError([table.problem("", f"{error}", "an XLSX workbook", "save it again as XLSX")]) from None
    filled = [tab.title for tab in values.worksheets if tab.max_row > 1 or tab["A1"].value is not None]
    name = sheet or (filled[0] if len(filled) == 1 else "")
    if name not in values.sheetnames:
        actual = f"the sheets {', '.join(values.sheetnames)}"
        raise InputError([table.problem("", actual, "one of them", "name it: --sheet NAME")])
    page, formula_sheet = values[name], formulas[name]
    problems = list(_unclear(table, page))
    for row, source in zip(page.iter_rows(), formula_sheet.iter_rows(), strict=True):
        table.records.append([])
        for cell, formula in zip(row, source, strict=True):
            text = _value(cell)
            if (fault_ := _cell_fault(cell, formula)) is not None:
                problems.append(table.problem(f"cell {cell.coordinate}", *fault_))
            table.records[-1].append(text)
    refuse(problems)
    counted = sum(cell.data_type == "f" for row in formula_sheet.iter_rows() for cell in row)
    table.remarks.append(f"the sheet {name!r} of a workbook becomes CSV")
    table.remarks += [f"{counted} formulas become the values that were saved with them"] if counted else []
    return table


def _unclear(table: Incoming, page: Any) -> Iterator[Problem]:
    for merged in page.merged_cells.ranges:
        yield table.problem(f"cells {merged}", "merged cells", "a value a cell", "part them, and fill each")
    hidden = [f"row {n}" for n, row in page.row_dimensions.items() if row.hidden]
    hidden += [f"column {n}" for n, column in page.column_dimensions.items() if column.hidden]
    if hidden:
        yield table.problem(hidden[0], f"hidden: {', '.join(hidden[:5])}", "what a reader sees", "show or delete it")


def _cell_fault(cell: Any, formula: Any) -> tuple[str, str, str] | None:
    value = cell.value
    if formula.data_type == "f" and value is None:
        return "a formula without a saved value", "a value", "open and save the workbook in a spreadsheet"
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if number and "%" in str(cell.number_format):
        return f"{value:g} shown as a percentage", "a plain number", "format the cell as a number, in the unit you mean"
    if number and abs(value) >= _LOST:
        return f"a number of {len(str(int(value)))} digits", "fifteen at most", "keep it as text in the spreadsheet"
    return None


def _value(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(sep=" ")
    if isinstance(value, float):
        # The digits that the spreadsheet keeps.
        return f"{value:.15g}"
    return str(value)


def _trim(table: Incoming) -> None:
    """Clear space around cells and what cannot be seen; drop empty rows and columns at the end."""
    seen = unseen = 0
    for record in table.records:
        for at, cell in enumerate(record):
            clean = _UNSEEN.sub("", cell)
            unseen += clean != cell
            seen += clean.strip() != clean
            record[at] = clean.strip()
    table.remarks += [f"{unseen} cells lose characters that cannot be seen (zero width)"] if unseen else []
    table.remarks += [f"{seen} cells lose space at an end"] if seen else []
    before = len(table.records)
    while table.records and not any(table.records[-1]):
        table.records.pop()
    table.remarks += [f"{before - len(table.records)} empty rows at the end go"] if before > len(table.records) else []
    widths = [max((at + 1 for at, cell in enumerate(record) if cell), default=0) for record in table.records]
    wide = len(table.records[0]) if table.records else 0
    width = max(widths, default=0)
    if 0 < width < wide and all(len(record) == wide for record in table.records):
        table.records = [record[:width] for record in table.records]
        table.remarks.append(f"{wide - width} empty columns at the end go")


def _shape(table: Incoming) -> Iterator[Problem]:
    if len(table.records) < 2:
        yield table.problem("", "no rows", "a header and rows", "fill the table")
        return
    header = table.records[0]
    if not all(header):
        yield table.problem("row 1", "a header with empty cells", "the names of the columns",
                            "take titles and units out above the header; name every column")  # fmt: skip
    for name, times in Counter(header).items():
        if name and times > 1:
            yield table.problem(f"row 1, column {name}", f"the column {name!r} {times} times", "it once", "rename one")
    for number, record in enumerate(table.records[1:], start=2):
        if not any(record):
            yield table.problem(f"row {number}", "an empty row", "rows", "take it out")
        elif len(record) != len(header):
            yield table.problem(f"row {number}", f"{len(record)} cells", f"{len(header)} cells", "complete the row")
    for number, record in enumerate(table.records[1:], start=2):
        for name, cell in zip(header, record, strict=False):
            if _FAULT.fullmatch(cell):
                yield table.problem(f"row {number}, column {name}", f"{cell!r}, a spreadsheet's error", "a value",
                                    "mend the formula")  # fmt: skip


def _plain(cell: str) -> str:
    """Return a number as the raw tables write it, as far as ``cell`` is one."""
    narrow = unicodedata.normalize("NFKC", cell).replace("\u2212", "-").strip()
    if _THOUSANDS.fullmatch(narrow):
        narrow = narrow.replace(",", "")
    # What is too large for a number is told as such.
    if not _NUMBER.fullmatch(narrow) or _CODE.match(narrow) or not math.isfinite(float(narrow)):
        return cell
    # As a program writes 0.00001 or 3: 1e-05, +3, with every digit kept.
    return format(Decimal(narrow) if float(narrow) else abs(Decimal(narrow)), "f")


def _decimal_comma(cells: list[str]) -> tuple[int, str] | None:
    """Return a cell whose comma parts no thousands, with its place; None where every comma does."""
    for location, cell in enumerate(cells):
        narrow = unicodedata.normalize("NFKC", cell).strip()
        if re.fullmatch(r"[+-]?\d+(,\d+)+(\.\d+)?", narrow, re.ASCII) and not _THOUSANDS.fullmatch(narrow):
            return location, cell
    return None


def _remarks(name: str, before: list[str], after: list[str]) -> list[str]:
    changed = [(n, old, new) for n, (old, new) in enumerate(zip(before, after, strict=True), start=2) if old != new]
    if not changed:
        return []
    row, old, new = changed[0]
    more = f", and {len(changed) - 1} more cells of the column" if len(changed) > 1 else ""
    return [f"column {name}: {old!r} becomes {new} (row {row}){more}"]
