"""Parity of the two languages: every difference is named with both places, every stale block by its id."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from cluster_finance.parameters.fund import FundParameters
from living_edition.errors import InputError
from living_edition.prose.blocks import Block, blocks
from living_edition.prose.source import Line, classified, read
from living_edition.translation.pairs import twins
from living_edition.translation.parity import (
    FILE,
    agree,
    read_agreed,
    state,
)
from living_edition.translation.structure import differences

REPORT = Path(__file__).resolve().parents[2] / "report"
LANGS = ("zh", "en")
HEAD = "# T {#sec-a}\n\n"


def parsed(text: str, lang: str = "zh") -> list[Block]:
    lines = (Line(line, f"{lang}/01.qmd", n) for n, line in enumerate(text.splitlines(), start=1))
    return blocks(list(classified(lines)))


def said(zh: str, en: str) -> str:
    problems = differences(parsed(HEAD + zh, "zh"), parsed(HEAD + en, "en"))
    return "\n".join(map(str, problems))


def test_blocks_are_numbered_under_their_heading() -> None:
    found = parsed(
        "# A {#sec-a}\n\nOne.\n\n- x\n- y\n\n::: {.callout-note title=\"T\"}\nTwo.\n\nThree.\n:::\n\n## B {#sec-b}\n\n"
        "| a | b |\n|:--|:--|\n| c | d |\n\n$$\ny = 1\n$$ {#eq-y}\n\n```\n\ncode\n```\n\n[^n]: Words.\n"
    )  # fmt: skip
    assert [(block.id, block.kind) for block in found] == [
        ("sec-a", "heading1"), ("sec-a-1", "paragraph"), ("sec-a-2", "list"), ("sec-a-3", "div callout-note"),
        ("sec-b", "heading2"), ("sec-b-1", "table"), ("sec-b-2", "equation"), ("sec-b-3", "code"), ("n", "footnote"),
    ]  # fmt: skip
    assert [part.id for block in found for part in block.parts] == [
        "sec-a-2.1", "sec-a-2.2", "sec-a-3.1", "sec-a-3.2", "sec-b-1.1", "sec-b-1.2", "sec-b-1.3",
    ]  # fmt: skip


def test_a_list_goes_on_over_blank_lines() -> None:
    assert [block.kind for block in parsed("- a\n\n- b\n\nAfter.\n")] == ["list", "paragraph"]


PAIRS = [
    ("numbers", "甲{{< num a.b >}}。", "A."),
    ("numbers", "甲{{< num a.b >}}。", "A {{< num a.c >}}."),
    ("citations", "甲 [@key2000]。", "A."),
    ("citations", "甲 [@key2000]。", "A [@key2001]."),
    ("references", "见 [@fig-x]。", "A."),
    ("labels", "$$x$$ {#eq-x}", "$$x$$ {#eq-y}"),
    ("footnotes", "甲[^one]。", "A."),
    ("formulas", "设 $x$。", "Let it."),
    ("formulas", "$$x = 1$$", "$$x = 2$$"),
    ("links", "[甲](data/a.csv)", "[A](data/b.csv)"),
    ("cells", "| a | b |\n|--|--|", "| a |\n|--|"),
    ("numbers", "甲。\n续{{< num a.b >}}。", "A.\nMore."),
]


@pytest.mark.parametrize(("mark", "zh", "en"), PAIRS)
def test_a_difference_within_a_block_names_both_places(mark: str, zh: str, en: str) -> None:
    message = said(zh, en)
    assert f"report/zh/01.qmd, line 3: found {mark}" in message and "report/en/01.qmd, line 3" in message


@pytest.mark.parametrize(
    ("zh", "en", "where"),
    [
        ("甲。", "A.\n\n{{< include exhibits/fig-x-en.qmd >}}", "report/en/01.qmd, line 5: found a block (include of"),
        ("- 甲\n- 乙", "- A", "report/zh/01.qmd, line 4: found a block (item) that only zh has"),
        ("甲。\n\n$$x$$", "A.", "report/zh/01.qmd, line 5: found a block (equation) that only zh has"),
        ("| a |\n|--|\n| c |", "| a |\n|--|", "report/zh/01.qmd, line 5: found a block (row) that only zh has"),
        ("甲。\n\n[^n]: 注。", "A.", "report/zh/01.qmd, line 5: found a block (footnote) that only zh has"),
        ("## B {#sec-b}", "", "report/zh/01.qmd, line 3: found a section (sec-b) that only zh has"),
        ("## B {#sec-b}\n\n## C {#sec-c}", "## C {#sec-c}\n\n## B {#sec-b}", "found the section sec-b; expected sec-c"),
        ("## B {#sec-b}", "### B {#sec-b}", "found a block of kind heading2; expected heading3"),
        ("## B", "## B", "found a heading without an id"),
        ('::: {.callout-note title="注"}\n甲。\n:::', "A.", "only zh has"),
        ('::: {.callout-note title="注"}\n甲。\n\n乙。\n:::', '::: {.callout-note}\nA.\n:::', "line 6: found"),
        ("::: {.callout-tip}\n甲。\n:::", "::: {.callout-note}\nA.\n:::", "found a block of kind div callout-tip"),
    ],
)  # fmt: skip
def test_a_difference_of_structure_is_named(zh: str, en: str, where: str) -> None:
    assert where in said(zh, en)


def test_a_missing_block_is_named_where_it_is_missing_and_later_ones_are_still_compared() -> None:
    message = said("甲{{< num a >}}。\n\n乙{{< num b >}}。\n\n丙{{< num c >}}。", "A {{< num a >}}.\n\nC.")
    assert "report/zh/01.qmd, line 5: found numbers b; expected none as in report/en/01.qmd, line 5" in message
    assert "report/zh/01.qmd, line 7: found a block (paragraph) that only zh has" in message


def test_files_of_one_language_are_the_same_link() -> None:
    assert said("[甲](codebook-zh.html) {{< num a >}}", "[A](codebook-en.html) {{< num a >}}") == ""


def test_the_present_text_is_parallel() -> None:
    sides = [blocks(read(REPORT, f"cluster-finance-{lang}.qmd", generated=False)) for lang in LANGS]
    assert differences(*sides) == []


def test_blocks_bear_the_ids_of_the_page(built: Path) -> None:
    """What a reader's page calls block-sec-a-2 is sec-a-2 in the warnings."""
    for lang in LANGS:
        page = (built / f"results/site/cluster-finance-{lang}.html").read_text(encoding="utf-8")
        anchors = set(re.findall(r'id="block-(sec-[\w-]+)"', page))
        own = [
            block.id
            for block in blocks(read(built / "report", f"cluster-finance-{lang}.qmd", generated=False))
            if block.kind in ("paragraph", "list") or block.kind.startswith("div callout")
        ]
        assert len(own) > 100 and set(own) <= anchors


