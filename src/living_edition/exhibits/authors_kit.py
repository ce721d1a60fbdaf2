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
        files[part] = _filled(part, words)
    for lang in languages():
        own = words | {"lang": lang, "shown": words[f"figure_{lang}"]}
        phrases = {key: Template(text).substitute(own) for key, text in _WORDS[lang].items()}
        files[f"example-{lang}.tex"] = _filled("example.tex", own | phrases)
    files["example.docx"] = _document(records, tables, words)
    return files


def _filled(part: str, words: Mapping[str, str]) -> bytes:
    return Template((PARTS / part).read_text(encoding="utf-8")).substitute(words).encode("utf-8")


def _words(records: Sequence[Record], titles: Mapping[str, str]) -> dict[str, str]:
    """Return what the examples are filled with: the first table, one of a regression if there is one, and figure."""
    tables = [record for record in records if record["kind"] == "table"]
    table = next((record for record in tables if record["rule"] == "exhibits_regression"), tables[0])
    figure = next(record for record in records if record["kind"] != "table")
    listed = "\n".join(f"| `{r['id']}` | {escaped(r['texts'][main_language()]['title'])} |" for r in records)
    return {
        "lang": main_language(), "shown": figure["texts"][main_language()]["title"], "title": titles[main_language()],
        "all_titles": " · ".join(f"*{titles[lang]}*" for lang in reversed(languages())),
        "each": " and ".join(f"{language(lang).english} (`…-{lang}`)" for lang in reversed(languages())),
        "examples": ", ".join(f"`example-{lang}.tex`" for lang in reversed(languages())),
        "packages": ",".join(PACKAGES), "table": table["id"], "figure": figure["id"], "list": listed,
        **{f"title_{lang}": title for lang, title in titles.items()},
        **{f"figure_{lang}": figure["texts"][lang]["title"] for lang in titles},
        **{f"table_{lang}": table["texts"][lang]["title"] for lang in titles},
    }  # fmt: skip


def _document(records: Sequence[Record], tables: Path, words: Mapping[str, str]) -> bytes:
    """Return an example in Word: a text that cites an exhibit, and the table of its Word file."""
    import pypandoc

    name = f"{words['table']}-{main_language()}"
    body = members((tables / f"{name}.docx").read_bytes())["word/document.xml"].decode("utf-8")
    table = body.partition("<w:body>")[2].partition("<w:sectPr")[0]
    source = f"# An example\n\nAs @{name} shows, ….\n\n```{{=openxml}}\n{table}\n```\n\n# References\n"
    with tempfile.TemporaryDirectory() as folder:
        reference, target = Path(folder) / "reference.docx", Path(folder) / "example.docx"
        write_reference(reference, main_language(), words[f"title_{main_language()}"])
        arguments = [
            "--citeproc", f"--bibliography={tables / 'exhibits.bib'}", f"--reference-doc={reference}", "--quiet",
        ]  # fmt: skip
        pypandoc.convert_text(source, "docx", "markdown-smart", outputfile=str(target), extra_args=arguments)
        pack(members(target.read_bytes()), target)
        return target.read_bytes()


def write_kit(files: Files, target: Path) -> None:
    """Write the archive, its names sorted."""
    pack({f"authors-kit/{name}": files[name] for name in sorted(files)}, target)
