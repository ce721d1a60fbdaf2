"""The gallery in the order of the text: each exhibit with its number and a way into the text; thumbnails."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Any

from living_edition.language_files import Words

_ARTICLE = re.compile(r'<article id="([^"]+)".*?</article>\n?', re.DOTALL)
_HEADING = re.compile(r'(<h2 id="[^"]*">)(.*?)</h2>', re.DOTALL)
_PICTURE = re.compile(r'<img [^>]*src="([^"]+)"')
_RULED = '<span class="thumb ruled" aria-hidden="true"></span>'
_WORDS = Words(__name__)


def ordered(page: str, labels: Mapping[str, Mapping[str, Any]], lang: str, first: str) -> str:
    """Return the gallery's ``page`` with its exhibits as the documents have them; ``first`` names the text.

    ``labels`` is what staging knows of figures and tables. What no document has stands at the end.
    """
    by_name = {match[1]: match[0] for match in _ARTICLE.finditer(page)}
    if not by_name:
        return page

    def sort_key(name: str) -> tuple[bool, bool, int, str]:
        label = labels.get(name)
        return (False, label["document"] != first, int(label["order"]), name) if label else (True, False, 0, name)

    names = sorted(by_name, key=sort_key)
    articles = "".join(_numbered(by_name[name], labels.get(name), lang) for name in names)
    start = min(page.index(text) for text in by_name.values())
    end = max(page.index(text) + len(text) for text in by_name.values())
    return page[:start] + _thumbnails(names, by_name, labels, lang) + articles + page[end:]


def _number(label: Mapping[str, Any] | None) -> str:
    return f"{label['prefix']}\u00a0{label['number']}" if label else ""


def _numbered(article: str, label: Mapping[str, Any] | None, lang: str) -> str:
    """Return an exhibit with its number in its heading, and after it the way into the text."""
    if label is None:
        return article
    link = f'<a href="{label["document"]}.html#{label["id"]}">{_WORDS[lang]["into"]}</a>'
    number = f'<span class="number">{_number(label)}</span> '
    return _HEADING.sub(
        lambda match: f'{match[1]}{number}{match[2]}</h2>\n<p class="into">{link}</p>', article, count=1
    )


def _thumbnails(
    names: list[str], articles: Mapping[str, str], labels: Mapping[str, Mapping[str, Any]], lang: str
) -> str:
    """Return small pictures that lead to the exhibits below; a table is shown by its rules."""
    items = []
    for name in names:
        picture = _PICTURE.search(articles[name])
        title = _HEADING.search(articles[name])
        thumbnail = f'<img class="thumb" loading="lazy" src="{picture[1]}" alt="">' if picture else _RULED
        words = title[2] if title else name
        number = _number(labels.get(name)) or html.escape(name)
        items.append(f'<li><a href="#{name}">{thumbnail}<span>{number}</span> {words}</a></li>')
    return f'<nav class="thumbs" aria-label="{_WORDS[lang]["thumbnails"]}"><ul>{"".join(items)}</ul></nav>\n'
