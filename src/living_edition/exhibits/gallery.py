"""The gallery: a page a language with every exhibit, its files, its citations and where it comes from."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from string import Template
from typing import Any

from living_edition.errors import Problem, refuse
from living_edition.exhibits.citations import NAMES
from living_edition.exhibits.citations import WORDS as KINDS
from living_edition.exhibits.html_tables import STYLE
from living_edition.exhibits.latex_tables import PACKAGES
from living_edition.language_files import Words, language
from living_edition.ledger.formatting import text
from living_edition.ledger.number import Number
from living_edition.project import document

PAGE = Path(__file__).resolve().parent / "page"
FOLDER = "exhibits"
# What a citation can be taken away as, with its file's ending.
LISTS = ("authors-kit.zip", "REPLICATION.md", "exhibits.bib", "exhibits.json", "SHA256SUMS")
EXPORTS = {"BibTeX": "bib", "RIS": "ris", "CSL-JSON": "json"}
WORDS = Words(__name__)
Texts = Mapping[str, Mapping[str, str]]


def shown_numbers(record: Mapping[str, Any], ledger: Sequence[Number]) -> list[Number]:
    """Return the numbers that the exhibit's spec names; raise ``InputError`` for a pattern that fits none."""
    matching = {p: [n for n in ledger if fnmatchcase(n.id, p)] for p in record["numbers"]}
    problems = [
        Problem(record["spec"], "key numbers", repr(p), "a pattern that fits ids of the ledger",
                "see results/ledger/ledger.csv for the ids")
        for p, numbers in matching.items() if not numbers
    ]  # fmt: skip
    refuse(problems)
    return sorted({n.id: n for numbers in matching.values() for n in numbers}.values(), key=lambda n: n.id)


def page(
    lang: str, title: str, records: Sequence[Mapping[str, Any]], tables: Mapping[str, str], citations: Texts,
    ledger: Sequence[Number],
) -> str:  # fmt: skip
    """Return the page in ``lang``.

    ``title`` is the edition's, ``tables`` maps ids of tables to their table elements, ``citations``
    ids (``ID-LANG``) to texts by style.
    """
    words = WORDS[lang]
    style = (PAGE / "gallery.css").read_text(encoding="utf-8") + STYLE
    script = (PAGE / "gallery.js").read_text(encoding="utf-8")
    cards = [_card(r, lang, tables.get(r["id"], ""), citations, shown_numbers(r, ledger)) for r in records]
    choices = {"": words["all"], **KINDS[lang]["kinds"]}
    escaped = {key: html.escape(value) for key, value in words.items()}
    return Template((PAGE / "gallery.html").read_text(encoding="utf-8")).substitute(
        escaped, document=document(lang), edition=html.escape(title), lang=lang,
        language=language(lang).citations.locale, style=style, script=script,
        kinds="".join(f'<option value="{k}">{html.escape(v)}</option>' for k, v in choices.items()),
        cards="\n".join(cards), citation=_citations(f"edition-{lang}", words, citations),
        lists="".join(_link(name, words.get(name, "")) for name in LISTS),
    )  # fmt: skip


def _card(record: Mapping[str, Any], lang: str, table: str, citations: Texts, numbers: Sequence[Number]) -> str:
    words, texts, name = WORDS[lang], record["texts"][lang], record["id"]
    kind = KINDS[lang]["kinds"][record["kind"]]
    about = f"{kind} · <code>{name}</code> · {words['version']} <code>{record['version']}</code>"
    packages = f"{words['preamble']}: <code>\\usepackage{{{','.join(PACKAGES)}}}</code>"
    return "\n".join(
        [
            f'<article id="{name}" data-kind="{record["kind"]}" aria-labelledby="{name}-title">',
            f'<h2 id="{name}-title">{html.escape(texts["title"])}</h2>',
            f'<p class="about">{about}</p>',
            _preview(record, lang, table),
            f'<p class="note">{html.escape(texts["note"])}</p>',
            f"<h3>{words['files']}</h3>",
            f'<ul class="files">{_files(record, lang)}</ul>',
            f'<p class="about">{packages}</p>' if record["kind"] == "table" else "",
            f"<h3>{words['cite']}</h3>",
            _citations(f"{name}-{lang}", words, citations),
            _provenance(record, lang, numbers),
            "</article>",
        ]
    )


def _preview(record: Mapping[str, Any], lang: str, table: str) -> str:
    texts, name = record["texts"][lang], record["id"]
    if record["kind"] == "table":
        return f'<div class="frame" tabindex="0" role="region" aria-labelledby="{name}-title">{table}</div>'
    picture = f"{FOLDER}/{name}-{lang}.svg"
    shown = f'<div class="frame"><img loading="lazy" src="{picture}" alt="{html.escape(texts["alternative"])}"></div>'
    if record["kind"] == "figure":
        return shown
    # A panel is driven where it stands in the text.
    return f'{shown}<p><a href="{document(lang)}.html#{name}">{WORDS[lang]["explore"]}</a></p>'


def _link(name: str, words: str = "") -> str:
    return f'<li><a href="{FOLDER}/{html.escape(name)}" download>{html.escape(words or name)}</a></li>'


def _files(record: Mapping[str, Any], lang: str) -> str:
    """The language's own files, by their form, then the canonical one."""
    words = WORDS[lang]
    own = {name: name.partition(".")[2] for name in record["files"] if name.partition(".")[0].endswith(f"-{lang}")}
    links = [_link(name, words.get(form, form.upper())) for name, form in own.items()]
    return "".join([*links, _link(record["canonical"], words["data" if record["kind"] == "table" else "both"])])


def _citations(item: str, words: Mapping[str, str], citations: Texts) -> str:
    # Named alike in both languages: a reader who changes the language stays there.
    anchor = item.rpartition("-")[0]
    blocks = [
        f'<div class="cite"><b>{NAMES[style]}</b><p id="{anchor}-{style}">{html.escape(text)}</p>'
        f'<button type="button" hidden data-copies="{anchor}-{style}" aria-label="{words["copy"]} {NAMES[style]}">'
        f"{words['copy']}</button></div>"
        for style, text in citations[item].items()
    ]
    files = "".join(_link(f"{item}.{ending}", name) for name, ending in EXPORTS.items())
    return "".join(blocks) + f'\n<ul class="files" aria-label="{words["export"]}">{files}</ul>'


def _provenance(record: Mapping[str, Any], lang: str, numbers: Sequence[Number]) -> str:
    words = WORDS[lang]
    notebook = record["notebook"]
    rows = {
        "source": html.escape(record["texts"][lang]["source"]),
        "rule": f"<code>{record['rule']}</code>",
        "notebook": f'<a href="notebooks/{notebook}.html">{notebook}</a>' if notebook else "",
        "spec": f"<code>{record['spec']}</code>",
        "hash": f"<code>{record['sha256']}</code>",
    }
    listed = "".join(f"<dt>{words[key]}</dt><dd>{value}</dd>" for key, value in rows.items() if value)
    shown = "".join(f"<dt><code>{n.id}</code></dt><dd>{html.escape(text(n, lang))}</dd>" for n in numbers)
    more = f"<details><summary>{words['numbers']} ({len(numbers)})</summary><dl>{shown}</dl></details>" if shown else ""
    return f"<details><summary>{words['made']}</summary><dl>{listed}</dl></details>{more}"
