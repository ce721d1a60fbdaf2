"""A table as HTML: the element alone, and a page of its own."""

from __future__ import annotations

import html
from collections.abc import Sequence

from living_edition.exhibits.cells import Cell
from living_edition.exhibits.tables import Column, Spanner, Table
from living_edition.exhibits.text_formats import About
from living_edition.language_files import language

STYLE = """table { border-collapse: collapse; border-top: 1.5px solid; border-bottom: 1.5px solid; font-variant-numeric: tabular-nums; }
caption { text-align: left; padding: .4rem 0; } thead { border-bottom: 1px solid; } th { font-weight: 600; }
th, td { padding: .25rem .6rem; text-align: left; vertical-align: top; min-width: 3em; } thead th { vertical-align: bottom; }
.r { text-align: right; } .c { text-align: center; } td.r, td.c { white-space: nowrap; } th.s { border-bottom: 1px solid; text-align: center; }
tbody.rule { border-top: 1px solid; }
td[data-pad]::after { content: attr(data-pad); visibility: hidden; }
td[data-lead]::before { content: attr(data-lead); visibility: hidden; }
"""  # noqa: E501
_SIDES = {"left": "", "right": "r", "centre": "c"}


def html_fragment(table: Table, about: About) -> str:
    """Return the table element alone; ``data-lead`` and ``data-pad`` hold what STYLE sets, unseen, around a figure."""
    levels = [f"<tr>{''.join(map(_spanning, table.spans(level)))}</tr>\n" for level in table.spanners]
    head = "".join(map(_head, table.columns))
    pads = iter(table.pads)
    parts = []
    for group in table.groups:
        rows = ["<tr>" + "".join(map(_data, row, next(pads), table.columns)) + "</tr>" for row in group.rows]
        if group.panel:
            panel = f'<th scope="rowgroup" colspan="{len(table.columns)}">{html.escape(group.panel)}</th>'
            rows.insert(0, f"<tr>{panel}</tr>")
        parts.append((group.rule, "\n".join(rows)))
    return (
        f'<table lang="{about.lang}">\n<caption>{html.escape(about.title)}</caption>\n'
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


def _head(column: Column) -> str:
    # A head without words names nothing: a screen reader is not to announce it.
    side = _class(_SIDES[column.align])
    return f'<th scope="col"{side}>{html.escape(column.head)}</th>' if column.head else f"<td{side}></td>"


def _class(side: str) -> str:
    return f' class="{side}"' if side else ""


def _data(one: Cell, pads: tuple[str, str], column: Column) -> str:
    unseen = "".join(
        f' data-{name}="{html.escape(pad)}"' for name, pad in zip(("lead", "pad"), pads, strict=True) if pad
    )
    return f"<td{_class(_SIDES[column.align])}{unseen}>{html.escape(one.text)}</td>"


def to_html(table: Table, about: About) -> str:
    """Return a page of its own, which loads and runs nothing."""
    policy = "default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'unsafe-inline'"
    return (
        f'<!DOCTYPE html>\n<html lang="{language(about.lang).page}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n<title>{html.escape(about.title)}</title>\n'
        f"<style>\n:root {{ color-scheme: light dark; }}\nbody {{ margin: 1.5rem; font: 1rem/1.55 serif; }}\n"
        f"main {{ overflow-x: auto; }}\n{STYLE}</style>\n</head>\n<body>\n"
        f"<main>\n{html_fragment(table, about)}</main>\n"
        f"<p>{html.escape(about.note)}</p>\n<p><small>{html.escape(about.stamp)}</small></p>\n</body>\n</html>\n"
    )
