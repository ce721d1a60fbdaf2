"""Figures as the edition's PDF prints them: no letter below 8 pt, and every word can be searched."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

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
