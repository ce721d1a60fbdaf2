"""What a number is, in a reader's words: its label, else what its id says of an estimate."""

from __future__ import annotations

import re

from living_edition.language_files import Words
from living_edition.ledger.number import Number

_WORDS = Words(__name__)
_STATISTIC = re.compile(r"^(se|p|low|high)_(\w+)$")


def what(number: Number, lang: str) -> str:
    """Return what ``number`` is, in ``lang``; "" where neither a label nor its id says it."""
    label = number.label.get(lang, "")
    if label or not number.id.startswith("reg."):
        return label
    words = _WORDS[lang]
    *_, term, statistic = number.id.split(".")
    if statistic in words["statistics"]:
        return str(words["statistics"][statistic].format(term=term))
    match = _STATISTIC.match(statistic)
    if match is None or match[2] not in words["errors"]:
        return ""
    return str(words["by_errors"][match[1]].format(term=term, errors=words["errors"][match[2]]))
