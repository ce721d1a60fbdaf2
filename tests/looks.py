"""Contact sheets of every table in every form and of every figure, for whoever reviews them: ``make looks``.

A sheet a table and language, a sheet a figure, in results/looks. Shown is what the built edition holds, set by the
programs that authors use: XeLaTeX, Typst, LibreOffice, Chromium. Names of exhibits as arguments: these alone.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pypandoc
import typst
import vl_convert
from conftest import CHROMIUM
from PIL import Image, ImageDraw, ImageOps
from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parent / "kit"))
from typesetting import CLASSES, latex, office

from living_edition.exhibits.catalogue import exhibit_ids, specs
from living_edition.exhibits.fonts import serif_file
from living_edition.languages import languages

ROOT = Path(__file__).resolve().parents[1]
TABLES, FIGURES, LOOKS = (ROOT / "results" / name for name in ("tables", "exhibits", "looks"))
DPI, WIDTH, EDGE = 100, 2400, 16
Shown = tuple[str, Image.Image]


def pages(pdf: Path) -> list[Image.Image]:
    """Return the pages of a PDF, each cut to its ink."""
    subprocess.run(["pdftoppm", "-r", str(DPI), str(pdf), str(pdf.with_suffix(""))], check=True)
    return [cut(Image.open(page).convert("RGB")) for page in sorted(pdf.parent.glob(f"{pdf.stem}-*.ppm"))]


def cut(picture: Image.Image) -> Image.Image:
    """Return the part of a picture that is not white, with an edge."""
    box = ImageOps.invert(picture.convert("L")).getbbox() or (0, 0, 1, 1)
    return ImageOps.expand(picture.crop(box), EDGE // 2, "white")


def typeset(name: str, folder: Path) -> Iterator[Shown]:
    """Yield a table in three classes of LaTeX and in Typst; ``name`` is that of its files."""
    for kind in CLASSES:
        (own := folder / f"{name}-{kind}").mkdir()
        yield from ((f"{kind}", page) for page in pages(latex([TABLES / f"{name}.tex"], kind, own)[0]))
    target = folder / f"{name}.typst.pdf"
    fonts = [str(Path(serif_file()).parent)]
    typst.compile(str(TABLES / f"{name}.typ"), output=str(target), font_paths=fonts, ignore_system_fonts=True)
    yield from (("typst", page) for page in pages(target))


def opened(names: Sequence[str], form: str, folder: Path) -> dict[str, list[Shown]]:
    """Return what LibreOffice shows of the files of a form, by the names of the tables."""
    (own := folder / form).mkdir()
    made = office([TABLES / f"{name}.{form}" for name in names], own)
    return {name: [(form, page) for page in pages(made[name])] for name in names}


def browsed(names: Sequence[str], folder: Path) -> dict[str, list[Shown]]:
    """Return the tables' pages of HTML on a desk and on a phone, and their Markdown as pandoc's HTML, in a browser."""
    found: dict[str, list[Shown]] = {name: [] for name in names}
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM)
        page = browser.new_page()
        for name in names:
            wide = ["--standalone", "--metadata=pagetitle:.", "--variable=maxwidth:64em", "--quiet"]
            pypandoc.convert_file(
                str(TABLES / f"{name}.md"), "html", outputfile=str(folder / f"{name}.html"), extra_args=wide
            )
            own = TABLES / f"{name}.html"
            for form, file, width in (("html", own, 1000), ("phone", own, 390), ("md", folder / f"{name}.html", 1000)):
                page.set_viewport_size({"width": width, "height": 600})
                page.goto(file.as_uri())
                picture = folder / f"{name}.{form}.png"
                page.screenshot(path=picture, full_page=True)
                found[name].append((form, cut(Image.open(picture).convert("RGB"))))
        browser.close()
    return found


def sheet(shown: Sequence[Shown], target: Path) -> None:
    """Write pictures with their names above them, in rows as wide as the sheet."""
    rows: list[list[Shown]] = [[]]
    for name, picture in shown:
        part = ImageOps.contain(picture, (WIDTH, picture.height))
        if rows[-1] and sum(one.width + EDGE for _, one in rows[-1]) + part.width > WIDTH:
            rows.append([])
        rows[-1].append((name, part))
    heights = [max(one.height for _, one in row) + 3 * EDGE for row in rows]
    paper = Image.new("RGB", (WIDTH + 2 * EDGE, sum(heights) + EDGE), "#d8d8d8")
    pen, top = ImageDraw.Draw(paper), EDGE
    for row, height in zip(rows, heights, strict=True):
        left = EDGE
        for name, part in row:
            pen.text((left, top), name, fill="black", font_size=EDGE)
            paper.paste(part, (left, top + round(1.5 * EDGE)))
            left += part.width + EDGE
        top += height
    paper.save(target)


def figure(name: str) -> Iterator[Shown]:
    """Yield the forms of a figure in both languages: its PDF, the picture as wide as a column, Vega-Lite."""
    for lang in languages():
        with tempfile.TemporaryDirectory() as folder:
            pdf = Path(folder) / f"{name}-{lang}.pdf"
            pdf.write_bytes((FIGURES / pdf.name).read_bytes())
            yield from ((f"{lang} pdf", page) for page in pages(pdf))
        column = Image.open(FIGURES / f"{name}-{lang}.column.png").convert("RGB")
        yield f"{lang} column.png", column.resize((column.width // 4, column.height // 4))
        drawn = vl_convert.vegalite_to_png((FIGURES / f"{name}-{lang}.vl.json").read_text(encoding="utf-8"))
        yield f"{lang} vl.json", Image.open(io.BytesIO(drawn)).convert("RGB")


def main(chosen: Sequence[str]) -> None:
    """Write the sheets of the ``chosen`` exhibits, of all without a choice."""
    LOOKS.mkdir(parents=True, exist_ok=True)
    names = [name for name in exhibit_ids() if not chosen or name in chosen]
    tables = [
        f"{name}-{lang}" for name in names for lang in languages() if specs()[name]["kind"] in ("table", "regression")
    ]
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        others = [opened(tables, form, folder) for form in ("docx", "xlsx", "csv")] if tables else []
        others += [browsed(tables, folder)]
        for name in tables:
            sheet([*typeset(name, folder), *(one for form in others for one in form[name])], LOOKS / f"{name}.png")
    for name in names:
        if specs()[name]["kind"] not in ("table", "regression"):
            sheet(list(figure(name)), LOOKS / f"{name}.png")
    print(f"{len(tables)} sheets of tables, {len(names) - len(tables) // 2} of figures in {LOOKS.relative_to(ROOT)}")


if __name__ == "__main__":
    main(sys.argv[1:])
