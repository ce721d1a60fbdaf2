"""The start page of one language: the text's first page, and the way to everything else."""

from __future__ import annotations

import html
from collections.abc import Sequence
from pathlib import Path

import lxml.html

from living_edition.errors import InputError, Problem
from living_edition.languages import languages
from living_edition.project import document
from living_edition.render.bar import address, offered
from living_edition.render.shell import shell

FIRST = "sec-first"
_NOTEBOOK = {"zh": "笔记本", "en": "Notebook"}
_VERSION = {"zh": "版本", "en": "Version"}
_EVERYTHING = {"zh": "全部内容", "en": "Everything"}
_WAYS = {
    "zh": {
        "main": ("阅读正文", "网页"), "pdf": ("打印与存档", "PDF"), "docx": ("在文字处理软件中使用", "Word"),
        "epub": ("在电子书阅读器中读", "EPUB"), "xml": ("供期刊与文献库收录", "JATS XML"),
        "supplement": ("补充材料", "主张全文、数据、参数"), "supplement-pdf": ("补充材料", "PDF"),
        "parallel": ("中英对照", "网页"), "parallel-pdf": ("中英对照", "PDF"),
        "gallery": ("图表一览", "下载与引用"), "codebook": ("数据手册", "字段、单位、缺失"),
        "ledger": ("数字登记册", "来历与引用之处"), "search": ("搜索", "正文、主张、图表、数字"),
        "slides": ("幻灯片", "要点与图"),
    },
    "en": {
        "main": ("Read the text", "HTML"), "pdf": ("Print and keep", "PDF"),
        "docx": ("Use in a word processor", "Word"),
        "epub": ("Read in a book reader", "EPUB"), "xml": ("For journals and archives", "JATS XML"),
        "supplement": ("Supplement", "claims in full, data, parameters"), "supplement-pdf": ("Supplement", "PDF"),
        "parallel": ("Parallel text", "HTML"), "parallel-pdf": ("Parallel text", "PDF"),
        "gallery": ("Figures and tables", "to download and cite"), "codebook": ("Codebook", "fields, units, gaps"),
        "ledger": ("Ledger of numbers", "sources, and where quoted"),
        "search": ("Search", "text, claims, exhibits, numbers"), "slides": ("Slides", "main points and figures"),
    },
}  # fmt: skip
# Who comes without a place and reads no Chinese starts in English.
_CHOICE = """<script>
if (!location.hash && !(navigator.language || "").startsWith("zh")) location.replace("index-en.html");
</script>
"""


def page(lang: str, text: Path, notebooks: Sequence[str], date: str, version: str, *, slides: bool = False) -> str:
    """Return the start page in ``lang`` from the rendered ``text``; ``notebooks`` are the names of those on the site.

    ``slides`` says whether there are any.

    Raises ``InputError`` where the text has no first page.
    """
    main = lxml.html.parse(str(text)).getroot()
    title, subtitle = (main.cssselect(f".{name}") for name in ("title", "subtitle"))
    heading = title[0].text_content().strip()
    links = "".join(_way(*way) for way in _ways(lang, slides))
    shelves = "".join(_way(f"notebooks/{name}.html", _NOTEBOOK[lang], name) for name in sorted(notebooks))
    under = subtitle[0].text_content().strip() if subtitle else ""
    content = (
        f'<p class="lead">{html.escape(under)} · {_VERSION[lang]} {html.escape(version)} · {date}</p>\n'
        f'{_first_page(main, text.name)}\n<h2>{_EVERYTHING[lang]}</h2>\n<ul class="ways">{links}{shelves}</ul>'
    )
    made = shell(lang, "home", heading, content, styles=("edition.css",))
    return made.replace("</head>", f"{_CHOICE}</head>", 1) if languages() == ("zh", "en") and lang == "zh" else made


def _way(target: str, name: str, note: str) -> str:
    return f'<li><a href="{html.escape(target)}"><b>{name}</b> <span>{html.escape(note)}</span></a></li>'


def _ways(lang: str, slides: bool) -> list[tuple[str, str, str]]:
    name, extra = document(lang), document(lang, "supplement")
    targets = {
        "main": address("main", lang), "pdf": f"{name}.pdf", "docx": f"{name}.docx",
        "epub": f"{name}.epub", "xml": f"{name}.xml",
        "supplement": address("supplement", lang), "supplement-pdf": f"{extra}.pdf",
        "gallery": address("gallery", lang), "codebook": address("codebook", lang),
        "ledger": address("ledger", lang), "search": address("search", lang),
        "parallel": address("parallel", lang), "parallel-pdf": f"{document('parallel')}.pdf",
        "slides": address("slides", lang),
    }  # fmt: skip
    kinds = {*offered(lang), "pdf", "docx", "epub", "xml", "search", *(["slides"] if slides else [])}
    shown = {kind: target for kind, target in targets.items() if kind.removesuffix("-pdf") in kinds}
    return [(target, _WAYS[lang][kind][0], _WAYS[lang][kind][1]) for kind, target in shown.items()]


def _first_page(root: lxml.html.HtmlElement, name: str) -> str:
    """Return what stands in the text between its first heading and the next, its links leading into the text."""
    found = root.cssselect(f"#{FIRST}")
    if not found:
        raise InputError([Problem(name, "", f"no section {FIRST}", "a first page", "include first-page.qmd")])
    head = found[0] if found[0].tag == "h1" else found[0].cssselect("h1")[0]
    kept = []
    for element in head.itersiblings():
        if element.tag in ("h1", "section") and element.get("id") != FIRST:
            break
        kept.append(element)
    for element in kept:
        for link in element.iter("a"):
            target = link.get("href", "")
            link.set("href", f"{name}{target}" if target.startswith("#") else target)
        for extra in element.cssselect(".language-link, .sidenotes"):
            extra.drop_tree()
    return "".join(
        lxml.html.tostring(element, encoding="unicode")
        for element in kept
        if "language-link" not in element.get("class", "")
    )
