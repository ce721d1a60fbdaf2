"""A table as a Word document in the edition's styles: three rules, heads repeated, rows of a group never parted.

Written as WordprocessingML (ISO/IEC 29500-1) into the edition's reference document.
"""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from living_edition.archive import pack
from living_edition.exhibits.cells import Cell, lined_up, shortest
from living_edition.exhibits.layout import Page, Setting, Size, em, head_lines, setting
from living_edition.exhibits.tables import RowGroup, Spanner, Table
from living_edition.exhibits.text_formats import About
from living_edition.markdown import one_line
from living_edition.word.reference import write_reference
from living_edition.word.styles import MARGIN

# A4 with the edition's margins, in points. Times is narrower than the metrics of the layout.
_WIDTH = (11906 - 2 * MARGIN) / 20
PAGE = Page(_WIDTH, 10000.0, (Size(9, 9.0, 11.0), Size(8, 8.0, 10.0), Size(7, 7.0, 9.0)), (16838 - 2 * MARGIN) / 20)
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SIDES = {"left": "left", "right": "right", "centre": "center"}
# Between a cell's edge and its text, in twentieths of a point.
_INSIDE = 40
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


def write_docx(table: Table, about: About, target: Path) -> None:
    """Write a document with the table, its caption, note and stamp."""
    way = setting(table, PAGE)
    with tempfile.TemporaryDirectory() as folder:
        reference = Path(folder) / "reference.docx"
        write_reference(reference, about.lang, "")
        source = zipfile.ZipFile(reference)
        body = "".join(
            [
                _paragraph("TableCaption", _run(about.title)),
                _table(way),
                _paragraph("ExhibitNote", _run(about.note)),
                _paragraph("ExhibitNote", _run(about.stamp)),
            ]
        )
        document = (
            f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:document xmlns:w="{_W}"><w:body>'
            f"{body}{_section(way.lying)}</w:body></w:document>"
        )
        core = source.read("docProps/core.xml").decode("utf-8")
        changed = {"word/document.xml": document, "docProps/core.xml": _titled(core, about)}
        pack(reference.read_bytes(), target, changed={name: text.encode("utf-8") for name, text in changed.items()})


def _titled(core: str, about: About) -> str:
    title = f"<dc:title>{escape(about.title)}</dc:title>"
    return re.sub(r"<dc:title>.*?</dc:title>|<dc:title ?/>", lambda _: title, core)


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
    rows = [*(_spanned(way, level, widths) for level in way.table.spanners), _heads(way, widths)]
    groups, points = way.table.groups, iter(_points(way, widths))
    for at, group in enumerate(groups):
        own = [next(points) for _ in group.rows]
        rows += _group(way, group, widths, own, ruled=group.rule and at > 0, last=at == len(groups) - 1)
    # Fixed columns: as wide in every program.
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="Table"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{_edge("top", 12)}{_edge("bottom", 12)}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        f'<w:tblCellMar><w:left w:w="{_INSIDE}" w:type="dxa"/><w:right w:w="{_INSIDE}" w:type="dxa"/></w:tblCellMar>'
        f'<w:tblLook w:firstRow="1"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{"".join(rows)}</w:tbl>'
    )


def _edge(side: str, width: int) -> str:
    return f'<w:{side} w:val="single" w:sz="{width}" w:space="0" w:color="auto"/>'


def _widths(way: Setting) -> list[int]:
    """Return the columns' widths in twentieths of a point."""
    points = [
        (natural if width is None else width) + max(gap, way.gap)
        for width, natural, gap in zip(way.widths, way.natural, way.gaps, strict=True)
    ]
    return [round(20 * way.size * wide) + _INSIDE for wide in points]


def _row(cells: Sequence[str], head: bool = False) -> str:
    return f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if head else ''}</w:trPr>{''.join(cells)}</w:tr>"