@pytest.fixture
def report(tmp_path: Path) -> Path:
    for lang in LANGS:
        (tmp_path / f"cluster-finance-{lang}.qmd").write_text(
            f"# T {{#sec-a}}\n\nOne {lang}.\n\nTwo {lang}.\n\nThree {lang}.\n", encoding="utf-8"
        )
    agree(tmp_path)
    return tmp_path


def change(report: Path, old: str, new: str, *langs: str) -> None:
    for lang in langs:
        file = report / f"cluster-finance-{lang}.qmd"
        file.write_text(file.read_text("utf-8").replace(f"{old} {lang}", f"{new} {lang}"), encoding="utf-8")


def test_an_agreed_text_is_silent(report: Path) -> None:
    assert state(report).message() == "" and len(read_agreed(report)) == 4


@pytest.mark.parametrize("lang", LANGS)
def test_a_change_on_one_side_is_stale(report: Path, lang: str) -> None:
    change(report, "Two", "Other", lang)
    found = state(report)
    message = found.message()
    assert f"sec-a-2: {lang} changed; report/cluster-finance-zh.qmd, line 5" in message
    assert "report/cluster-finance-en.qmd, line 5" in message
    assert [pair.id for pair, _ in found.stale] == ["sec-a-2"]
    # The side that did not follow is the one to mend.
    (problem,) = found.problems()
    other = "en" if lang == "zh" else "zh"
    assert problem.file == f"report/cluster-finance-{other}.qmd" and f"though {lang} changed" in problem.actual


def test_a_change_on_both_sides_is_not_stale_but_not_agreed(report: Path) -> None:
    change(report, "Two", "Other", *LANGS)
    found = state(report)
    assert found.stale == () and found.open == ("sec-a-2",)


def test_a_new_block_does_not_make_those_after_it_stale(report: Path) -> None:
    change(report, "Two", "New.\n\nTwo", *LANGS)
    assert state(report).stale == () and state(report).open == ("sec-a-2",)


def test_where_lines_break_does_not_matter(report: Path) -> None:
    change(report, "Two", "Two\n", "zh")
    assert state(report).message() == ""


def test_agreeing_on_a_block_leaves_the_others_stale(report: Path) -> None:
    change(report, "One", "Other", "zh")
    change(report, "Two", "New.\n\nOther", "zh")
    change(report, "Two", "New.\n\nTwo", "en")
    assert agree(report, ["sec-a-1"]) == ["sec-a-1"]
    assert [pair.id for pair, _ in state(report).stale] == ["sec-a-3"]
    assert agree(report) == ["sec-a-2", "sec-a-3"] and state(report).message() == ""


def test_an_unknown_block_is_refused_with_the_nearest(report: Path) -> None:
    with pytest.raises(InputError, match=r"block sec-a-9: .*write sec-a-"):
        agree(report, ["sec-a-9"])


