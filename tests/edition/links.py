"""Reads the links of a built site, HTML, PDF and DOCX, and tells which of them lead nowhere."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree
from zipfile import ZipFile

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

ATTRIBUTES = ("href", "src", "data", "poster")
# Attributes that name elements of the page itself.
NAMING = ("aria-labelledby", "aria-describedby", "aria-controls", "for", "data-copies")
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_FIELD = re.compile(r"\b(?:REF|PAGEREF|NOTEREF)\s+(\S+)|HYPERLINK\s+(?:\S+\s+)?\\l\s+\"([^\"]+)\"")
_CSS = re.compile(r"url\(\s*['\"]?([^'\")]+)")


class Page(HTMLParser):
    """The ids and the links of one page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        self.ids += [value for key in ("id", "name") if (value := known.get(key)) and (key == "id" or tag == "a")]
        self.links += [value for key in ATTRIBUTES if (value := known.get(key)) is not None and tag != "base"]
        self.links += _CSS.findall(known.get("style") or "")
        self.links += [f"#{name}" for key in NAMING for name in (known.get(key) or "").split()]


def html_faults(site: Path) -> list[str]:
    """Return a line for each link of a page that leads to no file of the site, or to no place in it."""
    site = site.resolve()
    pages = {file: Page(file.read_text(encoding="utf-8")) for file in sorted(site.rglob("*.html"))}
    faults = []
    for file, page in pages.items():
        name = file.relative_to(site)
        faults += [
            f"{name}: the id {one} stands twice" for one in sorted({i for i in page.ids if page.ids.count(i) > 1})
        ]
        for link in sorted(set(page.links)):
            fault = _fault(site, file, link, pages)
            faults += [f"{name}: {link} ({fault})"] if fault else []
    return faults


def _fault(site: Path, file: Path, link: str, pages: dict[Path, Page]) -> str:
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return ""
    if link == "":
        return "an empty link"
    target = (file.parent / unquote(parts.path)).resolve() if parts.path else file
    if not target.is_relative_to(site):
        return "outside the site"
    if target.is_dir() or not target.exists():
        return "no such file"
    fragment = unquote(parts.fragment)
    if fragment and target in pages and fragment not in pages[target].ids:
        return "no such place"
    return ""


def pdf_faults(file: Path) -> tuple[int, list[str]]:
    """Return how many links a PDF has within itself, and a line for each that leads nowhere.

    Addresses of other sites are not looked at; a relative address must be a file beside the PDF.
    """
    reader = PdfReader(file)
    named = set(reader.named_destinations)
    # Indirect numbers of the pages: a destination that is a page must be one of them.
    pages = {page.indirect_reference.idnum for page in reader.pages if page.indirect_reference}
    inner, faults = 0, []
    for number, page in enumerate(reader.pages, start=1):
        for entry in page.get("/Annots") or []:
            annotation: Any = entry.get_object()
            if annotation.get("/Subtype") != "/Link":
                continue
            action = annotation.get("/A") or {}
            if action.get("/S") == "/URI":
                address = str(action["/URI"])
                if not urlsplit(address).scheme and not (file.parent / unquote(urlsplit(address).path)).is_file():
                    faults.append(f"{file.name}, page {number}: {address} (no such file)")
                continue
            inner += 1
            target = annotation.get("/Dest") or action.get("/D")
            if not _resolves(target, named, pages):
                faults.append(f"{file.name}, page {number}: {target} (no such place)")
    return inner, faults


def _resolves(target: Any, named: set[str], pages: set[int]) -> bool:
    if isinstance(target, IndirectObject):
        target = target.get_object()
    if isinstance(target, DictionaryObject):
        target = target.get("/D")
    if isinstance(target, ArrayObject):
        # The list itself, not what it refers to: the page's number is what counts.
        first = list.__getitem__(target, 0) if target else None
        return isinstance(first, IndirectObject) and first.idnum in pages
    return target is not None and str(target) in named


def docx_faults(file: Path) -> tuple[int, list[str]]:
    """Return how many links a DOCX has within itself, and a line for each that leads nowhere.

    Looked at: hyperlinks and fields (REF, PAGEREF, HYPERLINK) to bookmarks, notes by their numbers, and
    the relations of every part to the others; a bookmark's name must stand once. A relative address
    must be a file beside the document.
    """
    with ZipFile(file) as archive:
        names = set(archive.namelist())
        parts = {name: ElementTree.fromstring(archive.read(name)) for name in sorted(names)
                 if name.endswith(".rels") or (name.startswith("word/") and name.endswith(".xml"))}  # fmt: skip
    marks = Counter(e.get(f"{_WORD}name") for part in parts.values() for e in part.iter(f"{_WORD}bookmarkStart"))
    faults = [f"{file.name}: the bookmark {name} stands {times} times" for name, times in marks.items() if times > 1]
    inner = 0
    for name, part in parts.items():
        targets = [e.get(f"{_WORD}anchor") for e in part.iter(f"{_WORD}hyperlink")]
        fields = [e.text or "" for e in part.iter(f"{_WORD}instrText")]
        fields += [e.get(f"{_WORD}instr") or "" for e in part.iter(f"{_WORD}fldSimple")]
        targets += [one or other for field in fields for one, other in _FIELD.findall(field)]
        inner += sum(target is not None for target in targets)
        faults += [f"{file.name}, {name}: #{t} (no such bookmark)" for t in targets if t is not None and t not in marks]
        faults += [f"{file.name}, {name}: {fault}" for fault in (*_notes(part, parts), *_relations(name, part, parts))]
        if name.endswith(".rels"):
            faults += [f"{file.name}, {name}: {target}" for target in _targets(file, name, part, names)]
    return inner, faults


def _notes(part: ElementTree.Element, parts: dict[str, ElementTree.Element]) -> list[str]:
    faults = []
    for kind in ("footnote", "endnote"):
        notes = parts.get(f"word/{kind}s.xml")
        known = {e.get(f"{_WORD}id") for e in notes.iter(f"{_WORD}{kind}")} if notes is not None else set()
        for mark in part.iter(f"{_WORD}{kind}Reference"):
            number = mark.get(f"{_WORD}id")
            faults += [] if number in known else [f"{kind} {number} (no such note)"]
    return faults


def _relations(name: str, part: ElementTree.Element, parts: dict[str, ElementTree.Element]) -> list[str]:
    """Return the relations that a part uses and its own list does not have."""
    folder, _, file = name.rpartition("/")
    listed = parts.get(f"{folder}/_rels/{file}.rels")
    known = {e.get("Id") for e in listed} if listed is not None else set()
    used = {value for e in part.iter() for key, value in e.attrib.items() if key.startswith(_RELATION)}
    return [f"{one} (no such relation)" for one in sorted(used - known)]


def _targets(file: Path, name: str, part: ElementTree.Element, names: set[str]) -> list[str]:
    base = name.split("_rels/")[0]
    faults = []
    for relation in part:
        target = unquote(relation.get("Target") or "")
        if relation.get("TargetMode") == "External":
            there = bool(urlsplit(target).scheme) or (file.parent / urlsplit(target).path).is_file()
        else:
            there = (target.removeprefix("/") if target.startswith("/") else base + target) in names
        faults += [] if there else [f"{target} (no such file)"]
    return faults
