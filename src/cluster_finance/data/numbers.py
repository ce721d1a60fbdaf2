"""Numbers of the ledger with what they are, and where they come from, in Chinese and English."""

from __future__ import annotations

from typing import Any

from living_edition.ledger.number import Number, Source, SourceKind

ChineseEnglish = tuple[str, str]


def bilingual_number(
    key: str, value: float, unit: str, label: ChineseEnglish, origin: ChineseEnglish, files: tuple[str, ...],
    code: str, kind: SourceKind = "data", **fields: Any,
) -> Number:  # fmt: skip
    """Return the number ``key`` of ``unit``, made by ``code`` (``data.cities:city_numbers``) from ``files``.

    ``fields`` are further fields of ``Number``.
    """
    source = Source(kind, files, f"cluster_finance.{code}", zh=origin[0], en=origin[1])
    return Number(key, value, unit, source, label={"zh": label[0], "en": label[1]}, **fields)
