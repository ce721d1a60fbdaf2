"""The table of the panel in every form: which number stands in which cell."""

from __future__ import annotations

import pandas as pd

from cluster_finance.exhibits.tables_evidence import forms

COLUMNS = ["measure", "form", "term", "estimate", "std_error", "p_wild", "n", "clusters"]
ROWS = [
    ("gdp", "year", "industry", 0.1234, 0.0561, 0.0312, 2551, 31),
    ("gdp", "year", "ln_gdp", 0.9, 0.8, 0.7, 6, 5),
    ("gdp", "trend", "industry", -0.0047, 0.0283, 0.00009, 1402, 29),
    ("leads", "year", "industry", 0.0402, 0.0381, 0.283, 1968, 30),
    ("leads", "year", "before", 0.1297, 0.0473, 0.0262, 1967, 28),
    ("leads", "year", "after", 0.0744, 0.0320, 0.5193, 1966, 27),
    ("leads", "year", "ln_gdp", 0.3, 0.2, 0.1, 4, 3),
]


def table() -> pd.DataFrame:
    rows = pd.DataFrame(ROWS, columns=COLUMNS).assign(draws_wild=9999)
    for key in ("measure", "form"):
        for lang, word in (("zh", "名"), ("en", "of")):
            rows[f"{key}_{lang}"] = f"{word} " + rows[key]
    return rows.assign(label_zh="词 " + rows["term"], label_en="word " + rows["term"])


def test_every_form_stands_under_its_measure_with_its_own_numbers() -> None:
    shown = forms(table(), "en")
    assert [(group.panel, group.rule) for group in shown.groups] == [
        ("Of gdp", True), ("", False), ("Of leads", True), ("", False), ("", False),
    ]  # fmt: skip
    assert shown.heads == ["Form", "Coefficient", "Std. error", "p-value", "Observations", "Provinces"]
    # A p-value has the digits that 9,999 draws bear, and is never less than one of them.
    assert shown.texts == [
        ["Of year", "0.123", "0.056", "0.03", "2,551", "31"],
        ["Of trend", "−0.005", "0.028", "<0.001", "1,402", "29"],
        ["Employment of the same year; of year", "0.040", "0.038", "0.28", "1,968", "30"],
        ["Word before; of year", "0.130", "0.047", "0.03", "1,967", "28"],
        ["Word after; of year", "0.074", "0.032", "0.52", "1,966", "27"],
    ]


def test_a_program_has_the_whole_numbers() -> None:
    estimates = [row[1].number for row in forms(table(), "zh").rows]
    assert estimates == [0.1234, -0.0047, 0.0402, 0.1297, 0.0744]
    assert forms(table(), "zh").texts[3][0] == "词 before；名 year"
