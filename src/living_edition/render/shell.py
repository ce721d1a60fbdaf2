"""Pages of the site beside the documents, from the templates of ``page/``: head, heading and a script of their own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

THEME = Path(__file__).resolve().parents[1] / "quarto" / "theme"
PAGE = Path(__file__).resolve().parent / "page"
_TEMPLATES = Environment(
    loader=FileSystemLoader(PAGE),
    autoescape=True,
    keep_trailing_newline=True,
    trim_blocks=True,
    undefined=StrictUndefined,
)


def filled(template: str, **values: Any) -> str:
    """Return a template of ``page/`` with these values; texts are escaped, ``Markup`` is not."""
    return _TEMPLATES.get_template(template).render(**values)


def shell(
    lang: str, kind: str, title: str, content: str, scripts: Sequence[str] = (), styles: Sequence[str] = ()
) -> str:
    """Return a page with ``content``, its ``kind`` as a class of the body, scripts of ``page/``.

    ``styles`` are sheets of the theme that it needs beside the site's own.
    """
    code, looks = ([Markup((folder / name).read_text(encoding="utf-8")) for name in names]  # noqa: S704 - the kit's own
                   for folder, names in ((PAGE, scripts), (THEME, styles)))  # fmt: skip
    return filled("page.html", lang=lang, kind=kind, title=title, content=Markup(content), scripts=code, styles=looks)  # noqa: S704
