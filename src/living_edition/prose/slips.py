"""Slips within a line or a paragraph that both engines print without a word, though an author meant otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from living_edition.errors import Problem
from living_edition.prose.source import CROSS, Line, runs

_HAN = r"\u3400-\u9fff"
_HIDDEN = re.compile(r"`[^`]*`|\$[^$]*\$|\{\{<.*?>\}\}|\{[^}]*\}|\]\([^)]*\)|<https?:[^>]*>")
# By what is hidden: code, formulas, attributes, addresses. What is found, what is expected, how to mend it.
_WORDS: tuple[tuple[str, str, str, str], ...] = (
    (rf"""(?<=[{_HAN}，。：；（）])["']|["'](?=[{_HAN}，。：；（）])""", "a straight quotation mark {} beside Chinese",
     "“ ” or ‘ ’", "write these"),
    (rf"(?<!~)~(?!~)[^~\n]*[{_HAN}–—][^~\n]*(?<!~)~(?!~)", "{!r}, which prints as a subscript",
     "～ or — between figures", "write ～ (full width) or —"),
    (r"(?:^|[\s(–—-])~[^~\s]+~(?!~)", "{!r}, which prints as a subscript of nothing", r"~~struck out~~, or \~",
     "write so, or about for ~"),
    # Marks that pandoc takes for letters where they touch one.
    (rf"[{_HAN}]_+[^_\s]+_+|_+[^_\s]+_+(?=[{_HAN}])", "{!r}, whose underscores are printed beside Chinese",
     "*words* or **words**", "write asterisks"),
    (r"[0-9A-Za-z]\*[^*\s]+\*[0-9A-Za-z]", "{!r}, whose asterisks are lost as marks of stress", r"× or \*",
     "write these, or the formula in dollars"),
    (rf"[{_HAN}]@[A-Za-z][A-Za-z0-9_:-]*+(?![{_HAN}])|\w@(?:{'|'.join(CROSS)})-[\w-]*",
     "{!r}, where @ follows a letter and names nothing", "[@key], or a space before",
     "set the brackets or the space"),
    (rf"(?<!\w)@[{_HAN}]+", "{!r}, a key of no Latin letters", "the key of a work or label", "correct it, or write ＠"),
    (r"\[[^][]*@[\w:-]+\s*[；，、]", "{!r}: marks of full width in the brackets of a citation",
     "[@key; @other], [@key, p. 3]", "write ; and , and a space"),
    (rf"https?://[^\s<>()]*?[{_HAN}，。；：、！？）》”]", "{!r}, an address that runs on in the Chinese text",
     "<https://…>, or a space after it", "set the angle brackets"),
)  # fmt: skip
# As the line stands, code apart.
_MARKS: tuple[tuple[str, str, str, str], ...] = (
    (r"［\^|\[\s*＾|【@|＠[A-Za-z]", "a mark of full width where Quarto's is meant, {}", "[^note] or [@key]",
     "write [ ^ and @"),
    (r"＊＊|^＃+\s*\S|^：：：|^｜.*｜", "{!r}: marks of full width where Markdown's are meant", "* # : |",
     "write these"),
    (r"(?<!\{)\{[^{}]*=\s*[“”‘’][^{}]*\}", "{!r}, with quotation marks of print around a value", 'key="value"',
     "write straight ones"),
    (r"""\{[^{}]*"[^"]*\[[\^@][^"]*"[^{}]*\}""", "{!r}: a note or citation in a value, which is text",
     "a heading as the title, ## and words", "write it so, or take the mark out"),
    (r"^.+<!--(?!.*-->)", "a comment within a line that does not end in it", "<!-- … --> on one line, or its own lines",
     "close it"),
    (r"\[\^[^\]]*\s[^\]]*\]", "{!r}, a note whose name has a space", "[^name]", "take it out"),
    (r"^\[[^\]^@]+\]:\s*\S+\s+[^\"'(\s]", "{!r}, read as the address of a link, which is not printed",
     r"\[words\]:, or an address alone", "write so"),
    (r"(?:^|\s)[^\s~]*[A-Za-z]\.?~[\d(A-Z][^\s~]*(?!\S)", "{!r}, a fixed space of LaTeX", r"\ and a space", "write so"),
    (r"^[\s>]*!\[[^\]]*$|\{[^{}<%]*#[\w-]+[^{}]*$", "{!r}, an image or attributes over several lines", "one line",
     "join them"),
    (r"\{[^{}]*#(?:fig|tbl|lst|eq|sec)-[\w-]*[^\w\s}-]", "{!r}, an id with other marks than - and _",
     "letters, figures, - and _", "correct the id, and what refers to it"),
    (r"^\u3000", "a space of full width at the head of a paragraph, which is indented by itself", "its first word",
     "take it out"),
    (r"^\*\[[^\]]+\]:", "{!r}, an abbreviation as other Markdowns explain it", "words in the text, or a note",
     "write it there"),
    (r"\\\(.+?\\\)|^\s*\\\[\s*$|\\\[[^\]]*[=^_+\\][^\]]*\\\]", "{!r}, TeX's marks of a formula", "$…$ or $$…$$",
     "write dollars"),
    (r"\$[\d.,]+\s+\w*[a-z]{2,}[^$]*[^\s$]\$(?!\d)", "{!r}, words between dollars, which are set as a formula",
     r"USD, or \$ for a price", "write so"),
)  # fmt: skip
_PAIRS = {"“": "”", "「": "」", "『": "』", "《": "》"}
_RULED = re.compile(r"[\s|:+-]*-[\s|:+-]*")
_CELL_INSIDE = re.compile(r"\\.|`[^`]*`|\$[^$]*\$")


