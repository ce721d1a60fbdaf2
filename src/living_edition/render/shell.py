"""A page of the site beside the documents: head, heading and a script of its own; publication dresses it."""

from __future__ import annotations

import html
from collections.abc import Sequence
from pathlib import Path
from string import Template

THEME = Path(__file__).resolve().parents[1] / "quarto" / "theme"
PAGE = Path(__file__).resolve().parent / "page"


def shell(
    lang: str, kind: str, title: str, content: str, scripts: Sequence[str] = (), styles: Sequence[str] = ()
) -> str:
    """Return a page with ``content``, its ``kind`` as a class of the body, scripts of ``page/``.

    ``styles`` are sheets of the theme that it needs beside the site's own.
    """
    code = "".join(f"<script>\n{(PAGE / name).read_text(encoding='utf-8')}</script>\n" for name in scripts)
    template = Template((PAGE / "page.html").read_text(encoding="utf-8"))
    looks = "".join(f"<style>\n{(THEME / name).read_text(encoding='utf-8')}</style>\n" for name in styles)
    return template.substitute(
        lang=lang, kind=kind, title=html.escape(title), content=content, scripts=code, styles=looks
    )
