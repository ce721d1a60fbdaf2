"""Every figure of hand-made inputs is what a person approved: its data, axes, names, titles and words.

``tests/approved/NAME.json`` holds what was approved. After a change that is meant, look at the difference that the
test prints, and approve anew: ``APPROVE=1 python -m pytest tests/thesis/test_approved_figures.py``, then read
``git diff tests/approved``.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from described import described
from figure_inputs import FIGURES

from living_edition.exhibits.style import prepare

APPROVED = Path(__file__).resolve().parents[1] / "approved"


@pytest.fixture(scope="module", autouse=True)
def font() -> None:
    prepare()


def readable(content: Any) -> str:
    """Return JSON with a line for every list of plain values, or of pairs of them."""
    text = json.dumps(content, ensure_ascii=False, indent=1)
    pattern = r"\[(?:[^\[\]{}]|\[[^\[\]{}]*\])*\]"
    return re.sub(pattern, lambda found: re.sub(r"\s*\n\s*", " ", found[0]), text)


def same(found: Any, approved: Any, path: str = "") -> list[str]:
    """Return where two descriptions differ; numbers may differ in the last of their few digits."""
    if isinstance(found, dict) and isinstance(approved, dict):
        missing = [f"{path}: {key} in one alone" for key in found.keys() ^ approved.keys()]
        return missing + [
            one for key in found.keys() & approved.keys() for one in same(found[key], approved[key], f"{path}/{key}")
        ]
    if isinstance(found, list) and isinstance(approved, list) and len(found) == len(approved):
        return [one for i, pair in enumerate(zip(found, approved, strict=True)) for one in same(*pair, f"{path}/{i}")]
    numbers = isinstance(found, int | float) and isinstance(approved, int | float)
    equal = found == pytest.approx(approved, rel=2e-4, abs=1e-9) if numbers else found == approved
    return [] if equal else [f"{path}: found {found!r}, approved {approved!r}"]


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_is_as_approved(name: str) -> None:
    found = {lang: described(FIGURES[name](lang)) for lang in ("zh", "en")}
    file = APPROVED / f"{name}.json"
    if os.environ.get("APPROVE"):
        APPROVED.mkdir(exist_ok=True)
        file.write_text(readable(found) + "\n", encoding="utf-8")
    assert same(json.loads(json.dumps(found)), json.loads(file.read_text(encoding="utf-8"))) == []


def test_nothing_is_approved_that_is_not_drawn() -> None:
    assert {file.stem for file in APPROVED.glob("*.json")} == set(FIGURES)
