"""Pages of the site beside the documents, from the templates of ``page/``: head, heading and a script of their own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from living_edition.language_files import language
from living_edition.languages import BASE, KNOWN, languages, other

THEME = Path(__file__).resolve().parents[1] / "quarto" / "theme"
PAGE = Path(__file__).resolve().parent / "page"
_TEMPLATES = Environment(
    loader=FileSystemLoader(PAGE),
    autoescape=True,
    keep_trailing_newline=True,
    trim_blocks=True,
    undefined=StrictUndefined,
)


def themed(style: str) -> str:
    """Return a style sheet for the edition's languages: one that it does not name looks as the kit's of its script."""
    for lang in languages():
        if lang not in KNOWN:
            like = next(code for code in KNOWN if language(code).script == language(lang).script)
            style = re.sub(rf"(?<![\w-]):lang\({like}\)", f":is(:lang({like}), :lang({lang}))", style)
            style = re.sub(rf"\.lang-{like}\b", f":is(.lang-{like}, .lang-{lang})", style)
    return style.replace(f'[lang="{BASE}"]', f'[lang="{other(languages()[0])}"]')


def sheet(name: str) -> str:
    """Return a style sheet of the theme."""
    return themed((THEME / name).read_text(encoding="utf-8"))


def filled(template: str, **values: Any) -> str:
    """Return a template of ``page/`` with these values; texts are escaped, ``Markup`` is not."""
    return _TEMPLATES.get_template(template).render(**values)


def shell(
    lang: str, kind: str, title: str, content: str, scripts: Sequence[str] = (), styles: Sequence[str] = ()
) -> str:
    """Return a page with ``content``, its ``kind`` as a class of the body, scripts of ``page/``.

    ``styles`` are sheets of the theme that it needs beside the site's own.
    """
    code = [Markup((PAGE / name).read_text(encoding="utf-8")) for name in scripts]  # noqa: S704 - the kit's own
    looks = [Markup(sheet(name)) for name in styles]  # noqa: S704 - the kit's own
    return filled("page.html", lang=lang, kind=kind, title=title, content=Markup(content), scripts=code, styles=looks)  # noqa: S704
