"""The built edition as a reader has it: HTML in a browser, PDF by its text and fonts."""

from __future__ import annotations

import csv
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import yaml
from lxml import etree
from lxml.html import parse
from pages import LANGUAGES, captions, settle
from pypdf import PdfReader

from cluster_finance.exhibits.verification_tables import RULES

LANGS = ("zh", "en")
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
HAN = re.compile(r"[\u4e00-\u9fff]")


def html(built: Path, lang: str) -> str:
    return (built / f"results/site/cluster-finance-{lang}.html").read_text(encoding="utf-8")


def reader(built: Path, lang: str) -> PdfReader:
    return PdfReader(built / f"results/site/cluster-finance-{lang}.pdf")


def squeezed(text: str) -> str:
    # pypdf reads a raised figure as a plain one.
    return re.sub(r"\s+", "", text).replace("²", "2")


def headings(built: Path, lang: str) -> list[str]:
    lines = [
        line
        for chapter in [built / f"report/{lang}/first-page.qmd", *sorted((built / f"report/{lang}").glob("[0-9]*.qmd"))]
        for line in chapter.read_text(encoding="utf-8").splitlines()
    ]
    # The typesetting turns the apostrophe.
    return [re.sub(r"^#+ |\s*\{#.*", "", line).replace("'", "’") for line in lines if re.match(r"^#+ .*\{#sec-", line)]


def labels(text: str) -> list[str]:
    return re.findall(r'id="((?:sec|fig|tbl|eq)-[\w-]+)"', text)


def test_both_languages_have_the_same_sections_figures_and_tables(built: Path) -> None:
    zh, en = labels(html(built, "zh")), labels(html(built, "en"))
    assert zh == en
    assert {
        "fig-clusters",
        "fig-map",
        "tbl-clusters",
        "fig-ruin",
        "tbl-programmes",
        "tbl-credit-depth",
    } <= set(zh)


def test_every_rule_of_the_cleaning_has_a_name_in_both_languages(built: Path) -> None:
    with (built / "results/clean/changes.csv").open(encoding="utf-8", newline="") as file:
        assert {row["rule"] for row in csv.DictReader(file)} <= set(RULES)


@pytest.mark.parametrize("lang", LANGS)
def test_tables_have_the_same_numbers_in_html_and_pdf(
    lang: str, built: Path, pdf_texts: Callable[[str], list[str]]
) -> None:
    text = squeezed("".join(pdf_texts(f"cluster-finance-{lang}")))
    titles = captions(html(built, lang), "tbl")
    numbers = [int(re.findall(r"\d+", title)[0]) for title in titles]
    assert numbers == list(range(1, 1 + len(titles)))
    assert len(titles) >= 2
    missing = [title for title in titles if squeezed(title) not in text]
    assert missing == []


@pytest.mark.parametrize("lang", LANGS)
def test_every_internal_link_resolves(built: Path, lang: str) -> None:
    text = html(built, lang)
    ids = set(re.findall(r'\bid="([^"]+)"', text))
    targets = set(re.findall(r'<a[^>]* href="#([^"]*)"', text))
    assert targets - ids == set()


@pytest.mark.parametrize(("lang", "other"), [("zh", "en"), ("en", "zh")])
def test_every_section_links_to_the_same_section_of_the_other_language(built: Path, lang: str, other: str) -> None:
    text, there = html(built, lang), set(labels(html(built, other)))
    linked = set(re.findall(rf'href="cluster-finance-{other}\.html#(sec-[\w-]+)"', text))
    assert linked == {label for label in labels(text) if label.startswith("sec-")}
    assert linked <= there


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_is_one_small_file_without_addresses_to_load(built: Path, lang: str) -> None:
    text = html(built, lang)
    assert len(text.encode()) < 4_000_000
    text = re.sub(r"(<script[^>]*>).*?</script>", r"\1</script>", text, flags=re.S)
    assert not re.findall(
        r'<(?:img|script|link(?! rel="(?:alternate|schema\.DC)")|iframe)[^>]+(?:src|href)="(?!data:)[^"]+"', text
    )


