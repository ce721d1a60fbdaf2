"""The tables: rows of finished cells, written as CSV, Markdown, HTML and LaTeX from one source."""

from __future__ import annotations

import csv
import html
import io
import re
from dataclasses import dataclass

import pandas as pd

from cluster_finance.exhibits.formatting import text
from cluster_finance.numbers import Number, Source


@dataclass(frozen=True)
class Table:
    """Column heads and rows of text; ``right`` names the columns that hold figures."""

    heads: list[str]
    rows: list[list[str]]
    right: list[bool]


def programmes(table: pd.DataFrame, lang: str) -> Table:
    """Return the lending programmes: programme, measure, value with unit and bound."""
    heads = ["项目", "指标", "数值"] if lang == "zh" else ["Programme", "Measure", "Value"]
    nobody = Source("thesis", "", "", (), "")
    rows = [
        [
            str(row[f"programme_{lang}"]),
            str(row[f"measure_{lang}"]),
            text(Number("cell", float(row["value"]), row["unit"], nobody, bound=row["bound"]), lang),
        ]
        for row in table.to_dict("records")
    ]
    return Table(heads, rows, [False, False, True])


def to_csv(table: Table) -> str:
    """Return CSV; a cell that a spreadsheet would run as a formula is kept as text."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(table.heads)
    writer.writerows([["'" + c if c[:1] in ("=", "+", "@") else c for c in row] for row in table.rows])
    return buffer.getvalue()


def to_markdown(table: Table) -> str:
    """Return a pipe table with Markdown's marks escaped."""
    # pandoc takes the columns' relative widths from the dashes where a line is long.
    columns = list(zip(table.heads, *table.rows, strict=True))
    widths = [max(5, *(_width(cell) for cell in column)) for column in columns]
    rule = ["-" * (w - 1) + ":" if right else ":" + "-" * (w - 1) for w, right in zip(widths, table.right, strict=True)]
    lines = [[_markdown(c) for c in table.heads], rule, *[[_markdown(c) for c in row] for row in table.rows]]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


def _width(cell: str) -> int:
    return sum(2 if ord(c) >= 0x2E80 else 1 for c in cell)


def _markdown(cell: str) -> str:
    return re.sub(r"([\\`*_{}\[\]<>#|$~^@])", r"\\\1", cell.replace("\n", " ")) or "\u00a0"


def to_html(table: Table, title: str) -> str:
    """Return an HTML table with its caption."""

    def cells(row: list[str], tag: str) -> str:
        return "".join(
            f'<{tag} style="text-align: {"right" if right else "left"}">{html.escape(cell)}</{tag}>'
            for cell, right in zip(row, table.right, strict=True)
        )

    body = "\n".join(f"<tr>{cells(row, 'td')}</tr>" for row in table.rows)
    return (
        f"<table>\n<caption>{html.escape(title)}</caption>\n<thead><tr>{cells(table.heads, 'th')}</tr></thead>\n"
        f"<tbody>\n{body}\n</tbody>\n</table>\n"
    )


_LATEX = {
    "\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "{": r"\{",
    "}": r"\}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "\u2212": "$-$", "²": r"\textsuperscript{2}",
}  # fmt: skip


def _latex(cell: str) -> str:
    return "".join(_LATEX.get(c, " " if c == "\n" else c) for c in cell)


def to_latex(table: Table, title: str, note: str, name: str) -> str:
    """Return a booktabs table with its note (packages booktabs and threeparttable)."""
    columns = "".join("r" if right else "l" for right in table.right)
    # A cell that opens with a bracket would be read as an option of the line break before it.
    rows = [" & ".join("{}" + _latex(c) if c.startswith("[") else _latex(c) for c in row) for row in table.rows]
    return "\n".join(
        [
            r"\begin{table}", r"\centering", r"\begin{threeparttable}", rf"\caption{{{_latex(title)}}}",
            rf"\label{{{name}}}", rf"\begin{{tabular}}{{{columns}}}", r"\toprule",
            " & ".join(_latex(head) for head in table.heads) + r" \\", r"\midrule",
            *[row + r" \\" for row in rows], r"\bottomrule", r"\end{tabular}",
            rf"\begin{{tablenotes}}\footnotesize\item {_latex(note)}\end{{tablenotes}}",
            r"\end{threeparttable}", r"\end{table}", "",
        ]
    )  # fmt: skip
