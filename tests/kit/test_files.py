"""CSV for people: what a spreadsheet would run as a formula is kept as text, figures are left alone."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
import yaml

from living_edition.errors import InputError
from living_edition.files import guarded, read_json, read_text, write_table, written_yaml


@pytest.mark.parametrize("cell", ["=1+1", "+cmd|' /C calc'!A0", "-2+3+cmd", "@SUM(A1)", "\t=1"])
def test_a_formula_is_kept_as_text(cell: str, tmp_path: Path) -> None:
    write_table(pd.DataFrame({"a": [cell, "plain"], "b": [-1.5, 2.0]}), tmp_path / "a.csv", tmp_path / "a.parquet")
    assert pd.read_csv(tmp_path / "a.csv")["a"].tolist() == [f"'{cell}", "plain"]
    assert pd.read_parquet(tmp_path / "a.parquet")["a"].tolist() == [cell, "plain"]


@pytest.mark.parametrize("cell", ["-1.5", "+5%", "-1,234.5", "–", "a=b", "", None, -3, -0.5, True])
def test_figures_and_words_are_left_alone(cell: object) -> None:
    assert guarded(cell) == cell


def test_text_is_utf_8_without_control_characters(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("\ufeff一\r\n二\r".encode())
    assert read_text(tmp_path / "a.txt") == "一\n二\n"
    (tmp_path / "a.txt").write_bytes(b"a\n\x00b")
    with pytest.raises(InputError, match=r"a\.txt, line 2: found the character U\+0000"):
        read_text(tmp_path / "a.txt")
    with pytest.raises(InputError, match="no such file"):
        read_text(tmp_path / "b.txt")
    with pytest.raises(InputError, match="directory"):
        read_text(tmp_path)


@pytest.mark.parametrize("content", [b"", b'{"a": ', b"\xff"])
def test_a_result_in_json_that_was_cut_off_is_told(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(content)
    with pytest.raises(InputError, match=r"a\.json: found no JSON \(.*snakemake rebuild"):
        read_json(tmp_path / "a.json")


def test_yaml_that_is_written_has_blank_texts_in_quotes() -> None:
    """An ideographic space is a blank to Quarto's reader, which takes it for no value where it stands alone."""
    content = {"zebra": "　", "apple": {"empty": "", "words": "两　词", "yes": True, "no": "no", "number": "12"}}
    written = written_yaml(content)
    assert written.splitlines()[0] == 'zebra: "　"' and "words: 两　词" in written
    assert yaml.safe_load(written) == content
