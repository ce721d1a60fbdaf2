"""Every table of the edition as an author sets it: in LaTeX classes, in Typst, in Word; within its page.

Measured from the log of TeX, from the boxes of the words and from the image of the page.
"""

from __future__ import annotations

import shutil
import sys
import zipfile
from pathlib import Path

import pytest

from living_edition.exhibits.catalogue import exhibit_ids, specs
from living_edition.exhibits.fonts import serif_file

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "kit"))
from typesetting import CLASSES, latex, office, outside, overprinted

ROOT = Path(__file__).resolve().parents[2]
TABLES = ROOT / "results/tables"
LANGUAGES = ("zh", "en")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="poppler is not installed"),
]


def files(lang: str, form: str) -> list[Path]:
    names = [name for name in exhibit_ids() if specs()[name]["kind"] in ("table", "regression")]
    return [TABLES / f"{name}-{lang}.{form}" for name in names]


@pytest.mark.skipif(shutil.which("xelatex") is None, reason="XeLaTeX is not installed")
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", sorted(CLASSES))
def test_no_table_is_wider_or_higher_than_the_page_of_a_class(kind: str, lang: str, tmp_path: Path) -> None:
    pdf, faults = latex(files(lang, "tex"), kind, tmp_path)
    assert faults == [] and outside(pdf, 18) == [] and overprinted(pdf) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_table_stands_whole_on_a_page_of_typst(lang: str, tmp_path: Path) -> None:
    import typst

    faults = []
    for file in files(lang, "typ"):
        target = tmp_path / f"{file.stem}.pdf"
        fonts = [str(Path(serif_file()).parent)]
        typst.compile(str(file), output=str(target), font_paths=fonts, ignore_system_fonts=True)
        faults += [f"{file.name}: {fault}" for fault in (*outside(target, 60), *overprinted(target))]
    assert faults == []


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_word_file_has_its_rules_and_its_page(lang: str, tmp_path: Path) -> None:
    made = office(files(lang, "docx"), tmp_path)
    faults = [f"{name}: {fault}" for name, pdf in made.items() for fault in (*outside(pdf, 60), *overprinted(pdf))]
    assert faults == []
    for file in files(lang, "docx"):
        text = zipfile.ZipFile(file).read("word/document.xml").decode("utf-8")
        # Three rules: two thick ones around the table, a thin one below its last head.
        assert text.count('w:sz="12"') == 2 and 'w:sz="6"' in text and "<w:tblHeader/>" in text, file.name
        assert not any(f"<w:{edge} w:val=" in text for edge in ("left", "right", "insideV")), file.name
