"""The page that searches: the text, the claims, the figures and tables and the numbers of one language."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import lxml.html
from markupsafe import Markup

from living_edition.language_files import Words
from living_edition.ledger.formatting import provenance, text
from living_edition.ledger.naming import what
from living_edition.ledger.number import Number
from living_edition.render.shell import filled, shell
from living_edition.render.stage import anchor, ledger_page

_BLOCKS = "p, li, tr, figcaption, caption, .csl-entry"
_OUTSIDE = ".sidenotes, .language-link, script, style, .exhibit-tools, .header-section-number, .note-mark"


@dataclass(frozen=True)
class Entry:
    """One thing to find: its kind (text, claim, exhibit, number), address, the heading above it, and its words."""

    kind: str
    address: str
    under: str
    words: str


def page(lang: str, documents: Sequence[Path], numbers: Iterable[Number]) -> str:
    """Return the page in ``lang`` over the rendered HTML ``documents`` and the ``numbers`` of the ledger."""
    words = Words(__name__)[lang]
    listed = [entry for file in documents for entry in entries(file)] + [_number(n, lang) for n in numbers]
    rows = [[entry.kind, entry.address, entry.under, entry.words] for entry in listed]
    index = json.dumps(rows, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
    kinds = json.dumps({kind: words[kind] for kind in ("text", "claim", "exhibit", "number")}, ensure_ascii=False)
    content = filled("results.html", words=words, kinds=Markup(kinds), index=Markup(index))  # noqa: S704 - JSON
    return shell(lang, "search", words["title"], content, scripts=("search.js",))


def entries(file: Path) -> list[Entry]:
    """Return what the document in ``file`` has to find, in its order."""
    main = lxml.html.parse(str(file)).getroot().cssselect("main")[0]
    for element in main.cssselect(_OUTSIDE):
        element.drop_tree()
    blocks = set(main.cssselect(_BLOCKS))
    listed: list[Entry] = []
    name = heading = ""
    for element in main.iter():
        if not isinstance(element.tag, str):
            continue
        name = element.get("id") or name
        if element.tag in ("h1", "h2", "h3", "h4"):
            heading = _words(element)
            listed.append(Entry("text", f"{file.name}#{name}", "", heading))
        elif element in blocks and not any(above in blocks for above in element.iterancestors()):
            anchors = element.cssselect(".block-anchor")
            name = anchors[0].get("id") if anchors else name
            words, claim = _words(element), _claim(element)
            if words:
                listed.append(Entry(_kind(element, name), f"{file.name}#{name}", claim or heading, words))
    return listed


def _claim(element: lxml.html.HtmlElement) -> str:
    """Return the title of the claim whose entry holds ``element``, else ""."""
    for above in element.iterancestors():
        if "claim" in above.get("class", "").split():
            return _words(above.cssselect("p")[0])
    return ""


def _kind(element: lxml.html.HtmlElement, name: str) -> str:
    if element.tag in ("figcaption", "caption"):
        return "exhibit"
    return "claim" if name.startswith("claim-") else "text"


def _words(element: lxml.html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def _number(number: Number, lang: str) -> Entry:
    words = " ".join(filter(None, (what(number, lang), text(number, lang), provenance(number, lang), number.id)))
    return Entry("number", f"{ledger_page(lang)}#{anchor(number.id)}", number.id, words)
