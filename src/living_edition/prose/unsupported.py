"""Constructs of Quarto that the edition does not use: each is refused, with its file and line.

What the lines themselves tell is refused first: shortcodes, fences of divs and code, marks that a missing blank
line or a Chinese text turns into something else. The rest is read from pandoc's syntax tree, where a name that
``tree`` does not know is refused and not one that it knows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from living_edition.errors import Problem
from living_edition.prose import run_on, slips
from living_edition.prose.source import INCLUDE, KNOWN_SHORTCODES, SHORTCODE, Line, inside, runs

_DIV = re.compile(r"^:{3,}\s*(?:\{([^}]*)\}|([\w-]+))\s*$")
_DIV_END = re.compile(r"^:{3,}\s*$")
_CELL = re.compile(r"^\s*(?:```+|~~~+)\s*\{(?![.#])")
_HEADING = re.compile(r"^(#{1,6})\s*(.*)$")
_CAPTION = re.compile(r"^\s{0,3}(:\s|[Tt]able:)")
_TABLE = re.compile(r"^(\||\+-)")
# Of a grid, or of a table whose columns stand under lines.
_COLUMNS = re.compile(r"^[\s>]*(?:\+[-=:+]{2,}\+|-{2,}(?: +-{2,})+)\s*$")
_LABEL = re.compile(r"\{[^{}]*#([A-Za-z][\w:-]*)[^{}]*\}")
_HIDDEN = re.compile(r"`[^`]*`|\$[^$]*\$|\{\{<.*?>\}\}|\{[^}]*\}|\]\([^)]*\)")
_INSIDE = re.compile(r"`[^`]+`|\]\((?:\{\{<.*?>\}\}|[^)])*\)|(?<!\{)\{(?!\{)(?:\{\{<.*?>\}\}|[^{}])*\}")
_OPTIONS = {"num": {"bare": ("true", "false")}, "word": {}, "verdict": {}}
Check = Callable[[Sequence[Line]], Iterator[Problem]]


def unsupported(lines: Sequence[Line]) -> list[Problem]:
    """Return what ``lines`` hold that neither engine is asked to render, as far as single lines tell."""
    return [problem for check in (_heads, _shortcodes, _drawn, _divs, _cells, _unclosed) for problem in check(lines)]


def traps(lines: Sequence[Line]) -> list[Problem]:
    """Return what an author most likely meant otherwise: both engines would print it without a word."""
    return [
        problem
        for check in (run_on.problems, run_on.misplaced, slips.problems, _captions, _labels, _empty)
        for problem in check(lines)
    ]


def _heads(lines: Sequence[Line]) -> Iterator[Problem]:
    """Yield settings at the head of an included file, which would take the place of the document's."""
    for before, line in pairwise(lines):
        if line.kind == "front" and line.number == 1 and before.number:
            yield line.problem("settings at the head of a chapter", "settings in the document alone", "move them there")


def _shortcodes(lines: Sequence[Line]) -> Iterator[Problem]:
    for line in lines:
        if line.kind in ("code", "math", "comment", "fence"):
            if "{{<" in line.text and line.kind != "comment":
                yield line.problem("a shortcode in code or in a formula", "shortcodes in running text", "take it out")
            continue
        yield from _of_line(line)


def _of_line(line: Line) -> Iterator[Problem]:
    text = line.text
    if "{{{<" in text or ">}}}" in text:
        yield line.problem("an escaped shortcode", "shortcodes that are run", "describe it in words")
        return
    if text.count("{{<") != len(SHORTCODE.findall(text)) or text.count(">}}") != len(SHORTCODE.findall(text)):
        yield line.problem("a shortcode that never closes, or closes twice", "{{< num ID >}} on one line", "close it")
        return
    if match := next((each for each in _INSIDE.finditer(text) if "{{<" in each[0]), None):
        actual = f"the shortcode of {match[0]!r} in a link, an attribute or code"
        yield line.problem(actual, "shortcodes in running text", "set it outside")
    for call in SHORTCODE.findall(text):
        yield from _of_call(line, call)


def _of_call(line: Line, call: str) -> Iterator[Problem]:
    words = call.split()
    name = words[0] if words else ""
    if name == "include":
        if not INCLUDE.match(line.text) or not inside(words[1].removeprefix("/")):
            yield line.problem(f"the shortcode {call!r}", "include and a file of the report, alone on a line",
                               "set it on a line of its own")  # fmt: skip
    elif name not in KNOWN_SHORTCODES:
        yield line.problem(
            f"the shortcode {call!r}", "num, word, verdict, or include on a line of its own", "use one of these"
        )
    else:
        ids = [word for word in words[1:] if "=" not in word]
        if len(ids) != 1:
            yield line.problem(f"the shortcode {call!r}", f"{{{{< {name} ID >}}}}, with one id", "name one id")
        for key, _, value in (word.partition("=") for word in words[1:] if "=" in word):
            if value.strip("\"'") not in _OPTIONS[name].get(key, ()):
                expected = "bare=true" if name == "num" else "no option"
                yield line.problem(f"the option {key}={value} of {name}", expected, "correct it, or take it out")


