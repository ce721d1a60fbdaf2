"""Every format of a table: hostile cells stay text, figures stay figures, same table same bytes.

The expected outputs are written by hand from the rules of the formats.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import time
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook
from table_readers import html_cells, rows, typst_text

from living_edition.exhibits import office_formats as documents
from living_edition.exhibits import text_formats as formats
from living_edition.exhibits.catalogue import TABLE_FORMS
from living_edition.exhibits.cells import Cell, cell, number_format, p_value, padding
from living_edition.exhibits.fonts import sans_file
from living_edition.exhibits.html_tables import html_fragment
from living_edition.exhibits.latex_tables import PAGE, to_latex
from living_edition.exhibits.layout import head_lines, setting
from living_edition.exhibits.markdown_tables import to_markdown, to_page
from living_edition.exhibits.tables import Column, RowGroup, Spanner, Table, simple
from living_edition.exhibits.word_tables import write_docx
from living_edition.word.styles import TEXT

SMALL = simple(
    ["Firm", "Loans", "Share"],
    [
        ["甲_1", 1200.5, Cell(30, before="> ", after="%")],
        ["乙", Cell(-3.0, 0), Cell(7, after="%")],
        ["", Cell(0.2468135790123, 2, "(", ")"), None],
    ],
    [False, True, True],
)
ABOUT = formats.About("tbl-small", "A & B", "Note: none. Source: made up.", "en", "tbl-small, version 1")
HOSTILE = ["<script>alert(1)</script>", r"\input{x}", "=cmd()", "+1", "-1", "@a", "a|b", "*a*", "a\nb", "$x$", "[a](b)",
           "#let x", "镕", "{{< num a >}}", "</td>", "&amp;", '"q"', "``", "_a_", "~a^b", "'a", "--", "...", "1. a",
           "- a", "% a"]  # fmt: skip


def write(table: Table, folder: Path, about: formats.About = ABOUT) -> dict[str, Path]:
    """Write all formats; the job's own function does so with the record beside them."""
    from living_edition.exhibits import write

    return {file.name.partition(".")[2]: file for file in write._forms(table, about, folder / about.id)}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return write(SMALL, tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    cells = [[cell, cell] for cell in HOSTILE]
    return write(simple(["a|b", "=h"], cells, [False, True]), tmp_path_factory.mktemp("hostile"))


def test_all_declared_forms_are_written(small: dict[str, Path]) -> None:
    assert set(small) == set(TABLE_FORMS)


@pytest.mark.parametrize("form", ["html", "md", "tex", "docx", "xlsx", "parquet"])
def test_a_hostile_cell_stays_text(hostile: dict[str, Path], form: str) -> None:
    expected = [re.sub(r"\n", " ", cell) if form in ("md", "tex", "docx") else cell for cell in HOSTILE]
    if form == "tex":
        # The apostrophe is typeset as LaTeX has them; pandoc's reader does not know \textbar and
        # \textasciigrave (the PDF made by LaTeX itself, below, shows both).
        expected = [_typeset(cell) for cell in expected]
    found = rows(hostile[form])[1:]
    assert [row[0] for row in found] == expected
    assert [row[1] for row in found] == expected


def _typeset(cell: str) -> str:
    return cell.replace("'", "’").replace("|", "").replace("`", "")


def test_a_formula_in_csv_has_an_apostrophe_before_it(hostile: dict[str, Path]) -> None:
    found = [row[0] for row in rows(hostile["csv"])[1:]]
    assert found == ["'" + cell if cell[0] in "=+-@" else cell for cell in HOSTILE]


def test_no_element_comes_out_of_a_cell(hostile: dict[str, Path]) -> None:
    tags = html_cells(hostile["html"].read_text(encoding="utf-8"))[1]
    assert "script" not in tags and "a" not in tags


def test_a_workbook_holds_no_formula(hostile: dict[str, Path]) -> None:
    kinds = {cell.data_type for row in load_workbook(hostile["xlsx"]).active.iter_rows() for cell in row if cell.value}
    assert kinds == {"s"}


def test_hostile_cells_stand_in_the_typst_pdf(hostile: dict[str, Path], tmp_path: Path) -> None:
    text = typst_text(hostile["typ"], tmp_path)
    missing = [cell for cell in HOSTILE if text.count(re.sub(r"\s+", "", cell)) < 2]
    assert missing == []


def test_csv(small: dict[str, Path]) -> None:
    expected = '\ufeffFirm,Loans,Share\n甲_1,"1,200.5",> 30%\n乙,\u22123,7%\n,\'(0.25),\n'
    assert small["csv"].read_bytes() == expected.encode()


def test_the_canonical_csv_holds_both_languages() -> None:
    tables = {"en": simple(["A"], [[1]], [True]), "zh": simple(["甲"], [[1]], [True])}
    assert formats.canonical(tables) == "zh,甲\nzh,1\nen,A\nen,1\n"


def test_markdown(small: dict[str, Path]) -> None:
    point, digit = "\u202f", "\u2007"
    assert small["md"].read_text(encoding="utf-8") == (
        "**A \\& B**\n\n"
        "| Firm | Loans | Share |\n"
        "| :---- | ------: | ----: |\n"
        f"| 甲\\_1 | 1,200.5{digit}{point} | \\> 30% |\n"
        f"| 乙 | \u22123{point}{digit}{digit}{point} | 7% |\n"
        "| \u00a0 | (0.25) | \u00a0 |\n"
        "\nNote: none. Source: made up.\n\ntbl-small, version 1\n"
    )


def test_latex(small: dict[str, Path]) -> None:
    assert small["tex"].read_text(encoding="utf-8") == (
        "% tbl-small, version 1\n"
        "% needs \\usepackage{booktabs,threeparttable}\n"
        "\\begin{table*}[htbp]\n"
        "\\centering\\setlength{\\abovecaptionskip}{0pt}\\setlength{\\belowcaptionskip}{6pt}\n"
        "\\caption{A \\& B}\n\\label{tbl-small}\n"
        "\\linespread{1.05}\\normalsize\\setlength{\\tabcolsep}{0.4em}\n\\begin{threeparttable}\n"
        "\\begin{tabular}{@{}lrr@{}}\n\\toprule\nFirm & Loans & Share \\\\\n\\midrule\n"
        "甲\\_1 & 1,200.5\\phantom{0)} & \\textgreater{} 30\\% \\\\\n"
        "乙 & $-$3\\phantom{.00)} & 7\\% \\\\\n"
        " & (0.25) &  \\\\\n"
        "\\bottomrule\n\\end{tabular}\n"
        "\\begin{tablenotes}[flushleft]\\footnotesize\\setlength{\\labelsep}{0pt}\n"
        "\\item[]Note: none. Source: made up.\\end{tablenotes}\n"
        "\\end{threeparttable}\n\\end{table*}\n"
    )


def test_typst(small: dict[str, Path]) -> None:
    text = small["typ"].read_text(encoding="utf-8")
    assert text.startswith('// tbl-small, version 1\n#[#set text(lang: "en", number-width: "tabular")\n')
    assert text.endswith(
        '#figure(kind: table, caption: "A & B", {\n'
        "set text(size: 0.909em)\n"
        "set par(leading: 0.5em)\n"
        "show table.cell: it => { set text(kerning: it.x not in (1, 2,)); it }\n"
        "let body = table(columns: (auto, auto, auto,), align: (left, right, right,), stroke: none, "
        "inset: (x: 0.4em, y: 0.32em),\n"
        '  table.header(table.hline(stroke: 0.9pt), table.cell(align: left + bottom, [#"Firm"]), '
        'table.cell(align: right + bottom, [#"Loans"]), table.cell(align: right + bottom, [#"Share"]), '
        "table.hline(stroke: 0.5pt)),\n"
        '  "甲_1", [#"1,200.5"#hide("0)")], "> 30%",\n'
        '  "乙", [#"\u22123"#hide(".00)")], "7%",\n'
        '  "", "(0.25)", "",\n'
        "  table.hline(stroke: 0.9pt))\n"
        'let note = block(breakable: false, align(left, text(0.9em, "Note: none. Source: made up.")))\n'
        "context block(width: measure(body).width, body + note)\n"
        "}) <tbl-small>]\n"
    )


def test_html(small: dict[str, Path]) -> None:
    page = small["html"].read_text(encoding="utf-8")
    assert page.startswith('<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n')
    assert (
        '<table lang="en">\n<caption><span>A &amp; B</span></caption>\n'
        '<thead><tr><th scope="col">Firm</th><th scope="col" class="r n">Loans</th>'
        '<th scope="col" class="r n">Share</th></tr></thead>\n<tbody>\n'
        '<tr><td class="k">甲_1</td><td class="r" data-pad="0)">1,200.5</td><td class="r">&gt; 30%</td></tr>\n'
        '<tr><td class="k">乙</td><td class="r" data-pad=".00)">\u22123</td><td class="r">7%</td></tr>\n'
        '<tr><td class="k"></td><td class="r">(0.25)</td><td class="r"></td></tr>\n</tbody>\n</table>\n'
    ) in page
    assert "<p>Note: none. Source: made up.</p>" in page and "<small>tbl-small, version 1</small>" in page


def test_in_html_a_label_stands_beside_its_estimate_and_error_and_long_texts_have_room_where_a_phone_scrolls() -> None:
    pair = RowGroup([[cell("A label of a coefficient"), Cell(0.5)], [cell(""), Cell(0.1, 1, "(", ")")]])
    table = Table([Column(""), Column("(1)", "centre")], [pair])
    page = html_fragment(table, ABOUT)
    assert '<tr><td rowspan="2">A label of a coefficient</td><td class="c">0.5</td></tr>' in page
    assert '<tr class="e"><td class="c">(0.1)</td></tr>' in page
    columns = [*table.columns, *[Column("(2)", "centre")] * 6]
    wide = Table(columns, [RowGroup([[*row, *[Cell(1234.5)] * 6] for row in pair.rows])])
    assert '<td rowspan="2" class="w">' in html_fragment(wide, ABOUT)


def test_xlsx(small: dict[str, Path]) -> None:
    book = load_workbook(small["xlsx"])
    sheet = book.active
    assert sheet.title == "tbl-small"
    assert [cell.value for cell in sheet[3]] == ["Firm", "Loans", "Share"]
    assert [(c.value, c.data_type) for c in sheet[4]] == [("甲_1", "s"), (1200.5, "n"), (30, "n")]
    assert [(c.value, c.data_type) for c in sheet[5]] == [("乙", "s"), (-3, "n"), (7, "n")]
    assert sheet["B4"].number_format == '#,##0.0;"\u2212"#,##0.0'
    assert sheet["C4"].number_format == '"> "0"%";"> \u2212"0"%"'
    assert sheet["B6"].value == 0.2468135790123 and sheet["B6"].number_format == '"("0.00")";"(\u2212"0.00")"'
    assert [sheet.cell(r, 1).value for r in (1, 7, 8)] == [
        "A & B",
        "Note: none. Source: made up.",
        "tbl-small, version 1",
    ]
    assert book.properties.created == book.properties.modified == documents.MOMENT


def test_rows_of_a_sheet_are_as_high_as_their_texts_and_a_short_table_prints_on_one_page(tmp_path: Path) -> None:
    """A column is at most 60 letters wide: of three hundred, six lines of 15 points; a figure takes one."""
    long = load_workbook(
        write(simple(["Text", "n"], [["x " * 150, 1 / 3], ["y", 2.0]], [False, True]), tmp_path)["xlsx"]
    )
    heights = [long.active.row_dimensions[row].height for row in (4, 5)]
    assert long.active.column_dimensions["A"].width == 60 and heights == [15 * 6, 15]
    assert long.active.page_setup.fitToHeight == 1
    many = simple(["Text"], [[f"row {n}"] for n in range(80)], [False])
    assert load_workbook(write(many, tmp_path / "many")["xlsx"]).active.page_setup.fitToHeight == 0


def test_rows_of_han_characters_are_higher(tmp_path: Path) -> None:
    sheet = load_workbook(write(simple(["文"], [["字" * 60], ["字"]], [False]), tmp_path)["xlsx"]).active
    # Sixty characters are twice as wide as letters: three lines of sixty.
    assert [sheet.row_dimensions[row].height for row in (4, 5)] == [18 * 3, 18]


def test_apostrophes_are_a_printers_in_every_text_of_a_table() -> None:
    given = Table([Column("the fund's")], [RowGroup([[Cell("cities' own")], [Cell(1.5, 1)]], panel="a bank's")],
                  [[Spanner("China's", 0, 0)]])  # fmt: skip
    shown = given.in_language("en")
    assert [shown.heads, shown.texts, shown.groups[0].panel, shown.spanners[0][0].label] == [
        ["the fund’s"], [["cities’ own"], ["1.5"]], "a bank’s", "China’s"
    ]  # fmt: skip


def test_a_head_over_figures_breaks_where_there_is_no_room_and_keeps_its_unit_together() -> None:
    rows = [["x", 0.25, 1.5, 2.5]]
    heads = ["", "平均从业人数", "Density (persons per km²)", "担保基金的破产概率"]
    table = simple(heads, rows, [False, True, True, True])
    assert head_lines(table, 1) == ["平均从业人数"] and head_lines(table, 1, roomy=False) == ["平均从", "业人数"]
    assert head_lines(table, 2) == ["Density", "(persons per km²)"]
    # Nine characters: five and four, a little wider than three lines of three.
    assert [len(line) for line in head_lines(table, 3, roomy=False)] == [5, 4]


def test_markdown_tells_heads_over_numbered_columns_below_the_title() -> None:
    columns = [Column("")] + [Column(f"({n})", "centre") for n in (1, 2, 3)]
    table = Table(columns, [RowGroup([[cell("x"), cell(0.25), cell(0.5), cell(0.75)]])],
                  [[Spanner("ln loans", 1, 3)], [Spanner("employment", 1, 2), Spanner("GDP", 3, 3)]])  # fmt: skip
    told = "ln loans: (1)–(3); employment: (1)–(2); GDP: (3)"
    assert to_page(table, ABOUT).split("\n\n")[1] == told
    # Heads that are the same are told apart in their place.
    same = replace(table, columns=[Column(""), *[Column("2 times", "right")] * 3])
    assert "| ln loans, employment, 2 times |" in to_page(same, ABOUT)
    assert "| ln loans，employment，2 times |" in to_page(same, replace(ABOUT, lang="zh"))


def test_a_head_over_several_columns_has_room_in_them() -> None:
    table = Table([Column(""), Column("a", "right"), Column("b", "right")],
                  [RowGroup([[cell("x"), cell(1), cell(2)]])], [[Spanner("下滑中的破产概率", 1, 2)]])  # fmt: skip
    way = setting(table, PAGE)
    assert sum(way.natural[1:]) + way.gaps[1] >= 8 > way.natural[1] > 3


def test_a_table_in_word_is_no_wider_than_the_text_nor_its_note_than_the_table(tmp_path: Path) -> None:
    for columns, text in ((9, 30), (4, 10)):
        table = simple(["head"] * columns, [["x" * text, *[0.25] * (columns - 1)]], [False, *[True] * (columns - 1)])
        write_docx(table, ABOUT, tmp_path / "a.docx")
        xml = zipfile.ZipFile(tmp_path / "a.docx").read("word/document.xml").decode()
        wide = sum(map(int, re.findall(r'<w:gridCol w:w="(\d+)"', xml)))
        room = TEXT - 2 * int(re.findall(r'<w:ind w:left="(\d+)" w:right="\1"/>', xml)[0])
        assert wide <= TEXT and room == pytest.approx(max(wide, 0.6 * TEXT), abs=2)


def test_in_word_white_stands_between_any_two_columns_and_heads_have_no_rule_of_a_style(tmp_path: Path) -> None:
    table = simple(["a", "b", "c", "d"], [["x", Cell(1234.0), Cell(5678.0), "words"]], [False, True, True, False])
    write_docx(table, ABOUT, tmp_path / "a.docx")
    xml = zipfile.ZipFile(tmp_path / "a.docx").read("word/document.xml").decode()
    widths = [int(found) for found in re.findall(r'<w:gridCol w:w="(\d+)"', xml)]
    # Four digits and a comma of 9 points are 45.5 of twentieths a tenth: 2.278 em; the usual gap is 0.8 em.
    digits, gap = round(20 * 9 * 2.278), round(20 * 9 * 0.8)
    assert widths[2] >= digits + gap and f'<w:ind w:right="{gap}"/>' in xml
    # A style's first row would bring a rule of its own below each repeated head.
    assert "w:tblStyle" not in xml and xml.count("<w:keepLines/>") == 2


def test_in_a_spreadsheet_words_after_figures_stand_off_from_them(tmp_path: Path) -> None:
    table = simple(["a", "b", "c"], [["x", Cell(1234.0), "words"]], [False, True, False])
    documents.write_xlsx(table, ABOUT, tmp_path / "a.xlsx")
    sheet = load_workbook(tmp_path / "a.xlsx").active
    assert [[cell.alignment.indent for cell in sheet[row]] for row in (3, 4)] == [[0, 0, 1], [0, 0, 1]]


def test_a_broken_label_in_word_and_stars_in_latex_part_nothing(tmp_path: Path) -> None:
    label = "a label of very many words that no column of a page in Word has room for at any size of its letters, ever"
    rows = [[cell(label), *[Cell(0.08, 2, after="***")] * 7], [cell(""), *[Cell(0.019, 3, "(", ")")] * 7]]
    table = Table([Column(""), *[Column(f"({n})", "centre") for n in range(7)]], [RowGroup(rows)])
    write_docx(table, ABOUT, tmp_path / "a.docx")
    xml = zipfile.ZipFile(tmp_path / "a.docx").read("word/document.xml").decode()
    assert xml.count('<w:vMerge w:val="restart"/>') == xml.count("<w:vMerge/>") == 1
    # Two decimals above three: the stars stand at the figure, and what is unseen behind them.
    assert r"0.08\rlap{***}\phantom{0}" in to_latex(table, ABOUT)


def test_a_program_gets_numbers_with_all_their_digits(small: dict[str, Path]) -> None:
    import pyarrow.parquet as pq

    table = pq.read_table(small["parquet"])
    assert table.to_pydict() == {
        "Firm": ["甲_1", "乙", ""],
        "Loans": [1200.5, -3.0, 0.2468135790123],
        "Loans (as printed)": ["1,200.5", "\u22123", "(0.25)"],
        "Share": [30, 7, None],
        "Share (as printed)": ["> 30%", "7%", ""],
    }
    assert table.schema.metadata[b"title"] == b"A & B" and table.schema.metadata[b"stamp"] == b"tbl-small, version 1"
    assert small["data.csv"].read_text(encoding="utf-8") == (
        "Firm,Loans,Loans (as printed),Share,Share (as printed)\n"
        '甲_1,1200.5,"1,200.5",30,> 30%\n乙,-3.0,\u22123,7,7%\n,0.2468135790123,(0.25),,\n'
    )
    plain = simple(["a", "a"], [["x", Cell(1.23456, 1)], ["y", None]], [False, True])
    documents.write_parquet(plain, ABOUT, target := small["parquet"].with_name("plain.parquet"))
    # Nothing but figures is printed: no second column; heads that are the same are told apart.
    assert pq.read_table(target).to_pydict() == {"a": ["x", "y"], "a_2": [1.23456, None]}


def test_docx(small: dict[str, Path]) -> None:
    assert rows(small["docx"]) == [["Firm", "Loans", "Share"], ["甲_1", "1,200.5", "> 30%"], ["乙", "\u22123", "7%"],
                                   ["", "(0.25)", ""]]  # fmt: skip


def test_a_wide_table_lies_on_its_side_in_docx(small: dict[str, Path], tmp_path: Path) -> None:
    wide = simple(["a", *"bcdefghi"], [["x" * 90, *[Cell(0.123, before="(", after=")")] * 8]], [False, *[True] * 8])
    write_docx(wide, ABOUT, tmp_path / "wide.docx")
    pages = [zipfile.ZipFile(file).read("word/document.xml") for file in (small["docx"], tmp_path / "wide.docx")]
    assert [page.count(b'w:orient="landscape"') for page in pages] == [0, 1]


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (Cell(1200.5), "1,200.5"),
        (Cell(-0.09736, 3, after="***"), "\u22120.097***"),
        (Cell(0.0216, 3, "[", "]"), "[0.022]"),
        (Cell(70, before="逾", after="%"), "逾70%"),
        (Cell(50000, before="more than ", after=" firms"), "more than 50,000 firms"),
        (Cell(4019, grouped=False), "4019"),
        (Cell(-0.0001, 2), "0.00"),
        (Cell(None, missing="–"), "–"),
        (Cell(), ""),
        (Cell("=5"), "=5"),
        (p_value(0.00099), "<0.001"),
        (p_value(0.001), "0.001"),
        (p_value(0.0, least=1 / 500), "<0.002"),
        (p_value(0.0004, 4), "0.0004"),
    ],
)
def test_a_cell_prints_what_it_holds(given: Cell, shown: str) -> None:
    assert given.text == shown


