"""A page made ready for the site: the bar, what it says to machines, its glyphs, and a policy that lets nothing in."""

from __future__ import annotations

import base64
import hashlib
import html
import re

from living_edition.render import fonts
from living_edition.render.bar import Page, bar
from living_edition.render.metadata import About, head
from living_edition.render.shell import THEME, sheet

_SCRIPT = re.compile(r"<script(?![^>]*\btype=\"application/)[^>]*>(.*?)</script>", re.DOTALL)
_POLICY = re.compile(r"<meta http-equiv=\"Content-Security-Policy\"[^>]*>\n?")
_CHARSET = re.compile(r'<meta charset="utf-8" ?/?>')
_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
# The link past the bar stays before it.
_BODY = re.compile(r'<body[^>]*>\n?(?:<a class="skip"[^>]*>[^<]*</a>\n?)?')
# What attributes and scripts of data may yet show.
_SHOWN = re.compile(
    r'(?:alt|title|placeholder|data-\w+)="([^"]*)"|<script type="application/json"[^>]*>(.*?)</script>', re.DOTALL
)
_TAG = re.compile(r"<script.*?</script>|<style.*?</style>|<[^>]*>", re.DOTALL)


def dressed(text: str, page: Page, about: About, *, data: str = "") -> str:
    """Return the HTML ``text`` as a page of the site; ``data`` is a script of data for its own scripts."""
    title = html.unescape(match[1]) if (match := _TITLE.search(text)) else about.title
    text = _POLICY.sub("", text)
    if "--bar:" not in text:
        text = text.replace("</title>", f"</title>\n<style>\n{sheet('site.css')}</style>", 1)
    script = (THEME / "site.js").read_text(encoding="utf-8")
    begins = _BODY.search(text)
    if begins is None:
        raise ValueError(f"{page.file}: a page without a body")
    text = text[: begins.end()] + bar(page) + text[begins.end() :]
    before, _, after = text.rpartition("</body>")
    text = f"{before}{data}<script>\n{script}</script>\n</body>{after}"
    text = text.replace("</head>", f"{head(page, about, title)}{_faces(text, page)}</head>", 1)
    return sealed(text)


def sealed(text: str) -> str:
    """Return a page with the policy that lets its own scripts run and nothing in from outside."""
    return _CHARSET.sub(lambda match: f"{match[0]}\n{_policy(text)}", text, count=1)


def _faces(text: str, page: Page) -> str:
    """Return the glyphs of a page that does not bring its own."""
    if "@font-face" in text:
        return ""
    visible_text = html.unescape(_TAG.sub(" ", text) + "".join("".join(face) for face in _SHOWN.findall(text)))
    return f"<style>\n{fonts.font_faces(fonts.page_characters(visible_text), page.lang)}</style>\n"


def _policy(text: str) -> str:
    digests = {hashlib.sha256(script.encode("utf-8")).digest() for script in _SCRIPT.findall(text)}
    hashes = " ".join(sorted(f"'sha256-{base64.b64encode(digest).decode('ascii')}'" for digest in digests))
    rules = (
        f"default-src 'none'; base-uri 'none'; form-action 'self' file:; img-src data: blob: 'self' file:; "
        f"font-src data:; style-src 'unsafe-inline'; script-src {hashes}"
    )
    return f'<meta http-equiv="Content-Security-Policy" content="{rules}">'
