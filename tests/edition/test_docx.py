"""The edition in Word: read back by pandoc, opened by LibreOffice, and its WordprocessingML looked into."""

from __future__ import annotations

import html
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from conftest import renderer
from pages import captions
from pypdf import PdfReader
from word_files import M, W, nodes, part, read_back, squeezed, styled, words

from living_edition.render.engines import builtin
from living_edition.word.reference import write_reference

LANGS = ("zh", "en")
FORM = {"zh": ("图", "表"), "en": ("Figure", "Table")}
SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
# The order of the properties in a paragraph and in a run: ISO/IEC 29500-1, 17.3.1.26 and 17.3.2.28.
PARAGRAPH_ORDER = re.findall(
    r"\w+",
    """
    pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd
    tabs suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi
    adjustRightInd snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc
    textDirection textAlignment textboxTightWrap outlineLvl
    """,
)
RUN_ORDER = re.findall(
    r"\w+",
    """
    rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof
    snapToGrid vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText
    vertAlign rtl cs em lang
    """,
)


def docx(built: Path, lang: str) -> Path:
    return built / f"results/site/cluster-finance-{lang}.docx"


def page(built: Path, lang: str) -> str:
    return (built / f"results/site/cluster-finance-{lang}.html").read_text(encoding="utf-8")


# The page alone lists its footnotes under a heading.
HEADING = r"<section id=\"sec-(?!notes\")[^>]*>\s*<h[1-3][^>]*>(.*?)</h[1-3]>"


def plain(pattern: str, text: str) -> list[str]:
    return [squeezed(html.unescape(re.sub(r"<[^>]+>", "", found))) for found in re.findall(pattern, text, re.S)]


@pytest.mark.parametrize("lang", LANGS)
def test_read_back_it_has_the_headings_and_captions_of_the_page(built: Path, lang: str) -> None:
    tree = read_back(docx(built, lang))
    main = re.sub(r"<header.*?</header>|<nav.*?</nav>", "", page(built, lang), flags=re.S)
    # Word numbers the headings: pandoc tells those without a number by their style.
    headings, counts = [], [0, 0, 0]
    for level, (_, classes, _), inlines in nodes(tree, "Header"):
        number = ""
        if not any("Unnumbered" in name for name in classes):
            counts = [*counts[: level - 1], counts[level - 1] + 1, *(0 for _ in counts[level:])]
            number = ".".join(map(str, counts[:level]))
        headings.append(number + squeezed(words(inlines)))
    assert headings == plain(HEADING, main)
    assert len(headings) > 40
    document = part(docx(built, lang), "word/document.xml")
    for style, kind in (("ImageCaption", "fig"), ("TableCaption", "tbl")):
        titles = styled(document, style)
        assert [squeezed(title) for title in titles] == [squeezed(title) for title in captions(page(built, lang), kind)]
        word = FORM[lang][kind == "tbl"]
        numbers = [re.match(rf"{word}\s(\d+)", title) for title in titles]
        assert [number and int(number[1]) for number in numbers] == list(range(1, len(titles) + 1))
        assert titles


@pytest.mark.parametrize("lang", LANGS)
def test_read_back_it_has_the_tables_notes_and_formulas_of_the_page(built: Path, lang: str) -> None:
    tree, text = read_back(docx(built, lang)), page(built, lang)
    text = re.sub(r"<script.*?</script>", "", text, flags=re.S)
    assert len(list(nodes(tree, "Table"))) == len(re.findall(r"<table", text))
    assert len(list(nodes(tree, "Note"))) == len(re.findall(r'class="note-mark"', text))
    document = part(docx(built, lang), "word/document.xml")
    formulas = styled(document, "Equation")
    assert formulas == [f"({number})" for number in range(1, len(formulas) + 1)]
    assert len(formulas) == len(re.findall(r'<math[^>]*display="block"', text)) > 0
    assert len(list(document.iter(f"{M}oMath"))) == len(re.findall(r"<math", text))
    pictures = [name for name in zipfile.ZipFile(docx(built, lang)).namelist() if name.startswith("word/media/")]
    assert len(pictures) == len(captions(text, "fig"))
    assert all(name.endswith(".png") for name in pictures)


@pytest.mark.parametrize("lang", LANGS)
def test_figures_are_described_for_those_who_cannot_see_them(built: Path, lang: str) -> None:
    text = zipfile.ZipFile(docx(built, lang)).read("word/document.xml").decode()
    described = re.findall(r'<wp:docPr descr="([^"]*)"', text)
    assert described and all(len(words) > 20 for words in described)


