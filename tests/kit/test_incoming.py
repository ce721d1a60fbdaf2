"""Tables as people have them come into data/raw in one form, or are refused where they could mean two things."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from living_edition.__main__ import main
from living_edition.errors import InputError
from living_edition.files import sha256
from living_edition.tables import accepting, incoming
from living_edition.tables.descriptor import package
from living_edition.tables.incoming import normalise, read
from living_edition.workflow import inputs, new

# The rows of one table, however it is saved.
ROWS = [["城市", "年份", "GDP", "贷款"], ["杭州", "2007", "4100.17", "1234567"], ["镕城", "2008", "-35", "980"]]
CANONICAL = "城市,年份,GDP,贷款\n杭州,2007,4100.17,1234567\n镕城,2008,-35,980\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    new.create(tmp_path / "mine", "mine", "Author")
    monkeypatch.chdir(tmp_path / "mine")
    yield tmp_path / "mine"


def saved(folder: Path, content: bytes | str, name: str = "loans.csv") -> Path:
    file = folder / name
    file.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return file


def workbook(folder: Path, rows: list[list[Any]], name: str = "loans.xlsx") -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(folder / name)
    return folder / name


EXCEL = '城市,年份,GDP,贷款\r\n杭州　,2007,"4,100.17","1,234,567"\r\n镕城,２００８,－35,980\r\n'


@pytest.mark.parametrize(
    "content",
    [
        CANONICAL.encode(),
        EXCEL.encode("gb18030"),
        EXCEL.encode("utf-8-sig"),
        b"\xff\xfe" + EXCEL.replace('"4,100.17"', "4100.17").replace('"1,234,567"', "1234567").replace(",", "\t")
        .encode("utf-16-le"),
        CANONICAL.replace("杭州", "杭\u200b州").encode(),
        (CANONICAL + ",,,\n,,,\n").encode(),
    ],
    ids=["canonical", "gb18030", "byte-order-mark", "utf-16", "zero-width", "empty-rows"],
)  # fmt: skip
def test_one_table_however_it_was_saved(tmp_path: Path, content: bytes) -> None:
    table = read(saved(tmp_path, content))
    normalise(table, ["年份", "GDP", "贷款"])
    assert table.text() == CANONICAL
    assert bool(table.remarks) == (content != CANONICAL.encode())


def test_a_workbook_comes_in_as_it_is_seen(tmp_path: Path) -> None:
    rows = [ROWS[0], ["杭州", 2007, 4100.17, 1234567], ["镕城", 2008, -35.0, "980"]]
    table = read(workbook(tmp_path, rows))
    normalise(table, ["年份", "GDP", "贷款"])
    assert table.text() == CANONICAL


@pytest.mark.parametrize(
    ("content", "place", "found"),
    [
        ("x;y\n1,5;2\n", "row 1", "semicolons"),
        ('x,y\n"12,5",2\n', "row 2, column x", "12,5"),
        ("x,y\n#N/A,2\n", "row 2, column x", "spreadsheet's error"),
        ("x,y\n1,#REF!\n", "row 2, column y", "spreadsheet's error"),
        ("Table 1,\nx,y\n1,2\n", "row 1", "a header with empty cells"),
        ("x,y\n\n1,2\n", "row 2", "an empty row"),
        ("x,x\n1,2\n", "row 1, column x", "2 times"),
        ("x,y\n1\n", "row 2", "1 cells"),
        ("x,y\n", "", "no rows"),
        ("Stadt,y\nZürich,1\nGenève,2\n".encode("latin-1"), "", "neither UTF-8 nor plainly GB 18030"),
    ],
)
def test_what_could_mean_two_things_is_refused(tmp_path: Path, content: bytes | str, place: str, found: str) -> None:
    with pytest.raises(InputError) as refused:
        table = read(saved(tmp_path, content))
        normalise(table, ["x", "y"])
    (problem,) = refused.value.problems
    assert problem.location == place and found in problem.actual


def _merged(sheet: Any) -> None:
    sheet.merge_cells("A2:A3")


def _hidden(sheet: Any) -> None:
    sheet.row_dimensions[2].hidden = True


def _percent(sheet: Any) -> None:
    sheet["B2"].number_format = "0.0%"


def _formula(sheet: Any) -> None:
    sheet["B2"] = "=1+1"


def _long(sheet: Any) -> None:
    sheet["B2"] = 91330100123456789


@pytest.mark.parametrize(
    ("change", "found"),
    [(_merged, "merged"), (_hidden, "hidden: row 2"), (_percent, "percentage"), (_formula, "without a saved value"),
     (_long, "17 digits")],
)  # fmt: skip
def test_a_workbook_that_is_not_what_it_seems_is_refused(tmp_path: Path, change: Any, found: str) -> None:
    book = openpyxl.Workbook()
    for row in (["x", "y"], ["a", 0.12], ["b", 0.5]):
        book.active.append(row)
    change(book.active)
    book.save(tmp_path / "loans.xlsx")
    with pytest.raises(InputError, match=found):
        read(tmp_path / "loans.xlsx")


def test_of_several_filled_sheets_one_is_named(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["x"])
    book.active.append([1])
    other = book.create_sheet("second")
    other.append(["x"])
    other.append([2])
    book.save(tmp_path / "loans.xlsx")
    with pytest.raises(InputError, match="--sheet"):
        read(tmp_path / "loans.xlsx")
    assert read(tmp_path / "loans.xlsx", "second").text() == "x\n2\n"


def test_a_described_table_is_brought_into_form_in_its_place(project: Path, capsys: pytest.CaptureFixture) -> None:
    raw = project / "data/raw/employment.csv"
    before = raw.read_text("utf-8")
    raw.write_bytes(before.replace("60323", '"60,323"').replace("\n", "\r\n").encode("gb18030"))
    damaged = raw.read_bytes()
    accepting.run(["employment"], show=True)
    assert "60,323" in capsys.readouterr().out and raw.read_bytes() == damaged
    accepting.run(["employment"])
    assert raw.read_text("utf-8") == before
    assert package()["resources"][0]["hash"] == f"sha256:{sha256(raw)}"


def test_a_new_table_is_described_as_far_as_it_says_itself(project: Path) -> None:
    file = saved(project.parent, EXCEL.encode("gb18030"))
    accepting.run([str(file)])
    renamed = CANONICAL.replace("城市,年份,GDP,贷款", "cheng_shi,nian_fen,gdp,dai_kuan")
    assert (project / "data/raw/loans.csv").read_text("utf-8") == renamed
    made = json.loads((project / "data/datapackage.json").read_text("utf-8"))["resources"][1]
    types = {field["name"]: field["type"] for field in made["schema"]["fields"]}
    assert types == {"cheng_shi": "string", "nian_fen": "integer", "gdp": "number", "dai_kuan": "integer"}
    assert made["schema"]["fields"][0]["meaning_zh"] == "城市"
    with pytest.raises(InputError) as refused:
        package()
    empty = json.dumps(made, ensure_ascii=False).count('""')
    assert len(refused.value.problems) == empty > 0
    assert all(
        "line" in problem.location and "at least 1 character" in problem.expected for problem in refused.value.problems
    )


def test_codes_with_zeros_before_them_are_texts(project: Path) -> None:
    accepting.run([str(saved(project, "code,bank,v\n000001,0012,3\n123456,98,4\n"))])
    made = json.loads((project / "data/datapackage.json").read_text("utf-8"))["resources"][1]
    types = {field["name"]: field["type"] for field in made["schema"]["fields"]}
    assert types == {"code": "string", "bank": "string", "v": "integer"}
    assert (project / "data/raw/loans.csv").read_text("utf-8").splitlines()[1] == "000001,0012,3"


@pytest.mark.parametrize(
    ("second", "called"), [("other.csv", "both"), ("folder/loans.csv", ""), ("data/raw/employment.csv", "employment")]
)
def test_two_files_are_not_one_table(project: Path, second: str, called: str) -> None:
    (project / "folder").mkdir()
    if not (project / second).exists():
        saved(project, "x\n2\n", second)
    before = (project / "data/datapackage.json").read_bytes()
    with pytest.raises(InputError, match=rf"{second}: found '{called or 'loans'}' a second time, after"):
        accepting.run([str(saved(project, "x\n1\n")), second], called)
    assert (project / "data/datapackage.json").read_bytes() == before


@pytest.mark.parametrize(
    ("name", "mend"), [("loans.xlsx", "save it again as XLSX"), ("old.xls", "save it as XLSX, or as CSV in UTF-8")]
)
def test_what_is_no_workbook_of_this_kind_is_told(project: Path, name: str, mend: str) -> None:
    with pytest.raises(InputError) as refused:
        accepting.run([str(saved(project, "no zip", name))])
    assert [(problem.file, problem.mend) for problem in refused.value.problems] == [(name, mend)]


@pytest.mark.parametrize("name", ["my__x", "x_", "_x", "x1", "X"])
def test_a_name_that_no_run_would_take_is_refused(project: Path, name: str) -> None:
    with pytest.raises(InputError, match="single underscores"):
        accepting.run([str(saved(project, "x\n1\n"))], name)
    saved(project / "data/raw", "x\n1\n", f"{name}.csv")
    with pytest.raises(InputError, match="single underscores"):
        inputs.check(project)


def test_a_command_in_a_folder_of_the_edition_works_from_its_root(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    saved(project / "report", "x\n1\n")
    monkeypatch.chdir(project / "report")
    monkeypatch.setattr("sys.argv", ["living_edition", "accept", "employment", "loans.csv"])
    assert main() == 0, capsys.readouterr().err
    assert (project / "data/raw/loans.csv").read_text("utf-8") == "x\n1\n"
    assert "accepted: loans" in capsys.readouterr().out


def test_a_table_that_is_refused_leaves_everything_as_it_was(project: Path) -> None:
    before = {path: path.read_bytes() for path in (project / "data").rglob("*") if path.is_file()}
    with pytest.raises(InputError, match="column employment"):
        accepting.run([str(saved(project, "year,employment\n1947,sixty\n", "employment.csv"))])
    with pytest.raises(InputError, match="write employment, if that is meant"):
        accepting.run(["employmnt"])
    after = {path: path.read_bytes() for path in (project / "data").rglob("*") if path.is_file()}
    assert before == after


@pytest.mark.parametrize(
    ("cell", "kept"),
    [("1e-05", "0.00001"), ("1.5E+3", "1500"), ("+3", "3"), (".5", "0.5"), ("12.", "12"), ("-0", "0"),
     ("0.10", "0.10"), ("007", "007"), ("1e999", "1e999")],
)  # fmt: skip
def test_a_number_as_programs_write_it_becomes_plain_with_every_digit(cell: str, kept: str) -> None:
    """Zeros before a number may be those of a code, and no number is as large as the last."""
    assert incoming._plain(cell) == kept