def test_columns_with_words_have_no_common_point() -> None:
    assert padding([Cell(373, after=" firms"), Cell(1.5, after=" loans")]) == [("", "")] * 2
    # Words leave the figures around them lined up.
    assert padding([Cell(0.25), Cell(7), Cell("不含2010年")]) == [("", ""), ("", ".00"), ("", "")]


def _width(text: str) -> float:
    """The glyphs in em of Computer Modern (cmr10.tfm): digits 0.5, as every face with tabular figures has one width."""
    widths = {"\u2212": 0.778, "<": 0.778, ".": 0.278, ",": 0.278, "[": 0.278, "]": 0.278, "(": 0.389, ")": 0.389}
    return sum(widths.get(letter, 0.5) for letter in text)


def test_points_of_a_centred_column_stand_in_one_line() -> None:
    column = [Cell(-0.5698, 3), Cell(0.0542, 3, "(", ")"), Cell(0.071, 3, "[", "]"), Cell(12.5, 1), Cell(1234.0, 0),
              Cell(0.0001, 3, least=0.001), Cell(0.25, 3, after="***"), Cell(7)]  # fmt: skip
    offsets = []
    for one, (before, after) in zip(column, padding(column, centred=True), strict=True):
        left, point, right = (before + one.text + after).partition(".")
        # How far the point stands from the middle of the cell.
        offsets.append(round(_width(left) - _width(point + right), 9))
    assert len(set(offsets)) == 1
    assert padding([Cell(0.25), Cell(258, free=True)], centred=True)[1] == ("", "")


