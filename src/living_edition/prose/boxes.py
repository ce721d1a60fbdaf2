"""What blocks with a number, a title or a condition may hold: figures, tables, callouts, theorems, tabs, notes.

For ``tree``, on pandoc's syntax tree. The filters ``floats.lua`` and ``boxes.lua`` render what is allowed here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from living_edition.languages import languages

COLUMNS = 6
"""The most columns of ``layout-ncol``."""
FORMATS = ("html", "typst", "docx")
CONDITIONS = tuple(f"{when}-{what}" for when in ("when", "unless") for what in ("format", "profile", "meta"))
_IN_MARGIN = ("Para", "Plain", "BulletList", "OrderedList", "BlockQuote")


@dataclass(frozen=True)
class Refusal:
    """A node that is refused: what it is, what is expected, how to mend it, and words of its line."""

    actual: str
    expected: str
    mend: str
    words: str = ""


def columns(attributes: dict[str, str], blocks: list[Any]) -> Iterator[Refusal]:
    """Yield what is wrong with ``layout-ncol``, and what cannot stand side by side."""
    if any(block["t"] == "Div" and block["c"][0][0][:4] not in ("fig-", "tbl-", "lst-") for block in blocks):
        yield Refusal("boxes side by side", "figures, tables, listings, paragraphs or lists", "set one below the other")
    if bare := [each["c"][2][0]["c"][0]["c"][2][0] for each in blocks if each["t"] == "Figure" and not each["c"][0][0]]:
        yield Refusal(f"the image {bare[0]} side by side, without an id", "{#fig-id}, or a block {#fig-id}", "add it",
                    bare[0])  # fmt: skip
    value = attributes.get("layout-ncol", "1")
    if not value.isdigit() or not 1 <= int(value) <= COLUMNS:
        yield Refusal(f"layout-ncol={value}", f"a number of columns from 1 to {COLUMNS}", "correct it", "layout-ncol")


def float_parts(name: str, blocks: list[Any]) -> Iterator[Refusal]:
    """Yield what is wrong with the content of a block ``#fig-``, ``#tbl-`` or ``#lst-``: parts, then a caption."""
    *parts, caption = blocks or [{"t": "", "c": []}]
    if caption["t"] != "Para" or pictures(caption):
        yield Refusal(f"{name} without a caption", "its title as the last paragraph", "write one", name)
        return
    yield from noted(name, caption)
    kinds = [block["t"] for block in parts]
    known = {"tbl": {"Table"}, "lst": {"CodeBlock"}}.get(name[:3])
    if not parts or (known and not set(kinds) <= known):
        expected = {"tbl": "tables, then their title", "lst": "code, then its title"}.get(
            name[:3], "something above it"
        )
        yield Refusal(f"{name} of {', '.join([*kinds, 'Para'])}", expected, "set other text outside the block", name)
    if name.startswith("lst-") and len(parts) > 1:
        yield Refusal(f"{name} of {len(parts)} blocks of code", "one", "give each a block of its own", name)
    if name.startswith("fig-"):
        other = [part["t"] for part in parts if part["t"] != "Figure" and not pictures(part)]
        if other and other[0] != "Para":
            yield Refusal(f"{name} with a {other[0]} in it", "images", "use a block of its own kind", name)
        elif other:
            yield Refusal(
                f"{name} with words beside its title", "images, then one paragraph", "set the words outside", name
            )
    for part in parts:
        yield from _part(name, part, len(parts) > 1 or len(pictures(part)) > 1)


def _part(name: str, part: Any, several: bool) -> Iterator[Refusal]:
    """Yield what is wrong with one part: where it is one of ``several``, a caption goes with an id, else neither."""
    captioned, label = False, ""
    if part["t"] == "Table":
        label, captioned = part["c"][0][0], bool(part["c"][1][1])
    elif part["t"] == "Figure":
        label, captioned = part["c"][0][0], True
    if not several and (label or captioned):
        yield Refusal(f"a second caption or id within {name}", "its title as the last paragraph", "take it out",
                    label or name)  # fmt: skip
    elif several and captioned and not label:
        yield Refusal(f"a part of {name} with a caption and no id", f"{{#{name[:3]}-id}} after it", "give it one", name)
    elif label and not label.startswith(name[:4]):
        yield Refusal(f"the id {label} within {name}", f"one that begins with {name[:4]}", "correct it", label)


def noted(name: str, caption: Any) -> Iterator[Refusal]:
    """Yield a footnote in a caption: lists of figures and tables would repeat it."""
    if '"t": "Note"' in json.dumps(caption):
        yield Refusal(f"a footnote in the caption of {name or 'a figure'}", "notes in the text", "set it there", name)


def joined(table: list[Any]) -> Iterator[Refusal]:
    """Yield the cells of a table that go over several rows or columns."""
    rows = [*table[3][1], *(row for body in table[4] for row in (*body[2], *body[3])), *table[5][1]]
    if any(cell[2] > 1 or cell[3] > 1 for row in rows for cell in row[1]):
        yield Refusal("a table with cells over several rows or columns", "plain cells", "write them out")


