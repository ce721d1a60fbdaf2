"""The built-in engine: pandoc and, for the PDF, Typst; for the part of Quarto's language that the edition uses."""

from __future__ import annotations

import datetime as dt
import os
import re
import subprocess
import uuid
from pathlib import Path
from typing import Any

import yaml

from living_edition.errors import InputError, Problem, refuse
from living_edition.files import read_yaml, written_yaml
from living_edition.project import document
from living_edition.prose.parsed import READER
from living_edition.prose.project import edition_date, metadata
from living_edition.prose.source import mark_shortcodes, read
from living_edition.prose.unsupported import unsupported
from living_edition.render.jats import declare
from living_edition.render.word import finish

_FILTERS = Path(__file__).parent / "filters"
# pandoc ships no Chinese translations; the project names its own words.
_HARMLESS = re.compile(
    r"\[WARNING\] Could not load translations for .*\n\s+data file .*\n|"
    r"\[WARNING\] The term \w+ has no translation defined\.\n"
)
_OPTIONS = {
    "html": ["--number-sections", "--section-divs"],
    "pdf": ["--template", "typst/built-in.typ"],
    "docx": ["--reference-doc", "reference.docx"],
    "epub": ["--number-sections", "--split-level=1", "--css", "theme/book.css"],
    "xml": [],
}
_KINDS = {
    ".html": ["--to", "html5", "--embed-resources", "--mathml"],
    ".typ": ["--to", "typst-citations", "--wrap", "none"],
    ".docx": ["--to", "docx"],
    ".epub": ["--to", "epub3", "--mathml"],
    ".xml": ["--to", "jats_publishing"],
}
_SETTINGS = ("lang", "edition", "crossref", "csl", "bibliography", "link-citations", "format")


def render(project: Path, lang: str, form: str, part: str = "main") -> Path:
    """Render a document of the staged ``project`` in ``lang``; return the file made.

    ``form`` is ``html``, ``pdf``, ``docx``, ``epub`` or ``xml`` (JATS); ``part`` is ``main``, ``supplement`` or
    ``slides``. Raises ``InputError`` for source that the engine does not know, with file and line, and for what
    pandoc or Typst refuse, in their words.
    """
    name = document(lang, part)
    output = project / f"{name}.{'typ' if form == 'pdf' else form}"
    meta = metadata(project, lang, name)
    options = _OPTIONS[form]
    if form == "html":
        options = ["--template", meta["format"]["html"]["template"], *options]
    if form == "epub":
        # pandoc's own identifier would differ from run to run.
        identifier = uuid.uuid5(uuid.NAMESPACE_URL, f"{name} {edition_date(project, name)}")
        options = [*options, f"--metadata=identifier:urn:uuid:{identifier}"]
    pandoc(project, name, output, meta, options)
    if form == "docx":
        finish(output, edition_date(project, name))
    if form == "xml":
        declare(output, lang, meta)
    return typeset(project, name, output, meta) if form == "pdf" else output


