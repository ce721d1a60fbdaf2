"""Every link within the built site leads somewhere: pages, files, places in pages, PDF, DOCX."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import pytest
from links import docx_faults, html_faults, pdf_faults
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Link
from pypdf.generic import ArrayObject, DictionaryObject, Fit, NameObject, NullObject, TextStringObject


def page(site: Path, name: str, body: str) -> None:
    (site / name).parent.mkdir(parents=True, exist_ok=True)
    (site / name).write_text(f"<!DOCTYPE html><html><body>{body}</body></html>", encoding="utf-8")


def test_sound_links_pass(tmp_path: Path) -> None:
    inner = '<p id="x"><a href="#x">x</a><a href="sub/b.html#y">y</a><a href="c%20d.csv">c</a>'
    outer = '<a href="https://example.org/">o</a><a href="mailto:a@b.c">m</a><img src="data:image/png;base64,AA">'
    page(tmp_path, "a.html", inner + outer)
    page(tmp_path, "sub/b.html", '<p id="y"><a href="../a.html#x">x</a>')
    (tmp_path / "c d.csv").write_text("1\n", encoding="utf-8")
    assert html_faults(tmp_path) == []


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ('<a href="#none">', "a.html: #none (no such place)"),
        ('<a href="none.html">', "a.html: none.html (no such file)"),
        ('<a href="b.html#none">', "a.html: b.html#none (no such place)"),
        ('<img src="none.png">', "a.html: none.png (no such file)"),
        ('<a href="../outside.html">', "a.html: ../outside.html (outside the site)"),
        ('<a href="">', "a.html:  (an empty link)"),
        ('<p style="background: url(none.svg)">', "a.html: none.svg (no such file)"),
        ('<p aria-describedby="none">', "a.html: #none (no such place)"),
        ('<p id="x"><p id="x">', "a.html: the id x stands twice"),
    ],
)
def test_a_link_that_leads_nowhere_is_named(tmp_path: Path, body: str, fault: str) -> None:
    page(tmp_path, "a.html", body)
    page(tmp_path, "b.html", '<p id="y">')
    assert html_faults(tmp_path) == [fault]


def written(tmp_path: Path, *annotations: DictionaryObject) -> Path:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.add_blank_page(100, 100)
    for annotation in annotations:
        writer.add_annotation(0, annotation)
    writer.add_named_destination("known", 1)
    file = tmp_path / "a.pdf"
    writer.write(file)
    return file


def link(target: object) -> DictionaryObject:
    made = Link(rect=(0, 0, 10, 10), target_page_index=1, fit=Fit.fit())
    del made["/Dest"]
    made[NameObject("/Dest")] = target
    return made


def test_pdf_links_that_lead_somewhere_pass(tmp_path: Path) -> None:
    (tmp_path / "b.html").write_text("", encoding="utf-8")
    file = written(
        tmp_path, Link(rect=(0, 0, 10, 10), target_page_index=1), link(TextStringObject("known")),
        Link(rect=(0, 0, 10, 10), url="b.html"), Link(rect=(0, 0, 10, 10), url="https://example.org/"),
    )  # fmt: skip
    assert pdf_faults(file) == (2, [])


def test_pdf_links_that_lead_nowhere_are_named(tmp_path: Path) -> None:
    file = written(
        tmp_path, link(TextStringObject("none")), link(ArrayObject([NullObject(), NameObject("/Fit")])),
        Link(rect=(0, 0, 10, 10), url="none.html"),
    )  # fmt: skip
    inner, faults = pdf_faults(file)
    assert inner == 2 and len(faults) == 3
    assert faults[0] == "a.pdf, page 1: none (no such place)" and "none.html (no such file)" in faults[2]


HEAD = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:body>'
)
MARK = '<w:bookmarkStart w:id="1" w:name="known"/>'
RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'


def written_docx(tmp_path: Path, body: str, relations: str = "") -> Path:
    file = tmp_path / "a.docx"
    with ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", f"{HEAD}{MARK}{body}</w:body></w:document>")
        archive.writestr("word/_rels/document.xml.rels", RELATIONS.format(relations))
    return file


def test_docx_links_that_lead_somewhere_pass(tmp_path: Path) -> None:
    (tmp_path / "b.html").write_text("", encoding="utf-8")
    body = (
        '<w:hyperlink w:anchor="known"/><w:instrText> PAGEREF known \\h </w:instrText><w:hyperlink r:id="r1"/>'
        "<w:fldSimple w:instr='HYPERLINK \\l \"known\"'/>"
    )
    own = '<Relationship Id="r1" Target="b.html" TargetMode="External"/><Relationship Id="r2" Target="document.xml"/>'
    assert docx_faults(written_docx(tmp_path, body, own)) == (3, [])


@pytest.mark.parametrize(
    ("body", "relations", "fault"),
    [
        ('<w:hyperlink w:anchor="none"/>', "", "#none (no such bookmark)"),
        ("<w:instrText> REF none </w:instrText>", "", "#none (no such bookmark)"),
        ("<w:fldSimple w:instr='HYPERLINK \\l \"none\"'/>", "", "#none (no such bookmark)"),
        (MARK, "", "the bookmark known stands 2 times"),
        ('<w:footnoteReference w:id="7"/>', "", "footnote 7 (no such note)"),
        ('<w:hyperlink r:id="r1"/>', "", "r1 (no such relation)"),
        ("", '<Relationship Id="r1" Target="none.html" TargetMode="External"/>', "none.html (no such file)"),
        ("", '<Relationship Id="r1" Target="media/none.png"/>', "media/none.png (no such file)"),
    ],
)
def test_docx_links_that_lead_nowhere_are_named(tmp_path: Path, body: str, relations: str, fault: str) -> None:
    (found,) = docx_faults(written_docx(tmp_path, body, relations))[1]
    assert found.startswith("a.docx") and found.endswith(fault)


def test_every_link_of_the_documents_leads_somewhere(built: Path) -> None:
    files = sorted((built / "results/site").glob("*.docx"))
    assert [file.stem for file in files] == ["cluster-finance-en", "cluster-finance-zh"]
    for file in files:
        inner, faults = docx_faults(file)
        assert inner > 300 and faults == [], file.name


def test_every_link_of_the_site_leads_somewhere(built: Path) -> None:
    site = built / "results/site"
    pages = {str(file.relative_to(site)) for file in site.rglob("*.html")}
    names = ("zh", "en", "supplement-zh", "supplement-en", "parallel")
    editions = {f"cluster-finance-{name}.html" for name in names}
    beside = {f"{name}-{lang}.html" for name in ("gallery", "codebook", "ledger", "search") for lang in ("zh", "en")}
    notebooks = {f"notebooks/{file.stem}.html" for file in (built / "notebooks").glob("*.ipynb")}
    assert pages >= {"index.html", "index-en.html", *editions, *beside, *notebooks}
    assert html_faults(site) == []


def test_every_link_of_the_pdfs_leads_somewhere(built: Path) -> None:
    files = sorted((built / "results/site").glob("*.pdf"))
    names = [file.stem.removeprefix("cluster-finance-") for file in files]
    assert names == ["en", "parallel", "supplement-en", "supplement-zh", "zh"]
    for file in files:
        inner, faults = pdf_faults(file)
        # The contents alone link to every section.
        assert inner > len(PdfReader(file).pages) and faults == [], file.name
