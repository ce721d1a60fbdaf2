"""The PDFs as assistive technology and bookmarks have them: PDF/UA-1, tags, alternatives, heads of tables."""

from __future__ import annotations

import html
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from conftest import renderer
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from living_edition.prose.front import front_matter
from living_edition.render.engines import builtin, quarto

LANGUAGES = {"zh": "zh-CN", "en": "en-GB", "parallel": "zh-CN"}


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u00ad\u2010-\u2011-]+", "", text)


def elements(node: Any, within: str = "") -> Iterator[tuple[DictionaryObject, str]]:
    """Every structure element below ``node`` in reading order, with the path of the roles around it."""
    node = node.get_object()
    if not isinstance(node, DictionaryObject):
        return
    role = str(node.get("/S", ""))
    if role:
        yield node, within
    children = node.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        if not isinstance(child, int):
            yield from elements(child, within + role)


def tags(pdf: PdfReader) -> list[tuple[str, DictionaryObject, str]]:
    tree = pdf.trailer["/Root"]["/StructTreeRoot"]
    return [(str(element["/S"]), element, within) for element, within in elements(tree)]


def bookmarks(pdf: PdfReader, outline: list[Any] | None = None) -> list[str]:
    found: list[str] = []
    for entry in pdf.outline if outline is None else outline:
        found += bookmarks(pdf, entry) if isinstance(entry, list) else [squeezed(str(entry.title))]
    return found


def headings(built: Path, lang: str) -> list[str]:
    """The headings of the text in their order, without number."""
    folder = built / f"report/{lang}"
    sources = [folder / "first-page.qmd", *sorted(folder.glob("[0-9]*.qmd"))]
    text = "\n".join(file.read_text(encoding="utf-8") for file in sources)
    return [squeezed(found) for found in re.findall(r"^#+ (.+?) \{#sec-", text, re.MULTILINE)]


@pytest.mark.parametrize("name", LANGUAGES)
def test_the_file_calls_itself_accessible_in_its_language(built: Path, name: str) -> None:
    pdf = PdfReader(built / f"results/site/cluster-finance-{name}.pdf")
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert root["/Lang"] == LANGUAGES[name]
    assert "<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_object().get_data().decode("utf-8")
    head = front_matter(built / "report", "en" if name == "en" else "zh")
    assert pdf.metadata is not None
    assert str(pdf.metadata.title).startswith(head["title"])
    assert all(word in str(pdf.metadata["/Keywords"]) for word in head["keywords"])


@pytest.mark.parametrize("name", LANGUAGES)
def test_every_figure_and_formula_says_what_it_shows(built: Path, name: str) -> None:
    found = tags(PdfReader(built / f"results/site/cluster-finance-{name}.pdf"))
    for role, least in (("/Figure", 20), ("/Formula", 1)):
        main_language = [str(element.get("/Alt", "")) for kind, element, _ in found if kind == role]
        assert len(main_language) > 10 and min(map(len, main_language)) >= least
    page = (built / f"results/site/cluster-finance-{name}.html").read_text(encoding="utf-8")
    shown = re.findall(r'<img[^>]* alt="([^"]+)"', re.sub(r"<script.*?</script>", "", page, flags=re.S))
    drawn = [str(element["/Alt"]) for kind, element, _ in found if kind == "/Figure"]
    assert sorted(map(squeezed, drawn)) == sorted(squeezed(words.replace("&#39;", "'")) for words in shown)


@pytest.mark.parametrize("name", LANGUAGES)
def test_every_table_has_heads_and_every_cell_is_in_a_row(built: Path, name: str) -> None:
    found = tags(PdfReader(built / f"results/site/cluster-finance-{name}.pdf"))
    counted = Counter(role for role, _, _ in found)
    assert counted["/Table"] == counted["/THead"] == counted["/TBody"]
    assert counted["/TH"] >= 2 * counted["/Table"]
    for role, _, within in found:
        if role in ("/TH", "/TD"):
            assert within.endswith("/TR")
        if role == "/TH":
            assert "/THead" in within


