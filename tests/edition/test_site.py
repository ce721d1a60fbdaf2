"""The site as a reader has it: every page from the disk, its bar, places, cards, search, glyphs and metadata."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from pages import SITE, TEXTS, beyond


@pytest.fixture
def site(built: Path) -> Path:
    return built / "results/site"


@pytest.fixture(autouse=True)
def _closed(request: pytest.FixtureRequest) -> Iterator[None]:
    """Close what a test opened: pages of a megabyte each would go on at work beside those of the tests to come."""
    browser = request.getfixturevalue("browser") if "browser" in request.fixturenames else None
    before = browser.contexts if browser else []
    yield
    for context in [context for context in browser.contexts if context not in before] if browser else []:
        context.close()


def opened(browser: Any, file: Path, width: int = 1280, **options: Any) -> Any:
    page = browser.new_context(viewport={"width": width, "height": 900}, **options).new_page()
    page.goto(file.as_uri())
    return page


@pytest.mark.parametrize("name", SITE)
def test_every_page_has_its_bar_and_asks_nobody(site: Path, browser: Any, name: str) -> None:
    asked: list[str] = []
    said: list[str] = []
    page = browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 900}).new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto((site / f"{name}.html").as_uri())
    assert said == []
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    links = page.locator(".bar a").evaluate_all("all => all.map(a => a.getAttribute('href').split('#')[0])")
    assert len(links) >= 9
    folder = (site / f"{name}.html").parent
    assert [link for link in links if not (folder / link).exists()] == []
    # The least width at which a page must be read without scrolling sideways (WCAG 1.4.10).
    page.set_viewport_size({"width": 320, "height": 780})
    assert beyond(page) == []


@pytest.mark.parametrize("name", TEXTS)
def test_the_contents_mark_what_stands_there_after_any_jump(
    site: Path, browser: Any, name: str, sampled: Callable[[int], int]
) -> None:
    """The marked entry is the last heading above the line, and in view; told from the positions of all headings."""
    page = opened(browser, site / f"{name}.html")
    height = page.evaluate("document.documentElement.scrollHeight")
    draw = random.Random(20100602)
    wrong = []
    for _ in range(sampled(60)):
        page.evaluate("top => scrollTo({ top, behavior: 'instant' })", draw.randrange(height))
        page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        expected, marked, seen = page.evaluate(
            """() => {
              const heads = [...document.querySelectorAll('#contents a')]
                .map(a => [a, document.getElementById(decodeURIComponent(a.hash.slice(1)))]).filter(([, h]) => h);
              const above = heads.filter(([, head]) => head.getBoundingClientRect().top <= 0.3 * innerHeight);
              const entry = document.querySelector('#contents [aria-current]');
              const frame = document.getElementById('contents').getBoundingClientRect();
              const box = entry?.getBoundingClientRect();
              return [above.length ? above.at(-1)[0].hash : null, entry ? entry.hash : null,
                      !box || (box.top >= frame.top - 1 && box.bottom <= frame.bottom + 1)];
            }"""
        )
        if expected != marked or not seen:
            wrong.append((expected, marked, seen))
    assert wrong == []


def test_cards_open_by_keyboard_and_lead_back(site: Path, browser: Any) -> None:
    page = opened(browser, site / "cluster-finance-en.html")
    card = page.locator(".card")
    for kind in (
        'a[href^="#ref-"]',
        'a[href^="#fig-"]',
        'a[href^="#tbl-"]',
        'a[href^="#sec-"]:not(.language-link a)',
        "a.num",
        "a.elsewhere",
    ):
        link = page.locator(f"main {kind}").first
        link.focus()
        assert card.is_visible(), kind
        assert len(card.inner_text().strip()) > 15 or card.locator("img").count(), kind
        assert link.get_attribute("aria-describedby") == "card"
        page.keyboard.press("Escape")
        assert not card.is_visible(), kind
    link = page.locator('main a[href^="#fig-"]').first
    link.scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("before => Math.abs(scrollY - before) > 50", arg=before)
    page.locator("button.back").click()
    assert abs(page.evaluate("scrollY") - before) < 2
    assert page.evaluate("document.activeElement.getAttribute('href')").startswith("#fig-")


def test_a_touch_shows_the_card_and_a_second_follows(site: Path, browser: Any) -> None:
    page = opened(browser, site / "cluster-finance-en.html", 390, has_touch=True)
    link = page.locator("main a.num").first
    link.scroll_into_view_if_needed()
    link.tap()
    assert page.locator(".card").is_visible()
    assert "cluster-finance-en.html" in page.url
    link.tap()
    page.wait_for_url("**/ledger-en.html#*")
    row = page.locator("tr:target")
    assert row.count() == 1


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_search_finds_text_claims_exhibits_and_numbers(site: Path, browser: Any, lang: str) -> None:
    page = opened(browser, site / f"index{'' if lang == 'zh' else '-en'}.html", locale="zh-CN")
    field = page.locator(".bar input[type=search]")
    field.fill({"zh": "担保", "en": "guarantee"}[lang])
    field.press("Enter")
    page.wait_for_url(f"**/search-{lang}.html?q=*")
    found = page.locator(".hits li").count()
    assert found >= 10
    assert {"zh": {"主张", "图表", "正文"}, "en": {"claim", "exhibit", "text"}}[lang] <= set(
        page.locator(".hits .where").all_inner_texts()
    )
    assert all(
        {"zh": "担保", "en": "guarantee"}[lang] in text.lower() for text in page.locator(".hits li").all_inner_texts()
    )
    targets = page.locator(".hits a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    for target in targets:
        file, _, place = target.partition("#")
        assert f'id="{place}"' in (site / file).read_text(encoding="utf-8"), target
    page.locator(".find input").fill("fact.f1")
    assert {"zh": "数字", "en": "number"}[lang] in page.locator(".hits .where").all_inner_texts()
    page.locator(".find input").fill("qqxxqq")
    assert page.locator(".hits li").count() == 0


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_search_tells_a_claim_once_and_first_what_bears_the_name(site: Path, browser: Any, lang: str) -> None:
    page = opened(browser, site / f"search-{lang}.html")
    hits = "all => all.map(li => [li.querySelector('.where').textContent, li.querySelector('a').textContent])"
    page.locator(".find input").fill({"zh": "担保", "en": "guarantee"}[lang])
    claims = [name for kind, name in page.locator(".hits li").evaluate_all(hits) if kind in ("主张", "claim")]
    assert len(claims) > 5 and len(claims) == len(set(claims))
    for asked in {"zh": ("表 5", "表5", "F18"), "en": ("Table 5", "F18")}[lang]:
        page.locator(".find input").fill(asked)
        shown = page.locator(".hits p").first.inner_text()
        assert "".join(shown.split()).startswith("".join(asked.split())), shown


@pytest.mark.parametrize("name", [name for name in SITE if name.startswith("notebooks/")])
def test_a_notebook_fits_a_phone(site: Path, browser: Any, name: str) -> None:
    """Code wraps, pictures keep their shape, and a wide table moves in its own frame, which the keyboard reaches."""
    page = opened(browser, site / f"{name}.html", width=390)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator("pre").evaluate_all("all => all.filter(e => e.scrollWidth > e.clientWidth).length") == 0
    shapes = page.locator("main img").evaluate_all(
        "all => all.map(e => Math.abs(e.width / e.height / (e.naturalWidth / e.naturalHeight) - 1))"
    )
    assert shapes and max(shapes) < 0.02
    tables = page.locator("main table").evaluate_all("all => all.map(e => e.parentElement.tabIndex)")
    assert tables and set(tables) == {0}


@pytest.mark.parametrize("name", SITE)
def test_a_page_lets_nothing_in_from_outside(site: Path, name: str) -> None:
    head = (site / f"{name}.html").read_text(encoding="utf-8").partition("</head>")[0]
    assert head.count('http-equiv="Content-Security-Policy" content="default-src \'none\'') == 1


@pytest.mark.parametrize("name", ["index", "index-en", "cluster-finance-zh", "cluster-finance-en"])
def test_on_a_phone_figures_can_be_read_and_the_first_table_is_a_list(site: Path, browser: Any, name: str) -> None:
    page = opened(browser, site / f"{name}.html", 390)
    # Drawn at 8.8 pt, of which an inch has 72 and a page 96 px.
    letters = page.evaluate(
        """async () => {
             const images = [...document.querySelectorAll("main figure img")];
             // What is off the window is drawn when near.
             await Promise.all(images.map((image) => { image.loading = "eager"; return image.decode(); }));
             return images.map((image) =>
               [image.alt, image.getBoundingClientRect().width / image.naturalWidth * 8.8 * 96 / 72]);
           }"""
    )
    assert letters and [one for one in letters if one[1] < 11] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    rows = page.evaluate(
        """() => [...document.querySelectorAll("#tbl-roles tbody tr")].map((row) => [row.clientWidth,
             ...[...row.cells].map((cell) => cell.getBoundingClientRect())
               .map((box) => [box.left, box.top, box.right, box.bottom])])"""
    )
    assert len(rows) == 5
    heads = page.locator(".claims-chart th").evaluate_all("all => all.map(th => th.scrollWidth - th.clientWidth)")
    assert len(heads) > 5 and max(heads) <= 0
    for width, *cells in rows:
        assert width > 300
        for n, (left, top, right, bottom) in enumerate(cells):
            assert all(left >= r or right <= a or top >= b or bottom <= y for a, y, r, b in cells[n + 1 :])


class _Head(HTMLParser):
    """Reads a page's head as a reference manager does."""

    def __init__(self) -> None:
        super().__init__()
        self.metas: dict[str, list[str]] = {}
        self.alternates: dict[str, str] = {}
        self.icons: list[str] = []
        self.ld: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "meta" and found.get("name"):
            self.metas.setdefault(str(found["name"]), []).append(str(found["content"]))
        if tag == "link" and found.get("rel") == "alternate":
            self.alternates[str(found["hreflang"])] = str(found["href"])
        if tag == "link" and found.get("rel") == "icon":
            self.icons.append(str(found["href"]))
        self._inside = tag == "script" and found.get("type") == "application/ld+json"

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.ld.append(data)

    def handle_endtag(self, tag: str) -> None:
        self._inside = False


