"""Every table of the edition as an author sets it: in LaTeX classes, in Typst, in Word; within its page.

Measured from the log of TeX, from the boxes of the words and from the image of the page.
"""

from __future__ import annotations

import json
import shutil
import sys
import zipfile
from pathlib import Path

import pytest

from living_edition.exhibits.catalogue import exhibit_ids, specs
from living_edition.exhibits.fonts import serif_file
from living_edition.exhibits.latex_tables import to_latex
from living_edition.exhibits.regression_options import read_options
from living_edition.exhibits.regression_tables import regression
from living_edition.exhibits.text_formats import About
from living_edition.exhibits.word_tables import write_docx

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


CHOICES: dict[str, dict[str, object]] = {
    "stars": {"stars": [0.1, 0.05, 0.01]},
    "precise": {"stars": [0.1, 0.05, 0.01], "decimals": 4, "statistics": ["n", "r2"]},
    "tests": {"below": [{"show": "t", "errors": "province"}, {"show": "p", "errors": "province"}], "stars": [0.05]},
    "intervals": {"below": [{"show": "interval", "errors": "province"}]},
}
# As many intervals as a page on its side has room for.
MOST = 8


def chosen(folder: Path, choice: str, most: int = MOST) -> list[Path]:
    """Write every table of a regression, in both languages, as an author's options ask."""
    written = []
    for name in exhibit_ids("regression"):
        result = json.loads((ROOT / f"results/regressions/{specs()[name]['result']}.json").read_text(encoding="utf-8"))
        columns = result["statement"].get("columns") or [model["id"] for model in result["models"]]
        if choice == "intervals":
            columns = list(dict.fromkeys([*columns, *(model["id"] for model in result["models"])]))[:most]
        options = read_options({**CHOICES[choice], "columns": columns}, name)
        for lang in LANGUAGES:
            table = regression(result, lang, options)
            about = About(f"{name}-{choice}", name, " ".join(note.words for note in table.notes), lang, choice)
            written.append(folder / f"{name}-{choice}-{lang}.tex")
            written[-1].write_text(to_latex(table, about), encoding="utf-8")
            write_docx(table, about, written[-1].with_suffix(".docx"))
    return written


@pytest.mark.skipif(shutil.which("xelatex") is None, reason="XeLaTeX is not installed")
@pytest.mark.parametrize("choice", CHOICES)
@pytest.mark.parametrize("kind", sorted(CLASSES))
def test_a_table_as_an_author_chooses_it_stays_on_its_page(kind: str, choice: str, tmp_path: Path) -> None:
    pdf, faults = latex(chosen(tmp_path, choice), kind, tmp_path)
    assert faults == [] and outside(pdf, 18) == [] and overprinted(pdf) == []


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("choice", CHOICES)
def test_a_word_file_as_an_author_chooses_it_stays_on_its_page(choice: str, tmp_path: Path) -> None:
    made = office([file.with_suffix(".docx") for file in chosen(tmp_path, choice)], tmp_path)
    assert [f"{name}: {said}" for name, pdf in made.items() for said in (*outside(pdf, 60), *overprinted(pdf))] == []


@pytest.mark.skipif(shutil.which("xelatex") is None, reason="XeLaTeX is not installed")
@pytest.mark.parametrize("most", [MOST, 10, 12])
def test_a_table_is_told_to_be_too_wide_where_latex_and_word_find_it_so(
    most: int, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    made = chosen(tmp_path, "intervals", most)
    told = {line.partition(":")[0] for line in caplog.messages}
    _, faults = latex(made, "article", tmp_path)
    assert {fault.partition(":")[0] for fault in faults} == {Path(name).stem for name in told if name.endswith("tex")}
    assert bool(told) == (most > MOST)
    for file in made:
        head = file.read_text(encoding="utf-8").partition("\\csname")[0]
        assert any(words in head for words in (" mm wider than ", "仍宽出")) == (file.name in told), head
    wide = office([file.with_suffix(".docx") for file in made], tmp_path) if shutil.which("soffice") else {}
    # LibreOffice lets a table that is wider than its page stand in the margins.
    assert {name for name, pdf in wide.items() if outside(pdf, 60)} <= {
        Path(name).stem for name in told if name.endswith("docx")
    }
