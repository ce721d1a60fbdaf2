"""The slides: one deck a language, in one file that needs no network, with the numbers and figures of the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import lxml.html
import pytest

from living_edition.files import read_json
from living_edition.project import document

LANGUAGES = pytest.mark.parametrize("lang", ["zh", "en"])
ASK = """(() => { const s = Reveal.getCurrentSlide();
  return [s.id, s.scrollHeight, s.clientHeight, s.scrollWidth, s.clientWidth] })()"""
APART = """(() => { const foot = document.querySelector(".slide-number").getBoundingClientRect();
  return [...Reveal.getCurrentSlide().querySelectorAll("p, li, figcaption")]
    .every((each) => each.getBoundingClientRect().bottom <= foot.top) })()"""
# Each figure in a division and its picture in a paragraph, as Quarto writes them, where they are not yet.
WRAP = """(() => { const around = (element, tag, name) => {
    if (element.parentNode.matches(tag + (name && "." + name))) return;
    const outer = Object.assign(document.createElement(tag), { className: name });
    element.replaceWith(outer); outer.append(element); };
  document.querySelectorAll("figure").forEach((each) => around(each, "div", "quarto-figure"));
  document.querySelectorAll("figure img").forEach((each) => around(each, "p", "")); })()"""


@pytest.fixture
def deck(built: Path, browser: Any, request: pytest.FixtureRequest) -> Iterator[tuple[Any, list[str], list[str]]]:
    """A deck in a browser, what it asked of a network, and what went wrong in it."""
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    asked: list[str] = []
    wrong: list[str] = []
    page.on("request", lambda each: asked.append(each.url) if not each.url.startswith(("file:", "data:")) else None)
    page.on("pageerror", lambda each: wrong.append(str(each)))
    page.on("console", lambda each: wrong.append(each.text) if each.type == "error" else None)
    page.goto((built / f"results/site/{document(request.getfixturevalue('lang'), 'slides')}.html").as_uri())
    page.wait_for_function("window.Reveal && Reveal.isReady()")
    yield page, asked, wrong
    page.close()


@LANGUAGES
def test_the_keys_lead_through_ten_slides_that_fit(deck: tuple[Any, list[str], list[str]], lang: str) -> None:
    page, asked, wrong = deck
    assert page.evaluate("Reveal.getTotalSlides()") == 1 + 10
    seen = []
    for _ in range(11):
        name, height, room, width, wide = page.evaluate(ASK)
        seen.append(name)
        assert height <= room and width <= wide, name
        assert page.evaluate(APART), name
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(50)
    assert len(set(seen)) == 11 and seen[0] == "title"
    assert (asked, wrong) == ([], [])


@LANGUAGES
def test_a_picture_has_the_room_that_its_slide_leaves_in_the_wrappers_of_either_engine(
    deck: tuple[Any, list[str], list[str]], lang: str
) -> None:
    page = deck[0]
    picture = "document.querySelector('section.present img').getBoundingClientRect().height"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    height = page.evaluate(picture)
    page.evaluate(WRAP)
    assert page.evaluate(picture) == height > 720 / 2


@LANGUAGES
def test_numbers_are_the_ledgers_and_figures_the_texts(built: Path, lang: str) -> None:
    ledger = {entry["target"]: entry for entry in read_json(built / f"results/stage/{lang}/ledger.json").values()}
    page = lxml.html.parse(str(built / f"results/site/{document(lang, 'slides')}.html")).getroot()
    text = lxml.html.parse(str(built / f"results/site/{document(lang)}.html")).getroot()
    numbers = page.cssselect("a.num")
    assert len(numbers) > 12
    for number in numbers:
        entry = ledger[number.get("href")]
        assert " ".join(number.text_content().split()) in (entry["text"], entry["bare"])
    figures, captions = ([" ".join(each.text_content().split()) for each in deck.cssselect("figcaption")]
                         for deck in (page, text))  # fmt: skip
    own = {re.sub(r"^\S+\s[\d.]+[.\s\u3000]*", "", each) for each in captions}
    assert len(figures) == 8 and set(figures) <= own
    links = [link.get("href") for link in page.cssselect("a.elsewhere")]
    assert len(links) == 9 and all(text.cssselect(link.partition("html")[2]) for link in links)


def test_both_decks_hold_the_same(built: Path) -> None:
    decks = [
        lxml.html.parse(str(built / f"results/site/{document(lang, 'slides')}.html")).getroot() for lang in ("zh", "en")
    ]
    for what, name in (("section", "id"), ("a.elsewhere", "href")):
        zh, en = ([each.get(name) for each in deck.cssselect(what)] for deck in decks)
        assert [each.replace("-zh.", "-en.") for each in zh] == en, what
