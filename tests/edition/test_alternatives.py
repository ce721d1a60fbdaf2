"""What a figure says to one who does not see it: in the page's language, what is shown, with figures from the data."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pages import EDITIONS

from living_edition.exhibits.catalogue import exhibit_ids, specs
from living_edition.files import read_json

HAN = re.compile(r"[\u4e00-\u9fff]")
# What kind of picture it is: words that no title has.
KIND = {
    "zh": re.compile(r"图|设定曲线|横条"),
    "en": re.compile(
        r"\b(bars?|scatter|plot|charts?|maps?|curve|coefficients?|leverage against|part of every)", re.IGNORECASE
    ),
}
FIGURES = [name for name in exhibit_ids() if specs()[name]["kind"] in ("figure", "panel")]
# Units and the level of a test are no figures of the data.
UNITS = re.compile(
    r"\b10(?:0 million|,000) (?:yuan|per km²)|p值低于0\.05|p-values below 0\.05|\{[^}]*\}|#[0-9a-fA-F]{6}"
)
REPORT = Path(__file__).resolve().parents[2] / "report"
EXHIBITS = Path(__file__).resolve().parents[2] / "src/cluster_finance/exhibits"


def said(built: Path, name: str, lang: str) -> str:
    return str(read_json(built / f"results/exhibits/{name}.json")["texts"][lang]["alternative"])


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_says_what_it_shows_in_both_languages(built: Path, name: str) -> None:
    for lang in ("zh", "en"):
        words, title = said(built, name, lang), specs()[name][f"title_{lang}"]
        assert bool(HAN.search(words)) == (lang == "zh")
        assert KIND[lang].search(words) and title not in words and len(words) > (25 if lang == "zh" else 60)
        assert "nan" not in words.lower() and "{" not in words
    shares = [sorted(re.findall(r"-?[\d.]+%", said(built, name, lang))) for lang in ("zh", "en")]
    assert shares[0] == shares[1]


def test_no_figure_is_typed_into_what_is_said() -> None:
    """Digits come from the data: the words of the figures' modules have none but those of a unit or a format."""
    typed = []
    for file in sorted(EXHIBITS.glob("figures*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        notes = {ast.get_docstring(node, clean=False) for node in ast.walk(tree)
                 if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)}  # fmt: skip
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value not in notes:
                words = re.sub(UNITS, "", node.value)
                if re.search(r"\d", words) and (HAN.search(words) or " " in words.strip()):
                    typed.append(f"{file.name}, line {node.lineno}: {node.value}")
    assert typed == []


def placed(lang: str) -> int:
    """How many figures the numbered chapters and the first page place; the supplement has the rest."""
    sources = sorted((REPORT / lang).glob("[0-9f]*.qmd"))
    text = "".join(file.read_text(encoding="utf-8") for file in sources)
    return sum(f"{{{{< include exhibits/{name}-{lang}.qmd >}}}}" in text for name in FIGURES)


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_picture_of_a_page_speaks_the_language_of_its_place(site_page: Callable[..., Any], edition: str) -> None:
    page = site_page(f"cluster-finance-{edition}")
    pictures = page.evaluate(
        """() => [...document.querySelectorAll("main img")].map((picture) => [
            picture.closest("[lang]").lang.slice(0, 2), picture.getAttribute("aria-label") || picture.alt || "",
            picture.closest("figure")?.querySelector("figcaption")?.textContent || ""])"""
    )
    langs = ("zh", "en") if edition == "parallel" else (edition,)
    assert len(pictures) >= sum(placed(lang) for lang in langs) > 10
    for lang, words, caption in pictures:
        assert bool(HAN.search(words)) == (lang == "zh"), words
        assert KIND[lang].search(words) and (not caption or words not in caption), words