@pytest.mark.parametrize("lang", LANGS)
def test_every_style_used_is_defined_and_nothing_is_set_by_hand(built: Path, lang: str) -> None:
    document, styles = (part(docx(built, lang), f"word/{name}.xml") for name in ("document", "styles"))
    defined = {style.get(f"{W}styleId") for style in styles.iter(f"{W}style")}
    used = {e.get(f"{W}val") for tag in ("pStyle", "rStyle", "tblStyle") for e in document.iter(f"{W}{tag}")}
    assert used <= defined
    assert {"Heading1", "BodyText", "ImageCaption", "TableCaption", "TableText", "NoteText", "JudgementText",
            "Bibliography", "Equation", "ExhibitNote", "TOC1"} <= used  # fmt: skip
    by_hand = {e.tag.removeprefix(W) for run in document.iter(f"{W}rPr") for e in run}
    assert by_hand <= {"rStyle", "rFonts", "vertAlign"}
    # pandoc says by which script a run is to be read; a face it names nowhere.
    assert {key.removeprefix(W) for fonts in document.iter(f"{W}rFonts") for key in fonts.attrib} <= {"hint"}
    assert {e.tag.removeprefix(W) for p in document.iter(f"{W}pPr") for e in p} <= {"pStyle", "numPr", "jc"}
    aligned = [p for p in document.iter(f"{W}p") if p.find(f"{W}pPr/{W}jc") is not None]
    cells = {id(p) for cell in document.iter(f"{W}tc") for p in cell.iter(f"{W}p")}
    assert all(id(p) in cells for p in aligned)


@pytest.mark.parametrize("lang", LANGS)
def test_styles_name_the_faces_the_languages_and_the_indent(built: Path, lang: str) -> None:
    styles = {s.get(f"{W}styleId"): s for s in part(docx(built, lang), "word/styles.xml").iter(f"{W}style")}
    defaults = part(docx(built, lang), "word/styles.xml").find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
    assert defaults is not None
    faces, languages = defaults.find(f"{W}rFonts"), defaults.find(f"{W}lang")
    assert faces is not None and languages is not None
    assert (faces.get(f"{W}ascii"), faces.get(f"{W}eastAsia")) == ("Times New Roman", "宋体")
    assert (languages.get(f"{W}val"), languages.get(f"{W}eastAsia")) == ("en-GB", "zh-CN")
    heading = styles["Heading1"].find(f"{W}rPr/{W}rFonts")
    assert heading is not None and heading.get(f"{W}eastAsia") == "黑体"
    indent = styles["BodyText"].find(f"{W}pPr/{W}ind")
    assert indent is not None and indent.get(f"{W}firstLineChars") == ("200" if lang == "zh" else None)
    borders = styles["Table"].find(f"{W}tblPr/{W}tblBorders")
    assert borders is not None and [b.tag for b in borders] == [f"{W}top", f"{W}bottom"]
    assert not [a for e in styles.values() for f in e.iter(f"{W}rFonts") for a in f.attrib if a.endswith("Theme")]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", ["document", "styles"])
def test_properties_stand_in_the_order_of_the_standard(built: Path, lang: str, name: str) -> None:
    root = part(docx(built, lang), f"word/{name}.xml")
    for tag, order in (("pPr", PARAGRAPH_ORDER), ("rPr", RUN_ORDER)):
        for properties in root.iter(f"{W}{tag}"):
            places = [order.index(e.tag.removeprefix(W)) for e in properties if e.tag.startswith(W)]
            assert places == sorted(set(places))


@pytest.mark.parametrize("lang", LANGS)
def test_links_lead_to_bookmarks_and_contents_to_the_headings(built: Path, lang: str) -> None:
    document = part(docx(built, lang), "word/document.xml")
    names = [b.get(f"{W}name") for b in document.iter(f"{W}bookmarkStart")]
    anchors = {link.get(f"{W}anchor") for link in document.iter(f"{W}hyperlink")} - {None}
    assert len(names) == len(set(names))
    assert anchors <= set(names)
    assert {"fig-ruin", "tbl-programmes", "sec-role"} <= anchors
    assert "eq-batch" in names
    assert all(len(str(name)) <= 40 for name in names)
    field = "".join(code.text or "" for code in document.iter(f"{W}instrText"))
    assert field.startswith("TOC ")
    main = re.sub(r"<header.*?</header>|<nav.*?</nav>", "", page(built, lang), flags=re.S)
    headings = plain(HEADING, main)
    assert [squeezed(words) for words in styled(document, "TOC1", "TOC2", "TOC3")] == headings