def in_heading(words: list[Any], first: str) -> Iterator[Refusal]:
    """Yield what a heading may not hold: contents and heads of pages repeat it, as words alone."""
    written = json.dumps(words)
    for kind, what in (
        ("Link", "a link"),
        ("Cite", "a citation or reference"),
        ("Note", "a note"),
        ("Image", "an image"),
    ):
        if f'"t": "{kind}"' in written:
            yield Refusal(f"{what} in a heading", "words, stress, formulas and code", "set it in the text", first)


def pictures(block: Any) -> list[Any]:
    """Return the images of a paragraph that holds nothing else."""
    if block["t"] not in ("Para", "Plain"):
        return []
    images = [inline for inline in block["c"] if inline["t"] == "Image"]
    rest = [inline for inline in block["c"] if inline["t"] not in ("Image", "Space", "SoftBreak")]
    return [] if rest else images


def alone(blocks: list[Any], above: tuple[str, ...]) -> Iterator[Refusal]:
    """Yield an image without an id that is all of an item, a quotation or a note: Quarto gives it a number in print."""
    if {"BulletList", "OrderedList", "DefinitionList", "BlockQuote", "Note"} & set(above) and not {
        "Table",
        "Figure",
    } & set(above):
        for image in (image for block in blocks for image in pictures(block)):
            source = image["c"][2][0]
            actual, expected = (
                f"the image {source} alone in an item or the like, without an id",
                "{#fig-id}, or words beside it",
            )
            yield Refusal(actual, expected, "add it", source)


def in_margin(blocks: list[Any]) -> Iterator[Refusal]:
    """Yield what a note in the margin may not hold."""
    if not blocks:
        yield Refusal("an empty note in the margin", "paragraphs and lists", "write it, or take it out")
    if other := next((block["t"] for block in blocks if block["t"] not in _IN_MARGIN), ""):
        yield Refusal(f"a note in the margin with a {other}", "paragraphs and lists", "set it in the text")
    yield from marginal(blocks, ())


def marginal(content: list[Any], above: tuple[str, ...]) -> Iterator[Refusal]:
    """Yield a note within a note, and an image in one that stands in the margin."""
    written = json.dumps(content)
    if "Note" in above or '"t": "Note"' in written:
        yield Refusal("a note within a note", "notes in the text alone", "set it outside")
    if '"t": "Image"' in written:
        yield Refusal("an image in a note in the margin", "words", "set it in the text")


def untitled(blocks: list[Any], attributes: dict[str, str], attribute: str) -> Iterator[Refusal]:
    """Let the first heading of a box be its title, where no attribute is: it is no heading then, and bears no id."""
    if attribute not in attributes and blocks and blocks[0]["t"] == "Header":
        yield from _turned(blocks, 0)


def tabs(blocks: list[Any]) -> Iterator[Refusal]:
    """Yield what is wrong with a set of tabs; its headings, all of one level, are no headings then."""
    if not blocks or blocks[0]["t"] != "Header":
        yield Refusal("a set of tabs that begins without a heading", "a heading above each tab", "write one")
        return
    level = blocks[0]["c"][0]
    for location, block in enumerate(blocks):
        if block["t"] == "Header" and block["c"][0] == level:
            yield from _turned(blocks, location)


def _turned(blocks: list[Any], location: int) -> Iterator[Refusal]:
    """Turn a heading that is a title of a box or tab into a paragraph: what its braces say would be lost."""
    name, classes, others = blocks[location]["c"][1]
    if name.startswith("sec-") or classes or others:
        actual = f"the title of a box with {', '.join([name, *classes, *(key for key, _ in others)])}"
        yield Refusal(actual, "a heading without braces, and an id for the box", "take them out", name)
    blocks[location] = {"t": "Para", "c": blocks[location]["c"][2]}


def conditions(given: dict[str, str]) -> Iterator[Refusal]:
    """Yield the conditions among the attributes ``given`` that not both engines know."""
    for key, value in given.items():
        what = key.partition("-")[2]
        if key not in CONDITIONS:
            continue
        if what == "format" and value not in FORMATS:
            actual = f"{key}={value!r}" + (", which Quarto takes for LaTeX" if value == "pdf" else "")
            yield Refusal(actual, f"one of {', '.join(FORMATS)}", "write one of these", key)
        elif what == "profile" and value not in languages():
            yield Refusal(f"{key}={value!r}", " or ".join(languages()), "write one of these", key)
        elif f"{'unless' if key.startswith('when') else 'when'}-{what}" in given:
            yield Refusal(f"{key} beside its contrary", "one of both", "take one out", key)
        elif what == "meta" and not re.fullmatch(r"edition\.[\w-]+", value):
            yield Refusal(f"{key}={value!r}", "a key of edition in _quarto.yml, as edition.draft", "correct it", key)
