"""A table as LaTeX: three rules, figures on their points, as wide as a page of any class."""

from __future__ import annotations

import re
from collections.abc import Sequence

from living_edition.exhibits.cells import Cell, hanging, signs_in
from living_edition.exhibits.layout import Page, Setting, Size, beyond, setting
from living_edition.exhibits.tables import RowGroup, Spanner, Table
from living_edition.exhibits.text_formats import About
from living_edition.language_files import Words
from living_edition.markdown import one_line

# The text of article, the narrowest of the common classes, in points. An em of Computer Modern is wider than its size,
# and the usual letters of ctexart are those of 10.5 points.
PAGE = Page(343.0, 480.0, (Size(10, 10.54, 12.5), Size(9, 9.25, 11.5), Size(8, 8.5, 10.0), Size(7, 7.97, 8.6)), 524.0)
PACKAGES = ("booktabs", "threeparttable", "tabularx", "xltabular", "pdflscape")
_RAGGED = {"left": "raggedright", "right": "raggedleft", "centre": "centering"}
_SIZES = {10: "", 9: r"\small", 8: r"\footnotesize", 7: r"\scriptsize"}

# A table that breaks, or lies on its side, cannot stand in two columns: it takes a page of one.
_WORDS = Words(__name__)
_ONE = r"\csname if@twocolumn\endcsname\onecolumn\let\tableends\twocolumn\else\let\tableends\relax\fi"

