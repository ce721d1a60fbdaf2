"""The page that a writer has beside the text follows what is written."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from living_edition.workflow.preview import served


def test_an_open_page_follows_its_file(browser: Any, tmp_path: Path) -> None:
    page = tmp_path / "text.html"
    page.write_text("<!doctype html><title>t</title><p>before</p>", encoding="utf-8")
    with served(page) as address:
        shown = browser.new_context().new_page()
        shown.goto(address)
        shown.wait_for_timeout(1500)
        assert shown.locator("p").inner_text() == "before"
        page.unlink()  # as while it is made anew
        shown.wait_for_timeout(1500)
        assert shown.locator("p").inner_text() == "before"
        page.write_text("<!doctype html><title>t</title><p>after</p>", encoding="utf-8")
        shown.get_by_text("after").wait_for(timeout=10_000)
        shown.context.close()


def test_nothing_else_is_served(tmp_path: Path) -> None:
    page = tmp_path / "text.html"
    page.write_text("text", encoding="utf-8")
    (tmp_path / "secret").write_text("secret", encoding="utf-8")
    with served(page) as address:
        assert urlopen(address).read().startswith(b"text<script>")
        for path in ("secret", "../secret", "text.html"):
            with pytest.raises(HTTPError, match="404"):
                urlopen(address + path)
