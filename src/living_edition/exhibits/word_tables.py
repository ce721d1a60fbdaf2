"""A table as a Word document in the edition's styles: three rules, heads repeated, rows of a group never parted.

Written as WordprocessingML (ISO/IEC 29500-1) into the edition's reference document.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from xml.sax.saxutils import escape

from living_edition.archive import pack
from living_edition.exhibits.cells import Cell, lined_up, shortest
from living_edition.exhibits.layout import Page, Setting, Size, beyond, em, setting
from living_edition.exhibits.tables import RowGroup, Spanner, Table
from living_edition.exhibits.text_formats import About
from living_edition.markdown import one_line
from living_edition.word.reference import reference
from living_edition.word.styles import MARGIN

# A4 with the edition's margins, in points. Times is narrower than the metrics of the layout.
_WIDTH = (11906 - 2 * MARGIN) / 20
PAGE = Page(_WIDTH, 10000.0, (Size(9, 9.0, 11.0), Size(8, 8.0, 10.0), Size(7, 7.0, 9.0)), (16838 - 2 * MARGIN) / 20)
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
# Between a cell's edge and its text, in twentieths of a point.
_INSIDE = 40
# A line's height over the size of its letters; above and below a row, in twentieths of a point.
_LINE, _WHITE = 1.25, 40
# A text as wide as its cell would break where a program rounds otherwise.
_SLACK = 6
_MERGED = ('<w:vMerge w:val="restart"/>', "<w:vMerge/>")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


def write_docx(table: Table, about: About, target: Path) -> None:
    """Write a document with the table, its caption, note and stamp."""
    inside = _INSIDE / 20 * (len(table.columns) + 1)
    way = setting(table, replace(PAGE, width=PAGE.width - inside, lying=PAGE.lying - inside))
    files = reference(about.lang, "")
    caption = _paragraph("TableCaption", _run(about.title))
    below = [words for words in (about.note, about.stamp, beyond(way, target.name, about.lang)) if words]
    # Notes are as wide as the table, but wide enough to be read.
    page = 20 * (PAGE.lying if way.lying else PAGE.width)
    side = round(max(0.0, (page - max(sum(_widths(way)), 0.6 * page)) / 2))
    indent = f'<w:ind w:left="{side}" w:right="{side}"/>'
    # All below the table stands on one page with its last row.
    kept = ["<w:keepNext/><w:keepLines/>"] * (len(below) - 1) + ["<w:keepLines/>"]
    notes = "".join(
        _paragraph("ExhibitNote", _run(words), keep + indent) for words, keep in zip(below, kept, strict=True)
    )
    files["word/document.xml"] = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:document xmlns:w="{_W}"><w:body>'
        f"{caption}{_table(way)}{notes}{_section(way.lying)}</w:body></w:document>"
    ).encode()
    title = f"<dc:title>{escape(about.title)}</dc:title>".encode()
    core = files["docProps/core.xml"]
    files["docProps/core.xml"] = re.sub(rb"<dc:title>.*?</dc:title>|<dc:title ?/>", lambda _: title, core)
    pack(files, target)


def _section(lying: bool) -> str:
    size = '<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>' if lying else '<w:pgSz w:w="11906" w:h="16838"/>'
    margins = "".join(f' w:{side}="{MARGIN}"' for side in ("top", "right", "bottom", "left"))
    return f'<w:sectPr>{size}<w:pgMar{margins} w:header="720" w:footer="720" w:gutter="0"/></w:sectPr>'


def _run(text: str, properties: str = "") -> str:
    clean = escape(_CONTROL.sub("\ufffd", one_line(text)))
    own = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{own}<w:t xml:space="preserve">{clean}</w:t></w:r>'


def _paragraph(style: str, runs: str, properties: str = "") -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{runs}</w:p>'


def _table(way: Setting) -> str:
    widths = _widths(way)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    spanned = [[_spanning(way, head, widths) for head in way.table.spans(level)] for level in way.table.spanners]
    rows = [*(_row(cells, head=True) for cells in spanned), _heads(way, widths)]
    groups, points = way.table.groups, iter(_points(way, widths))
    for at, group in enumerate(groups):
        own = [next(points) for _ in group.rows]
        rows += _group(way, group, widths, own, ruled=group.rule and at > 0, last=at == len(groups) - 1)
    # Fixed columns: as wide in every program.
    return (
        # Without a table's style: LibreOffice takes each repeated head for its first row, and rules it.
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{_edge("top", 12)}{_edge("bottom", 12)}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="{0}" w:type="dxa"/>'
        '<w:bottom w:w="0" w:type="dxa"/><w:right w:w="{0}" w:type="dxa"/></w:tblCellMar>'.format(_INSIDE)
        + f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _edge(side: str, width: int) -> str:
    return f'<w:{side} w:val="single" w:sz="{width}" w:space="0" w:color="auto"/>'


def _widths(way: Setting) -> list[int]:
    """Return the columns' widths in twentieths of a point, each with the white that stands beside its texts."""
    texts = [natural if width is None else width for width, natural in zip(way.widths, way.natural, strict=True)]
    white = [0.0] * len(texts)
    sides = [column.align for column in way.table.columns]
    for at, gap in enumerate(way.gaps):
        # Each of two cells has its room beside the text already.
        wide = max(gap - 2 * _INSIDE / (20 * way.size), 0.0)
        # White stands where a text does not: right of one flush left, left of one flush right, around one centred.
        if sides[at : at + 2] == ["centre", "centre"]:
            white[at], white[at + 1] = white[at] + wide / 2, white[at + 1] + wide / 2
        else:
            white[at + (sides[at] != "left" and sides[at + 1 : at + 2] == ["right"])] += wide
    return [round(20 * way.size * sum(both)) + 2 * _INSIDE + _SLACK for both in zip(texts, white, strict=True)]


