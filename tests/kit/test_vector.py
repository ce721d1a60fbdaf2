"""Compacted SVG draws what it drew before."""

from __future__ import annotations

import base64
import io
import re

import matplotlib as mpl
import numpy as np
import pytest
from fontTools.pens.recordingPen import RecordingPen
from fontTools.svgLib.path import parse_path

from living_edition.exhibits.svg import compact
from living_edition.exhibits.svg_paths import shortened

mpl.use("Agg")


def drawn(alpha: float | None = None, marks: int = 40) -> str:
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(3, 2))
    place = np.arange(float(marks))
    axes.vlines(place, np.sin(place), np.cos(place), color="#c9c9c9", alpha=alpha)
    axes.scatter(place, np.sin(place) / 3, s=9, color="#0072B2", alpha=alpha)
    buffer = io.StringIO()
    axes.set_xlabel("words, 23%", rotation=12)
    figure.savefig(buffer, format="svg")
    plt.close(figure)
    return buffer.getvalue()


def document(body: str) -> str:
    """Return a document that holds ``body``, as matplotlib writes its head."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">'
        f"{body}</svg>"
    )


def inner(svg: str) -> str:
    return "".join(compact(document(svg)).partition(">\n")[2].split(">", 1)[1].removesuffix("</svg>\n").split("\n"))


def points(data: str) -> list[float]:
    """Return the points of a path as another reader of SVG finds them, absolute and in their order."""
    pen = RecordingPen()
    parse_path(data, pen)
    return [part for _, arguments in pen.value for point in arguments for part in point]


@pytest.mark.parametrize("decimals", [0, 2])
def test_shortened_paths_keep_every_point(decimals: int) -> None:
    rng = np.random.default_rng(7)
    for _ in range(50):
        x = iter(np.concatenate([rng.uniform(-300, 300, 40), np.round(rng.uniform(-2, 2, 60), 1)]))
        data = f"M {next(x)} {next(x)} "
        for command, takes in [
            *rng.permutation([("L", 2), ("L", 2), ("Q", 4), ("C", 6), ("C", 6), ("z", 0), ("M", 2)])
        ]:
            data += command + " ".join(f"{next(x):.6f}" for _ in range(int(takes))) + " "
        data += "L 5 5 L 5 6 L 7 6 z"
        short = shortened(data, decimals)
        assert points(short) == pytest.approx(points(data), abs=0.51 / 10**decimals)
        assert len(short) < len(data)


def test_a_path_with_an_unknown_command_stays_as_it_is() -> None:
    assert shortened("M 1.23456 2 S 1 2 3 4", 2) == "M 1.23456 2 S 1 2 3 4"


def test_neighbours_of_one_style_become_one_path() -> None:
    one, two = (
        '<path d="M 1 2.001 \nL 3 4 \n" style="fill: none"/>',
        '<path d="M 5 6 \nL 5 8.5 \n" style="fill: none"/>',
    )
    assert inner(f"<g>\n  {one}\n  {two}\n</g>") == '<path d="m1 2 2 2m2 2v2.5" style="fill:none"/>'


def test_paths_of_another_style_stay_apart() -> None:
    svg = '<path d="M1 2L3 4" style="fill: none"/>\n<path d="M5 6L7 8" style="fill: #000000"/>'
    assert inner(svg) == '<path d="m1 2 2 2" style="fill:none"/><path d="m5 6 2 2" style="fill:#000000"/>'


def test_see_through_marks_stay_apart_and_share_the_rest_of_their_style() -> None:
    mark = '<path d="M1 2L3 4" style="fill: #000000; opacity: 0.5; stroke: #ffffff"/>'
    one = '<path d="m1 2 2 2" opacity="0.5"/>'
    assert inner(f"{mark}\n{mark}") == f'<g style="fill:#000000;stroke:#ffffff">{one}{one}</g>'
    mark = '<path d="M1 2L3 4" style="fill: #000000; fill-opacity: 0.5"/>'
    assert inner(f"{mark}\n{mark}").startswith('<g style="fill:#000000;fill-opacity:0.5">')


def test_names_that_nothing_refers_to_go_and_those_in_use_stay() -> None:
    used = '<defs><path id="a" d="M0 0L1 1"/></defs><use xlink:href="#a" x="1.23456" y="2"/>'
    svg = f'<g id="axes"><!-- words --><g id="empty"/>{used}</g><metadata>m</metadata>'
    short = '<defs><path id="a" d="m0 0 1 1"/></defs><use xlink:href="#a" x="1.23" y="2"/>'
    assert inner(svg) == short


def test_ids_made_of_all_digits_are_numbers() -> None:
    clip = '<defs><clipPath id="{0}"><rect width="9"/></clipPath></defs><path clip-path="url(#{0})" d="M0 0L1 1"/>'
    assert inner(clip.format("p5aef8b69d3")) == inner(clip.format("pa7e5b68b84"))
    assert 'id="i0"' in inner(clip.format("p5aef8b69d3")) and "url(#i0)" in inner(clip.format("p5aef8b69d3"))


@pytest.mark.parametrize("colours", [1, 2, 200, 256, 900])
def test_a_picture_keeps_every_pixel(colours: int) -> None:
    from PIL import Image

    rng = np.random.default_rng(colours)
    some = rng.integers(0, 256, (colours, 4), dtype=np.uint8)
    pixels = some[np.arange(40 * 40) % colours].reshape(40, 40, 4)
    buffer = io.BytesIO()
    Image.fromarray(pixels, "RGBA").save(buffer, "PNG")
    data = base64.b64encode(buffer.getvalue()).decode("ascii")
    after = inner(f'<image xlink:href="data:image/png;base64,\n{data}"/>')
    back = Image.open(io.BytesIO(base64.b64decode(re.findall(r"base64,([^\"]*)", after)[0])))
    assert np.array_equal(np.asarray(back.convert("RGBA")), pixels)


@pytest.mark.parametrize("alpha", [None, 0.4])
def test_a_browser_of_another_make_draws_the_same(alpha: float | None) -> None:
    """Rendered by resvg (independent of matplotlib), hardly a pixel differs by a grey one could see."""
    vl_convert = pytest.importorskip("vl_convert")
    from PIL import Image

    before, after = (
        np.asarray(Image.open(io.BytesIO(vl_convert.svg_to_png(svg, scale=2))).convert("L"), dtype=int)
        for svg in (drawn(alpha), compact(drawn(alpha)))
    )
    assert before.shape == after.shape and before.std() > 10
    assert (np.abs(before - after) > 32).mean() < 1e-3


def test_a_picture_of_many_marks_gets_much_smaller() -> None:
    many = drawn(marks=600)
    assert len(compact(many)) < 0.5 * len(many)
