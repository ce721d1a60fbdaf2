"""The reference document of Word files: pandoc's own with the edition's styles, page, header and footer put in."""

from __future__ import annotations

import io
import re
import subprocess
import xml.etree.ElementTree as ET
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

from living_edition.archive import members, pack
from living_edition.language_files import language
from living_edition.word.styles import HEADINGS, HEI, LATIN, MARGIN, SONG, Style, body_size, fonts, size, styles

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_R = f"{_OFFICE}/relationships"
_NAMESPACES = f'xmlns:w="{_W}" xmlns:r="{_R}"'
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PARTS = ("header", "footer")


def write_reference(target: Path, lang: str, title: str) -> None:
    """Write the reference document for ``lang``; ``title`` stands at the head of its pages."""
    pack(reference(lang, title), target)


@cache
def _default() -> dict[str, bytes]:
    import pypandoc

    command = [str(pypandoc.get_pandoc_path()), "--print-default-data-file", "reference.docx"]
    return members(subprocess.run(command, capture_output=True, check=True).stdout)  # noqa: S603 - pandoc, no shell


def reference(lang: str, title: str) -> dict[str, bytes]:
    """Return the files of the reference document by their names in it."""
    parts = {name: content.decode("utf-8") for name, content in _default().items()}
    parts["word/styles.xml"] = _styles(parts["word/styles.xml"], lang)
    parts["word/numbering.xml"] = _numbering(parts["word/numbering.xml"])
    parts["word/settings.xml"] = _settings(parts["word/settings.xml"])
    # Pandoc's own counts the words of its sample.
    parts["docProps/app.xml"] = f'{_XML}<Properties xmlns="{_OFFICE}/extended-properties"/>'
    parts["word/fontTable.xml"] = _font_table()
    parts["word/document.xml"] = re.sub(
        r"<w:sectPr>.*</w:sectPr>", _section(lang), parts["word/document.xml"], flags=re.S
    )
    parts["word/header1.xml"] = _part("hdr", "Header", f"<w:r><w:t>{escape(title)}</w:t></w:r>")
    parts["word/footer1.xml"] = _part(
        "ftr", "Footer", '<w:fldSimple w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    )
    parts["word/_rels/document.xml.rels"] = parts["word/_rels/document.xml.rels"].replace(
        "</Relationships>",
        "".join(f'<Relationship Type="{_R}/{p}" Id="rId{p}1" Target="{p}1.xml"/>' for p in _PARTS) + "</Relationships>",
    )
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        "</Types>",
        "".join(f'<Override PartName="/word/{p}1.xml" ContentType="{_TYPE}.{p}+xml"/>' for p in _PARTS) + "</Types>",
    )
    return {name: content.encode("utf-8") for name, content in parts.items()}


def _styles(text: str, lang: str) -> str:
    for _, (prefix, uri) in ET.iterparse(io.StringIO(text), events=["start-ns"]):  # noqa: S314 - pandoc's own
        ET.register_namespace(prefix, uri)
    root = ET.fromstring(text)  # noqa: S314 - pandoc's own
    defaults = root.find(f"{{{_W}}}docDefaults")
    if defaults is not None:
        root.remove(defaults)
    run = fonts(SONG) + size(body_size(lang)) + _spelt(lang)
    root.insert(0, _element(f"<w:docDefaults><w:rPrDefault><w:rPr>{run}</w:rPr></w:rPrDefault>"
                            "<w:pPrDefault><w:pPr/></w:pPrDefault></w:docDefaults>"))  # fmt: skip
    ours = {style.id: style for style in styles(lang)}
    for old in root.findall(f"{{{_W}}}style"):
        identifier = old.get(f"{{{_W}}}styleId", "")
        if identifier in ours or re.fullmatch(r"(Title|Subtitle|Heading\d)Char", identifier):
            root.remove(old)
        elif re.fullmatch(r"Heading[4-9]", identifier):
            # Nothing in the edition is so deep; their colours and faces would be strange here.
            root.remove(old)
    for style in ours.values():
        root.append(_element(_written(style)))
    return _XML + ET.tostring(root, encoding="unicode")


def _spelt(lang: str) -> str:
    """Return the run property by which Word spells: the language itself, and one of the other script beside it."""
    definition = language(lang)
    latin, han = (definition.locale if definition.script == script else language(other).locale
                  for script, other in (("latin", "en"), ("han", "zh")))  # fmt: skip
    return f'<w:lang w:val="{latin}" w:eastAsia="{han}" w:bidi="ar-SA"/>'


