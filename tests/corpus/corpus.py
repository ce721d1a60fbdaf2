"""The corpus: constructs of Quarto's language, what is to come of each, and what an engine makes of them.

A construct of ``*.yaml`` here is *alike* (``seen``: words that every form must show; ``only``: words that one form
must show and no other may; ``unseen``: words that none may; ``spaced``: words of the page and Word, space by space;
``html``: selectors that the page must answer; ``images``, ``tables``: how many it adds) or *refused* (line and words of
the message). What is to be seen comes from Quarto's documentation, which the head of each file names. ``{fig:1}`` is
the number of the construct's first figure: ``adds`` says how many it numbers. All constructs of a language are one
document, rendered once a form; a construct has words that no other has.
"""

from __future__ import annotations

import re
import shutil
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from lxml import etree, html
from pypdf import PdfReader

from living_edition.files import write_json, written_yaml
from living_edition.language_files import language
from living_edition.prose import bibliography
from living_edition.prose.blocks import blocks
from living_edition.prose.source import Line
from living_edition.prose.source import read as read_lines
from living_edition.prose.tree import refused
from living_edition.prose.unsupported import traps, unsupported
from living_edition.render import stage
from living_edition.word.reference import write_reference
from living_edition.workflow import new

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
TEMPLATE = ROOT / "src/living_edition/template/report"
FORMS = ("html", "pdf", "docx")
LANGUAGES = ("en", "zh")
PICTURE = HERE / "own.png"
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
HEAD = """---
title: The corpus
short-title: The corpus
abstract-title: Abstract
abstract: |
  Words.
keywords-title: Keywords
keywords: [corpus]
date: 2026-01-01
version: "1.0"
edition:
  draft: false
  reviewed: true
other-language: {title: Other, abstract-title: Other, abstract: Words., keywords-title: Keywords, keywords: [corpus]}
---

# First chapter {#sec-corpus}
"""


@dataclass(frozen=True)
class Construct:
    """One construct, as the file has it."""

    name: str
    source: str
    file: str = ""
    lang: str = "en"
    adds: dict[str, int] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)
    only: dict[str, list[str]] = field(default_factory=dict)
    spaced: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    images: int = 0
    tables: int = 0
    refused: tuple[int, str] | None = None


@dataclass(frozen=True)
class Seen:
    """What a form shows: its words without spaces and hyphens, how many images and tables; a page also as a tree."""

    file: Path
    words: str
    images: int
    tables: int
    tree: Any = None
    spaced: str | None = None


def read() -> list[Construct]:
    """Return every construct, in the order of files and lines."""
    return [
        Construct(**{**each, "file": file.stem, "refused": tuple(each["refused"]) if "refused" in each else None})
        for file in sorted(HERE.glob("*.yaml"))
        for each in yaml.safe_load(file.read_text(encoding="utf-8"))
    ]


def problems(folder: Path, source: str) -> list[Any]:
    """Return what the check says of ``source`` as a chapter of a report."""
    (folder / "chapter.qmd").write_text(source, encoding="utf-8")
    shutil.copyfile(PICTURE, folder / "own.png")
    lines = read_lines(folder, "chapter.qmd", generated=False)
    return [*unsupported(lines), *traps(lines)] or refused(folder, blocks(lines), lines, ())


def document(constructs: list[Construct], lang: str) -> str:
    """Return the document of all constructs of ``lang`` that are to be alike."""
    end = "\n\n# References {#sec-references .unnumbered}\n\n::: {#refs}\n:::\n"
    return HEAD + "\n\n".join(["", *(c.source for c in constructs if c.lang == lang and not c.refused)]) + end


def lay(folder: Path, constructs: list[Construct], lang: str, name: str) -> None:
    """Stage a project whose one document holds the constructs of ``lang``."""
    shutil.copytree(stage.QUARTO, folder)
    shutil.copyfile(TEMPLATE / "_quarto.yml", folder / "_quarto.yml")
    main_language = [language(each) for each in ("zh", "en")]
    for own in main_language:
        settings = new.settings(own, main_language, name.removesuffix(f"-{lang}"))
        (folder / f"_quarto-{own.code}.yml").write_text(written_yaml(settings), encoding="utf-8")
    (folder / "live").mkdir(exist_ok=True)
    (folder / "live/live.css").write_text("", encoding="utf-8")
    shutil.copyfile(PICTURE, folder / "own.png")
    (folder / f"{name}.qmd").write_text(document(constructs, lang), encoding="utf-8")
    stage.for_quarto(folder, lang)
    staged = bibliography.staged(ROOT / "report/references.bib", "zh" if lang == "zh" else "en")
    (folder / "references.bib").write_text(staged, encoding="utf-8")
    write_json(
        {"corpus.count": {"text": "about 7 firms", "bare": "7", "target": "#sec-corpus"}}, folder / "ledger.json"
    )
    write_json({"corpus-sign": "is larger than that"}, folder / "words.json")
    write_json({}, folder / "claims.json")
    stage._styles(folder)
    write_reference(folder / "reference.docx", lang, "The corpus")
    lines: list[Line] = read_lines(folder, f"{name}.qmd")
    stage._fonts(folder, {name: lines})


def squeezed(text: str) -> str:
    """Return ``text`` without spaces and hyphens: a PDF breaks lines where it will."""
    return re.sub(r"[\s\u00ad\u200b\u2060-]+", "", text.replace("ﬁ", "fi").replace("ﬂ", "fl").replace("ﬀ", "ff"))