@pytest.mark.parametrize("lang", LANGS)
def test_numbers_are_fields_and_references_name_bookmarks(built: Path, lang: str) -> None:
    document = part(docx(built, lang), "word/document.xml")
    names = {b.get(f"{W}name") for b in document.iter(f"{W}bookmarkStart")}
    codes = [(code.text or "").split() for code in document.iter(f"{W}instrText")]
    assert {code[1] for code in codes if code[0] in ("REF", "PAGEREF")} <= names
    for word, styles in ((FORM[lang][0], "ImageCaption"), (FORM[lang][1], "TableCaption"),
                         ("公式" if lang == "zh" else "Equation", "Equation")):  # fmt: skip
        assert sum(code[:2] == ["SEQ", word] for code in codes) == len(styled(document, styles)) > 0
    # No reference by number is typed: every link to a figure, table or section that shows a number holds a field.
    for link in document.iter(f"{W}hyperlink"):
        anchor = link.get(f"{W}anchor") or ""
        shown = "".join(node.text or "" for node in link.iter(f"{W}t"))
        if re.match(r"(fig|tbl|eq|sec)-", anchor) and re.fullmatch(r"[^\d]*[\d.]+", shown):
            assert link.find(f".//{W}instrText") is not None, anchor
    assert sum(code[0] == "REF" for code in codes) > 50


@pytest.mark.parametrize("lang", LANGS)
def test_headings_are_numbered_by_words_list(built: Path, lang: str) -> None:
    styles = {s.get(f"{W}styleId"): s for s in part(docx(built, lang), "word/styles.xml").iter(f"{W}style")}
    numbering = part(docx(built, lang), "word/numbering.xml")
    for level in (1, 2, 3):
        number = styles[f"Heading{level}"].find(f"{W}pPr/{W}numPr/{W}numId")
        none = styles[f"Heading{level}Unnumbered"].find(f"{W}pPr/{W}numPr/{W}numId")
        assert number is not None and none is not None and none.get(f"{W}val") == "0"
        (listed,) = [n for n in numbering.iter(f"{W}num") if n.get(f"{W}numId") == number.get(f"{W}val")]
        abstract = listed.find(f"{W}abstractNumId")
        assert abstract is not None
        (kind,) = [
            a for a in numbering.iter(f"{W}abstractNum")
            if a.get(f"{W}abstractNumId") == abstract.get(f"{W}val")
        ]  # fmt: skip
        tied = [e.get(f"{W}val") for e in kind.iter(f"{W}pStyle")]
        assert tied == ["Heading1", "Heading2", "Heading3"]


@pytest.mark.parametrize("lang", LANGS)
def test_heads_of_tables_are_repeated_on_every_page(built: Path, lang: str) -> None:
    for table in part(docx(built, lang), "word/document.xml").iter(f"{W}tbl"):
        first = table.find(f"{W}tr")
        assert first is not None and first.find(f"{W}trPr/{W}tblHeader") is not None


@pytest.mark.parametrize("lang", LANGS)
def test_chapters_run_on_and_a_table_that_fits_a_page_stays_on_one(built: Path, lang: str) -> None:
    """The first page and what follows it begin pages; rows are kept with the next, the last with a note."""
    document, styles = (part(docx(built, lang), f"word/{name}.xml") for name in ("document", "styles"))
    breaking = {
        s.get(f"{W}styleId") for s in styles.iter(f"{W}style") if s.find(f"{W}pPr/{W}pageBreakBefore") is not None
    }
    kept = {s.get(f"{W}styleId") for s in styles.iter(f"{W}style") if s.find(f"{W}pPr/{W}keepNext") is not None}
    body = [e for e in document.iter() if e.tag in (f"{W}p", f"{W}tbl")]
    names = [(e.find(f"{W}pPr/{W}pStyle") if e.tag == f"{W}p" else None) for e in body]
    style = ["" if name is None else str(name.get(f"{W}val")) for name in names]
    chapters = [name for name in style if name.startswith("Heading1")]
    assert len(chapters) > 10 and [name in breaking for name in chapters] == [True, True] + [False] * (
        len(chapters) - 2
    )
    for at, table in ((at, e) for at, e in enumerate(body) if e.tag == f"{W}tbl"):
        rows = [[str(p.get(f"{W}val")) for p in row.iter(f"{W}pStyle")] for row in table.iter(f"{W}tr")]
        assert all(len(row) == len(list(tr.iter(f"{W}p"))) for row, tr in zip(rows, table.iter(f"{W}tr"), strict=True))
        after = style[at + 1 + len(list(table.iter(f"{W}p")))]
        assert after in {"ExhibitNote", "CaptionedFigure", "TableEnd"}
        whole = len(rows) <= 36
        assert {name in kept for row in rows[:-1] for name in row} == {whole}
        assert {name in kept for name in rows[-1]} == {whole and after == "ExhibitNote"}
        assert {name for row in rows for name in row} <= {"TableText", "TableTextKept"}


