"""The styles of the edition in Word: what each paragraph, character and table style says, by language.

Sizes are half-points, distances twentieths of a point, as in WordprocessingML (ISO/IEC 29500-1, part 17).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

LATIN, SONG, HEI = "Times New Roman", "宋体", "黑体"
# The width of the text: A4 less margins of 28 mm, as in the PDF.
MARGIN, TEXT = 1588, 11906 - 2 * 1588

# The list that numbers the headings; pandoc's own lists begin far above.
HEADINGS = 1


@dataclass(frozen=True)
class Style:
    """One style: its name in Word, the one it builds on, and its properties as WordprocessingML."""

    name: str
    based: str = ""
    paragraph: str = ""
    run: str = ""
    following: str = ""
    kind: Literal["paragraph", "character", "table"] = "paragraph"
    more: str = ""

    @property
    def id(self) -> str:
        """The identifier that pandoc gives a style of this name."""
        words = self.name.replace("toc", "TOC").split()
        return "".join(word[0].upper() + word[1:] for word in words)


def fonts(han: str) -> str:
    """Return the run property that names the Latin and the Han face."""
    return f'<w:rFonts w:ascii="{LATIN}" w:hAnsi="{LATIN}" w:cs="{LATIN}" w:eastAsia="{han}"/>'


def size(half_points: int) -> str:
    """Return the run property for a size in half-points."""
    return f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


def _spacing(before: int, after: int, line: int) -> str:
    return f'<w:spacing w:before="{before}" w:after="{after}" w:line="{line}" w:lineRule="auto"/>'


def _edge(side: str, width: int, color: str = "auto", space: int = 0) -> str:
    return f'<w:{side} w:val="single" w:sz="{width}" w:space="{space}" w:color="{color}"/>'


def _tab(kind: str, place: int, leader: str = "none") -> str:
    return f'<w:tab w:val="{kind}" w:leader="{leader}" w:pos="{place}"/>'


# Chinese paragraphs begin with two characters' room; firstLineChars is in hundredths of a character.
_TWO = '<w:ind w:firstLineChars="200" w:firstLine="480"/>'
_NONE = '<w:ind w:left="0" w:firstLineChars="0" w:firstLine="0"/>'
_BOTH, _LEFT, _CENTRE = '<w:jc w:val="both"/>', '<w:jc w:val="left"/>', '<w:jc w:val="center"/>'
# The room that the longest number of a level takes in its heading, and in the contents.
_ROOM, _ROOM_IN_CONTENTS = (440, 560, 700), (360, 500, 640)
_KEEP = "<w:keepNext/><w:keepLines/>"
_NOTE_COLOURS = {"Note": "1F4E79", "Judgement": "9A3412"}


def body_size(lang: str) -> int:
    """Return the size of body text: 12 points (xiaosi) in Chinese, 11 in English."""
    return 24 if lang == "zh" else 22


def styles(lang: str) -> list[Style]:
    """Return the edition's styles for ``lang``."""
    return [*_body(lang), *_headings(lang), *_front(lang), *_exhibits(lang), *_notes(lang), *_characters(lang)]


def _body(lang: str) -> list[Style]:
    chinese = lang == "zh"
    line = 340 if chinese else 300
    indent, first = (_TWO, _TWO) if chinese else ('<w:ind w:firstLine="284"/>', _NONE)
    widow = "<w:widowControl/>"
    return [
        Style("Body Text", "Normal", widow + _spacing(0, 0 if chinese else 60, line) + indent + _BOTH),
        Style("First Paragraph", "BodyText", first, following="BodyText"),
        Style("Compact", "BodyText", _spacing(20, 20, line) + _NONE),
        Style("Block Text", "BodyText", _spacing(60, 60, line) + '<w:ind w:left="480" w:right="480"/>'),
        Style("Bibliography", "Normal", _spacing(0, 60, 280) + '<w:ind w:left="420" w:hanging="420"/>' + _LEFT,
              size(21)),
        Style("Footnote Text", "Normal", _spacing(0, 0, 240) + _LEFT, size(18), "FootnoteText"),
        Style("Footnote Block Text", "FootnoteText"),
        Style("Equation", "Normal", f"<w:tabs>{_tab('center', TEXT // 2)}{_tab('right', TEXT)}</w:tabs>"
              + _spacing(120, 120, 240) + _NONE + _LEFT, following="FirstParagraph"),
        Style("header", "Normal", f"<w:pBdr>{_edge('bottom', 4, '808080', 2)}</w:pBdr>" + _CENTRE, size(17)),
        Style("footer", "Normal", _CENTRE, size(17)),
    ]  # fmt: skip