def _indents(way: Setting) -> list[int]:
    """Return how far texts flush right stand from their column's edge: by its gap, before another column."""
    sides = [*(column.align for column in way.table.columns), "right"]
    return [
        round(20 * way.size * gap) if side == "right" != after else 0
        for side, after, gap in zip(sides, sides[1:], way.gaps, strict=False)
    ]


def _row(cells: Iterable[str], head: bool = False) -> str:
    return f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if head else ''}</w:trPr>{''.join(cells)}</w:tr>"


def _cell(
    width: int, lines: Sequence[str], side: str, size: float, stay: bool = True, *, edges: str = "", span: int = 1,
    bottom: bool = False, point: int | None = None, ruled: bool = False, first: bool = True, last: bool = True,
    indent: int = 0, merged: str = "",
) -> str:  # fmt: skip
    """Return a cell; ``stay`` keeps its row on the page of the next, ``point`` is where its decimal point stands.

    A cell that is ``ruled`` has a thin rule below its text; one that is not the ``first`` or the ``last`` of its group
    of rows stands close to the next; ``indent`` stays white on the right.
    """
    spanning = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    borders = f"<w:tcBorders>{edges}</w:tcBorders>" if edges else ""
    low = '<w:vAlign w:val="bottom"/>' if bottom else ""
    keep = "<w:keepNext/>" if stay else ""
    # In a cell a text goes to its decimal tab by itself.
    tab = "" if point is None else f'<w:tabs><w:tab w:val="decimal" w:pos="{point}"/></w:tabs>'
    letters = f'<w:sz w:val="{round(2 * size)}"/><w:szCs w:val="{round(2 * size)}"/>'
    runs = "<w:r><w:br/></w:r>".join(_run(line, letters) for line in lines)
    # A border of the paragraph ends with its text's room, so that two of them do not meet.
    rule = f"<w:pBdr>{_edge('bottom', 4)}</w:pBdr>" if ruled else ""
    # Lines of one height, whatever the faces: Han and Latin letters of a row stand on one line.
    height = f'w:line="{round(20 * size * _LINE)}" w:lineRule="exact"'
    spacing = f'<w:spacing w:before="{_WHITE * first}" w:after="{_WHITE * last}" {height}/>'
    spacing += f'<w:ind w:right="{indent}"/>' * bool(indent)
    text = _paragraph("TableText", runs, f'{keep}{rule}{tab}{spacing}<w:jc w:val="{side}"/>')
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{spanning}{merged}{borders}{low}</w:tcPr>{text}</w:tc>'


