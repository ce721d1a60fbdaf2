"""The built-in engine: pandoc and Typst, for the part of Quarto's language that the edition uses."""

from __future__ import annotations

import datetime as dt
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import yaml

from cluster_finance.edition.project import document, metadata
from cluster_finance.edition.source import mark_shortcodes, read, unsupported
from cluster_finance.errors import InputError, Problem

_FILTERS = Path(__file__).parent / "filters"
# pandoc ships no Chinese translations; the project names its own words.
_HARMLESS = re.compile(
    r"\[WARNING\] Could not load translations for .*\n\s+data file .*\n|"
    r"\[WARNING\] The term \w+ has no translation defined\.\n"
)
_READER = "markdown+east_asian_line_breaks-tex_math_single_backslash"


def render(project: Path, lang: str, form: str) -> Path:
    """Render the staged ``project`` in ``lang`` to ``html`` or ``pdf``; return the file made.

    Raises ``InputError`` for source that the engine does not know, with file and line, and for
    what pandoc or Typst refuse, in their words.
    """
    output = project / f"{document(lang)}.{'html' if form == 'html' else 'typ'}"
    meta = metadata(project, lang)
    template = "theme/edition.html" if form == "html" else "typst/built-in.typ"
    numbering = ["--number-sections", "--section-divs"] if form == "html" else []
    pandoc(project, lang, output, meta, ["--template", template, *numbering])
    return output if form == "html" else typeset(project, output, meta)


def pandoc(
    project: Path, lang: str, output: Path, meta: dict[str, Any], more: list[str], last: tuple[str, ...] = ()
) -> None:
    """Let pandoc write ``output`` (HTML or Typst) from the staged project's document in ``lang``.

    ``more`` are further options, ``last`` the names of further filters to run after the edition's own.
    """
    import pypandoc

    lines = read(project, f"{document(lang)}.qmd")
    problems = unsupported(lines)
    if problems:
        raise InputError(problems)
    text = mark_shortcodes("\n".join(line.text for line in lines) + "\n")
    html = output.suffix == ".html"
    kind = ["--to", "html5", "--embed-resources", "--mathml"] if html else ["--to", "typst-citations"]
    filters = [
        str(_FILTERS / "shortcodes.lua"), "_extensions/ledger/edition.lua", str(_FILTERS / "conditional.lua"),
        str(_FILTERS / "crossref.lua"), "_extensions/ledger/citations.lua", "_extensions/ledger/blocks.lua",
        *(str(_FILTERS / name) for name in last),
    ]  # fmt: skip
    command = [
        str(pypandoc.get_pandoc_path()), "--from", _READER, *kind, "--standalone", "--toc", "--toc-depth=3",
        "--metadata-file", _settings(meta, project, lang, html).name, *more,
        *(f"--lua-filter={name}" for name in filters), "--output", output.name,
    ]  # fmt: skip
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "0"}
    done = subprocess.run(
        command, cwd=project, input=text.encode("utf-8"), capture_output=True, env=environment, check=False
    )
    said = _HARMLESS.sub("", done.stderr.decode("utf-8", "replace")).strip()
    if done.returncode or "[WARNING]" in said:
        output.unlink(missing_ok=True)
        raise InputError([_refused(f"report/{document(lang)}.qmd", said or "no message")])


def _settings(meta: dict[str, Any], project: Path, lang: str, html: bool) -> Path:
    kept = {key: meta[key] for key in ("lang", "edition", "crossref", "csl", "bibliography", "link-citations")}
    kept["shortcode-files"] = [
        str((extension.parent / name).relative_to(project))
        for extension in sorted(project.glob("_extensions/*/_extension.yml"))
        for name in yaml.safe_load(extension.read_text(encoding="utf-8"))["contributes"]["shortcodes"]
    ]
    if html:
        kept["css"] = meta["format"]["html"]["css"]
    file = project / f".built-in-{lang}-{'html' if html else 'typ'}.yml"
    file.write_text(yaml.safe_dump(kept, allow_unicode=True), encoding="utf-8")
    return file


def typeset(project: Path, typ: Path, meta: dict[str, Any]) -> Path:
    """Let Typst make the PDF of ``typ`` with the project's fonts alone; return it."""
    import typst

    output = typ.with_suffix(".pdf")
    source = project / f"{document(meta['edition']['language'])}.qmd"
    date = re.search(r"^date: (\S+)$", source.read_text(encoding="utf-8"), re.MULTILINE)
    moment = dt.datetime.fromisoformat(date[1] if date else "1970-01-01").replace(tzinfo=dt.UTC)
    try:
        typst.compile(
            str(typ),
            output=str(output),
            root=str(project),
            font_paths=[str(project / path) for path in meta["format"]["typst"]["font-paths"]],
            ignore_system_fonts=True,
            timestamp=int(moment.timestamp()),
        )
    except typst.TypstError as error:
        output.unlink(missing_ok=True)
        raise InputError([_refused(typ.name, str(error))]) from None
    return output


def _refused(file: str, said: str) -> Problem:
    return Problem(file, "", said, "text that renders", "correct the passage named")
