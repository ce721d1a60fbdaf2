"""The descriptor: valid, complete, and true of the files."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import frictionless
import pytest

from living_edition.errors import InputError
from living_edition.ledger.units import units
from living_edition.tables.descriptor import (
    DATA,
    PACKAGE,
    accept,
    package,
    raw_path,
    table_names,
)
from living_edition.tables.descriptor import resource as described
from living_edition.tables.raw import read_raw


def test_frictionless_finds_package_and_tables_valid() -> None:
    report = frictionless.validate(str(PACKAGE))
    assert report.valid, report.to_summary()


def test_every_raw_file_is_described() -> None:
    files = {f"raw/{path.name}" for path in (DATA / "raw").glob("*.csv")}
    assert {resource["path"] for resource in package()["resources"]} == files


@pytest.mark.parametrize("name", table_names())
def test_raw_table_reads_as_described(name: str) -> None:
    table = read_raw(raw_path(name), described(name))
    assert list(table.columns) == [f["name"] for f in described(name)["schema"]["fields"]]
    assert len(table) > 0


@pytest.mark.parametrize("name", table_names())
def test_fields_have_units_titles_and_sources(name: str) -> None:
    one = described(name)
    assert one["title"] and one["title_zh"] and one["sources"][0]["title"]
    for field in one["schema"]["fields"]:
        assert field["title_zh"] and field["description"] and field["meaning_zh"] and field["meaning_en"]
        assert field.get("unit", "number") in units()


@pytest.mark.parametrize(
    ("field", "constraints", "place", "expected"),
    [
        ("rank", {"pattern": "^1$"}, "fields.0.constraints.pattern", "none, where the type is integer"),
        ("rank", {"enum": [1, "2"]}, "fields.0.constraints.enum.1", "a whole number"),
        ("rank", {"enum": [1, 2.5]}, "fields.0.constraints.enum.1", "a whole number"),
        ("industry_zh", {"minimum": 1}, "fields.1.constraints.minimum", "none, where the type is string"),
        ("industry_zh", {"enum": [7, "a"]}, "fields.1.constraints.enum.0", "a text"),
    ],
)
def test_a_constraint_that_cannot_apply_is_refused(
    tmp_path: Path, field: str, constraints: dict[str, Any], place: str, expected: str
) -> None:
    table = described("leading_industries")
    for one in table["schema"]["fields"]:
        if one["name"] == field:
            one["constraints"] = constraints
    descriptor = tmp_path / "datapackage.json"
    descriptor.write_text(json.dumps({**package(), "resources": [table]}, indent=1), encoding="utf-8")
    with pytest.raises(InputError) as refused:
        package(descriptor)
    (problem,) = refused.value.problems
    assert problem.location.endswith(place) and problem.expected == expected


def test_accept_records_checksum_and_size(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    descriptor = tmp_path / "datapackage.json"
    descriptor.write_text(json.dumps({**package(), "resources": [described("leading_industries")]}))
    file = tmp_path / "raw" / "leading_industries.csv"
    shutil.copy(raw_path("leading_industries"), file)
    assert accept(["leading_industries"], descriptor) == []
    file.write_bytes(b"abc")
    assert accept(["leading_industries"], descriptor) == ["leading_industries"]
    recorded = described("leading_industries", descriptor)
    # The digest of "abc" is the first example of the standard (FIPS 180-2, B.1).
    digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert (recorded["hash"], recorded["bytes"]) == (f"sha256:{digest}", 3)
    with pytest.raises(KeyError, match="known are leading_industries"):
        accept(["leading_industry"], descriptor)
