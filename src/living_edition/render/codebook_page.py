"""The codebook as a page of the site: the edition's template and stylesheet, self-contained."""

from __future__ import annotations

from pathlib import Path

import yaml

from living_edition.errors import InputError, Problem
from living_edition.exhibits.codebook import title

_CONTENTS = {"zh": "目录", "en": "Contents"}
_FILES = {
    "zh": ("下载：", "、", {"data/datapackage.json": "数据包（JSON）", "data/changes.csv": "改动清单（CSV）",
                         "ledger.csv": "全部数字（CSV）"}),
    "en": ("Download: ", ", ", {"data/datapackage.json": "data package (JSON)",
                                "data/changes.csv": "log of changes (CSV)", "ledger.csv": "all numbers (CSV)"}),
}  # fmt: skip


def page(markdown: str, theme: Path, lang: str, *, changes: bool) -> str:
    """Return ``markdown`` as HTML with the template and style sheets of ``theme``.

    ``changes`` says whether the edition publishes a log of what cleaning changed. Raises ``InputError`` in pandoc's
    words where it refuses.
    """
    settings = {
        "lang": lang,
        "title": title(lang),
        "abstract-title": "",  # pandoc would look for a translation, and has none in Chinese
        "edition": {"language": lang, "toc-title": _CONTENTS[lang]},
    }
    head, comma, files = _FILES[lang]
    links = comma.join(f"[{words}]({file})" for file, words in files.items() if changes or file != "data/changes.csv")
    source = f"---\n{yaml.safe_dump(settings, allow_unicode=True)}---\n\n{head}{links}\n\n{markdown}"
    return _html(source, theme, lang)


def _html(source: str, theme: Path, lang: str) -> str:
    import pypandoc

    options = [
        "--standalone", "--embed-resources", "--section-divs", "--toc", "--toc-depth=2", "--wrap=none",
        f"--template={theme / 'edition.html'}", "--css=theme/site.css", "--css=theme/edition.css",
        f"--resource-path={theme.parent}",
    ]  # fmt: skip
    try:
        return str(pypandoc.convert_text(source, "html5", format="markdown-smart", extra_args=options))
    except RuntimeError as error:
        raise InputError([Problem(f"codebook-{lang}", "", str(error), "text that renders", "mend it")]) from None
