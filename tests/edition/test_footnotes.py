"""Footnotes: checked in the sources, set beside the text, at the foot of the page, and in Word."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from conftest import seldom
from pages import WIDTHS, beyond, opened, settle, violations
from pypdf import PdfReader
from word_files import W, nodes, part, read_back, squeezed, styled, words

from living_edition.exhibits.cff import Named
from living_edition.prose import footnotes
from living_edition.prose.blocks import Block, blocks
from living_edition.prose.glossary import Term
from living_edition.prose.source import Line
from living_edition.render.bar import Page
from living_edition.render.engines import builtin, parallel
from living_edition.render.metadata import About
from living_edition.render.site import dressed
from living_edition.translation.copied_text import Thesis, shared, shingles
from living_edition.translation.parity import agree, state
from living_edition.translation.structure import differences
from living_edition.translation.terms import misused

LANGS = ("zh", "en")
MARKED = re.compile("[甲乙丙]。?[①-⑳]|[①-⑳]注[甲乙丙]|[①-⑳]")
# What the sample is rendered to serves many tests: they run in one process.
pytestmark = pytest.mark.xdist_group("footnotes")
HEAD = "# T {#sec-a}\n\n"
# One note with a number in it; two in neighbouring paragraphs, the first of which is long; two in a list; one in a box.
SAMPLE = """
# {title} {{#sec-sample}}

{one}[^s-number]

{two}[^s-long]

{three}[^s-short]

- {one}[^s-item]
- {two}[^s-last]

::: {{.callout-note title="T"}}
{three}[^s-box]
:::

[^s-number]: {one} {{{{< num cluster_finance.age >}}}}

[^s-long]: {long}

    {two}

[^s-short]: {three}

[^s-item]: {two}

[^s-last]: {one}

[^s-box]: {three}

