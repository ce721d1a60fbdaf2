"""What a screen reader is given of the explorers, read from the page that Chromium has drawn."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from cluster_finance.exhibits import explorer, explorers

HAN = re.compile(r"[\u4e00-\u9fff]")
SPOKEN = """() => [...document.querySelectorAll('.explorer [aria-label], .explorer [aria-roledescription]')]
  .filter((e) => !e.closest('[aria-hidden=true]'))
  .flatMap((e) => [e.getAttribute('aria-label'), e.getAttribute('aria-roledescription')]).filter(Boolean)"""


def page_of(lang: str) -> str:
    grid = pd.DataFrame(
        {"multiple": m, "rho": r, "pd": p, "ruin": 0.01 * m}
        for m in (1.0, 2.5)
        for r in (0.0, 0.2)
        for p in (0.01, 0.02)
    )
    laws = pd.DataFrame(
        {"loss": x, "chance": 0.5 - x, "rho": r, "loans": n} for x in (0.1, 0.2) for r in (0.0, 0.2) for n in (1, 10)
    )
    law = explorers.fragment(explorers.loss_chart(laws, lang), "explorer-loss", lang)
    return f"<!doctype html><meta charset='utf-8'>{explorer.fragment(grid, lang)}{law}"


@pytest.mark.parametrize(
    ("lang", "axes"),
    [
        ("zh", {"横轴，在保余额与资本之比（倍），从1到2.5", "纵轴，损失不低于此的概率（%），对数刻度，从0.0001到100"}),
        ("en", {"horizontal axis, Outstanding guarantees over capital, from 1 to 2.5",
                "vertical axis, Probability of at least this loss (%), logarithmic, from 0.0001 to 100"}),
    ],
)  # fmt: skip
def test_all_that_is_spoken_is_in_the_pages_language(tmp_path: Path, browser: Any, lang: str, axes: set[str]) -> None:
    (tmp_path / "page.html").write_text(page_of(lang), encoding="utf-8")
    page = browser.new_page()
    page.goto((tmp_path / "page.html").as_uri())
    page.wait_for_selector("#explorer-ruin svg [aria-roledescription]")
    said: list[Any] = [page.evaluate(SPOKEN)]
    page.locator("#explorer-ruin select").first.select_option(index=0)
    page.wait_for_timeout(300)
    said.append(page.evaluate(SPOKEN))
    page.close()
    for words in said:
        assert len(words) > 12 and axes <= set(words)
        assert [w for w in words if bool(HAN.search(w)) != (lang == "zh")] == []
        assert not any(re.match("[XY]-axis", w) for w in words)
