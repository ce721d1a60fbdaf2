"""Every character is drawn with a font that the page brings along."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import CHROMIUM, seldom
from pages import SITE


@pytest.fixture(scope="module")
def bare_browser(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A Chromium that the machine's fonts are hidden from, but for one without Chinese: it does not run without any."""
    import matplotlib

    folder = tmp_path_factory.mktemp("fonts")
    shutil.copy(Path(matplotlib.get_data_path()) / "fonts/ttf/DejaVuSans.ttf", folder)
    (folder / "fonts.conf").write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"<dir>{folder}</dir><cachedir>{folder}/cache</cachedir></fontconfig>",
        encoding="utf-8",
    )
    # A second Playwright cannot be started where one runs: its own starts the second Chromium.
    made = browser.browser_type.launch(
        executable_path=CHROMIUM,
        args=["--no-sandbox"],
        env={**os.environ, "FONTCONFIG_FILE": str(folder / "fonts.conf")},
    )
    yield made
    made.close()


@pytest.mark.parametrize("name", seldom(SITE, often=4))
def test_every_character_has_a_glyph_of_the_page_itself(built: Path, bare_browser: Any, name: str) -> None:
    """With the machine's fonts hidden, Chromium says which fonts it draws each text with: only fonts of the page.

    A character without a glyph is drawn from a last resort, which is not one of the page's.
    """
    page = bare_browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 900}).new_page()
    asked = "?q=%E7%9A%84" if name == "search-zh" else "?q=the" if name == "search-en" else ""
    page.goto((built / f"results/site/{name}.html").as_uri() + asked)
    page.evaluate("document.fonts.ready.then(() => true)")
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument", {"depth": 0})["root"]["nodeId"]
    page.evaluate("document.querySelectorAll('main, main *').forEach(e => { e.style.contentVisibility = 'visible'; })")
    # Code is set in the machine's own fixed pitch, which every machine has for plain letters: the rest is the page's.
    page.evaluate(
        r"""document.querySelectorAll(':is(pre, code, kbd), :is(pre, code, kbd) *').forEach(e => {
          // What is asked of a node counts its own text; that of nodes far below it is theirs.
          const own = [...e.childNodes].filter(n => n.nodeType === 3).map(n => n.data).join('');
          const beyond = own.replace(/[\x00-\x7f]/g, '').length;
          if (beyond && e.getClientRects().length) e.setAttribute('data-beyond', beyond);
        })"""
    )
    for node in session.send("DOM.querySelectorAll", {"nodeId": root, "selector": "[data-beyond]"})["nodeIds"]:
        named = session.send("DOM.getAttributes", {"nodeId": node})["attributes"]
        fonts = session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
        own = sum(font["glyphCount"] for font in fonts if font["isCustomFont"])
        assert own >= int(named[named.index("data-beyond") + 1])
    page.evaluate("document.querySelectorAll('code, pre, kbd').forEach(e => { e.style.display = 'none'; })")
    told = "h1, h2, h3, p, li, td, th, dd, dt, summary, button, figcaption, caption, label, span, a"
    nodes = session.send("DOM.querySelectorAll", {"nodeId": root, "selector": told})["nodeIds"]
    # A page of thousands of rows is asked at places drawn once and for all.
    nodes = random.Random(20100602).sample(nodes, min(len(nodes), 500))
    strangers = set()
    for node in nodes:
        for font in session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]:
            if not font["isCustomFont"]:
                strangers.add((font["familyName"], int(font["glyphCount"])))
    assert strangers == set()
    page.context.close()
