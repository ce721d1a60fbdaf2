"""A table in the formats that are text: CSV, Markdown, HTML, LaTeX and Typst, from the same cells."""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

from living_edition.exhibits.cells import guarded, padding, shown
from living_edition.exhibits.tables import Table

# Letters on a line of an upright page.
LINE = 72
_LEAST = 5  # the narrowest column


@dataclass(frozen=True)
class About:
    """What stands around a table: ``note`` with its source, and the ``stamp`` (id, version, hash)."""

    id: str
    title: str
    note: str
    lang: str
    stamp: str


def to_csv(table: Table) -> str:
    """Return CSV (UTF-8, line feeds); a cell that a spreadsheet would run as a formula is kept as text."""
    return _csv([table.heads, *table.rows])


def canonical(tables: dict[str, Table]) -> str:
    """Return the canonical CSV: head and rows in each language, the language in the first column."""
    return _csv(
        [[lang, *row] for lang, table in sorted(tables.items(), reverse=True) for row in (table.heads, *table.rows)]
    )


def _csv(rows: Sequence[Sequence[str]]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows([[guarded(cell) for cell in row] for row in rows])
    return buffer.getvalue()


def column_widths(table: Table, most: int) -> list[int]:
    """Return how wide each column is in Latin letters (a Han character is two), five at least, ``most`` at most."""
    columns = zip(table.heads, *table.rows, strict=True)
    return [min(most, max(_LEAST, *(_width(cell) for cell in column))) for column in columns]


def to_markdown(table: Table, most: int = 1000) -> str:
    """Return a pipe table with Markdown's marks escaped; spaces as wide as figures line the points up.

    pandoc takes the columns' relative widths from the dashes where a line is long; ``most`` bounds them.
    """
    # Words that break over lines end flush: padding would push their last line in.
    rows = [[_markdown(c) + _blank("" if _long_words(c) else p) for c, p in pairs] for pairs in _padded(table)]
    widths = _dashes(column_widths(table, most), _whole_words(table))
    rule = ["-" * (w - 1) + ":" if right else ":" + "-" * (w - 1) for w, right in zip(widths, table.right, strict=True)]
    lines = [[_markdown(c) for c in table.heads], rule, *rows]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


_PAGE = 100  # about as many characters go on one line of a page
_SHORT = 16


def _whole_words(table: Table) -> list[int | None]:
    """Return how narrow a column of figures may be (None: a column of text).

    Figures stay whole; words among them may break between words, or between Han characters.
    """
    columns = zip(table.heads, *table.rows, strict=True)
    return [
        max(_LEAST, *(_unbroken(cell) for cell in column)) if right else None
        for column, right in zip(columns, table.right, strict=True)
    ]


def _words(cell: str) -> bool:
    figure = shown(cell)
    return figure is None or any(c.isalpha() for c in figure.before)


def _long_words(cell: str) -> bool:
    return _words(cell) and _width(cell) > _LEAST


def _unbroken(cell: str) -> int:
    if not _words(cell):
        return _width(cell)
    return max((_width(piece) for piece in re.findall(r"[⺀-\uffff]|[^\s⺀-\uffff]+", cell)), default=0)


def _dashes(widths: list[int], narrow: list[int | None]) -> list[int]:
    """Return a rule for columns whose longest cells have these widths.

    Where all fit on a line, each has its own. Otherwise columns of figures get what keeps their
    figures and words whole (``narrow``), short columns keep theirs, and the long ones share the rest
    of the page by the square roots of theirs.
    """
    if sum(widths) <= LINE:
        return widths
    widths = [width if least is None else min(width, least) for width, least in zip(widths, narrow, strict=True)]
    short = [max(8, width + 2) if width <= _SHORT else 0 for width in widths]
    roots = [0.0 if width <= _SHORT else width**0.5 for width in widths]
    left = max(_PAGE - sum(short), sum(1 for root in roots if root) * _SHORT)
    return [
        fixed or max(_SHORT // 2, round(left * root / sum(roots))) for fixed, root in zip(short, roots, strict=True)
    ]


def _padded(table: Table) -> list[list[tuple[str, str]]]:
    return [list(zip(row, pads, strict=True)) for row, pads in zip(table.rows, padding(table), strict=True)]


def _width(cell: str) -> int:
    return sum(2 if ord(c) >= 0x2E80 else 1 for c in cell)


def _blank(pad: str) -> str:
    """Figure space for a digit, narrow no-break space for a point or a mark: neither breaks the line."""
    return "".join("\u2007" if c == "0" else "\u202f" for c in pad)


def _markdown(cell: str) -> str:
    return escaped(cell) or "\u00a0"


def escaped(words: str) -> str:
    """Return ``words`` on one line with all that pandoc's Markdown would take for a mark escaped."""
    return re.sub(r"""[\\`*_{}\[\]<>#|$~^@&'"]|(?<=-)-|(?<=\.)\.""", r"\\\g<0>", _one_line(words))


def _one_line(cell: str) -> str:
    return re.sub(r"[\r\n]+", " ", cell)


STYLE = """table { border-collapse: collapse; border-top: 1.5px solid; border-bottom: 1.5px solid; font-variant-numeric: tabular-nums; }
caption { text-align: left; padding: .4rem 0; } thead td, th { border-bottom: 1px solid; font-weight: 600; }
th, td { padding: .25rem .6rem; text-align: left; vertical-align: top; } .r { text-align: right; white-space: nowrap; }
td[data-pad]::after { content: attr(data-pad); visibility: hidden; }
"""  # noqa: E501


def html_fragment(table: Table, about: About) -> str:
    """Return the table element alone; ``data-pad`` holds what STYLE sets, unseen, after a figure."""
    side = ["r" if right else "" for right in table.right]
    head = "".join(_head(cell, s) for cell, s in zip(table.heads, side, strict=True))
    rows = [
        "<tr>" + "".join(_data(cell, pad, s) for (cell, pad), s in zip(pairs, side, strict=True)) + "</tr>"
        for pairs in _padded(table)
    ]
    body = "\n".join(rows)
    return (
        f'<table lang="{about.lang}">\n<caption>{html.escape(about.title)}</caption>\n<thead><tr>{head}</tr></thead>\n'
        f"<tbody>\n{body}\n</tbody>\n</table>\n"
    )


def _head(cell: str, side: str) -> str:
    # A head without words names nothing: a screen reader is not to announce it.
    return f'<th scope="col"{_class(side)}>{html.escape(cell)}</th>' if cell else f"<td{_class(side)}></td>"


def _class(side: str) -> str:
    return f' class="{side}"' if side else ""


def _data(cell: str, pad: str, side: str) -> str:
    unseen = f' data-pad="{html.escape(pad)}"' if pad else ""
    return f"<td{_class(side)}{unseen}>{html.escape(cell)}</td>"


def to_html(table: Table, about: About) -> str:
    """Return a page of its own, which loads and runs nothing."""
    lang = {"zh": "zh-CN", "en": "en"}[about.lang]
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n<title>{html.escape(about.title)}</title>\n'
        f"<style>\n:root {{ color-scheme: light dark; }}\nbody {{ margin: 1.5rem; font: 1rem/1.55 serif; }}\n"
        f"main {{ overflow-x: auto; }}\n{STYLE}</style>\n</head>\n<body>\n"
        f"<main>\n{html_fragment(table, about)}</main>\n"
        f"<p>{html.escape(about.note)}</p>\n<p><small>{html.escape(about.stamp)}</small></p>\n</body>\n</html>\n"
    )


_LATEX = {
    "\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "{": r"\{",
    "}": r"\}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "\u2212": "$-$", "²": r"\textsuperscript{2}",
    "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}", "`": r"\textasciigrave{}", "–": r"\textendash{}",
    "\n": " ", "\r": " ",
}  # fmt: skip


def _latex(text: str) -> str:
    # Two hyphens would become a dash.
    return re.sub(r"(?<=-)-", "{}-", "".join(_LATEX.get(c, c) for c in text))


def _latex_cell(cell: str, pad: str) -> str:
    # A cell that opens with a bracket or a star would be read as an option of the line break before it.
    opening = "{}" if cell.startswith(("[", "*")) else ""
    return opening + _latex(cell) + (rf"\phantom{{{_latex(pad)}}}" if pad else "")


def _latex_columns(table: Table) -> tuple[str, str]:
    """Return the commands for a small table where it is wider than a line, and its columns.

    There columns of words share in em what the figures leave of article's text width (345 pt) in
    8 pt letters: a figure takes about 0.47 em a letter, the space between two columns 0.75 em.
    """
    widths = column_widths(table, 1000)
    if sum(widths) <= LINE:
        return "", "".join("r" if right else "l" for right in table.right)
    padded = Table(table.heads, [[c + pad for c, pad in pairs] for pairs in _padded(table)], table.right)
    figures = sum(w for w, right in zip(column_widths(padded, 1000), table.right, strict=True) if right)
    rest = 345 / 8 - 0.47 * figures - 0.75 * len(widths)
    each = max(6, int(rest / max(1, table.right.count(False))))
    wraps = f"p{{{each}em}}"
    columns = "".join(
        "r" if right else wraps if w > 2 * each else "l" for w, right in zip(widths, table.right, strict=True)
    )
    return r"\footnotesize\setlength{\tabcolsep}{3pt}", columns


def to_latex(table: Table, about: About) -> str:
    """Return a booktabs table with its note (packages booktabs and threeparttable)."""
    size, columns = _latex_columns(table)
    rows = [" & ".join(_latex_cell(*pair) for pair in pairs) for pairs in _padded(table)]
    return "\n".join(
        [
            f"% {_one_line(about.stamp)}",
            r"\begin{table}", r"\centering" + size, r"\begin{threeparttable}", rf"\caption{{{_latex(about.title)}}}",
            rf"\label{{{about.id}}}", rf"\begin{{tabular}}{{{columns}}}", r"\toprule",
            " & ".join(_latex_cell(head, "") for head in table.heads) + r" \\", r"\midrule",
            *[row + r" \\" for row in rows], r"\bottomrule", r"\end{tabular}",
            rf"\begin{{tablenotes}}\footnotesize\item {_latex(about.note)}\end{{tablenotes}}",
            r"\end{threeparttable}", r"\end{table}", "",
        ]
    )  # fmt: skip


def _typst_string(text: str) -> str:
    """Return a Typst string: inside one nothing is markup and nothing is code."""
    escaped = _one_line(text).replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t")
    return f'"{escaped}"'


def _typst_cell(cell: str, pad: str) -> str:
    return f"[#{_typst_string(cell)}#hide({_typst_string(pad)})]" if pad else _typst_string(cell)


def to_typst(table: Table, about: About) -> str:
    """Return a Typst figure with a label; ``#include`` it or copy it."""
    align = ", ".join("right" if right else "left" for right in table.right)
    rows = ["  " + ", ".join(_typst_cell(*pair) for pair in pairs) + "," for pairs in _padded(table)]
    heads = ", ".join(_typst_string(head) for head in table.heads)
    language = 'lang: "zh", region: "cn"' if about.lang == "zh" else 'lang: "en"'
    return "\n".join(
        [
            f"// {_one_line(about.stamp)}",
            f"#[#set text({language}, number-width: \"tabular\")",
            "#figure(kind: table, caption: " + _typst_string(about.title) + ", {",
            f"table(columns: {len(table.heads)}, align: ({align},), stroke: none, table.hline(),",
            f"  table.header({heads}), table.hline(stroke: 0.5pt),", *rows, "  table.hline())",
            f"align(left, text(0.8em, {_typst_string(about.note)}))",
            f"}}) <{about.id}>]", "",
        ]
    )  # fmt: skip
