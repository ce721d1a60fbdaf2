"""The bar of every page: home, text, supplement, gallery, data, numbers, files, the other language, theme, search."""

from __future__ import annotations

import html
import json
from dataclasses import dataclass

from living_edition.languages import languages, other
from living_edition.project import document, root

WORDS = {
    "zh": {
        "label": "站点", "home": "首页", "contents": "目录", "more": "菜单", "search": "搜索", "main": "正文",
        "supplement": "补充材料", "parallel": "中英对照", "gallery": "图表", "codebook": "数据", "ledger": "数字",
        "theme": "配色", "other": "English",
    },
    "en": {
        "label": "Site", "home": "Home", "contents": "Contents", "more": "Menu", "search": "Search", "main": "Text",
        "supplement": "Supplement", "parallel": "Parallel", "gallery": "Figures and tables", "codebook": "Data",
        "ledger": "Numbers", "theme": "Theme", "other": "中文",
    },
}  # fmt: skip
# What scripts say.
SPOKEN = {
    "zh": {
        "themes": ["配色：自动", "配色：浅", "配色：深"], "trail": "点击可见编号、计算与文件。", "back": "↩ 回到原处",
        "cite": "复制引用", "copied": "已复制", "made": "如何得到",
    },
    "en": {
        "themes": ["Theme: auto", "Theme: light", "Theme: dark"],
        "trail": "Follow the link for its id, code and files.", "back": "↩ Back to where you were",
        "cite": "Copy citation", "copied": "Copied", "made": "How it was made",
    },
}  # fmt: skip
# Drawn: no face of the page has the sign of a house.
_HOUSE = '<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M1.5 8 8 2l6.5 6M3.5 7v7h9V7"/></svg>'
KINDS = ("main", "supplement", "gallery", "codebook", "ledger", "parallel")


def said(lang: str) -> str:
    """Return all words of the bar and of the scripts in ``lang``."""
    return json.dumps([WORDS[lang], SPOKEN[lang]], ensure_ascii=False)


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


def _switch(page: Page) -> str:
    second = other(page.lang)
    if not second:
        return ""
    target = page.folder + counterpart(page)
    return f'<li><a href="{target}" hreflang="{second}" lang="{second}">{WORDS[page.lang]["other"]}</a></li>'


def bar(page: Page) -> str:
    """Return the bar of ``page`` as HTML."""
    words, lang, up = WORDS[page.lang], page.lang, page.folder
    items = [_item(words[kind], up + address(kind, lang), current=page.kind == kind) for kind in offered(lang)]
    items += [_item(name, f"{up}{document(lang)}.{end}") for name, end in (("PDF", "pdf"), ("Word", "docx"))]
    spoken = html.escape(json.dumps(SPOKEN[lang], ensure_ascii=False))
    return (
        f'<nav class="bar" lang="{lang}" aria-label="{words["label"]}" data-words="{spoken}">\n'
        f'<a class="home" href="{up}{home(lang)}" aria-label="{words["home"]}">'
        f"{_HOUSE}<span>{words['home']}</span></a>\n"
        f'<button class="to-contents" type="button" aria-expanded="false" hidden>'
        f"{words['contents']}</button>\n"
        f'<form role="search" action="{up}search-{lang}.html"><input type="search" name="q" '
        f'aria-label="{words["search"]}" placeholder="{words["search"]}"></form>\n'
        f'<button class="to-more" type="button" aria-expanded="false" aria-controls="bar-links" hidden>'
        f"{words['more']}</button>\n"
        f'<ul id="bar-links">{"".join(items)}{_switch(page)}'
        f'<li><button class="theme" type="button" hidden>{words["theme"]}</button></li></ul>\n</nav>\n'
    )


def _item(words: str, target: str, *, current: bool = False) -> str:
    mark = ' aria-current="page"' if current else ""
    return f'<li><a href="{target}"{mark}>{words}</a></li>'
