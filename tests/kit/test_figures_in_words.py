"""Figures in words: seen in both languages, excused only where the list says why."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cluster_finance.thesis.verification import read_record
from living_edition.errors import InputError
from living_edition.prose.source import Line
from living_edition.prose.typed_numbers import (
    FILE,
    Allowed,
    read_allowed,
    typed_figures,
    unused_allowed,
)
from living_edition.tables.descriptor import DATA
from living_edition.translation.checks import check


def found(text: str, *allowed: str) -> list[str]:
    excused = [Allowed(text=one, reason="a name, not a figure") for one in allowed]
    return [problem.actual.rpartition(" ")[2] for problem in typed_figures([Line(text, "zh/01.qmd", 3)], excused)]


def told(text: str) -> list[str]:
    mark = "the figure in words "
    return [problem.actual.removeprefix(mark) for problem in typed_figures([Line(text, "en/01.qmd", 3)])]


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("同一种贷款，是一百五十余家企业", "一百五十余家"),
        ("共七亿多元", "七亿多元"),
        ("平均每家四百余万元", "四百余万元"),
        ("还不到六亿元", "六亿元"),
        ("约为论文的十一倍", "十一倍"),
        ("不得超过净资产的十倍", "十倍"),
        ("两者之比是七倍多", "七倍"),
        ("得到的约为两倍半", "两倍半"),
        ("连升十七个月之后", "十七个"),
        ("倒闭了近九成", "九成"),
        ("不得超过百分之十五", "百分之十五"),
        ("自己出资的七分之十", "七分之十"),
        ("涵盖四十八国企业", "四十八国"),
        ("涉及的融资逾百亿元", "百亿元"),
        ("受累的有数百家", "数百家"),
    ],
)
def test_a_chinese_figure_in_words_is_seen(text: str, figure: str) -> None:
    assert found(text) == [figure]


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("a hundred and fifty-odd firms", "a hundred and fifty-odd"),
        ("over seven hundred million yuan", "seven hundred million"),
        ("some eleven times that", "eleven times"),
        ("Twenty firms of Shenzhen", "Twenty"),
        ("after seventeen months", "seventeen"),
        ("firms in forty-eight countries", "forty-eight"),
        ("nearly nine tenths of them", "nine tenths"),
        ("ten sevenths of it", "ten sevenths"),
        ("some thirty-five million yuan", "thirty-five million"),
        ("or fifteen per cent for a client", "fifteen per cent"),
        ("two per cent a year", "two per cent"),
        ("a third of the loans", "a third"),
        ("seven times the funds", "seven times"),
        ("hundreds of firms", "hundreds"),
    ],
)
def test_an_english_figure_in_words_is_seen(text: str, figure: str) -> None:
    assert told(text) == [figure]


@pytest.mark.parametrize(
    "text",
    [
        "第二十八条规定，第三类没有下文",
        "一是原因，二是结果；三种形式、两家银行",
        "“百佳”集群，千差万别，万一失败，十分重要",
        "2007年10月末，一半以上",
        "组成、完成、不成问题、一成不变",
        "the second of three forms, half of them, two banks",
        "a third party's guarantee, one time",
        "often, tension, tenor, the fifth province",
        "{{< num fact.f41 >}} and `twenty` [@chen2007](b-3.html)",
    ],
)
def test_words_that_are_no_figures_pass(text: str) -> None:
    assert told(text) == []


def test_a_passage_of_the_list_excuses_only_the_figure_in_it() -> None:
    assert found("论文说“近四成”，实为近四成半", "“近四成”") == ["四成"]
    assert found("论文说“近四成”", "“近四成”") == []


def test_the_message_says_what_to_write_instead() -> None:
    (problem,) = typed_figures([Line("twenty firms", "en/01.qmd", 3)])
    assert (problem.file, problem.location) == ("report/en/01.qmd", "line 3")
    assert "{{< num ID >}}" in problem.mend and f"report/{FILE}" in problem.mend


def test_an_entry_that_excuses_nothing_is_named() -> None:
    excused = [Allowed(text=text, reason="a name, not a figure") for text in ("hundred best", "thousand best")]
    (problem,) = unused_allowed([Line("The hundred best", "en/01.qmd", 3)], excused)
    assert "thousand best" in problem.location


@pytest.fixture
def report(tmp_path: Path) -> Path:
    for lang, heading in (("zh", "题"), ("en", "Title")):
        (tmp_path / lang).mkdir()
        (tmp_path / f"cluster-finance-{lang}.qmd").write_text(
            f"---\ntitle: {heading}\n---\n\n{{{{< include {lang}/01.qmd >}}}}\n", encoding="utf-8"
        )
        (tmp_path / lang / "01.qmd").write_text(f"# {heading} {{#sec-a}}\n", encoding="utf-8")
    (tmp_path / "references.bib").write_text("% none\n", encoding="utf-8")
    return tmp_path


def write(report: Path, zh: str, en: str) -> None:
    for lang, words in (("zh", zh), ("en", en)):
        with (report / lang / "01.qmd").open("a", encoding="utf-8") as file:
            file.write(words)


@pytest.mark.parametrize(
    ("frame", "line"),
    [
        ("\n::: {{.callout-note title=\"x\"}}\n{}\n:::\n", 4),
        ("\nx[^a]\n\n[^a]: {}\n", 5),
        ("\n- {}\n", 3),
    ],
)  # fmt: skip
def test_notes_footnotes_and_lists_are_read(report: Path, frame: str, line: int) -> None:
    write(report, frame.format("共二十家"), frame.format("in all twenty"))
    with pytest.raises(InputError) as caught:
        check(report, (), ())
    said = str(caught.value)
    assert f"report/zh/01.qmd, line {line}: found the figure in words 二十家" in said
    assert f"report/en/01.qmd, line {line}: found the figure in words twenty" in said


WORDS = """words:
  - id: some-word
    cases: [{when: "a.b > 0", zh: 共二十家, en: in all twenty}]
    else: {zh: 无, en: none}
