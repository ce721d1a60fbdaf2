"""Settings of the Quarto project: what both engines do is taken, all else refused with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from living_edition.errors import InputError
from living_edition.prose.front import with_projects
from living_edition.prose.quarto import read_head, read_settings

ROOT = Path(__file__).resolve().parents[2]


def test_the_projects_own_settings_hold() -> None:
    for file in sorted((ROOT / "report").glob("_quarto*.yml")):
        assert read_settings(file)
    for file in sorted((ROOT / "report").glob("*.qmd")):
        assert read_head(file)["title"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_quarto_renders_every_document(lang: str) -> None:
    """What is not in its list Quarto renders without the settings of the project."""
    listed = read_settings(ROOT / f"report/_quarto-{lang}.yml")["project"]["render"]
    assert sorted(listed) == sorted(file.name for file in (ROOT / "report").glob(f"*-{lang}.qmd"))


@pytest.mark.parametrize(
    ("text", "place", "mend"),
    [
        ("toc: false\n", "line 1, key toc", "correct the value"),
        ("toc: 1\n", "line 1, key toc", "correct the value"),
        ("toc-depht: 3\n", "line 1, key toc-depht", "write toc-depth"),
        ("toc-depth: 9\n", "line 1, key toc-depth", "correct"),
        ("number-sections: false\n", "line 1, key number-sections", "correct the value"),
        ("execute:\n  echo: false\n", "line 1, key execute", "remove"),
        ("format:\n  html:\n    template: own.html\n", "line 3, key format.html.template", "theme/edition.html"),
        ("format:\n  html:\n    include-in-header: x.html\n", "line 3, key format.html.include-in-header", ""),
        ("format:\n  pdf: default\n", "line 2, key format.pdf", ""),
        ("bibliography: other.bib\n", "line 1, key bibliography", "references.bib"),
        ("filters:\n  - own.lua\n", "line 2, key filters.0", ""),
        ("filters:\n  - at: pre-ast\n    path: ../x.lua\n", "line 3, key filters.0.path", "correct"),
        ("crossref:\n  fig-titel: Fig\n", "line 2, key crossref.fig-titel", "write fig-title"),
        ("crossref:\n  chapters-alpha: true\n", "line 2, key crossref.chapters-alpha", ""),
        ("format:\n  html:\n    crossref:\n      chapters: true\n", "line 3, key format.html.crossref", ""),
        ("lang: fr\n", "line 1, key lang", ""),
        ("", "", "restore"),
        ("- toc\n", "line 1", "correct"),
    ],
)
def test_what_not_both_engines_do_is_refused(tmp_path: Path, text: str, place: str, mend: str) -> None:
    (tmp_path / "_quarto.yml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_settings(tmp_path / "_quarto.yml")
    (problem,) = caught.value.problems
    assert (problem.file, problem.location) == ("report/_quarto.yml", place) and mend in problem.mend, problem


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("# no front matter\n", "line 1"),
        ("---\ntitle: a\nsubtitel: b\n---\n", "line 3, key subtitel"),
        ("---\ntitle:\n---\n", "line 2, key title"),
        ("---\nsubtitle: b\n---\n", "line 2, key title"),
        ("---\ntitle: [a\n---\n", "line 3"),
        ("---\ntitle: a\nkeywords: b\n---\n", "line 3, key keywords"),
    ],
)
def test_a_faulty_front_matter_is_told_by_the_files_own_lines(tmp_path: Path, text: str, place: str) -> None:
    (tmp_path / "a.qmd").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_head(tmp_path / "a.qmd")
    assert [problem.location for problem in caught.value.problems] == [place]


@pytest.mark.parametrize(
    "own", ["edition:\n  # Letters.\n  letters: true\n\n  draft: no\n", "edition: {letters: true, draft: no}\n"]
)
def test_a_document_keeps_what_the_project_says_beside_its_own(tmp_path: Path, own: str) -> None:
    """Quarto hands pandoc a mapping of the front matter in place of the project's, not merged with it."""
    text = f"---\ntitle: A\n{own}toc-depth: 2\n---\n\nedition: words\n\n---\n\nMore.\n"
    merged = {"edition": {"language": "zh", "notes-title": "注释", "letters": True, "draft": False}, "crossref": {}}
    (tmp_path / "a.qmd").write_text(with_projects(text, merged), encoding="utf-8")
    assert read_head(tmp_path / "a.qmd") == {"title": "A", "edition": merged["edition"], "toc-depth": 2}
    assert (tmp_path / "a.qmd").read_text(encoding="utf-8").endswith(text.split("---\n", 2)[2])
