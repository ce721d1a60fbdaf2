"""Raw tables with faults: each is refused, with its file, row and column, and all at once."""

from __future__ import annotations

import csv
import hashlib
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cluster_finance.data.relations import RELATIONS
from living_edition.errors import InputError, Problem
from living_edition.files import write_json
from living_edition.ledger.units import units
from living_edition.tables.descriptor import raw_path, resource, table_names
from living_edition.tables.raw import check_content, read_raw
from living_edition.tables.schema import raw_schema
from living_edition.tables.validate import validate

HEADER = "city,year,gdp,share,kind"
GOOD = f"{HEADER}\n杭州市,2007,100.5,50,a\n宁波市,2007,80,,b\n"


def descriptor(content: bytes) -> dict[str, Any]:
    return {
        "name": "toy",
        "path": "raw/toy.csv",
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": {
            "fields": [
                {
                    "name": "city",
                    "type": "string",
                    "constraints": {"required": True, "pattern": "^.+市$"},
                },
                {
                    "name": "year",
                    "type": "integer",
                    "constraints": {"required": True, "minimum": 1990},
                },
                {
                    "name": "gdp",
                    "type": "number",
                    "unit": "10k_yuan",
                    "constraints": {"required": True, "minimum": 0},
                },
                {
                    "name": "share",
                    "type": "number",
                    "unit": "percent",
                    "constraints": {"minimum": 0, "maximum": 100},
                },
                {"name": "kind", "type": "string", "constraints": {"enum": ["alpha", "a", "b"]}},
            ],
            "primaryKey": ["city", "year"],
        },
    }


def refusal(tmp_path: Path, content: str | bytes) -> list[Problem]:
    data = content.encode() if isinstance(content, str) else content
    path = tmp_path / "toy.csv"
    path.write_bytes(data)
    with pytest.raises(InputError) as caught:
        read_raw(path, descriptor(data))
    for problem in caught.value.problems:
        assert problem.file == str(path)
        assert str(problem) in str(caught.value)
        assert problem.mend
    return caught.value.problems


def with_row(row: str) -> str:
    return f"{GOOD}{row}\n"


def test_good_table_has_the_described_types(tmp_path: Path) -> None:
    path = tmp_path / "toy.csv"
    path.write_text(GOOD)
    table = read_raw(path, descriptor(GOOD.encode()))
    assert [str(kind) for kind in table.dtypes] == ["str", "int64", "float64", "float64", "str"]
    assert table["gdp"].tolist() == [100.5, 80.0]
    assert table["share"].isna().tolist() == [False, True]


# One fault in the fourth row of the file: its cells, then place, found and expected.
CELLS = {
    "text": ("温州市,2007,unknown,1,a", "gdp", "text 'unknown'", "a number in 10k_yuan"),
    "not a number": ("温州市,2007,nan,1,a", "gdp", "text 'nan'", "a number"),
    "thousands": ('温州市,2007,"1,234,567.8",1,a', "gdp", "thousands separators", "a number"),
    "thin thousands": ("温州市,2007,1 234,1,a", "gdp", "thousands separators", "a number"),
    "full width": ("温州市,2007,１２３,1,a", "gdp", "full-width digits", "a number"),
    "hashes": ("温州市,2007,####,1,a", "gdp", "'####'", "a value"),
    "too low": ("温州市,2007,-3,1,a", "gdp", "-3, out of range", "at least 0 10k_yuan"),
    "just too low": ("温州市,2007,-0.25,1,a", "gdp", "-0.25, out of range", "at least 0 10k_yuan"),
    "just too high": ("温州市,2007,3,100.5,a", "share", "100.5, out of range", "at most 100 percent"),
    "too high": ("温州市,2007,3,101,a", "share", "101, out of range", "at most 100 percent"),
    "infinite": ("温州市,2007,1e999,1,a", "gdp", "1e999", "a finite number"),
    "fraction": ("温州市,2007.5,3,1,a", "year", "'2007.5'", "a whole number"),
    "enum": ("温州市,2007,3,1,alpa", "kind", "'alpa'", "one of alpha, a, b"),
    "pattern": ("温州,2007,3,1,a", "city", "'温州'", "^.+市$"),
    "space": ("温州市 ,2007,3,1,a", "city", "with space at an end", "'温州市'"),
    "empty cell": ("温州市,2007,,1,a", "gdp", "an empty cell", "a value"),
    "truncated": ("温州市,2007,3", "share", "3 cells", "5 cells"),
    "too long": ("温州市,2007,1,234,1,a", "kind", "6 cells", "5 cells"),
    "empty line": ("", "city", "an empty line", "5 cells"),
}


