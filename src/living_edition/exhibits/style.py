"""The look of the figures, and how they are written: same content, same bytes."""

from __future__ import annotations

import re
import tempfile
import warnings
from collections.abc import Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib import font_manager
from matplotlib.figure import Figure as Canvas
from matplotlib.text import Text
from matplotlib.ticker import FixedFormatter
from matplotlib.transforms import Bbox
from plotnine import element_blank, element_line, element_text, ggplot, theme, theme_minimal

from living_edition.exhibits import marks, vega
from living_edition.exhibits.catalogue import NARROW, PRINTED
from living_edition.exhibits.fonts import sans_file
from living_edition.exhibits.marks import Mark
from living_edition.exhibits.narrow import COLUMN, break_words, narrowed
from living_edition.exhibits.svg import compact
from living_edition.exhibits.truetype import write_truetype
from living_edition.files import whole_file
from living_edition.ledger.formatting import MINUS, marked
from living_edition.project import edition

# Okabe and Ito's colours, told apart by colour-blind readers; their lightness differs too.
BLUE, ORANGE, GREEN, GREY = "#0072B2", "#D55E00", "#009E73", "#8a8a8a"
SERIES = [BLUE, ORANGE, GREEN, "#E69F00", "#56B4E9", "#CC79A7", "#000000"]
FAMILY = "Noto Sans SC"
# Of letters in a figure: no less than 8 pt where a page with 150 mm of text shows it whole.
SMALL = 8.8


def prepare() -> None:
    """Register the font by its file and fix what matplotlib would draw at random."""
    font_manager.fontManager.addfont(sans_file())
    mpl.rcParams.update(
        {
            "svg.hashsalt": edition().name,
            "svg.fonttype": "path",
            "font.family": FAMILY,
            "pdf.fonttype": 42,
            # Hinting thickens the strokes of Han characters unevenly from size to size.
            "text.hinting": "none",
        }
    )
    # A glyph that the font lacks is an error here, not a box in front of a reader.
    warnings.filterwarnings("error", message="Glyph .* missing")
    # The narrow drawing of a figure has other ticks.
    warnings.filterwarnings("ignore", message="Scale for '[xy]' is already present")


def look(width: float = 6.3, height: float = 3.6) -> Any:
    """Return the theme; sizes in inches."""
    return theme_minimal(base_family=FAMILY, base_size=9) + theme(
        figure_size=(width, height),
        panel_grid_minor=element_blank(),
        panel_grid_major=element_line(color="#e3e3e3", size=0.4),
        axis_title=element_text(size=9),
        axis_text=element_text(size=SMALL),
        legend_text=element_text(size=SMALL),
        strip_text=element_text(size=SMALL),
        legend_position="bottom",
        legend_title=element_blank(),
    )


# A figure along an axis; four digits alone may be a year.
_NUMBER = re.compile(r"[-−]?(\d{1,3}(,\d{3})*|\d*)(\.\d+)?%?")
# The finer grain of a picture that is as wide as a column.
FINE = 600
# How wide a narrow drawing may be in inches, with all that stands out of it: letters have 11 px on a phone.
_WIDEST = 3.5
# The margin around a picture in inches.
_PAD = 0.1
_MOMENTS: dict[str, dict[str, None]] = {"svg": {"Date": None}, "pdf": {"CreationDate": None}, "png": {"Software": None}}
_Parts = list[tuple[ggplot, list[pd.DataFrame]]]


def save(
    figure: ggplot, stem: Path, lang: str = "en", narrow: ggplot | None = None
) -> tuple[list[Mark], list[vega.Spec]]:
    """Write ``stem`` as SVG, PDF and PNG, and drawn narrow; return the marks in it, and it as Vega-Lite.

    The PNG is as wide as a page (300 dpi). The PDF's letters are TrueType and can be searched, as can those of the SVG
    named ``print`` where the text is set with it. The SVG named ``narrow`` is for phones, the PNG named ``column`` the
    same drawing for a journal's column (600 dpi); ``narrow`` is the plot for both where the figure has one of its own.
    """
    parts, drawn = _drawn(figure)
    _mark(drawn, lang)
    box = _written(drawn, stem, ("svg", PRINTED, "png", "pdf"), _PAD)
    of_parts = [marks.marks(part, drawn, box, source, lang) for part, source in parts]
    views = [vega.view(part, source, lang) for part, source in parts]
    mpl.pyplot.close(drawn)
    small, drawn = _drawn_narrow(narrowed(figure) if narrow is None else narrow)
    _mark(drawn, lang)
    box = _written(drawn, stem, (NARROW, "column.png"), _PAD / 2)
    for of_part, (part, source) in zip(of_parts, small, strict=True):
        places = marks.places(part, drawn, box, source)
        for mark in of_part:
            mark.narrow = places.get(mark.key) if mark.key else None
    mpl.pyplot.close(drawn)
    return [mark for of_part in of_parts for mark in of_part], views