_LATEX = {
    "\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "{": r"\{",
    "}": r"\}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "\u2212": "$-$", "²": r"\textsuperscript{2}",
    "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}", "`": r"\textasciigrave{}", "–": r"\textendash{}",
    "\n": " ", "\r": " ", "…": r"\ldots{}",
    # LaTeX's own faces lack these, and leave them out without an error.
    **{sign: rf"$\{name}$" for sign, name in {
        "≥": "geq", "≤": "leq", "≈": "approx", "≠": "neq", "×": "times", "÷": "div", "±": "pm", "·": "cdot",
        "→": "to", "∞": "infty", "√": "surd", "∑": "sum", "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta",
        "ε": "varepsilon", "θ": "theta", "λ": "lambda", "μ": "mu", "π": "pi", "ρ": "rho", "σ": "sigma", "τ": "tau",
        "φ": "varphi", "χ": "chi", "ω": "omega", "Δ": "Delta", "Σ": "Sigma", "Φ": "Phi", "Ω": "Omega",
    }.items()},
}  # fmt: skip
# Quotation marks around what holds no Han character, and apostrophes, which packages for Chinese take for theirs.
_QUOTED = (re.compile("“([^“”⺀-\uffff]*)”"), re.compile("‘([^‘’⺀-\uffff]*)’"), re.compile("(?<=[A-Za-z])’"))


def escaped(text: str) -> str:
    """Return ``text`` with all that LaTeX would take for a command escaped."""
    text = "".join(_LATEX.get(c, c) for c in text)
    for pattern, written in zip(_QUOTED, (r"``\1''", r"`\1'", "'"), strict=True):
        text = pattern.sub(written, text)
    # Two hyphens would become a dash.
    return re.sub(r"(?<=-)-", "{}-", text)


def to_latex(table: Table, about: About) -> str:
    """Return a table with rules of booktabs and its note; one longer than a page breaks, with its heads repeated.

    It takes the width of the page in a class of two columns. The packages it needs are named at its head.
    """
    way = setting(table, PAGE, about.note)
    needed, lines = _long(way, about) if way.long else _floating(way, about)
    if way.lying:
        needed, lines = [*needed, "pdflscape"], [r"\begin{landscape}", *lines, r"\end{landscape}"]
    if way.long or way.lying:
        lines = [_ONE, *lines, r"\tableends"]
    packages = ",".join(sorted({"booktabs", *needed}, key=PACKAGES.index))
    warning = beyond(way, f"{about.id}-{about.lang}.tex", about.lang)
    head = [
        about.stamp,
        rf"needs \usepackage{{{packages}}}{_WORDS[about.lang]['needs']}",
        *([warning] if warning else []),
    ]
    return "\n".join([*(f"% {one_line(words)}" for words in head), *lines, ""])


def _floating(way: Setting, about: About) -> tuple[list[str], list[str]]:
    stretched = any(width is not None for width in way.widths)
    open_, close = _environment(way, stretched, "tabularx", wide=r"\dimen0")
    needed = ["threeparttable", *(["tabularx"] if stretched else [])]
    # Where a page has room for unbroken texts, the table is no wider than they are.
    em = next(size.em for size in PAGE.sizes if size.points == way.size)
    most = 1.06 * em * (sum(way.natural) + sum(way.gaps))
    width = [rf"\dimen0=\linewidth\ifdim\dimen0>{most:.0f}pt\dimen0={most:.0f}pt\fi"] if stretched else []
    return needed, [
        # Above the table, not in it: a title is as wide as the page, however narrow the table.
        r"\begin{table*}[htbp]", r"\centering\setlength{\abovecaptionskip}{0pt}\setlength{\belowcaptionskip}{6pt}",
        rf"\caption{{{escaped(about.title)}}}", rf"\label{{{about.id}}}",
        _small(way), r"\begin{threeparttable}", *width,
        open_, r"\toprule", *_heads(way), r"\midrule", *_body(way), r"\bottomrule", close,
        r"\begin{tablenotes}[flushleft]\footnotesize\setlength{\labelsep}{0pt}",
        rf"\item[]{escaped(about.note)}\end{{tablenotes}}",
        r"\end{threeparttable}", r"\end{table*}",
    ]  # fmt: skip


def _long(way: Setting, about: About) -> tuple[list[str], list[str]]:
    stretched = any(way.widths)
    open_, close = _environment(way, stretched, "xltabular", "longtable")
    return ["xltabular"], [
        r"\begingroup\setlength{\LTpost}{0.6ex}" + _small(way), open_,
        rf"\caption{{{escaped(about.title)}}}\label{{{about.id}}}\\[-0.6\baselineskip]",
        r"\toprule", *_heads(way), r"\midrule", r"\endfirsthead",
        rf"\multicolumn{{{len(way.widths)}}}{{@{{}}l@{{}}}}{{\tablename~\thetable{{}}{_WORDS[about.lang]['continued']}}}\\",
        r"\toprule", *_heads(way), r"\midrule", r"\endhead",
        r"\bottomrule", r"\endfoot", r"\bottomrule", r"\endlastfoot",
        *_body(way), close, r"\par\noindent\footnotesize " + escaped(about.note) + r"\par\endgroup",
    ]  # fmt: skip


def _small(way: Setting) -> str:
    # The line spacing of the text is not the table's.
    return (
        r"\linespread{1.05}"
        + (_SIZES[int(way.size)] or r"\normalsize")
        + rf"\setlength{{\tabcolsep}}{{{way.gap / 2:g}em}}"
    )


def _environment(
    way: Setting, stretched: bool, breaking: str, plain: str = "tabular", wide: str = r"\linewidth"
) -> tuple[str, str]:
    """Return how the table opens and closes; columns of broken texts share what is ``wide`` by their widths."""
    broken = [width for width in way.widths if width is not None]
    share = sum(broken) / len(broken) if broken else 1.0
    columns = "".join(
        column.align[0] + _room(gap, way.gap if at < len(way.widths) else 0.0)
        if width is None
        else rf">{{\hsize={width / share:.3f}\hsize\{_RAGGED[column.align]}\arraybackslash}}X"
        + _room(gap, way.gap if at < len(way.widths) else 0.0)
        for at, (width, column, gap) in enumerate(zip(way.widths, way.table.columns, way.gaps, strict=True), 1)
    )
    if stretched:
        return rf"\begin{{{breaking}}}{{{wide}}}{{@{{}}{columns}@{{}}}}", rf"\end{{{breaking}}}"
    return rf"\begin{{{plain}}}{{@{{}}{columns}@{{}}}}", rf"\end{{{plain}}}"


def _room(gap: float, usual: float) -> str:
    """Return what makes the gap after a column wider than usual, where signs and stars hang into it."""
    return rf"@{{\hspace{{{gap:.2f}em}}}}" if gap > usual else ""


def _heads(way: Setting) -> list[str]:
    levels = [line for level in way.table.spanners for line in _spanned(way.table.spans(level))]
    heads = [_stacked(lines, column.align[0]) for lines, column in zip(way.heads, way.table.columns, strict=True)]
    return [*levels, " & ".join(heads) + r" \\"]


def _stacked(lines: Sequence[str], side: str) -> str:
    if len(lines) == 1:
        return _opened(escaped(lines[0]))
    return rf"\begin{{tabular}}[b]{{@{{}}{side}@{{}}}}" + r"\\".join(map(escaped, lines)) + r"\end{tabular}"


def _spanned(heads: Sequence[Spanner]) -> list[str]:
    """Return a line of spanning heads, and the thin rules below them."""
    cells = [rf"\multicolumn{{{head.width}}}{{c}}{{{escaped(head.label)}}}" if head.label else "" for head in heads]
    rules = "".join(rf"\cmidrule(lr){{{head.first + 1}-{head.last + 1}}}" for head in heads if head.label)
    return [" & ".join(cells) + r" \\", rules]


def _body(way: Setting) -> list[str]:
    lines: list[str] = []
    pads = iter(way.table.pads)
    for at, group in enumerate(way.table.groups):
        if group.rule and lines and way.long:
            # No page ends below a rule.
            lines[-1] = re.sub(r" \\\\(?=$|\[)", r" \\\\*", lines[-1])
        lines += _group(way, group, [next(pads) for _ in group.rows], first=at == 0)
    return lines[:-1] if lines[-1].startswith(r"\addlinespace") else lines


def _group(way: Setting, group: RowGroup, pads: Sequence[Sequence[tuple[str, str]]], first: bool) -> list[str]:
    """Return a group's rows; a page may end after it and never within it (``\\\\*``)."""
    stay = r" \\*" if way.long else r" \\"
    lines = [r"\midrule"] if group.rule and not first else []
    if group.panel:
        panel = rf"\multicolumn{{{len(way.table.columns)}}}{{@{{}}l}}{{\emph{{{escaped(group.panel)}}}}}"
        lines.append(panel + stay)
    for row, around in zip(group.rows, pads, strict=True):
        cells = [
            _centred(cell, pad) if column.align == "centre" else _opened(escaped(cell.text)) + _phantom(pad[1])
            for cell, pad, column in zip(row, around, way.table.columns, strict=True)
        ]
        if row is group.rows[0] and len(group.rows) > 1:
            cells = [
                _beside(cell, group, at) if width else cell
                for at, (cell, width) in enumerate(zip(cells, way.widths, strict=True))
            ]
        lines.append(" & ".join(cells) + stay)
    lines[-1] = lines[-1].removesuffix("*")
    # A pair of rows, an estimate and its error, stands off from the next; so does a row of broken texts.
    if len(group.rows) > 1:
        lines[-1] += "[0.3ex]"
    elif any(way.widths):
        lines.append(r"\addlinespace[0.5ex]")
    return lines


def _beside(cell: str, group: RowGroup, at: int) -> str:
    """Return a text whose lines stand beside the rows below, where those have nothing in its column."""
    if any(row[at].text for row in group.rows[1:]):
        return cell
    return rf"\smash{{\parbox[t]{{\hsize}}{{\raggedright {cell}}}}}"


def _opened(text: str) -> str:
    """Return a cell that the line break before it does not take for its option: it may open with ``[`` or ``*``."""
    return "{}" + text if text.startswith(("[", "*")) else text


def _centred(cell: Cell, pads: tuple[str, str]) -> str:
    """Return a cell whose point stands in the middle of its column: signs and stars hang into the gap beside it."""
    before, figure, after = hanging(cell)
    # What hangs takes no room, and needs none on the other side.
    missing = "".join(letter for letter in pads[1] if letter in "0.,")
    inside = _phantom(signs_in(figure) if cell.number is not None else "")
    left = rf"\llap{{{escaped(before)}}}" if before else ""
    right = rf"\rlap{{{escaped(after)}}}" if after else ""
    # Stars stand at the figure, over what is put unseen for its missing decimals.
    return _opened(left + escaped(figure) + right + _phantom(missing) + inside)


def _phantom(pad: str) -> str:
    return rf"\phantom{{{escaped(pad)}}}" if pad else ""
