"""What a number is, in a reader's words: its label, else what its id says of an estimate."""

from __future__ import annotations

import re

from living_edition.languages import beside
from living_edition.ledger.number import Number

_STATISTICS: dict[str, tuple[str, str]] = beside(__file__)["statistics"]
_ERRORS: dict[str, tuple[str, str]] = beside(__file__)["errors"]
_BY_ERRORS: dict[str, tuple[str, str]] = beside(__file__)["by_errors"]
_STATISTIC = re.compile(r"^(se|p|low|high)_(\w+)$")


def what(number: Number, lang: str) -> str:
    """Return what ``number`` is, in ``lang``; "" where neither a label nor its id says it."""
    side = 0 if lang == "zh" else 1
    label = number.label_zh if lang == "zh" else number.label_en
    if label or not number.id.startswith("reg."):
        return label
    *_, term, statistic = number.id.split(".")
    if statistic in _STATISTICS:
        return _STATISTICS[statistic][side].format(term=term)
    match = _STATISTIC.match(statistic)
    if match is None or match[2] not in _ERRORS:
        return ""
    return _BY_ERRORS[match[1]][side].format(term=term, errors=_ERRORS[match[2]][side])
