"""What a page says of itself to machines: citation tags, Dublin Core, JSON-LD, its other languages."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from living_edition.languages import other
from living_edition.project import document
from living_edition.render.bar import Page, address, counterpart

# One square of ink with the mark for a section: no file to fetch.
_ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Crect width='16' height='16' "
    "rx='3' fill='%231f4e79'/%3E%3Cpath d='M4 12V7m4 5V3m4 9V5' stroke='%23fff' stroke-width='2'/%3E%3C/svg%3E"
)
LICENCE = "https://creativecommons.org/licenses/by/4.0/"


@dataclass(frozen=True)
class About:
    """What the edition is, in one language."""

    title: str
    description: str
    keywords: Sequence[str]
    authors: Sequence[str]
    date: str
    version: str


def head(page: Page, about: About, title: str, described: str = "") -> str:
    """Return the head's tags for ``page`` with its own ``title`` and description ("": the edition's)."""
    text = described or about.description
    tags = [_meta("description", text), _meta("color-scheme", "light dark")]
    tags += [
        f'<link rel="icon" href="{_ICON}">',
        f'<link rel="alternate" hreflang="{page.lang}" href="{page.file.rsplit("/", 1)[-1]}">',
    ]
    if second := other(page.lang):
        tags.append(f'<link rel="alternate" hreflang="{second}" href="{page.folder}{counterpart(page)}">')
    if page.kind in ("main", "supplement", "parallel", "home"):
        tags += _cited(page, about, title)
    tags.append(_json(_described(page, about, title, text)))
    return "\n".join(tags) + "\n"


def _cited(page: Page, about: About, title: str) -> list[str]:
    name = document(page.lang, "supplement" if page.kind == "supplement" else "main")
    citation = [
        ("citation_title", title),
        *(("citation_author", author) for author in about.authors),
        ("citation_publication_date", about.date.replace("-", "/")),
        ("citation_language", page.lang),
        ("citation_pdf_url", f"{page.folder}{name}.pdf"),
        *(("citation_keywords", word) for word in about.keywords),
        ("DC.title", title),
        *(("DC.creator", author) for author in about.authors),
        ("DC.date", about.date),
        ("DC.language", page.lang),
        ("DC.type", "Text"),
        ("DC.rights", LICENCE),
        ("DC.description", about.description),
    ]
    schema = '<link rel="schema.DC" href="http://purl.org/dc/elements/1.1/">'
    return [schema, *(_meta(key, value) for key, value in citation)]


def _described(page: Page, about: About, title: str, text: str) -> dict[str, Any]:
    article = {
        "@context": "https://schema.org",
        "@type": "Dataset" if page.kind in ("codebook", "ledger") else "ScholarlyArticle",
        "headline" if page.kind not in ("codebook", "ledger") else "name": title,
        "description": text,
        "inLanguage": page.lang,
        "datePublished": about.date,
        "version": about.version,
        "license": LICENCE,
        "keywords": list(about.keywords),
        ("creator" if page.kind in ("codebook", "ledger") else "author"): [
            {"@type": "Organization", "name": name} for name in about.authors
        ],
    }
    if page.kind == "codebook":
        article["distribution"] = [
            {"@type": "DataDownload", "encodingFormat": "application/json", "contentUrl": "data/datapackage.json"}
        ]
    if page.kind in ("main", "home"):
        article["hasPart"] = [{"@type": "Dataset", "name": about.title, "url": address("codebook", page.lang)}]
    return article


def _meta(name: str, content: str) -> str:
    return f'<meta name="{name}" content="{html.escape(content)}">'


def _json(content: Mapping[str, Any]) -> str:
    written = json.dumps(content, ensure_ascii=False, sort_keys=True).replace("</", "<\\/")
    return f'<script type="application/ld+json">{written}</script>'
