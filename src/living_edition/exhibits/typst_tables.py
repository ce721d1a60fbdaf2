"""A table as Typst."""

from __future__ import annotations

from collections.abc import Sequence

from living_edition.exhibits.tables import Spanner, Table
from living_edition.exhibits.text_formats import About
from living_edition.markdown import one_line


def _typst_string(text: str) -> str:
    """Return a Typst string: inside one nothing is markup and nothing is code."""
    escaped = one_line(text).replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t")
    return f'"{escaped}"'


def _typst_cell(text: str, pads: tuple[str, str]) -> str:
    if not any(pads):
        return _typst_string(text)
    before, after = (f"#hide({_typst_string(pad)})" if pad else "" for pad in pads)
    return f"[{before}#{_typst_string(text)}{after}]"


def to_typst(table: Table, about: About) -> str:
    """Return a Typst figure with a label; ``#include`` it or copy it."""
    count = len(table.columns)
    align = ", ".join({"centre": "center"}.get(column.align, column.align) for column in table.columns)
    heads = ", ".join([*(_spanned(level, count) for level in table.spanners), *map(_typst_string, table.heads)])
    language = 'lang: "zh", region: "cn"' if about.lang == "zh" else 'lang: "en"'
    return "\n".join(
        [
            f"// {one_line(about.stamp)}",
            f"#[#set text({language}, number-width: \"tabular\")",
            "#figure(kind: table, caption: " + _typst_string(about.title) + ", {",
            f"table(columns: {count}, align: ({align},), stroke: none, table.hline(),",
            f"  table.header({heads}), table.hline(stroke: 0.5pt),", *_body(table), "  table.hline())",
            f"align(left, text(0.8em, {_typst_string(about.note)}))",
            f"}}) <{about.id}>]", "",
        ]
    )  # fmt: skip


def _spanned(level: Sequence[Spanner], count: int) -> str:
    cells, at = [], 0
    for spanner in sorted(level, key=lambda s: s.first):
        cells += ["[]"] * (spanner.first - at)
        wide = spanner.last - spanner.first + 1
        cells.append(
            f"table.cell(colspan: {wide}, align: center, stroke: (bottom: 0.5pt), {_typst_string(spanner.label)})"
        )
        at = spanner.last + 1
    return ", ".join([*cells, *["[]"] * (count - at)])


def _body(table: Table) -> list[str]:
    lines: list[str] = []
    pads = iter(table.pads)
    for group in table.groups:
        if group.rule and lines:
            lines.append("  table.hline(stroke: 0.5pt),")
        if group.panel:
            lines.append(f"  table.cell(colspan: {len(table.columns)}, {_typst_string(group.panel)}),")
        lines += ["  " + ", ".join(map(_typst_cell, (c.text for c in row), next(pads))) + "," for row in group.rows]
    return lines
