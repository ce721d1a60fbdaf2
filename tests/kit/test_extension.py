"""The extension stands by itself: its example renders with nothing of the kit but its own folder."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import lxml.html
import pypandoc
import pytest
import yaml

from living_edition.prose.source import mark_shortcodes

KIT = Path(__file__).resolve().parents[2] / "src/living_edition"
LEDGER = KIT / "quarto/_extensions/ledger"


def rendered(folder: Path, to: str) -> str:
    """Return what pandoc makes of the example, with the filters that its ``_quarto.yml`` names."""
    shutil.copytree(LEDGER / "example", folder, dirs_exist_ok=True)
    shutil.copytree(LEDGER, folder / "_extensions/ledger")
    settings = yaml.safe_load((folder / "_quarto.yml").read_text(encoding="utf-8"))
    filters = [KIT / "render/engines/filters/shortcodes.lua", *(each["path"] for each in settings.pop("filters"))]
    named = yaml.safe_load((LEDGER / "_extension.yml").read_text(encoding="utf-8"))["contributes"]["shortcodes"]
    settings["shortcode-files"] = [f"_extensions/ledger/{name}" for name in named]
    (folder / "meta.yml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    text = mark_shortcodes((folder / "example.qmd").read_text(encoding="utf-8"))
    command = [pypandoc.get_pandoc_path(), "--from", "markdown", "--to", to, "--metadata-file", "meta.yml"]
    done = subprocess.run(
        [*map(str, command), "--wrap", "none", *(f"--lua-filter={each}" for each in filters)],
        cwd=folder, input=text, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_page_has_numbers_notes_theorem_and_provenance(tmp_path: Path) -> None:
    page = lxml.html.fromstring(f"<main>{rendered(tmp_path, 'html')}</main>")
    numbers = [(each.get("href"), each.text_content()) for each in page.cssselect("a.num")]
    assert numbers == [
        ("numbers.html#ledger-survey-firms", "about 240 firms"), ("numbers.html#ledger-survey-answers", "131"),
    ]  # fmt: skip
    assert page.cssselect(".word")[0].text_content() == "has grown"
    assert page.cssselect("a.verdict.supported")[0].get("href") == "#claim-c1"
    assert page.cssselect("a[href='#thm-share']")[0].text_content() == "Theorem\u00a01"
    assert "Theorem 1 (Share) The share" in " ".join(page.cssselect(".statement")[0].text_content().split())
    for place in ("#side-1", "#notes li"):
        assert "filled in every page" in page.cssselect(place)[0].text_content(), place
    data = json.loads(page.cssselect("script.provenance-data")[0].text)
    assert data["numbers"]["ledger-survey-firms"] == ["number of firms asked", 0]


@pytest.mark.parametrize("to", ["typst", "plain"])
def test_print_has_the_same_words_and_no_links_to_pages(tmp_path: Path, to: str) -> None:
    text = " ".join(rendered(tmp_path, to).split())
    assert "about 240 firms, of which 131 answered" in text.replace("#[", "").replace("]", "")
    assert "numbers.html" not in text and "filled in every page" in text


def test_what_the_readme_shows_is_so() -> None:
    words = (LEDGER / "README.md").read_text(encoding="utf-8")
    example = yaml.safe_load((LEDGER / "example/_quarto.yml").read_text(encoding="utf-8"))
    block = re.search(r"    filters:\n(?:      .*\n)+", words)
    assert block is not None and yaml.safe_load(block[0]) == {"filters": example["filters"]}
    least = yaml.safe_load((LEDGER / "_extension.yml").read_text(encoding="utf-8"))["quarto-required"]
    assert least == ">=1.9.0" and "Quarto 1.9 or newer" in words
