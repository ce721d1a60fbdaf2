"""The glyphs of a page, as fonts inside its style: Chinese from Noto, Latin letters from Source Serif and Sans.

A page in Latin letters takes them, bold and italic included, from the Latin faces, and its characters from the
Chinese ones; a page in Chinese takes both from the Chinese ones, whose letters are the same design in one weight.
"""

from __future__ import annotations

import base64
import io
from functools import cache
from importlib.metadata import files
from pathlib import Path
from unicodedata import category

from living_edition.language_files import language

_FEATURES = (b"kern", b"liga", b"palt", b"locl", b"ccmp", b"mark", b"tnum", b"lnum", b"halt", b"chws", b"vert")
"""``halt`` and ``chws`` let a browser close up Chinese punctuation."""
_LATIN = {
    # family, style: package, file, axes that are kept as a range
    ("Latin Serif", "normal"): ("fontpkg-source-serif-4", "SourceSerif4[opsz,wght].ttf", 400, 700),
    ("Latin Serif", "italic"): ("fontpkg-source-serif-4", "SourceSerif4-Italic[opsz,wght].ttf", 400, 700),
    ("Latin Sans", "normal"): ("fontpkg-source-sans-3", "SourceSans3[wght].ttf", 400, 600),
}
_TEXT_SIZE = 14.0  # the optical size of running text
_ALWAYS = {chr(c) for c in range(0x20, 0x17F)} | set("–—−×≤≥·•→↓↑↩§‘’“”…\u00a0\u2002\u2011")


def font_faces(characters: str, lang: str) -> str:
    """Return the CSS that carries the glyphs of ``characters`` for a page in ``lang``."""
    from living_edition.exhibits.fonts import sans_file, serif_file

    needed = set(characters)
    latin = needed & _ALWAYS if language(lang).latin else set()
    faces = [_latin(family, style, "".join(sorted(latin))) for family, style in _LATIN] if latin else []
    for family, file in (("Edition Serif", serif_file()), ("Edition Sans", sans_file())):
        data = _subset(Path(file), "".join(sorted(needed - latin)))
        faces.append(_face(family, "font-display: block;", data))
    return "\n".join(faces) + "\n"


def page_characters(texts: str) -> str:
    """Return the characters for a page of ``texts``: those in it, and those that scripts and styles may add."""
    # A space that Python does not call printable, such as that of a Chinese numeral, is drawn by a face as well.
    return "".join(sorted({c for c in texts if c.isprintable() or category(c) == "Zs"} | _ALWAYS))


def _latin(family: str, style: str, characters: str) -> str:
    package, name, low, high = _LATIN[family, style]
    data = _subset(_file(package, name), characters, (low, high))
    return _face(family, f"font-style: {style}; font-weight: {low} {high};", data)


def _face(family: str, settings: str, data: bytes) -> str:
    encoded = base64.b64encode(data).decode("ascii")
    source = f'src: url("data:font/woff2;base64,{encoded}") format("woff2");'
    return f'@font-face {{ font-family: "{family}"; {settings} {source} }}'


def _file(package: str, name: str) -> Path:
    for entry in files(package) or []:
        if entry.name == name:
            return Path(str(entry.locate()))
    raise FileNotFoundError(f"{package} holds no {name}")


@cache
def _subset(file: Path, characters: str, weights: tuple[int, int] | None = None) -> bytes:
    """Return the glyphs of ``characters`` as WOFF2, a variable font between two ``weights``."""
    import uharfbuzz
    from fontTools.ttLib import TTFont

    subset_input = uharfbuzz.SubsetInput()
    # Hints weigh a tenth of the page's fonts, and today's screens do without.
    subset_input.flags = uharfbuzz.SubsetFlags.DESUBROUTINIZE | uharfbuzz.SubsetFlags.NO_HINTING
    subset_input.unicode_set.update({ord(c) for c in characters})
    subset_input.layout_feature_tag_set.clear()
    subset_input.layout_feature_tag_set.update({int.from_bytes(tag, "big") for tag in _FEATURES})
    face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(file)))
    if weights:
        subset_input.set_axis_range(face, "wght", *weights)
        if "opsz" in file.name:
            subset_input.pin_axis_location(face, "opsz", _TEXT_SIZE)
    font = TTFont(io.BytesIO(uharfbuzz.subset(face, subset_input).blob.data), recalcTimestamp=False)
    font.flavor = "woff2"
    buffer = io.BytesIO()
    font.save(buffer)
    return buffer.getvalue()
