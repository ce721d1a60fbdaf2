"""The last look at what was rendered, by whichever engine: no mark left raw, no link within a page that is dead."""

from __future__ import annotations

import re
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

from living_edition.errors import InputError, Problem

# Marks of the sources that an engine left as they stand, and what the engines write for what they do not find.
_RAW = re.compile(r"\{\{<|>\}\}|:::|\{[#.][a-z][\w-]*|\?@[\w-]|\?\?\?|^\[@|edition-shortcode|\]\{")
_SILENT = ("script", "style", "code", "pre", "template", "math", "svg", "textarea", "title")
_AROUND = 30
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


class _Page(HTMLParser):
    """The texts of a page, the ids in it and the links within it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.texts: list[str] = []
        self._silent: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        self.ids |= {value for key in ("id", "name") if (value := known.get(key))}
        if tag == "a" and (link := known.get("href") or "").startswith("#") and len(link) > 1:
            self.links.append(unquote(link[1:]))
        if tag in _SILENT:
            self._silent.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._silent and self._silent[-1] == tag:
            self._silent.pop()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.texts.append(data)


def check(rendered: Path, name: str) -> None:
    """Look at a page, a Word document, a book (EPUB) or JATS; raise ``InputError`` with all that must not be published.

    ``name`` is the source as the message names it.
    """
    problems = []
    if rendered.suffix == ".html":
        page = _Page(rendered.read_text(encoding="utf-8"))
        problems = raw("".join(page.texts), name)
        problems += [
            Problem(name, f"the rendered page, link #{link}", "no place of that id", "a link that leads somewhere",
                    "correct the link, or the id that it names")
            for link in dict.fromkeys(page.links)
            if link not in page.ids
        ]  # fmt: skip
    elif rendered.suffix in _READERS:
        problems = raw(_READERS[rendered.suffix](rendered), name)
    if problems:
        raise InputError(problems)


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
        pages = [archive.read(name).decode("utf-8") for name in archive.namelist() if name.endswith(".xhtml")]
    return "\n".join("".join(_Page(page).texts) for page in pages)


def _article(document: Path) -> str:
    """Return the words of JATS, but for code and formulas."""

    def words(node: ElementTree.Element) -> str:
        inner = "" if node.tag in ("code", "preformat", "monospace", "tex-math") else (node.text or "")
        return inner + "".join(words(part) + (part.tail or "") for part in node)

    return words(ElementTree.fromstring(document.read_bytes()))  # noqa: S314 - written by pandoc just before


_READERS = {".docx": _words, ".epub": _book, ".xml": _article}