def _element(xml: str) -> ET.Element:
    return ET.fromstring(f"<x {_NAMESPACES}>{xml}</x>")[0]  # noqa: S314 - written by the kit


def _written(style: Style) -> str:
    """Return a style as WordprocessingML, its parts in the order that the schema wants."""
    is_custom = style.id in {"Equation", "ExhibitNote", "FirstParagraph", "Compact", "Abstract", "AbstractTitle"}
    is_custom |= style.id.endswith(("Unnumbered", "Opening"))
    is_custom |= style.id.startswith(("Note", "Judgement", "Claim", "Captioned", "Image", "TableC", "TableT", "TableE"))
    flags = (' w:customStyle="1"' if is_custom else "") + (' w:default="1"' if style.kind == "table" else "")
    based = f'<w:basedOn w:val="{style.based}"/>' if style.based else ""
    following = f'<w:next w:val="{style.following}"/>' if style.following else ""
    paragraph = f"<w:pPr>{style.paragraph}</w:pPr>" if style.paragraph else ""
    run = f"<w:rPr>{style.run}</w:rPr>" if style.run else ""
    return (
        f'<w:style w:type="{style.kind}"{flags} w:styleId="{style.id}"><w:name w:val="{style.name}"/>'
        f"{based}{following}<w:qFormat/>{paragraph}{run}{style.more}</w:style>"
    )


def _numbering(text: str) -> str:
    """Add the list of several levels that numbers the headings, each level tied to its style."""
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
        f'<w:pStyle w:val="Heading{level + 1}"/><w:suff w:val="tab"/>'
        f'<w:lvlText w:val="{".".join(f"%{depth + 1}" for depth in range(level + 1))}"/><w:lvlJc w:val="left"/></w:lvl>'
        for level in range(3)
    )
    kind = (
        f'<w:abstractNum w:abstractNumId="{HEADINGS}"><w:nsid w:val="0000C1F1"/>'
        f'<w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
    )
    text = text.replace("<w:abstractNum ", f"{kind}<w:abstractNum ", 1)
    numbers = f'<w:num w:numId="{HEADINGS}"><w:abstractNumId w:val="{HEADINGS}"/></w:num>'
    return text.replace("</w:numbering>", f"{numbers}</w:numbering>")


def _settings(text: str) -> str:
    """Ask for the layout of today's Word, which otherwise opens the file as one of 2007, and for narrow punctuation."""
    mode = (
        '<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word"'
        ' w:val="15"/></w:compat>'
    )
    return text.replace("<w:rsids>", mode + "<w:rsids>").replace('"doNotCompress"', '"compressPunctuation"')


def _font_table() -> str:
    """Name the Han faces in both scripts: a system knows them by one or the other."""
    faces = ((LATIN, "", "roman"), (SONG, "SimSun", "roman"), (HEI, "SimHei", "swiss"), ("Cambria Math", "", "roman"))
    rows = "".join(
        f'<w:font w:name="{name}">' + (f'<w:altName w:val="{other}"/>' if other else "")
        + f'<w:family w:val="{family}"/></w:font>'
        for name, other, family in faces
    )  # fmt: skip
    return f"{_XML}<w:fonts {_NAMESPACES}>{rows}</w:fonts>"


def _section(lang: str) -> str:
    # Chinese theses mark footnotes by circled figures that begin anew on each page.
    numbers = (
        '<w:numFmt w:val="decimalEnclosedCircleChinese"/><w:numRestart w:val="eachPage"/>'
        if language(lang).layout == "thesis"
        else '<w:numRestart w:val="continuous"/>'
    )
    margins = "".join(f' w:{side}="{MARGIN}"' for side in ("top", "right", "bottom", "left"))
    return (
        "<w:sectPr>" + "".join(f'<w:{p}Reference w:type="default" r:id="rId{p}1"/>' for p in _PARTS)
        + f'<w:footnotePr>{numbers}</w:footnotePr><w:pgSz w:w="11906" w:h="16838"/>'
        f'<w:pgMar{margins} w:header="850" w:footer="850" w:gutter="0"/><w:titlePg/></w:sectPr>'
    )  # fmt: skip


def _part(kind: str, style: str, runs: str) -> str:
    paragraph = f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{runs}</w:p>'
    return f"{_XML}<w:{kind} {_NAMESPACES}>{paragraph}</w:{kind}>"
