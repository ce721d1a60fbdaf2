"""A table as LaTeX."""

from __future__ import annotations

import re
from collections.abc import Sequence

from living_edition.exhibits.markdown_tables import LINE, column_widths, text_width
from living_edition.exhibits.tables import Spanner, Table
from living_edition.exhibits.text_formats import About
from living_edition.markdown import one_line

_LATEX = {
    "\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "{": r"\{",
    "}": r"\}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "\u2212": "$-$", "²": r"\textsuperscript{2}",
    "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}", "`": r"\textasciigrave{}", "–": r"\textendash{}",
    "\n": " ", "\r": " ",
}  # fmt: skip


def _latex(text: str) -> str:
    # Two hyphens would become a dash.
    return re.sub(r"(?<=-)-", "{}-", "".join(_LATEX.get(c, c) for c in text))


def _latex_cell(text: str, pads: tuple[str, str] = ("", "")) -> str:
    # A cell that opens with a bracket or a star would be read as an option of the line break before it.
    opening = "{}" if text.startswith(("[", "*")) and not pads[0] else ""
    before, after = (rf"\phantom{{{_latex(pad)}}}" if pad else "" for pad in pads)
    return opening + before + _latex(text) + after


def _latex_columns(table: Table) -> tuple[str, str]:
    """Return the commands for a small table where it is wider than a line, and its columns.

    There columns of words share in em what the figures leave of article's text width (345 pt) in
    8 pt letters: a figure takes about 0.47 em a letter, the space between two columns 0.75 em.
    """
    widths = column_widths(table, 1000)
    if sum(widths) <= LINE:
        return "", "".join(column.align[0] for column in table.columns)
    padded = [
        [
            max(widths[at], text_width(pads[0] + one.text + pads[1]))
            for at, (one, pads) in enumerate(zip(row, around, strict=True))
        ]
        for row, around in zip(table.rows, table.pads, strict=True)
    ]
    figures = sum(max(row[at] for row in padded) for at, column in enumerate(table.columns) if column.figures)
    rest = 345 / 8 - 0.47 * figures - 0.75 * len(widths)
    each = max(6, int(rest / max(1, sum(not column.figures for column in table.columns))))
    wraps = f"p{{{each}em}}"
    columns = "".join(
        column.align[0] if column.figures else wraps if w > 2 * each else "l"
        for w, column in zip(widths, table.columns, strict=True)
    )
    return r"\footnotesize\setlength{\tabcolsep}{3pt}", columns


def to_latex(table: Table, about: About) -> str:
    """Return a booktabs table with its note (packages booktabs and threeparttable)."""
    size, columns = _latex_columns(table)
    return "\n".join(
        [
            f"% {one_line(about.stamp)}",
            r"\begin{table}", r"\centering" + size, r"\begin{threeparttable}", rf"\caption{{{_latex(about.title)}}}",
            rf"\label{{{about.id}}}", rf"\begin{{tabular}}{{{columns}}}", r"\toprule",
            *[line for level in table.spanners for line in _spanned(level, len(table.columns))],
            " & ".join(_latex_cell(head) for head in table.heads) + r" \\", r"\midrule",
            *_body(table), r"\bottomrule", r"\end{tabular}",
            rf"\begin{{tablenotes}}\footnotesize\item {_latex(about.note)}\end{{tablenotes}}",
            r"\end{threeparttable}", r"\end{table}", "",
        ]
    )  # fmt: skip


def _spanned(level: Sequence[Spanner], count: int) -> list[str]:
    """Return a line of spanning heads, and the thin rules below them."""
    cells, at = [], 0
    ordered = sorted(level, key=lambda spanner: spanner.first)
    for spanner in ordered:
        cells += [""] * (spanner.first - at)
        cells.append(rf"\multicolumn{{{spanner.last - spanner.first + 1}}}{{c}}{{{_latex(spanner.label)}}}")
        at = spanner.last + 1
    cells += [""] * (count - at)
    rules = "".join(rf"\cmidrule(lr){{{spanner.first + 1}-{spanner.last + 1}}}" for spanner in ordered)
    return [" & ".join(cells) + r" \\", rules]


def _body(table: Table) -> list[str]:
    """Return the rows; a page may end between two groups, and never within one."""
    lines: list[str] = []
    pads = iter(table.pads)
    for group in table.groups:
        if group.rule and lines:
            lines.append(r"\midrule")
        if group.panel:
            lines.append(rf"\multicolumn{{{len(table.columns)}}}{{l}}{{{_latex(group.panel)}}} \\")
        lines += [" & ".join(map(_latex_cell, (one.text for one in row), next(pads))) + r" \\" for row in group.rows]
    return lines