def _mark(drawn: Canvas, lang: str) -> None:
    """Write the figures along the axes as the language writes them."""
    for axis in (axis for axes in drawn.axes for axis in (axes.xaxis, axes.yaxis)):
        ticks = axis.get_major_formatter()
        if isinstance(ticks, FixedFormatter):
            ticks.seq = [_written_tick(tick, lang) for tick in ticks.seq]


def _written_tick(tick: str, lang: str) -> str:
    return marked(tick.replace("-", MINUS), lang) if _NUMBER.fullmatch(tick) else tick


def _drawn(figure: ggplot) -> tuple[_Parts, Canvas]:
    # A plot keeps what it drew: the caller's stays as it was.
    plot = deepcopy(figure)
    data = [marks.numbered(part) for part in marks.plots(plot)]
    return list(zip(marks.plots(plot), data, strict=True)), plot.draw()


def _drawn_narrow(figure: ggplot) -> tuple[_Parts, Canvas]:
    """Draw with words broken; with the entries of the legend below each other where they have no room beside."""
    parts, drawn = _broken(figure)
    drawn.draw_without_rendering()
    if drawn.get_tightbbox().width > _WIDEST:
        mpl.pyplot.close(drawn)
        upright = deepcopy(figure)
        for part in marks.plots(upright):
            part.theme = part.theme + theme(legend_direction="vertical")
        parts, drawn = _broken(upright)
    return parts, drawn


def _broken(figure: ggplot) -> tuple[_Parts, Canvas]:
    parts, drawn = _drawn(figure)
    for part, _ in parts:
        break_words(part)
    return parts, drawn


def _written(drawn: Canvas, stem: Path, endings: Sequence[str], pad: float) -> Bbox:
    """Write a figure in several forms, laid out with the first; return the part of it that they show (inches)."""
    first, *others = endings
    _write(drawn, stem, first, pad, None)
    # Run again, the layout engine would move what stands already.
    drawn.set_layout_engine(None)
    # What was cut out: the tight box and its margin. Told to the others, it need not be drawn again to be found.
    box = drawn.get_tightbbox().padded(pad)
    for ending in others:
        _write(drawn, stem, ending, pad, box)
    return box


def _write(drawn: Canvas, stem: Path, ending: str, pad: float, box: Bbox | None) -> None:
    """Write a figure in one form: the part ``box`` of it, or what has something in it and ``pad`` around."""
    form = ending.rpartition(".")[2]
    options: dict[str, Any] = {"dpi": 300, "bbox_inches": box or "tight", "pad_inches": pad}
    if box and ending == "column.png":
        options |= {"dpi": FINE * COLUMN / box.width, "pil_kwargs": {"dpi": (FINE, FINE)}}
    with tempfile.TemporaryDirectory() as folder, whole_file(stem.with_suffix(f".{ending}")) as target:
        if form == "pdf":
            _in_truetype(drawn, Path(folder) / "letters.ttf")
        with mpl.rc_context({"svg.fonttype": "none" if ending == PRINTED else "path"}):
            drawn.savefig(target, format=form, metadata=_MOMENTS[form], **options)
        if form == "svg":
            Path(target).write_text(compact(Path(target).read_text(encoding="utf-8")), encoding="utf-8")


def _in_truetype(drawn: Any, font: Path) -> None:
    """Give the texts of a figure their own letters as a TrueType font."""
    texts = drawn.findobj(Text)
    # By "lp" matplotlib measures how tall a line of a legend is.
    write_truetype(sans_file(), {letter for text in texts for letter in text.get_text()} | set("lp"), font)
    for text in texts:
        properties = text.get_fontproperties().copy()
        properties.set_file(str(font))
        text.set_fontproperties(properties)
