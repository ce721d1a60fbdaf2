"""The bar of every page: home, text, supplement, gallery, data, numbers, files, the other language, theme, search."""

from __future__ import annotations

import json
from dataclasses import dataclass

from living_edition.language_files import Words, language
from living_edition.languages import languages, other
from living_edition.project import document, root
from living_edition.render.shell import filled

WORDS = Words(__name__)
KINDS = ("main", "supplement", "gallery", "codebook", "ledger", "parallel")


def script_words(lang: str) -> str:
    """Return all words of the bar and of the scripts in ``lang``."""
    return json.dumps(WORDS[lang], ensure_ascii=False)


@dataclass(frozen=True)
class Page:
    """A page of the site: its ``kind`` (main, supplement, parallel, gallery, ...), language and file.

    ``folder`` is what its own links go up by ("../" from a folder below the site's).
    """

    kind: str
    lang: str
    file: str
    folder: str = ""


def address(kind: str, lang: str) -> str:
    """Return the file of the page of ``kind`` in ``lang``."""
    if kind == "home":
        return "index.html" if lang == languages()[0] else f"index-{lang}.html"
    if kind == "parallel":
        return f"{document('parallel')}.html"
    return f"{document(lang, kind)}.html" if kind in ("main", "supplement", "slides") else f"{kind}-{lang}.html"


def home(lang: str) -> str:
    """Return the start page in ``lang``, at its text: without a place it chooses the reader's language itself."""
    return address("home", lang) + ("#text" if other(lang) and lang == languages()[0] else "")


def counterpart(page: Page) -> str:
    """Return the file of ``page`` in the other language: its own counterpart, else the text; "" without another."""
    second = other(page.lang)
    if not second:
        return ""
    if page.kind in ("parallel", "notebook"):
        return address("main", second)
    return home(second) if page.kind == "home" else address(page.kind, second)


def offered(lang: str) -> list[str]:
    """Return the kinds of pages in ``lang`` that the edition has: no supplement and no parallel text are none."""
    supplement = root() / "report" / f"{document(lang, 'supplement')}.qmd"
    lacking = {*([] if supplement.is_file() else ["supplement"]), *([] if other(lang) else ["parallel"])}
    return [kind for kind in KINDS if kind not in lacking]


def bar(page: Page) -> str:
    """Return the bar of ``page`` as HTML."""
    words, lang = WORDS[page.lang], page.lang
    links = [(words[kind], address(kind, lang), page.kind == kind) for kind in offered(lang)]
    links += [(name, f"{document(lang)}.{end}", False) for name, end in (("PDF", "pdf"), ("Word", "docx"))]
    return filled(
        "bar.html", lang=lang, up=page.folder, home=home(lang), links=links, words=words, second=other(lang),
        second_name=language(other(lang)).name if other(lang) else "",
        counterpart=counterpart(page), spoken=json.dumps(words["spoken"], ensure_ascii=False),
    )  # fmt: skip
