"""The source checks: each fault is named with its file and line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from living_edition.errors import InputError
from living_edition.prose.source import mark_shortcodes, read
from living_edition.translation.checks import check
from living_edition.translation.copied_text import Thesis, shingles

LEDGER = ("liushi.output",)
EXHIBITS = ("fig-clusters",)


@pytest.fixture
def report(tmp_path: Path) -> Path:
    for lang, heading in (("zh", "题"), ("en", "Title")):
        (tmp_path / lang).mkdir()
        (tmp_path / f"cluster-finance-{lang}.qmd").write_text(
            f"---\ntitle: {heading}\n---\n\n{{{{< include {lang}/01.qmd >}}}}\n", encoding="utf-8"
        )
        (tmp_path / lang / "01.qmd").write_text(
            f"# {heading} {{#sec-a}}\n\n{{{{< num liushi.output >}}}} [@key2000], @fig-clusters\n\n"
            f"{{{{< include exhibits/fig-clusters-{lang}.qmd >}}}}\n",
            encoding="utf-8",
        )
    (tmp_path / "references.bib").write_text(
        "@book{key2000,\n author={A}, title={T}, date={2000},\n langid={english},\n}\n", encoding="utf-8"
    )
    return tmp_path


def said(report: Path) -> str:
    with pytest.raises(InputError) as caught:
        check(report, LEDGER, EXHIBITS)
    return str(caught.value)


def append(report: Path, text: str, *langs: str) -> None:
    for lang in langs or ("zh", "en"):
        with (report / lang / "01.qmd").open("a", encoding="utf-8") as file:
            file.write(text)


def test_sound_sources_pass(report: Path) -> None:
    check(report, LEDGER, EXHIBITS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\nA {{< num no.such >}}\n", "report/zh/01.qmd, line 7: found the number 'no.such'"),
        ("\nA [@nobody1999]\n", "line 7: found the citation nobody1999"),
        ("\nSee [-@sec-none]\n", "line 7: found a reference to sec-none"),
        ("\nWorth 12.5 yuan\n", "line 7: found the typed figure 12.5"),
        ("\n值12.5元\n", "report/zh/01.qmd, line 7: found the typed figure 12.5"),
        ("\nIt made 3661 marks\n", "line 7: found the typed figure 3661"),
        ("\nOn 1799 of them\n", "line 7: found the typed figure 1799"),
        ("\n有2100家\n", "line 7: found the typed figure 2100"),
        ("\nOf 20075 firms\n", "line 7: found the typed figure 20075"),
        ("\n{{< video x.mp4 >}}\n", "line 7: found the shortcode 'video x.mp4'"),
        ("\n```{python}\n1\n```\n", "line 7: found a code cell or attributes {python}"),
        ("\n::: {.column-page}\n:::\n", "line 7: found a block of class 'column-page'"),
        ("\n{{< include exhibits/fig-none-zh.qmd >}}\n", "line 7: found the exhibit 'fig-none'"),
        ("\n见@key2000年\n", "line 7: found @key2000年: the key runs into the Chinese text"),
    ],
)
def test_a_fault_is_named_with_file_and_line(report: Path, text: str, expected: str) -> None:
    append(report, text)
    assert expected in said(report)


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("\nA {{< num liushi.outputs >}}\n", "write liushi.output, if that is meant"),
        ("\nA [@key200]\n", "write key2000, if that is meant"),
        ("\nSee @fig-cluster\n", "write fig-clusters, if that is meant"),
        ("\n{{< include exhibits/fig-cluster-zh.qmd >}}\n", "write fig-clusters, if that is meant"),
    ],
)
def test_an_unknown_name_comes_with_the_nearest(report: Path, text: str, near: str) -> None:
    append(report, text)
    assert near in said(report)


def test_a_name_of_files_is_no_figure_in_words(report: Path) -> None:
    for lang in ("zh", "en"):
        file = report / f"cluster-finance-{lang}.qmd"
        text = file.read_text("utf-8").replace("title:", "format:\n  html:\n    css: [fonts-ten.css]\ntitle:")
        file.write_text(text, encoding="utf-8")
    check(report, LEDGER, EXHIBITS)


def test_years_links_code_and_mathematics_are_not_typed_figures(report: Path) -> None:
    append(report, "\nIn 2007, 1800, 2099, 2009年10月末, `x=3`, $a_{12}$, [a](b-3.html) and\n\n$$\ny = 42\n$$\n")
    check(report, LEDGER, EXHIBITS)


def test_all_faults_are_told_at_once(report: Path) -> None:
    append(report, "\nWorth 12.5 yuan [@nobody1999]\n")
    assert said(report).startswith("4 problems:")


def test_a_paragraph_in_one_language_only_is_an_error(report: Path) -> None:
    append(report, "\nOnly here.\n", "en")
    assert "report/en/01.qmd, line 7: found a block (paragraph) that only en has" in said(report)


def test_a_number_in_one_language_only_is_an_error(report: Path) -> None:
    append(report, "\nHere {{< num liushi.output >}}.\n", "zh")
    append(report, "\nHere.\n", "en")
    message = said(report)
    assert "report/zh/01.qmd, line 7" in message and "report/en/01.qmd, line 7" in message


def test_a_missing_include_is_named(report: Path) -> None:
    append(report, "\n{{< include zh/none.qmd >}}\n")
    with pytest.raises(InputError, match=r"include of zh/none\.qmd, which is not there"):
        check(report, LEDGER, EXHIBITS)


def test_an_include_of_itself_is_refused(report: Path) -> None:
    append(report, "\n{{< include zh/01.qmd >}}\n")
    with pytest.raises(InputError, match="includes this file"):
        check(report, LEDGER, EXHIBITS)


def test_lines_know_where_they_come_from(report: Path) -> None:
    lines = read(report, "cluster-finance-zh.qmd", generated=False)
    assert [(line.file, line.number) for line in lines if line.text.startswith("# ")] == [("zh/01.qmd", 1)]


def test_shortcodes_become_spans() -> None:
    wide = f'width="{"-" * 72}"'  # a line of a table with a call is long, as in Quarto
    spans = f'[]{{.edition-shortcode call="num" {wide} arg1="a.b" kw-bare="true"}}'
    assert mark_shortcodes("{{< num a.b bare=true >}}") == spans


def test_the_report_itself_does_not_change_while_checked(report: Path, tmp_path: Path) -> None:
    before = {p: p.read_bytes() for p in report.rglob("*.qmd")}
    copy = tmp_path / "copy"
    shutil.copytree(report, copy, ignore=shutil.ignore_patterns("copy"))
    check(copy, LEDGER, EXHIBITS)
    assert before == {p: p.read_bytes() for p in before}


def test_an_entry_that_no_text_cites_is_named(report: Path) -> None:
    with (report / "references.bib").open("a", encoding="utf-8") as file:
        file.write("@article{unused2001,\n author={A}, title={U}, date={2001},\n langid={english},\n}\n")
    assert "report/references.bib, line 5, entry unused2001: found no text that cites it" in said(report)


def test_a_run_of_the_thesis_is_named(report: Path) -> None:
    append(report, "\n甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳\n")
    thesis = Thesis(shingles("甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳"), [])
    with pytest.raises(InputError, match=r"report/zh/01\.qmd, line 7: found .*characters of the thesis"):
        check(report, LEDGER, EXHIBITS, thesis=thesis)