def single_spaced(text: str) -> str:
    """Return ``text`` with one space wherever it has some."""
    return " ".join(text.replace("\u00ad", "").split())


def seen(file: Path) -> Seen:
    """Return what a rendered form shows."""
    if file.suffix == ".html":
        tree = html.fromstring(file.read_text(encoding="utf-8"))
        for node in tree.xpath("//script | //style | //nav | //annotation"):
            node.drop_tree()
        images, tables = (len(tree.xpath(f"//main//{tag}")) for tag in ("img", "table"))
        text = tree.text_content()
        return Seen(file, squeezed(text), images, tables, tree, single_spaced(text))
    if file.suffix == ".pdf":
        pages = PdfReader(file).pages
        return Seen(file, squeezed("".join(page.extract_text() for page in pages)), sum(map(_drawn, pages)), -1)
    with zipfile.ZipFile(file) as archive:
        parts = [etree.fromstring(archive.read(f"word/{part}.xml")) for part in ("document", "footnotes")]
    words = "".join(node.text or "" for part in parts for node in part.iter(f"{_WORD}t"))
    blips = sum(1 for part in parts for node in part.iter() if str(node.tag).endswith("}blip"))
    # A figure of several parts is laid out in a table, which is none.
    laid_out = [each for each in parts[0].iter(f"{_WORD}tblStyle") if each.get(f"{_WORD}val") == "FigureTable"]
    tables = sum(1 for _ in parts[0].iter(f"{_WORD}tbl")) - len(laid_out)
    return Seen(file, squeezed(words), blips, tables, None, single_spaced(words))


def _drawn(page: Any) -> int:
    """Return how often a page of a PDF draws an image: one that stands twice is kept once."""
    content = page.get_contents()
    names = re.findall(rb"(/[\w.#-]+)\s+Do\b", content.get_data() if content is not None else b"")
    objects = page["/Resources"].get("/XObject", {})
    return sum(objects[name.decode()].get_object()["/Subtype"] == "/Image" for name in names)


def faults(constructs: list[Construct], lang: str, forms: dict[str, Seen]) -> dict[str, list[str]]:
    """Return, by the name of a construct, what its forms do not show as it is to be."""
    found: dict[str, list[str]] = {}
    before: Counter[str] = Counter(sec=1)
    for each in (c for c in constructs if c.lang == lang and not c.refused):
        said = [fault for form, shown in forms.items() for fault in _of(each, form, shown, _numbers(each, before))]
        before.update(each.adds)
        if said:
            found[each.name] = said
    return found


def _numbers(each: Construct, before: Counter[str]) -> Callable[[str], str]:
    start = dict(before)
    return lambda text: squeezed(
        re.sub(r"\{(\w+):(\d+)\}", lambda match: str(start.get(match[1], 0) + int(match[2])), text)
    )


def _of(each: Construct, form: str, shown: Seen, words: Callable[[str], str]) -> list[str]:
    wanted = [*each.seen, *each.only.get(form, [])]
    others = [*each.unseen, *(w for other, only in each.only.items() if other != form for w in only if w not in wanted)]
    said = [f"{form} does not show {text!r}" for text in wanted if words(text) not in shown.words]
    said += [f"{form} shows {text!r}" for text in others if words(text) in shown.words]
    if shown.spaced is not None:
        said += [f"{form} does not show {text!r}, space by space" for text in each.spaced if text not in shown.spaced]
    if shown.tree is not None:
        said += [f"{form} has no {selector}" for selector in each.html if not shown.tree.cssselect(f"main {selector}")]
    return said


def counts(constructs: list[Construct], lang: str, form: str, shown: Seen) -> list[str]:
    """Return a word for each image and table that ``form`` lost or doubled."""
    own = [c for c in constructs if c.lang == lang and not c.refused]
    said = []
    for what, number in (("images", sum(c.images for c in own)), ("tables", sum(c.tables for c in own))):
        if getattr(shown, what) not in (number, -1):
            said.append(f"{form}: {getattr(shown, what)} {what}, not {number}")
    return said


def check_faults(folder: Path, constructs: list[Construct]) -> dict[str, list[str]]:
    """Return, by name, what the check says against a construct that is alike, or does not say of one refused."""
    found = {}
    for each in constructs:
        said = problems(folder, each.source + "\n")
        if each.refused is None and said:
            found[each.name] = [str(problem) for problem in said]
        if each.refused is not None:
            line, words = each.refused
            named = (
                ("report/chapter.qmd", f"line {line}") == (p.file, p.location) and words in p.actual + p.expected
                for p in said
            )
            if not any(named):
                found[each.name] = [str(problem) for problem in said] or ["nothing"]
    return found


def results(folder: Path, constructs: list[Construct], lang: str) -> dict[str, list[str]]:
    """Return the faults of check and built-in engine in the constructs of ``lang``, by name."""
    from living_edition.project import document as name_of
    from living_edition.render.engines import builtin

    project, name = folder / lang, name_of(lang)
    lay(project, constructs, lang, name)
    forms = {form: seen(builtin.render(project, lang, form)) for form in FORMS}
    own = [each for each in constructs if each.lang == lang]
    return {**faults(constructs, lang, forms), **check_faults(folder, own)}
