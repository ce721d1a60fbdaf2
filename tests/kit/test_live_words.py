"""The page writes a number as the ledger does, in both languages."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from live_node import run

from living_edition.language_files import language
from living_edition.ledger.formatting import text
from living_edition.ledger.number import Number, Source
from living_edition.live.panels import _measure
from living_edition.live.script import HERE, library

SOURCE = Source("scenario", zh="出处", en="source", files=(), code="module:function")
# Each standard cites in its own way; Chinese puts a place after what it belongs to; English says the kind of interval.
OWN_FORM = {".ledger.formatting.provenance", ".prose.environment.cite", ".exhibits.authors_kit.head"}
VALUES = (0.0, 1.0, -1.0, 0.876, 1.0714, 12.345, -3.21, 323.0, 9999.5, 12_000.0, 1_230_000.0, 4.2e8)
UNITS = {"percent": 2, "10k_yuan": 1, "firms": 0, "multiple": 1, "years": 2, "number": 2, "loans": 0, "100m_yuan": 2}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("unit", UNITS)
def test_numbers_are_written_as_in_the_ledger(unit: str, lang: str) -> None:
    number = Number("id", 0.0, unit, SOURCE, decimals=UNITS[unit])
    described = _measure(unit, UNITS[unit], lang)
    values = [value if UNITS[unit] else float(round(value)) for value in VALUES]
    script = library([], lang) + (HERE / "words.js").read_text(encoding="utf-8")
    found = run(
        "([number, values]) => values.map((value) => live.words.text(number, value / number.scale))",
        [described, values], source=script,
    )  # fmt: skip
    assert found == [text(replace(number, value=value), lang) for value in values]


def _holes(words: Any, key: str = "") -> dict[str, list[str]]:
    """What is to be filled in, by the key of each text."""
    if isinstance(words, dict | list):
        items = words.items() if isinstance(words, dict) else enumerate(words)
        return {name: holes for at, each in items for name, holes in _holes(each, f"{key}.{at}").items()}
    # A script has no places but those that are named; a format may leave one out, but not ask for more.
    return {key: sorted(re.findall(r"\{(\w*)\}", str(words)))}


def test_both_languages_say_the_same_things() -> None:
    zh, en = (_holes(language(lang).words) for lang in ("zh", "en"))
    assert set(zh) == set(en) and len(en) > 400
    for key in en:
        assert zh[key] == en[key] or key in OWN_FORM, key
        assert not key.startswith(".live.script") or zh[key] == en[key]
