"""The marks file of a picture against the picture itself, and against the data it was drawn from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from plotnine import (
    aes,
    coord_flip,
    facet_wrap,
    geom_col,
    geom_hline,
    geom_linerange,
    geom_point,
    ggplot,
    labs,
    scale_x_log10,
)

from living_edition.exhibits.figure import Choices
from living_edition.exhibits.marks import Mark, packed
from living_edition.exhibits.style import look, prepare, save

DATA = pd.DataFrame(
    {
        "gdp": [10.0, 200.0, 3000.0, 40.0], "loans": [1.0, 5.0, 2.5, 4.0], "low": [0.5, 4.0, 2.0, 3.0],
        "high": [1.5, 6.0, 3.5, 5.0], "side": ["east", "west", "east", "west"], "name": ["甲", "乙", "丙", "丁"],
    },
    index=[11, 7, 5, 2],
)  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def _ready() -> None:
    prepare()


def circles(svg: str) -> Iterator[tuple[float, float]]:
    """Yield the centres of the circles of a picture, in shares of its width and height."""
    width, height = map(float, re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg).groups())  # type: ignore[union-attr]
    # One path holds all circles, each from where the one before began.
    x = y = 0.0
    for right, down, radius in re.findall(r"m(-?[\d.]+) ?(-?[\d.]+)a([\d.]+) ", svg):
        x, y = x + float(right), y + float(down)
        yield (x + float(radius)) / width, y / height


def test_a_mark_stands_where_the_picture_has_its_point(tmp_path: Path) -> None:
    picture = ggplot(DATA, aes("gdp", "loans")) + geom_point(size=3) + scale_x_log10() + look(5, 3)
    found, _ = save(picture, tmp_path / "fig", "zh")
    drawn = sorted(circles((tmp_path / "fig.svg").read_text(encoding="utf-8")))
    assert len(drawn) == len(found) == len(DATA)
    for mark, (x, y) in zip(sorted(found, key=lambda mark: mark.x), drawn, strict=True):
        assert (mark.x, mark.y) == (pytest.approx(x, abs=0.003), pytest.approx(y, abs=0.003))


@pytest.mark.parametrize("noise", [0.0, 1e-9, -1e-9])
def test_marks_in_one_place_stand_by_name(tmp_path: Path, noise: float) -> None:
    table = DATA.assign(gdp=[10.0, 200.0, 10.0 + noise, 40.0], loans=[1.0, 5.0, 1.0, 4.0])
    found, _ = save(ggplot(table, aes("gdp", "loans")) + geom_point() + look(5, 3), tmp_path / "fig", "zh")
    assert [mark.name for mark in found] == ["丙", "甲", "丁", "乙"]


def test_rows_are_in_the_words_of_axes_strips_and_scales(tmp_path: Path) -> None:
    picture = (
        ggplot(DATA, aes("gdp", "loans"))
        + geom_hline(yintercept=0)
        + geom_linerange(aes(ymin="low", ymax="high"))
        + geom_point(aes(color="side"))
        + facet_wrap("side")
        + labs(x="GDP (yuan)", y="Loans (yuan)")
        + look(5, 3)
    )
    found = {mark.name: mark.rows for mark in save(picture, tmp_path / "fig", "en")[0]}
    wanted = {
        row["name"]: {
            "": row["side"], "GDP (yuan)": f"{row.gdp:g}", "Loans (yuan)": f"{row.loans:g}",
            "interval": f"{row.low:g} – {row.high:g}",
        }
        for _, row in DATA.iterrows()
    }  # fmt: skip
    assert found == wanted


def test_a_group_goes_by_the_title_of_its_legend(tmp_path: Path) -> None:
    picture = ggplot(DATA, aes("gdp", "loans", fill="side")) + geom_point() + labs(fill="Coast") + look(5, 3)
    found = save(picture, tmp_path / "fig", "en")[0]
    assert [mark.rows["Coast"] for mark in sorted(found, key=lambda mark: mark.x)] == ["east", "west", "west", "east"]


def test_a_mark_names_the_regression_of_its_estimate(tmp_path: Path) -> None:
    picture = ggplot(DATA.assign(spec="depth", model=DATA["side"]), aes("gdp", "loans")) + geom_point() + look(5, 3)
    content = packed(save(picture, tmp_path / "fig", "en")[0])
    assert content["models"] == ["depth:east", "depth:west", "depth:west", "depth:east"]
    plain = ggplot(DATA, aes("gdp", "loans")) + geom_point() + look(5, 3)
    assert "models" not in packed(save(plain, tmp_path / "plain", "en")[0])


def test_bars_and_turned_axes_have_their_marks_at_their_ends(tmp_path: Path) -> None:
    picture = ggplot(DATA, aes("name", "loans")) + geom_col() + coord_flip() + labs(x="", y="Loans") + look(5, 3)
    found, _ = save(picture, tmp_path / "fig", "en")
    by_loans = [mark.name for mark in sorted(found, key=lambda mark: mark.x)]
    assert by_loans == DATA.sort_values("loans")["name"].tolist()
    ends = sorted(float(mark.rows["Loans"]) for mark in found)
    # On a straight axis the ends stand as far apart as the data.
    x = sorted(mark.x for mark in found)
    assert (x[1] - x[0]) / (x[3] - x[0]) == pytest.approx((ends[1] - ends[0]) / (ends[3] - ends[0]), abs=1e-6)


def test_the_same_figure_makes_the_same_file_and_is_left_as_it_was(tmp_path: Path) -> None:
    picture = ggplot(DATA, aes("gdp", "loans")) + geom_point() + look(5, 3)
    first, second = (packed(save(picture, tmp_path / name, "en")[0]) for name in ("a", "b"))
    assert first == second
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()
    assert list(picture.data.columns) == list(DATA.columns)


def test_a_small_file_holds_every_mark() -> None:
    marks = [Mark(0.25, 0.5, "甲", {"x": "1", "y": "2"}), Mark(0.5, 0.75, "", {"y": "2", "z": "1"})]
    content = packed(marks)
    for mark, (x, y, name, *row) in zip(marks, content["marks"], strict=True):
        assert (x / 1e4, y / 1e4, content["values"][name]) == (mark.x, mark.y, mark.name)
        rows = {label: content["values"][at] for label, at in zip(content["labels"], row, strict=True) if at >= 0}
        assert rows == mark.rows


def test_choices_are_packed_by_size_with_levels_in_their_order() -> None:
    rows = pd.DataFrame(
        {"estimate": [0.3, -0.1, 0.2], "low": [0.1, -0.3, -0.1], "high": [0.5, 0.1, 0.5],
         "significant": [True, False, False], "own": [False, True, False]}
    )  # fmt: skip
    sample = pd.Series(pd.Categorical(["all", "few", "all"], ["few", "all"]))
    content = Choices({"Sample": sample}, rows, "loans").packed()
    assert content["factors"] == [("Sample", ["few", "all"])]
    assert content["rows"] == [[0, -0.1, -0.3, 0.1, 0, 1], [1, 0.2, -0.1, 0.5, 0, 0], [1, 0.3, 0.1, 0.5, 1, 0]]
