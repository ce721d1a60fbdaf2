"""Both engines give the same structure from the same staged project."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from word_files import W, nodes, part, read_back, squeezed, styled, words

from living_edition.render.engines import builtin, quarto

ROOT = Path(__file__).resolve().parents[2]


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
        "marks": plain(r'<a[^>]*class="note-mark"[^>]*>(.*?)</a>'),
        "beside": plain(r'<div id="side-[^>]*>(.*?)</div>'),
        "notes": plain(r'<div id="note-[^>]*>(.*?)</div>'),
        "entries": plain(r'<div id="ref-[^>]*>(.*?)</div>'),
    }


def word_structure(file: Path) -> dict[str, list[str]]:
    """Headings, captions and references of a Word file, and the styles of its paragraphs in their order."""
    document, tree = part(file, "word/document.xml"), read_back(file)
    return {
        "headings": [squeezed(words(heading)) for heading in nodes(tree, "Header")],
        "captions": [squeezed(caption) for caption in styled(document, "ImageCaption", "TableCaption")],
        "links": [str(link.get(f"{W}anchor")) for link in document.iter(f"{W}hyperlink")],
        "styles": [str(style.get(f"{W}val")) for style in document.iter(f"{W}pStyle")],
        "notes": [squeezed(note) for note in styled(part(file, "word/footnotes.xml"), "FootnoteText")],
        "bookmarks": [str(mark.get(f"{W}name")) for mark in document.iter(f"{W}bookmarkStart")],
    }


@pytest.mark.quarto
@pytest.mark.skipif(shutil.which("quarto") is None, reason="Quarto is not on the PATH")
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("form", "look"), [("html", structure), ("docx", word_structure)])
def test_quarto_and_the_built_in_engine_agree(
    built: Path, tmp_path: Path, lang: str, form: str, look: Callable[[Path], dict[str, list[str]]]
) -> None:
    made = {}
    for name, engine in (("pandoc", builtin.render), ("quarto", quarto.render)):
        project = tmp_path / name
        shutil.copytree(built / f"results/stage/{lang}", project)
        made[name] = look(engine(project, lang, form))
    noted = any(re.search(r"\[\^[^\]]+\]:|\^\[", page.read_text("utf-8")) for page in (ROOT / "report").rglob("*.qmd"))
    kinds = {"marks", "beside", "notes"}
    assert {kind: bool(said) for kind, said in made["pandoc"].items()} == {
        kind: noted or kind not in kinds for kind in made["pandoc"]
    }
    assert made["pandoc"] == made["quarto"]
