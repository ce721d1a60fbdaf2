"""Prose that a reader cannot take in: a paragraph with too many live numbers, a sentence that is too long.

A comment before a block, ``<!-- long: WHY -->``, lets it pass in both languages; a reason is at least ten letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from living_edition.errors import Problem
from living_edition.prose.blocks import Block
from living_edition.prose.conditional_words import Word
from living_edition.prose.source import SHORTCODE, Line

MOST_NUMBERS = 4
LONGEST = {"zh": 80, "en": 45}
UNITS = {"zh": "Han characters", "en": "words"}
_REASON = re.compile(r"<!--\s*long:\s*(.*?)\s*-->", re.DOTALL)
_SHORTEST_REASON = 10
_PROSE = ("paragraph", "item", "footnote")
_HAN = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[\w’'-]*\w")
# Where a sentence ends: a semicolon or a colon does not end it.
_END = {
    "zh": re.compile(r"[。！？]"),
    "en": re.compile(r"""(?<=[.!?])["”’)\]*]*\s+(?=["“‘(\[*]*(?:[A-Z]|0\b))"""),
}
_FIGURE = re.compile(r"(?<![\w-])@(?:fig|tbl)-[\w-]*\w")
# What is no word of the sentence: citations and references, attributes, targets of links, marks of emphasis.
_FORMULA = re.compile(r"(?<!\$)\$[^$]+\$(?!\$)")
_MARKUP = re.compile(r"\[\^[\w-]+\]|\{[^}]*\}|\]\([^)]*\)|\[[^\]]*@[^\]]*\]|-?@[\w:-]+|[\[\]*`|]")


def length(text: str, lang: str) -> int:
    """Return the Han characters of a Chinese text, the words of an English one, markup left out."""
    return len((_HAN if lang == "zh" else _WORD).findall(_MARKUP.sub(" ", text)))


def sentences(text: str, lang: str, words: Mapping[str, Word]) -> list[str]:
    """Return the sentences of ``text`` as printed.

    A number, a formula and a reference to a figure or table are ``0``, conditional words the longest they can say.
    """

    def printed(match: re.Match[str]) -> str:
        call = match[1].split()
        if call[0] == "word" and call[1] in words:
            return max(
                (str(getattr(words_, lang)) for words_ in words[call[1]].every()), key=lambda one: length(one, lang)
            )
        return "0"

    plain = _MARKUP.sub(" ", _FIGURE.sub("0", _FORMULA.sub(" 0 ", SHORTCODE.sub(printed, text))))
    return [sentence for sentence in _END[lang].split(plain) if sentence.strip()]


def live_numbers(text: str) -> int:
    """Return how many numbers of the ledger ``text`` prints."""
    return sum(call.startswith("num ") for call in SHORTCODE.findall(text))


def paragraphs(blocks: Iterable[Block]) -> list[Line]:
    """Return the paragraphs, items and footnotes of ``blocks``, those in notes included, whatever their length."""
    return [part.whole for block in blocks for part in block.flat() if part.kind in _PROSE]


def unreadable(blocks: list[Block], lang: str, words: Mapping[str, Word]) -> list[Problem]:
    """Return the paragraphs and sentences of ``blocks`` beyond the bounds, but for those whose reason is given."""
    held = [block for before, block in zip([None, *blocks], blocks, strict=False) if not _reason(before)]
    return [problem for line in paragraphs(held) for problem in beyond(line, lang, words)]


def beyond(line: Line, lang: str, words: Mapping[str, Word]) -> Iterator[Problem]:
    """Yield what of one paragraph is beyond the bounds."""
    numbers = live_numbers(line.text)
    if numbers > MOST_NUMBERS:
        yield line.problem(
            f"a paragraph with {numbers} live numbers", f"at most {MOST_NUMBERS}",
            "put them into a table or a figure, or divide the paragraph",
        )  # fmt: skip
    for sentence in sentences(line.text, lang, words):
        size = length(sentence, lang)
        if size > LONGEST[lang]:
            yield line.problem(
                f"a sentence of {size} {UNITS[lang]} ({' '.join(sentence.split())[:40]} ...)",
                f"at most {LONGEST[lang]}", "divide it, or say why before the block: <!-- long: WHY -->",
            )  # fmt: skip


def _reason(block: Block | None) -> bool:
    """Whether ``block`` is a comment that says why what follows it is long."""
    match = _REASON.search(block.text) if block is not None and block.kind == "comment" else None
    return match is not None and len(match[1]) >= _SHORTEST_REASON