@pytest.mark.parametrize("name", sorted(CELLS))
def test_fault_in_a_cell(tmp_path: Path, name: str) -> None:
    row, column, found, expected = CELLS[name]
    (problem,) = refusal(tmp_path, with_row(row))
    assert problem.location == f"row 4, column {column}"
    assert found in problem.actual
    assert expected in problem.expected


@pytest.mark.parametrize(
    ("row", "what"), [("温州市,{},many,1,a", "rows of the column"), ("温州市,{},1", "rows")], ids=["cells", "lengths"]
)
def test_of_many_faults_of_a_kind_ten_are_told(tmp_path: Path, row: str, what: str) -> None:
    rows = "\n".join(row.format(1990 + n) for n in range(25))
    problems = refusal(tmp_path, with_row(rows))
    assert [p.location.partition(",")[0] for p in problems] == [f"row {n}" for n in range(4, 14)]
    assert problems[-1].actual.endswith(f" (and 15 more {what})") and "more" not in problems[-2].actual


def test_a_header_cut_in_two_is_told_alone(tmp_path: Path) -> None:
    problems = refusal(tmp_path, GOOD.replace("gdp,", "gdp\n", 1).encode())
    assert {p.location.partition(",")[0] for p in problems} == {"row 1"}


def test_mends_are_spelt_out(tmp_path: Path) -> None:
    rows = '温州市,2007,"1,234",1,a\n台州市,2007,１２．５,1,a\n衢州市,2007,1,1,alpa'
    mends = [problem.mend for problem in refusal(tmp_path, with_row(rows))]
    assert mends == ["write 1234", "write 12.5", "write alpha, the nearest"]


def test_duplicate_key_names_both_rows(tmp_path: Path) -> None:
    (problem,) = refusal(tmp_path, with_row("杭州市,2007,7,7,a"))
    assert problem.location == "row 4, column city, year"
    assert problem.actual == "杭州市, 2007 again, as in row 2"


HEADERS = {
    "missing": ("city,year,gdp,share", "city,2007", "kind", "no such column"),
    "extra": ("city,year,gdp,share,kind,zzz", "", "zzz", "an extra column 'zzz'"),
    "renamed": ("city,year,GDP,share,kind", "", "GDP", "the column 'GDP'"),
    "spaced": ("city,year,gdp,share ,kind", "", "share ", "the column 'share '"),
    "reordered": ("city,gdp,year,share,kind", "", "gdp", "columns reordered"),
}


@pytest.mark.parametrize("name", sorted(HEADERS))
def test_fault_in_the_header(tmp_path: Path, name: str) -> None:
    header, _, column, found = HEADERS[name]
    values = {"city": "杭州市", "year": "2007", "gdp": "1", "share": "1", "kind": "a"}
    row = ",".join(values.get(one.strip().lower(), "0") for one in header.split(","))
    (problem,) = refusal(tmp_path, f"{header}\n{row}\n")
    assert problem.location == f"row 1, column {column}"
    assert found in problem.actual
    if name in ("renamed", "spaced"):
        assert problem.mend == f"rename it to {column.strip().lower()}, the nearest name"


