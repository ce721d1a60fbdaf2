"""Numbers with their provenance: what a floor hands up to the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal, get_args

from living_edition.files import read_json, write_json
from living_edition.languages import Multilingual, languages
from living_edition.ledger.units import unit

Bound = Literal["exact", "about", "at_least", "more_than", "at_most", "less_than"]
BOUNDS: tuple[Bound, ...] = get_args(Bound)
LOWER: tuple[Bound, ...] = ("at_least", "more_than")
UPPER: tuple[Bound, ...] = ("at_most", "less_than")
_LABEL = "label_"
SourceKind = Literal["thesis", "data", "regression", "scenario", "edition"]


@dataclass(frozen=True, init=False)
class Source(Multilingual):
    """Where a number comes from.

    ``kind`` says which floor answers for it; ``texts`` says it to a reader in each language, given by its code (a
    section of the thesis, a dataset and its row, a rule and its parameters); ``files`` are the inputs, relative to
    the project; ``code`` is the function that made it, ``module:function``.
    """

    kind: SourceKind
    files: tuple[str, ...]
    code: str
    texts: Mapping[str, str] = field(hash=False)

    def __init__(self, kind: SourceKind, files: tuple[str, ...] = (), code: str = "", **texts: str) -> None:
        for name, value in (("kind", kind), ("files", files), ("code", code), ("texts", texts)):
            object.__setattr__(self, name, value)


@dataclass(frozen=True)
class Number(Multilingual):
    """One number of the edition.

    ``value`` is in ``unit``. ``bound`` keeps a wording such as "over" or "some". ``low`` and
    ``high`` give an interval in the same unit, and ``interval`` says what kind it is
    ("95% confidence, HC3"). ``decimals`` is how many decimals a reader is shown (None: as filed), ``label`` what it is
    by language.
    """

    id: str
    value: float
    unit: str
    source: Source
    bound: Bound = "exact"
    decimals: int | None = None
    low: float | None = None
    high: float | None = None
    interval: str = ""
    label: Mapping[str, str] = field(default_factory=dict)
    extra: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        unit(self.unit)
        if self.value != self.value:
            raise ValueError(f"{self.id}: a number of the ledger cannot be missing (NaN)")


def write_numbers(numbers: Iterable[Number], target: str | Path) -> None:
    """Write numbers as a JSON list, sorted by id."""
    write_json([_row(n) for n in sorted(numbers, key=lambda n: n.id)], target)


def _row(number: Number) -> dict[str, Any]:
    row = {item.name: getattr(number, item.name) for item in fields(number) if item.name != "label"}
    labels = {f"{_LABEL}{lang}": number.label.get(lang, "") for lang in languages()}
    source = number.source
    return row | labels | {"source": {"kind": source.kind, "files": source.files, "code": source.code, **source.texts}}


def read_numbers(source: str | Path) -> list[Number]:
    """Read a list that ``write_numbers`` wrote."""
    numbers = []
    for row in read_json(source):
        labels = {key: row.pop(key) for key in list(row) if key.startswith(_LABEL)}
        label = {key.removeprefix(_LABEL): words for key, words in labels.items() if words}
        row["source"] = Source(**{**row["source"], "files": tuple(row["source"]["files"])})
        numbers.append(Number(**row, label=label))
    return numbers


@dataclass(frozen=True)
class Numbers:
    """Makes numbers of one source: their ids begin with ``prefix``."""

    prefix: str
    source: Source

    def of(self, key: str, value: float, unit: str = "number", decimals: int | None = None, **fields_: Any) -> Number:
        """Return the number ``prefix.key``; ``fields_`` are further fields of ``Number``."""
        return Number(f"{self.prefix}.{key}", value, unit, self.source, decimals=decimals, **fields_)

    def from_row(
        self, keys: Iterable[str], row: Mapping[str, Any], unit: str = "number", decimals: int | None = None
    ) -> Iterator[Number]:
        """Yield the numbers ``prefix.key`` of a row."""
        return (self.of(key, row[key], unit, decimals) for key in keys)

    def p_value(self, key: str, p: float, decimals: int = 3, **fields_: Any) -> Number:
        """Return a p-value; one too small for its decimals is printed as lying below: ``<0.001``."""
        return self.of(key, p, "p_value", decimals, **fields_)

    def percent(self, key: str, share: float, decimals: int = 1, **fields_: Any) -> Number:
        """Return ``share`` (between 0 and 1) in percent."""
        return self.of(key, 100.0 * share, "percent", decimals, **fields_)

    def count(self, key: str, value: float, unit: str = "number", **fields_: Any) -> Number:
        """Return a number that is printed without decimals."""
        return self.of(key, value, unit, 0, **fields_)