@pytest.mark.parametrize("name", ["cluster-finance-zh", "cluster-finance-en", "index", "gallery-en", "codebook-zh"])
def test_a_reference_manager_finds_title_date_and_language(site: Path, name: str) -> None:
    text = (site / f"{name}.html").read_text(encoding="utf-8")
    head = _Head()
    head.feed(text.partition("</head>")[0])
    lang = "en" if name.endswith("-en") else "zh"
    other = {"zh": "en", "en": "zh"}[lang]
    assert len(head.metas["description"]) == 1
    assert set(head.alternates) == {lang, other}
    assert (site / head.alternates[other].partition("#")[0]).is_file()
    assert head.icons[0].startswith("data:image/svg+xml")
    [described] = [json.loads(one) for one in head.ld]
    assert described["inLanguage"] == lang
    assert described["@type"] == ("Dataset" if name.startswith("codebook") else "ScholarlyArticle")
    if name.startswith(("cluster", "index")):
        title = re.search(r"<title>(.*?)</title>", text)
        assert title is not None
        assert head.metas["citation_title"] == head.metas["DC.title"] == [title[1]]
        assert re.fullmatch(r"\d{4}/\d{2}/\d{2}", head.metas["citation_publication_date"][0])
        assert head.metas["citation_language"] == head.metas["DC.language"] == [lang]
        assert (site / head.metas["citation_pdf_url"][0]).is_file()
        assert head.metas["citation_author"]