def words_of(fragment: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", "", fragment).split())


def test_no_author_stands_in_characters_in_the_english_edition(built: Path) -> None:
    page = html(built, "en")
    entries = re.findall(r'<div id="ref-[^"]+"[^>]*>(.*?)</div>', page, flags=re.S)
    citations = re.findall(r'<a href="#ref-[^"]*"[^>]*>(.*?)</a>', page, flags=re.S)
    assert len(entries) > 60 and len(citations) > 100
    assert [c for c in map(words_of, citations) if HAN.search(c)] == []
    # Up to the year an entry names its authors; a Chinese title has its romanisation before it, a translation after it.
    authors = [re.split(r"\. (?:\d{4}|n\.d\.)", words_of(entry))[0] for entry in entries]
    assert [name for name in authors if HAN.search(name)] == []
    in_characters = [words_of(entry) for entry in entries if HAN.search(entry)]
    assert in_characters and all(re.search(r"[a-z\d)”’] .*[\u4e00-\u9fff].* \[.+\]", entry) for entry in in_characters)
    assert "等" not in "".join(map(words_of, entries))


def test_further_authors_are_told_in_the_language_of_the_work(built: Path) -> None:
    page = html(built, "zh")
    entries = [words_of(e) for e in re.findall(r'<div id="ref-[^"]+"[^>]*>(.*?)</div>', page, flags=re.S)]
    many = [entry for entry in entries if re.search(r"等, |et al\.,? ", entry)]
    assert {bool(HAN.search(entry.split(",")[0])) for entry in many} >= {True}
    assert all(("等, " in entry) == bool(HAN.search(entry.split(",")[0])) for entry in many)
    citations = [words_of(c) for c in re.findall(r'<a href="#ref-[^"]*"[^>]*>(.*?)</a>', page, flags=re.S)]
    assert all(bool(HAN.search(c.split("等")[0])) for c in citations if "等" in c)
    assert any("et al." in c for c in citations) and any("等" in c for c in citations)


@pytest.mark.parametrize("lang", LANGS)
def test_every_picture_says_what_it_shows(built: Path, lang: str) -> None:
    page = re.sub(r"<script.*?</script>", "", html(built, lang), flags=re.S)
    pictures = re.findall(r"<img[^>]*>", page)
    alternatives = [re.search(r'alt="([^"]*)"', picture) for picture in pictures]
    assert pictures and all(alt and len(alt[1]) > 20 for alt in alternatives)
    assert all(bool(HAN.search(alt[1])) == (lang == "zh") for alt in alternatives if alt)


@pytest.mark.parametrize("lang", LANGS)
def test_the_pdf_shows_headings_in_order_and_embedded_chinese_fonts(
    built: Path, lang: str, pdf_texts: Callable[[str], list[str]]
) -> None:
    pdf = reader(built, lang)
    text = squeezed("".join(pdf_texts(f"cluster-finance-{lang}")))
    body = text[text.index(squeezed(headings(built, lang)[0])) :]
    position = 0
    for heading in headings(built, lang):
        position = body.index(squeezed(heading), 0 if position == 0 else position - len(heading) * 3)
    fonts = " ".join(
        str(font.get_object()["/BaseFont"])
        for page in pdf.pages
        for font in page["/Resources"].get_object().get("/Font", {}).values()
    )
    assert "NotoSerifSC" in fonts if lang == "zh" else "Libertinus" in fonts
    assert "\ufffd" not in text


@pytest.mark.parametrize("lang", LANGS)
def test_every_ledger_number_of_the_text_stands_in_the_pdf(
    built: Path, lang: str, pdf_texts: Callable[[str], list[str]]
) -> None:
    entries = json.loads((built / f"results/stage/{lang}/ledger.json").read_text(encoding="utf-8"))
    parts = (f"cluster-finance-{lang}", f"cluster-finance-supplement-{lang}")
    text = squeezed("".join(page for part in parts for page in pdf_texts(part)))
    missing = [
        key for key, entry in entries.items()
        if squeezed(entry["text"]) not in text and squeezed(entry["bare"]) not in text
    ]  # fmt: skip
    assert len(entries) > 40 and missing == []


@pytest.mark.parametrize(("lang", "word"), [("zh", "表"), ("en", "Table")])
def test_tables_bear_the_numbers_that_the_text_refers_to(
    built: Path, lang: str, word: str, pdf_texts: Callable[[str], list[str]]
) -> None:
    titles = captions(html(built, lang), "tbl")
    told = [re.fullmatch(rf"{word}\s(\d+)(?:　\s?|\.\s)(.*)", title, re.DOTALL) for title in titles]
    text = squeezed("".join(pdf_texts(f"cluster-finance-{lang}")))
    mark = "" if lang == "zh" else "."
    assert len(told) > 1 and all(told)
    for number, title in (each.groups() for each in told if each):
        assert f"{word}{number}{mark}{squeezed(title)[:10]}" in text.replace("　", "")


def test_figures_draw_han_glyphs_of_the_packaged_font(built: Path) -> None:
    for figure in ("fig-clusters", "fig-map", "fig-credit", "fig-ruin"):
        glyphs = re.findall(r'<path id="(NotoSansSC-Regular-[0-9a-f]+)', (
            built / f"results/exhibits/{figure}-zh.svg").read_text(encoding="utf-8"))  # fmt: skip
        codes = [int(g.rsplit("-", 1)[1], 16) for g in glyphs]
        assert any(0x4E00 <= code <= 0x9FFF for code in codes), figure


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("width", [360, 1280])
def test_in_a_browser(built: Path, browser: Any, lang: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    errors: list[str] = []
    requests: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("request", lambda request: requests.append(request.url[:80]))
    page.goto((built / f"results/site/cluster-finance-{lang}.html").as_uri())
    settle(page)
    assert errors == []
    assert [url for url in requests if not url.startswith(("data:", "file:", "blob:"))] == []
    assert len([url for url in requests if url.startswith("file:")]) == 1, requests
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert page.evaluate("document.fonts.check('16px \"Edition Serif\"')")
    number = page.locator("main a.num").first
    number.focus()
    assert page.locator(".card").is_visible()
    assert len(page.locator(".card").inner_text()) > 5
    page.keyboard.press("Escape")
    assert not page.locator(".card").is_visible()
    page.close()


BLOCKS = {"H1", "H2", "H3", "H4", "P", "LI", "TD", "TH", "FIGCAPTION", "BLOCKQUOTE"}


def blocks_of(node: dict[str, Any]) -> Iterator[tuple[int, str]]:
    """Yield the blocks of text below a node, as the browser's protocol has them, with their text."""
    if node["nodeName"] in BLOCKS or "csl-entry" in " ".join(node.get("attributes", ())):
        yield node["nodeId"], text_of(node)
    for child in node.get("children", ()):
        yield from blocks_of(child)


def text_of(node: dict[str, Any]) -> str:
    return node.get("nodeValue", "") + "".join(text_of(child) for child in node.get("children", ()))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_character_of_the_text_comes_from_the_fonts_in_the_page(site_page: Callable[..., Any], lang: str) -> None:
    """Ask the browser itself which font drew what: a machine without Chinese fonts shows the same."""
    page = site_page(f"cluster-finance-{lang}")
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    own, families = 0, {True: set[str](), False: set[str]()}
    for node, text in blocks_of(session.send("DOM.getDocument", {"depth": -1})["root"]):
        han = bool(HAN.search(text))
        for font in session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]:
            own += font["glyphCount"] if han and font["isCustomFont"] else 0
            families[han] |= set() if font["isCustomFont"] else {font["familyName"]}
    assert own > (10000 if lang == "zh" else 20)
    # Beside Han, Latin may come from the machine: from the face that sets passages without any Han.
    assert families[True] <= (set() if lang == "zh" else families[False])
    session.detach()


def test_the_first_page_leads_to_everything(built: Path) -> None:
    site = built / "results/site"
    for name in ("index.html", "index-en.html"):
        targets = re.findall(r'<a [^>]*href="([^"#]+)', (site / name).read_text(encoding="utf-8"))
        assert len(targets) >= 20 and [target for target in targets if not (site / target).is_file()] == []
    titles = {"index.html": ["数据", "回归", "情景"], "index-en.html": ["Data", "Regressions", "Scenarios"]}
    for name, told in titles.items():
        ways = parse(str(site / name)).getroot().cssselect(".ways a[href^='notebooks/']")
        assert [way[-1].text_content() for way in ways] == told


def test_notebooks_are_executed_and_load_nothing(built: Path) -> None:
    for notebook in sorted((built / "notebooks").glob("*.ipynb")):
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        assert not any(cell.get("outputs") for cell in cells)
        page = (built / f"results/site/notebooks/{notebook.stem}.html").read_text(encoding="utf-8")
        assert "<img" in page or "<table" in page
        assert not re.findall(r'<(?:img|script|link(?! rel="alternate"))[^>]+(?:src|href)="(?!data:)[^"]+"', page)


def test_no_entry_shows_the_braces_of_its_source(built: Path) -> None:
    for lang in ("zh", "en"):
        pages = [html(built, name) for name in (lang, f"supplement-{lang}")]
        entries = [
            found for page in pages for found in re.findall(r'class="csl-entry[^"]*"[^>]*>(.*?)</div>', page, re.S)
        ]
        assert len(set(entries)) > 90 and not [entry for entry in entries if "{" in entry or "}" in entry]


def test_every_page_of_the_site_and_every_table_has_a_policy(built: Path) -> None:
    pages = [*(built / "results/site").rglob("*.html"), *(built / "results/tables").glob("*.html")]
    assert len(pages) > 60
    for page in pages:
        head = unescape(page.read_text(encoding="utf-8").partition("<body")[0])
        policy = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)"', head)
        assert policy is not None, page
        rules = dict(rule.strip().partition(" ")[::2] for rule in policy[1].split(";"))
        assert rules["default-src"] == "'none'" and rules["base-uri"] == "'none'", page
        assert rules["form-action"] in ("'none'", "'self' file:"), page
        assert "unsafe" not in rules.get("script-src", "'none'"), page


