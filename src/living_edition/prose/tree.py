"""What pandoc's syntax tree of a source holds beyond the part of Quarto's language that the edition uses.

Every top-level block is parsed inside a div that bears its number, so that a problem has the block's line, or that of
its words. A kind of node, a class or an attribute that is not named here is refused.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from living_edition.errors import Problem
from living_edition.exhibits.fonts import sans_file, serif_file
from living_edition.prose import boxes, images
from living_edition.prose.blocks import FRONT, Block
from living_edition.prose.boxes import CONDITIONS, Refusal
from living_edition.prose.formulas import faulty
from living_edition.prose.parsed import CALL, MARK, parsed
from living_edition.prose.source import CALLOUTS, FLOATS, STATEMENTS, Line, inside, referred

_PLAIN = (
    "Para", "Plain", "BulletList", "OrderedList", "DefinitionList", "LineBlock", "BlockQuote", "HorizontalRule",
    "Str", "Space", "SoftBreak", "LineBreak", "Emph", "Strong", "Strikeout", "Superscript", "Subscript", "SmallCaps",
    "Underline", "Quoted", "Math", "Note", "Null",
)  # fmt: skip
# Words that would be printed as they stand: marks of Quarto's language that stand for nothing.
_LEFT_OVER = re.compile(
    r"\{\{<|>\}\}|:::|\{[#.][\w-]*|\?@|(?<![\d)*])\*\*|\*\*(?=\w)|\]\(|\[\^|^#{2,}$|^==\w|\w==$|^={2,}$|^:[a-z_+-][\w+-]*:$|^\[\[|^\[![A-Z]+\]|^!!!$|^\{:|\{%|\{\{|^\{[a-z]+\}$|\^\[|^`|`$|\$\$|^\[@|^!\[|\]\[|\w\^[\w(]|^\$$|^#(?:fig|tbl|lst|eq|sec)-"
)
# A line of code that Quarto would explain by the list that follows.
_ANNOTATED = re.compile(r"(?:#|//|--|%|;|\*|!|')\s*(<\d+>)\s*(?:\*/|-->)?\s*$", re.MULTILINE)
# Up to here the Latin faces have every letter.
_LATIN = 0x17F
_LABEL = re.compile(r"\{[^{}]*#([\w:.-]+)")
# Of quotation marks, formulas, columns and lists.
_SETTING = re.compile(
    "(Single|Double)Quote|(Inline|Display)Math|Align|Col|Default|Decimal|Lower|Upper|Period|OneP|TwoP|Example"
)
_PARENTS = ("Div", "Span", "Link", "Header", "Table", "Figure")
_CALLOUT = re.compile(r"callout-(note|important|warning|tip|caution)")
_CONDITIONAL = ("content-visible", "content-hidden")
_MARGIN = ("column-margin", "aside")
_DIVS: dict[str, Collection[str]] = {
    **dict.fromkeys(_CONDITIONAL, CONDITIONS), **dict.fromkeys(_MARGIN, ()),
    **dict.fromkeys(("proof", "remark", "solution"), ("name",)),
    "panel-tabset": (), "claim": (), "claims-chart": (), "exhibit-note": (), "live-panel": (),
}  # fmt: skip
_SPANS = ("verdict", "mark", "nowrap", "smallcaps", "underline", *_MARGIN, *_CONDITIONAL, *CONDITIONS)
_LEVELS = 6
_IMAGE = ("fig-alt", "width", "height")


def refused(root: Path, blocks: Sequence[Block], lines: Sequence[Line], anchors: Collection[str]) -> list[Problem]:
    """Return what the syntax tree of ``blocks`` holds that the edition does not use.

    ``root`` is the report's folder, ``lines`` what the blocks are made of, ``anchors`` the ids that a link within the
    page may name beside those of the blocks. Nothing is found where the divs do not close: ``unsupported`` tells that.
    """
    kept = [block for block in blocks if block.kind not in (FRONT, "include", "comment")]
    if not kept:
        return []
    document = parsed(kept)
    anchors = {*anchors, *(label for block in kept for label in _LABEL.findall(block.text))}
    tree = _Tree(root, anchors, faulty(document))
    problems = _settings(kept, lines, document["meta"])
    for top in document["blocks"]:
        name = top["c"][0][0] if top["t"] == "Div" else ""
        if not name.startswith(MARK):
            continue
        number = int(name.removeprefix(MARK))
        if kept[number].kind == "paragraph" and [each["t"] for each in top["c"][1][:1]] == ["CodeBlock"]:
            problems.append(kept[number].line.problem("an indented line, which is set as code", "``` around code",
                                                      "set the fences, or take the space out"))  # fmt: skip
        for refusal in tree.of(top["c"][1], ()):
            problems.append(
                _line(kept[number], lines, refusal.words).problem(refusal.actual, refusal.expected, refusal.mend)
            )
    return list(dict.fromkeys(problems))


def _settings(blocks: Sequence[Block], lines: Sequence[Line], meta: Collection[str]) -> list[Problem]:
    """Return a problem for each block that pandoc took as settings, with the keys ``meta``: it would not be printed."""
    key = next(iter(meta), None)
    return [
        _line(block, lines, f"{key}:").problem(
            f"settings within the text, {key}: and more",
            "settings at the head alone",
            "move them, or write *** for a line",
        )
        for block in blocks
        if key is not None and re.search(f"^{re.escape(key)}:", block.text, re.MULTILINE)
    ]


def _line(block: Block, lines: Sequence[Line], words: str) -> Line:
    """Return the line of ``block`` that has ``words``, or its first."""
    if not words or words in block.line.text:
        return block.line
    start = next((n for n, line in enumerate(lines) if line is block.line or line == block.line), 0)
    length = block.text.count("\n") + 1
    return next((line for line in lines[start : start + length] if words in line.text), block.line)


class _Tree:
    def __init__(self, root: Path, anchors: Collection[str], faulty: Collection[str]) -> None:
        self.root, self.anchors, self.faulty = root, anchors, faulty
        self.parts: set[str] = set()

    def of(self, node: Any, above: tuple[str, ...]) -> Iterator[Refusal]:
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
                yield Refusal(f"{kind} of pandoc's Markdown", "what the edition uses", "write it otherwise")
            if visit is None or kind in _PARENTS:
                yield from self.of(content, (*above, kind))

    def _str(self, text: str, above: tuple[str, ...]) -> Iterator[Refusal]:
        if match := _LEFT_OVER.search(text):
            yield Refusal(f"{text[:40]!r}, which would be printed as it stands", "marks of Markdown that take effect",
                         f"close or correct {match[0]!r}", text)  # fmt: skip
        for character in text:
            if character != CALL and ord(character) > _LATIN and ord(character) not in _drawn():
                yield Refusal(f"the character {character!r} (U+{ord(character):04X}), which no face of the edition has",
                            "Latin letters or those of Noto Serif SC", "write it otherwise", character)  # fmt: skip

    def _rawblock(self, content: list[str], above: tuple[str, ...]) -> Iterator[Refusal]:
        if not (content[0] == "html" and re.fullmatch(r"\s*<!--.*?-->\s*", content[1], re.DOTALL)):
            actual = f"raw {content[0]} {content[1].strip().splitlines()[0][:40]!r}"
            yield Refusal(actual, "Markdown", "write it in Markdown", content[1].strip().splitlines()[0])

    _rawinline = _rawblock

    def _code(self, content: list[Any], above: tuple[str, ...]) -> Iterator[Refusal]:
        if re.match(r"\{|r \S", content[1]) or any(content[0]) or "{{<" in content[1]:
            yield Refusal(f"code {content[1][:40]!r} to be run, or with attributes", "plain code", "take them out",
                         content[1])  # fmt: skip

    def _codeblock(self, content: list[Any], above: tuple[str, ...]) -> Iterator[Refusal]:
        (name, classes, attributes), _ = content
        conditional = any(word in _CONDITIONAL for word in classes)
        kept = [word for word in classes if word not in _CONDITIONAL]
        allowed = {*(CONDITIONS if conditional else ()), *(["lst-cap"] if name.startswith("lst-") else [])}
        given = dict(attributes)
        if (
            (name and not name.startswith("lst-")) or len(kept) > 1 or set(given) - allowed
            or any(word.startswith(("{", "=")) for word in kept)
        ):  # fmt: skip
            yield Refusal("code with attributes", "``` and the language's name, or {#lst-id .language lst-cap=\"…\"}",
                        "take them out")  # fmt: skip
        elif name and not given.get("lst-cap", "").strip():
            yield Refusal(f"the listing {name} without a caption", 'lst-cap="…"', "write one", name)
        if match := _ANNOTATED.search(content[1]):
            yield Refusal(f"the mark {match[1]} of an annotation in code", "code with its own comments",
                        "say it in a comment, or below", match[1])  # fmt: skip
        yield from boxes.conditions(given)

    def _header(self, content: list[Any], above: tuple[str, ...]) -> Iterator[Refusal]:
        level, (_, classes, attributes), words = content
        first = next((word["c"] for word in words if word["t"] == "Str"), "")
        if level > _LEVELS:
            yield Refusal(f"a heading of level {level}", f"levels 1 to {_LEVELS}", "take signs # away", first)
        if above:
            yield Refusal("a heading inside a block", "headings outside of boxes and lists", "write it in bold", first)
        yield from boxes.in_heading(words, first)
        if unknown := [*(c for c in classes if c not in ("unnumbered", "unlisted")), *(a for a, _ in attributes)]:
            yield Refusal(f"a heading of class or attribute {unknown[0]}", "{#sec-id .unnumbered}", "take it out",
                         unknown[0])  # fmt: skip

    def _div(self, content: list[Any], above: tuple[str, ...]) -> Iterator[Refusal]:
        (name, classes, attributes), blocks = content
        kind, given = name.partition("-")[0] if "-" in name else "", dict(attributes)
        allowed: set[str] = set()
        for word in classes:
            if _CALLOUT.fullmatch(word):
                if "title" in allowed:
                    yield Refusal(f"a callout of a second kind, {word}", "one kind", "take one out", word)
                allowed |= {"title"}
                yield from boxes.untitled(blocks, given, "title")
            elif word in _DIVS:
                allowed |= set(_DIVS[word])
            else:
                expected = f"callout-… or one of {', '.join(_DIVS)}"
                yield Refusal(f"a block of class {word!r}", expected, "use one of these", word)
        if kind in FLOATS or not (classes or name):
            allowed |= {"layout-ncol"}
        if kind in STATEMENTS or "name" in allowed:
            allowed |= {"name"}
            yield from boxes.untitled(blocks, given, "name")
        for key in given:
            if key not in allowed:
                yield Refusal(
                    f"the attribute {key} of a block", " or ".join(sorted(allowed)) or "none", "take it out", key
                )
        yield from boxes.conditions(given)
        yield from self._content(name, kind, classes, given, blocks)

    def _content(
        self, name: str, kind: str, classes: list[str], given: dict[str, str], blocks: list[Any]
    ) -> Iterator[Refusal]:
        """Yield what does not go with a block's id and classes: its content, or the other of both."""
        callout = any(map(_CALLOUT.fullmatch, classes))
        if "layout-ncol" in given:
            yield from boxes.columns(given, blocks)
        if any(word in _MARGIN for word in classes):
            yield from boxes.in_margin(blocks)
        if "panel-tabset" in classes:
            yield from boxes.tabs(blocks)
        if (kind in (*FLOATS, *STATEMENTS) and classes) or (kind in CALLOUTS and not callout) or kind in ("sec", "eq"):
            actual = f"a block with the id {name} and the class {(classes or ['none'])[0]}"
            yield Refusal(actual, "an id of its own kind", "correct the id, or the class", name)
        elif kind in FLOATS:
            self.parts |= {image["c"][0][0] for block in blocks for image in boxes.pictures(block)}
            yield from boxes.float_parts(name, blocks)
        elif not (classes or kind in STATEMENTS or name == "refs" or "layout-ncol" in given):
            yield Refusal(f"a block {name!r} without a class", "a callout, {#fig-id}, {#tbl-id}, {#thm-id} or {#refs}",
                        "give it a class")  # fmt: skip

    def _figure(self, content: list[Any], above: tuple[str, ...]) -> Iterator[Refusal]:
        name = content[0][0]
        if name and not name.startswith("fig-"):
            yield Refusal(f"a figure with the id {name}", "{#fig-id}", "correct it", name)
        yield from () if name else boxes.alone(content[2], above)
        yield from boxes.noted(name, content[1])

    def _plain(self, content: list[Any], above: tuple[str, ...]) -> Iterator[Refusal]:
        yield from boxes.alone([{"t": "Plain", "c": content}], above)
        yield from self.of(content, above)

    def _image(self, content: list[Any], above: tuple[str, ...]) -> Iterator[Refusal]:
        (name, classes, attributes), words, (source, _) = content
        if name and name not in self.parts:
            yield Refusal(f"the image {name} without a caption", f"![caption](…){{#{name}}}, alone in its paragraph",
                        "write one", name)  # fmt: skip
        if not words and not dict(attributes).get("fig-alt", "").strip():
            yield Refusal(f"the image {source} without words", 'fig-alt="…" for those who cannot see it', "write it",
                        source)  # fmt: skip
        if not inside(source):
            yield Refusal(f"the image {source}, which lies outside the project", "an image below report/",
                         "copy it there, with its source and licence", source)  # fmt: skip
        elif not (self.root / source).is_file():
            yield Refusal(
                f"the image {source}, which is not there", "an image below report/", "correct the path", source
            )
        elif wrong := images.fault(self.root / source):
            yield Refusal(f"the image {source}, {wrong}", "a PNG or JPEG file, or an SVG that draws alone",
                         "save it anew", source)  # fmt: skip
        for key in [*classes, *(key for key, _ in attributes)]:
            if key not in _IMAGE:
                yield Refusal(f"the class or attribute {key} of an image", ", ".join(_IMAGE), "take it out", key)

    def _link(self, content: list[Any], above: tuple[str, ...]) -> Iterator[Refusal]:
        (_, classes, attributes), words, (target, _) = content
        if any(word["t"] == "Image" for word in words):
            yield Refusal(f"an image as a link to {target[:60]}", "words as a link", "set the link in the text", target)
        if not target or not words:
            yield Refusal("a link without words or an address", "[words](https://…)", "complete it", f"]({target}")
        scheme = re.match(r"([A-Za-z][\w+.-]*):", target)
        if scheme and scheme[1].lower() not in ("http", "https", "mailto"):
            yield Refusal(f"a link to {target[:60]}", "http, https or mailto", "take it out", target[:20])
        elif target.startswith("#") and target[1:] not in self.anchors:
            yield Refusal(f"a link to {target}, which is no id of the text", "the id of a heading or block",
                         "correct the link", target)  # fmt: skip
        elif not scheme and not target.startswith("#") and not (inside(target) and ".qmd" not in target):
            yield Refusal(f"a link to {target[:60]}, outside the project or a source", "#id, a page, or https://…",
                         "correct the link", target)  # fmt: skip
        if (given := [*classes, *(key for key, _ in attributes)]) and given != ["uri"] and given != ["email"]:
            yield Refusal(f"the class or attribute {given[0]} of a link", "none", "take it out", given[0])

    def _span(self, content: list[Any], above: tuple[str, ...]) -> Iterator[Refusal]:
        (name, classes, attributes), _ = content
        if referred(name):
            yield Refusal(f"a passage with the id {name}", "ids of headings, figures and the like", "take it out", name)
        for word in [*classes, *(key for key, _ in attributes)]:
            if word not in _SPANS:
                yield Refusal(f"the class or attribute {word} of a passage", ", ".join(_SPANS), "take it out", word)
        if set(classes) & set(_MARGIN):
            yield from boxes.marginal(content[1], above)
        yield from boxes.conditions(dict(attributes))

    def _note(self, content: list[Any], above: tuple[str, ...]) -> Iterator[Refusal]:
        if "Note" in above:
            yield Refusal("a note within a note", "notes in the text alone", "set it outside")
        yield from self.of(content, (*above, "Note"))

    def _cite(self, content: list[Any], above: tuple[str, ...]) -> Iterator[Refusal]:
        citations, _ = content
        for each in citations:
            yield from self.of([each["citationPrefix"], each["citationSuffix"]], (*above, "Cite"))
        names = [referred(each["citationId"]) for each in citations]
        key = next((each["citationId"] for each, name in zip(citations, names, strict=True) if name), "")
        own = {name.partition("-")[0] in (*CALLOUTS, *STATEMENTS) for name in names if name}
        if key and (not all(names) or len(own) > 1):
            yield Refusal(f"a reference to {key} in the same brackets as one of another sort", f"[@{key}] by itself",
                        "give each brackets of its own", key)  # fmt: skip
        if any(name and each["citationSuffix"] for each, name in zip(citations, names, strict=True)):
            yield Refusal(f"words after a reference to {key} in its brackets", f"[@{key}] and the words",
                        "set them outside", key)  # fmt: skip

    def _math(self, content: list[Any], above: tuple[str, ...]) -> Iterator[Refusal]:
        tex = content[1].strip()
        if CALL in tex:
            yield Refusal("a shortcode in a formula", "shortcodes in running text", "set it outside", "{{<")
        elif not tex or " ".join(tex.split()) in self.faulty:
            yield Refusal(f"the formula {tex[:40]!r}, which cannot be set", "TeX that pandoc knows", "correct it",
                        tex.splitlines()[0] if tex else "")  # fmt: skip

    def _table(self, content: list[Any], above: tuple[str, ...]) -> Iterator[Refusal]:
        (name, classes, attributes), caption = content[0], content[1]
        widths = [key for key, _ in attributes if key != "tbl-colwidths"]
        if classes or widths or bool(caption[1]) != name.startswith("tbl-"):
            yield Refusal("a table with a caption or an id alone, or with attributes", ": title {#tbl-id} below it",
                        "write it so", name)  # fmt: skip
        yield from boxes.noted(name, caption)
        yield from boxes.joined(content)


@cache
def _drawn() -> frozenset[int]:
    """Return the characters that the Chinese faces have, by their numbers."""
    from fontTools.ttLib import TTFont

    return frozenset(code for file in (serif_file(), sans_file()) for code in TTFont(file, lazy=True).getBestCmap())
