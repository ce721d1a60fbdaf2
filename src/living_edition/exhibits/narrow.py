"""The same figure drawn for a narrow place, a phone or a journal's column: letters as large, panels stacked.

No figure is described twice: the plot is the same, but for its size, the order of its panels, and words that break
over lines. A figure that needs more than that brings its own (``Figure.narrow``).
"""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Any

from matplotlib.axis import Axis
from matplotlib.text import Text
from plotnine import facet_wrap, ggplot, theme
from plotnine.composition import Compose

from living_edition.exhibits.marks import plots

# The width of a journal's column in inches. A phone shows it about 1.37 times as large: 8 pt are 11 px there.
COLUMN = 3.35
# What names beside an axis, and words below one, may take of it; what a panel of two, stacked, has of the height of
# two side by side; what the names of rows of panels leave.
_BESIDE, _BELOW, _STACKED, _ROWS = 0.44, 0.78, 0.72, 0.75
# Letters in em, as on the printed page; no line begins with these marks.
_HAN, _LATIN, _CLOSING = 1.0, 0.49, "，。、；：）？！％%)"
_NUMBER = re.compile(r"^[\d.,−≤≥<> -]+$")
_UNIT = re.compile(r"[ -\u2e7f]+? |[ -\u2e7f]+|.")


def narrowed(figure: ggplot | Compose, height: float | None = None) -> Any:
    """Return a figure as wide as a column, its panels stacked; ``height`` (inches) where it has its own."""
    narrow: Any = deepcopy(figure)
    for plot in plots(narrow):
        tall = plot.theme.getp("figure_size")[1]
        if isinstance(plot.facet, facet_wrap):
            data: Any = plot.data
            panels = deepcopy(plot.facet).compute_layout([data])
            rows, across = int(panels["ROW"].max()), int(panels["COL"].max())
            plot.facet._nrow, plot.facet._ncol = None, 1
            tall *= _STACKED * len(panels) / rows if across > 1 else 1
        plot.theme = plot.theme + theme(figure_size=(COLUMN, height or tall), panel_spacing_y=0.05)
    return narrow


def without(figure: ggplot, *geoms: str) -> Any:
    """Return a figure without the layers of some kinds: names that would cover each other, for instance."""
    bare: Any = deepcopy(figure)
    bare.layers = type(bare.layers)(layer for layer in bare.layers if type(layer.geom).__name__ not in geoms)
    return bare


def break_words(figure: ggplot | Compose) -> None:
    """Break titles and labels of a figure that is drawn where they are longer than a column has room for."""
    for plot in plots(figure):
        across, targets = int(plot.layout.layout["COL"].max()), plot.theme.targets
        # Beside names an axis, under which its title stands, has what they leave.
        named = any(_in_words(axes.yaxis) for axes in plot.axs)
        room = 72 * COLUMN * (1 - _BESIDE if named else _BELOW)
        # Between the strips of two panels there is room; the names of rows take theirs from both.
        strip = 72 * COLUMN * _BELOW * (1 if across == 1 else 0.85 / across)
        strip *= _ROWS if targets.strip_text_y else 1
        tall = 72 * plot.theme.getp("figure_size")[1] * _BELOW
        words = [
            (targets.axis_title_x, room),
            (targets.axis_title_y, tall),
            *((text, strip) for text in targets.strip_text_x),
        ]
        for text, most in words:
            if text is not None:
                text.set_text(_broken(text, most))
        for axes in plot.axs:
            _break_labels(axes.yaxis, 72 * COLUMN * _BESIDE)
            _break_labels(axes.xaxis, 72 * COLUMN * _BELOW / across / max(1, len(axes.get_xticks())))


def _in_words(axis: Axis) -> bool:
    return any(text.get_text() and not _NUMBER.match(text.get_text()) for text in axis.get_ticklabels())


def _break_labels(axis: Axis, most: float) -> None:
    # Numbers stay whole.
    if _in_words(axis):
        labels = [_broken(text, most) for text in axis.get_ticklabels()]
        axis.set_ticks(axis.get_ticklocs(), labels=labels, linespacing=0.95)


def _broken(text: Text, most: float) -> str:
    return "\n".join(even(text.get_text(), most / float(text.get_fontsize())))


def even(words: str, most: float) -> list[str]:
    """Return as few lines as ``lines`` does, as short as so many can be: no last word stands alone."""
    broken = lines(words, most)
    while len(shorter := lines(words, max(map(_em, broken)) - 0.1)) == len(broken) and shorter != broken:
        broken = shorter
    return broken


def lines(words: str, most: float) -> list[str]:
    """Return ``words`` in lines of at most ``most`` em: broken between words, or between any two Han characters."""
    broken: list[str] = []
    for given in words.split("\n"):
        line = ""
        for unit in _UNIT.findall(given):
            if line.strip() and _em(line + unit.rstrip()) > most and unit not in _CLOSING:
                broken.append(line.rstrip())
                line = ""
            line += unit
        broken.append(line.rstrip())
    return broken


def _em(words: str) -> float:
    return sum(_HAN if letter >= "\u2e80" else _LATIN for letter in words)