def _spanning(way: Setting, head: Spanner, widths: Sequence[int]) -> str:
    wide = sum(widths[head.first : head.last + 1])
    if not head.label:
        return _cell(wide, [""], "left", 9)
    return _cell(wide, [head.label], "center", way.size, ruled=True, span=head.width)


def _heads(way: Setting, widths: Sequence[int]) -> str:
    columns = zip(widths, way.heads, way.table.columns, _indents(way), strict=True)
    edge = _edge("bottom", 6)
    return _row(
        [_cell(w, head, col.side, way.size, edges=edge, bottom=True, indent=by) for w, head, col, by in columns], True
    )


def _points(way: Setting, widths: Sequence[int]) -> list[list[int | None]]:
    """Return row by row where in its cell each figure's point stands, in twentieths of a point; None for other texts.

    The shortest figures of a centred column stand in its middle; those of a column flush right end at its edge.
    """
    columns: list[list[int | None]] = []
    for at, (column, width, indent) in enumerate(zip(way.table.columns, widths, _indents(way), strict=True)):
        cells = [row[at] for row in way.table.rows]
        lined = lined_up(cells) if column.figures else [False] * len(cells)
        figures = [cell for cell, lines in zip(cells, lined, strict=True) if lines]
        room = (width - 2 * _INSIDE - indent) / (20 * way.size)
        position = round(20 * way.size * _point(figures, room, column.align == "centre")) if figures else 0
        columns.append([position if lines else None for lines in lined])
    return [list(row) for row in zip(*columns, strict=True)]


def _point(figures: Sequence[Cell], room: float, centred: bool) -> float:
    """Return where the figures' common point stands in ``room``, in em: none of them leaves it."""
    parts = [cell.text.partition(".") if "." in cell.figure else (cell.text.removesuffix(cell.after), "", cell.after)
             for cell in figures]  # fmt: skip
    last = room - max(em(point + rest) for _, point, rest in parts)
    if not centred:
        return last
    digits = max(len(cell.figure.partition(".")[2]) for cell in figures)
    middle = (room + em(shortest(figures)) - em("." + "0" * digits) * bool(digits)) / 2
    return min(max(middle, *(em(integer) for integer, _, _ in parts)), last)


def _group(
    way: Setting,
    group: RowGroup,
    widths: Sequence[int],
    points: Sequence[Sequence[int | None]],
    ruled: bool,
    last: bool,
) -> list[str]:
    rows = []
    edges = _edge("top", 4) if ruled else ""
    if group.panel:
        rows.append(_row([_cell(sum(widths), [group.panel], "left", way.size, edges=edges, span=len(widths))]))
        edges = ""
    # A label that breaks stands beside all rows of its group: it does not part an error from its estimate.
    broken = way.widths[0] is not None and len(group.rows) > 1 and not any(row[0].text for row in group.rows[1:])
    for at, row in enumerate(group.rows):
        # The table's last row stays with its note.
        stay = at < len(group.rows) - 1 or last
        position = {"first": at == 0, "last": at == len(group.rows) - 1}
        cells = [
            _cell(
                width,
                [cell.text],
                column.side if point is None else "left",
                way.size,
                stay,
                edges=edges,
                point=point,
                indent=indent if point is None else 0,
                merged=_MERGED[at > 0] if broken and not column_at else "",
                **position,
            )
            for column_at, (cell, width, column, point, indent) in enumerate(
                zip(row, widths, way.table.columns, points[at], _indents(way), strict=True)
            )
        ]
        rows.append(_row(cells))
        edges = ""
    return rows
