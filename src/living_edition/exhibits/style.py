"""The look of the figures, and how they are written: same content, same bytes."""

from __future__ import annotations

import tempfile
import warnings
from copy import deepcopy
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.text import Text
from matplotlib.transforms import Bbox
from plotnine import element_blank, element_line, element_text, ggplot, theme, theme_minimal

from living_edition.exhibits import marks, vega
from living_edition.exhibits.catalogue import PRINTED
from living_edition.exhibits.fonts import sans_file
from living_edition.exhibits.marks import Mark
from living_edition.exhibits.svg import compact
from living_edition.exhibits.truetype import write_truetype
from living_edition.files import whole_file
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


# The width of a journal's column in inches, and the finer grain of a picture that is made so small.
COLUMN, FINE = 3.35, 600


def save(figure: ggplot, stem: Path, lang: str = "en") -> tuple[list[Mark], list[vega.Spec]]:
    """Write ``stem`` as SVG, PDF and PNG, drawn and laid out once; return the marks in it, and it as Vega-Lite.

    The PNG is as wide as a page (300 dpi), the one named ``column`` as wide as a journal's column (600 dpi). The PDF's
    letters are TrueType and can be searched, as can those of the SVG named ``print`` where the text is set with it.
    """
    # A plot keeps what it drew: the caller's stays as it was.
    plot = deepcopy(figure)
    data = [marks.numbered(part) for part in marks.plots(plot)]
    drawn = plot.draw()
    box = Bbox.null()
    for form, ending in (("svg", "svg"), ("svg", PRINTED), ("png", "png"), ("png", "column.png"), ("pdf", "pdf")):
        moment = {"svg": {"Date": None}, "pdf": {"CreationDate": None}, "png": {"Software": None}}[form]
        options: dict[str, Any] = {"dpi": 300}
        if ending == "column.png":
            options = {"dpi": FINE * COLUMN / drawn.get_size_inches()[0], "pil_kwargs": {"dpi": (FINE, FINE)}}
        with tempfile.TemporaryDirectory() as folder, whole_file(stem.with_suffix(f".{ending}")) as target:
            if form == "pdf":
                _in_truetype(drawn, Path(folder) / "letters.ttf")
            with mpl.rc_context({"svg.fonttype": "none" if ending == PRINTED else "path"}):
                drawn.savefig(target, format=form, metadata=moment, bbox_inches="tight", **options)
            # Run again, the layout engine would move what stands already.
            drawn.set_layout_engine("none")
            if form == "svg":
                Path(target).write_text(compact(Path(target).read_text(encoding="utf-8")), encoding="utf-8")
                # What savefig cuts out: the tight box and its margin.
                box = drawn.get_tightbbox().padded(mpl.rcParams["savefig.pad_inches"])
    parts = list(zip(marks.plots(plot), data, strict=True))
    drawn_marks = [mark for part, source in parts for mark in marks.marks(part, drawn, box, source, lang)]
    views = [vega.view(part, source, lang) for part, source in parts]
    mpl.pyplot.close(drawn)
    return drawn_marks, views


def _in_truetype(drawn: Any, font: Path) -> None:
    """Give the texts of a figure their own letters as a TrueType font."""
    texts = drawn.findobj(Text)
    # By "lp" matplotlib measures how tall a line of a legend is.
    write_truetype(sans_file(), {letter for text in texts for letter in text.get_text()} | set("lp"), font)
    for text in texts:
        properties = text.get_fontproperties().copy()
        properties.set_file(str(font))
        text.set_fontproperties(properties)
