"""The switch of language leads to the same place of the other page, wherever the reader is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pages import ONE_LANGUAGE, opened

# The blocks of a page that the other language has too, by their ids.
BLOCKS = """[...document.querySelectorAll('main [id]')]
  .filter(one => /^(sec|fig|tbl|eq|claim|ref|block|ledger|raw|clean|source|explorer|panel)-/.test(one.id))"""
# The last block that begins above the line under the bar (without a box it begins nowhere), and where the switch leads.
LEAVING = f"""() => {{
  const switched = document.querySelector('.bar a[hreflang]');
  switched.dispatchEvent(new PointerEvent('pointerdown', {{ bubbles: true }}));
  const here = {BLOCKS}.findLast(one => {{
    const box = one.getBoundingClientRect();
    return box.top <= 60 && (box.width || box.height || one.getClientRects().length);
  }});
  return [here?.id ?? null, switched.getAttribute('href').split('#')[1] ?? ''];
}}"""
# After the jump, whether the page is at its foot, which moves as blocks are first drawn, and how far the line under the
# bar is from the stretch between this block and the next.
ARRIVED = f"""async ([place, id]) => {{
  const jumped = new Promise(done => addEventListener('hashchange', done, {{ once: true }}));
  location.hash = place;
  await Promise.race([jumped, new Promise(done => setTimeout(done, 500))]);
  await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
  const all = {BLOCKS};
  const at = all.findIndex(one => one.id === id && one.getClientRects().length);
  const top = all[at].getBoundingClientRect().top;
  const next = all.slice(at + 1).find(one => one.getClientRects().length);
  const end = next ? Math.max(top, next.getBoundingClientRect().top) : Infinity;
  const foot = document.documentElement.scrollHeight - innerHeight;
  return [scrollY >= foot - 2, Math.max(0, top - 60, 60 - end)];
}}"""


@pytest.mark.parametrize("name", sorted({name[:-3] for name in ONE_LANGUAGE[:10]}))
def test_the_other_language_opens_at_the_same_place(
    built: Path, browser: Any, name: str, sampled: Callable[[int], int]
) -> None:
    """From a hundred places: the block that stands at the top here is within a few lines of the top there."""
    zh, en = (opened(browser, built / f"results/site/{name}-{lang}.html") for lang in ("zh", "en"))
    _opens_there(zh, en, sampled(100))
    _opens_there(en, zh, sampled(100))
    for page in (zh, en):
        page.context.close()


def _opens_there(page: Any, other: Any, places: int) -> None:
    height = page.evaluate("document.documentElement.scrollHeight - innerHeight")
    far, asked = [], 0
    for start in range(height // places, height, max(1, height // places)):
        page.evaluate("top => scrollTo({ top, behavior: 'instant' })", start)
        here, place = page.evaluate(LEAVING)
        if here is None:
            continue
        # References are in another order there: the one that the switch names must come to the top.
        here = place.partition("~")[0] if here.startswith("ref-") else here
        asked += 1
        for _ in range(4):
            # On a busy machine the page may be late.
            at_foot, off = other.evaluate(ARRIVED, [place, here])
            # A place at the very foot cannot come to the top of the window.
            if off <= 80 or at_foot:
                break
        else:
            far.append((start, here, place, off))
    assert asked > 0.6 * places
    assert far == []