def test_checksum_names_both_and_the_command(tmp_path: Path) -> None:
    path = tmp_path / "toy.csv"
    path.write_text(GOOD.replace("100.5", "100.6"))
    with pytest.raises(InputError) as caught:
        read_raw(path, descriptor(GOOD.encode()))
    (problem,) = caught.value.problems
    assert hashlib.sha256(path.read_bytes()).hexdigest() in problem.actual
    assert hashlib.sha256(GOOD.encode()).hexdigest() in problem.expected
    assert "python -m living_edition accept toy" in problem.mend
    assert check_content(path, descriptor(GOOD.encode())) == 2


def test_byte_order_mark(tmp_path: Path) -> None:
    (problem,) = refusal(tmp_path, b"\xef\xbb\xbf" + GOOD.encode())
    assert (problem.location, "BOM" in problem.actual) == ("row 1", True)


def test_not_utf8(tmp_path: Path) -> None:
    (problem,) = refusal(tmp_path, f"{HEADER}\n".encode() + "杭州市,2007,1,1,a\n".encode("gb18030"))
    assert (problem.location, "not UTF-8" in problem.actual) == ("row 2", True)


def test_carriage_returns(tmp_path: Path) -> None:
    (problem,) = refusal(tmp_path, GOOD.replace("\n", "\r\n"))
    assert (problem.location, "CRLF" in problem.actual) == ("row 1", True)


@pytest.mark.parametrize("content", [b"", b"\n", b"\xef\xbb\xbf"])
def test_empty_file(tmp_path: Path, content: bytes) -> None:
    (problem,) = refusal(tmp_path, content)
    assert problem.actual == "an empty file"


def test_header_alone(tmp_path: Path) -> None:
    (problem,) = refusal(tmp_path, f"{HEADER}\n")
    assert (problem.location, problem.actual) == ("row 2", "a header alone")


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_raw(tmp_path / "toy.csv", descriptor(b""))


def test_all_problems_come_in_one_message(tmp_path: Path) -> None:
    path = tmp_path / "toy.csv"
    content = f"{HEADER}\r\n杭州市,2007,x,500,c\r\n宁波市,2007\r\n杭州市,2007,####,1,a\r\n".encode()
    path.write_bytes(b"\xef\xbb\xbf" + content)
    with pytest.raises(InputError) as caught:
        read_raw(path, descriptor(content))
    places = sorted(problem.location for problem in caught.value.problems)
    assert places == [
        "",  # checksum
        "row 1",  # byte order mark
        "row 1",  # line ends
        "row 2, column gdp",
        "row 2, column kind",
        "row 2, column share",
        "row 3, column gdp",
        "row 4, column city, year",
        "row 4, column gdp",
    ]
    assert str(caught.value).startswith("9 problems:")


def _cell(row: int, column: str, value: str) -> Callable[[bytes], bytes]:
    """Return the change of one cell of a file without quotes (its header is row 1)."""

    def change(content: bytes) -> bytes:
        lines = content.decode().split("\n")
        cells = lines[row - 1].split(",")
        cells[lines[0].split(",").index(column)] = value
        lines[row - 1] = ",".join(cells)
        return "\n".join(lines).encode()

    return change


