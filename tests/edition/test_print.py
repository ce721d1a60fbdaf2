"""Figures as the edition's PDF prints them: no letter below 8 pt, and every word can be searched."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml
from conftest import ROOT
from pypdf import PdfReader

from living_edition.exhibits.catalogue import specs

LANGUAGES = ("zh", "en")
FIGURES = sorted(name for name, spec in specs().items() if spec["kind"] in ("figure", "panel"))
TEXT = "{http://www.w3.org/2000/svg}text"
# The text of a page is at least 150 mm wide; an inch has 72 points and 25.4 mm.
LINE = 150 / 25.4 * 72
SMALLEST = 8.0


def words(picture: ElementTree.Element) -> list[tuple[str, float]]:
    """Return the texts of an SVG with the size that its style gives them."""
    found = []
    for element in picture.iter(TEXT):
        size = re.search(r"font(?:-size)?:\s*([\d.]+)px", element.get("style", ""))
        assert size is not None, ElementTree.tostring(element)
        found.append(("".join(element.itertext()).strip(), float(size[1])))
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", FIGURES)
def test_no_letter_of_a_figure_is_printed_below_eight_points(built: Path, name: str, lang: str) -> None:
    picture = ElementTree.parse(built / f"results/exhibits/{name}-{lang}.print.svg").getroot()
    width = float(picture.get("width", "").removesuffix("pt"))
    said = words(picture)
    assert len(said) > 5
    assert [(word, size) for word, size in said if size * min(1.0, LINE / width) < SMALLEST] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_words_of_figures_can_be_searched(built: Path, lang: str, pdf_texts: Callable[[str], list[str]]) -> None:
    parts = (f"cluster-finance-{lang}", f"cluster-finance-supplement-{lang}")
    text = "".join("".join("".join(pdf_texts(part)).split()) for part in parts)
    missing = []
    for name in FIGURES:
        picture = ElementTree.parse(built / f"results/exhibits/{name}-{lang}.print.svg").getroot()
        # Upright letters, the names of axes included, that are more than a figure.
        said = {"".join(word.split()) for word, _ in words(picture) if re.search(r"[^\W\d]{2}", word)}
        missing += [(name, word) for word in said if word not in text]
    assert missing == []


# What the first page opens and closes with, the head of the roles, a place in the figure, and a kind of the chart.
FIRST = {
    "zh": ("一页看懂本版", "并给出四个理由", "关键数字", "福建", "机制", "补充材料的编号以字母开头"),
    "en": ("The edition on a page", "they do, for four reasons", "Key number", "Fujian", "mechanisms", "a letter."),
}  # fmt: skip


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_first_page_holds_question_answer_roles_figure_and_claims(
    lang: str, pdf_texts: Callable[[str], list[str]]
) -> None:
    pages = ["".join(text.split()) for text in pdf_texts(f"cluster-finance-{lang}")]
    opened = next(page for page in pages if page.count("".join(FIRST[lang][1].split())))
    assert [words for words in FIRST[lang] if "".join(words.split()) not in opened] == []
    # Every claim has its square.
    claims = yaml.safe_load((ROOT / "report/claims.yaml").read_text(encoding="utf-8"))
    squares = {one["id"].upper() for one in claims["claims"]}
    assert len(squares) > 40 and [one for one in squares if one not in opened] == []


@pytest.mark.parametrize("name", ["zh", "en", "supplement-zh", "supplement-en"])
def test_no_page_is_nearly_empty(built: Path, name: str, pdf_texts: Callable[[str], list[str]]) -> None:
    """A sixth of a full page of text, or a picture; the cover and the last page may have less."""
    texts = pdf_texts(f"cluster-finance-{name}")
    pages = PdfReader(built / f"results/site/cluster-finance-{name}.pdf").pages
    full = sorted(len(text) for text in texts)[-len(texts) // 4]
    empty = [
        number
        for number, (text, page) in enumerate(zip(texts, pages, strict=True), start=1)
        if len(text) < full / 6 and "/XObject" not in page["/Resources"]
    ]
    assert [number for number in empty if number not in (1, len(texts))] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_figures_and_tables_of_a_supplement_stand_in_their_chapter(
    built: Path, lang: str, pdf_texts: Callable[[str], list[str]]
) -> None:
    name = f"cluster-finance-supplement-{lang}"
    reader = PdfReader(built / f"results/site/{name}.pdf")
    begins = {
        str(one["/Title"])[0]: reader.get_destination_page_number(one)
        for one in reader.outline
        if not isinstance(one, list)
    }
    ends = dict(zip(begins, [*list(begins.values())[1:], len(reader.pages)], strict=True))
    titled = re.compile({"zh": r"^\s*[图表] ?([A-Z])\.\d+", "en": r"^\s*(?:Figure|Table) ([A-Z])\.\d+\. "}[lang], re.M)
    found = [(letter, page) for page, text in enumerate(pdf_texts(name)) for letter in titled.findall(text)]
    assert len(found) > 15
    assert [(letter, page) for letter, page in found if not begins[letter] <= page <= ends[letter]] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_note_of_claims_stands_on_one_page(lang: str, pdf_texts: Callable[[str], list[str]]) -> None:
    source = yaml.safe_load((ROOT / "report/claims.yaml").read_text(encoding="utf-8"))
    mark, colon = {"zh": ("", "："), "en": (".", ":")}[lang]
    names = {one["id"]: one[f"name_{lang}"] for one in source["verdicts"]}
    spaces_and_quotes = re.compile(r"[\s'’\"“”]")
    pages = [spaces_and_quotes.sub("", text) for text in pdf_texts(f"cluster-finance-{lang}")]
    notes: dict[str, list[str]] = {}
    for one in source["claims"]:
        words = f"{one['id'].upper()}{mark}{one[f'short_{lang}']}{colon}{names[one['verdict']]}"
        notes.setdefault(one["section"], []).append(spaces_and_quotes.sub("", words))
    assert sum(len(items) for items in notes.values()) > 40
    assert [items for items in notes.values() if not any(all(item in page for item in items) for page in pages)] == []
