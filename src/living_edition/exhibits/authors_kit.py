"""The authors' kit: tables, figures and entries in one archive, examples that compile, a replication README."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from string import Template
from typing import Any

from living_edition.archive import members, pack
from living_edition.exhibits.latex_tables import PACKAGES
from living_edition.language_files import Words, language
from living_edition.languages import languages, main_language
from living_edition.markdown import escaped
from living_edition.word.reference import write_reference

PARTS = Path(__file__).resolve().parent / "kit"
# What goes into the kit of each kind of exhibit.
FORMS = {
    "table": ("tex", "typ", "docx", "xlsx", "csv", "data.csv", "md"),
    "figure": ("pdf", "png", "column.png", "vl.json"),
    "panel": ("pdf", "png", "column.png", "vl.json"),
}
_WORDS = Words(__name__)
Record = Mapping[str, Any]
Files = dict[str, bytes]
Filling = Mapping[str, str | None]
"""What fills a template; None is what the edition has none of."""


def contents(records: Sequence[Record], tables: Path, figures: Path, titles: Mapping[str, str], readme: str) -> Files:
    """Return the files of the kit by their names in it; ``readme`` is the replication README."""
    files: Files = {"exhibits.bib": (tables / "exhibits.bib").read_bytes(), "REPLICATION.md": readme.encode("utf-8")}
    for record in records:
        kind = record["kind"]
        folder, source = ("tables", tables) if kind == "table" else ("figures", figures)
        for name in record["files"]:
            form = name.partition(".")[2]
            if name != record["canonical"] and form in FORMS[kind]:
                files[f"{folder}/{name}"] = (source / name).read_bytes()
    words = _words(records, titles)
    for part in ("README.md", "example.qmd"):
        files[part] = _part(part, words)
    for lang in languages():
        own = words | {"lang": lang, "shown": words[f"figure_{lang}"]}
        phrases = {key: _filled(text, own) for key, text in _WORDS[lang].items()}
        files[f"example-{lang}.tex"] = _part("example.tex", own | phrases)
    if table := words["table"]:
        files["example.docx"] = _document(table, tables, titles[main_language()])
    return files


def _part(name: str, words: Filling) -> bytes:
    return _filled((PARTS / name).read_text(encoding="utf-8"), words).encode("utf-8")


def _filled(text: str, words: Filling) -> str:
    """Return a template filled with ``words``, without the lines that ask for what the edition has none of."""
    lacking = {name for name, word in words.items() if word is None}
    lines = (line for line in text.splitlines(keepends=True) if not lacking & {*Template(line).get_identifiers()})
    return Template("".join(lines)).substitute(words)


def _words(records: Sequence[Record], titles: Mapping[str, str]) -> dict[str, str | None]:
    """Return what the examples are filled with: the first table, one of a regression if there is one, and figure."""
    tables = [record for record in records if record["kind"] == "table"]
    regression = next((record for record in tables if record["rule"] == "exhibits_regression"), None)
    table = regression or next(iter(tables), None)
    figure = next((record for record in records if record["kind"] != "table"), None)
    shown = {lang: figure["texts"][lang]["title"] if figure else None for lang in titles}
    listed = "\n".join(f"| `{r['id']}` | {escaped(r['texts'][main_language()]['title'])} |" for r in records)
    return {
        "lang": main_language(), "shown": shown[main_language()],
        "all_titles": " · ".join(f"*{titles[lang]}*" for lang in reversed(languages())),
        "each": " and ".join(f"{language(lang).english} (`…-{lang}`)" for lang in reversed(languages())),
        "examples": ", ".join(f"`example-{lang}.tex`" for lang in reversed(languages())),
        "packages": ",".join(PACKAGES), "list": listed, "regression": regression["id"] if regression else None,
        "table": table["id"] if table else None, "figure": figure["id"] if figure else None,
        **{f"figure_{lang}": title for lang, title in shown.items()},
    }  # fmt: skip


def _document(table_id: str, tables: Path, title: str) -> bytes:
    """Return an example in Word: a text that cites a table, and the table of its Word file."""
    import pypandoc

    name = f"{table_id}-{main_language()}"
    body = members((tables / f"{name}.docx").read_bytes())["word/document.xml"].decode("utf-8")
    table = body.partition("<w:body>")[2].partition("<w:sectPr")[0]
    source = f"# An example\n\nAs @{name} shows, ….\n\n```{{=openxml}}\n{table}\n```\n\n# References\n"
    with tempfile.TemporaryDirectory() as folder:
        reference, target = Path(folder) / "reference.docx", Path(folder) / "example.docx"
        write_reference(reference, main_language(), title)
        arguments = [
            "--citeproc", f"--bibliography={tables / 'exhibits.bib'}", f"--reference-doc={reference}", "--quiet",
        ]  # fmt: skip
        pypandoc.convert_text(source, "docx", "markdown-smart", outputfile=str(target), extra_args=arguments)
        pack(members(target.read_bytes()), target)
        return target.read_bytes()


def write_kit(files: Files, target: Path) -> None:
    """Write the archive, its names sorted."""
    pack({f"authors-kit/{name}": files[name] for name in sorted(files)}, target)
