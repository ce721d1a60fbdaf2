"""What the tables of the record hold: cross-checks, measures, the thesis against the record."""

from __future__ import annotations

import pandera.pandas as pa

from living_edition.tables.columns import bound, number, percent, positive, schema, text, texts, unit, whole

PATTERNS = ("next_year", "year_before", "lasting", "single")

CROSSCHECKS = schema(
    "crosschecks",
    ["id"],
    {
        **texts("id zh en first_zh first_en second_zh second_en"),
        "unit": unit(),
        "pairs": whole(pa.Check.ge(1)),
        **{name: percent(nullable=False) for name in ("equal", "within_1", "within_2", "within_5")},
        "median_deviation": number(pa.Check.ge(0), nullable=False),
    },
)
DISAGREEMENTS = schema(
    "crosscheck_disagreements",
    ["check", "place", "year"],
    {
        **texts("check place"),
        "year": whole(),
        **{name: number(nullable=False) for name in ("first", "second")},
        "unit": unit(),
        "deviation": number(nullable=False),
        "pattern": text(pa.Check.isin(PATTERNS)),
    },
)
THESIS_RECORD = schema(
    "thesis_record",
    ["id"],
    {
        "id": text(),
        "claim": text(nullable=True),
        **texts("verdict verdict_zh verdict_en"),
        **texts("facts citations", nullable=True),
        "comparison": text(),
        "value": number(nullable=False),
        "bound": bound(),
        "unit": unit(),
        "reference": number(),
        "ratio": positive(),
        **texts("reason_zh reason_en"),
    },
)
_RANKED = {
    **{name: positive(nullable=False) for name in ("location_quotient", "density")},
    **{name: whole(pa.Check.ge(1)) for name in ("quotient_rank", "density_rank")},
}
CITY_MEASURES = schema(
    "city_measures",
    ["city_code", "year"],
    {
        **texts("city_code city province_code province_zh province_en"),
        "year": whole(),
        **_RANKED,
        "cities": whole(pa.Check.ge(1)),
    },
)
PROVINCE_MEASURES = schema(
    "province_measures",
    ["province_code", "year"],
    {
        **texts("province_code province_zh province_en"),
        "year": whole(),
        "cities_counted": whole(pa.Check.ge(1)),
        **_RANKED,
        "provinces": whole(pa.Check.ge(1)),
    },
)
CLUSTER_MEASURES = schema(
    "cluster_measures",
    ["cluster", "measure"],
    {
        **texts("cluster place_zh place_en measure measure_zh measure_en"),
        "value": positive(),
        "bound": bound("unknown"),
        "unit": unit(),
    },
)