def pandoc(
    project: Path, name: str, output: Path, meta: dict[str, Any], more: list[str], last: tuple[str, ...] = ()
) -> None:
    """Let pandoc write ``output`` (HTML, Typst or DOCX, by its ending) from the staged project's document ``name``.

    ``more`` are further options, ``last`` the names of further filters to run after the edition's own.
    """
    import pypandoc

    lines = read(project, f"{name}.qmd")
    refuse(unsupported(lines))
    text = mark_shortcodes(_without_settings("\n".join(line.text for line in lines) + "\n"))
    filters = [
        str(_FILTERS / "shortcodes.lua"), "_extensions/ledger/conditional.lua", "_extensions/ledger/slides.lua",
        "_extensions/live/live.lua",
        "_extensions/ledger/boxes.lua", "_extensions/ledger/exhibits.lua", "_extensions/ledger/edition.lua",
        str(_FILTERS / "crossref.lua"), "_extensions/ledger/citations.lua",
        "_extensions/ledger/notes.lua", "_extensions/ledger/blocks.lua",
        "_extensions/ledger/formulas.lua", "_extensions/ledger/word.lua", "_extensions/ledger/provenance.lua",
        "_extensions/ledger/narrow.lua",
        *(str(_FILTERS / file) for file in last),
    ]  # fmt: skip
    command = [
        str(pypandoc.get_pandoc_path()), "--from", READER, *_KINDS[output.suffix], "--standalone",
        "--toc", f"--toc-depth={meta.get('toc-depth', 3)}",
        "--metadata-file", _settings(meta, project, name, output.suffix[1:]).name, *more,
        *(f"--lua-filter={file}" for file in filters), "--output", output.name,
    ]  # fmt: skip
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(_moment(project, name))}
    completed = subprocess.run(  # noqa: S603 - pandoc, without a shell; names are checked before planning
        command, cwd=project, input=text.encode("utf-8"), capture_output=True, env=environment, check=False
    )
    message = _HARMLESS.sub("", completed.stderr.decode("utf-8", "replace")).strip()
    if completed.returncode or "[WARNING]" in message:
        output.unlink(missing_ok=True)
        raise InputError([_refused(f"report/{name}.qmd", message or "no message")])


def _moment(project: Path, name: str) -> int:
    """Return the date of the edition in seconds since 1970."""
    return int(dt.datetime.fromisoformat(edition_date(project, name)).replace(tzinfo=dt.UTC).timestamp())


def _without_settings(text: str) -> str:
    """Return ``text`` without the settings of its front matter, which are merged with the project's."""
    parts = text.split("---\n", 2)
    if parts[0] or len(parts) < 3:
        return text
    head = {key: value for key, value in yaml.safe_load(parts[1]).items() if key not in _SETTINGS}
    return f"---\n{written_yaml(head)}---\n{parts[2]}"


def _settings(meta: dict[str, Any], project: Path, name: str, ending: str) -> Path:
    metadata_ = {key: meta[key] for key in _SETTINGS if key in meta and key != "format"}
    metadata_["shortcode-files"] = [
        str((extension.parent / name).relative_to(project))
        for extension in sorted(project.glob("_extensions/*/_extension.yml"))
        for name in read_yaml(extension)["contributes"].get("shortcodes", [])
    ]
    if ending == "html":
        metadata_["css"] = meta["format"]["html"]["css"]
    file = project / f".built-in-{name}-{ending}.yml"
    file.write_text(yaml.safe_dump(metadata_, allow_unicode=True), encoding="utf-8")
    return file


def typeset(project: Path, name: str, typ: Path, meta: dict[str, Any]) -> Path:
    """Let Typst make the PDF of ``typ`` with the project's fonts alone; return it."""
    import typst

    output = typ.with_suffix(".pdf")

    def settled(exhibits: str) -> bool:
        """Compile; return whether pages and numbers came to rest, and no tag was lost."""
        try:
            _, warnings = typst.compile_with_warnings(
                str(typ),
                output=str(output),
                root=str(project),
                font_paths=[str(project / path) for path in meta["format"]["typst"]["font-paths"]],
                ignore_system_fonts=True,
                pdf_standards=meta["format"]["typst"]["pdf-standard"],
                sys_inputs={"exhibits": exhibits},
                timestamp=_moment(project, name),
            )
        except typst.TypstError as error:
            if exhibits == "in-place" or "internal error" not in str(error):
                raise
            return False
        return not any("did not converge" in warning.message for warning in warnings)

    problem = ""
    try:
        # Typst loses the tags of a float that meets a page break, and floats may push each other to and fro for ever:
        # exhibits then stay in place.
        if not settled("floating") and not settled("in-place"):
            problem = "pages and numbers did not come to rest: figures and tables push each other about"
    except typst.TypstError as error:
        problem = str(error)
    if problem:
        output.unlink(missing_ok=True)
        raise InputError([_refused(typ.name, problem)])
    return output


def _refused(file: str, message: str) -> Problem:
    return Problem(file, "", message, "text that renders", "correct the passage named")
