"""TrueType outlines of the letters of a figure: journals refuse Type 3 fonts, and the Chinese font has PostScript's."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path

# How far a quadratic curve may lie from the cubic one, in thousandths of an em.
TOLERANCE = 0.6


def write_truetype(source: str | Path, letters: Iterable[str], target: Path) -> None:
    """Write the glyphs of ``letters`` of an OpenType font with PostScript outlines as a TrueType font."""
    from fontTools import subset
    from fontTools.pens.cu2quPen import Cu2QuPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen
    from fontTools.ttLib import TTFont, newTable

    options = subset.Options(layout_features=[], name_IDs=[1, 2, 4, 6], notdef_outline=True, hinting=False)
    font = subset.load_font(str(source), options, lazy=True)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=sorted({ord(letter) for letter in letters} | {0x20}))
    cutter.subset(font)
    # Read again: what was dropped is gone.
    buffer = io.BytesIO()
    font.save(buffer)
    font = TTFont(io.BytesIO(buffer.getvalue()), recalcTimestamp=False)
    glyphs, order = font.getGlyphSet(), font.getGlyphOrder()
    outlines = {}
    for name in order:
        pen = TTGlyphPen(None)
        glyphs[name].draw(Cu2QuPen(pen, TOLERANCE, reverse_direction=True))
        outlines[name] = pen.glyph()
    font["loca"], font["glyf"] = newTable("loca"), newTable("glyf")
    font["glyf"].glyphOrder, font["glyf"].glyphs = order, outlines
    for tag in ("CFF ", "VORG", "vhea", "vmtx"):
        if tag in font:
            del font[tag]
    maximum = font["maxp"]
    maximum.tableVersion = 0x00010000
    for name in ("maxZones", "maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs",
                 "maxStackElements", "maxSizeOfInstructions", "maxComponentElements"):  # fmt: skip
        setattr(maximum, name, 1 if name == "maxZones" else 0)
    font["post"].formatType = 3.0
    font.sfntVersion = "\000\001\000\000"
    font.save(target, reorderTables=False)