def _drawn(lines: Sequence[Line]) -> Iterator[Problem]:
    """Yield shortcodes in tables that are drawn by columns: an engine puts other words, of another length, there."""
    for run in runs(lines):
        if any(_COLUMNS.match(each.text) for each in run):
            for each in run:
                if "{{<" in each.text:
                    yield each.problem("a shortcode in a table drawn by columns", "a table of pipes, | a | b |",
                                       "draw it so")  # fmt: skip


def _divs(lines: Sequence[Line]) -> Iterator[Problem]:
    """Yield what is wrong with the fences of divs: inside a file each one is closed, once."""
    opened: list[Line] = []
    for line in lines:
        if line.kind != "prose":
            continue
        if _DIV.match(line.text):
            opened.append(line)
        elif _DIV_END.match(line.text):
            if not opened:
                yield line.problem("::: that closes nothing", "one ::: for each block opened", "take it out")
            else:
                opened.pop()
        elif re.search(r":{3,}", _HIDDEN.sub("", line.text)):
            yield line.problem("::: within a line or after space", "::: {.class} or ::: at the head of a line",
                               "set it on a line of its own, without space before it")  # fmt: skip
    for line in opened:
        yield line.problem(
            f"a block {line.text.strip()[:40]!r} that never closes", "::: after its last line", "close it"
        )


def _cells(lines: Sequence[Line]) -> Iterator[Problem]:
    for line in lines:
        if line.kind == "fence" and (cell := _CELL.match(line.text)) and "{=html}" not in line.text:
            actual = f"a code cell or attributes {line.text[cell.end() - 1 :]}"
            mend = "compute it in a rule and print it with num or an exhibit"
            yield line.problem(actual, "no code cells in the report", mend)
        elif line.kind == "fence" and re.match(r"\s*(`{3,}|~{3,})\s*[^\s{`][^\s{]*\s+\S", line.text):
            yield line.problem("words after the language of code, which set it in the line", "``` and the language",
                               "take them out")  # fmt: skip
        elif line.kind in ("prose", "math") and re.search(r"\$\$\s*\{#eq-[\w-]+\}\S", line.text):
            yield line.problem(
                "a mark right after the label of a formula", "a space, or the end of the line", "set one"
            )
        elif line.kind == "prose" and re.search(r"`\{\w+\}", line.text):
            yield line.problem("code to be run in the text", "numbers of the ledger", "print it with {{< num ID >}}")


def _unclosed(lines: Sequence[Line]) -> Iterator[Problem]:
    """Yield the code, formula, comment or front matter that is still open at the end."""
    at = next((n for n in range(len(lines) - 1, -1, -1) if lines[n].text.strip()), 0)
    last = lines[at] if lines else None
    if last is None or last.kind in ("prose", "fence"):
        return
    ends = {"math": "$$", "comment": "-->", "front": "---"}.get(last.kind, "```")
    if last.kind == "code" or ends not in last.text:
        while at and lines[at - 1].kind == last.kind:
            at -= 1
        first = lines[at - (last.kind == "code")]
        yield first.problem(f"{last.kind} that never closes", f"{ends} after its last line", "close it")


def _captions(lines: Sequence[Line]) -> Iterator[Problem]:
    """Yield what pandoc takes as the caption of the table before it, without an id, or of the table after it."""
    last, caption, apart = "", None, True
    for line in lines:
        if not line.text.strip():
            apart = True
            continue
        marked = line.kind == "prose" and _CAPTION.match(line.text)
        problem = (
            (line, "a caption after a table") if marked and last.startswith(("|", "+")) and "{#tbl-" not in line.text
            else (caption, "a table with a caption of its own") if caption and apart and _TABLE.match(line.text)
            else None
        )  # fmt: skip
        if problem is not None:
            yield problem[0].problem(problem[1], "below the table : title {#tbl-id}, on one line", "write it so")
        if apart:
            caption = line if marked and not last.startswith(("|", "+")) else None
        last, apart = line.text, False


def _labels(lines: Sequence[Line]) -> Iterator[Problem]:
    seen: dict[str, Line] = {}
    for line in lines:
        if line.number == 0 and not line.location:
            seen = {}  # another document
        if line.kind not in ("prose", "math"):
            continue
        for label in _LABEL.findall(re.sub(r"`[^`]*`|\{\{<.*?>\}\}", "", line.text)):
            if label in seen:
                yield line.problem(f"the id {label} a second time, after {seen[label].where()}", "each id once",
                                   "give it an id of its own")  # fmt: skip
            seen.setdefault(label, line)


def _empty(lines: Sequence[Line]) -> Iterator[Problem]:
    for line in lines:
        match = _HEADING.match(line.text) if line.kind == "prose" else None
        if match and (match[2] == "" or match[2].startswith("{")) and (match[2] or line.text.strip("#") == ""):
            yield line.problem("a heading without words", "its title", "write it")
        elif match and re.match(r"^#{1,6}[^#\s.]", line.text):
            yield line.problem("# without a space after it", "# and a space before a heading", "set one")
        if line.kind == "prose" and re.match(r":\s+!\[[^\]]*\]\([^)]*\)(\{[^#}]*\})?\s*$", line.text):
            yield line.problem("an image alone in an item, without an id", "{#fig-id}, or words beside it", "add it")
        if line.kind == "prose" and (title := re.search(r'\{[^}]*\.callout-[^}]*title\s*=\s*(""|\'\')', line.text)):
            yield line.problem(f"an empty title in {title[0][:30]!r}", "words", "write them, or take title out")
