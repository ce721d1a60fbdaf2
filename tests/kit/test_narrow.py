"""The narrow drawing of a figure: its width, its panels, its words and its marks."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest
from PIL import Image
from plotnine import aes, facet_wrap, geom_point, geom_text, ggplot, labs, scale_color_manual

from living_edition.exhibits.marks import packed
from living_edition.exhibits.narrow import COLUMN, even, lines, narrowed, without
from living_edition.exhibits.style import look, prepare, save

DATA = pd.DataFrame(
    {"x": [1.0, 2.0, 3.0, 4.0], "y": [2.0, 1.0, 4.0, 3.0], "side": ["east", "west"] * 2, "name": list("甲乙丙丁")}
)
POINTS = 72 * COLUMN  # the width of a column


@pytest.fixture(scope="module", autouse=True)
def _ready() -> None:
    prepare()


def test_words_break_between_words_and_between_any_two_han_characters() -> None:
    # A Han character is one em wide; nine of them in lines of four.
    assert lines("信贷深度与他省之差", 4) == ["信贷深度", "与他省之", "差"]
    # No line begins with a comma, though it is then longer.
    assert lines("信贷深度，与他省", 4) == ["信贷深度，", "与他省"]
    assert lines("credit depth of cities", 8) == ["credit depth of", "cities"]
    assert lines("given\nlines stay", 40) == ["given", "lines stay"]


def test_lines_are_as_few_and_as_short_as_they_can_be() -> None:
    # A Latin letter is 0.49 em wide: eight of them 3.92, five 2.45.
    assert even("aaaa bbbb cccc dd", 7.4) == ["aaaa bbbb", "cccc dd"] != lines("aaaa bbbb cccc dd", 7.4)
    assert even("信贷深度与他省", 6) == ["信贷深度", "与他省"]
    # A word that is longer than any line stands by itself.
    assert even("an extraordinarily", 4) == ["an", "extraordinarily"]


def size_of(svg: Path) -> tuple[float, float]:
    found = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg.read_text(encoding="utf-8"))
    assert found
    return float(found[1]), float(found[2])


def test_panels_stand_below_each_other_and_letters_keep_their_size(tmp_path: Path) -> None:
    title = "a title that is far longer than any column of any journal has room for"
    picture = ggplot(DATA, aes("x", "y")) + geom_point() + facet_wrap("side") + labs(x=title) + look(6.3, 3)
    save(picture, tmp_path / "fig", "en")
    wide, narrow = (size_of(tmp_path / f"fig.{form}") for form in ("svg", "narrow.svg"))
    assert wide[0] / wide[1] > 1.5 and narrow[0] / narrow[1] < 1
    # All that is drawn lies within the column, but for a margin of 0.05 inches on each side and a little more.
    assert narrow[0] <= POINTS + 2 * 3.6 + 8
    said = (tmp_path / "fig.narrow.svg").read_text(encoding="utf-8")
    sizes = {round(1000 * float(size), 1) for size in re.findall(r"scale\(([\d.]+) -", said)}
    assert min(sizes) >= 8
    with Image.open(tmp_path / "fig.column.png") as png:
        assert abs(png.width / 600 - COLUMN) < 0.02


def test_a_long_legend_stands_upright(tmp_path: Path) -> None:
    long = DATA.assign(side=["a group whose name alone is as long as the column", "another with a name as long"] * 2)
    picture = (
        ggplot(long, aes("x", "y", color="side")) + geom_point() + scale_color_manual(["#000000", "#777777"]) + look()
    )
    save(picture, tmp_path / "fig", "en")
    assert size_of(tmp_path / "fig.narrow.svg")[0] < 1.2 * POINTS


def test_marks_know_their_place_in_the_narrow_drawing(tmp_path: Path) -> None:
    picture = ggplot(DATA, aes("x", "y")) + geom_point(size=3) + facet_wrap("side") + look(6.3, 3)
    found, _ = save(picture, tmp_path / "fig", "en")
    width, height = size_of(tmp_path / "fig.narrow.svg")
    drawn: list[tuple[float, float]] = []
    # A path of circles, each from where the one before began; one a panel.
    for path in re.findall(r' d="(m[^"]*a[^"]*)"', (tmp_path / "fig.narrow.svg").read_text(encoding="utf-8")):
        x = y = 0.0
        for right, down, radius in re.findall(r"m(-?[\d.]+) ?(-?[\d.]+)a([\d.]+) ", path):
            x, y = x + float(right), y + float(down)
            drawn.append(((x + float(radius)) / width, y / height))
    assert len(drawn) == len(DATA)
    places = [mark.narrow for mark in found]
    assert all(place is not None for place in places)
    for place, spot in zip(sorted(p for p in places if p), sorted(drawn), strict=True):
        assert place == pytest.approx(spot, abs=0.004)
    content = packed(found)
    assert content["narrow"] == [[round(1e4 * p[0]), round(1e4 * p[1])] for p in places if p]
    # Stacked, the marks of one panel all stand above those of the other.
    heights = {side: [m.narrow[1] for m in found if m.narrow and m.rows[""] == side] for side in ("east", "west")}
    assert max(heights["east"]) < min(heights["west"])


def test_a_figure_may_bring_its_own(tmp_path: Path) -> None:
    picture = ggplot(DATA, aes("x", "y")) + geom_point() + geom_text(aes(label="name")) + look(6.3, 3)
    own = narrowed(without(picture, "geom_text"), 5.0)
    assert [type(layer.geom).__name__ for layer in own.layers] == ["geom_point"]
    assert len(picture.layers) == 2
    found, _ = save(picture, tmp_path / "fig", "zh", own)
    width, height = size_of(tmp_path / "fig.narrow.svg")
    assert height / width == pytest.approx(5.0 / COLUMN, rel=0.05) and all(mark.narrow for mark in found)
