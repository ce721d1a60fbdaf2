"""Writes one exhibit: every format, what the report includes, and its record."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from living_edition.exhibits import office_formats as documents
from living_edition.exhibits import text_formats as formats
from living_edition.exhibits.catalogue import FIGURE_FORMS, REGRESSION, note, source
from living_edition.exhibits.figure import above_noise
from living_edition.exhibits.grid_tables import to_grid
from living_edition.exhibits.html_tables import to_html
from living_edition.exhibits.latex_tables import to_latex
from living_edition.exhibits.markdown_tables import to_markdown, to_page
from living_edition.exhibits.marks import packed
from living_edition.exhibits.tables import Table
from living_edition.exhibits.typst_tables import to_typst
from living_edition.exhibits.word_tables import write_docx
from living_edition.files import sha256, write_json, write_table, write_text
from living_edition.language_files import Words, language
from living_edition.languages import languages, main_language
from living_edition.markdown import apostrophes

if TYPE_CHECKING:
    from living_edition.exhibits.figure import Figure


# Enough of the hash to tell one version from the next; the whole hash stands beside it.
SHORT = 8
_WORDS = Words(__name__)


@dataclass(frozen=True)
class Destination:
    """Where an exhibit's files go, and the ``edition``'s version that they carry."""

    exhibits: Path
    tables: Path
    edition: str


@dataclass
class Made:
    """The files of an exhibit as they come, the line that makes it, and what its picture shows, by language."""

    canonical: Path
    line: str
    files: list[Path] = field(default_factory=list)
    alternatives: dict[str, str] = field(default_factory=dict)


def table(name: str, spec: Mapping[str, Any], tables: Mapping[str, Table], destination: Destination, line: str) -> None:
    """Write a table, given by language, in all formats; ``line`` is where the project makes it."""
    result = Made(destination.tables / f"{name}.csv", line)
    spec = _noted(spec, tables)
    tables = {lang: table.in_language(lang) for lang, table in tables.items()}
    write_text(formats.canonical(dict(tables)), result.canonical)
    canonical = sha256(result.canonical)
    for lang in languages():
        about = formats.About(
            name, spec[f"title_{lang}"], note(dict(spec), lang), lang, stamp(name, destination.edition, canonical, lang)
        )
        result.files += _forms(tables[lang], about, destination.tables / f"{name}-{lang}")
        spans = tables[lang].spanners or any(group.panel for group in tables[lang].groups)
        body = to_grid(tables[lang]) if spans else to_markdown(tables[lang])
        title, words = _titled(spec, lang)
        _include(f"::: {{#{name}}}\n\n{body}\n{title}\n\n:::\n", name, words, lang, destination)
    _record(name, spec, result, destination)


def _noted(spec: Mapping[str, Any], tables: Mapping[str, Table]) -> dict[str, Any]:
    """Return the spec with the tables' own notes before what its file says."""
    notes = {
        lang: language(lang).space.join([*(remark.words for remark in table.notes), str(spec[f"note_{lang}"]).strip()])
        for lang, table in tables.items()
    }
    return {**spec, **{f"note_{lang}": apostrophes(words) for lang, words in notes.items()}}


def _forms(table: Table, about: formats.About, stem: Path) -> list[Path]:
    texts = {
        "csv": formats.to_csv(table),
        "data.csv": formats.to_data_csv(table),
        "md": to_page(table, about),
        "html": to_html(table, about),
        "tex": to_latex(table, about),
        "typ": to_typst(table, about),
    }
    packed = {
        "parquet": documents.write_parquet,
        "xlsx": documents.write_xlsx,
        "docx": write_docx,
    }
    for form, text in texts.items():
        write_text(text, stem.with_name(f"{stem.name}.{form}"))
    for form, write in packed.items():
        write(table, about, stem.with_name(f"{stem.name}.{form}"))
    return [stem.with_name(f"{stem.name}.{form}") for form in (*texts, *packed)]


