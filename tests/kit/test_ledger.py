"""The ledger of many files: each id once, each text in its language, and what a rebuild moved of it."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest

from living_edition.errors import InputError
from living_edition.jobs import ledger as job
from living_edition.ledger.build import join
from living_edition.ledger.number import Number, Source, read_numbers, write_numbers
from living_edition.workflow.moved import exact, files_moved, texts_moved

SOURCE = Source("data", zh="年鉴，第一行", en="yearbook, row 1", files=("data/raw/one.csv",), code="a.b:c")
OTHER = Source("scenario", zh="规则，参数", en="rule, parameters", files=("config/default.yaml",), code="d.e:f")
OUTPUT = Number("a.output", 299.21, "100m_yuan", SOURCE, decimals=2)
RUIN = Number("b.ruin", 1.25, "percent", OTHER, bound="about", decimals=1, low=0.75, high=1.875, interval="95%, Wilson")


def test_an_id_of_two_files_is_refused_by_its_name(tmp_path: Path) -> None:
    write_numbers([OUTPUT, RUIN], tmp_path / "one.json")
    write_numbers([replace(OUTPUT, value=5.0)], tmp_path / "two.json")
    with pytest.raises(InputError) as caught:
        join([tmp_path / "one.json", tmp_path / "two.json"])
    assert [(problem.file, problem.location) for problem in caught.value.problems] == [("two.json", "id a.output")]


def test_the_table_says_of_each_number_in_each_language_what_the_number_is(tmp_path: Path) -> None:
    write_numbers([RUIN], tmp_path / "one.json")
    write_numbers([OUTPUT], tmp_path / "two.json")
    job.run([tmp_path / "one.json", tmp_path / "two.json"], tmp_path / "ledger.json", tmp_path / "ledger.csv")
    assert read_numbers(tmp_path / "ledger.json") == [OUTPUT, RUIN]
    with (tmp_path / "ledger.csv").open(encoding="utf-8", newline="") as file:
        output, ruin = csv.DictReader(file)
    expected = {
        "id": "b.ruin", "value": "1.25", "unit": "percent", "bound": "about", "low": "0.75", "high": "1.875",
        "interval": "95%, Wilson", "text_zh": "约1.2%", "text_en": "about 1.2%",
        "source_zh": "规则，参数；区间 0.8–1.9（95%，Wilson）",
        "source_en": "rule, parameters; interval 0.8–1.9 (95%, Wilson)",
    }  # fmt: skip
    assert {key: ruin[key] for key in expected} == expected
    assert (output["text_zh"], output["text_en"]) == ("299.21亿元", "29.921 billion yuan")
    assert (output["source_zh"], output["source_en"]) == ("年鉴，第一行", "yearbook, row 1")


def numbers_moved(before: list[Number], after: list[Number]) -> list[str]:
    return texts_moved({n.id: exact(n) for n in before}, {n.id: exact(n) for n in after})


def test_numbers_that_moved_are_told_as_a_reader_sees_them() -> None:
    gone, new = replace(OUTPUT, id="a.gone"), replace(OUTPUT, id="a.new")
    told = numbers_moved([OUTPUT, RUIN, gone], [OUTPUT, replace(RUIN, value=1.75), new])
    assert told == [
        "  a.gone: 29.921 billion yuan (299.21) -> gone",
        "  a.new: new -> 29.921 billion yuan (299.21)",
        "  b.ruin: about 1.2% (1.25 [0.75, 1.875]) -> about 1.8% (1.75 [0.75, 1.875])",
    ]
    assert numbers_moved([RUIN], [RUIN]) == []


def test_files_that_moved_are_new_gone_or_changed() -> None:
    assert files_moved({"a": "1", "b": "2", "c": "3"}, {"a": "1", "b": "9", "d": "4"}) == [
        "  b: changed",
        "  c: gone",
        "  d: new",
    ]


def test_the_bytes_of_a_list_of_numbers_do_not_depend_on_its_order(tmp_path: Path) -> None:
    write_numbers([OUTPUT, RUIN], tmp_path / "one.json")
    write_numbers([RUIN, OUTPUT], tmp_path / "two.json")
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "two.json").read_bytes()
    assert [row["id"] for row in json.loads((tmp_path / "one.json").read_text("utf-8"))] == ["a.output", "b.ruin"]
