"""The rows a spec's models stand on, and what became of the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from living_edition.errors import Problem, refuse
from living_edition.language_files import Words
from living_edition.languages import languages, main_language
from living_edition.regression.formulas import evaluate
from living_edition.regression.spec import Sample, Spec, Subsample
from living_edition.regression.variables import columns_of

_WORDS = Words(__name__)

CAPITAL = "capital"


@dataclass(frozen=True)
class Flow:
    """What became of the rows of the table: ``dropped`` holds reason, count and city names.

    ``provinces_lost`` are the names, by language, of provinces of the table with no row left: codes where it has none.
    """

    rows_in: int
    dropped: list[dict[str, Any]]
    used: int
    provinces_lost: list[dict[str, str]] = field(default_factory=list)


def draw_sample(spec: Spec, table: pd.DataFrame) -> tuple[pd.DataFrame, Flow]:
    """Return the rows every model uses, with the variables as columns, and the sample flow.

    All models stand on one sample (but for the singleton provinces), so that they differ in
    nothing but their specification.
    """
    table = table.reset_index(drop=True)
    rows, dropped = select_rows(spec.sample, table)
    sample = pd.DataFrame(
        {
            "_city": rows[spec.sample.name].astype(str),
            "_province": rows[spec.sample.province].astype(str) if spec.sample.province else "",
        }
    )
    if "year" in rows:
        sample["_year"] = rows["year"].astype(str)
    if spec.needs_capital():
        sample[CAPITAL] = rows[spec.sample.capital].to_numpy(dtype=float, na_value=np.nan)
    for _, name in spec.used():
        sample[name] = evaluate(spec.variable(name).formula, rows)
    for reason, gap in _gaps(spec, rows, sample):
        lost = gap.loc[sample.index]
        cities = sorted(set(sample.loc[lost, "_city"]))
        dropped.append(_drop(reason, int(lost.sum()), cities))
        sample = sample.loc[~lost]
    refuse(_problems(spec, sample, dropped))
    provinces_lost = _provinces_lost(spec, table, {*sample["_province"]})
    return sample, Flow(len(table), [d for d in dropped if d["count"]], len(sample), provinces_lost)


def _provinces_lost(spec: Spec, table: pd.DataFrame, left: set[str]) -> list[dict[str, str]]:
    """Return the names, by language, of the provinces in the table that are neither excluded nor ``left``."""
    if not spec.sample.province:
        return []
    first = table.dropna(subset=[spec.sample.province]).drop_duplicates(spec.sample.province)
    first = first.assign(**{spec.sample.province: first[spec.sample.province].astype(str)})
    first = first[~first[spec.sample.province].isin(left | {*spec.sample.exclude})].sort_values(spec.sample.province)
    named = province_name_columns(table)
    return [
        {lang: str(row[f"province_{lang}" if f"province_{lang}" in named else spec.sample.province])
         for lang in languages()}
        for _, row in first.iterrows()
    ]  # fmt: skip


def select_rows(sample: Sample, table: pd.DataFrame) -> tuple[pd.DataFrame, list[dict[str, Any]]]:
    """Return the rows of the years and provinces that a spec asks for, and the others' counts."""
    rows, dropped = table, []
    years = [sample.year] if sample.year is not None else sample.years
    if years:
        rows = table.loc[table["year"].isin(years)]
        dropped.append(_drop(_WORDS.texts("year"), len(table) - len(rows), []))
    if not sample.province:
        return rows, dropped
    excluded = rows[sample.province].astype(str).isin(sample.exclude)
    names_lost = sorted(set(rows.loc[excluded, sample.name].astype(str)))
    dropped.append(_drop(_WORDS.texts("excluded"), int(excluded.sum()), names_lost))
    return rows.loc[~excluded], dropped


def part(sample: pd.DataFrame, subsample: Subsample) -> pd.DataFrame:
    """Return the rows of a sample that belong to a part of it."""
    included = ~sample["_province"].isin(subsample.without_provinces)
    if subsample.without_years:
        included &= ~sample["_year"].isin([str(year) for year in subsample.without_years])
    if subsample.without_capitals:
        included &= sample[CAPITAL].ne(1)
    return sample.loc[included]


def _gaps(spec: Spec, rows: pd.DataFrame, sample: pd.DataFrame) -> list[tuple[dict[str, str], pd.Series[bool]]]:
    gaps: list[tuple[dict[str, str], pd.Series[bool]]] = []
    if spec.sample.province:
        gaps.append((_WORDS.texts("province"), rows[spec.sample.province].isna()))
    if CAPITAL in sample:
        gaps.append((_WORDS.texts("capital"), sample[CAPITAL].isna()))
    for _, name in spec.used():
        variable = spec.variable(name)
        absent = rows[list(columns_of(variable.formula))].isna().any(axis=1)
        undefined = sample[name].isna() & ~absent
        gaps.append((_WORDS.texts("missing", variable.texts), absent))
        gaps.append((_WORDS.texts("undefined", variable.texts), undefined))
    return gaps


def _drop(reason: Mapping[str, str], count: int, cities: list[str]) -> dict[str, Any]:
    return {f"reason_{lang}": words for lang, words in reason.items()} | {"count": int(count), "cities": cities}


def province_name_columns(table: pd.DataFrame) -> list[str]:
    """Return the columns of ``table`` that name provinces in the edition's languages."""
    return [name for name in (f"province_{lang}" for lang in languages()) if name in table]


def _problems(spec: Spec, sample: pd.DataFrame, dropped: list[dict[str, Any]]) -> Iterator[Problem]:
    """Yield what keeps models from standing on a sample: no rows, no province of ``leave_out``, rows twice."""
    about, clean = (spec.sample.table, f"sample of {spec.id}"), "or look at how the table was cleaned"
    if not len(sample):
        why = (
            "; ".join(f"{d[f'reason_{main_language()}']} ({d['count']})" for d in dropped if d["count"])
            or "the table is empty"
        )
        mend = f"choose another year or variable, {clean}"
        yield Problem(*about, f"no row left: {why}", "rows with every variable of the spec", mend)
        return
    present = sorted(sample["_province"].unique())
    for code in sorted({*spec.leave_out} - {*present}):
        actual = f"no city of province {code!r}, which leave_out names"
        yield Problem(*about, actual, f"one of {', '.join(present)}", "correct leave_out in the spec")
    keys = [key for key in ("_city", "_year") if key in sample]
    for row in sample.loc[sample.duplicated(keys), keys].head(10).itertuples(index=False):
        mend = f"say which year or years in the spec, {clean}"
        yield Problem(*about, f"{' '.join(map(str, row))} more than once", "each city once a year", mend)
