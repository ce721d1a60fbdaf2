"""Citations are read back by other software, and CITATION.cff is held to the format's rules."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypandoc
import pytest
import yaml
from conftest import seldom

from living_edition.errors import InputError
from living_edition.exhibits import citations
from living_edition.exhibits.cff import Edition, read
from living_edition.exhibits.fonts import serif_file
from living_edition.render.bar import Page
from living_edition.render.metadata import head as head_of
from living_edition.render.publish import about

ROOT = Path(__file__).resolve().parents[2]
EDITION = Edition("A title", "1.2.3", "2026-03-09", ({"family": "Li", "given": "Bai"}, {"literal": "A Body"}))
RECORD = {
    "id": "tbl-small",
    "kind": "table",
    "version": "1.2.3+0a1b2c3d",
    "sha256": "0a1b2c3d" * 8,
    "texts": {"zh": {"title": "小表"}, "en": {"title": "A small table & more"}},
}
TITLES = {"zh": "集群", "en": "Clusters"}


def items(lang: str) -> list[citations.Item]:
    return [
        citations.edition_item(EDITION, TITLES[lang], lang),
        citations.exhibit_item(RECORD, EDITION, TITLES[lang], lang),
    ]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("style", sorted(citations.STYLES))
def test_a_ready_text_names_authors_title_collection_date_version_and_hash(lang: str, style: str) -> None:
    text = citations.ready(items(lang), lang)[f"tbl-small-{lang}"][style]
    for part in ("2026-03-09", RECORD["version"], RECORD["sha256"], "tbl-small", TITLES[lang]):
        assert str(part) in text
    title = RECORD["texts"][lang]["title"]
    assert title.lower() in text.lower() and "a body" in text.lower() and "li" in text.lower()
    # Alone in the gallery, a text has no letter to tell it from its neighbours.
    assert "2026a" not in text and "2026b" not in text


def test_each_style_writes_in_its_own_way() -> None:
    text = citations.ready(items("en"), "en")["tbl-small-en"]
    assert "[DS]" in text["gb"]
    assert text["apa"].startswith("Li, B., & A Body. (2026). A small table & more [Table]. In Clusters.")
    assert text["chicago"].startswith("Li, Bai, and A Body. 2026. “A Small Table & More.” Table. In Clusters.")


def test_a_chinese_text_ends_in_chinese() -> None:
    assert citations.ready(items("zh"), "zh")["tbl-small-zh"]["gb"].endswith(f"SHA-256 {RECORD['sha256']}。")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_bibtex_is_read_back(lang: str) -> None:
    made = citations.to_bibtex(items(lang))
    assert sorted(made) == [f"edition-{lang}", f"tbl-small-{lang}"]
    found = json.loads(pypandoc.convert_text(made[f"tbl-small-{lang}"], "csljson", format="bibtex"))[0]
    assert found["id"] == f"tbl-small-{lang}" and found["issued"]["date-parts"][0][:2] == [2026, 3]
    assert found["author"] == [{"family": "Li", "given": "Bai"}, {"literal": "A Body"}]
    assert found["version"] == RECORD["version"] and found["language"] == {"zh": "chinese", "en": "en-US"}[lang]
    for part in (TITLES[lang], "tbl-small", RECORD["version"]):
        assert str(part) in found["publisher"]
    assert f"sha256 = {{{RECORD['sha256']}}}" in made[f"tbl-small-{lang}"]
    # None is invented: CITATION.cff gives neither.
    assert "url = " not in made[f"tbl-small-{lang}"] and "doi = " not in made[f"tbl-small-{lang}"]


def test_an_apostrophe_is_one_that_packages_for_chinese_leave_narrow() -> None:
    item = citations.edition_item(EDITION, "The thesis’s figures", "en")
    assert "title = {{The thesis's figures}}" in citations.to_bibtex([item])["edition-en"]


def test_what_citation_cff_gives_is_in_the_entry() -> None:
    given = replace(EDITION, doi="10.5281/zenodo.1", url="https://example.org/e", own={"zh": ({"literal": "某编者"},)})
    english, chinese = (
        citations.to_bibtex([citations.exhibit_item(RECORD, given, TITLES[lang], lang)])[f"tbl-small-{lang}"]
        for lang in ("en", "zh")
    )
    assert "doi = {10.5281/zenodo.1}" in english and "url = {https://example.org/e}" in chinese
    assert "author = {{某编者}}" in chinese and "author = {Li, Bai and {A Body}}" in english


SET = r"""\documentclass{article}
\usepackage{xeCJK}\setCJKmainfont[Path=%(folder)s/]{%(font)s}
%(style)s
\begin{document}\nocite{*}%(print)s\end{document}
"""
STYLES = {
    **{
        style: (
            rf"\usepackage[backend=biber,style={style}]{{biblatex}}\addbibresource{{all.bib}}",
            r"\printbibliography",
        )
        for style in ("apa", "chicago-authordate", "gb7714-2015")
    },
    "gbt7714": (r"\usepackage{gbt7714}\bibliographystyle{gbt7714-numerical}", r"\bibliography{all}"),
}


@pytest.mark.skipif(not all(map(shutil.which, ("xelatex", "biber", "bibtex"))), reason="no TeX with biber here")
@pytest.mark.parametrize("style", seldom(sorted(STYLES)))
def test_styles_of_latex_set_the_entries_in_full(style: str, tmp_path: Path) -> None:
    from pypdf import PdfReader

    bibs = [text for lang in ("zh", "en") for text in citations.to_bibtex(items(lang)).values()]
    (tmp_path / "all.bib").write_text("\n".join(bibs), encoding="utf-8")
    font, (package, printed) = Path(serif_file()), STYLES[style]
    words = {"folder": font.parent, "font": font.name, "style": package, "print": printed}
    (tmp_path / "a.tex").write_text(SET % words, encoding="utf-8")
    tex = ["xelatex", "-interaction=nonstopmode", "-halt-on-error", "a.tex"]
    for command in (tex, ["bibtex" if style == "gbt7714" else "biber", "a"], tex, tex):
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        if done.returncode and "style '" in done.stdout:
            pytest.skip(f"{style} is not installed")
        assert done.returncode == 0, done.stdout[-1500:]
    text = re.sub(r"[\s\u2010-]+", "", "".join(page.extract_text() for page in PdfReader(tmp_path / "a.pdf").pages))
    wanted = ["小表", "Asmalltable&more", "ABody", "2026", "tblsmall", TITLES["zh"], TITLES["en"], "1.2.3+0a1b2c3d"]
    assert [part for part in wanted if part.lower() not in text.lower()] == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_ris_is_read_back(lang: str) -> None:
    text = citations.to_ris(items(lang)[1])
    assert text.startswith("TY  - DATA\r\n") and text.endswith("ER  - \r\n")
    found = json.loads(pypandoc.convert_text(text, "csljson", format="ris"))[0]
    assert found["title"].lower() == str(RECORD["texts"][lang]["title"]).lower()
    assert found["issued"]["date-parts"][0][0] == 2026
    assert f"N1  - tbl-small; SHA-256 {RECORD['sha256']}\r\n" in text and f"ET  - {RECORD['version']}\r\n" in text


def test_csl_json_is_sorted_and_whole() -> None:
    found = json.loads(citations.to_csl(items("en")))
    assert [i["id"] for i in found] == ["edition-en", "tbl-small-en"]
    assert found[1]["issued"] == {"date-parts": [[2026, 3, 9]]} and found[1]["version"] == RECORD["version"]


def test_the_project_s_own_citation_file_holds_and_agrees_with_the_package() -> None:
    edition = read(ROOT / "CITATION.cff")
    package = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    settings = yaml.safe_load((ROOT / "config/default.yaml").read_text(encoding="utf-8"))
    assert edition.version == package["version"] and edition.date == settings["report"]["date"]
    assert edition.authors


GOOD: dict[str, Any] = {
    "cff-version": "1.2.0", "message": "Please cite.", "title": "A title", "version": "1.0",
    "date-released": "2026-03-09",
    "authors": [{"name": "A Body"}, {"family-names": "Li", "given-names": "Bai"}, {"alias": "bo"}],
}  # fmt: skip


def cff(tmp_path: Path, content: object) -> Path:
    file = tmp_path / "CITATION.cff"
    file.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return file


def test_persons_and_entities_become_names_of_csl(tmp_path: Path) -> None:
    names = read(cff(tmp_path, GOOD)).authors
    assert names == ({"literal": "A Body"}, {"family": "Li", "given": "Bai"}, {"literal": "bo"})


def test_authors_are_named_in_full_and_told_from_bodies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    head = "name: small\npackage: small\nlanguages: [zh, en]\n"
    (tmp_path / "edition.yaml").write_text(f"{head}authors_zh: [李白, 某机构, 贝多芬, 约]\n", encoding="utf-8")
    people: list[dict[str, str]] = [
        {"family-names": "Li"},
        {"name": "A Body"},
        {"family-names": "Beethoven", "given-names": "Ludwig", "name-particle": "van", "name-suffix": "Jr."},
        {"alias": "bo"},
    ]
    edition = read(cff(tmp_path, {**GOOD, "authors": people}))
    kinds = ["Person", "Organization", "Person", "Person"]
    names = {"en": ["Li", "A Body", "Ludwig van Beethoven Jr.", "bo"], "zh": ["李白", "某机构", "贝多芬", "约"]}
    for lang, expected in names.items():
        assert edition.named_in(lang) == list(zip(expected, kinds, strict=True))
    assert edition.named_in() == edition.named_in("en")


@pytest.mark.parametrize(("lang", "author"), [("zh", "李白"), ("en", "Li")])
def test_a_page_names_its_authors_with_no_more_than_a_title_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lang: str, author: str
) -> None:
    monkeypatch.chdir(tmp_path)
    head = "name: small\npackage: small\nlanguages: [zh, en]\nauthors_zh: [李白]\n"
    (tmp_path / "edition.yaml").write_text(head, encoding="utf-8")
    (tmp_path / f"small-{lang}.qmd").write_text("---\ntitle: T\n---\n", encoding="utf-8")
    said = about(tmp_path, cff(tmp_path, {**GOOD, "authors": [{"family-names": "Li"}]}), lang, "2026-03-09")
    assert (said.title, said.description, list(said.keywords)) == ("T", "T", [])
    page = head_of(Page("main", lang, f"small-{lang}.html"), said, "T")
    assert f'<meta name="citation_author" content="{author}">' in page
    assert f'"author": [{{"@type": "Person", "name": "{author}"}}]' in page


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"message": None}, "key message"),
        ({"title": ""}, "key title"),
        ({"authors": []}, "key authors"),
        ({"authors": [{"affiliation": "x"}]}, "key authors.0"),
        ({"authors": [{"name": "x", "family-names": "y"}]}, "family-names"),
        ({"authors": [{"alias": "x", "orcid": "0000-0001"}]}, "orcid"),
        ({"cff-version": "1.1.0"}, "cff-version"),
        ({"type": "book"}, "key type"),
        ({"date-released": "2026-13-01"}, "date-released"),
        ({"doi": "https://doi.org/10.1/x"}, "key doi"),
        ({"keywords": ["a", "a"]}, "keywords"),
        ({"autors": [{"name": "x"}]}, "autors"),
    ],
)
def test_a_citation_file_that_breaks_a_rule_is_refused(tmp_path: Path, change: dict[str, Any], expected: str) -> None:
    with pytest.raises(InputError, match=expected):
        read(cff(tmp_path, {**GOOD, **change}))


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(InputError) as told:
        read(cff(tmp_path, {"cff-version": "1.2.0", "colour": "red"}))
    assert len(told.value.problems) == 6
