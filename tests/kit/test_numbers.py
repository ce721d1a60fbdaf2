"""Numbers: written sorted, read back the same, refused where they cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from living_edition.ledger.number import (
    Number,
    Source,
    read_numbers,
    write_numbers,
)

SOURCE = Source("thesis", zh="论文第2.1节", en="thesis, section 2.1", files=("data/raw/x.csv",), code="a.b:c")


def test_there_and_back_sorted_by_id(tmp_path: Path) -> None:
    late = Number("z.output", 299.21, "100m_yuan", SOURCE, bound="about", extra={"note": "n"})
    early = Number("a.share", 65.0, "percent", SOURCE, low=60.0, high=70.0, interval="95%")
    target = tmp_path / "numbers.json"
    write_numbers([late, early], target)
    assert read_numbers(target) == [early, late]
    before = target.read_bytes()
    write_numbers([early, late], target)
    assert target.read_bytes() == before
    assert "论文" in before.decode()


def test_unknown_unit_is_refused() -> None:
    with pytest.raises(KeyError, match="unknown unit"):
        Number("a.b", 1.0, "yuans", SOURCE)


def test_missing_value_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be missing"):
        Number("a.b", float("nan"), "yuan", SOURCE)
