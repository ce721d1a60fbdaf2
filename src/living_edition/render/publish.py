"""Everything that a reader opens, put into one folder: pages dressed as pages of the site, files beside them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from living_edition.exhibits import cff
from living_edition.exhibits.citations import NAMES
from living_edition.files import read_json, whole_file, write_text
from living_edition.language_files import Words, language
from living_edition.languages import languages, other
from living_edition.project import document
from living_edition.prose.front import front_matter
from living_edition.render.bar import Page, address
from living_edition.render.gallery_order import ordered
from living_edition.render.metadata import About
from living_edition.render.site import dressed, sealed

FOLDER = "exhibits"
# What stands under an exhibit; the gallery has every form.
_FORMS = {"figure": ("svg", "png", "pdf"), "table": ("xlsx", "docx", "tex")}


def about(report: Path, citation: Path, lang: str, date: str) -> About:
    """Return what the edition is in ``lang``, from its front matter and CITATION.cff."""
    head, edition = front_matter(report, lang), cff.read(citation)
    description = " ".join(str(head.get("subtitle") or head["title"]).split())
    keywords = list(head.get("keywords") or [])
    return About(str(head["title"]), description, keywords, edition.named_in(lang), date, edition.version)


def publish(
    pages: Iterable[Path], notebooks: Iterable[Path], files: Mapping[str, Sequence[Path]], records: Iterable[Path],
    abouts: Mapping[str, About], labels: Mapping[str, Mapping[str, Any]], site: Path,
) -> None:  # fmt: skip
    """Fill ``site``, each file whole.

    ``pages`` are HTML files by their names on the site, ``files`` others by the folder they go to ("" for the site's
    own), ``records`` say what each exhibit is, ``labels`` by language what the documents number.
    """
    records_read = [read_json(record) for record in sorted(records)]
    shutil.rmtree(site / FOLDER, ignore_errors=True)
    for folder, names in files.items():
        for name in names:
            with whole_file(site / folder / name.name) as temporary:
                shutil.copyfile(name, temporary)
    texts = {file.stem: file for file in files.get(FOLDER, ()) if file.suffix == ".txt"}
    for file in pages:
        page = page_of(file.name)
        data = exhibit_data(records_read, texts, page.lang) if page.kind in ("main", "supplement") else ""
        text = file.read_text(encoding="utf-8")
        if page.kind == "slides":
            # They fill the window: no bar.
            write_text(sealed(text), site / page.file)
            continue
        if page.kind == "gallery":
            text = ordered(text, labels[page.lang], page.lang, document(page.lang))
        write_text(dressed(text, page, abouts[page.lang], data=data), site / page.file)
    for file in notebooks:
        lang = other(languages()[0]) or languages()[0]
        page = Page("notebook", lang, file.name, "../")
        html_page = dressed(file.read_text(encoding="utf-8"), page, abouts[lang])
        write_text(html_page, site / "notebooks" / file.name)


def page_of(name: str) -> Page:
    """Return the page that the file ``name`` is on the site; raise ``ValueError`` for a name that no page has.

    The start page of a language has a name of its own there.
    """
    kinds = ("main", "supplement", "slides", "gallery", "codebook", "ledger", "search")
    pages = {address(kind, lang): (kind, lang) for lang in languages() for kind in kinds}
    pages |= {start: ("home", lang) for lang in languages() for start in (f"home-{lang}.html", address("home", lang))}
    pages[address("parallel", languages()[0])] = ("parallel", languages()[0])
    if name not in pages:
        raise ValueError(f"{name}: no page of the site")
    kind, lang = pages[name]
    return Page(kind, lang, address(kind, lang))


def exhibit_data(records: Iterable[Mapping[str, Any]], texts: Mapping[str, Path], lang: str) -> str:
    """Return the script of data for what stands under each exhibit: its files, a citation, how it was made."""
    words = Words(__name__)[lang]
    data = {}
    for record in records:
        name, kind = record["id"], record["kind"]
        forms = [f for f in _FORMS.get(kind, ()) if f"{name}-{lang}.{f}" in record["files"]]
        files = [[f"{FOLDER}/{record['canonical']}", f"{words['data']} (CSV)"]]
        files += [[f"{FOLDER}/{name}-{lang}.{form}", form.upper()] for form in forms]
        provenance = [
            [words["source"], record["texts"][lang]["source"]],
            [words["rule"], record["rule"]],
            [words["spec"], record["spec"]],
        ]
        if record["notebook"]:
            provenance.append([words["notebook"], record["notebook"], f"notebooks/{record['notebook']}.html"])
        provenance.append(["", words["gallery"], f"gallery-{lang}.html#{name}"])
        citation = _citation(texts.get(f"{name}-{lang}"), lang)
        data[name] = {"files": files, "citation": citation, "made": provenance}
    written = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).replace("</", "<\\/")
    return f'<script type="application/json" id="exhibit-data">{written}</script>\n'


def _citation(file: Path | None, lang: str) -> str:
    """Return the citation in the style of the language."""
    if file is None:
        return ""
    blocks = [block.split("\n", 1) for block in file.read_text(encoding="utf-8").strip().split("\n\n")]
    styles = {name.strip(): text.strip() for name, text in blocks}
    return styles.get(NAMES[language(lang).citations.shown], "")