def test_text_and_supplement_have_their_tables_and_the_parallel_text_those_of_both(built: Path) -> None:
    def tables(name: str) -> int:
        found = tags(PdfReader(built / f"results/site/cluster-finance-{name}.pdf"))
        return sum(role == "/Table" for role, _, _ in found)

    for lang in ("zh", "en"):
        assert tables(lang) + tables(f"supplement-{lang}") > 15
    assert tables("parallel") == tables("zh") + tables("en")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_section_has_a_bookmark_in_order_and_a_heading_of_its_level(built: Path, lang: str) -> None:
    pdf = PdfReader(built / f"results/site/cluster-finance-{lang}.pdf")
    marked, wanted = bookmarks(pdf), headings(built, lang)
    bare = [re.sub(r"^[\d.]+", "", mark) for mark in marked]
    assert [mark for mark in bare if mark in set(wanted)] == wanted
    levels = [int(role[2:]) for role, _, _ in tags(pdf) if re.fullmatch(r"/H[1-6]", role)]
    assert levels[0] == 1 and all(after - before <= 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_tags_keep_figures_and_tables_where_the_text_has_them(built: Path, lang: str) -> None:
    """Where a page moves a figure to its head or foot, the tags still have it in its section."""
    page = (built / f"results/site/cluster-finance-{lang}.html").read_text(encoding="utf-8")
    page = re.sub(r"<script.*?</script>", "", page, flags=re.S)
    # The page alone lists its footnotes under a heading.
    page = re.sub(r'<section id="sec-notes".*?</section>', "", page, flags=re.S)
    written = re.findall(r"<(h1|h2|h3|img|table)\b", page[page.index('<section id="sec-first"') :])
    begins = written.index("h1", 1)  # the first page goes before it
    names = {"/H1": "h1", "/H2": "h2", "/H3": "h3", "/Figure": "img", "/Table": "table"}
    pdf = PdfReader(built / f"results/site/cluster-finance-{lang}.pdf")
    read = [names[role] for role, _, _ in tags(pdf) if role in names]
    # In print the contents and the lists of figures and of tables stand between the first page and the text.
    assert len(written) > 60 and read[-len(written) - 3 :] == [*written[:begins], "h1", "h1", "h1", *written[begins:]]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_front_pages_show_what_the_front_matter_says(
    built: Path, pdf_texts: Callable[[str], list[str]], lang: str
) -> None:
    pdf = PdfReader(built / f"results/site/cluster-finance-{lang}.pdf")
    front = squeezed("".join(pdf_texts(f"cluster-finance-{lang}")[:5]))
    own = front_matter(built / "report", lang)
    shown = [own] if lang == "en" else [own, front_matter(built / "report", "en")]
    for head in shown:
        parts = re.split(r"\{\{<.*?>\}\}", head["abstract"])
        for said in (head["title"], head["abstract-title"], *parts, head["keywords-title"]):
            assert squeezed(said) in front
        assert all(squeezed(word) in front for word in head["keywords"])
    # A cover without a number, then Roman figures, then the text from 1 to its end.
    numbered = [label for label in map(str, pdf.page_labels) if label]
    roman = [label for label in numbered if not label.isdigit()]
    assert [label.lower() for label in roman] == ["i", "ii", "iii"][: len(roman)] and roman
    assert numbered[len(roman) :] == [str(n) for n in range(1, len(numbered) - len(roman) + 1)]


def test_the_same_project_makes_the_same_bytes(built: Path, tmp_path: Path) -> None:
    shutil.copytree(built / "results/stage/zh", tmp_path / "elsewhere")
    again = renderer()(tmp_path / "elsewhere", "zh", "pdf")
    assert again.read_bytes() == (built / "results/rendered/cluster-finance-zh.pdf").read_bytes()


@pytest.mark.quarto
@pytest.mark.skipif(shutil.which("quarto") is None, reason="Quarto is not on the PATH")
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_quarto_makes_the_same_bookmarks_and_tags(built: Path, tmp_path: Path, lang: str) -> None:
    seen = []
    for name, engine in (("pandoc", builtin.render), ("quarto", quarto.render)):
        shutil.copytree(built / f"results/stage/{lang}", tmp_path / name)
        pdf = PdfReader(engine(tmp_path / name, lang, "pdf"))
        # Quarto sets the image of a figure as a paragraph.
        counted = Counter(role for role, _, _ in tags(pdf) if role != "/P")
        seen.append(
            (bookmarks(pdf), counted, "pdfuaid:part" in str(pdf.xmp_metadata and pdf.xmp_metadata.stream.get_data()))
        )
    assert seen[0] == seen[1] and seen[1][2]


def test_the_page_of_the_other_abstract_speaks_its_own_language(pdf_texts: Callable[[str], list[str]]) -> None:
    pages = pdf_texts("cluster-finance-zh")[:5]
    (abstract,) = (page for page in pages if "Keywords" in page)
    assert not re.findall(r"[一-鿿]", abstract.partition("Do small")[2])


@pytest.mark.parametrize("name", ["zh", "en", "supplement-zh", "supplement-en"])
def test_the_head_says_that_a_table_goes_on_above_its_own_head_and_rows(
    built: Path, pdf_texts: Callable[[str], list[str]], name: str
) -> None:
    page = (built / f"results/site/cluster-finance-{name}.html").read_text(encoding="utf-8")
    heads = {
        squeezed(html.unescape(re.sub(r"<[^>]+>", "", head))) for head in re.findall(r"<thead>.*?</thead>", page, re.S)
    }
    pages = [squeezed(text) for text in pdf_texts(f"cluster-finance-{name}")]
    marks = [re.search(r"续表(?:[A-Z]\.)?\d+|Table(?:[A-Z]\.)?\d+,continued", text) for text in pages]
    below = [text[mark.end() :] for text, mark in zip(pages, marks, strict=True) if mark]
    assert below and all(any(text.startswith(head) for head in heads) for text in below)


@pytest.mark.parametrize("name", ["zh", "en", "supplement-zh", "supplement-en"])
def test_every_figure_and_table_has_the_number_that_the_page_gives_it(
    built: Path, pdf_texts: Callable[[str], list[str]], name: str
) -> None:
    page = (built / f"results/site/cluster-finance-{name}.html").read_text(encoding="utf-8")
    captions = re.findall(r"<(?:fig)?caption[^>]*>(.*?)</(?:fig)?caption>", page, re.S)
    told = [squeezed(html.unescape(re.sub(r"<[^>]+>", "", caption))) for caption in captions]
    text = squeezed("".join(pdf_texts(f"cluster-finance-{name}")))
    assert len(told) > 10 and [caption for caption in told if caption not in text] == []


def test_the_head_of_the_abstracts_names_the_first(pdf_texts: Callable[[str], list[str]]) -> None:
    own, other = (front_matter(Path("report"), lang)["abstract-title"] for lang in ("zh", "en"))
    head = squeezed(pdf_texts("cluster-finance-zh")[1]).partition(squeezed(other))[0]
    assert head.count(squeezed(own)) == 2
