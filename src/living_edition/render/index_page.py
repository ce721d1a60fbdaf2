"""The start page of one language: the text's first page, and the way to everything else."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import lxml.html
from markupsafe import Markup

from living_edition.errors import InputError, Problem
from living_edition.files import read_json
from living_edition.language_files import Words
from living_edition.languages import languages, other
from living_edition.project import document
from living_edition.render.bar import address, offered
from living_edition.render.shell import filled, shell

FIRST = "sec-first"
# Who comes without a place and does not read the first language starts in the second.
_CHOICE = """<script>
if (!location.hash && !(navigator.language || "").startsWith("{}")) location.replace("{}");
</script>
"""


def page(lang: str, text: Path, notebooks: Sequence[Path], date: str, version: str, *, slides: bool = False) -> str:
    """Return the start page in ``lang`` from the rendered ``text``; raise ``InputError`` where that has no first page.

    ``notebooks`` are the sources of those on the site, ``slides`` says whether there are any.
    """
    main = lxml.html.parse(str(text)).getroot()
    title, subtitle = (main.cssselect(f".{name}") for name in ("title", "subtitle"))
    heading = title[0].text_content().strip()
    words = Words(__name__)[lang]
    ways = [(target, *words["ways"][kind]) for kind, target in _ways(lang, slides).items()]
    ways += [(f"notebooks/{file.stem}.html", words["notebook"], heading_of(file, lang)) for file in sorted(notebooks)]
    subtitle_text = subtitle[0].text_content().strip() if subtitle else ""
    first = Markup(_first_page(main, text.name))  # noqa: S704 - of the rendered text
    content = filled(
        "start.html", words=words, subtitle=subtitle_text, version=version, date=date, first=first, ways=ways
    )
    html_page = shell(lang, "home", heading, content, styles=("edition.css",))
    if not (second := other(lang)) or lang != languages()[0]:
        return html_page
    return html_page.replace("</head>", f"{_CHOICE.format(lang, address('home', second))}</head>", 1)


def heading_of(notebook: Path, lang: str) -> str:
    """Return a notebook's heading, of one in several languages (``数据 · Data``) that of ``lang``; else its name."""
    cells = (cell for cell in read_json(notebook)["cells"] if cell["cell_type"] == "markdown")
    texts = ("".join(cell["source"]).lstrip() for cell in cells)
    heading = next((text[2:].splitlines()[0].strip() for text in texts if text.startswith("# ")), notebook.stem)
    parts = heading.split(" · ")
    return parts[languages().index(lang)] if len(parts) == len(languages()) else heading


def _ways(lang: str, slides: bool) -> dict[str, str]:
    """Return the address of each way that the edition has, by its kind."""
    name, extra = document(lang), document(lang, "supplement")
    forms = {form: f"{name}.{form}" for form in ("pdf", "docx", "epub", "xml")}
    pages = {kind: address(kind, lang) for kind in ("gallery", "codebook", "ledger", "search", "parallel")}
    targets = {
        "main": address("main", lang), **forms, "supplement": address("supplement", lang),
        "supplement-pdf": f"{extra}.pdf", **pages, "parallel-pdf": f"{document('parallel')}.pdf",
        "slides": address("slides", lang),
    }  # fmt: skip
    kinds = {*offered(lang), *forms, "search", *(["slides"] if slides else [])}
    return {kind: target for kind, target in targets.items() if kind.removesuffix("-pdf") in kinds}


def _first_page(root: lxml.html.HtmlElement, name: str) -> str:
    """Return what stands in the text between its first heading and the next, its links leading into the text."""
    sections = root.cssselect(f"#{FIRST}")
    if not sections:
        raise InputError([Problem(name, "", f"no section {FIRST}", "a first page", "include first-page.qmd")])
    head = sections[0] if sections[0].tag == "h1" else sections[0].cssselect("h1")[0]
    elements = []
    for element in head.itersiblings():
        if element.tag in ("h1", "section") and element.get("id") != FIRST:
            break
        elements.append(element)
    for element in elements:
        for link in element.iter("a"):
            target = link.get("href", "")
            link.set("href", f"{name}{target}" if target.startswith("#") else target)
        for extra in element.cssselect(".language-link, .sidenotes"):
            extra.drop_tree()
    return "".join(
        lxml.html.tostring(element, encoding="unicode")
        for element in elements
        if "language-link" not in element.get("class", "")
    )
