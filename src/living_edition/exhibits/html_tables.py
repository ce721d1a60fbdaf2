"""A table as HTML: the element alone, and a page of its own."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from living_edition.exhibits.cells import Cell
from living_edition.exhibits.layout import em, head_lines
from living_edition.exhibits.tables import Column, RowGroup, Spanner, Table
from living_edition.exhibits.text_formats import About
from living_edition.language_files import language

STYLE = """table { border-collapse: collapse; border-top: 1.5px solid; border-bottom: 1.5px solid; font-variant-numeric: tabular-nums; }
caption { text-align: left; padding: .4rem 0; } thead { border-bottom: 1px solid; } th { font-weight: 600; }
th, td { padding: .25rem .6rem; text-align: left; vertical-align: top; min-width: 3em; } thead th { vertical-align: bottom; }
caption span { display: inline-block; position: sticky; left: 0; max-width: min(100%, calc(100vw - 3rem)); }
td.k, thead th.n { white-space: nowrap; } td.w { min-width: 9em; } .r { text-align: right; } .c { text-align: center; } td.r, td.c { white-space: nowrap; } thead th { word-break: keep-all; }
th.s { text-align: center; padding-bottom: 0; } th.s::after { content: ""; display: block; border-bottom: 1px solid; margin-top: .2rem; }
tr.e td { padding-top: 0; } tr:has(+ tr.e) td { padding-bottom: 0; }
tbody.rule { border-top: 1px solid; }
td[data-pad]::after { content: attr(data-pad); visibility: hidden; }
td[data-lead]::before { content: attr(data-lead); visibility: hidden; }
"""  # noqa: E501
# In em: words that do not break, the narrowest column of others, a cell's room beside its text, the page of a phone.
_SHORT, _NARROW, _ROOM, _PHONE = 5.0, 4.0, 1.2, 21.0
_SIDES = {"left": "", "right": "r", "centre": "c"}


def html_fragment(table: Table, about: About) -> str:
    """Return the table element alone; ``data-lead`` and ``data-pad`` hold what STYLE sets, unseen, around a figure."""
    levels = [f"<tr>{''.join(map(_spanning, table.spans(level)))}</tr>\n" for level in table.spanners]
    head = "".join(_head(column, head_lines(table, at)) for at, column in enumerate(table.columns))
    pads, kinds, parts = iter(table.pads), _kinds(table), []
    for group in table.groups:
        rows = _rows(group, [next(pads) for _ in group.rows], kinds)
        if group.panel:
            panel = f'<th scope="rowgroup" colspan="{len(table.columns)}">{html.escape(group.panel)}</th>'
            rows.insert(0, f"<tr>{panel}</tr>")
        parts.append((group.rule, "\n".join(rows)))
    return (
        f'<table lang="{about.lang}">\n<caption><span>{html.escape(about.title)}</span></caption>\n'
        f"<thead>{''.join(levels)}<tr>{head}</tr></thead>\n{_bodies(parts)}</table>\n"
    )


def _bodies(parts: Sequence[tuple[bool, str]]) -> str:
    """Return the groups' rows, a body for each stretch between two thin rules."""
    bodies: list[tuple[bool, list[str]]] = []
    for rule, rows in parts:
        if rule or not bodies:
            bodies.append((rule, []))
        bodies[-1][1].append(rows)
    return "".join(
        f"<tbody{_class('rule' if rule else '')}>\n" + "\n".join(rows) + "\n</tbody>\n" for rule, rows in bodies
    )


def _spanning(head: Spanner) -> str:
    if not head.label:
        return "<td></td>"
    return f'<th scope="colgroup" colspan="{head.width}" class="s">{html.escape(head.label)}</th>'


def _head(column: Column, lines: Sequence[str]) -> str:
    # A head without words names nothing: a screen reader is not to announce it.
    side = _class(_SIDES[column.align] + " n" * (column.figures and len(lines) == 1))
    # Han characters break where they do in print; between Latin words there is a space.
    words = re.sub(r"(?<=[⺀-\uffff/])\n|\n(?=[⺀-\uffff])", "<wbr>", html.escape("\n".join(lines))).replace("\n", " ")
    return f'<th scope="col"{side}>{words}</th>' if column.head else f"<td{side}></td>"


def _class(side: str) -> str:
    return f' class="{side}"' if side else ""


def _kinds(table: Table) -> list[str]:
    """Return the class of each column's cells: short words do not break, long ones have room where a phone scrolls."""
    longest = [max((em(row[at].text) for row in table.rows), default=0.0) for at in range(len(table.columns))]
    kept = [column.figures or long <= _SHORT for column, long in zip(table.columns, longest, strict=True)]
    heads = [em(column.head) if column.figures and len(head_lines(table, at)) == 1 else 0.0
             for at, column in enumerate(table.columns)]  # fmt: skip
    least = sum(max(long, head) + _ROOM if keep else _NARROW + _ROOM
                for long, head, keep in zip(longest, heads, kept, strict=True))  # fmt: skip
    broken = "w" if least > _PHONE else ""
    return [
        _SIDES[column.align] + ("" if column.figures else "k" if keep else broken)
        for column, keep in zip(table.columns, kept, strict=True)
    ]


def _rows(group: RowGroup, pads: Sequence[Sequence[tuple[str, str]]], kinds: Sequence[str]) -> list[str]:
    """Return a group's rows; an error stands close below its estimate.

    The label stands beside all of them: where it breaks, it does not part an error from its estimate.
    """
    high = 1 if any(row[0].text for row in group.rows[1:]) else len(group.rows)
    cells = [list(map(_data, row, around, kinds)) for row, around in zip(group.rows, pads, strict=True)]
    if high > 1:
        cells = [
            [cells[0][0].replace("<td", f'<td rowspan="{high}"', 1), *cells[0][1:]],
            *(row[1:] for row in cells[1:]),
        ]
    return [f"<tr{_class('e' if at else '')}>{''.join(row)}</tr>" for at, row in enumerate(cells)]


def _data(cell: Cell, pads: tuple[str, str], kind: str) -> str:
    unseen = "".join(
        f' data-{name}="{html.escape(pad)}"' for name, pad in zip(("lead", "pad"), pads, strict=True) if pad
    )
    return f"<td{_class(kind)}{unseen}>{html.escape(cell.text)}</td>"


def to_html(table: Table, about: About) -> str:
    """Return a page of its own, which loads and runs nothing."""
    policy = "default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'unsafe-inline'"
    return (
        f'<!DOCTYPE html>\n<html lang="{language(about.lang).page}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n<title>{html.escape(about.title)}</title>\n'
        f"<style>\n:root {{ color-scheme: light dark; }}\nbody {{ margin: 1.5rem; font: 1rem/1.55 serif; }}\n"
        # The note is as wide as the table.
        f"main {{ overflow-x: auto; }} body {{ width: fit-content; max-width: calc(100% - 3rem); }}\n"
        "p { overflow-wrap: anywhere; }\n"
        f"p {{ width: 0; min-width: max(100%, min(30rem, 100vw - 3rem)); }}\n{STYLE}</style>\n</head>\n<body>\n"
        f"<main>\n{html_fragment(table, about)}</main>\n"
        f"<p>{html.escape(about.note)}</p>\n<p><small>{html.escape(about.stamp)}</small></p>\n</body>\n</html>\n"
    )
