"""The last touch to the edition in Word that an engine made."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

from living_edition.archive import members, pack

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_NO_PROPERTIES = f'{_XML}<Properties xmlns="{_PROPERTIES}"/>'.encode()


_WRAPPED = re.compile(r"(<w:wordWrap [^>]*/>)(<w:shd [^>]*/>)")


def finish(document: Path, date: str) -> None:
    """Fill the contents of the Word ``document`` and pack it again, dated ``date`` (YYYY-MM-DD).

    An engine leaves the contents to Word, which makes them when it opens the file; other readers do
    not and would show none. Page numbers come when Word lays out the pages.
    """
    files = members(document.read_bytes())
    text = files["word/document.xml"].decode("utf-8")
    files["word/document.xml"] = _keep_tables_whole(_with_rules(_opened(_with_contents(text)))).encode("utf-8")
    # Quarto's code has its shading after how it wraps; the standard has it before.
    styles = files["word/styles.xml"].decode("utf-8")
    files["word/styles.xml"] = _WRAPPED.sub(r"\2\1", styles).encode("utf-8")
    # What the engines leave among the properties are settings of theirs, paths among them.
    if "docProps/custom.xml" in files:
        files["docProps/custom.xml"] = _NO_PROPERTIES
    pack(files, document, dt.datetime.fromisoformat(date))


_TABLE, _ROW = re.compile(r"<w:tbl>.*?</w:tbl>", re.S), re.compile(r"<w:tr>.*?</w:tr>", re.S)
_CELL = re.compile(r"<w:tcPr ?/>|<w:tcPr>(.*?)</w:tcPr>", re.S)


def _with_rules(text: str) -> str:
    """Put the rules of heads in several rows, which a table's style knows only below the first."""

    def ruled(match: re.Match[str]) -> str:
        head_rows = [row for row in _ROW.findall(match[0]) if "<w:tblHeader" in row]
        table = match[0]
        for row in head_rows[:-1]:
            table = table.replace(row, _CELL.sub(lambda cell: _edged(cell, 4 if "gridSpan" in cell[0] else 0), row), 1)
        return (
            table.replace(head_rows[-1], _CELL.sub(lambda cell: _edged(cell, 6), head_rows[-1]), 1)
            if head_rows[1:]
            else table
        )

    return _TABLE.sub(ruled, text)


def _edged(cell: re.Match[str], width: int) -> str:
    """Return a cell's properties with a rule below it ``width`` eighths of a point thick, or none."""
    kind = f'"single" w:sz="{width}" w:space="0" w:color="auto"' if width else '"nil"'
    return f"<w:tcPr>{cell[1] or ''}<w:tcBorders><w:bottom w:val={kind}/></w:tcBorders></w:tcPr>"


# So many rows fit a page; a table of more breaks between two.
_PAGE_OF_ROWS = 36
_KEPT = re.compile(r"(<w:tbl>.*?</w:tbl>)(?=(?:\s*<w:p>\s*<w:pPr>\s*<w:pStyle w:val=\"(\w+)\")?)", re.S)
_ROOM_ABOVE = ("ExhibitNote", "CaptionedFigure")
_BLANK = re.compile(r'w:val="Compact"( ?/>\s*</w:pPr>\s*</w:p>)')
_TABLE_END = '<w:p><w:pPr><w:pStyle w:val="TableEnd"/></w:pPr></w:p>'


def _keep_tables_whole(text: str) -> str:
    """Keep the rows of a table on one page, with its note where it has one; another has room below it instead."""

    def kept_table(match: re.Match[str]) -> str:
        # An empty cell is no higher than others: pandoc gives it a line of the text.
        table, following = _BLANK.sub(r'w:val="TableText"\1', match[1]), match[2]
        last = len(table) if following == "ExhibitNote" else table.rfind("<w:tr>")
        if table.count("<w:tr>") <= _PAGE_OF_ROWS:
            table = table[:last].replace('w:val="TableText"', 'w:val="TableTextKept"') + table[last:]
        return table if following in _ROOM_ABOVE else table + _TABLE_END

    return _KEPT.sub(kept_table, text)


_FIRST_PAGE = "sec-first"


def _opened(text: str) -> str:
    """Begin a page with the first chapter, and with the one that follows the first page: others run on."""
    chapters = [match for match in _HEADING.finditer(text) if match[2] == "1"]
    opening = chapters[: 2 if chapters and chapters[0][1] == _FIRST_PAGE else 1]
    for match in reversed(opening):
        style = f"Heading1{match[3] or ''}"
        head = match[0].replace(f'w:val="{style}"', f'w:val="{style}Opening"', 1)
        text = text[: match.start()] + head + text[match.end() :]
    return text


_HEADING = re.compile(
    r'<w:bookmarkStart w:id="\d+" w:name="([^"]+)" />\s*(?:<w:bookmarkStart [^>]*/>\s*)*'
    r'<w:p>\s*<w:pPr>\s*<w:pStyle w:val="Heading([123])(Unnumbered)?" />(.*?)</w:p>',
    re.S,
)
_FIELD = re.compile(
    r'<w:p><w:r>(<w:fldChar w:fldCharType="begin" [^>]*/><w:instrText [^>]*>TOC [^<]*</w:instrText>'
    r'<w:fldChar w:fldCharType="separate" />)(<w:fldChar w:fldCharType="end" />)</w:r></w:p>'
)


def _with_contents(text: str) -> str:
    entries, counts = [], [0, 0, 0]
    for name, level, unnumbered, content in _HEADING.findall(text):
        depth = int(level)
        number = ""
        if not unnumbered:
            counts = [*counts[: depth - 1], counts[depth - 1] + 1, *(0 for _ in counts[depth:])]
            number = f"<w:r><w:t>{'.'.join(map(str, counts[:depth]))}</w:t></w:r><w:r><w:tab/></w:r>"
        words = "".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", content))
        page = re.search(r'w:name="(_Ref_\w+)"', content)
        entries.append((
            f'<w:p><w:pPr><w:pStyle w:val="TOC{level}"/></w:pPr>',
            f'<w:hyperlink w:anchor="{name}">{number}<w:r><w:t>{words}</w:t></w:r>'
            f"{_page_of(page[1]) if page else ''}</w:hyperlink></w:p>",
        ))  # fmt: skip
    if not entries:
        return text

    def filled(match: re.Match[str]) -> str:
        (style, first_entry), *other_entries = entries
        # One run for each part of the field: readers take the first alone where one run holds several.
        parts = re.findall(r"<w:fldChar [^>]*/>|<w:instrText .*?</w:instrText>", match[1])
        begin = "".join(f"<w:r>{part}</w:r>" for part in parts)
        end = f"<w:p><w:r>{match[2]}</w:r></w:p>"
        return style + begin + first_entry + "".join(style + words for style, words in other_entries) + end

    return _FIELD.sub(filled, text, count=1)


def _page_of(bookmark: str) -> str:
    """Return a field for the page on which ``bookmark`` stands; it shows nothing until the pages are laid out."""
    parts = ('fldChar w:fldCharType="begin"', 'fldChar w:fldCharType="separate"', 'fldChar w:fldCharType="end"')
    begin, separate, end = (f"<w:r><w:{part}/></w:r>" for part in parts)
    code = f'<w:r><w:instrText xml:space="preserve"> PAGEREF {bookmark} \\h </w:instrText></w:r>'
    return f"<w:r><w:tab/></w:r>{begin}{code}{separate}<w:r><w:t></w:t></w:r>{end}"