"""


def test_words_that_hang_on_results_are_read(report: Path) -> None:
    (report / "words.yaml").write_text(WORDS, encoding="utf-8")
    write(report, "\n{{< word some-word >}}\n", "\n{{< word some-word >}}\n")
    with pytest.raises(InputError, match=r"report/words\.yaml.*found the figure in words 二十家"):
        check(report, ("a.b",), ())


def test_the_list_is_read_and_its_faults_are_all_told(report: Path) -> None:
    assert read_allowed(report) == []
    (report / FILE).write_text("- {text: twenty}\n- {text: ten, reason: short}\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        check(report, (), ())
    assert [problem.location for problem in caught.value.problems] == ["line 1, key 0.reason", "line 2, key 1.reason"]
    twice = "- {text: twenty, reason: a name of a thing}\n" * 2
    (report / FILE).write_text(twice, encoding="utf-8")
    with pytest.raises(InputError, match=r"line 2, key 1\.text: found the text .twenty. a second time"):
        read_allowed(report)
    (report / FILE).write_text("- {text: [\n", encoding="utf-8")
    with pytest.raises(InputError, match="expected YAML"):
        read_allowed(report)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_reasons_of_the_record_hold_no_figure_in_words(lang: str) -> None:
    reasons = [
        Line(re.sub(r"\{[^}]*\}|(?:19|20)\d\d", "", row[f"reason_{lang}"]), "thesis_record.csv", 0, row["id"])
        for row in read_record(DATA / "thesis_record.csv")
    ]
    assert len(reasons) > 30
    assert typed_figures(reasons, read_allowed(DATA.parent / "report")) == []


def test_an_excused_figure_passes_the_whole_check(report: Path) -> None:
    write(report, "\n共二十家\n", "\nin all twenty\n")
    entries = "- {text: 共二十家, reason: a name of a thing}\n- {text: in all twenty, reason: a name of a thing}\n"
    (report / FILE).write_text(entries, encoding="utf-8")
    check(report, (), ())


@pytest.mark.parametrize("figure", ["12 firms", "twelve firms"])
def test_a_figure_in_the_abstract_is_named_with_its_line(report: Path, figure: str) -> None:
    file = report / "cluster-finance-en.qmd"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("---\n\n", f"abstract: |\n  Of {figure}, one.\n---\n\n", 1), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        check(report, set(), set())
    assert any(p.file == "report/cluster-finance-en.qmd" and p.location == "line 4" for p in caught.value.problems)
