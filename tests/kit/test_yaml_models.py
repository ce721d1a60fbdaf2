"""The one reader of YAML: every fault of form or content is one problem with its line, key and mend."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field

from living_edition.errors import InputError, Problem
from living_edition.multilingual import ByLanguage, MultilingualModel, Titles
from living_edition.yaml_models import Day, Once, parse, read, validate


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: str = Field(pattern="^[a-z]+$")
    size: float = Field(default=1.0, gt=0)


class Whole(BaseModel):
    model_config = ConfigDict(extra="forbid")

    kind: Literal["figure", "table"]
    count: int
    title: str = Field(default="t", min_length=1)
    on: Day = "2026-01-31"
    shown: bool = False
    parts: tuple[Part, ...] = ()


GOOD = "kind: figure\ncount: 3\n"


def problems(text: str | bytes, tmp_path: Path, model: type = Whole) -> list[Problem]:
    file = tmp_path / "spec.yaml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    with pytest.raises(InputError) as caught:
        read(file, model)
    assert all(problem.file == "spec.yaml" for problem in caught.value.problems)
    return caught.value.problems


def test_what_yaml_1_2_says_is_read(tmp_path: Path) -> None:
    text = (
        "\ufeffkind: 'table'\r\ncount: 0x10\r\ntitle: no\r\non: 2024-02-29\r\nparts: [{id: a, size: 1e-3}, {id: b}]\n"
    )
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8", newline="")
    whole = read(tmp_path / "a.yaml", Whole)
    assert (whole.count, whole.title, whole.on) == (16, "no", "2024-02-29")
    assert [part.size for part in whole.parts] == [0.001, 1.0]


@pytest.mark.parametrize(
    ("text", "place", "found", "mend"),
    [
        ("", "", "an empty file", "restore"),
        ("# nothing\n", "", "an empty file", "restore"),
        ("- 1\n", "line 1", "a list", "correct"),
        ("words\n", "line 1", "'words'", "correct"),
        ("kind: figure\n\tcount: 3\n", "line 2", "a tab in the indentation", "two spaces"),
        ("kind：figure\ncount: 3\n", "line 1", "a full-width colon", "write : and a space"),
        ("kind: figure\n  count: 3\n", "line 2", "mapping values are not allowed", "indentation"),
        ("kind: figure\nparts: [{id: a}\n", "line 3", "did not find expected", "quoting"),
        ("kind: 'figure\ncount: 3\n", "line 3", "unexpected end of stream", "quoting"),
        (GOOD + "kind: table\n", "line 3", "the key 'kind' a second time, after line 1", "take one"),
        ("a: &a [x]\nb: &b [*a, *a]\n" + "".join(
            f"{chr(99 + n)}: &{chr(99 + n)} [*{chr(98 + n)}, *{chr(98 + n)}]\n" for n in range(20)
        ), "line 3", "more than 40 levels or 100000 values", "flatter"),
        ("a: &a [*a]\n", "line 1, key a", "more than 40 levels", "flatter"),
        ("a: *a\n", "line 1", "undefined alias", "quote"),
        ("kind: figure\ncount: !!python/name:os.system x\n", "line 2, key count", "the tag", "take the tag out"),
        ("kind: figure\ncount: 3\n---\nkind: table\n", "line 3", "but found another document", "indentation"),
        ("? [a]\n: b\n", "line 1", "a key that is no word", "quote"),
        (GOOD + "parts: [{id: a, size: .nan}]\n", "line 3, key parts.0.size", "the number '.nan'", "write the number"),
        (GOOD + "title: \u3000\n", "line 3, key title", "without quotes", "between quotes"),
    ],
)  # fmt: skip
def test_a_fault_of_form_is_one_problem_with_its_line(
    text: str, place: str, found: str, mend: str, tmp_path: Path
) -> None:
    (problem,) = problems(text, tmp_path)
    assert problem.location.startswith(place) and found in problem.actual and mend in problem.mend, str(problem)


def test_a_blank_text_in_quotes_is_a_text(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(GOOD + 'title: "\u3000"\n', encoding="utf-8")
    assert read(tmp_path / "a.yaml", Whole).title == "\u3000"


@pytest.mark.parametrize(
    ("text", "place", "expected", "mend"),
    [
        ("kind: figure\n", "line 1, key count", "this key", "add count"),
        ("kind: figure\ncont: 3\ncount: 3\n", "line 2, key cont", "one of the keys count, kind,", "write count, if"),
        ("kind: Figure\ncount: 3\n", "line 1, key kind", "'figure' or 'table'", "write figure, if that is meant"),
        ("kind: figure\ncount: true\n", "line 2, key count", "a whole number", "correct the value"),
        ("kind: figure\ncount: 2.5\n", "line 2, key count", "a whole number", "correct the value"),
        ("kind: figure\ncount: １２\n", "line 2, key count", "a whole number", "write 12, without quotation marks"),
        ("kind: figure\ncount: '12'\n", "line 2, key count", "a whole number", "write 12, without quotation marks"),
        (GOOD + "title: 2010\n", "line 3, key title", "a text", "between quotation marks"),
        (GOOD + "title:\n", "line 3, key title", "a text", "correct the value"),
        (GOOD + "title: ''\n", "line 3, key title", "at least 1 character", "write the text"),
        (GOOD + "on: 2026-13-01\n", "line 3, key on", "a day of the calendar as YYYY-MM-DD", "correct the value"),
        (GOOD + "on: 2026-02-29\n", "line 3, key on", "a day of the calendar", "correct the value"),
        (GOOD + "on: ２０２６-01-01\n", "line 3, key on", "a day of the calendar", "correct the value"),
        (GOOD + "on: 1700000000\n", "line 3, key on", "a text", "between quotation marks"),
        (GOOD + "shown: yes\n", "line 3, key shown", "true or false", "correct the value"),
        (GOOD + "parts: {id: a}\n", "line 3, key parts", "a list", "correct the value"),
        (
            GOOD + "parts:\n  - id: a\n  - id: b\n    size: -1\n",
            "line 6, key parts.b.size",
            "greater than 0",
            "correct",
        ),
        (
            GOOD + "parts:\n  - id: a\n    sise: 1\n",
            "line 5, key parts.a.sise",
            "one of the keys id, size",
            "write size",
        ),
    ],
)
def test_a_fault_of_content_is_one_problem_with_its_line_and_key(
    text: str, place: str, expected: str, mend: str, tmp_path: Path
) -> None:
    (problem,) = problems(text, tmp_path)
    assert problem.location == place and expected in problem.expected and mend in problem.mend, str(problem)


def test_every_problem_is_told_at_once(tmp_path: Path) -> None:
    places = [problem.location for problem in problems("kind: x\ncount: y\nother: z\n", tmp_path)]
    assert places == ["line 1, key kind", "line 2, key count", "line 3, key other"]


@pytest.mark.parametrize(
    ("content", "place", "found", "mend"),
    [
        ("kind: figure\ntitle: 集群\n".encode("gb18030"), "line 2", "which is not UTF-8", "GB 18030"),
        ("kind: figure\n".encode("utf-16"), "line 1", "which is not UTF-8", "UTF-8"),
        (b"kind: figure\ncount: 3\ntitle: a\x00b\n", "line 3", "the character U+0000", "take it out"),
        ("kind: figure\ntitle: 集\ufffd\n".encode(), "line 2", "the character U+FFFD", "take it out"),
    ],
)
def test_a_file_that_is_no_text_is_told_with_its_line(
    content: bytes, place: str, found: str, mend: str, tmp_path: Path
) -> None:
    (problem,) = problems(content, tmp_path)
    assert problem.location == place and found in problem.actual and mend in problem.mend


def test_a_pipe_and_a_folder_are_told_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    for path, found in ((tmp_path / "pipe.yaml", "a pipe or a device"), (tmp_path, "Is a directory")):
        with pytest.raises(InputError, match=f"found {found}; expected a file that can be read"):
            read(path, Whole)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"absent\.yaml: found no such file"):
        read(tmp_path / "absent.yaml", Whole)


def test_a_list_is_read_by_its_type_and_named_by_its_ids() -> None:
    tree = parse("- id: first\n- id: Second\n", "list.yml")
    with pytest.raises(InputError, match=r"list\.yml, line 2, key Second\.id"):
        validate(tree, tuple[Part, ...])


def test_problems_stand_in_the_order_of_the_lines(tmp_path: Path) -> None:
    found = problems("parts: [{id: A}]\ntitle: ''\ncount: x\nkind: map\n", tmp_path)
    assert [problem.location.split(",")[0] for problem in found] == [f"line {n}" for n in (1, 2, 3, 4)]
    assert found[1].mend == "write the text"


def test_a_key_that_is_mistyped_is_not_lacking_as_well(tmp_path: Path) -> None:
    (only,) = problems("kind: figure\ncuont: 3\n", tmp_path)
    assert (only.location, only.mend) == ("line 2, key cuont", "write count, if that is meant")
    # Of another part the same key is lacking all the same.
    both = problems("kind: figure\ncount: 3\nparts: [{size: 1}, {ID: a}]\n", tmp_path)
    assert [(problem.location, problem.mend) for problem in both] == [
        ("line 3, key parts.0.id", "add id"), ("line 3, key parts.1.ID", "write id, if that is meant"),
    ]  # fmt: skip


class Wording(MultilingualModel):
    title: Titles[str]
    names: ByLanguage[Once[str]] = Field(default={})
    note: str | None = None
    order: Once[int] = Field(default_factory=list)
    marks: list[str] = Field(default_factory=list)


TITLES = "title: Loans\ntitle_zh: 贷款\n"


@pytest.mark.parametrize(
    ("text", "place", "found", "expected"),
    [
        ("title: Loans\ntitle_zh: loans of banks\n", "line 2, key title_zh", "'loans of banks'", "a text in Chinese"),
        ("title: Loans\ntitle_zh: Bank Loans\n", "line 2, key title_zh", "'Bank Loans'", "a text in Chinese"),
        ("title_zh: 贷款\ntitle: 贷款\n", "line 2, key title", "'贷款'", "a text in English"),
        ("title_zh: 贷款\ntitle: 贷款余额 in yuan\n", "line 2, key title", "'贷款余额 in yuan'", "a text in English"),
        (TITLES + "names_en: [one, 二]\n", "line 3, key names_en.1", "'二'", "a text in English"),
        (TITLES + "names_en: [one, two, one]\n", "line 3, key names_en.2", "'one' a second time", "each entry once"),
        (TITLES + "order:\n  - 1\n  - 2\n  - 1\n", "line 6, key order.2", "1 a second time", "each entry once"),
        (TITLES + "note:\n", "line 3, key note", "nothing", "a value"),
        (TITLES + "marks:\n  - a\n  -\n", "line 5, key marks.1", "nothing", "a text"),
    ],
)
def test_texts_are_of_their_language_entries_stand_once_and_keys_have_values(
    text: str, place: str, found: str, expected: str, tmp_path: Path
) -> None:
    (problem,) = problems(text, tmp_path, Wording)
    assert (problem.location, problem.actual) == (place, found) and expected in problem.expected, str(problem)


@pytest.mark.parametrize(
    "text",
    [
        TITLES, TITLES + "note: null\n", TITLES + "marks: [',', ',']\n", "title: HC3\ntitle_zh: HC3\n",
        "title: the province (省), a unit of government\ntitle_zh: lnGDP\n", "title: A\ntitle_zh: Python\n",
        "title: A\ntitle_zh: '{{< num liushi.output >}}'\n", "title: A\ntitle_zh: 见 the appendix of the paper\n",
        "title: 'of $\\lambda_{省份}$'\ntitle_zh: $\\lambda_{rate} of time$\n",
    ],
)  # fmt: skip
def test_what_may_be_of_either_language_repeats_or_is_null_by_intent_is_taken(text: str, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    assert read(tmp_path / "a.yaml", Wording).title["en"]


def test_of_many_problems_alike_a_message_shows_ten() -> None:
    many = [Problem("a.csv", f"row {row}, column year", f"{row}x", "a number", "write it") for row in range(2, 3002)]
    other = Problem("a.csv", "row 7, column city", "''", "a name", "write it")
    lines = str(InputError([*many[:20], other, *many[20:]])).splitlines()
    assert lines[0] == "3001 problems:" and len(lines) == 13 and "row 11, column year" in lines[10]
    assert lines[11] == "  a.csv: 2990 more of this kind, to row 3001, column year" and "column city" in lines[12]
