"""What the tables of the record hold: cross-checks, measures, the thesis against the record."""

from __future__ import annotations

import pandera.pandas as pa

from living_edition.ledger.number import BOUNDS
from living_edition.ledger.units import units

PATTERNS = ("next_year", "year_before", "lasting", "single")


def _number(*checks: pa.Check, nullable: bool = False) -> pa.Column:
    return pa.Column(float, list(checks), nullable=nullable)


def _text(*checks: pa.Check, nullable: bool = False) -> pa.Column:
    return pa.Column(str, list(checks), nullable=nullable)


_PERCENT = pa.Check.in_range(0, 100)

CROSSCHECKS = pa.DataFrameSchema(
    {
        "id": _text(),
        **{name: _text() for name in ("zh", "en", "first_zh", "first_en", "second_zh", "second_en")},
        "unit": _text(pa.Check.isin(sorted(units()))),
        "pairs": pa.Column(int, pa.Check.ge(1)),
        **{name: _number(_PERCENT) for name in ("equal", "within_1", "within_2", "within_5")},
        "median_deviation": _number(pa.Check.ge(0)),
    },
    unique=["id"],
    strict=True,
    ordered=True,
    name="crosschecks",
)

DISAGREEMENTS = pa.DataFrameSchema(
    {
        "check": _text(),
        "place": _text(),
        "year": pa.Column(int),
        "first": _number(),
        "second": _number(),
        "unit": _text(pa.Check.isin(sorted(units()))),
        "deviation": _number(),
        "pattern": _text(pa.Check.isin(PATTERNS)),
    },
    unique=["check", "place", "year"],
    strict=True,
    ordered=True,
    name="crosscheck_disagreements",
)

THESIS_RECORD = pa.DataFrameSchema(
    {
        "id": _text(),
        "claim": _text(nullable=True),
        "verdict": _text(),
        "verdict_zh": _text(),
        "verdict_en": _text(),
        "facts": _text(nullable=True),
        "citations": _text(nullable=True),
        "comparison": _text(),
        "value": _number(),
        "bound": _text(pa.Check.isin(BOUNDS)),
        "unit": _text(pa.Check.isin(sorted(units()))),
        "reference": _number(nullable=True),
        "ratio": _number(pa.Check.gt(0), nullable=True),
        "reason_zh": _text(),
        "reason_en": _text(),
    },
    unique=["id"],
    strict=True,
    ordered=True,
    name="thesis_record",
)

_RANKED = {
    **{name: _number(pa.Check.gt(0)) for name in ("location_quotient", "density")},
    **{name: pa.Column(int, pa.Check.ge(1)) for name in ("quotient_rank", "density_rank")},
}
CITY_MEASURES = pa.DataFrameSchema(
    {
        **{name: _text() for name in ("city_code", "city", "province_code", "province_zh", "province_en")},
        "year": pa.Column(int),
        **_RANKED,
        "cities": pa.Column(int, pa.Check.ge(1)),
    },
    unique=["city_code", "year"],
    strict=True,
    ordered=True,
    name="city_measures",
)

PROVINCE_MEASURES = pa.DataFrameSchema(
    {
        **{name: _text() for name in ("province_code", "province_zh", "province_en")},
        "year": pa.Column(int),
        "cities_counted": pa.Column(int, pa.Check.ge(1)),
        **_RANKED,
        "provinces": pa.Column(int, pa.Check.ge(1)),
    },
    unique=["province_code", "year"],
    strict=True,
    ordered=True,
    name="province_measures",
)

CLUSTER_MEASURES = pa.DataFrameSchema(
    {
        "cluster": _text(),
        **{name: _text() for name in ("place_zh", "place_en")},
        "measure": _text(),
        **{name: _text() for name in ("measure_zh", "measure_en")},
        "value": _number(pa.Check.gt(0), nullable=True),
        "bound": _text(pa.Check.isin([*BOUNDS, "unknown"])),
        "unit": _text(pa.Check.isin(sorted(units()))),
    },
    unique=["cluster", "measure"],
    strict=True,
    ordered=True,
    name="cluster_measures",
)