def problems(lines: Sequence[Line]) -> Iterator[Problem]:
    """Yield each slip of ``lines``: marks within a line, pairs of marks left open, cells that no column takes."""
    for line in lines:
        if line.kind not in ("prose", "front"):
            continue
        plain = _HIDDEN.sub("x", line.text)
        marked = re.sub(r"`[^`]*`", "x", line.text) if line.kind == "prose" else ""
        for table, text in ((_WORDS, plain), (_MARKS, marked)):
            for pattern, actual, expected, mend in table:
                if (match := re.search(pattern, text)) and not (line.kind == "front" and "straight" in actual):
                    yield line.problem(actual.format(match[0]), expected, mend)
    for run in runs(lines):
        yield from (*_open(run), *_cells(run))


def _open(run: Sequence[Line]) -> Iterator[Problem]:
    """Yield the quotation mark of a paragraph that has no other half."""
    opened: list[tuple[str, Line]] = []
    straight: list[Line] = []
    for line in run:
        for mark in re.sub(r"\\.|„[^“]*“", "", _HIDDEN.sub("x", line.text)):
            if mark == '"':
                straight.append(line)
            elif mark in _PAIRS:
                opened.append((mark, line))
            elif mark in _PAIRS.values() and not (opened and _PAIRS[opened.pop()[0]] == mark):
                opened = [(mark, line)]
                break
    halves = opened[:1] + ([('"', straight[-1])] if len(straight) % 2 else [])
    for mark, line in halves:
        yield line.problem(f"the mark {mark} without its other half in the paragraph", "both", "close it, or write ″ ′ "
                           "for measures, and > before a long quotation")  # fmt: skip


def _cells(run: Sequence[Line]) -> Iterator[Problem]:
    """Yield a row of a table of pipes with more cells than its head: they would be lost."""
    if len(run) < 2 or not _RULED.fullmatch(run[1].text) or "|" not in run[1].text:
        if re.fullmatch(r"\|.*\S.*\|\s*", run[0].text):
            yield run[0].problem("a row of a table without its head", "| a | b |, |---|---| and rows, no blank line "
                                 "between", "join it to its table")  # fmt: skip
        return
    wanted = _count(run[1].text.replace("+", "|"))
    for line in (run[0], *run[2:]):
        if line is not run[0] and _RULED.fullmatch(line.text) and line.text.count("-") > 2:
            yield line.problem("a second line below the head of a table", "one", "take it out")
        if "|" in line.text and _count(line.text) > wanted:
            actual, mend = f"a row of {_count(line.text)} cells in {wanted} columns", "add a column, or write \\|"
            yield line.problem(actual, "as many as columns", mend)


def _count(row: str) -> int:
    return _CELL_INSIDE.sub("x", row.strip()).removeprefix("|").removesuffix("|").count("|") + 1
