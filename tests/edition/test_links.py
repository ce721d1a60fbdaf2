"""Every link within the built site leads somewhere: pages, files, places in pages, PDF."""

from __future__ import annotations

from pathlib import Path

import pytest
from links import html_faults, pdf_faults
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


def test_every_link_of_the_site_leads_somewhere(built: Path) -> None:
    site = built / "results/site"
    assert html_faults(site) == []


def test_every_link_of_the_pdfs_leads_somewhere(built: Path) -> None:
    for file in sorted((built / "results/site").glob("*.pdf")):
        inner, faults = pdf_faults(file)
        # The contents alone link to every section.
        assert inner > len(PdfReader(file).pages) and faults == [], file.name
