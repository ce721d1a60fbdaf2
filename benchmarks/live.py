"""Live figures: time from an input to the paint of each panel and figure, distance from the package, and bytes.

Run after a rebuild: ``python benchmarks/live.py``. Times are medians of 20 in the machine's Chromium, on the English
text and its supplement, a panel's of its slowest slider. Distances are those of the page's functions from the package,
by model: relative for closed forms, in standard errors (the page's and the package's together) for simulations;
tests/thesis/test_live_models.py asserts them at five hundred settings.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from pathlib import Path

from browser import CHROMIUM
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
TIMES, SETTINGS = 20, 100
# From the event to the frame after the one that painted what follows.
PANEL = """([name, at]) => new Promise((done) => {
  const host = document.querySelector(`.live-panel[data-panel="${name}"]`);
  const slider = host.querySelectorAll("input[type=range]")[at];
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


CHIP = """(at) => new Promise((done) => {
  const panels = [...document.querySelectorAll(".live-panel")].filter((panel) => panel.querySelector(".live-chips"));
  const start = performance.now();
  panels[at].querySelector(".live-chips button").click();
  requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - start)));
})"""


def median(page: Page, script: str, name: str | int | tuple[str, int]) -> float:
    """Return the median time in milliseconds."""
    page.evaluate(script, name)
    return statistics.median(page.evaluate(script, name) for _ in range(TIMES))


def times(site: Path) -> None:
    """Print the time of every panel and of every figure with marks or choices."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for document in ("", "supplement-"):
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            page.set_default_timeout(180_000)  # a busy machine
            page.goto((site / f"cluster-finance-{document}en.html").as_uri())
            timed(page)
        browser.close()


def timed(page: Page) -> None:
    """Print the times of what stands on a page."""
    panels = "[...document.querySelectorAll('.live-panel[data-panel]')].map((e) => e.dataset.panel)"
    for name in page.evaluate(panels):
        page.locator(f".live-panel[data-panel={name}]").scroll_into_view_if_needed()
        page.locator(f".live-panel[data-panel={name}] .live-verdict").wait_for()
        reset = page.locator(f".live-panel[data-panel={name}]").get_by_role("button", name="Reset")
        made = []
        for at in range(page.locator(f".live-panel[data-panel={name}] > .live-knobs input[type=range]").count()):
            made.append(median(page, PANEL, (name, at)))
            reset.click()
        print(f"{name:20} input to paint  {max(made):7.1f} ms (the slowest of {len(made)} sliders)")
    figures = page.evaluate(
        "Object.entries(JSON.parse(document.getElementById('live-marks').textContent))"
        ".map(([name, data]) => [name, data.marks.length, data.choices ? data.choices.rows.length : 0])"
    )
    for name, count, _ in figures:
        if count:
            page.locator(f"#{name} .live-picture").scroll_into_view_if_needed()
            print(f"{name:20} pointer to card {median(page, POINTER, name):7.1f} ms ({count} marks)")
    for at, (name, _, count) in enumerate(figure for figure in figures if figure[2]):
        page.locator(".live-panel:has(.live-chips)").nth(at).scroll_into_view_if_needed()
        print(f"{name:20} choice to paint {median(page, CHIP, at):7.1f} ms ({count} estimates)")


def sizes(site: Path) -> None:
    """Print the bytes of code and data, and of the pages."""
    for lang in ("zh", "en"):
        folder = ROOT / "results/stage" / lang
        code = sum((folder / "live" / name).stat().st_size for name in ("live.js", "live.css"))
        panels, tables = (sum(f.stat().st_size for f in folder.glob(f"live/{kind}-*.json")) for kind in ("fig", "tbl"))
        marks = sum(file.stat().st_size for file in folder.glob("exhibits/*.marks.json"))
        page = (site / f"cluster-finance-{lang}.html").stat().st_size
        print(f"{lang}: code {code:,} bytes, panels {panels:,}, tables {tables:,}, marks {marks:,}, page {page:,}")


def agreement() -> None:
    """Print the largest distance of each model's functions from the package."""
    sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests/thesis")]
    import test_live_models as tests

    settings = tests.configured()
    for model in tests.SECTIONS:
        light = model not in ("batch", "screening")
        points = tests.random_settings(model, settings, SETTINGS, light=light)
        made = tests.page(model, [{**point, **tests.LIVES.get(model, {})} for point in points])
        exact = tests.CLOSED.get(model) or tests.BESIDE[model]
        worst, errors = 0.0, 0.0
        for point, found in zip(points, made, strict=True):
            worst = max(worst, tests.distance(found, exact(point)))
            if model in tests.SIMULATED:
                errors = max(errors, *(gap for gap, _ in tests.gaps(found, tests.SIMULATED[model](point))))
        simulated = f", simulations {errors:.1f} standard errors" if model in tests.SIMULATED else ""
        print(f"{model:12} largest distance over {SETTINGS} settings: {worst:.1e} relative{simulated}")


def main() -> None:
    """Print everything."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--site", type=Path, default=ROOT / "results/site")
    site = options.parse_args().site
    times(site)
    sizes(site)
    agreement()


if __name__ == "__main__":
    main()
