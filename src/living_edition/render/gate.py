"""The last look at what was rendered, by whichever engine: no mark left raw, no link within a page that is dead."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

import lxml.html

from living_edition.errors import Problem, refuse

# Marks of the sources that an engine left as they stand, and what the engines write for what they do not find.
_RAW = re.compile(r"\{\{<|>\}\}|:::|\{[#.][a-z][\w-]*|\?@[\w-]|\?\?\?|^\[@|edition-shortcode|\]\{")
_SILENT = ("script", "style", "code", "pre", "template", "math", "svg", "textarea", "title")
_AROUND = 30
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def _visible_text(page: bytes) -> tuple[lxml.html.HtmlElement, str]:
    """Return a page, and its words but for code, formulas and what is not shown."""
    root = lxml.html.document_fromstring(page)
    return root, "".join(root.xpath(f"//text()[not({' or '.join(f'ancestor::{tag}' for tag in _SILENT)})]"))


def check(rendered: Path, name: str) -> None:
    """Look at a page, a Word document, a book (EPUB) or JATS; raise ``InputError`` with all that must not be published.

    ``name`` is the source as the message names it.
    """
    problems = []
    if rendered.suffix == ".html":
        page, words = _visible_text(rendered.read_bytes())
        problems = raw(words, name)
        anchors = {*page.xpath("//@id"), *page.xpath("//@name")}
        links = [unquote(link[1:]) for link in page.xpath("//a/@href") if link.startswith("#") and len(link) > 1]
        problem_text = "no place of that id", "a link that leads somewhere", "correct the link, or the id that it names"
        dead = [link for link in dict.fromkeys(links) if link not in anchors]
        problems += [Problem(name, f"the rendered page, link #{link}", *problem_text) for link in dead]
    elif rendered.suffix in _READERS:
        problems = raw(_READERS[rendered.suffix](rendered), name)
    refuse(problems)


def raw(text: str, name: str) -> list[Problem]:
    """Return a problem for each mark of the sources that stands in a rendered ``text``, with the words around it."""
    return list(dict.fromkeys(
        Problem(name, f"the rendered text, near {_near(text, match)!r}", f"{match[0]!r} as it stands", "words",
                "close or correct the mark in the source")
        for match in _RAW.finditer(text)
    ))  # fmt: skip


def _near(text: str, match: re.Match[str]) -> str:
    return " ".join(text[max(0, match.start() - _AROUND) : match.end() + _AROUND].split())


def _words(document: Path) -> str:
    with zipfile.ZipFile(document) as archive:
        tree = ElementTree.fromstring(archive.read("word/document.xml"))  # noqa: S314 - a document that was rendered here
    return "\n".join("".join(node.text or "" for node in part.iter(f"{_WORD}t")) for part in tree.iter(f"{_WORD}p"))


def _book(document: Path) -> str:
    """Return the words of a book's pages."""
    with zipfile.ZipFile(document) as archive:
        pages = [archive.read(name) for name in archive.namelist() if name.endswith(".xhtml")]
    return "\n".join(_visible_text(page)[1] for page in pages)


def _article(document: Path) -> str:
    """Return the words of JATS, but for code and formulas."""

    def words(node: ElementTree.Element) -> str:
        inner = "" if node.tag in ("code", "preformat", "monospace", "tex-math") else (node.text or "")
        return inner + "".join(words(part) + (part.tail or "") for part in node)

    return words(ElementTree.fromstring(document.read_bytes()))  # noqa: S314 - written by pandoc just before


_READERS = {".docx": _words, ".epub": _book, ".xml": _article}
