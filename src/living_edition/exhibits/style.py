"""The look of the figures, and how they are written: same content, same bytes."""

from __future__ import annotations

import warnings
from copy import deepcopy
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib import font_manager
from plotnine import element_blank, element_line, element_text, ggplot, theme, theme_minimal

from living_edition.exhibits.fonts import sans_file
from living_edition.exhibits.svg import compact
from living_edition.files import whole_file
from living_edition.project import edition

# Okabe and Ito's colours, told apart by colour-blind readers; their lightness differs too.
BLUE, ORANGE, GREEN, GREY = "#0072B2", "#D55E00", "#009E73", "#8a8a8a"
SERIES = [BLUE, ORANGE, GREEN, "#E69F00", "#56B4E9", "#CC79A7", "#000000"]
FAMILY = "Noto Sans SC"


def prepare() -> None:
    """Register the font by its file and fix what matplotlib would draw at random."""
    font_manager.fontManager.addfont(sans_file())
    mpl.rcParams.update(
        {
            "svg.hashsalt": edition().name,
            "svg.fonttype": "path",
            "font.family": FAMILY,
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
        legend_position="bottom",
        legend_title=element_blank(),
    )


def save(figure: ggplot, stem: Path) -> None:
    """Write ``stem`` as SVG, PDF and PNG (300 dpi), drawn and laid out once."""
    # A composition keeps what it drew: the caller's stays as it was.
    drawn = deepcopy(figure).draw()
    for form in ("svg", "pdf", "png"):
        moment = {"svg": {"Date": None}, "pdf": {"CreationDate": None}, "png": {"Software": None}}[form]
        with whole_file(stem.with_suffix(f".{form}")) as target:
            drawn.savefig(target, format=form, dpi=300, metadata=moment, bbox_inches="tight")
            # Run again, the layout engine would move what stands already.
            drawn.set_layout_engine("none")
            if form == "svg":
                Path(target).write_text(compact(Path(target).read_text(encoding="utf-8")), encoding="utf-8")
    mpl.pyplot.close(drawn)