# The panel of cities itself, damaged: the change, then place, found and what the mend says.
DAMAGED: dict[str, tuple[Callable[[bytes], bytes], str, str, str]] = {
    "wrong encoding": (lambda b: b.decode().encode("gb18030"), "row 2", "not UTF-8", "GB 18030"),
    "byte order mark": (lambda b: b"\xef\xbb\xbf" + b, "row 1", "BOM", "without BOM"),
    "CRLF": (lambda b: b.replace(b"\n", b"\r\n"), "row 1", "CRLF", "LF"),
    "empty": (lambda _: b"", "", "an empty file", "restore"),
    "truncated": (lambda b: b[: len(b) // 2 + 11], "row 1689, column year", "cells", "complete the row"),
    "renamed column": (
        lambda b: b.replace(b",loans,", b",loan,", 1),
        "row 1, column loan",
        "the column 'loan'",
        "rename it to loans",
    ),
    "text": (_cell(9, "gdp", "n/a"), "row 9, column gdp", "text 'n/a'", "leave the cell empty"),
    "thousands": (_cell(9, "gdp", "1 234 567"), "row 9, column gdp", "thousands separators", "write 1234567"),
    "full width": (_cell(9, "gdp", "１２３４"), "row 9, column gdp", "full-width digits", "write 1234"),
    "spreadsheet": (_cell(9, "gdp", "########"), "row 9, column gdp", "'########'", "widen the spreadsheet column"),
    "negative area": (_cell(9, "land_area", "-16800"), "row 9, column land_area", "-16800, out of range", "source"),
    "year out of range": (_cell(9, "year", "1007"), "row 9, column year", "1007, out of range", "source"),
    "duplicate key": (_cell(9, "year", "2000"), "row 9, column city_code, year", "again, as in row 2", "take one"),
    "no such code": (_cell(9, "city_code", "11000"), "row 9, column city_code", "'11000'", "as the others"),
}


@pytest.mark.parametrize("name", sorted(DAMAGED))
def test_damaged_panel_of_cities(tmp_path: Path, name: str) -> None:
    change, place, found, mend = DAMAGED[name]
    path = tmp_path / "city_panel.csv"
    path.write_bytes(change(raw_path("city_panel").read_bytes()))
    with pytest.raises(InputError) as caught:
        check_content(path, resource("city_panel"))
    (problem,) = caught.value.problems
    assert problem.file == str(path)
    assert problem.location == place
    assert found in problem.actual
    assert mend in problem.mend


def test_a_missing_and_an_extra_column_of_the_panel_come_together(tmp_path: Path) -> None:
    path = tmp_path / "city_panel.csv"
    path.write_bytes(raw_path("city_panel").read_bytes().replace(b",freight\n", b",zzz\n", 1))
    with pytest.raises(InputError) as caught:
        check_content(path, resource("city_panel"))
    assert [problem.location for problem in caught.value.problems] == ["row 1, column zzz", "row 1, column freight"]
    assert [problem.mend for problem in caught.value.problems] == [
        "take the column out",
        "add the column freight, at place 24",
    ]


def test_a_refused_table_leaves_what_was_built_before(tmp_path: Path) -> None:
    raw, stamp = tmp_path / "leading_industries.csv", tmp_path / "stamp.json"
    shutil.copy(raw_path("leading_industries"), raw)
    call = {
        "job": "living_edition.jobs.raw_table",
        "inputs": {"raw": str(raw)},
        "outputs": {"stamp": str(stamp)},
        "knobs": {"descriptor": resource("leading_industries")},
        "wildcards": {"table": "leading_industries"},
    }
    write_json(call, tmp_path / "call.json")
    command = [sys.executable, "-m", "living_edition", "run", str(tmp_path / "call.json")]
    assert subprocess.run(command, check=False).returncode == 0
    before = (stamp.read_bytes(), stamp.stat().st_mtime_ns)
    raw.write_bytes(raw.read_bytes().replace(b"1,", b"one,", 1))
    refused = subprocess.run(command, check=False, capture_output=True, text=True)
    assert refused.returncode == 2
    assert f"{raw}, row 2, column rank: found text 'one'" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert (stamp.read_bytes(), stamp.stat().st_mtime_ns) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["call.json", raw.name, "stamp.json"]


@pytest.mark.parametrize("name", table_names())
def test_raw_table_holds_to_its_schema(name: str) -> None:
    schema = raw_schema(resource(name))
    assert len(validate(read_raw(raw_path(name), resource(name)), schema, name)) > 0
    assert {field["unit"] for field in resource(name)["schema"]["fields"] if "unit" in field} <= set(units())


# One cell of each relation, changed so that it breaks: row (from 0), column, value.
BROKEN = {
    "fujian_industrial_firms": [(1, "2005", 61)],
    "national_industry_totals": [(0, "equity", 9.0), (1, "current_assets", 9e9), (2, "main_cost", 9e9)],
    "national_loans_by_firm_size": [(0, "loan_balance", 1.0)],
    "national_new_loans": [(3, "new_loans", 9.0)],
    "zhejiang_industrial_firms": [(11, "2005", 155), (1, "2006", 1), (3, "2007", 1)],
}


@pytest.mark.parametrize("name", sorted(RELATIONS))
def test_relations_of_raw_tables_are_required(name: str) -> None:
    assert len(BROKEN[name]) == len(RELATIONS[name])
    for (row, column, value), relation in zip(BROKEN[name], RELATIONS[name], strict=True):
        table = read_raw(raw_path(name), resource(name))
        table.loc[row, column] = value
        with pytest.raises(InputError) as caught:
            validate(table, raw_schema(resource(name)), f"data/raw/{name}.csv")
        assert relation in {problem.expected for problem in caught.value.problems}
        assert all("row" in problem.location for problem in caught.value.problems)


@pytest.mark.parametrize(
    ("cell", "found", "mend"),
    [
        ("温州\u200b市", "the character U+200B after '温州', which cannot be seen", "take it out"),
        ("温州市\u200b", "the character U+200B after '温州市'", "take it out"),
        ("\ufeff温州市", "the character U+FEFF at the start", "take it out"),
        ("温\u00ad州市", "the character U+00AD", "take it out"),
        ("温\u3000州市", "the character U+3000", "take it out"),
        ("温\u00a0州市", "the character U+00A0", "take it out"),
        ("温\u202e州市", "the character U+202E", "take it out"),
        ('"温州\n市"', "the character U+000A", "take it out"),
        ("温\ufffd市", "a replacement character", "look it up"),
        ("温州城市".encode().decode("gb18030"), "text read in the wrong encoding", "write 温州城市"),
        ("温州市".encode().decode("latin-1"), "cannot be seen", "take it out"),
        ("Liège市".encode().decode("cp1252"), "text read in the wrong encoding", "write Liège市"),
        ("#N/A", "'#N/A', a spreadsheet's error", "mend the formula"),
        ("#REF!", "'#REF!', a spreadsheet's error", "mend the formula"),
        ("####", "'####', a spreadsheet's error", "widen the spreadsheet column"),
        ("=温州市", "runs as a formula", "write the value"),
        ("-温州市", "runs as a formula", "write the value"),
        ("'温州市", "runs as a formula", "write the value"),
        ("温州市１", "full-width letters or digits", "write 温州市1"),
        ("⽔市", "a look-alike of a character", "write 水市"),
    ],
)
def test_text_is_clean_by_rule(tmp_path: Path, cell: str, found: str, mend: str) -> None:
    content = f"{GOOD}{cell},2007,1,1,a\n"
    file = tmp_path / "toy.csv"
    file.write_bytes(content.encode("utf-8"))
    with pytest.raises(InputError) as caught:
        check_content(file, descriptor(content.encode("utf-8")))
    said = [p for p in caught.value.problems if p.location == "row 4, column city" and found in p.actual]
    assert said and mend in said[0].mend, caught.value


@pytest.mark.parametrize("cell", ["2007-13-01", "2007/2/30", "2007-00", "2007-02-29", "2007/13"])
def test_a_date_is_one_of_the_calendar(tmp_path: Path, cell: str) -> None:
    fields = [{"name": "day", "type": "string"}]
    (tmp_path / "toy.csv").write_text(f"day\n2008-02-29\n2007/2/3\n2012/13\n1999-00\n{cell}\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        check_content(tmp_path / "toy.csv", {"name": "toy", "schema": {"fields": fields}})
    assert [(p.location, p.actual) for p in caught.value.problems] == [("row 6, column day", f"the date {cell}")]


@pytest.mark.parametrize(
    ("unit", "kind", "cell", "expected"),
    [
        ("number", "number", "1e-05", "a number, as 0.5, 12 or -3"),
        ("", "integer", "+4", "a whole number, as 12 or -3"),
        ("share", "number", "7", "at most 5"),
        ("year", "integer", "7", "at most 5"),
        ("firms", "integer", "7", "at most 5 firms"),
        ("firms", "integer", "many", "a whole number in firms"),
    ],
)
def test_a_unit_is_named_where_it_has_a_name(tmp_path: Path, unit: str, kind: str, cell: str, expected: str) -> None:
    field = {"name": "x", "type": kind, "unit": unit, "constraints": {"maximum": 5}}
    (tmp_path / "toy.csv").write_text(f"x\n{cell}\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        check_content(tmp_path / "toy.csv", {"name": "toy", "schema": {"fields": [field]}})
    assert [problem.expected for problem in caught.value.problems] == [expected]


@pytest.mark.parametrize(("pattern", "cell"), [(r"^\d+\$$", "12$"), (r"\d+\$", "12$"), (r"a|^\^b", "^b")])
def test_a_pattern_is_taken_as_it_stands(tmp_path: Path, pattern: str, cell: str) -> None:
    field = {"name": "x", "type": "string", "constraints": {"pattern": pattern}}
    (tmp_path / "toy.csv").write_text(f"x\n{cell}\n", encoding="utf-8")
    assert check_content(tmp_path / "toy.csv", {"name": "toy", "schema": {"fields": [field]}}) == 1


def test_keys_are_known_values_and_go_together(tmp_path: Path) -> None:
    (tmp_path / "places.csv").write_text("code,name\n01,杭州市\n02,宁波市\n", encoding="utf-8")
    fields = [
        {"name": name, "type": "string", "known": {"resource": "places", "field": field}}
        for name, field in (("city_code", "code"), ("city", "name"))
    ]
    rows = "01,杭州市\n02,宁波市\n01,宁波市\n02,宁波\n03,杭州市\n"
    (tmp_path / "toy.csv").write_text(f"city_code,city\n{rows}", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        check_content(tmp_path / "toy.csv", {"name": "toy", "schema": {"fields": fields}})
    assert [(p.location, p.actual, p.mend) for p in caught.value.problems] == [
        ("row 4, column city_code, city", "01, 宁波市, which do not go together", "correct one of them"),
        ("row 5, column city", "'宁波'", "write 宁波市, the nearest"),
        ("row 6, column city_code", "'03'", "write 02, the nearest"),
    ]


@pytest.mark.parametrize(
    ("text", "row"),
    [('city\n杭州市\n"宁波市\n温州市\n', "row 3"), ('city\n"杭"州市\n', "row 2"), ('city\n"a', "row 2")],
)
def test_a_quotation_mark_left_open_is_told_with_its_row(tmp_path: Path, text: str, row: str) -> None:
    (tmp_path / "toy.csv").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        check_content(tmp_path / "toy.csv", {"name": "toy", "schema": {"fields": [{"name": "city", "type": "string"}]}})
    assert [p.location for p in caught.value.problems] == [row] and "quotation mark" in caught.value.problems[0].actual


@pytest.mark.parametrize("limit", [10_000, 131_072, 100_000_000])
def test_a_field_of_megabytes_is_told_whatever_limit_another_library_set(tmp_path: Path, limit: int) -> None:
    toy = {"name": "toy", "schema": {"fields": [{"name": "city", "type": "string"}]}}
    before = csv.field_size_limit(limit)
    try:
        (tmp_path / "toy.csv").write_text(f"city\n{'x' * 200_000}\n", encoding="utf-8")
        with pytest.raises(InputError, match="field larger than field limit") as caught:
            check_content(tmp_path / "toy.csv", toy)
        (tmp_path / "toy.csv").write_text(f"city\n{'x' * 100_000}\n", encoding="utf-8")
        assert check_content(tmp_path / "toy.csv", toy) == 1
        assert csv.field_size_limit() == limit
    finally:
        csv.field_size_limit(before)
    assert [problem.location for problem in caught.value.problems] == ["row 2"]
