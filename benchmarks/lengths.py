"""Prints how long the edition is: pages, words, sentences, numbers in a paragraph, bytes and heights of pages.

    python benchmarks/lengths.py            all but heights
    python benchmarks/lengths.py --browser  heights at 1280 and 390 px, and the time of the load event, as well

Reads the sources and what `snakemake rebuild` put into results/site.
"""

from __future__ import annotations

import argparse
import re
import statistics
from pathlib import Path

from browser import CHROMIUM
from pypdf import PdfReader

from living_edition.language_files import language
from living_edition.languages import languages
from living_edition.prose.blocks import blocks
from living_edition.prose.conditional_words import Word, read_words
from living_edition.prose.project import documents
from living_edition.prose.readability import length, live_numbers, paragraphs, sentences
from living_edition.prose.source import Line, read

REPORT, SITE = Path("report"), Path("results/site")
LOADS = 5


def longest(found: list[Line], lang: str, words: dict[str, Word]) -> tuple[int, str]:
    """Return the length of the longest sentence and where it stands."""
    sizes = ((length(part, lang), line.where()) for line in found for part in sentences(line.text, lang, words))
    return max(sizes, default=(0, ""))


def fullest(found: list[Line]) -> tuple[int, str]:
    """Return the most live numbers in one paragraph and where it stands."""
    return max(((live_numbers(line.text), line.where()) for line in found), default=(0, ""))


def pages(pdf: Path) -> tuple[int, int]:
    """Return the pages of ``pdf``, and those from what precedes its first numbered chapter to its last one's end."""
    reader = PdfReader(pdf)
    heads = [head for head in reader.outline if not isinstance(head, list)]
    begins = [int(reader.get_destination_page_number(head) or 0) for head in heads]
    numbered = [n for n, head in enumerate(heads) if re.match(r"\d", str(head.title))]
    if not numbered:
        return len(reader.pages), 0
    after = begins[numbered[-1] + 1] if numbered[-1] + 1 < len(heads) else len(reader.pages) - 1
    return len(reader.pages), after - begins[max(numbered[0] - 1, 0)] + 1


def heights(browser: object, file: Path) -> tuple[int, int, float]:
    """Return the page's height at 1280 and at 390 px, and the median time of its load event in seconds."""
    tall, times = [], []
    for width in (1280, 390):
        page = browser.new_page(viewport={"width": width, "height": 900})  # type: ignore[attr-defined]
        page.goto(file.resolve().as_uri())
        tall.append(page.evaluate("document.documentElement.scrollHeight"))
        page.close()
    for _ in range(LOADS):
        page = browser.new_page(viewport={"width": 1280, "height": 900})  # type: ignore[attr-defined]
        page.goto(file.resolve().as_uri())
        times.append(page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd / 1000"))
        page.close()
    return tall[0], tall[1], statistics.median(times)


def main() -> None:
    """Print everything."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--browser", action="store_true", help="heights and load times as well")
    arguments = parser.parse_args()
    words = read_words(REPORT)
    for lang in languages():
        for document in documents(REPORT, lang):
            found = paragraphs(blocks(read(REPORT, f"{document}.qmd", generated=False)))
            pdf = SITE / f"{document}.pdf"
            if not pdf.exists():  # slides
                continue
            whole, text = pages(pdf)
            chapters = f", {text} of them from the introduction to the conclusion" if text else ""
            total = sum(length(part, lang) for line in found for part in sentences(line.text, lang, words))
            print(f"{document}: {whole} PDF pages{chapters}; {total:,} {language(lang).sentences.counted}")
            size, place = longest(found, lang, words)
            print(f"  longest sentence: {size} {language(lang).sentences.counted} ({place})")
            print("  most numbers in a paragraph: {} ({})".format(*fullest(found)))
    print()
    files = [*sorted(SITE.glob("*.html")), *sorted(SITE.glob("notebooks/*.html"))]
    if not arguments.browser:
        for file in files:
            print(f"{file.relative_to(SITE)}: {file.stat().st_size:,} bytes")
        return
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for file in files:
            desk, phone, load = heights(browser, file)
            name, size = file.relative_to(SITE), file.stat().st_size
            print(f"{name}: {size:,} bytes, {desk:,} px at 1280, {phone:,} px at 390, load {load:.2f} s")


if __name__ == "__main__":
    main()
