"""A table as Typst: three rules, figures on their points, rows of a group never parted."""

from __future__ import annotations

from collections.abc import Sequence

from living_edition.exhibits.layout import Page, Setting, Size, beyond, setting
from living_edition.exhibits.tables import RowGroup, Spanner, Table
from living_edition.exhibits.text_formats import About
from living_edition.language_files import language
from living_edition.markdown import one_line

# Typst's own page: A4 with margins of 2.5 cm, letters of 11 points.
PAGE = Page(445.0, 600.0, tuple(Size(points, points, points * 1.45) for points in (10, 9, 8, 7)), 690.0)
BODY = 11.0
_THIN = "table.hline(stroke: 0.5pt)"
_THICK = "table.hline(stroke: 0.9pt)"


def string(text: str) -> str:
    """Return a Typst string: inside one nothing is markup and nothing is code."""
    escaped = one_line(text).replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t")
    return f'"{escaped}"'


def to_typst(table: Table, about: About) -> str:
    """Return a Typst figure with a label; ``#include`` it or copy it. It breaks over pages, its heads repeated."""
    way = setting(table, PAGE, about.note)
    columns = ", ".join("auto" if width is None else f"{width:.1f}fr" for width in way.widths)
    align = ", ".join(column.side for column in table.columns)
    # Rows of broken texts stand off from one another.
    high = 0.45 if any(way.widths) else 0.32
    lang, _, region = language(about.lang).page.partition("-")
    language_set = f'lang: "{lang}"' + f', region: "{region.lower()}"' * bool(region)
    lines = [
        f"#[#set text({language_set}, number-width: \"tabular\")",
        "#set par(first-line-indent: 0pt, justify: false)",
        "#show figure.where(kind: table): set block(breakable: true)",
        "#show figure.where(kind: table): set figure.caption(position: top)",
        "#figure(kind: table, caption: " + string(about.title) + ", {",
        f"set text(size: {way.size / BODY:.3f}em)", "set par(leading: 0.5em)", *_unkerned(table),
        f"let body = table(columns: ({columns},), align: ({align},), stroke: none, "
        f"inset: (x: {way.gap / 2:g}em, y: {high}em),",
        f"  table.header({_THICK}, {', '.join(_heads(way))}, {_THIN}),", *_body(way), f"  {_THICK})",
        # The note is as wide as the table.
        f"let note = block(breakable: false, align(left, text(0.9em, {string(about.note)})))",
        "body + note" if any(way.widths) else "context block(width: measure(body).width, body + note)",
        f"}}) <{about.id}>]",
    ]  # fmt: skip
    if way.lying:
        lines = ["#page(flipped: true)[", *lines, "]"]
    warning = beyond(way, f"{about.id}-{about.lang}.typ", about.lang)
    return "\n".join([*(f"// {one_line(words)}" for words in (about.stamp, warning) if words), *lines, ""])


def _unkerned(table: Table) -> list[str]:
    """Return what keeps letters of figures at their own widths: kerned, a bracket would move its figure's point."""
    figures = [str(at) for at, column in enumerate(table.columns) if column.figures]
    listed = f"({', '.join(figures)},)"
    return [f"show table.cell: it => {{ set text(kerning: it.x not in {listed}); it }}"] if figures else []


def _heads(way: Setting) -> list[str]:
    spanned = [_spanning(head) for level in way.table.spanners for head in way.table.spans(level)]
    # A head breaks over a column of figures, and stands at the rule.
    stacked = [" \\ ".join(f"#{string(line)}" for line in lines) for lines in way.heads]
    heads = [
        f"table.cell(align: {column.side} + bottom, [{lines}])"
        for lines, column in zip(stacked, way.table.columns, strict=True)
    ]
    return [*spanned, *heads]


def _spanning(head: Spanner) -> str:
    """Return a spanning head with a thin rule that stops short of its neighbours'."""
    # Placed, the rule takes no room and is as wide as the columns below it.
    rule = "#place(bottom, dy: 0.3em, line(length: 100%, stroke: 0.5pt))"
    return f"table.cell(colspan: {head.width}, align: center, [#{string(head.label)}{rule}])" if head.label else "[]"


def _body(way: Setting) -> list[str]:
    lines: list[str] = []
    pads = iter(way.table.pads)
    for at, group in enumerate(way.table.groups):
        if group.rule and at:
            lines.append(f"  {_THIN},")
        if group.panel:
            lines.append(f"  table.cell(colspan: {len(way.table.columns)}, emph({string(group.panel)})),")
        lines += _group(group, [next(pads) for _ in group.rows])
    return lines


def _group(group: RowGroup, pads: Sequence[Sequence[tuple[str, str]]]) -> list[str]:
    """Return a group as one row of the table, its rows as lines of each cell: no page parts them."""
    if len(group.rows) == 1:
        pairs = zip((cell.text for cell in group.rows[0]), pads[0], strict=True)
        cells = [f"[{_marked(text, pad)}]" if any(pad) else string(text) for text, pad in pairs]
        return ["  " + ", ".join(cells) + ","]
    columns = []
    for at in range(len(group.rows[0])):
        lines = [_marked(row[at].text, around[at]) for row, around in zip(group.rows, pads, strict=True)]
        columns.append("table.cell(breakable: false, [" + " \\ ".join(lines) + "])")
    return ["  " + ", ".join(columns) + ","]


def _marked(text: str, pads: tuple[str, str]) -> str:
    before, after = (f"#hide({string(pad)})" if pad else "" for pad in pads)
    return f"{before}#{string(text)}{after}"
