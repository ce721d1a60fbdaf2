"""The codebook as a page of the site: the edition's template and stylesheet, self-contained."""

from __future__ import annotations

from pathlib import Path

import yaml

from living_edition.errors import InputError, Problem
from living_edition.exhibits.codebook import title
from living_edition.render.stage import font_faces

_EDITION = {
    "zh": {"lang": "zh", "other": "codebook-en.html", "other-label": "English", "other-title": "Read in English",
           "toc-title": "目录"},
    "en": {"lang": "en", "other": "codebook-zh.html", "other-label": "中文", "other-title": "阅读中文",
           "toc-title": "Contents"},
}  # fmt: skip


def page(markdown: str, theme: Path, lang: str) -> str:
    """Return ``markdown`` as HTML with ``theme/edition.html`` and ``theme/edition.css``.

    Raises ``InputError`` in pandoc's words where it refuses.
    """
    words = _EDITION[lang]
    settings = {
        "lang": words["lang"],
        "title": title(lang),
        "abstract-title": "",  # pandoc would look for a translation, and has none in Chinese
        "edition": {"language": lang} | {key: value for key, value in words.items() if key != "lang"},
    }
    source = f"---\n{yaml.safe_dump(settings, allow_unicode=True)}---\n\n{markdown}"
    html = _html(source, theme, lang)
    # In English the quotation marks and dashes come from a Latin face: the Chinese ones are full width.
    used = "".join(sorted(set(html) - (set("‘’“”—…") if lang == "en" else set())))
    return html.replace("</head>", f"<style>\n{font_faces(used)}</style>\n</head>", 1)


def _html(source: str, theme: Path, lang: str) -> str:
    import pypandoc

    options = [
        "--standalone", "--embed-resources", "--section-divs", "--toc", "--toc-depth=2", "--wrap=none",
        f"--template={theme / 'edition.html'}", f"--css={theme / 'edition.css'}",
    ]  # fmt: skip
    try:
        return str(pypandoc.convert_text(source, "html5", format="markdown-smart", extra_args=options))
    except RuntimeError as error:
        raise InputError([Problem(f"codebook-{lang}", "", str(error), "text that renders", "mend it")]) from None
