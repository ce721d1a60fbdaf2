"""The codebook as a page of the site: the edition's template and stylesheet, self-contained."""

from __future__ import annotations

from pathlib import Path

import yaml

from living_edition.errors import InputError, Problem
from living_edition.exhibits.codebook import title
from living_edition.language_files import Words, language
from living_edition.render.shell import themed


def page(markdown: str, theme: Path, lang: str, *, changes: bool) -> str:
    """Return ``markdown`` as HTML with the template and style sheets of ``theme``.

    ``changes`` says whether the edition publishes a log of what cleaning changed. Raises ``InputError`` in pandoc's
    words where it refuses.
    """
    words = Words(__name__)[lang]
    settings = {
        "lang": lang,
        "title": title(lang),
        "abstract-title": "",  # pandoc would look for a translation, and has none in Chinese
        "edition": {"language": lang, "toc-title": words["contents"]},
    }
    files = {file: name for file, name in words["files"].items() if changes or file != "data/changes.csv"}
    links = words["download"] + words["join"].join(f"[{name}]({file})" for file, name in files.items())
    source = f"---\n{yaml.safe_dump(settings, allow_unicode=True)}---\n\n{links}\n\n{markdown}"
    return _html(source, theme, lang)


def _html(source: str, theme: Path, lang: str) -> str:
    import pypandoc

    options = [
        "--standalone", "--embed-resources", "--section-divs", "--toc", "--toc-depth=2", "--wrap=none",
        f"--template={theme / 'edition.html'}", "--css=theme/site.css", "--css=theme/edition.css",
        f"--resource-path={theme.parent}",
    ]  # fmt: skip
    # Pandoc would take the quotation marks of Chinese for English ones.
    form = "markdown" if language(lang).latin else "markdown-smart"
    try:
        return themed(pypandoc.convert_text(source, "html5", format=form, extra_args=options))
    except RuntimeError as error:
        raise InputError([Problem(f"codebook-{lang}", "", str(error), "text that renders", "mend it")]) from None