def test_no_cell_of_any_csv_would_run_as_a_formula(built: Path) -> None:
    figure = re.compile(r"[-+]?\d+([.,]\d+)*%?([eE][-+]?\d+)?")
    files = [*(built / "results").rglob("*.csv")]
    assert len(files) > 60
    for file in files:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            for number, row in enumerate(csv.reader(stream), 1):
                runs = [cell for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
                assert all(figure.fullmatch(cell) for cell in runs), f"{file.name}, row {number}: {runs}"


@pytest.mark.parametrize("lang", LANGS)
def test_archive_and_book_say_keywords_and_date(built: Path, lang: str) -> None:
    head = yaml.safe_load((built / f"report/cluster-finance-{lang}.qmd").read_text(encoding="utf-8").split("---\n")[1])
    archive = etree.parse(str(built / f"results/site/cluster-finance-{lang}.xml"))
    assert [word.text for word in archive.iterfind(".//kwd-group/kwd")] == head["keywords"]
    with zipfile.ZipFile(built / f"results/site/cluster-finance-{lang}.epub") as book:
        package = book.read("EPUB/content.opf").decode("utf-8")
    assert archive.getroot().get(LANG) == lang
    other = {"zh": "en", "en": "zh"}[lang]
    title, abstract = (archive.find(f".//{name}") for name in ("trans-title-group", "trans-abstract"))
    assert title.get(LANG) == abstract.get(LANG) == other
    theirs = (built / f"report/cluster-finance-{other}.qmd").read_text(encoding="utf-8").split("---\n")[1]
    assert title.findtext("trans-title") == yaml.safe_load(theirs)["title"]
    dates = re.findall(r"<dc:date[^>]*>([\d-]+)<|dcterms:modified\">([\d-]+)T", package)
    assert len(dates) == 2 and len({first or second for first, second in dates}) == 1


@pytest.mark.parametrize("lang", LANGS)
def test_each_link_of_the_book_leads_to_a_place_in_it(built: Path, lang: str) -> None:
    with zipfile.ZipFile(built / f"results/site/cluster-finance-{lang}.epub") as book:
        pages = {Path(name).name: etree.fromstring(book.read(name)) for name in book.namelist() if ".xhtml" in name}
    ids = {(name, node.get("id")) for name, page in pages.items() for node in page.iter() if node.get("id")}
    links = [(name, a.get("href", "")) for name, page in pages.items() for a in page.iter("{*}a")]
    places = {(link.partition("#")[0].rpartition("/")[2] or name, link.partition("#")[2])
              for name, link in links if "#" in link and "://" not in link}  # fmt: skip
    assert len(places) > 100 and places <= ids
