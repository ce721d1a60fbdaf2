"""Live figures: time from an input to the paint of each panel, from a pointer's move to a card, and bytes.

Run after a rebuild: ``python benchmarks/live.py``. Times are medians of 20 in the machine's Chromium; how far the
page's functions lie from the package is what tests/thesis/test_live_models.py asserts and, with --agreement, prints.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
TIMES = 20
# From the event to the frame after the one that painted what follows.
PANEL = """(name) => new Promise((done) => {
  const host = document.querySelector(`.live-panel[data-panel="${name}"]`);
  const slider = host.querySelector("input[type=range]");
  slider.value = 200 + Math.floor(Math.random() * 600);
  const start = performance.now();
  slider.dispatchEvent(new Event("input", { bubbles: true }));
  requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - start)));
})"""
POINTER = """(name) => new Promise((done) => {
  const host = document.querySelector(`#${name} .live-picture`), box = host.getBoundingClientRect();
  const start = performance.now();
  host.dispatchEvent(new PointerEvent("pointermove", { clientX: box.left + box.width * Math.random(),
    clientY: box.top + box.height * Math.random(), bubbles: true }));
  requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - start)));
})"""


def median(page: Page, script: str, name: str) -> float:
    """Return the median time in milliseconds."""
    page.evaluate(script, name)
    return statistics.median(page.evaluate(script, name) for _ in range(TIMES))


def times(site: Path) -> None:
    """Print the time of every panel and of every figure with marks."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(180_000)  # a busy machine
        page.goto((site / "cluster-finance-en.html").as_uri())
        panels = "[...document.querySelectorAll('.live-panel[data-panel]')].map((e) => e.dataset.panel)"
        for name in page.evaluate(panels):
            page.locator(f".live-panel[data-panel={name}]").scroll_into_view_if_needed()
            page.locator(f".live-panel[data-panel={name}] .live-verdict").wait_for()
            print(f"{name:20} input to paint {median(page, PANEL, name):7.1f} ms")
        marks = page.evaluate("Object.entries(JSON.parse(document.getElementById('live-marks').textContent))"
                              ".map(([name, data]) => [name, data.marks.length])")  # fmt: skip
        for name, count in marks:
            if count:
                page.locator(f"#{name} .live-picture").scroll_into_view_if_needed()
                print(f"{name:20} pointer to card {median(page, POINTER, name):6.1f} ms ({count} marks)")
        browser.close()


def sizes(site: Path) -> None:
    """Print the bytes of code and data, and of the pages."""
    for lang in ("zh", "en"):
        folder = ROOT / "results/stage" / lang
        code = sum((folder / "live" / name).stat().st_size for name in ("live.js", "live.css"))
        panels = sum(file.stat().st_size for file in folder.glob("live/*.json"))
        marks = sum(file.stat().st_size for file in folder.glob("exhibits/*.marks.json"))
        page = (site / f"cluster-finance-{lang}.html").stat().st_size
        print(f"{lang}: code {code:,} bytes, panels {panels:,}, marks {marks:,}, page {page:,}")


def agreement() -> None:
    """Print the largest differences of the closed forms from the package, relative, by model."""
    sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests/thesis")]
    import test_live_models as tests

    settings = tests.configured()
    for model, reference in tests.CLOSED.items():
        points = tests.random_settings(model, settings, 100, light=True)
        worst = 0.0
        for point, found in zip(points, tests.page(model, points), strict=True):
            wanted = reference(point)
            room = wanted.pop("cancelled", 0.0)
            for name, value in wanted.items():
                here = tests.number(found[name])
                if value and abs(value) < float("inf") and not ("variance" in name and abs(here - value) < room):
                    worst = max(worst, abs(here - value) / max(abs(value), 1e-9))
        print(f"{model:12} largest relative difference from the package {worst:.1e} over {len(points)} settings")


def main() -> None:
    """Print everything."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--agreement", action="store_true", help="compare with the package as well")
    options.add_argument("--site", type=Path, default=ROOT / "results/site")
    chosen = options.parse_args()
    times(chosen.site)
    sizes(chosen.site)
    if chosen.agreement:
        agreement()


if __name__ == "__main__":
    main()
