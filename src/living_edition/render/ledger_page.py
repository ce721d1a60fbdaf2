"""The page of all numbers: what each is, its value, where it comes from, and where the text prints it."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from pathlib import Path

from living_edition.files import read_json
from living_edition.ledger.formatting import provenance, text
from living_edition.ledger.naming import what
from living_edition.ledger.number import Number, Source
from living_edition.prose.blocks import blocks
from living_edition.prose.project import documents
from living_edition.prose.source import read
from living_edition.render import labels
from living_edition.render.shell import shell
from living_edition.render.stage import anchor
from living_edition.translation.checks import ledger_ids

WORDS = {
    "zh": {
        "title": "数字登记册", "find": "查找", "count": "显示 {n} 个数字",
        "lead": "本版的全部数字，按来历分组。每组先说数字从哪里来，再列各个数字；正文引用过的，附有引用它的章节。",
        "code": "计算", "files": "文件", "section": "第{}节", "sep": "、", "colon": "：", "hint": "编号、名称、来源",
    },
    "en": {
        "title": "Ledger of numbers", "find": "Find", "count": "Numbers shown: {n}",
        "lead": "Every number of the edition, grouped by where it comes from. Each group says so first and then lists "
        "its numbers, with the sections that quote them.",
        "code": "Computed by", "files": "Files", "section": "{}", "sep": ", ", "colon": ": ",
        "hint": "id, name, source",
    },
}  # fmt: skip
HEADS = {"zh": ("数字", "值", "见于"), "en": ("Number", "Value", "Quoted in")}


def page(numbers: Sequence[Number], project: Path, lang: str, published: Sequence[str] = ()) -> str:
    """Return the page in ``lang``.

    ``project`` is the staged project, whose text quotes the numbers; ``published`` names the files
    that the site offers in its folder ``data``.
    """
    words = WORDS[lang]
    places = quoted(project, lang)
    groups: dict[tuple[str, Source], list[Number]] = {}
    for number in sorted(numbers, key=lambda n: n.id):
        source = number.source
        said = source.zh if lang == "zh" else source.en
        groups.setdefault((said, source), []).append(number)
    body = "".join(_group(said, source, group, lang, places, published) for (said, source), group in groups.items())
    form = (
        f'<form class="find" role="search"><label>{words["find"]} <input type="search" autocomplete="off" '
        f'placeholder="{words["hint"]}"></label> <output data-count="{words["count"]}"></output></form>'
    )
    content = f'<p class="lead">{words["lead"]}</p>{form}<div class="ledger">{body}</div>'
    return shell(lang, "ledger", words["title"], content, scripts=("find.js",))


def quoted(project: Path, lang: str) -> dict[str, list[tuple[str, str]]]:
    """Return for each number that a text prints the places that do: (address, section's number or title)."""
    known = read_json(project / labels.FILE)
    found: dict[str, list[tuple[str, str]]] = {}
    for name in documents(project, lang):
        for block in blocks(read(project, f"{name}.qmd")):
            label = known.get(block.section)
            if label is None or label["document"] != name:
                continue
            place = (f"{name}.html#{block.section}", label["number"] or label["title"])
            for number in ledger_ids([block.line, *_rest(block.text)]):
                if place not in found.setdefault(number, []):
                    found[number].append(place)
    return found


def _rest(words: str) -> list[labels.Line]:
    return [labels.Line(words, "", 0)]


def _group(
    said: str,
    source: Source,
    numbers: Sequence[Number],
    lang: str,
    places: Mapping[str, list[tuple[str, str]]],
    published: Sequence[str],
) -> str:
    words = WORDS[lang]
    heads = "".join(f'<th scope="col">{word}</th>' for word in HEADS[lang])
    rows = "".join(_row(number, said, lang, places.get(number.id, [])) for number in numbers)
    files = words["sep"].join(_file(name, published) for name in source.files)
    trail = (
        f'<p class="trail"><span>{words["files"]}{words["colon"]}{files}</span> '
        f"<span>{words['code']}{words['colon']}<code>{html.escape(source.code)}</code></span></p>"
    )
    return (
        f'<section class="source"><h2>{html.escape(said)}</h2>{trail}'
        f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></section>\n"
    )


def _file(name: str, published: Sequence[str]) -> str:
    shown = f"<code>{html.escape(name)}</code>"
    base = name.rsplit("/", 1)[-1]
    return f'<a href="data/{html.escape(base)}">{shown}</a>' if base in published else shown


def _row(number: Number, said: str, lang: str, places: Sequence[tuple[str, str]]) -> str:
    words = WORDS[lang]
    interval = provenance(number, lang)[len(said) :].lstrip("；; ")
    value = html.escape(text(number, lang)) + (f" <small>{html.escape(interval)}</small>" if interval else "")
    name = html.escape(what(number, lang))
    shown = f"{name} <code>{html.escape(number.id)}</code>" if name else f"<code>{html.escape(number.id)}</code>"
    links = words["sep"].join(
        f'<a href="{html.escape(address)}">{html.escape(_place(place, words["section"]))}</a>'
        for address, place in places
    )
    return f'<tr id="{anchor(number.id)}"><th scope="row">{shown}</th><td>{value}</td><td>{links}</td></tr>'


def _place(place: str, section: str) -> str:
    """Return a section's number in words, or its title where it has none."""
    return section.format(place) if place.replace(".", "").isalnum() and place.isascii() else place