@pytest.mark.parametrize("name", ["cluster-finance-zh", "cluster-finance-en"])
def test_each_exhibit_carries_its_data_files_and_citation(site: Path, browser: Any, name: str) -> None:
    page = opened(browser, site / f"{name}.html")
    exhibits = page.locator("main [id]").evaluate_all("all => all.map(e => e.id)")
    data = json.loads(page.locator("#exhibit-data").text_content())
    known = [one for one in exhibits if one in data]
    assert len(known) > 15
    assert page.locator(".exhibit-tools").count() == len(set(known))
    links = page.locator(".exhibit-tools a").evaluate_all("all => all.map(a => a.getAttribute('href').split('#')[0])")
    assert [link for link in links if not (site / link).is_file()] == []
    page.locator(".exhibit-tools button").first.click()
    assert all(one["citation"] for one in data.values())


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_references_cross_between_text_and_supplement_with_their_numbers(site: Path, lang: str) -> None:
    """A link into the other document prints the number that the heading or caption there bears."""
    names = (f"cluster-finance-{lang}.html", f"cluster-finance-supplement-{lang}.html")
    texts = {name: (site / name).read_text(encoding="utf-8") for name in names}
    crossing = 0
    for name in names:
        (there,) = set(names) - {name}
        for place, words in re.findall(
            rf'<a href="{there}#((?:sec|tbl|fig)-[\w-]+)" class="elsewhere"[^>]*>([^<]+)</a>', texts[name]
        ):
            number = re.search(r"[A-Z]?[\d.]+$|[A-Z]$", words.replace("\u00a0", " "))
            if number is None:
                continue
            crossing += 1
            after = texts[there].partition(f'id="{place}"')[2][:6000]
            printed = (
                re.search(r'header-section-number">([^<]+)<', after)
                if place.startswith("sec-")
                else re.search(r"<(?:fig)?caption[^>]*>\s*(?:<p>)?\S+\s([A-Z0-9.]*\d)", after)
            )
            assert printed is not None, place
            assert printed[1].rstrip(".") == number[0], place
    assert crossing > 5


def test_the_page_itself_weighs_little(site: Path) -> None:
    """The styles and scripts of the edition, without live figures and fonts, stay under 60 kB."""
    theme = Path(__file__).resolve().parents[2] / "src/living_edition/quarto/theme"
    assert sum(file.stat().st_size for file in theme.iterdir() if file.suffix in (".css", ".js")) < 60_000
