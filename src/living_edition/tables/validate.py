"""A table against its pandera schema: itself, or one message with every failure."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pandera.pandas as pa

from living_edition.errors import InputError, Problem


def validate(table: pd.DataFrame, schema: pa.DataFrameSchema, file: str = "") -> pd.DataFrame:
    """Return ``table`` if it is what ``schema`` says.

    Raises ``InputError`` with every failure otherwise, rows counted as in the CSV of the table; it
    names ``file``, or else the clean table.
    """
    try:
        return schema.validate(table, lazy=True)
    except pa.errors.SchemaErrors as error:
        where = file or f"clean table {schema.name}"
        of_frame = error.failure_cases["schema_context"].eq("DataFrameSchema")
        # A relation is broken by a row as a whole: one problem, not one a column.
        cases = error.failure_cases[~(of_frame & error.failure_cases.duplicated(["check", "index"]))]
        raise InputError([_failure(where, case, table) for case in cases.to_dict("records")]) from None


def _failure(file: str, case: dict[Any, Any], table: pd.DataFrame) -> Problem:
    index, check = case["index"], str(case["check"])
    numbered = isinstance(index, int | float) and index == index
    actual, column = str(case["failure_case"]), str(case["column"])
    if case["schema_context"] == "DataFrameSchema" and numbered:
        named = [str(name) for name in table.columns if str(name) in check] or [column]
        actual = ", ".join(f"{name} {table.iloc[int(index)][name]}" for name in named)
        column = ", ".join(named)
    return Problem(
        file,
        f"{f'row {int(index) + 2}, ' if numbered else ''}column {column}",
        actual,
        check,
        "mend that cell" if file.endswith(".csv") else "mend the raw table, or the rule that cleans it",
    )
