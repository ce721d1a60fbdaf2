"""Both engines give the same structure from the same staged project."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from cluster_finance.edition.engines import builtin, quarto


def structure(file: Path) -> dict[str, list[str]]:
    """Headings, captions, references and citations of a page, as text."""
    text = re.sub(r"<script.*?</script>|<style.*?</style>", "", file.read_text(encoding="utf-8"), flags=re.S)

    def plain(pattern: str) -> list[str]:
        found = re.findall(pattern, text, flags=re.S)
        return [re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", f)).replace("\u00a0", "") for f in found]

    return {
        "headings": plain(r"<h[1-3][^>]*>(.*?)</h[1-3]>"),
        "captions": plain(r"<(?:fig)?caption[^>]*>(.*?)</(?:fig)?caption>"),
        "references": plain(r'<a[^>]*class="quarto-xref"[^>]*>(.*?)</a>'),
        "numbers": plain(r'<a[^>]*class="num"[^>]*>(.*?)</a>'),
        "words": plain(r'<span class="word"[^>]*>(.*?)</span>'),
        "entries": plain(r'<div id="ref-[^>]*>(.*?)</div>'),
    }


@pytest.mark.quarto
@pytest.mark.skipif(shutil.which("quarto") is None, reason="Quarto is not on the PATH")
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_quarto_and_the_built_in_engine_agree(built: Path, tmp_path: Path, lang: str) -> None:
    made = {}
    for name, engine in (("pandoc", builtin.render), ("quarto", quarto.render)):
        project = tmp_path / name
        shutil.copytree(built / f"results/stage/{lang}", project)
        made[name] = structure(engine(project, lang, "html"))
    assert made["pandoc"] == made["quarto"]
