"""Raw tables with faults: each is refused, with its file, row and column, and all at once."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest

from cluster_finance.data.raw import check_content, read_raw
from cluster_finance.errors import InputError, Problem

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
    assert problem.place == f"row 4, column {column}"
    assert found in problem.found
    assert expected in problem.expected


def test_mends_are_spelt_out(tmp_path: Path) -> None:
    rows = '温州市,2007,"1,234",1,a\n台州市,2007,１２．５,1,a\n衢州市,2007,1,1,alpa'
    mends = [problem.mend for problem in refusal(tmp_path, with_row(rows))]
    assert mends == ["write 1234", "write 12.5", "write alpha, the nearest"]


def test_duplicate_key_names_both_rows(tmp_path: Path) -> None:
    (problem,) = refusal(tmp_path, with_row("杭州市,2007,7,7,a"))
    assert problem.place == "row 4, column city, year"
    assert problem.found == "杭州市, 2007 again, as in row 2"


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
    assert problem.place == f"row 1, column {column}"
    assert found in problem.found
    if name in ("renamed", "spaced"):
        assert problem.mend == f"rename it to {column.strip().lower()}, the nearest name"


def test_checksum_names_both_and_the_command(tmp_path: Path) -> None:
    path = tmp_path / "toy.csv"
    path.write_text(GOOD.replace("100.5", "100.6"))
    with pytest.raises(InputError) as caught:
        read_raw(path, descriptor(GOOD.encode()))
    (problem,) = caught.value.problems
    assert hashlib.sha256(path.read_bytes()).hexdigest() in problem.found
    assert hashlib.sha256(GOOD.encode()).hexdigest() in problem.expected
    assert "python -m cluster_finance.jobs.accept_data toy" in problem.mend
    assert check_content(path, descriptor(GOOD.encode())) == 2


def test_byte_order_mark(tmp_path: Path) -> None:
    (problem,) = refusal(tmp_path, b"\xef\xbb\xbf" + GOOD.encode())
    assert (problem.place, "BOM" in problem.found) == ("row 1", True)


def test_not_utf8(tmp_path: Path) -> None:
    (problem,) = refusal(tmp_path, f"{HEADER}\n".encode() + "杭州市,2007,1,1,a\n".encode("gb18030"))
    assert (problem.place, "not UTF-8" in problem.found) == ("row 2", True)


def test_carriage_returns(tmp_path: Path) -> None:
    (problem,) = refusal(tmp_path, GOOD.replace("\n", "\r\n"))
    assert (problem.place, "CRLF" in problem.found) == ("row 1", True)


@pytest.mark.parametrize("content", [b"", b"\n", b"\xef\xbb\xbf"])
def test_empty_file(tmp_path: Path, content: bytes) -> None:
    (problem,) = refusal(tmp_path, content)
    assert problem.found == "an empty file"


def test_header_alone(tmp_path: Path) -> None:
    (problem,) = refusal(tmp_path, f"{HEADER}\n")
    assert (problem.place, problem.found) == ("row 2", "a header alone")


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_raw(tmp_path / "toy.csv", descriptor(b""))


def test_all_problems_come_in_one_message(tmp_path: Path) -> None:
    path = tmp_path / "toy.csv"
    content = f"{HEADER}\r\n杭州市,2007,x,500,c\r\n宁波市,2007\r\n杭州市,2007,####,1,a\r\n".encode()
    path.write_bytes(b"\xef\xbb\xbf" + content)
    with pytest.raises(InputError) as caught:
        read_raw(path, descriptor(content))
    places = sorted(problem.place for problem in caught.value.problems)
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
