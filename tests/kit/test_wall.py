"""The wall: the kit names nothing of this thesis (that it imports nothing of it, lint-imports says)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

KIT = Path(__file__).resolve().parents[2] / "src/living_edition"
# The thesis's package, places, tables and models.
NAMES = re.compile(
    r"cluster.?finance|zhejiang|浙江|温州|wenzhou|city_panel|province_gdp|context_facts|thesis_figures|liushi"
    r"|guarantee_|credit-depth|small-banks",
    re.IGNORECASE,
)
FILES = sorted(path for path in KIT.rglob("*") if path.is_file() and path.suffix not in (".pyc", ".woff2"))


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.relative_to(KIT).as_posix())
def test_no_file_of_the_kit_names_the_thesis(file: Path) -> None:
    lines = file.read_text(encoding="utf-8").splitlines()
    named = [f"{n}: {line.strip()}" for n, line in enumerate(lines, 1) if NAMES.search(line)]
    assert not named