def test_points_of_a_column_flush_right_stand_in_one_line() -> None:
    column = [Cell(-0.5698, 3), Cell(12.5, 1), Cell(7), Cell(0.25, 2, after="%")]
    tails = {one.text[one.text.find(".") :] if "." in one.text else "" for one in column}
    assert len(tails) == 4
    ends = [
        _width((one.text + after).partition(".")[2]) for one, (_, after) in zip(column, padding(column), strict=True)
    ]
    assert len(set(ends)) == 1


def test_a_spreadsheet_shows_a_p_value_too_small_to_print_as_lying_below() -> None:
    assert number_format(Cell(-0.0003, 3)) == "0.000;0.000" and number_format(Cell(-0.3, 1)) == '0.0;"\u2212"0.0'
    assert number_format(p_value(0.0000123)) == '"<0.001"'
    assert number_format(Cell(0.25, 3, after="***")) == '0.000"***";"\u2212"0.000"***"'


def test_the_same_table_gives_the_same_bytes(small: dict[str, Path], tmp_path: Path) -> None:
    # The clocks in zip archives tick every two seconds.
    time.sleep(2.1)
    again = write(SMALL, tmp_path)
    assert [form for form in small if small[form].read_bytes() != again[form].read_bytes()] == []


ARTICLE = r"""\documentclass{article}
\usepackage{booktabs,threeparttable,xeCJK}
\setCJKmainfont[Path=%s/]{%s}
\begin{document}
\input{table}
\end{document}
"""


