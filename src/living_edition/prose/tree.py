"""What pandoc's syntax tree of a source holds beyond the part of Quarto's language that the edition uses.

Every top-level block is parsed inside a div that bears its number, so that a problem has the block's line, or that of
its words. A kind of node, a class or an attribute that is not named here is refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from living_edition.errors import Problem
from living_edition.prose.blocks import FRONT, Block
from living_edition.prose.source import SHORTCODE, Line, inside

READER = "markdown+east_asian_line_breaks-tex_math_single_backslash"
"""The dialect of Markdown that the built-in engine reads, and Quarto too."""
CROSS = ("sec-", "fig-", "tbl-", "eq-", "lst-", "thm-")
FORMATS = ("html", "typst", "docx")
_MARK = "edition-block-"
_PLAIN = (
    "Para", "Plain", "BulletList", "OrderedList", "DefinitionList", "LineBlock", "BlockQuote", "HorizontalRule",
    "Str", "Space", "SoftBreak", "LineBreak", "Emph", "Strong", "Strikeout", "Superscript", "Subscript", "SmallCaps",
    "Underline", "Quoted", "Math", "Note", "Null",
)  # fmt: skip
# Words that would be printed as they stand: marks of Quarto's language that stand for nothing.
_LEFT_OVER = re.compile(r"\{\{<|>\}\}|:::|\{[#.][\w-]*|\?@|\*\*|\]\(|\[\^|^#{2,}$|^`|`$|\$\$|^\[@|^!\[")
_LABEL = re.compile(r"\{[^{}]*#([\w:.-]+)")
# Of quotation marks, formulas, columns and lists.
_SETTING = re.compile(
    "(Single|Double)Quote|(Inline|Display)Math|Align|Col|Default|Decimal|Lower|Upper|Period|OneP|TwoP|Example"
)
_PARENTS = ("Div", "Span", "Link", "Header", "Table", "Figure")
_CALLOUT = re.compile(r"callout-(note|important|warning|tip|caution)")
_DIVS: dict[str, Collection[str]] = {
    "content-visible": ("when-format", "unless-format"), "content-hidden": ("when-format", "unless-format"),
    "claim": (), "claims-chart": (), "exhibit-note": (), "live-panel": (),
}  # fmt: skip
_SPANS = ("verdict", "mark", "nowrap", "smallcaps", "underline")
_IMAGE = ("fig-alt", "width", "height")


@dataclass(frozen=True)
class _Found:
    """A node that is refused: what it is, what is expected, how to mend it, and words of its line."""

    found: str
    expected: str
    mend: str
    words: str = ""


def refused(root: Path, blocks: Sequence[Block], lines: Sequence[Line], anchors: Collection[str]) -> list[Problem]:
    """Return what the syntax tree of ``blocks`` holds that the edition does not use.

    ``root`` is the report's folder, ``lines`` what the blocks are made of, ``anchors`` the ids that a link within the
    page may name beside those of the blocks. Nothing is found where the divs do not close: ``language`` tells that.
    """
    kept = [block for block in blocks if block.kind not in (FRONT, "include", "comment")]
    if not kept:
        return []
    tree = _Tree(root, {*anchors, *(label for block in kept for label in _LABEL.findall(block.text))})
    problems = []
    for number, content in _parsed(kept):
        for found in tree.of(content, ()):
            problems.append(_line(kept[number], lines, found.words).problem(found.found, found.expected, found.mend))
    return list(dict.fromkeys(problems))


def _parsed(blocks: Sequence[Block]) -> Iterator[tuple[int, list[Any]]]:
    import pypandoc

    fence = ":" * 40
    text = "\n\n".join(f"{fence} {{#{_MARK}{n}}}\n\n{_spoken(block)}\n\n{fence}" for n, block in enumerate(blocks))
    made = json.loads(pypandoc.convert_text(text, "json", format=READER, verify_format=False))
    for block in made["blocks"]:
        name = block["c"][0][0] if block["t"] == "Div" else ""
        if name.startswith(_MARK):
            yield int(name.removeprefix(_MARK)), block["c"][1]


def _spoken(block: Block) -> str:
    """Return the block's text with a word for each shortcode (the ledger says what it prints), a formula unlabelled."""
    text = re.sub(r"(\$\$)\s*\{#eq-[\w-]+\}\s*$", r"\1", block.text) if block.kind == "equation" else block.text
    return SHORTCODE.sub("X", text)


