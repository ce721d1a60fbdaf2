"""The published package is valid and true of its files; the codebook says what the tables hold."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import frictionless
import pandas as pd
import pytest

from cluster_finance.thesis.figures import clusters, industries
from living_edition.errors import InputError
from living_edition.exhibits.codebook import codebook
from living_edition.files import sha256, write_table
from living_edition.ledger.units import units
from living_edition.render.codebook_page import page
from living_edition.tables.clean_tables import clean_descriptions, clean_files
from living_edition.tables.descriptor import raw_path, resource, table_names
from living_edition.tables.dictionary import clean_resource, coverage, extent
from living_edition.tables.package import problems_of, publish
from living_edition.tables.raw import read_raw

THEME = Path(__file__).resolve().parents[2] / "src/living_edition/quarto/theme"


@pytest.fixture
def tables(tmp_path: Path) -> dict[str, str]:
    """Return two clean tables, made from the raw ones."""
    made = {
        "clusters": clusters(read_raw(raw_path("thesis_figures"), resource("thesis_figures"))),
        "industries": industries(read_raw(raw_path("leading_industries"), resource("leading_industries"))),
    }
    for name, table in made.items():
        write_table(table, tmp_path / f"clean/{name}.parquet", tmp_path / f"clean/{name}.csv")
    return {name: str(tmp_path / f"clean/{name}.parquet") for name in made}


@pytest.fixture
def package(tables: dict[str, str], tmp_path: Path) -> Path:
    publish(tables, tmp_path / "package")
    return tmp_path / "package"


def test_frictionless_finds_the_package_valid(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(package)
    report = frictionless.validate("datapackage.json")
    assert report.valid, report.to_summary()
    assert [task.name for task in report.tasks] == ["clusters", "industries"]


def test_both_forms_hold_the_same_rows_and_the_recorded_bytes(package: Path) -> None:
    content = json.loads((package / "datapackage.json").read_text(encoding="utf-8"))
    for one in content["resources"]:
        text, binary = pd.read_csv(package / one["path"]), pd.read_parquet(package / one["parquet"]["path"])
        pd.testing.assert_frame_equal(text, binary, check_dtype=False)
        assert one["hash"] == f"sha256:{sha256(package / one['path'])}"
        assert one["parquet"]["hash"] == f"sha256:{sha256(package / one['parquet']['path'])}"
        assert one["rows"] == len(text)
        assert all(field["meaning_zh"] and field["meaning_en"] for field in one["schema"]["fields"])
        assert one["sources"]
    fields = {field["name"]: field for field in content["resources"][0]["schema"]["fields"]}
    assert fields["output"]["unit"] == "100m_yuan"


@pytest.mark.parametrize("file", ["clusters.csv", "clusters.parquet"])
def test_a_changed_file_is_found(file: str, package: Path) -> None:
    assert problems_of(package / "datapackage.json") == []
    with (package / file).open("ab") as opened:
        opened.write(b"x\n")
    assert problems_of(package / "datapackage.json")


def test_a_refused_package_leaves_no_descriptor(tables: dict[str, str], tmp_path: Path) -> None:
    broken = pd.read_parquet(tables["clusters"])
    # Two rows of one key: pandas writes them, frictionless refuses them.
    write_table(pd.concat([broken, broken]), tables["clusters"], tables["clusters"].replace(".parquet", ".csv"))
    with pytest.raises(InputError, match="clusters"):
        publish(tables, tmp_path / "package")
    assert not (tmp_path / "package" / "datapackage.json").exists()


def test_a_column_without_description_is_refused_and_the_other_way_round() -> None:
    table = pd.DataFrame({"rank": [1], "industry_zh": ["甲"], "colour": ["red"]})
    with pytest.raises(InputError) as caught:
        clean_resource("industries", table)
    assert [problem.actual for problem in caught.value.problems] == [
        "no field colour",
        "a field industry_en, which is no column",
    ]


def test_the_same_tables_give_the_same_bytes(tables: dict[str, str], package: Path, tmp_path: Path) -> None:
    shutil.move(package, tmp_path / "first")
    publish(tables, tmp_path / "second")
    files = sorted(path.name for path in (tmp_path / "first").iterdir())
    assert files == sorted(path.name for path in (tmp_path / "second").iterdir())
    assert all((tmp_path / "first" / name).read_bytes() == (tmp_path / "second" / name).read_bytes() for name in files)


def test_descriptions_name_units_and_raw_tables_that_exist() -> None:
    for name, one in clean_descriptions().items():
        assert set(one["raw"]) <= set(table_names()), name
        assert {field.get("unit", "number") for field in one["fields"]} <= set(units()), name
        assert one["title"] and one["title_zh"] and one["description"] and one["description_zh"]
    assert clean_files()["changes"] == "results/clean/changes.csv"


def test_what_the_codebook_counts() -> None:
    table = pd.DataFrame({"year": [2003, 2001, 2007], "value": [1.5, None, 4.0], "word": ["a", "b", "a"]})
    assert coverage(table) == "2001–2007"
    assert (extent(table["value"]), extent(table["word"])) == ((1.5, 4.0), 2)
    assert coverage(pd.DataFrame({"month": ["2008-01-01", "2011-12-01"]})) == "2008–2011"
    assert coverage(pd.DataFrame({"effective_date": ["1989/2/1", "2015/10/24"]})) == "1989–2015"
    assert coverage(pd.DataFrame({"value": [1.0]})) == ""


@pytest.mark.parametrize(("lang", "row"), [
    ("zh", "| output | 产值 | 亿元 | 0 | 100–330 |"),
    ("en", "| output | output | 100 million yuan | 0 | 100–330 |"),
])  # fmt: skip
def test_codebook_of_a_table(lang: str, row: str, tables: dict[str, str]) -> None:
    table = pd.read_parquet(tables["clusters"])
    text = codebook([], [(clean_resource("clusters", table), table)], lang)
    assert row in text.splitlines()
    # No count of firms for two of the four clusters, no share of the nation for two: two of its cells are missing.
    assert "| share\\_china | " in text and " | 2 | 65–80 |" in text


def test_a_mark_in_a_description_is_a_mark_in_the_codebook(tables: dict[str, str]) -> None:
    table = pd.read_parquet(tables["industries"])
    told = {**clean_resource("industries", table), "description": "fiscal_* are money; employees_* are persons"}
    html = page(codebook([], [(told, table)], "en"), THEME, "en", changes=False)
    assert "Fiscal_* are money; employees_* are persons." in html


def test_codebook_page_is_one_file_in_the_site_s_style() -> None:
    html = page("# 原始表 {#raw}\n\n| a |\n| - |\n| b |\n", THEME, "zh", changes=True)
    assert "data/changes.csv" in html
    assert "data/changes.csv" not in page("# 原始表 {#raw}\n", THEME, "zh", changes=False)
    assert '<html lang="zh">' in html and 'id="raw"' in html
    assert "数据手册" in html and "--paper" in html
    assert '<link rel="stylesheet" href="report' not in html