def _headings(lang: str) -> list[Style]:
    face = fonts(HEI) + ("" if lang == "zh" else "<w:b/><w:bCs/>")
    sizes = (32, 28, 24) if lang == "zh" else (32, 26, 23)
    room = ((0, 320), (320, 160), (240, 120))
    numbered = [
        Style(
            f"heading {level}", "Normal",
            _KEEP + ("<w:pageBreakBefore/>" if level == 1 else "") + _level(level - 1, HEADINGS)
            + f"<w:tabs>{_tab('left', _ROOM[level - 1])}</w:tabs><w:suppressAutoHyphens/>"
            + _spacing(*room[level - 1], 276) + _NONE + _LEFT + f'<w:outlineLvl w:val="{level - 1}"/>',
            face + size(points), "FirstParagraph",
        )
        for level, points in enumerate(sizes, 1)
    ]  # fmt: skip
    return [
        *numbered,
        *(
            Style(f"Heading {level} Unnumbered", f"Heading{level}", _level(level - 1, 0), following="FirstParagraph")
            for level in (1, 2, 3)
        ),
    ]


def _level(level: int, numbers: int) -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{numbers}"/></w:numPr>'


def _front(lang: str) -> list[Style]:
    face = fonts(HEI) + ("" if lang == "zh" else "<w:b/><w:bCs/>")
    contents = [
        Style(f"toc {level + 1}", "Normal",
              f"<w:tabs>{_tab('left', level * 360 + _ROOM_IN_CONTENTS[level])}{_tab('right', TEXT, 'dot')}</w:tabs>"
              + _spacing(0 if level else 60, 0, 290)
              + f'<w:ind w:left="{level * 360}" w:right="480"/>' + _LEFT,
              fonts(HEI) if level == 0 and lang == "zh" else "")
        for level in range(3)
    ]  # fmt: skip
    return [
        # The English title breaks before a word, not within a compound.
        Style("Title", "Normal", _KEEP + _spacing(2800, 240, 300) + _CENTRE, face + size(44 if lang == "zh" else 36),
              "Subtitle"),
        Style("Subtitle", "Normal", _KEEP + _spacing(120, 240, 280) + _CENTRE, size(28), "BodyText"),
        Style("Author", "Normal", _spacing(120, 120, 280) + _CENTRE),
        Style("Date", "Normal", _spacing(240, 2400, 280) + _CENTRE, size(22)),
        Style("Abstract Title", "Normal", _KEEP + _spacing(0, 120, 280) + _CENTRE, face + size(22), "Abstract"),
        Style("Abstract", "BodyText", _spacing(0, 0, 320), size(21)),
        Style("TOC Heading", "Normal", _KEEP + "<w:pageBreakBefore/>" + _spacing(0, 240, 276) + _CENTRE,
              face + size(30)),
        *contents,
    ]  # fmt: skip