def _line(block: Block, lines: Sequence[Line], words: str) -> Line:
    """Return the line of ``block`` that has ``words``, or its first."""
    if not words or words in block.line.text:
        return block.line
    start = next((n for n, line in enumerate(lines) if line is block.line or line == block.line), 0)
    length = block.text.count("\n") + 1
    return next((line for line in lines[start : start + length] if words in line.text), block.line)


class _Tree:
    def __init__(self, root: Path, anchors: Collection[str]) -> None:
        self.root, self.anchors = root, anchors

    def of(self, node: Any, above: tuple[str, ...]) -> Iterator[_Found]:
        """Yield what is refused of a node, or of a list of nodes, below ``above``."""
        if isinstance(node, list):
            for part in node:
                yield from self.of(part, above)
        elif isinstance(node, dict) and "t" in node:
            kind, content = node["t"], node.get("c")
            visit = getattr(self, f"_{kind.lower()}", None)
            if visit is not None:
                yield from visit(content, above)
            elif kind not in _PLAIN and not _SETTING.match(kind):
                yield _Found(f"{kind} of pandoc's Markdown", "what the edition uses", "write it otherwise")
            if visit is None or kind in _PARENTS:
                yield from self.of(content, (*above, kind))

    def _str(self, text: str, above: tuple[str, ...]) -> Iterator[_Found]:
        if match := _LEFT_OVER.search(text):
            yield _Found(f"{text[:40]!r}, which would be printed as it stands", "marks of Markdown that take effect",
                         f"close or correct {match[0]!r}", text)  # fmt: skip

    def _rawblock(self, content: list[str], above: tuple[str, ...]) -> Iterator[_Found]:
        if not (content[0] == "html" and re.fullmatch(r"\s*<!--.*?-->\s*", content[1], re.DOTALL)):
            found = f"raw {content[0]} {content[1].strip().splitlines()[0][:40]!r}"
            yield _Found(found, "Markdown", "write it in Markdown", content[1].strip().splitlines()[0])

    _rawinline = _rawblock

    def _code(self, content: list[Any], above: tuple[str, ...]) -> Iterator[_Found]:
        if content[1].startswith("{") or any(content[0]) or "{{<" in content[1]:
            yield _Found(f"code {content[1][:40]!r} to be run, or with attributes", "plain code", "take them out",
                         content[1])  # fmt: skip

    def _codeblock(self, content: list[Any], above: tuple[str, ...]) -> Iterator[_Found]:
        (name, classes, attributes), _ = content
        if name or attributes or len(classes) > 1 or any(c.startswith(("{", "=")) for c in classes):
            yield _Found("code with attributes", "``` and the language's name", "take them out")

    def _header(self, content: list[Any], above: tuple[str, ...]) -> Iterator[_Found]:
        _, (_, classes, attributes), _ = content
        if above:
            yield _Found("a heading inside a block", "headings outside of boxes and lists", "write it in bold")
        if unknown := [*(c for c in classes if c not in ("unnumbered", "unlisted")), *(a for a, _ in attributes)]:
            yield _Found(f"a heading of class or attribute {unknown[0]}", "{#sec-id .unnumbered}", "take it out",
                         unknown[0])  # fmt: skip

    def _div(self, content: list[Any], above: tuple[str, ...]) -> Iterator[_Found]:
        (name, classes, attributes), blocks = content
        allowed: set[str] = set()
        for word in classes:
            if _CALLOUT.fullmatch(word):
                allowed |= {"title"}
            elif word in _DIVS:
                allowed |= set(_DIVS[word])
            else:
                yield _Found(f"a block of class {word!r}", "callout-…, content-visible, content-hidden or exhibit-note",
                             "use one of these", word)  # fmt: skip
        for key, value in attributes:
            if key not in allowed:
                yield _Found(
                    f"the attribute {key} of a block", " or ".join(sorted(allowed)) or "none", "take it out", key
                )
            elif key.endswith("-format") and value not in FORMATS:
                yield _Found(f"{key}={value!r}", f"one of {', '.join(FORMATS)}", "write one of these", key)
        if name.startswith("tbl-"):
            yield from _table_div(name, blocks)
        elif not classes and name != "refs":
            yield _Found(
                f"a block {name!r} without a class", "a callout, a table {#tbl-id} or {#refs}", "give it a class"
            )
        elif name.startswith(CROSS):
            yield _Found(f"a block with the id {name}", "an exhibit of specs/exhibits", "declare it there", name)

    def _figure(self, content: list[Any], above: tuple[str, ...]) -> Iterator[_Found]:
        name = content[0][0]
        if not name.startswith("fig-") and not _images(content):
            yield _Found("a figure without an image", "an exhibit of specs/exhibits", "declare it there")

    def _image(self, content: list[Any], above: tuple[str, ...]) -> Iterator[_Found]:
        (_, classes, attributes), _, (source, _) = content
        if not inside(source):
            yield _Found(f"the image {source}, which lies outside the project", "an image below report/",
                         "copy it there, with its source and licence", source)  # fmt: skip
        elif not (self.root / source).is_file():
            yield _Found(
                f"the image {source}, which is not there", "an image below report/", "correct the path", source
            )
        for key in [*classes, *(key for key, _ in attributes)]:
            if key not in _IMAGE:
                yield _Found(f"the class or attribute {key} of an image", ", ".join(_IMAGE), "take it out", key)

    def _link(self, content: list[Any], above: tuple[str, ...]) -> Iterator[_Found]:
        (_, classes, attributes), _, (target, _) = content
        scheme = re.match(r"([A-Za-z][\w+.-]*):", target)
        if scheme and scheme[1].lower() not in ("http", "https", "mailto"):
            yield _Found(f"a link to {target[:60]}", "http, https or mailto", "take it out", target[:20])
        elif target.startswith("#") and target[1:] not in self.anchors:
            yield _Found(f"a link to {target}, which is no id of the text", "the id of a heading or block",
                         "correct the link", target)  # fmt: skip
        elif not scheme and not target.startswith("#") and not inside(target):
            yield _Found(f"a link to {target[:60]}, outside the project", "a page of the edition, or https://",
                         "correct the link", target)  # fmt: skip
        if (words := [*classes, *(key for key, _ in attributes)]) and words != ["uri"] and words != ["email"]:
            yield _Found(f"the class or attribute {words[0]} of a link", "none", "take it out", words[0])

    def _span(self, content: list[Any], above: tuple[str, ...]) -> Iterator[_Found]:
        (_, classes, attributes), _ = content
        for word in [*classes, *(key for key, _ in attributes)]:
            if word not in _SPANS:
                yield _Found(f"the class or attribute {word} of a passage", ", ".join(_SPANS), "take it out", word)

    def _cite(self, content: list[Any], above: tuple[str, ...]) -> Iterator[_Found]:
        citations, _ = content
        for each in citations:
            yield from self.of([each["citationPrefix"], each["citationSuffix"]], (*above, "Cite"))
        crossed = [each for each in citations if each["citationId"].startswith(CROSS)]
        for each in crossed:
            if len(citations) > 1 or each["citationPrefix"] or each["citationSuffix"]:
                key = each["citationId"]
                yield _Found(f"a reference to {key} with others or with words in its brackets", f"@{key} or [-@{key}]",
                             "write a reference of its own for each", key)  # fmt: skip

    def _table(self, content: list[Any], above: tuple[str, ...]) -> Iterator[_Found]:
        (name, classes, attributes), caption = content[0], content[1]
        if name or classes or attributes or caption[1]:
            yield _Found("a table with a caption of its own", "::: {#tbl-id}, the table, its title, :::",
                         "set it in such a block")  # fmt: skip
        if any(cell[2] > 1 or cell[3] > 1 for cell in _cells(content)):
            yield _Found("a table with cells over several rows or columns", "plain cells", "write them out")


def _cells(table: list[Any]) -> Iterator[list[Any]]:
    rows = [*table[3][1], *(row for body in table[4] for row in (*body[2], *body[3])), *table[5][1]]
    return (cell for row in rows for cell in row[1])


def _images(node: Any) -> bool:
    if isinstance(node, list):
        return any(map(_images, node))
    return isinstance(node, dict) and (node.get("t") == "Image" or _images(node.get("c")))


def _table_div(name: str, blocks: list[Any]) -> Iterator[_Found]:
    kinds = [block["t"] for block in blocks]
    if kinds != ["Table", "Para"]:
        yield _Found(f"the table {name} of {', '.join(kinds) or 'nothing'}", "one table, then its title",
                     "set other text outside the block", name)  # fmt: skip