@pytest.mark.parametrize("lang", LANGS)
def test_page_head_foot_and_properties(built: Path, lang: str) -> None:
    file = docx(built, lang)
    size = part(file, "word/document.xml").find(f"{W}body/{W}sectPr/{W}pgSz")
    assert size is not None and (size.get(f"{W}w"), size.get(f"{W}h")) == ("11906", "16838")
    with zipfile.ZipFile(file) as archive:
        title = re.search(r"<title>(.*?)</title>", page(built, lang), re.S)
        core = archive.read("docProps/core.xml").decode()
        assert title and f"<dc:title>{title[1]}</dc:title>" in core
        assert title[1] in archive.read("word/header1.xml").decode()
        assert 'w:instr="PAGE"' in archive.read("word/footer1.xml").decode()
        assert f"<dc:language>{'zh-CN' if lang == 'zh' else 'en-GB'}</dc:language>" in core
        date = re.search(
            r"^date: (\S+)", (built / f"results/stage/{lang}/cluster-finance-{lang}.qmd").read_text("utf-8"), re.M
        )
        assert date and core.count(f"{date[1]}T00:00:00Z") == 2
        assert "csl" not in archive.read("docProps/custom.xml").decode()
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("lang", ["zh", pytest.param("en", marks=pytest.mark.slow)])
def test_made_again_it_is_the_same_file(built: Path, tmp_path: Path, lang: str) -> None:
    project = tmp_path / "elsewhere"
    shutil.copytree(built / f"results/stage/{lang}", project)
    write_reference(project / "again.docx", lang, "题 & title")
    write_reference(project / "more.docx", lang, "题 & title")
    assert (project / "again.docx").read_bytes() == (project / "more.docx").read_bytes()
    before = built / f"results/rendered/cluster-finance-{lang}.docx"
    assert renderer()(project, lang, "docx").read_bytes() == before.read_bytes()


def test_a_footnote_is_one_of_words_own(built: Path, tmp_path: Path) -> None:
    project = tmp_path / "project"
    shutil.copytree(built / "results/stage/en", project)
    # The chapter alone: the whole takes ten times as long and shows no more.
    chapter, main = project / "en/01-introduction.qmd", project / "cluster-finance-en.qmd"
    chapter.write_text("# T {#sec-t}\n\nNoted.[^a]\n\n[^a]: Below *the* line.\n", encoding="utf-8")
    kept = re.sub(r"\{\{< include /?\w+/(?!01).*\n", "", main.read_text(encoding="utf-8"))
    main.write_text(kept, encoding="utf-8")
    made = builtin.render(project, "en", "docx")
    assert next(words(note) for note in nodes(read_back(made), "Note")) == "Belowtheline."
    assert styled(part(made, "word/footnotes.xml"), "FootnoteText")[0].strip() == "Below the line."


@pytest.mark.slow
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("lang", LANGS)
def test_libreoffice_opens_it_and_shows_every_section(built: Path, tmp_path: Path, lang: str) -> None:
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [str(SOFFICE), profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(docx(built, lang))], check=True, capture_output=True, timeout=300)
    pages = PdfReader(tmp_path / f"cluster-finance-{lang}.pdf").pages
    text = squeezed("".join(page.extract_text() for page in pages))
    document = part(docx(built, lang), "word/document.xml")
    names = [f"Heading{level}{end}" for level in (1, 2, 3) for end in ("", "Unnumbered")]
    names += [f"Heading1{end}Opening" for end in ("", "Unnumbered")]
    headings = [squeezed(words) for words in styled(document, *names)]
    captions = [squeezed(words) for words in styled(document, "ImageCaption", "TableCaption")]
    assert len(headings) > 40 and [caption for caption in captions if caption not in text] == []
    assert "Referencesourcenotfound" not in text and "未找到引用源" not in text
    # A chapter takes a page and more, and every figure a third of one.
    first = len(styled(document, *(name for name in names if name.startswith("Heading1"))))
    assert first > 10 and len(pages) > first + len(styled(document, "ImageCaption")) // 3
    # Once in the contents, once in its place.
    assert [heading for heading in headings if text.count(heading) < 2] == []
    # The first page is one.
    own = styled(document, "FirstPage")
    (here,) = (squeezed(page.extract_text()) for page in pages if squeezed(own[0]) in squeezed(page.extract_text()))
    assert len(own) > 3 and all(squeezed(words) in here for words in own)
    width, height = float(pages[0].mediabox.width), float(pages[0].mediabox.height)
    assert (round(width), round(height)) == (595, 842)
