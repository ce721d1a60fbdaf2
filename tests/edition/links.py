"""Reads the links of a built site, HTML and PDF, and tells which of them lead nowhere."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

ATTRIBUTES = ("href", "src", "data", "poster")
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
