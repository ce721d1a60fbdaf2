"""The blocks of a source: what each is, where it stands, and by which id a reader's page anchors it.

Ids are those of ``_extensions/ledger/blocks.lua``: the section's id and the block's number under its heading
(``sec-role-2``); a heading bears its own id. A part of a block (an item, a row, a block
inside a note) adds its number after a point (``sec-role-2.1``). A footnote stands outside the count, by its own id.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from living_edition.prose.source import INCLUDE, Line, on_page

_DIV = re.compile(r"^:{3,}\s*(\{.*\}|[\w-]+)\s*$")
_DIV_END = re.compile(r"^:{3,}\s*$")
_ITEM = re.compile(r"^(?:[-*+]|\d+[.)])\s+")
# Lists that parity takes for paragraphs: by letters and Roman figures, of examples, of definitions.
_OTHER_ITEM = re.compile(r"^(?:#\.|\(?(?:[A-Za-z]|[ivxlcIVXLC]+|\d+)[.)]|\(@[\w-]*\))\s")
_DEFINITION = re.compile(r"^ {0,3}[:~]\s")
_HEADING = re.compile(r"^(#+)\s+\S")
_FOOTNOTE = re.compile(r"^\[\^([\w-]+)\]:")
_LABEL = re.compile(r"\{[^{}]*#([a-z]+-[\w-]+)")
_CAPTION = re.compile(r"^(?::|Table:)\s")
_CLASS = re.compile(r"\.([\w-]+)")
FRONT = "front"
_CLOSES = {FRONT: re.compile(r"^(---|\.\.\.)\s*$"), "comment": re.compile("-->")}

Counter = Callable[[str], int]


@dataclass(frozen=True)
class Block:
    """One block: its first line, its kind (``paragraph``, ``heading2``, ``div callout-note``), its whole text."""

    line: Line
    kind: str
    text: str
    parts: tuple[Block, ...] = ()
    id: str = ""
    section: str = ""

    @property
    def whole(self) -> Line:
        """The whole text at the place of its first line."""
        return replace(self.line, text=self.text)

    def flat(self) -> Iterator[Block]:
        """Yield the block and, after it, its parts at every depth."""
        yield self
        for part in self.parts:
            yield from part.flat()


def one_each(name: str) -> int:
    """Return how many blocks the generated include ``name`` makes.

    A figure or table has its note after it (and in that note, where it can be driven, its panel).
    """
    return {"fig": 2, "tbl": 2}.get(name.split("-")[0], 1)


def blocks(lines: list[Line], counter: Counter = one_each) -> list[Block]:
    """Return the blocks of ``lines``, numbered; ``counter`` says how many blocks a generated include makes."""
    section, count = "", 0
    numbered: list[Block] = []
    fronts = 0
    for block in _parse(lines):
        if block.kind == FRONT:
            fronts += 1
            numbered.append(_named(block, FRONT if fronts == 1 else f"{FRONT}-{fronts}", ""))
            continue
        label = _LABEL.search(block.text)
        if block.kind.startswith("heading"):
            section, count = (label[1] if label else ""), 0
            numbered.append(_named(block, section, section))
            continue
        footnote = _FOOTNOTE.match(block.text)
        if footnote is not None:
            numbered.append(_named(block, footnote[1], section))
            continue
        count += 1
        numbered.append(_named(block, f"{section}-{count}", section))
        count += _blocks_made(block, counter) - 1
    return numbered


def _named(block: Block, name: str, section: str) -> Block:
    parts = tuple(_named(part, f"{name}.{number}", section) for number, part in enumerate(block.parts, start=1))
    return replace(block, id=name, section=section, parts=parts)


def _blocks_made(block: Block, counter: Counter) -> int:
    include = INCLUDE.match(block.text)
    if include is not None:
        return counter(include[1].removeprefix("exhibits/").removesuffix(".qmd").rsplit("-", 1)[0])
    if block.kind.startswith("div content-"):
        return len(block.parts) if on_page(block.line.text) else 0
    if block.kind in ("div column-margin", "div aside"):
        return 0  # a note of the block before
    return 1


def _parse(lines: list[Line]) -> list[Block]:
    blocks_: list[Block] = []
    position = 0
    while position < len(lines):
        if not lines[position].text.strip():
            position += 1
            continue
        if _front_begins(lines, position):
            kind, end = FRONT, _end(lines, position + 1, lambda text: text.strip() == "---")
        else:
            kind, end = _extent(lines, position)
        blocks_.append(_block(kind, lines[position:end]))
        position = end
    return blocks_


def _front_begins(lines: list[Line], position: int) -> bool:
    """Whether front matter begins here: at the head of a file, or of all lines."""
    line = lines[position]
    return line.text.strip() == "---" and (position == 0 or (line.number == 1 and not line.location))


def _end(lines: list[Line], start: int, closes: Callable[[str], bool]) -> int:
    """Return the position after the first line from ``start`` on that ``closes``, or the end."""
    for position in range(start, len(lines)):
        if closes(lines[position].text):
            return position + 1
    return len(lines)


def _extent(lines: list[Line], start: int) -> tuple[str, int]:
    """Return the kind of the block that starts at ``start``, and the position after it."""
    text, what = lines[start].text, lines[start].kind
    heading = _HEADING.match(text)
    if what == "fence":
        return "code", next((n for n in range(start + 1, len(lines)) if lines[n].kind == "fence"), len(lines) - 1) + 1
    if what in (FRONT, "comment"):
        ends = (n for n in range(start, len(lines)) if lines[n].kind != what or _CLOSES[what].search(lines[n].text))
        return what, next((n for n in ends if n > start or what == "comment"), len(lines) - 1) + 1
    if _DIV.match(text):
        return f"div {' '.join(_CLASS.findall(text)) or text.strip(': {}').split(' ')[0]}", _div_end(lines, start)
    if text.startswith("$$"):
        closed = "$$" in text[2:]
        return "equation", start + 1 if closed else _end(lines, start + 1, lambda line: "$$" in line)
    if heading:
        return f"heading{len(heading[1])}", start + 1
    if INCLUDE.match(text):
        return "include", start + 1
    if _ITEM.match(text):
        return "list", _last(lines, start, _list_goes_on)
    if _FOOTNOTE.match(text):
        return "footnote", _last(lines, start, _footnote_goes_on)
    kind = (
        "table" if text.startswith(("|", "+-", "+="))
        else "figure" if text.startswith("![")
        else "paragraph"
    )  # fmt: skip
    after = _end(lines, start, lambda line: not line.strip())
    defined = any(_DEFINITION.match(line.text) for line in lines[start + 1 : after + 1])
    if kind == "paragraph" and (defined or _OTHER_ITEM.match(text)):
        return kind, _last(lines, start, _others_go_on)
    if kind == "table" and after < len(lines) and _CAPTION.match(lines[after].text):
        after = _end(lines, after, lambda line: not line.strip())
    return kind, after


def _div_end(lines: list[Line], start: int) -> int:
    depth = 0
    for position in range(start, len(lines)):
        text = lines[position].text
        depth += bool(_DIV.match(text)) - bool(_DIV_END.match(text))
        if depth == 0:
            return position + 1
    return len(lines)


def _list_goes_on(text: str, after_blank: bool) -> bool:
    return not after_blank or bool(_ITEM.match(text)) or text.startswith(("  ", "\t"))


def _others_go_on(text: str, after_blank: bool) -> bool:
    return not after_blank or bool(_OTHER_ITEM.match(text) or _DEFINITION.match(text)) or text.startswith(("  ", "\t"))


def _footnote_goes_on(text: str, after_blank: bool) -> bool:
    return text.startswith(("    ", "\t")) or not (after_blank or _FOOTNOTE.match(text))


def _last(lines: list[Line], start: int, goes_on: Callable[[str, bool], bool]) -> int:
    """Return the position after the last line that ``goes_on``, blank lines between such lines not counting."""
    end = start + 1
    for position in range(start + 1, len(lines)):
        text = lines[position].text
        if text.strip():
            if not goes_on(text, not lines[position - 1].text.strip()):
                break
            end = position + 1
    return end


def _block(kind: str, lines: list[Line]) -> Block:
    text = "\n".join(line.text for line in lines).rstrip()
    return Block(lines[0], kind, text, tuple(_parts(kind, lines)))


def _parts(kind: str, lines: list[Line]) -> list[Block]:
    if kind.startswith("div "):
        return _parse(lines[1:-1])
    if kind == "table":
        return [_block("row", [line]) for line in lines if line.text.startswith("|")]
    if kind == "list":
        starts = [n for n, line in enumerate(lines) if _ITEM.match(line.text)]
        return [_block("item", lines[a:b]) for a, b in zip(starts, [*starts[1:], len(lines)], strict=True)]
    return []
