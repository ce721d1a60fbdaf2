"""Columns of clean tables, from which their schemas are put together."""

from __future__ import annotations

from collections.abc import Sequence

import pandera.pandas as pa

from living_edition.ledger.number import BOUNDS
from living_edition.ledger.units import units

Columns = dict[str, pa.Column]


def number(*checks: pa.Check, nullable: bool = True) -> pa.Column:
    """Return a column of numbers."""
    return pa.Column(float, list(checks), nullable=nullable)


def text(*checks: pa.Check, nullable: bool = False) -> pa.Column:
    """Return a column of text."""
    return pa.Column(str, list(checks), nullable=nullable)


def whole(*checks: pa.Check) -> pa.Column:
    """Return a column of whole numbers, none missing."""
    return pa.Column(int, list(checks))


def positive(nullable: bool = True) -> pa.Column:
    """Return a column of numbers above zero."""
    return number(pa.Check.gt(0), nullable=nullable)


def percent(nullable: bool = True) -> pa.Column:
    """Return a column of numbers between 0 and 100."""
    return number(pa.Check.in_range(0, 100), nullable=nullable)


def bound(*more: str, nullable: bool = False) -> pa.Column:
    """Return a column of bounds as the ledger has them, and of ``more``."""
    return text(pa.Check.isin([*BOUNDS, *more] if more else BOUNDS), nullable=nullable)


def unit() -> pa.Column:
    """Return a column of units that the kit or edition.yaml knows."""
    return text(pa.Check.isin(sorted(units())))


def texts(names: str, nullable: bool = False) -> Columns:
    """Return columns of text by their names, which stand in a row with spaces between."""
    return {name: text(nullable=nullable) for name in names.split()}


def schema(
    name: str, key: Sequence[str], columns: Columns, checks: Sequence[pa.Check] = (), ordered: bool = True
) -> pa.DataFrameSchema:
    """Return the schema of clean table ``name``: these columns and no others; ``key`` is theirs alone in a row."""
    return pa.DataFrameSchema(
        columns, checks=list(checks), unique=list(key) or None, strict=True, ordered=ordered, name=name
    )