def _exhibits(lang: str) -> list[Style]:
    face = fonts(HEI)
    head = "" if lang == "zh" else "<w:b/><w:bCs/>"
    table = (
        '<w:tblPr><w:jc w:val="center"/><w:tblInd w:w="0" w:type="dxa"/>'
        f"<w:tblBorders>{_edge('top', 12)}{_edge('bottom', 12)}</w:tblBorders>"
        '<w:tblCellMar><w:top w:w="30" w:type="dxa"/><w:left w:w="80" w:type="dxa"/>'
        '<w:bottom w:w="30" w:type="dxa"/><w:right w:w="80" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        # A row that breaks over the page cannot be read.
        "<w:trPr><w:cantSplit/></w:trPr>"
        f'<w:tblStylePr w:type="firstRow"><w:rPr>{face}{head}</w:rPr><w:tcPr><w:tcBorders>{_edge("bottom", 6)}'
        '</w:tcBorders><w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr>'
    )
    return [
        Style("caption", "Normal", "<w:keepLines/>" + _spacing(60, 120, 252) + _CENTRE, face + size(20)),
        Style("Table Caption", "Caption", "<w:keepNext/>" + _spacing(200, 80, 252)),
        Style("Image Caption", "Caption"),
        Style("Captioned Figure", "Normal", "<w:keepNext/>" + _spacing(200, 60, 240) + _CENTRE),
        Style("Exhibit Note", "Normal", _spacing(60, 240, 250) + _LEFT, '<w:color w:val="404040"/>' + size(18)),
        Style("Table Text", "Normal", _spacing(0, 0, 240), size(18)),
        Style("Table", kind="table", more=table),
    ]


def _notes(lang: str) -> list[Style]:
    made = []
    line = 310 if lang == "zh" else 280
    for name, colour in _NOTE_COLOURS.items():
        shade = '<w:shd w:val="clear" w:color="auto" w:fill="F4F4F4"/>'
        box = f"<w:pBdr>{_edge('left', 18, colour, 8)}</w:pBdr>{shade}"
        # The bar of a list stands at its bullets, which the numbering puts 360 from the margin.
        inside = '<w:ind w:left="360" w:right="113" w:firstLineChars="0" w:firstLine="0"/>'
        # Bordered otherwise than the text, the title begins a box of its own under the one before.
        top = f"<w:pBdr>{_edge('top', 4, 'F4F4F4', 3)}{_edge('left', 18, colour, 8)}</w:pBdr>{shade}"
        close = "<w:contextualSpacing/>"
        title = fonts(HEI) + ("" if lang == "zh" else "<w:b/><w:bCs/>") + size(21)
        made += [
            Style(f"{name} Title", "Normal", _KEEP + top + _spacing(200, 0, line) + inside + _LEFT, title,
                  f"{name}Text"),
            Style(f"{name} Text", "Normal", box + _spacing(0, 160, line) + inside + close + _BOTH, size(21)),
            Style(f"{name} List", f"{name}Text", box + _LEFT),
        ]  # fmt: skip
    rule = f"<w:pBdr>{_edge('top', 4, 'A6A6A6', 6)}</w:pBdr>"
    return [
        *made,
        Style("Claim Title", "Normal", _KEEP + rule + _spacing(240, 80, 290) + _NONE, following="ClaimText"),
        Style("Claim Text", "Normal", _spacing(0, 80, 310 if lang == "zh" else 290) + _NONE + _BOTH, size(22)),
    ]


def _characters(lang: str) -> list[Style]:
    # The Chinese way to stress is the other face, not bold or slanted strokes.
    strong = fonts(HEI) + ("" if lang == "zh" else "<w:b/><w:bCs/>")
    code = f'<w:rFonts w:ascii="Consolas" w:hAnsi="Consolas" w:cs="Consolas" w:eastAsia="{HEI}"/>'
    return [
        Style("Strong", run=strong, kind="character"),
        Style("Emphasis", run="<w:i/><w:iCs/>", kind="character"),
        Style("Hyperlink", run='<w:color w:val="1F3864"/>', kind="character"),
        Style("Verbatim Char", run=code, kind="character"),
        Style("Footnote Reference", run='<w:vertAlign w:val="superscript"/>', kind="character"),
    ]
