"""The looks hold whatever an engine sets around a page's blocks: Quarto's structure as well as the built-in engine's.

``data/quarto-body.html`` is a page's body as Quarto writes it without section divs, in words of our own: headings and
paragraphs stand side by side, figures and tables in its floats. The same body in sections is the built-in engine's.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

KIT = Path(__file__).resolve().parents[2] / "src/living_edition"
BODY = (Path(__file__).parent / "data/quarto-body.html").read_text(encoding="utf-8")
PHONE, DESKTOP = 375, 1440
WIDTHS = pytest.mark.parametrize("width", [PHONE, 768, DESKTOP])
BOXES = """(selector) => [...document.querySelectorAll(selector)].map((node) => {
  const box = node.getBoundingClientRect(), look = getComputedStyle(node);
  return { left: box.left, right: box.right, top: box.top + scrollY, bottom: box.bottom + scrollY, width: box.width,
    indent: parseFloat(look.textIndent) / parseFloat(look.fontSize), align: look.textAlign, words: node.textContent };
})"""


def in_sections(body: str) -> str:
    """Return ``body`` with each heading and what follows it in a section, as pandoc's ``--section-divs`` sets it."""
    first, second = re.split(r"(?=<h2)", body)
    return f"<section>{first}<section>{second}</section></section>"


def in_wrappers(body: str) -> str:
    """Return ``body`` in one block more, as an engine may set around all content."""
    return f'<div id="quarto-content"><div class="content">{body}</div></div>'


@pytest.fixture(scope="module", params=[str, in_sections, in_wrappers], ids=["side by side", "sections", "wrapped"])
def page(request: pytest.FixtureRequest, browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A page of the kit's template, styles and script around the body."""
    wrap: Callable[[str], str] = request.param
    folder = tmp_path_factory.mktemp("layout")
    shutil.copytree(KIT / "quarto/theme", folder / "theme")
    styles = "".join(f'<link rel="stylesheet" href="theme/{name}.css">' for name in ("site", "edition", "notes"))
    head = f'<!DOCTYPE html><html lang="zh"><head><meta charset="utf-8"><title>page</title>{styles}</head>'
    start = (
        '<body class="lang-zh"><div class="page"><nav id="contents"><ul><li><a href="#sec-one">一</a></li></ul></nav>'
    )
    end = '</main></div><script src="theme/edition.js"></script></body></html>'
    (folder / "page.html").write_text(f'{head}{start}<main id="text">{wrap(BODY)}{end}', encoding="utf-8")
    shown = browser.new_page()
    shown.goto((folder / "page.html").as_uri())
    yield shown
    shown.close()


def boxes(page: Any, width: int, selector: str) -> list[dict[str, Any]]:
    page.set_viewport_size({"width": width, "height": 900})
    page.wait_for_timeout(50)
    found: list[dict[str, Any]] = page.evaluate(BOXES, selector)
    assert found, selector
    return found


@WIDTHS
def test_chinese_paragraphs_are_indented_and_justified(page: Any, width: int) -> None:
    own = [box for box in boxes(page, width, "main p") if "段" in box["words"] and "不缩进" not in box["words"]]
    assert len(own) == 4
    for box in own:
        assert (box["indent"], box["align"]) == (2, "justify"), box["words"]
    for box in boxes(page, width, "main :is(li, td, .note, .sidenote-text) p"):
        assert (box["indent"], box["align"]) == (0, "left"), box["words"]


@WIDTHS
def test_the_page_does_not_scroll_sideways(page: Any, width: int) -> None:
    boxes(page, width, "main")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@WIDTHS
def test_each_link_to_the_other_language_stands_at_its_heading(page: Any, width: int) -> None:
    links, heads = boxes(page, width, ".language-link a[hreflang]"), boxes(page, width, "main :is(h1, h2)")
    (text,) = boxes(page, width, "main")
    assert len(links) == len(heads) == 2
    for link, head in zip(links, heads, strict=True):
        assert link["left"] >= 0 and link["right"] <= width and link["width"] > 20
        assert head["top"] - 10 <= link["top"] <= head["bottom"] + 40
        if width == DESKTOP:
            assert link["left"] >= text["right"]


@WIDTHS
def test_tables_and_figures_keep_to_the_page(page: Any, width: int) -> None:
    (text,) = boxes(page, width, "main")
    # On a phone a figure is wider than the page and is moved within its own box.
    for box in boxes(page, width, f".table-frame, main {'img' if width == DESKTOP else 'figure'}, figcaption, math"):
        assert box["left"] >= text["left"] - 1
        assert box["right"] <= (width if width == DESKTOP else text["right"] + 1), box


def test_a_note_stands_in_the_margin_level_with_its_mark(page: Any) -> None:
    (mark,), (note,), (text,) = (boxes(page, DESKTOP, each) for each in ("#mark-1", "#side-1", "main"))
    assert note["left"] >= text["right"] and note["right"] <= DESKTOP
    assert abs(note["top"] - mark["top"]) < 30


def test_on_a_phone_a_note_is_folded_under_its_paragraph(page: Any) -> None:
    (fold,), (paragraph,) = boxes(page, PHONE, ".sidenote summary"), boxes(page, PHONE, ".noted > p")
    assert paragraph["bottom"] <= fold["top"] < paragraph["bottom"] + 40
    assert not page.evaluate("document.querySelector('.sidenote').open")
