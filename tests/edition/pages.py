"""The pages of the built edition in a browser: opened, and asked for their accessibility."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from lxml.html import fromstring

EDITIONS = tuple(pytest.param(name, marks=pytest.mark.xdist_group(f"page-{name}")) for name in ("zh", "en", "parallel"))
"""The three pages; the tests of one page run in one process, which opens it once."""
LANGUAGES = EDITIONS[:2]
TEXTS = ("cluster-finance-zh", "cluster-finance-en", "cluster-finance-supplement-zh", "cluster-finance-supplement-en")
ONE_LANGUAGE = [
    *TEXTS,
    *(f"{kind}-{lang}" for kind in ("gallery", "codebook", "ledger", "search") for lang in ("zh", "en")),
]
SITE = [
    "index",
    "index-en",
    *ONE_LANGUAGE,
    "cluster-finance-parallel",
    "notebooks/01-data",
    "notebooks/02-regressions",
    "notebooks/03-scenarios",
]
"""Texts of the site, pages that stand in both languages, and all pages, by their names."""
WIDTHS = (360, 768, 1280, 1920)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
_SETTLED = """async () => { await document.fonts.ready;
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))); }"""


def opened(browser: Any, file: Path, width: int = 1280, **context: Any) -> Any:
    """Return a page in a context of its own, loaded, its fonts ready and drawn."""
    page = browser.new_context(viewport={"width": width, "height": 900}, **context).new_page()
    page.goto(file.as_uri())
    if context.get("java_script_enabled", True):  # else no frame is ever announced, and the wait would not end
        settle(page)
    return page


def settle(page: Any) -> None:
    """Wait until the page's fonts are there and it has been drawn twice."""
    page.evaluate(_SETTLED)


def captions(page: str, kind: str) -> list[str]:
    """Return the words of the captions of figures (``fig``) or tables (``tbl``), whichever engine wrote the page."""
    found = fromstring(page).cssselect(f'main [id^="{kind}-"] caption, main [id^="{kind}-"] figcaption')
    return [caption.text_content().strip() for caption in found]


def violations(page: Any, within: str = "html") -> list[Any]:
    """What axe-core finds against WCAG 2.2 AA in the part that ``within`` selects."""
    page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate(
        "([within, values]) => axe.run(within, {runOnly: {type: 'tag', values}, resultTypes: ['violations']})",
        [within, RULES],
    )
    return [(v["id"], v["help"], [n["html"][:160] for n in v["nodes"][:3]]) for v in found["violations"]]


def fits(page: Any) -> bool:
    """Whether the page needs no scrolling sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def beyond(page: Any) -> list[str]:
    """Return the first elements that reach beyond the right edge where the page must be scrolled sideways."""
    return (
        []
        if fits(page)
        else list(
            page.evaluate("""[...document.querySelectorAll('main *')]
        .filter((e) => e.getBoundingClientRect().right > document.documentElement.clientWidth)
        .slice(0, 5).map((e) => e.outerHTML.slice(0, 160))""")
        )
        or ["the page"]
    )