def _cell(
    width: int,
    lines: Sequence[str],
    side: str,
    stay: bool,
    edges: str = "",
    span: int = 1,
    size: float = 9,
    bottom: bool = False,
    point: int | None = None,
) -> str:
    """Return a cell; ``stay`` keeps its row on the page of the next, ``point`` is where its decimal point stands."""
    spanning = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    borders = f"<w:tcBorders>{edges}</w:tcBorders>" if edges else ""
    low = '<w:vAlign w:val="bottom"/>' if bottom else ""
    keep = "<w:keepNext/>" if stay else ""
    # In a cell a text goes to its decimal tab by itself.
    tab = "" if point is None else f'<w:tabs><w:tab w:val="decimal" w:pos="{point}"/></w:tabs>'
    letters = f'<w:sz w:val="{round(2 * size)}"/><w:szCs w:val="{round(2 * size)}"/>'
    runs = "<w:r><w:br/></w:r>".join(_run(line, letters) for line in lines)
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{spanning}{borders}{low}</w:tcPr>'
        + _paragraph("TableText", runs, f'{keep}{tab}<w:jc w:val="{_SIDES[side]}"/>')
        + "</w:tc>"
    )


def _spanned(way: Setting, level: Sequence[Spanner], widths: Sequence[int]) -> str:
    cells, at = [], 0
    for spanner in [*sorted(level, key=lambda s: s.first), None]:
        first = spanner.first if spanner else len(widths)
        cells += [_cell(width, [""], "left", True) for width in widths[at:first]]
        if spanner:
            span = spanner.last - first + 1
            wide = sum(widths[first : spanner.last + 1])
            cells.append(_cell(wide, [spanner.label], "centre", True, _edge("bottom", 4), span, way.size))
            at = spanner.last + 1
    return _row(cells, head=True)


def _heads(way: Setting, widths: Sequence[int]) -> str:
    cells = [
        _cell(width, head_lines(way.table, at), column.align, True, _edge("bottom", 6), 1, way.size, True)
        for at, (width, column) in enumerate(zip(widths, way.table.columns, strict=True))
    ]
    return _row(cells, head=True)


def _points(way: Setting, widths: Sequence[int]) -> list[list[int | None]]:
    """Return row by row where in its cell each figure's point stands, in twentieths of a point; None for other texts.

    The shortest figures of a centred column stand in its middle; those of a column flush right end at its edge.
    """
    columns: list[list[int | None]] = []
    for at, (column, width) in enumerate(zip(way.table.columns, widths, strict=True)):
        cells = [row[at] for row in way.table.rows]
        lined = lined_up(cells) if column.figures else [False] * len(cells)
        figures = [one for one, lines in zip(cells, lined, strict=True) if lines]
        room = (width - 2 * _INSIDE) / (20 * way.size)
        place = round(20 * way.size * _point(figures, room, column.align == "centre")) if figures else 0
        columns.append([place if lines else None for lines in lined])
    return [list(row) for row in zip(*columns, strict=True)]


def _point(figures: Sequence[Cell], room: float, centred: bool) -> float:
    """Return where the figures' common point stands in ``room``, in em: none of them leaves it."""
    parts = [one.text.partition(".") if "." in one.figure else (one.text.removesuffix(one.after), "", one.after)
             for one in figures]  # fmt: skip
    last = room - max(em(point + rest) for _, point, rest in parts)
    if not centred:
        return last
    digits = max(len(one.figure.partition(".")[2]) for one in figures)
    middle = (room + em(shortest(figures)) - em("." + "0" * digits) * bool(digits)) / 2
    return min(max(middle, *(em(whole) for whole, _, _ in parts)), last)


def _group(
    way: Setting,
    group: RowGroup,
    widths: Sequence[int],
    points: Sequence[Sequence[int | None]],
    ruled: bool,
    last: bool,
) -> list[str]:
    rows = []
    if group.panel:
        edges = _edge("top", 4) if ruled else ""
        rows.append(_row([_cell(sum(widths), [group.panel], "left", True, edges, len(widths), way.size)]))
    for at, row in enumerate(group.rows):
        edges = _edge("top", 4) if ruled and at == 0 and not group.panel else ""
        # The table's last row stays with its note.
        stay = at < len(group.rows) - 1 or last
        rows.append(
            _row(
                [
                    _cell(
                        width,
                        [one.text],
                        column.align if point is None else "left",
                        stay,
                        edges,
                        1,
                        way.size,
                        point=point,
                    )
                    for one, width, column, point in zip(row, widths, way.table.columns, points[at], strict=True)
                ]
            )
        )
    return rows
