"""Every construct of the corpus is rendered alike in all forms, or refused with file and line."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import corpus
import pytest
import write_docs
from lxml import etree

from living_edition.project import document
from living_edition.prose.source import read
from living_edition.render import labels
from living_edition.render.engines import builtin, quarto

CONSTRUCTS = corpus.read()
ENGINES = {"built-in": builtin.render, "quarto": quarto.render}
Forms = Callable[[str, str], dict[str, corpus.Seen]]


@pytest.fixture(scope="session")
def forms(once: Callable[[str, Callable[[Path], None]], Path]) -> Forms:
    """Return ``forms(engine, lang)``: what an engine makes of all constructs of a language, made once."""
    known: dict[tuple[str, str], dict[str, corpus.Seen]] = {}

    def made(engine: str, lang: str) -> dict[str, corpus.Seen]:
        def make(folder: Path) -> None:
            corpus.lay(folder / "project", CONSTRUCTS, lang, document(lang))
            for form in corpus.FORMS:
                shutil.copyfile(ENGINES[engine](folder / "project", lang, form), folder / f"corpus.{form}")

        if (engine, lang) not in known:
            folder = once(f"corpus-{engine}-{lang}", make)
            known[engine, lang] = {form: corpus.seen(folder / f"corpus.{form}") for form in corpus.FORMS}
        return known[engine, lang]

    return made


needs_quarto = [pytest.mark.quarto, pytest.mark.skipif(shutil.which("quarto") is None, reason="Quarto is not here")]
engines = pytest.mark.parametrize("engine", ["built-in", pytest.param("quarto", marks=needs_quarto)])
languages = pytest.mark.parametrize("lang", corpus.LANGUAGES)


def test_the_corpus_is_as_large_as_it_says() -> None:
    names = [each.name for each in CONSTRUCTS]
    assert len(names) == len(set(names)) >= 150
    for each in CONSTRUCTS:
        assert each.refused or each.seen or each.only or each.html, each.name


@engines
@languages
def test_what_is_to_be_alike_is_seen_in_every_form(forms: Forms, engine: str, lang: str) -> None:
    assert corpus.faults(CONSTRUCTS, lang, forms(engine, lang)) == {}


@engines
@languages
def test_no_image_or_table_is_lost(forms: Forms, engine: str, lang: str) -> None:
    shown = forms(engine, lang)
    assert [said for form in corpus.FORMS for said in corpus.counts(CONSTRUCTS, lang, form, shown[form])] == []


@languages
def test_books_and_archives_show_it_too(tmp_path: Path, lang: str) -> None:
    """EPUB and JATS, which the built-in engine makes: the same words, each place that is named is there."""
    name = document(lang)
    corpus.lay(tmp_path / "project", CONSTRUCTS, lang, name)
    book = builtin.render(tmp_path / "project", lang, "epub")
    with zipfile.ZipFile(book) as archive:
        pages = {
            Path(each).name: etree.fromstring(archive.read(each)) for each in archive.namelist() if ".xhtml" in each
        }
    article = etree.parse(builtin.render(tmp_path / "project", lang, "xml")).getroot()
    shown = {
        "epub": corpus.Seen(
            book, corpus.squeezed("".join("".join(page.itertext()) for page in pages.values())), -1, -1
        ),
        "jats": corpus.Seen(book, corpus.squeezed("".join(article.itertext())), -1, -1),
    }
    own = [replace(each, only={}) for each in CONSTRUCTS]
    assert corpus.faults(own, lang, shown) == {}
    ids = {(name, node.get("id")) for name, page in pages.items() for node in page.iter() if node.get("id")}
    links = [(name, node.get("href")) for name, page in pages.items() for node in page.iter("{*}a") if node.get("href")]
    inner = [(target or name, place) for name, link in links if "://" not in link and "mailto:" not in link
             for target, _, place in [link.rpartition("/")[2].partition("#")] if place]  # fmt: skip
    assert len(inner) > 10 and set(inner) <= ids
    named = {node.get("id") for node in article.iter() if node.get("id")}
    referred = {node.get("rid") for node in article.iter("xref")}
    assert len(referred) > 8 and referred <= named


@engines
@languages
@pytest.mark.parametrize("width", [375, 1440])
def test_the_looks_hold(forms: Forms, browser: Any, engine: str, lang: str, width: int) -> None:
    """No page scrolls sideways, and Chinese paragraphs of the text are indented and justified."""
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(forms(engine, lang)["html"].file.as_uri())
    page.wait_for_timeout(100)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    looks = page.evaluate(
        """[...document.querySelectorAll("main p")].map((each) => [each, getComputedStyle(each)])
        .filter(([each]) => !each.closest("li, td, th, dd, figure, .note, .sidenote-text, .csl-entry, .language-link, "
          + ".keywords, .equation, .abstract"))
        .map(([each, look]) => [parseFloat(look.textIndent) / parseFloat(look.fontSize), look.textAlign])"""
    )
    page.close()
    assert len(looks) > 10
    if lang == "zh":
        assert {tuple(look) for look in looks} == {(2, "justify")}


@languages
def test_other_documents_know_the_numbers(forms: Forms, tmp_path: Path, lang: str) -> None:
    """What staging reads from the lines, for references from the other document, is what the page has."""
    name = document(lang)
    (tmp_path / f"{name}.qmd").write_text(corpus.document(CONSTRUCTS, lang), encoding="utf-8")
    known = labels.labels(name, read(tmp_path, f"{name}.qmd"), letters=False)
    page = forms("built-in", lang)["html"].tree
    assert len(known) > 8 and {label.id.split("-")[0] for label in known} == {"fig", "tbl", "lst", "eq", "sec"}
    for label in known:
        (place,) = page.cssselect(f"#{label.id}")
        said = [part.text_content() for part in place.cssselect("figcaption, caption, .equation-number, h1, h2, h3")]
        numbers = re.findall(r"[\d.]*\d", said[-1] if place.tag == "figure" else said[0])
        assert (numbers or [""])[0] == label.number, (label, said)
    ids = {
        str(place.get("id")) for place in page.cssselect("figure[id^=fig], :is(div, figure):is([id^=tbl], [id^=lst])")
    }
    own = {place for place in ids if not page.cssselect(f"figure #{place}")}
    assert own == {label.id for label in known if label.id[:3] in ("fig", "tbl", "lst")}


@pytest.mark.parametrize("each", [pytest.param(c, id=c.name) for c in CONSTRUCTS])
def test_the_check_lets_it_pass_or_names_its_line(tmp_path: Path, each: corpus.Construct) -> None:
    assert corpus.check_faults(tmp_path, [each]) == {}


def test_the_page_on_the_engines_says_what_is_so(forms: Forms, tmp_path: Path) -> None:
    found = corpus.check_faults(tmp_path, CONSTRUCTS)
    for lang in corpus.LANGUAGES:
        found |= corpus.faults(CONSTRUCTS, lang, forms("built-in", lang))
    written = write_docs.PAGE.read_text(encoding="utf-8")
    assert write_docs.replaced(written, write_docs.section(CONSTRUCTS, found)) == written
