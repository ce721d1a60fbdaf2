"""The Chinese text shares no run of sixteen characters with the thesis, which the project does not hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from living_edition.errors import InputError
from living_edition.prose.claims import read_claims
from living_edition.prose.source import Line, read
from living_edition.translation import fingerprint
from living_edition.translation.copied_text import (
    ALLOWED,
    SHINGLES,
    Thesis,
    read_allowed,
    read_shingles,
    shared,
    shingles,
    write_shingles,
)

ROOT = Path(__file__).resolve().parents[2]
# Twenty-four different characters, as a source has them: broken over lines, with punctuation.
SOURCE = "甲乙丙丁戊己庚辛，壬癸子丑\n寅卯辰巳。午未申酉戌亥天地"


def said(text: str, *allowed: str) -> list[str]:
    lines = [Line(part, "zh/01.qmd", n) for n, part in enumerate(text.splitlines(), start=1)]
    return [str(problem) for problem in shared(lines, Thesis(shingles(SOURCE), list(allowed)))]


def test_a_run_is_named_with_file_line_and_text() -> None:
    (problem,) = said("人\n言甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳也")
    assert "report/zh/01.qmd, line 2: found '甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳', 16 characters" in problem


def test_fifteen_characters_are_no_run() -> None:
    assert said("甲乙丙丁戊己庚辛壬癸子丑寅卯辰也") == []


def test_a_run_goes_on_over_punctuation_and_lines_and_is_told_once() -> None:
    (problem,) = said("丙、丁戊己庚辛壬癸子丑\n寅卯辰巳午未申酉戌亥也")
    assert "line 1: found '丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥', 20 characters" in problem


def test_an_allowed_run_passes_and_a_longer_one_does_not() -> None:
    assert said("甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳", "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳") == []
    assert len(said("甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午", "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳")) == 1


def test_the_file_is_sorted_hashes_of_eight_bytes_and_holds_no_text(tmp_path: Path) -> None:
    write_shingles(shingles(SOURCE), tmp_path / "a.bin")
    content = (tmp_path / "a.bin").read_bytes()
    parts = [content[i : i + 8] for i in range(0, len(content), 8)]
    assert len(parts) == 24 - 16 + 1 and parts == sorted(parts)
    assert "甲".encode() not in content
    assert read_shingles(tmp_path / "a.bin") == shingles(SOURCE)


def test_a_truncated_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(b"123")
    with pytest.raises(InputError, match=r"a\.bin: found 3 bytes"):
        read_shingles(tmp_path / "a.bin")


def test_the_command_writes_what_the_check_reads(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text(SOURCE, encoding="utf-8")
    fingerprint.run(tmp_path / "thesis.txt", tmp_path / "a.bin")
    assert read_shingles(tmp_path / "a.bin") == shingles(SOURCE)


@pytest.mark.parametrize("content", [None, "短"])
def test_the_command_refuses_a_file_without_a_text(tmp_path: Path, content: str | None) -> None:
    if content:
        (tmp_path / "thesis.txt").write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=r"thesis\.txt"):
        fingerprint.run(tmp_path / "thesis.txt", tmp_path / "a.bin")


def test_the_present_text_is_its_own() -> None:
    lines = read(ROOT / "report", "cluster-finance-zh.qmd", generated=False) + read_claims(ROOT / "report").lines("zh")
    hashes, allowed = read_shingles(ROOT / SHINGLES), read_allowed(ROOT / ALLOWED)
    assert len(hashes) > 9_000
    assert list(shared(lines, Thesis(hashes, allowed))) == []
    # The headings are the thesis's: without the list they are found, each of them.
    assert len(list(shared(lines, Thesis(hashes, [])))) == len(allowed)
