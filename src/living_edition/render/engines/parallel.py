"""The parallel edition: both languages side by side, block by block, from the two staged projects.

Quarto has no such form; the built-in engine makes it whichever engine renders the two editions.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from living_edition.languages import languages
from living_edition.project import document
from living_edition.prose.project import metadata
from living_edition.render.engines.builtin import pandoc, typeset
from living_edition.render.stage import fonts_css


def render(first: Path, second: Path, form: str) -> Path:
    """Join the staged projects of the first and the second language; return the file made.

    Works in ``second``, which receives what the first has and it has not. Raises ``InputError`` as
    the built-in engine does, and where blocks do not stand against each other.
    """
    names = [document(lang) for lang in languages()]
    output = second / f"{document('parallel')}.{'html' if form == 'html' else 'typ'}"
    option = f"--metadata=parallel-file:{(second / '.parallel.json').resolve()}"
    pandoc(first, names[0], first / output.name, metadata(first, languages()[0], names[0]), [option], ("keep.lua",))
    for folder in ("exhibits", "fonts"):
        for file in sorted((first / folder).iterdir()):
            if not (second / folder / file.name).exists():
                shutil.copyfile(file, second / folder / file.name)
    _join_fonts(first, second, names)
    meta = metadata(second, languages()[1], names[1])
    template = "theme/edition.html" if form == "html" else "typst/parallel.typ"
    pandoc(second, names[1], output, meta, [option, "--template", template], ("parallel.lua",))
    return output if form == "html" else typeset(second, names[1], output, meta)


def _join_fonts(first: Path, second: Path, names: Sequence[str]) -> None:
    """Put both faces into the style sheet of the first, whose settings the joined document has.

    Only the Chinese ones hold the full-width quotation marks.
    """
    name = fonts_css(names[0])
    other = (second / fonts_css(names[1])).read_text(encoding="utf-8")
    both = (first / name).read_text(encoding="utf-8") + other.replace('family: "Edition ', 'family: "English ')
    (second / name).write_text(both, encoding="utf-8")
