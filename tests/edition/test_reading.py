"""The pages as a reader meets them, in a real browser: widths, light and dark, keyboard, touch, print."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

PAGES = ("cluster-finance-zh", "cluster-finance-en", "cluster-finance-parallel")
WIDTHS = (360, 768, 1280, 1920)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def opened(browser: Any, file: Path, width: int = 1280, **context: Any) -> Any:
    page = browser.new_context(viewport={"width": width, "height": 900}, **context).new_page()
    page.goto(file.as_uri())
    page.wait_for_timeout(1000)
    return page


def violations(page: Any, within: str = "html") -> list[Any]:
    """What axe-core finds against WCAG 2.2 AA in the part that ``within`` selects."""
    page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate(
        "([within, values]) => axe.run(within, {runOnly: {type: 'tag', values}, resultTypes: ['violations']})",
        [within, RULES],
    )
    return [(v["id"], v["help"], [n["html"][:160] for n in v["nodes"][:3]]) for v in found["violations"]]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_accessible_without_sideways_scrolling_at_every_width(
    built: Path, browser: Any, name: str, scheme: str
) -> None:
    page = opened(browser, built / f"results/site/{name}.html", color_scheme=scheme)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(200)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), width
        assert violations(page) == [], width
    page.context.close()


def test_the_language_switch_lands_on_the_same_block(built: Path, browser: Any) -> None:
    page = opened(browser, built / "results/site/cluster-finance-zh.html")
    block = page.locator("[id='block-sec-role-costs-1']")
    block.evaluate("b => window.scrollTo(0, b.getBoundingClientRect().top + scrollY - 60)")
    page.locator(".switch a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/cluster-finance-en.html#block-sec-role-costs-1")
    assert 0 <= page.locator("[id='block-sec-role-costs-1']").bounding_box()["y"] < 120
    page.context.close()


def test_both_languages_have_the_same_blocks(built: Path) -> None:
    import re

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
    assert page.locator("#provenance").is_visible() and "#ledger" not in page.url
    number.tap()
    assert "#ledger-" in page.url
    page.context.close()


def test_a_figure_enlarges_and_closes_by_keyboard(built: Path, browser: Any) -> None:
    page = opened(browser, built / "results/site/cluster-finance-zh.html")
    page.locator("button.enlarge").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("dialog.enlarged img").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("dialog.enlarged").is_visible()
    page.context.close()


def test_print_is_silent_about_the_screen(built: Path, browser: Any) -> None:
    page = opened(browser, built / "results/site/cluster-finance-zh.html")
    page.emulate_media(media="print")
    for selector in (".switch", "#contents", ".language-link"):
        assert not page.locator(selector).first.is_visible()
    page.context.close()


@pytest.mark.parametrize(("width", "beside"), [(1280, True), (390, False)])
def test_the_parallel_edition_sets_block_beside_block(built: Path, browser: Any, width: int, beside: bool) -> None:
    page = opened(browser, built / "results/site/cluster-finance-parallel.html", width)
    left = page.locator("[id='block-sec-role-costs-1']").bounding_box()
    right = page.locator("[id='en-block-sec-role-costs-1']").bounding_box()
    assert (abs(left["y"] - right["y"]) < 12 and right["x"] > left["x"] + 300) is beside
    assert (right["y"] > left["y"] + 50) is not beside
    page.context.close()


def test_the_parallel_pdf_holds_both_texts(built: Path) -> None:
    import re

    from pypdf import PdfReader

    def words(name: str) -> str:
        pages = PdfReader(built / f"results/site/{name}.pdf").pages
        return re.sub(r"[\s-]+", "", "".join(p.extract_text() for p in pages))

    both = words("cluster-finance-parallel")
    for lang in ("zh", "en"):
        text = (built / f"report/{lang}/02-role.qmd").read_text(encoding="utf-8")
        headings = re.findall(r"^#+ (.+?) \{#", text, re.MULTILINE)
        assert len(headings) > 5
        assert [h for h in headings if re.sub(r"[\s-]+", "", h) not in both] == []


def test_chinese_is_set_as_chinese_and_english_as_english(built: Path, browser: Any) -> None:
    """Song text indented by two characters, Hei headings and captions, no rule through a note; keywords shown."""
    look = """selector => [...document.querySelectorAll(selector)].map(e => {
      const s = getComputedStyle(e);
      const indent = parseFloat(s.textIndent) / parseFloat(s.fontSize);
      return [indent, s.textAlign, s.fontFamily.split(",")[0], s.borderTopWidth];
    })"""
    for lang, name in (("zh", PAGES[0]), ("en", PAGES[1])):
        page = opened(browser, built / f"results/site/{name}.html")
        text = page.evaluate(look, "main section > p:not([class])")
        assert len(text) > 80
        expected = (2, "justify") if lang == "zh" else (0, "start")
        assert {(indent, align) for indent, align, _, _ in text} == {expected}
        assert {face for *_, face, _ in text} == {'"Edition Serif"'}
        notes = page.evaluate(look, ".note > p, .claim > p")
        assert len(notes) > 100 and {(indent, rule) for indent, _, _, rule in notes} == {(0, "0px")}
        heads = page.evaluate(look, "main h2, figcaption" if lang == "zh" else "figcaption")
        assert len(heads) > 15 and {face for *_, face, _ in heads} == {'"Edition Sans"'}
        words = page.locator(".keywords").inner_text()
        assert ("关键词" in words and "；" in words) if lang == "zh" else ("Keywords" in words and "; " in words)
        page.context.close()
