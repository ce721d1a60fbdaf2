"""Compacted SVG draws what it drew before."""

from __future__ import annotations

import io
import re

import matplotlib as mpl
import numpy as np
import pytest

from cluster_finance.exhibits.vector import compact

mpl.use("Agg")


def drawn(alpha: float | None = None, marks: int = 40) -> str:
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(3, 2))
    place = np.arange(float(marks))
    axes.vlines(place, np.sin(place), np.cos(place), color="#c9c9c9", alpha=alpha)
    axes.scatter(place, np.sin(place) / 3, s=9, color="#0072B2", alpha=alpha)
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg")
    plt.close(figure)
    return buffer.getvalue()


def coordinates(svg: str) -> list[float]:
    return [float(n) for data in re.findall(r' d="([^"]*)"', svg) for n in re.findall(r"-?\d+(?:\.\d+)?", data)]


def test_coordinates_are_rounded_to_hundredths() -> None:
    slanted = "M 1.234567 2.345678 \nL 3.456789 4.567891 \nL 3 5 \n"
    after = coordinates(compact(f'<path d="{slanted}" style="fill: none"/>'))
    assert after == pytest.approx([1.234567, 2.345678, 3.456789, 4.567891, 3, 5], abs=0.005)


def test_neighbours_of_one_style_become_one_path() -> None:
    one, two = (
        '<path d="M 1 2.001 \nL 3 4 \n" style="fill: none"/>',
        '<path d="M 5 6 \nL 5 8.5 \n" style="fill: none"/>',
    )
    assert compact(f"<g>\n  {one}\n  {two}\n</g>") == '<g>\n<path d="M1 2L3 4M5 6V8.5" style="fill: none"/>\n</g>'


def test_paths_of_another_style_stay_apart() -> None:
    svg = '<path d="M1 2L3 4" style="fill: none"/>\n<path d="M5 6L7 8" style="fill: #000000"/>'
    assert compact(svg) == svg


def test_see_through_marks_stay_apart_and_share_the_rest_of_their_style() -> None:
    mark = '<path d="M1 2L3 4" style="fill: #000000; opacity: 0.5; stroke: #ffffff"/>'
    one = '<path d="M1 2L3 4" opacity="0.5"/>'
    assert compact(f"{mark}\n{mark}") == f'<g style="fill: #000000; stroke: #ffffff">{one}{one}</g>'
    mark = '<path d="M1 2L3 4" style="fill: #000000; fill-opacity: 0.5"/>'
    assert compact(f"{mark}\n{mark}").startswith('<g style="fill: #000000; fill-opacity: 0.5">')


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
