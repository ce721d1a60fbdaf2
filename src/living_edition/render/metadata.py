"""What a page says of itself to machines: citation tags, Dublin Core, JSON-LD, its other languages."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from living_edition.exhibits.cff import Named
from living_edition.languages import other
from living_edition.project import document
from living_edition.render.bar import Page, address, counterpart
from living_edition.render.shell import filled

LICENCE = "https://creativecommons.org/licenses/by/4.0/"


@dataclass(frozen=True)
class About:
    """What the edition is, in one language."""

    title: str
    description: str
    keywords: Sequence[str]
    authors: Sequence[Named]
    date: str
    version: str


def head(page: Page, about: About, title: str) -> str:
    """Return the head's tags for ``page`` with its own ``title``."""
    cited = _cited(page, about, title) if page.kind in ("main", "supplement", "parallel", "home") else []
    written = json.dumps(_described(page, about, title), ensure_ascii=False, sort_keys=True)
    return filled(
        "head.html", page=page, text=about.description, second=other(page.lang), counterpart=counterpart(page),
        cited=cited, described=Markup(written.replace("</", "<\\/")),  # noqa: S704 - JSON
    )  # fmt: skip


def _cited(page: Page, about: About, title: str) -> list[tuple[str, str]]:
    name = document(page.lang, "supplement" if page.kind == "supplement" else "main")
    return [
        ("citation_title", title),
        *(("citation_author", author.name) for author in about.authors),
        ("citation_publication_date", about.date.replace("-", "/")),
        ("citation_language", page.lang),
        ("citation_pdf_url", f"{page.folder}{name}.pdf"),
        *(("citation_keywords", word) for word in about.keywords),
        ("DC.title", title),
        *(("DC.creator", author.name) for author in about.authors),
        ("DC.date", about.date),
        ("DC.language", page.lang),
        ("DC.type", "Text"),
        ("DC.rights", LICENCE),
        ("DC.description", about.description),
    ]


def _described(page: Page, about: About, title: str) -> dict[str, Any]:
    data = page.kind in ("codebook", "ledger")
    article = {
        "@context": "https://schema.org",
        "@type": "Dataset" if data else "ScholarlyArticle",
        "name" if data else "headline": title,
        "description": about.description,
        "inLanguage": page.lang,
        "datePublished": about.date,
        "version": about.version,
        "license": LICENCE,
        "keywords": list(about.keywords),
        "creator" if data else "author": [{"@type": each.kind, "name": each.name} for each in about.authors],
    }
    if page.kind == "codebook":
        article["distribution"] = [
            {"@type": "DataDownload", "encodingFormat": "application/json", "contentUrl": "data/datapackage.json"}
        ]
    if page.kind in ("main", "home"):
        article["hasPart"] = [{"@type": "Dataset", "name": about.title, "url": address("codebook", page.lang)}]
    return article
