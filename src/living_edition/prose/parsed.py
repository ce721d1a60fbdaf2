"""Blocks as pandoc reads them: its syntax tree of them, made within a time.

Of some texts, such as brackets left open within brackets, pandoc's time doubles with every mark.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Sequence
from typing import Any

from living_edition.errors import Problem, refuse
from living_edition.prose.blocks import Block
from living_edition.prose.source import SHORTCODE

READER = "markdown+east_asian_line_breaks-tex_math_single_backslash"
"""The dialect of Markdown that the built-in engine reads, and Quarto too."""
MARK = "edition-block-"
"""Before the number of a block in the id of the div around it."""
CALL = "\ue000"
"""Stands for a shortcode in what pandoc reads."""
TOGETHER, ALONE = 60.0, 5.0
"""Seconds for a document, of which it takes one or two, and for one of its blocks."""


def parsed(blocks: Sequence[Block]) -> dict[str, Any]:
    """Return pandoc's tree of ``blocks``, each in a div that bears its number.

    Raises ``InputError`` with the blocks that pandoc does not finish reading.
    """
    try:
        return _tree(blocks, TOGETHER)
    except subprocess.TimeoutExpired:
        refuse(_endless(block) for block in blocks if not _ends(block))
    # The machine alone was slow.
    return _tree(blocks, None)


def _tree(blocks: Sequence[Block], seconds: float | None) -> dict[str, Any]:
    import pypandoc

    fence = ":" * 40
    text = "\n\n".join(f"{fence} {{#{MARK}{n}}}\n\n{_spoken(block)}\n\n{fence}" for n, block in enumerate(blocks))
    command = [str(pypandoc.get_pandoc_path()), "--from", READER, "--to", "json"]
    # Pandoc, without a shell; the text comes in by standard input.
    done = subprocess.run(command, input=text, capture_output=True, encoding="utf-8", check=True, timeout=seconds)  # noqa: S603
    return dict(json.loads(done.stdout))


def _spoken(block: Block) -> str:
    """Return the block's text with a sign for each shortcode (the ledger says what it prints), a formula unlabelled."""
    text = re.sub(r"(\$\$)\s*\{#eq-[\w-]+\}", r"\1", block.text)
    return SHORTCODE.sub(CALL, text)


def _ends(block: Block) -> bool:
    try:
        _tree([block], ALONE)
    except subprocess.TimeoutExpired:
        return False
    return True


def _endless(block: Block) -> Problem:
    actual = f"text that pandoc has not read after {ALONE:.0f} seconds"
    return block.line.problem(
        actual, "marks that open and close", "close its brackets, or write \\[ for one that is text"
    )
