"""What pandoc leaves out of JATS: which language an article is in, and its title and abstract in the other one."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from living_edition.languages import other


def declare(article: Path, lang: str, meta: dict[str, Any]) -> None:
    """Write into ``article`` its language, and from ``meta`` what staging gave of the other language."""
    text = article.read_text(encoding="utf-8").replace("<article ", f'<article xml:lang="{lang}" ', 1)
    if (translated := meta.get("other-language")) and (second := other(lang)):
        title = f"<trans-title>{escape(translated['title'])}</trans-title>"
        if translated.get("subtitle"):
            title += f"<trans-subtitle>{escape(translated['subtitle'])}</trans-subtitle>"
        group = f'<trans-title-group xml:lang="{second}">{title}</trans-title-group>'
        text = text.replace("</title-group>", f"{group}\n</title-group>", 1)
        if translated.get("abstract"):
            paragraphs = "".join(f"<p>{escape(part)}</p>" for part in translated["abstract"].strip().split("\n\n"))
            abstract = f'<trans-abstract xml:lang="{second}">{paragraphs}</trans-abstract>'
            text = text.replace("</abstract>", f"</abstract>\n{abstract}", 1)
    article.write_text(text, encoding="utf-8")
