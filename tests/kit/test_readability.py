"""Paragraphs and sentences that are too long are named with file and line; the lengths counted here by hand."""

from __future__ import annotations

import pytest

from living_edition.prose.blocks import blocks
from living_edition.prose.conditional_words import Case, Word, Wording
from living_edition.prose.readability import unreadable
from living_edition.prose.source import Line

WORDS = {
    "sign": Word(
        id="sign",
        cases=(Case(when="a.b > 0", zh="为正", en="is positive"),),
        **{"else": Wording(zh="不显著地异于零", en="is not statistically different from zero")},
    )
}


def found(text: str, lang: str) -> list[str]:
    lines = [
        Line(line, f"{lang}/01.qmd", n, kind="comment" if line.startswith("<!--") else "prose")
        for n, line in enumerate(text.split("\n"), start=1)
    ]
    return [str(problem) for problem in unreadable(blocks(lines), lang, WORDS)]


@pytest.mark.parametrize(
    ("text", "lang", "faults"),
    [
        ("word " * 44 + "end.", "en", []),
        ("word " * 45 + "end.", "en", ["a sentence of 46 words"]),
        ("word " * 40 + "end. " + "Word " * 40 + "end.", "en", []),
        ("word " * 40 + "end; and " + "word " * 40 + "end.", "en", ["a sentence of 83 words"]),
        # A live number is one word, conditional words are the longest they can say, a citation is none.
        ("word " * 43 + "{{< num a.b >}} end.", "en", []),
        ("word " * 44 + "{{< num a.b >}} end [@key2000, p. 3].", "en", ["a sentence of 46 words"]),
        ("word " * 39 + "{{< word sign >}} end.", "en", ["a sentence of 46 words"]),
        ("word " * 38 + "{{< word sign >}} end.", "en", []),
        ("word " * 44 + "end. @fig-a shows it. {{< num a.b >}} firms do.", "en", []),
        ("字" * 80 + "。" + "字" * 80 + "？", "zh", []),
        ("字" * 40 + "，" + "字" * 41 + "。", "zh", ["a sentence of 81 Han characters"]),
        ("字" * 40 + "；" + "字" * 41 + "。", "zh", ["a sentence of 81 Han characters"]),
        ("字" * 74 + "{{< word sign >}}。", "zh", ["a sentence of 81 Han characters"]),
        ("{{< num a.b >}} " * 4, "en", []),
        ("{{< num a.b >}} " * 5, "zh", ["a paragraph with 5 live numbers"]),
        ("- {{< num a.b >}} {{< num a.b >}} {{< num a.b >}}\n- {{< num a.b >}} {{< num a.b >}}", "en", []),
        ("| {{< num a.b >}} | {{< num a.b >}} | {{< num a.b >}} | {{< num a.b >}} | {{< num a.b >}} |", "en", []),
    ],
)
def test_what_is_too_long_is_named(text: str, lang: str, faults: list[str]) -> None:
    said = found(text, lang)
    assert len(said) == len(faults)
    assert all(fault in line and f"{lang}/01.qmd, line 1" in line for fault, line in zip(faults, said, strict=True))


def test_what_stands_in_a_note_is_named_at_its_own_line() -> None:
    text = '::: {.callout-note title="A note"}\nShort.\n\n' + "word " * 60 + "end.\n:::"
    assert len(found(text, "en")) == 1
    assert "line 4" in found(text, "en")[0]


@pytest.mark.parametrize(
    ("comment", "passes"),
    [
        ("<!-- long: a quotation that cannot be cut -->", True),
        ("<!-- long: so -->", False),
        ("<!-- a quotation that cannot be cut -->", False),
    ],
)
def test_a_reason_before_the_block_lets_it_pass(comment: str, passes: bool) -> None:
    text = f"{comment}\n\n" + "word " * 60 + "end."
    assert (found(text, "en") == []) == passes
    # It holds for the next block alone.
    assert len(found(f"{text}\n\n" + "word " * 60 + "end.", "en")) == 2 - passes
