"""The styles of the edition in Word: what each paragraph, character and table style says, by language.

Sizes are half-points, distances twentieths of a point, as in WordprocessingML (ISO/IEC 29500-1, part 17).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from living_edition.files import own_yaml
from living_edition.language_files import language

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


# The properties of a paragraph in the order that the schema wants.
_PARAGRAPH = (
    "keepNext", "keepLines", "pageBreakBefore", "widowControl", "numPr", "pBdr", "shd", "tabs", "suppressAutoHyphens",
    "spacing", "ind", "contextualSpacing", "jc", "outlineLvl",
)  # fmt: skip
_PLACES = {"middle": TEXT // 2, "end": TEXT}


def body_size(lang: str) -> int:
    """Return the size of body text: 12 points (xiaosi) in Han characters, 11 in Latin letters."""
    return 22 if language(lang).latin else 24


def styles(lang: str) -> list[Style]:
    """Return the edition's styles for ``lang``, as ``styles.yaml`` describes them."""
    listed = [entry for group in own_yaml(__file__).values() for entry in group]
    return [_style({name: _by_script(value, lang) for name, value in entry.items()}, lang) for entry in listed]


def _by_script(value: Any, lang: str) -> Any:
    return value[language(lang).script] if isinstance(value, dict) and set(value) == {"han", "latin"} else value


def _style(entry: Mapping[str, Any], lang: str) -> Style:
    paragraph = "".join(_property(name, entry[name]) for name in _PARAGRAPH if name in entry)
    kind = entry.get("kind", "paragraph")
    more = _table(lang) if kind == "table" else ""
    return Style(entry["name"], entry.get("based", ""), paragraph, _run(entry, lang), entry.get("next", ""), kind, more)


def _property(name: str, value: Any) -> str:
    if value is True:
        return f"<w:{name}/>"
    if name == "spacing":
        before, after, line = value
        return f'<w:spacing w:before="{before}" w:after="{after}" w:line="{line}" w:lineRule="auto"/>'
    if name == "ind":
        sides = "".join(f' w:{side}="{room}"' for side, room in value.items())
        return f"<w:ind{sides}/>"
    if name == "numPr":
        return f'<w:numPr><w:ilvl w:val="{value[0]}"/><w:numId w:val="{value[1]}"/></w:numPr>'
    if name == "pBdr":
        return f"<w:pBdr>{''.join(_edge(side, *edge) for side, edge in value.items())}</w:pBdr>"
    if name == "shd":
        return f'<w:shd w:val="clear" w:color="auto" w:fill="{value}"/>'
    if name == "tabs":
        return f"<w:tabs>{''.join(_tab(*tab) for tab in value)}</w:tabs>"
    return f'<w:{name} w:val="{value}"/>'


def _tab(kind: str, position: int | str, leader: str = "none") -> str:
    return f'<w:tab w:val="{kind}" w:leader="{leader}" w:pos="{_PLACES.get(str(position), position)}"/>'


def _edge(side: str, width: int, color: str = "auto", space: int = 0) -> str:
    return f'<w:{side} w:val="single" w:sz="{width}" w:space="{space}" w:color="{color}"/>'


def _head(lang: str) -> str:
    return fonts(HEI) + ("<w:b/><w:bCs/>" if language(lang).latin else "")


def _run(entry: Mapping[str, Any], lang: str) -> str:
    properties = _head(lang) if entry.get("head") else fonts(HEI) if entry.get("hei") else ""
    if entry.get("code"):
        properties += f'<w:rFonts w:ascii="Consolas" w:hAnsi="Consolas" w:cs="Consolas" w:eastAsia="{HEI}"/>'
    properties += "<w:i/><w:iCs/>" if entry.get("italic") else ""
    properties += _property("color", entry["color"]) if "color" in entry else ""
    properties += size(entry["size"]) if "size" in entry else ""
    return properties + (_property("vertAlign", entry["vertAlign"]) if "vertAlign" in entry else "")


def _table(lang: str) -> str:
    return (
        '<w:tblPr><w:jc w:val="center"/><w:tblInd w:w="0" w:type="dxa"/>'
        f"<w:tblBorders>{_edge('top', 12)}{_edge('bottom', 12)}</w:tblBorders>"
        '<w:tblCellMar><w:top w:w="30" w:type="dxa"/><w:left w:w="80" w:type="dxa"/>'
        '<w:bottom w:w="30" w:type="dxa"/><w:right w:w="80" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        # A row that breaks over the page cannot be read.
        "<w:trPr><w:cantSplit/></w:trPr>"
        f'<w:tblStylePr w:type="firstRow"><w:rPr>{_head(lang)}</w:rPr><w:tcPr><w:tcBorders>{_edge("bottom", 6)}'
        '</w:tcBorders><w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr>'
    )
