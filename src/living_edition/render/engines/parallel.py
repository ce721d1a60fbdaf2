"""The parallel edition: both languages side by side, block by block, from the two staged projects.

Quarto has no such form; the built-in engine makes it whichever engine renders the two editions.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from living_edition.project import document
from living_edition.prose.project import metadata
from living_edition.render.engines.builtin import pandoc, typeset
from living_edition.render.stage import fonts_css


def render(first: Path, second: Path, form: str) -> Path:
    """Join the staged Chinese project ``first`` and the English one ``second``; return the file made.

    Works in ``second``, which receives what the first has and it has not. Raises ``InputError`` as
    the built-in engine does, and where blocks do not stand against each other.
    """
    output = second / f"{document('parallel')}.{'html' if form == 'html' else 'typ'}"
    kept = f"--metadata=parallel-file:{(second / '.parallel.json').resolve()}"
    pandoc(first, document("zh"), first / output.name, metadata(first, "zh", document("zh")), [kept], ("keep.lua",))
    for folder in ("exhibits", "fonts"):
        for file in sorted((first / folder).iterdir()):
            if not (second / folder / file.name).exists():
                shutil.copyfile(file, second / folder / file.name)
    _join_fonts(first, second)
    meta = metadata(second, "en", document("en"))
    template = "theme/edition.html" if form == "html" else "typst/parallel.typ"
    pandoc(second, document("en"), output, meta, [kept, "--template", template], ("parallel.lua",))
    return output if form == "html" else typeset(second, document("en"), output, meta)


def _join_fonts(first: Path, second: Path) -> None:
    """Put both faces into the style sheet of the first, whose settings the joined document has.

    Only the Chinese ones hold the full-width quotation marks.
    """
    name = fonts_css(document("zh"))
    english = (second / fonts_css(document("en"))).read_text(encoding="utf-8")
    both = (first / name).read_text(encoding="utf-8") + english.replace('family: "Edition ', 'family: "English ')
    (second / name).write_text(both, encoding="utf-8")
