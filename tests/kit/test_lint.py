"""The linter's findings are told by file and line, its advice on spaces and its formatter are left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from living_edition.errors import InputError
from living_edition.prose.lint import lint
from living_edition.prose.quarto import read_settings
from living_edition.prose.source import read
from living_edition.render.stage import for_quarto

SOUND = (
    "# One {#sec-one}\n\n## Within {#sec-within}\n\n他说“好” [@key2000]。\n\n{{< include /exhibits/fig-a-zh.qmd >}}\n"
)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("# One {#sec-one}\n\n### Deep {#sec-deep}\n", 3, "Heading level skipped"),
        ("# One {#sec-one}\n\nWords.\n\n[^note]: Which nothing names.\n", 5, "is never used"),
        ("# One {#sec-one}\n\n[words][nowhere]\n", 3, "'[nowhere]' not found"),
        ('# One {#sec-one}\n\n::: {.callout-note title="open}\nWords.\n:::\n', 3, "appears as text"),
    ],
)
def test_what_it_finds_is_told_with_its_line(tmp_path: Path, text: str, line: int, said: str) -> None:
    (tmp_path / "zh").mkdir()
    (tmp_path / "exhibits").mkdir()
    (tmp_path / "exhibits/fig-a-zh.qmd").write_text("Words.\n", encoding="utf-8")
    (tmp_path / "_quarto.yml").write_text("project:\n  type: default\n", encoding="utf-8")
    (tmp_path / "zh/a.qmd").write_text(SOUND, encoding="utf-8")
    assert lint(tmp_path, ["zh", "exhibits"]) == []
    (tmp_path / "zh/a.qmd").write_text(text, encoding="utf-8")
    found = [(p.file, p.location) for p in lint(tmp_path, ["zh"]) if said in p.actual]
    assert found == [("report/zh/a.qmd", f"line {line}")]


def test_a_report_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="panache"):
        lint(tmp_path, ["none"])


def test_the_staged_project_has_its_language_by_default_and_includes_from_its_root(tmp_path: Path) -> None:
    """Includes are then found from every folder, as the linter reads them; without that it names each as missing."""
    (tmp_path / "zh").mkdir()
    (tmp_path / "exhibits").mkdir()
    (tmp_path / "exhibits/fig-a-zh.qmd").write_text("Words.\n", encoding="utf-8")
    (tmp_path / "_quarto.yml").write_text("profile:\n  group: [zh, en]\n", encoding="utf-8")
    (tmp_path / "zh/a.qmd").write_text(SOUND.replace("/exhibits", "exhibits"), encoding="utf-8")
    assert [problem.actual.split(":")[0] for problem in lint(tmp_path, ["zh"])] == ["Included file not found"]
    for_quarto(tmp_path, "en")
    assert lint(tmp_path, ["zh"]) == []
    assert [line.text for line in read(tmp_path, "zh/a.qmd")].count("Words.") == 1
    assert read_settings(tmp_path / "_quarto.yml")["profile"] == {"default": "en", "group": ["zh", "en"]}
