"""What staging makes of the configuration, the environment and CITATION.cff."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from living_edition.errors import InputError
from living_edition.prose.environment import (
    citation,
    facts,
    packages,
    packages_table,
)
from living_edition.prose.parameters import (
    file_of,
    knobs,
    meanings,
    table,
)
from living_edition.settings.load import load

ROOT = Path(__file__).resolve().parents[2]
REPORT = ROOT / "report"
HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture
def known() -> tuple[dict[str, Any], dict[str, str]]:
    raw = yaml.safe_load((ROOT / "config/default.yaml").read_text("utf-8"))
    configuration, references = load(raw)
    return configuration.model_dump(mode="json"), references


def rows(text: str) -> dict[str, list[str]]:
    cells = [re.split(r"(?<!\\)\|", line)[1:-1] for line in text.splitlines() if line.startswith("| ")]
    return {row[0].strip().replace("\\", ""): [cell.strip().replace("\\", "") for cell in row] for row in cells[1:]}


def test_every_knob_of_the_defaults_file_has_its_row(known: Any) -> None:
    raw = yaml.safe_load((ROOT / "config/default.yaml").read_text("utf-8"))

    def leaves(content: Any, above: str = "") -> list[str]:
        if not isinstance(content, dict):
            return [above]
        return [leaf for key, value in content.items() for leaf in leaves(value, f"{above}.{key}".strip("."))]

    assert [knob.key for knob in knobs()] == leaves(raw)
    for lang in ("zh", "en"):
        assert len(rows(table(REPORT, *known, lang))) == len(leaves(raw))


def test_a_row_tells_value_range_unit_and_source(known: Any) -> None:
    assert rows(table(REPORT, *known, "en"))["batch.pd"] == [
        "batch.pd", f"{known[0]['scenarios']['batch']['pd']:g}", "≥ 0, ≤ 0.5", "share",
        "probability of default of a loan in a year. Source: the non-performing loan ratio of small and "
        "medium-sized enterprises; that this ratio of a stock stands in for a yearly probability of default is an "
        "assumption. Taken from fact:f23.",
    ]  # fmt: skip
    assert rows(table(REPORT, *known, "zh"))["guarantee.premium"] == [
        "guarantee.premium", "0.02", "≥ 0, ≤ 0.2", "比率", "按担保余额收取的年保费。来源：假设。",
    ]  # fmt: skip


def test_ranges_are_written_out(known: Any) -> None:
    limits = [row[2] for row in rows(table(REPORT, *known, "en")).values()]
    assert "≥ 0, ≤ 4294967295" in limits and not any(re.search(r"\de[+-]?\d", limit) for limit in limits)


def test_the_table_follows_the_configuration(known: Any) -> None:
    known[0]["scenarios"]["guarantee"]["premium"] = 0.0375
    assert rows(table(REPORT, *known, "en"))["guarantee.premium"][1] == "0.0375"


def test_every_meaning_is_of_its_language(known: Any) -> None:
    chinese_rows, english_rows = (rows(table(REPORT, *known, lang)) for lang in ("zh", "en"))
    assert all(HAN.search(row[4]) for row in chinese_rows.values())
    assert not any(HAN.search("".join(row)) for row in english_rows.values())


@pytest.mark.parametrize(
    ("section", "key", "text", "expected"),
    [
        ("guarantee", "premium", None, "key meanings.guarantee: found no Chinese of scenarios.guarantee.premium"),
        ("guarantee", "colour", "色", "key meanings.guarantee.colour: found the unknown name 'colour'"),
    ],
)
def test_chinese_that_is_not_that_of_the_models_is_refused(
    tmp_path: Path, section: str, key: str, text: str | None, expected: str
) -> None:
    content = yaml.safe_load((REPORT / file_of("zh")).read_text("utf-8"))
    content["meanings"][section].pop(key, None)
    content["meanings"][section] |= {key: text} if text else {}
    (tmp_path / file_of("zh")).write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        meanings(tmp_path, "zh")
    assert expected in str(caught.value)


def test_a_source_without_its_chinese_is_refused(tmp_path: Path) -> None:
    content = yaml.safe_load((REPORT / file_of("zh")).read_text("utf-8"))
    del content["sources"]["assumption"]
    (tmp_path / file_of("zh")).write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    with pytest.raises(InputError, match=r"the source 'assumption' of scenarios.* without its Chinese"):
        meanings(tmp_path, "zh")


@pytest.fixture
def locked(tmp_path: Path) -> Path:
    file = tmp_path / "requirements.txt"
    file.write_text("b-two==2.0 ; x == 'y' \\\n    --hash=sha256:00\na_one==1.5\nc==3\n", encoding="utf-8")
    return file


def test_packages_are_read_with_their_versions(locked: Path) -> None:
    assert packages(locked) == [("a_one", "1.5"), ("b-two", "2.0"), ("c", "3")]


def test_the_table_has_what_the_project_asks_for_and_not_what_that_needs(tmp_path: Path, locked: Path) -> None:
    project = tmp_path / "pyproject.toml"
    project.write_text('[project]\ndependencies = ["B.Two[x]>=1.9; y == 1", "c"]\n', encoding="utf-8")
    locked.write_text(locked.read_text("utf-8") + "c==4 ; z\n", encoding="utf-8")
    assert [line for line in packages_table(locked, project, "en").splitlines() if line.startswith("| ")][1:] == [
        "| b-two | 2.0 | c | 3, 4 |"
    ]


def test_a_list_without_packages_is_refused(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text("numpy>=2\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"requirements\.txt: found no locked package"):
        packages(tmp_path / "requirements.txt")


def test_the_facts_are_those_of_the_files(tmp_path: Path, locked: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\nrequires-python = ">=3.12"\n', encoding="utf-8")
    # A second version of a package, for another Python, is no other package.
    locked.write_text(locked.read_text("utf-8") + "c==4 ; z\n", encoding="utf-8")
    found = facts(locked, tmp_path / "pyproject.toml", 2, 1, 7)
    assert {number.id.removeprefix("edition."): number.value for number in found} == {
        "python_major": 3, "python_minor": 12, "packages": 3, "rules": 2, "jobs": 1, "exhibits": 7,
    }  # fmt: skip


def test_the_citation_is_that_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "CITATION.cff").write_text(
        "cff-version: 1.2.0\nmessage: m\ntitle: A Title\nversion: 9.8.7\ndate-released: '2031-02-03'\n"
        "authors:\n  - family-names: Doe\n    given-names: Jo\n  - name: A Body\n", encoding="utf-8",
    )  # fmt: skip
    assert citation(tmp_path / "CITATION.cff", REPORT, "en") == (
        "> Jo Doe, A Body. *A Title*. Version 9.8.7. 2031-02-03.\n"
    )
    said = citation(tmp_path / "CITATION.cff", REPORT, "zh")
    ours = ", ".join(yaml.safe_load((ROOT / "edition.yaml").read_text("utf-8"))["authors_zh"])
    assert said == f"> {ours}. 我国中小企业集群融资问题研究：可复现的双语研究版. 版本 9.8.7. 2031-02-03.\n"


def test_a_citation_without_a_version_is_refused(tmp_path: Path) -> None:
    (tmp_path / "CITATION.cff").write_text("cff-version: 1.2.0\nmessage: m\ntitle: T\nauthors: [{name: A}]\n", "utf-8")
    with pytest.raises(InputError, match="key version"):
        citation(tmp_path / "CITATION.cff", REPORT, "en")