@pytest.mark.slow
def test_the_latex_table_compiles_in_an_article(
    small: dict[str, Path], hostile: dict[str, Path], tmp_path: Path
) -> None:
    if shutil.which("xelatex") is None:
        pytest.skip("xelatex is not installed")
    from pypdf import PdfReader

    font = Path(sans_file())
    (tmp_path / "a.tex").write_text(ARTICLE % (font.parent, font.name), encoding="utf-8")
    text = {}
    for name, table in (("small", small), ("hostile", hostile)):
        shutil.copyfile(table["tex"], tmp_path / "table.tex")
        command = ["xelatex", "-interaction=nonstopmode", "-halt-on-error", "a.tex"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout[-2000:]
        text[name] = re.sub(r"\s+", "", PdfReader(tmp_path / "a.pdf").pages[0].extract_text())
    assert all(cell in text["small"] for cell in ("A&B", "甲_1", "1,200.5", "30%", "−3", "(0.25)"))
    assert all(
        cell in text["hostile"] for cell in ("<script>alert(1)</script>", r"\input{x}", "=cmd()", "a|b", "``", "镕")
    )


@pytest.mark.slow
def test_libreoffice_shows_what_the_csv_says(small: dict[str, Path], hostile: dict[str, Path], tmp_path: Path) -> None:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    files = [shutil.copyfile(table["xlsx"], tmp_path / f"{name}.xlsx")
             for name, table in (("small", small), ("hostile", hostile))]  # fmt: skip
    # 44, 34, 76: comma, quotation mark, UTF-8; the eighth token asks for cells as shown.
    form = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true"
    command = [office, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", form,
               "--outdir", str(tmp_path), *map(str, files)]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    assert rows(tmp_path / "small.csv")[2:6] == [SMALL.heads, *SMALL.texts]
    assert [row[0] for row in rows(tmp_path / "hostile.csv")[3:-2]] == HOSTILE


@pytest.mark.slow
def test_a_spreadsheet_takes_an_error_in_parentheses_for_no_negative_number(
    small: dict[str, Path], tmp_path: Path
) -> None:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    command = [office, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--infilter=CSV:44,34,76",
               "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76", "--outdir", str(tmp_path),
               str(small["csv"])]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    assert rows(tmp_path / small["csv"].name)[3][1] == "'(0.25)"


@pytest.mark.slow
def test_libreoffice_opens_the_document(small: dict[str, Path], tmp_path: Path) -> None:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    command = [office, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "txt:Text",
               "--outdir", str(tmp_path), str(small["docx"])]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    text = (tmp_path / "tbl-small.txt").read_text(encoding="utf-8")
    assert all(cell in text for row in SMALL.texts for cell in row)


def test_short_columns_keep_their_width_beside_a_long_one() -> None:
    # "1,234" needs five characters and has eight of a hundred; two long columns share by square root, 1 to 2.
    table = simple(["n", "words", "more"], [[1234, "a" * 100, "b" * 400]], [True, False, False])
    rule = to_markdown(table).splitlines()[1].strip("| ").split(" | ")
    assert [len(cell) for cell in rule] == [8, 31, 61]
    fits = simple(["n", "words"], [[1234, "a" * 20]], [True, False])
    assert [len(cell) for cell in to_markdown(fits).splitlines()[1].strip("| ").split(" | ")] == [5, 20]


def test_words_among_figures_may_break_and_figures_may_not() -> None:
    # "capitals" needs eight characters and has ten; "不" two, but no column of figures is narrower than eight.
    heads = ["", "(1)", "(2)", "(3)"]
    rows = [
        ["label " * 12, Cell(0.041, before="(", after=")"), 2553, 0.1],
        ["sample", "without all capitals", "不含省会和直辖市", "without 2010"],
    ]
    rule = to_markdown(simple(heads, rows, [False, True, True, True])).splitlines()[1].strip("| ").split(" | ")
    assert [len(cell) for cell in rule] == [100 - 10 - 8 - 9, 10, 8, 9]
    last = to_markdown(simple(heads, rows, [False, True, True, True])).splitlines()[-1]
    assert "\u2007" not in last and "| without all capitals |" in last
