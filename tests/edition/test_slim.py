"""The page in fewer bytes shows what it showed."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from pages import EDITIONS, opened

from living_edition.ledger.formatting import provenance
from living_edition.ledger.number import read_numbers
from living_edition.render.html_weight import deferred, slim
from living_edition.render.stage import anchor

_ALL_SHOWN = """Promise.all([...document.querySelectorAll('main img')].map((i) => {
    i.loading = 'eager'; return i.decode(); }))"""
SVG = (
    '<?xml version="1.0" encoding="utf-8"?>\n<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">\n'
    '<title>50% &amp; \'more\' 图</title>\n<path d="m0 0 1 1"\nstyle="fill:#0072b2"/>\n</svg>\n'
)


def test_a_figure_is_the_same_document_as_text() -> None:
    data = base64.b64encode(SVG.encode()).decode("ascii")
    page = slim(f'<img role="img" aria-label="x" src="data:image/svg+xml;base64,{data}" /><p>y</p>')
    (address,) = re.findall(r'src="([^"]*)"', page)
    assert not set("<>#\n") & set(address) and page.endswith('" /><p>y</p>')
    back = ElementTree.fromstring(unquote(address.removeprefix("data:image/svg+xml,")))
    before = ElementTree.fromstring(SVG)
    assert [(e.tag, e.attrib, (e.text or "").strip()) for e in back.iter()] == [
        (e.tag, e.attrib, (e.text or "").strip()) for e in before.iter()
    ]


def test_the_drawing_for_phones_is_the_same_address() -> None:
    narrow = '<source media="(x)" srcset="data:image/svg+xml,%3Csvg%20width=&#39;9pt&#39;%3E%26&amp;"><p>&#39;</p>'
    assert slim(narrow) == narrow.replace("&#39;", "'", 2)


@pytest.mark.parametrize(
    ("cell", "short"),
    [
        ('<td style="text-align: left;">a</td>', "<td>a</td>"),
        ('<th style="text-align: right;">a</th>', '<th class="right">a</th>'),
        ('<td colspan="2" style="text-align: right;">a</td>', '<td colspan="2" class="right">a</td>'),
        ('<td style="text-align: center;">a</td>', '<td style="text-align: center;">a</td>'),
        ('<td class="b" style="text-align: right;">a</td>', '<td class="b" style="text-align: right;">a</td>'),
        ('<p style="text-align: right;">a</p>', '<p style="text-align: right;">a</p>'),
    ],
)
def test_cells_stand_to_one_side_by_class(cell: str, short: str) -> None:
    assert slim(cell) == short


def test_a_figure_has_its_size_and_waits_for_the_window() -> None:
    svg = "data:image/svg+xml,%3Csvg width='9pt' height='30.4pt'%3E%3Cpath/%3E%3C/svg%3E"
    first, second = f'<img alt="a" src="{svg}" />', f'<source media="(x)" srcset="{svg}"><img alt="b" src="{svg}" />'
    size = ' width="12" height="41"'
    assert deferred(first + second) == (
        f'<img{size} alt="a" src="{svg}" /><source{size} media="(x)" srcset="{svg}">'
        f'<img{size} loading="lazy" alt="b" src="{svg}" />'
    )
    # One whose size is not known would move what follows it.
    unknown = "<img src=\"data:image/svg+xml,%3Csvg viewBox='0 0 9 9'%3E%3C/svg%3E\" />"
    assert deferred(first + unknown) == deferred(first) + unknown


# Where the blocks of a page begin.
_TOPS = "[...document.querySelectorAll('main [id]')].map((b) => Math.round(b.getBoundingClientRect().top + scrollY))"


@pytest.mark.parametrize(("edition", "width"), [("zh", 1280), ("en", 360)])
def test_nothing_moves_when_the_figures_come(built: Path, browser: Any, edition: str, width: int) -> None:
    page = opened(browser, built / f"results/site/cluster-finance-{edition}.html", width)
    late = "[...document.querySelectorAll('main img')].filter((i) => !i.complete).length"
    assert page.evaluate(late) > 5
    before = page.evaluate(_TOPS)
    page.evaluate(_ALL_SHOWN)
    assert page.evaluate(late) == 0
    after, figures = page.evaluate(_TOPS), page.locator("main img").count()
    page.context.close()
    # Sizes are whole pixels: each figure may be half of one taller, or less tall.
    assert len(before) > 200 and max(abs(a - b) for a, b in zip(before, after, strict=True)) <= figures / 2


@pytest.mark.parametrize("edition", EDITIONS)
def test_in_a_browser_figures_show_and_numbers_stand_to_the_right(
    built: Path, site_page: Callable[..., Any], edition: str
) -> None:
    assert (built / f"results/site/cluster-finance-{edition}.html").stat().st_size < 4_000_000
    page = site_page(f"cluster-finance-{edition}")
    page.evaluate(_ALL_SHOWN)
    widths = page.evaluate("[...document.querySelectorAll('main img')].map((i) => i.complete && i.naturalWidth)")
    assert len(widths) > 10 and min(widths) > 100
    sides = page.evaluate(
        "[...document.querySelectorAll('td.right, th.right')].map((c) => getComputedStyle(c).textAlign)"
    )
    assert len(sides) > 100 and set(sides) == {"right"}
    rest = page.evaluate(
        "[...document.querySelectorAll('td:not(.right):not([style])')].map((c) => getComputedStyle(c).textAlign)"
    )
    assert set(rest) <= {"start", "left"}


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_number_says_where_it_comes_from(built: Path, site_page: Callable[..., Any], edition: str) -> None:
    """The page holds each provenance once a language: a card shows its record's, in its text's language."""
    page = site_page(f"cluster-finance-{edition}")
    shown = page.evaluate(
        """() => [...document.querySelectorAll("main a.num")].map((link) => {
             link.dispatchEvent(new FocusEvent("focusin", { bubbles: true }));
             const told = document.querySelector(".card").querySelectorAll("p");
             const words = [...told].at(-2)?.textContent || "";
             document.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
             return [link.closest("[lang]").lang.split("-")[0], link.hash.slice(1), words];
           })"""
    )
    records = read_numbers(built / "results/ledger/ledger.json")
    sources = {(lang, anchor(n.id)): provenance(n, lang) for n in records for lang in ("zh", "en")}
    languages = {"zh", "en"} if edition == "parallel" else {edition}
    assert len({name for _, name, _ in shown}) > 200 and {lang for lang, _, _ in shown} == languages
    wrong = [one for one in shown if squeezed(one[2]) != squeezed(sources[one[0], one[1]])]
    assert wrong == []


def squeezed(words: str) -> str:
    """Return ``words`` without spaces, and with quotation marks alike: pandoc makes them typographic."""
    return re.sub(r"[‘’“”'\"]", "'", "".join(words.split()))
