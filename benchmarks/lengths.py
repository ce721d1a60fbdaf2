"""Prints how long the edition is: pages, words, sentences, numbers in a paragraph, bytes and heights of pages.

    python benchmarks/lengths.py            all but heights
    python benchmarks/lengths.py --browser  heights at 1280 and 390 px, and the time of the load event, as well

Reads the sources and what `snakemake rebuild` put into results/site.
"""

from __future__ import annotations

import argparse
import re
import shutil
import statistics
from pathlib import Path

from pypdf import PdfReader

from living_edition.languages import languages
from living_edition.prose.blocks import Block, blocks
from living_edition.prose.project import documents
from living_edition.prose.source import SHORTCODE, read

REPORT, SITE = Path("report"), Path("results/site")
HAN = re.compile(r"[\u3400-\u9fff]")
SENTENCE = {"zh": re.compile(r"[。！？；]"), "en": re.compile(r"(?<=[.!?])\s+(?=[A-Z“\"])")}
MARKUP = re.compile(r"\[\^[\w-]+\]|\{[^}]*\}|\]\([^)]*\)|[\[\]*`|]|-?@[\w-]+")
LOADS = 5


def paragraphs(document: str) -> list[Block]:
    """Return the paragraphs and list items of ``document``, those in notes included."""
    found = []
    for block in blocks(read(REPORT, f"{document}.qmd", generated=False)):
        found += [part for part in block.flat() if part.kind in ("paragraph", "item", "footnote")]
    return found


def length(words: str, lang: str) -> int:
    """Return the Han characters of a Chinese text, the words of an English one; a live number is one."""
    plain = MARKUP.sub(" ", SHORTCODE.sub(" 0 ", words))
    return len(HAN.findall(plain)) if lang == "zh" else len(re.findall(r"[\w’'-]*\w", plain))


def longest(found: list[Block], lang: str) -> tuple[int, str]:
    """Return the length of the longest sentence and where it stands."""
    return max(
        (
            (length(sentence, lang), block.line.where())
            for block in found
            for sentence in SENTENCE[lang].split(block.text)
        ),
        default=(0, ""),
    )


def fullest(found: list[Block]) -> tuple[int, str]:
    """Return the most live numbers in one paragraph and where it stands."""
    counts = ((sum(c.startswith("num ") for c in SHORTCODE.findall(b.text)), b.line.where()) for b in found)
    return max(counts, default=(0, ""))


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
    for lang in languages():
        unit = "Han characters" if lang == "zh" else "words"
        for document in documents(REPORT, lang):
            found = paragraphs(document)
            pdf = SITE / f"{document}.pdf"
            pages = len(PdfReader(pdf).pages) if pdf.is_file() else 0
            size, place = longest(found, lang)
            most, where = fullest(found)
            total = sum(length(block.text, lang) for block in found)
            print(f"{document}: {pages} PDF pages, {total:,} {unit}")
            print(f"  longest sentence: {size} {unit} ({place})")
            print(f"  most numbers in a paragraph: {most} ({where})")
    print()
    files = [*sorted(SITE.glob("*.html")), *sorted(SITE.glob("notebooks/*.html"))]
    if not arguments.browser:
        for file in files:
            print(f"{file.relative_to(SITE)}: {file.stat().st_size:,} bytes")
        return
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for file in files:
            desk, phone, load = heights(browser, file)
            name, size = file.relative_to(SITE), file.stat().st_size
            print(f"{name}: {size:,} bytes, {desk:,} px at 1280, {phone:,} px at 390, load {load:.2f} s")


if __name__ == "__main__":
    main()