{last}
"""
SPEECH = {
    "zh": {"title": "样本", "one": "第一句话。", "two": "第二句话，长一些。", "three": "第三句。", "last": "末段。",
           "long": "很长的一条注，" * 20},
    "en": {"title": "Sample", "one": "The first.", "two": "The second, longer.", "three": "The third.",
           "last": "The end.", "long": "A note that is very long, " * 20},
}  # fmt: skip


def lines(text: str, lang: str = "zh") -> list[Line]:
    return [Line(line, f"{lang}/01.qmd", n) for n, line in enumerate(text.splitlines(), start=1)]


def parsed(text: str, lang: str = "zh") -> list[Block]:
    return blocks(lines(HEAD + text, lang))


def faults(text: str) -> str:
    return "\n".join(map(str, footnotes.problems(lines(HEAD + text), parsed(text))))


def test_a_mark_with_its_note_is_sound() -> None:
    assert faults("A.[^n]\n\n[^n]: B.\n\n    C.\n\n`[^code]` D.[^o]\n\n[^o]: E.\n") == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A.[^n]", "report/zh/01.qmd, line 3: found the mark [^n] of a note that is not there"),
        ("A.\n\n[^n]: B.", "report/zh/01.qmd, line 5: found the note n, which no mark calls"),
        ("A.[^n]\n\n[^n]: B.\n\n[^n]: C.", "line 7: found the note n a second time, after line 5 of report/zh/01.qmd"),
        ("A.[^n] B.\n\nC.[^n]\n\n[^n]: B.", "line 5: found the mark [^n] a second time, after line 3"),
        ("- A.[^n]\n\n  [^n]: B.", "line 5: found the note n inside another block"),
        ("::: {.callout-note}\nA.[^n]\n\n[^n]: B.\n:::", "line 6: found the note n inside another block"),
        ("A.^[B.]", "line 3: found a note written into the text"),
        ("## B[^n] {#sec-b}\n\n[^n]: C.", "line 3: found the mark [^n] in a heading"),
        ("A.[^n] B.[^o]\n\n[^n]: C.[^o]\n\n[^o]: D.", "line 5: found the mark [^o] in a footnote"),
    ],
)
def test_a_fault_is_named_with_its_line(text: str, expected: str) -> None:
    assert expected in faults(text)


@pytest.mark.parametrize(
    ("zh", "en", "where"),
    [
        ("甲。[^n]\n\n[^n]: 乙。", "A.", "report/zh/01.qmd, line 5: found a block (footnote) that only zh has"),
        ("甲。[^n]\n\n[^n]: 乙。", "A.[^m]\n\n[^m]: B.", "line 3: found footnotes n; expected m"),
        ("甲。[^n]\n\n[^n]: {{< num a >}}。", "A.[^n]\n\n[^n]: B.", "report/zh/01.qmd, line 5: found numbers a"),
        ("甲。[^n]\n\n[^n]: 乙 [@key2000]。", "A.[^n]\n\n[^n]: B.", "line 5: found citations key2000"),
        ("甲。[^n]\n\n[^n]: 乙。\n\n    {{< num a >}}。", "A.[^n]\n\n[^n]: B.\n\n    C.", "line 5: found numbers a"),
    ],
)
def test_what_the_languages_do_not_share_is_named(zh: str, en: str, where: str) -> None:
    assert where in "\n".join(map(str, differences(parsed(zh, "zh"), parsed(en, "en"))))


def test_notes_stand_outside_the_count_of_blocks() -> None:
    found = parsed("A.[^n] B.[^o]\n\n[^n]: C.\n[^o]: D.\n\n    E.\n\nF.\n")
    assert [block.id for block in found] == ["sec-a", "sec-a-1", "n", "o", "sec-a-2"]
    assert found[3].text.endswith("E.")


def test_terms_and_borrowed_runs_are_looked_for_in_notes() -> None:
    term = Term(id="t", zh="产业集群", en="industrial cluster", note_zh="甲", note_en="a")
    told = misused((term,), parsed("甲。[^n]\n\n[^n]: 产业集群。"), parsed("A.[^n]\n\n[^n]: B.", "en"))
    assert ["line 5" in str(problem) for problem in told] == [True]
    thesis = Thesis(shingles("春眠不觉晓处处闻啼鸟夜来风雨声花落知多少"), [])
    found = list(shared(lines("甲。[^n]\n\n[^n]: 春眠不觉晓，处处闻啼鸟。夜来风雨声，花落知。\n"), thesis))
    assert ["line 3" in str(problem) for problem in found] == [True]
    # A mark within a run does not hide it.
    assert len(list(shared(lines("春眠不觉晓，处处闻[^n]啼鸟。夜来风雨声，花落知。"), thesis))) == 1


def test_a_note_that_changed_on_one_side_is_stale_by_its_id(tmp_path: Path) -> None:
    for lang in LANGS:
        text = f"# T {{#sec-a}}\n\nOne {lang}.[^slip]\n\n[^slip]: Two {lang}.\n"
        (tmp_path / f"cluster-finance-{lang}.qmd").write_text(text, encoding="utf-8")
    agree(tmp_path)
    file = tmp_path / "cluster-finance-en.qmd"
    file.write_text(file.read_text("utf-8").replace("Two", "Other"), encoding="utf-8")
    assert [(pair.id, side) for pair, side in state(tmp_path).stale] == [("slip", "en")]
    assert "cluster-finance-en.qmd, line 5" in state(tmp_path).message()
    assert agree(tmp_path, ["slip"]) == ["slip"]


@pytest.fixture(scope="module")
def sample(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both staged projects with the sample in the introduction's place, the references and the ledger."""
    folder = tmp_path_factory.mktemp("sample")
    for lang in LANGS:
        shutil.copytree(built / f"results/stage/{lang}", folder / lang)
        text = SAMPLE.format(**SPEECH[lang])
        project = folder / lang
        (project / lang / "01-introduction.qmd").write_text(text, encoding="utf-8")
        main = project / f"cluster-finance-{lang}.qmd"
        kept = re.sub(r"\{\{< include /?\w+/(?!01|90).*\n", "", main.read_text(encoding="utf-8"))
        main.write_text(kept, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def pages(sample: Path) -> dict[str, Path]:
    made = {lang: builtin.render(sample / lang, lang, "html") for lang in LANGS}
    for lang, page in made.items():
        text = page.read_text(encoding="utf-8")
        assert text.count('id="block-sec-sample-6"') == 1 and 'id="block-sec-sample-7"' not in text, lang
    kept = {lang: page.rename(sample / page.name) for lang, page in made.items()}
    kept |= {"parallel": parallel.render(sample / "zh", sample / "en", "html").rename(sample / "both.html")}
    # What every page of the site has: the bar with the other language, and cards.
    said = About("T", "d", [], [Named("A", "Person")], "2026-01-01", "1")
    for name, page in kept.items():
        kind, lang = ("parallel", "zh") if name == "parallel" else ("main", name)
        page.write_text(dressed(page.read_text(encoding="utf-8"), Page(kind, lang, page.name), said), encoding="utf-8")
    return kept


def seen(page: Any, selector: str) -> dict[str, float]:
    box = page.locator(selector).bounding_box()
    assert box is not None, selector
    return dict(box)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("width", seldom([1280, 1920]))
def test_where_there_is_room_notes_stand_level_with_their_marks(
    pages: dict[str, Path], browser: Any, lang: str, width: int
) -> None:
    page = opened(browser, pages[lang], width)
    boxes = [(seen(page, f"[id=mark-{n}]"), seen(page, f"[id=side-{n}]")) for n in range(1, 7)]
    text = seen(page, "#sec-sample > p")
    for mark, note in boxes:
        assert note["x"] >= text["x"] + text["width"] and note["x"] + note["width"] <= width
        assert note["y"] >= mark["y"] - 2
        assert mark["width"] >= 24 and mark["height"] >= 24
    # The first has room; the third begins where the long one before it ends.
    assert abs(boxes[0][0]["y"] - boxes[0][1]["y"]) < 16
    assert all(above["y"] + above["height"] <= below["y"] for (_, above), (_, below) in pairwise(boxes))
    assert boxes[2][1]["y"] > boxes[2][0]["y"] + 40
    page.locator("[id=mark-2]").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "side-2"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "mark-2"
    page.context.close()


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("width", [360, 768])
def test_else_a_mark_opens_its_note_in_place(pages: dict[str, Path], browser: Any, lang: str, width: int) -> None:
    page = opened(browser, pages[lang], width, has_touch=True)
    note, mark = page.locator("[id=side-1]"), page.locator("[id=mark-1]")
    assert not note.is_visible()
    assert all(value >= 24 for value in (seen(page, "[id=mark-1]")["width"], seen(page, "[id=mark-1]")["height"]))
    assert seen(page, ".sidenote summary >> nth=0")["height"] >= 24
    mark.tap()
    assert note.is_visible() and page.evaluate("document.activeElement.id") == "side-1"
    paragraph = seen(page, "#sec-sample > .noted > p >> nth=0")
    assert seen(page, "[id=side-1]")["y"] >= paragraph["y"] + paragraph["height"]
    note.locator("a.num").tap()
    assert page.locator(".card").is_visible()
    page.keyboard.press("Escape")
    mark.tap()
    assert not note.is_visible()
    mark.focus()
    page.keyboard.press("Enter")
    assert note.is_visible()
    page.context.close()


@pytest.mark.parametrize("lang", LANGS)
def test_without_scripts_notes_can_be_read(pages: dict[str, Path], browser: Any, lang: str) -> None:
    for width in (360, 1280):
        page = opened(browser, pages[lang], width, java_script_enabled=False)
        page.locator("[id=mark-2]").focus()
        page.keyboard.press("Enter")
        assert page.locator("[id=side-2]").is_visible(), width
        page.context.close()
    page = opened(browser, pages[lang], 1280, java_script_enabled=False)
    boxes = [seen(page, f"[id=side-{n}]") for n in range(1, 4)]
    assert all(above["y"] + above["height"] <= below["y"] for above, below in pairwise(boxes))
    page.context.close()


@pytest.mark.parametrize("lang", LANGS)
def test_every_note_is_listed_and_leads_back(pages: dict[str, Path], browser: Any, lang: str) -> None:
    page = opened(browser, pages[lang])
    items = page.locator("#sec-notes li")
    marks = page.locator("a.note-mark")
    assert items.count() == marks.count() >= 6
    assert page.locator("[role=doc-endnotes]").count() == 1
    assert set(marks.evaluate_all("all => all.map(a => a.getAttribute('role'))")) == {"doc-noteref"}
    page.locator("[id=note-6] [role=doc-backlink]").click()
    assert page.url.endswith("#mark-6")
    assert page.locator("#contents a[href='#sec-notes']").count() == 1
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(ids) == len(set(ids))
    page.emulate_media(media="print")
    assert not page.locator(".sidenotes").first.is_visible() and items.first.is_visible()
    page.context.close()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["zh", "en", "parallel"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_with_notes_are_accessible_at_every_width(
    pages: dict[str, Path], browser: Any, name: str, scheme: str
) -> None:
    page = opened(browser, pages[name], color_scheme=scheme)
    for width in WIDTHS if scheme == "light" else (360, 1280):
        assert barriers(page, width) == [], width
    page.context.close()


def barriers(page: Any, width: int) -> list[Any]:
    """Return what axe finds with all notes open, and what reaches beyond the window's right edge."""
    page.set_viewport_size({"width": width, "height": 900})
    settle(page)
    page.evaluate("document.querySelectorAll('.sidenote').forEach(fold => fold.open = true)")
    return [*beyond(page), *violations(page, "main")]


@pytest.mark.parametrize(("name", "scheme", "width"), [("zh", "light", 1280), ("en", "dark", 360)])
def test_pages_with_notes_are_accessible(
    pages: dict[str, Path], browser: Any, name: str, scheme: str, width: int
) -> None:
    page = opened(browser, pages[name], color_scheme=scheme)
    assert barriers(page, width) == []
    page.context.close()


def test_the_language_switch_lands_on_the_block_that_holds_a_note(pages: dict[str, Path], browser: Any) -> None:
    page = opened(browser, pages["zh"])
    page.locator("[id='block-sec-sample-3']").evaluate("b => scrollTo(0, b.getBoundingClientRect().top + scrollY - 60)")
    page.locator(".bar a[hreflang]").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/cluster-finance-en.html#*sec-sample*")
    assert SPEECH["en"]["three"] in page.locator("[id='block-sec-sample-3']").inner_text()
    assert 0 <= seen(page, "[id='block-sec-sample-3']")["y"] < 120
    page.context.close()


@pytest.mark.parametrize("width", [360, 1280])
def test_side_by_side_each_language_has_its_notes_under_its_text(
    pages: dict[str, Path], browser: Any, width: int
) -> None:
    page = opened(browser, pages["parallel"], width)
    for prefix in ("", "en-"):
        if width < 768:
            page.locator(f"[id={prefix}mark-1]").click()
        mark, note = seen(page, f"[id={prefix}mark-1]"), seen(page, f"[id={prefix}side-1]")
        assert mark["y"] < note["y"] < mark["y"] + 220
        assert page.locator(f"[id={prefix}mark-1]").inner_text() == "1"
    left, right = seen(page, "[id=side-1]"), seen(page, "[id=en-side-1]")
    assert (left["x"] + left["width"] <= right["x"]) is (width == 1280)
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(ids) == len(set(ids))
    page.context.close()


def texts(pdf: Path) -> list[str]:
    return [squeezed(page.extract_text()) for page in PdfReader(pdf).pages]


@pytest.mark.parametrize(("lang", "figure"), [("zh", lambda n: chr(ord("①") + n - 1)), ("en", str)])
def test_in_the_pdf_notes_stand_at_the_foot_of_their_page(
    sample: Path, lang: str, figure: Callable[[int], str]
) -> None:
    text = texts(builtin.render(sample / lang, lang, "pdf"))
    said = {name: squeezed(words) for name, words in SPEECH[lang].items()}
    page = next(words for words in text if said["two"] + figure(2) in words)
    # The first note begins the foot. A long one may go on at the foot of the next page.
    body, first, foot = page.partition(figure(1) + said["one"])
    assert first and said["two"] + figure(2) in body and said["long"][:30] not in body
    assert figure(2) + said["long"][:30] in foot
    ends = next(words for words in text if figure(6) + said["three"] in words).rpartition(figure(6) + said["three"])[2]
    assert not ends or ends.isdigit()  # the page's number


def test_in_chinese_the_figures_begin_anew_on_each_page(sample: Path, tmp_path: Path) -> None:
    """Of three notes, pages apart, the first two are both the first; each figure is a mark and a note."""
    shutil.copytree(sample / "zh", tmp_path / "zh")
    page = "很长的一段话。" * 300
    notes = "[^a]: 注甲。\n\n[^b]: 注乙。\n\n[^c]: 注丙。\n"
    text = f"# 样本 {{#sec-sample}}\n\n甲。[^a]\n\n{page}\n\n{page}\n\n乙[^b]和丙。[^c]\n\n{notes}"
    (tmp_path / "zh/zh/01-introduction.qmd").write_text(text, encoding="utf-8")
    marked = [found for page in texts(builtin.render(tmp_path / "zh", "zh", "pdf")) if (found := MARKED.findall(page))]
    assert marked == [["甲。①", "①注甲"], ["乙①", "丙。②", "①注乙", "②注丙"]]


def test_side_by_side_in_the_pdf_a_pair_has_the_same_figure(sample: Path) -> None:
    text = texts(parallel.render(sample / "zh", sample / "en", "pdf"))
    first = next(number for number, words in enumerate(text) if squeezed(SPEECH["zh"]["long"])[:20] in words)
    pages = "".join(text[first : first + 2])  # notes that are longer than the room left run on to the next page
    for lang in LANGS:
        told = "2" + squeezed(SPEECH[lang]["long"])[:20]
        assert pages.count(told) == 1, lang


@pytest.mark.parametrize("lang", LANGS)
def test_word_has_true_footnotes_with_their_style(sample: Path, lang: str) -> None:
    made = builtin.render(sample / lang, lang, "docx")
    footnotes_of = part(made, "word/footnotes.xml").iter(f"{W}footnote")
    notes = [squeezed("".join(styled(note, "FootnoteText"))) for note in footnotes_of if note.get(f"{W}type") is None]
    main_language = [squeezed(SPEECH[lang][key]) for key in ("one", "long", "three", "two", "one", "three")]
    assert [note.startswith(said) for note, said in zip(notes, main_language, strict=False)] == [True] * 6
    read = [squeezed(words(note)) for note in nodes(read_back(made), "Note")]
    assert [note[:5] for note in read[:6]] == [said[:5] for said in main_language]
    styles = {s.get(f"{W}styleId"): s for s in part(made, "word/styles.xml").iter(f"{W}style")}
    superior = styles["FootnoteReference"].find(f"{W}rPr/{W}vertAlign")
    assert superior is not None and superior.get(f"{W}val") == "superscript"
    restart = part(made, "word/document.xml").find(f"{W}body/{W}sectPr/{W}footnotePr/{W}numRestart")
    assert restart is not None and restart.get(f"{W}val") == ("eachPage" if lang == "zh" else "continuous")
