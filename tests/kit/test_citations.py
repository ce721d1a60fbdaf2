"""Citations are read back by other software, and CITATION.cff is held to the format's rules."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pypandoc
import pytest
import yaml

from living_edition.errors import InputError
from living_edition.exhibits import citations
from living_edition.exhibits.cff import Edition, read

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
    assert RECORD["version"] in found["note"] and RECORD["sha256"] in found["note"] and "2026-03-09" in found["note"]


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
