"""The pages as a reader meets them, in a real browser: widths, light and dark, keyboard, touch, print."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from conftest import seldom
from pages import EDITIONS, LANGUAGES, WIDTHS, fits, opened, violations

PAGES = ("cluster-finance-zh", "cluster-finance-en", "cluster-finance-parallel")


@pytest.mark.parametrize("edition", EDITIONS)
def test_without_sideways_scrolling_at_every_width(site_page: Callable[..., Any], edition: str) -> None:
    for width in WIDTHS:
        assert fits(site_page(f"cluster-finance-{edition}", width)), width


@pytest.mark.parametrize("edition", LANGUAGES)
def test_accessible(site_page: Callable[..., Any], edition: str) -> None:
    """Wide and light, narrow and dark; the slow test asks all pages at every width in both."""
    look = {"zh": (1280, "light"), "en": (360, "dark")}[edition]
    assert violations(site_page(f"cluster-finance-{edition}", *look)) == []


@pytest.mark.slow
@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_accessible_at_every_width(site_page: Callable[..., Any], edition: str, scheme: str) -> None:
    # In the dark only colours are other: they are asked where notes are folded, and where they stand beside the text.
    for width in WIDTHS if scheme == "light" else (360, 1280):
        assert violations(site_page(f"cluster-finance-{edition}", width, scheme)) == [], width


def test_the_language_switch_lands_on_the_same_block(built: Path, browser: Any) -> None:
    page = opened(browser, built / "results/site/cluster-finance-zh.html")
    block = page.locator("[id='block-sec-role-costs-1']")
    block.evaluate("b => window.scrollTo(0, b.getBoundingClientRect().top + scrollY - 60)")
    page.locator(".bar a[hreflang]").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/cluster-finance-en.html#*sec-role-costs*")
    assert 0 <= page.locator("[id='block-sec-role-costs-1']").bounding_box()["y"] < 120
    page.context.close()


def test_both_languages_have_the_same_blocks(built: Path) -> None:
    zh, en = (
        re.findall(r'id="(block-[\w-]+)"', (built / f"results/site/{name}.html").read_text(encoding="utf-8"))
        for name in PAGES[:2]
    )
    assert len(zh) > 150 and zh == en


def test_a_touch_shows_where_a_number_comes_from_before_it_follows(built: Path, browser: Any) -> None:
    page = opened(browser, built / "results/site/cluster-finance-en.html", 390, has_touch=True)
    number = page.locator("main a.num").first
    number.scroll_into_view_if_needed()
    number.tap()
    assert page.locator(".card").is_visible() and "ledger-en" not in page.url
    number.tap()
    page.wait_for_url("**/ledger-en.html#ledger-*")
    page.context.close()


@pytest.mark.parametrize(
    "name", seldom(["cluster-finance-zh", "index", "cluster-finance-en", "cluster-finance-supplement-en"], often=2)
)
def test_on_a_phone_no_letter_of_a_figure_is_below_11_pixels(built: Path, browser: Any, name: str) -> None:
    page = opened(browser, built / f"results/site/{name}.html", 360)
    images = page.locator("main figure img")
    assert images.count() > 0
    for at in range(images.count()):
        image = images.nth(at)
        image.scroll_into_view_if_needed()
        # Drawn when near: it is chosen by now, and there a moment later.
        seen = "async i => { await i.decode(); return [i.currentSrc, i.src, i.getBoundingClientRect().width] }"
        shown, wide, across = image.evaluate(seen)
        assert shown != wide and across <= 360
        drawn = unquote(shown)
        width = float(re.search(r"width='([\d.]+)pt'", drawn)[1])  # type: ignore[index]
        # A glyph is drawn in thousandths of an em.
        smallest = min(1000 * float(size) for size in re.findall(r"scale\(([\d.]+)[ ,]-", drawn))
        assert smallest * across / width >= 11, (image.get_attribute("alt"), smallest, across, width)
    page.context.close()


def test_a_figure_enlarges_and_closes_by_keyboard(built: Path, browser: Any) -> None:
    page = opened(browser, built / "results/site/cluster-finance-zh.html")
    page.locator("button.enlarge").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("dialog.enlarged img").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("dialog.enlarged").is_visible()
    page.context.close()


@pytest.mark.xdist_group("page-zh")
def test_print_is_silent_about_the_screen(site_page: Callable[..., Any]) -> None:
    page = site_page("cluster-finance-zh", media="print")
    for selector in (".bar", "#contents", ".language-link"):
        assert not page.locator(selector).first.is_visible()


@pytest.mark.xdist_group("page-parallel")
@pytest.mark.parametrize(("width", "beside"), [(1280, True), (390, False)])
def test_the_parallel_edition_sets_block_beside_block(site_page: Callable[..., Any], width: int, beside: bool) -> None:
    page = site_page("cluster-finance-parallel", width)
    left = page.locator("[id='block-sec-role-costs-1']").bounding_box()
    right = page.locator("[id='en-block-sec-role-costs-1']").bounding_box()
    assert (abs(left["y"] - right["y"]) < 12 and right["x"] > left["x"] + 300) is beside
    assert (right["y"] > left["y"] + 50) is not beside


@pytest.mark.slow
def test_the_parallel_pdf_holds_both_texts(built: Path, pdf_texts: Callable[[str], list[str]]) -> None:
    both = re.sub(r"[\s-]+", "", "".join(pdf_texts("cluster-finance-parallel")))
    for lang in ("zh", "en"):
        text = (built / f"report/{lang}/02-role.qmd").read_text(encoding="utf-8")
        headings = re.findall(r"^#+ (.+?) \{#", text, re.MULTILINE)
        assert len(headings) > 5
        assert [h for h in headings if re.sub(r"[\s-]+", "", h) not in both] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_chinese_is_set_as_chinese_and_english_as_english(site_page: Callable[..., Any], lang: str) -> None:
    """Song text indented by two characters, Hei headings and captions, no rule through a note; keywords shown."""
    look = """selector => [...document.querySelectorAll(selector)].map(e => {
      const s = getComputedStyle(e);
      const indent = parseFloat(s.textIndent) / parseFloat(s.fontSize);
      return [indent, s.textAlign, s.fontFamily.split(",")[0], s.borderTopWidth];
    })"""
    page = site_page(f"cluster-finance-{lang}")
    text = page.evaluate(look, "main section > p:not([class])")
    assert len(text) > 80
    expected = (2, "justify") if lang == "zh" else (0, "start")
    assert {(indent, align) for indent, align, _, _ in text} == {expected}
    family = "Edition" if lang == "zh" else "Latin"
    assert {face for *_, face, _ in text} == {f'"{family} Serif"'}
    words = page.locator(".keywords").inner_text()
    assert ("关键词" in words and "；" in words) if lang == "zh" else ("Keywords" in words and "; " in words)
    headed = "main h2, figcaption" if lang == "zh" else "figcaption"
    notes, heads = page.evaluate(look, ".note > p"), page.evaluate(look, headed)
    supplement = site_page(f"cluster-finance-supplement-{lang}")  # in the same tab: the text is asked before
    claims = supplement.evaluate(look, ".claim > p")
    assert len(claims) > 50 and len(notes + claims) > 100
    assert {(indent, rule) for indent, _, _, rule in notes + claims} == {(0, "0px")}
    heads += supplement.evaluate(look, headed)
    assert len(heads) > 20 and {face for *_, face, _ in heads} == {f'"{family} Sans"'}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_on_a_phone_titles_and_equations_have_the_width(site_page: Callable[..., Any], lang: str) -> None:
    """A title of a table wraps within the screen though the table does not; an equation is read without moving it."""
    page = site_page(f"cluster-finance-{lang}", width=390)
    titles = page.evaluate(
        "[...document.querySelectorAll('caption, figcaption.quarto-float-tbl')]"
        ".map(e => [e.textContent, e.getClientRects()[0]?.right])"
    )
    assert len(titles) > 5
    assert [title for title, right in titles if right is not None and right > 390] == []
    over = "e => [e.closest('.equation').id, e.scrollWidth - e.clientWidth]"
    equations = page.evaluate(f"[...document.querySelectorAll('.equation math')].map({over})")
    assert len(equations) > 5
    assert [name for name, beyond in equations if beyond > 1] == []


def test_on_a_phone_no_chinese_line_begins_with_a_mark_that_closes_or_has_gaps_between_words(
    site_page: Callable[..., Any],
) -> None:
    """Not after a formula either; what a line lacks is spread over its letters, those of long names too."""
    page = site_page("cluster-finance-zh", width=390)
    begun = page.evaluate("""() => [...document.querySelectorAll("main p")].flatMap(p => {
      const left = p.getBoundingClientRect().left, walker = document.createTreeWalker(p, NodeFilter.SHOW_TEXT);
      const range = new Range(), found = [];
      for (let node; node = walker.nextNode();) for (const { index } of node.data.matchAll(/[，。；：、）”]/g)) {
        range.setStart(node, index); range.setEnd(node, index + 1);
        const at = range.getBoundingClientRect();
        if (at.width) found.push([at.left - left < 4, p.textContent.slice(0, 30)]);
      }
      return found;
    })""")
    assert len(begun) > 2000 and [words for first, words in begun if first] == []
    spread = page.evaluate("""[...document.querySelectorAll("main p")].map(p => getComputedStyle(p))
      .filter(s => s.textAlign === "justify").map(s => s.textJustify)""")
    assert len(spread) > 80 and set(spread) == {"inter-character"}


def test_emphasis_is_of_its_language_side_by_side(site_page: Callable[..., Any]) -> None:
    """English is bold in its own face where the page is Chinese; Chinese is set in Hei."""
    look = "all => all.map(e => [getComputedStyle(e).fontWeight, getComputedStyle(e).fontFamily.split(',')[0]])"
    page = site_page("cluster-finance-parallel")
    english, chinese = (page.locator(f"main [lang={lang}] strong").evaluate_all(look) for lang in ("en", "zh"))
    assert english and {(weight, face) for weight, face in english} == {("700", '"Latin Serif"')}
    assert chinese and {(weight, face) for weight, face in chinese} == {("400", '"Edition Sans"')}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_key_of_a_parameter_is_broken(site_page: Callable[..., Any], lang: str) -> None:
    heights = site_page(f"cluster-finance-supplement-{lang}").evaluate(
        """[...document.querySelectorAll('#tbl-parameters td:first-child')].map(e => {
          const range = document.createRange();
          range.selectNodeContents(e);
          return new Set([...range.getClientRects()].map(r => Math.round(r.top))).size;
        })"""
    )
    assert len(heights) > 50 and set(heights) == {1}
