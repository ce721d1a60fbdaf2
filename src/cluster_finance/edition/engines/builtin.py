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
    meta = metadata(project, lang)
    lines = read(project, f"{document(lang)}.qmd")
    problems = unsupported(lines)
    if problems:
        raise InputError(problems)
    text = mark_shortcodes("\n".join(line.text for line in lines) + "\n")
    settings = _settings(meta, project, lang, form)
    if form == "html":
        return _pandoc(project, text, settings, lang, "html")
    typ = _pandoc(project, text, settings, lang, "typ")
    return _typst(project, typ, meta)


def _settings(meta: dict[str, Any], project: Path, lang: str, form: str) -> Path:
    kept = {key: meta[key] for key in ("lang", "edition", "crossref", "csl", "bibliography", "link-citations")}
    kept["shortcode-files"] = [
        str((extension.parent / name).relative_to(project))
        for extension in sorted(project.glob("_extensions/*/_extension.yml"))
        for name in yaml.safe_load(extension.read_text(encoding="utf-8"))["contributes"]["shortcodes"]
    ]
    if form == "html":
        kept["css"] = meta["format"]["html"]["css"]
    file = project / f".built-in-{lang}-{form}.yml"
    file.write_text(yaml.safe_dump(kept, allow_unicode=True), encoding="utf-8")
    return file


def _pandoc(project: Path, text: str, settings: Path, lang: str, form: str) -> Path:
    import pypandoc

    output = project / f"{document(lang)}.{form}"
    template = "theme/edition.html" if form == "html" else "typst/built-in.typ"
    kind = {
        "html": ["--to", "html5", "--embed-resources", "--mathml", "--number-sections",
                 "--section-divs"],
        "typ": ["--to", "typst-citations"],
    }[form]  # fmt: skip
    command = [
        str(pypandoc.get_pandoc_path()), "--from", _READER, *kind, "--standalone", "--toc", "--toc-depth=3",
        "--template", template, "--metadata-file", settings.name,
        "--lua-filter", str(_FILTERS / "shortcodes.lua"),
        "--lua-filter", "_extensions/ledger/edition.lua",
        "--lua-filter", str(_FILTERS / "conditional.lua"),
        "--lua-filter", str(_FILTERS / "crossref.lua"),
        "--lua-filter", "_extensions/ledger/citations.lua",
        "--output", output.name,
    ]  # fmt: skip
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "0"}
    done = subprocess.run(
        command, cwd=project, input=text.encode("utf-8"), capture_output=True, env=environment, check=False
    )
    said = _HARMLESS.sub("", done.stderr.decode("utf-8", "replace")).strip()
    if done.returncode or "[WARNING]" in said:
        output.unlink(missing_ok=True)
        raise InputError([_refused(f"report/{document(lang)}.qmd", said or "no message")])
    return output


def _typst(project: Path, typ: Path, meta: dict[str, Any]) -> Path:
    import typst

    output = typ.with_suffix(".pdf")
    date = re.search(r"^date: (\S+)$", typ.with_suffix(".qmd").read_text(encoding="utf-8"), re.MULTILINE)
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