def figure(
    name: str, spec: Mapping[str, Any], figures: Mapping[str, Figure], destination: Destination, line: str
) -> None:
    """Write a figure, given by language, in all formats with the data behind it; ``line`` as for a table."""
    from living_edition.exhibits.style import save
    from living_edition.exhibits.vega import document

    result = Made(destination.exhibits / f"{name}.csv", line)
    write_table(figures[main_language()].data.apply(above_noise), result.canonical)
    canonical = sha256(result.canonical)
    for lang in languages():
        stem = destination.exhibits / f"{name}-{lang}"
        mark_files, views = save(figures[lang].picture, stem, lang, figures[lang].narrow)
        words = {
            "title": spec[f"title_{lang}"],
            "description": figures[lang].alternative,
            "note": note(dict(spec), lang),
            "stamp": stamp(name, destination.edition, canonical, lang),
        }
        write_text(document(views, words), stem.with_suffix(".vl.json"))
        choices = figures[lang].choices
        # Where a reader chooses among the estimates, their marks come with the choice.
        content = {**packed([]), "choices": choices.packed()} if choices else packed(mark_files)
        write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/") + "\n",
                   stem.with_suffix(".marks.json"))  # fmt: skip
        result.files += [stem.with_suffix(f".{form}") for form in FIGURE_FORMS]
        seen = result.alternatives[lang] = figures[lang].alternative.replace('"', "”")
        title, below = _titled(spec, lang)
        picture = f'![{title}](exhibits/{name}-{lang}.svg){{#{name} fig-alt="{seen}"}}\n'
        if spec["kind"] == "panel":
            below += f'\n\n::: {{.live-panel panel="{name}"}}\n{_WORDS[lang]["driven"]}\n:::'
        _include(picture, name, below, lang, destination)
    _record(name, spec, result, destination)


def _titled(spec: Mapping[str, Any], lang: str) -> tuple[str, str]:
    """Return what stands as title and as note where the text shows the exhibit."""
    title, words = str(spec[f"title_{lang}"]), note(dict(spec), lang)
    if "finding" not in spec:
        return title, words
    return f"{{{{< word {spec['finding']} >}}}}", f"{title}{language(lang).stop}{language(lang).space}{words}"


def _include(body: str, name: str, words: str, lang: str, destination: Destination) -> None:
    write_text(f"{body}\n::: {{.exhibit-note}}\n{words}\n:::\n", destination.exhibits / f"{name}-{lang}.qmd")


def _record(name: str, spec: Mapping[str, Any], exhibit: Made, destination: Destination) -> None:
    """Write what an exhibit is: its words, its version, and the hashes of its files by their names."""
    hashes = {file.name: sha256(file) for file in [exhibit.canonical, *exhibit.files]}
    canonical = hashes[exhibit.canonical.name]
    texts = {
        lang: {
            "title": spec[f"title_{lang}"], "note": note(dict(spec), lang), "source": source(dict(spec), lang),
            "alternative": exhibit.alternatives.get(lang, ""),
        }
        for lang in languages()
    }  # fmt: skip
    content = {
        "id": name,
        "kind": "table" if spec["kind"] == REGRESSION else spec["kind"],
        "rule": f"exhibits_{spec['batch']}",
        "spec": f"specs/exhibits/{name}.yaml",
        "line": exhibit.line,
        "notebook": spec.get("notebook", ""),
        "numbers": list(spec.get("numbers", [])),
        "version": version(destination.edition, canonical),
        "canonical": f"{name}.csv",
        "sha256": canonical,
        "files": hashes,
        "texts": texts,
    }
    write_json(content, destination.exhibits / f"{name}.json")


def version(edition: str, canonical: str) -> str:
    """Return ``0.1.0+3f2a9c1b``: the edition's version and the head of the canonical hash (hexadecimal).

    The form is that of Semantic Versioning 2.0.0, item 10 (build metadata).
    """
    return f"{edition}+{canonical[:SHORT]}"


def stamp(name: str, edition: str, canonical: str, lang: str) -> str:
    """Return what every file that can hold words says of itself."""
    return str(_WORDS[lang]["stamp"].format(name, version(edition, canonical), canonical))