def test_a_broken_state_file_is_named(report: Path) -> None:
    (report / FILE).write_text('{"sec-a-1": {"zh": "x"}}', encoding="utf-8")
    with pytest.raises(InputError, match=r"report/parity\.json"):
        state(report)


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    """A copy of the report and of the specs beside it, all agreed."""
    shutil.copytree(REPORT, tmp_path / "report")
    shutil.copytree(REPORT.parent / "specs", tmp_path / "specs")
    agree(tmp_path / "report")
    return tmp_path / "report"


ELSEWHERE = [
    ("claims.yaml", "claim-f1", "claim_zh: '", "zh"),
    ("claims.yaml", "verdict-supported", "name_en: 'supported", "en"),
    ("words.yaml", "word-family-holm", "zh: 没有一个系数", "zh"),
    ("words.yaml", "word-family-holm", "en: none of their coefficients", "en"),
    ("glossary.yml", "term-moral-hazard", "note_en: a borrower's change", "en"),
    ("glossary.yml", "term-moral-hazard", "zh: 道德风险", "zh"),
    ("parameters-zh.yml", "parameter-report.date", "date: 本版的日期", "zh"),
    ("parameters-zh.yml", "parameter-scenarios.portfolio.pd", "pd: 一笔贷款", "zh"),
    ("parameters-zh.yml", "source-assumption", "assumption: 假设", "zh"),
    ("../specs/exhibits/fig-ruin.yaml", "exhibit-fig-ruin", 'title_zh: "', "zh"),
    ("../specs/exhibits/fig-ruin.yaml", "exhibit-fig-ruin", 'note_en: "Note', "en"),
    ("../specs/regressions/panel.yaml", "regression-panel", "zh: 同一城市内", "zh"),
]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_change_on_one_side_outside_the_chapters_is_stale(whole: Path, lang: str) -> None:
    edits = [(file, block, old) for file, block, old, side in ELSEWHERE if side == lang]
    sound = {file: (whole / file).read_text(encoding="utf-8") for file, _, _ in edits}
    for file, _, old in edits:
        text = (whole / file).read_text(encoding="utf-8")
        assert old in text
        (whole / file).write_text(text.replace(old, f"{old}X ", 1), encoding="utf-8")
    found, changed = state(whole), {block for _, block, _ in edits}
    assert len(changed) == len(edits)
    # A text of the parameters may be that of several.
    assert changed <= {pair.id for pair, _ in found.stale} and {side for _, side in found.stale} == {lang}
    for file, block, old in edits:
        (line,) = [line for line in found.message().splitlines() if line.strip().startswith(f"{block}: {lang} changed")]
        # The place named is that of the block's first text on this side: at or above the line changed.
        name = re.escape(file.removeprefix("../") if file.startswith("../") else f"report/{file}")
        number = sound[file][: sound[file].index(old)].count("\n") + 1
        lines = [int(n) for n in re.findall(rf"{name}, line (\d+)", line)]
        assert lines and max(lines) <= number + 1, block
    assert set(agree(whole, sorted(changed))) == changed
    assert not changed & {pair.id for pair, _ in state(whole).stale}


def test_a_parameter_described_anew_in_english_is_stale(whole: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    field = FundParameters.model_fields["firms"]
    monkeypatch.setattr(field, "description", f"{field.description}, or so")
    (message,) = [line for line in state(whole).message().splitlines() if "parameter-" in line]
    assert message.strip().startswith("parameter-scenarios.fund.firms: en changed; report/parameters-zh.yml, line ")
    file, number = re.findall(r"(src/\S+\.py), line (\d+)", message)[0]
    named = (REPORT.parent / file).read_text(encoding="utf-8").splitlines()[int(number) - 1]
    assert named.strip().startswith('firms: int = knob("places for members')


def test_every_text_in_two_languages_has_its_place() -> None:
    """Read otherwise: each text found stands in the line that is named, and none is left out."""
    found = twins(REPORT)
    for line in [side for twin in found for side in (twin.zh, twin.en)]:
        path = REPORT.parent / line.where().split(",")[0]
        start = "".join(path.read_text(encoding="utf-8").splitlines()[line.number - 1 : line.number + 2])
        assert re.sub(r"\W", "", line.text)[:3] in re.sub(r"\W", "", start), line
    for file in ("claims.yaml", "words.yaml", "glossary.yml"):
        text = (REPORT / file).read_text(encoding="utf-8")
        sides = re.findall(r"^[ -]*(?:\w+_)?zh: (?!\[)", text, re.MULTILINE)
        assert len(sides) == sum(twin.zh.file == file for twin in found), file
    specs = {file.stem for file in (REPORT.parent / "specs").glob("*/*.yaml") if "_zh:" in file.read_text("utf-8")}
    assert specs <= {Path(twin.zh.file).stem for twin in found}
