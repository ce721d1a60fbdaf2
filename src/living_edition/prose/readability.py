"""Prose that a reader cannot take in: a paragraph with too many live numbers, a sentence that is too long.

A comment before a block, ``<!-- long: WHY -->``, lets it pass in both languages; a reason is at least ten letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from living_edition.errors import Problem
from living_edition.language_files import language
from living_edition.prose.blocks import Block
from living_edition.prose.conditional_words import Word
from living_edition.prose.source import SHORTCODE, Line

MOST_NUMBERS = 4
_REASON = re.compile(r"<!--\s*long:\s*(.*?)\s*-->", re.DOTALL)
_SHORTEST_REASON = 10
_PROSE = ("paragraph", "item", "footnote")
_FIGURE = re.compile(r"(?<![\w-])@(?:fig|tbl)-[\w-]*\w")
# What is no word of the sentence: citations and references, attributes, targets of links, marks of emphasis.
_FORMULA = re.compile(r"(?<!\$)\$[^$]+\$(?!\$)")
_MARKUP = re.compile(r"\[\^[\w-]+\]|\{[^}]*\}|\]\([^)]*\)|\[[^\]]*@[^\]]*\]|-?@[\w:-]+|[\[\]*`|]")


def length(text: str, lang: str) -> int:
    """Return how long a text is, in what its language counts (words, or Han characters), markup left out."""
    return len(re.findall(language(lang).sentences.one, _MARKUP.sub(" ", text)))


def sentences(text: str, lang: str, words: Mapping[str, Word]) -> list[str]:
    """Return the sentences of ``text`` as printed.

    A number, a formula and a reference to a figure or table are ``0``, conditional words the longest they can say.
    """

    def printed(match: re.Match[str]) -> str:
        call = match[1].split()
        if call[0] == "word" and call[1] in words:
            return max((words_.texts[lang] for words_ in words[call[1]].every()), key=lambda form: length(form, lang))
        return "0"

    plain = _MARKUP.sub(" ", _FIGURE.sub("0", _FORMULA.sub(" 0 ", SHORTCODE.sub(printed, text))))
    return [sentence for sentence in re.split(language(lang).sentences.ends, plain) if sentence.strip()]


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
    bounds = language(lang).sentences
    for sentence in sentences(line.text, lang, words):
        size = length(sentence, lang)
        if size > bounds.longest:
            yield line.problem(
                f"a sentence of {size} {bounds.counted} ({' '.join(sentence.split())[:40]} ...)",
                f"at most {bounds.longest}", "divide it, or say why before the block: <!-- long: WHY -->",
            )  # fmt: skip


def _reason(block: Block | None) -> bool:
    """Whether ``block`` is a comment that says why what follows it is long."""
    match = _REASON.search(block.text) if block is not None and block.kind == "comment" else None
    return match is not None and len(match[1]) >= _SHORTEST_REASON
