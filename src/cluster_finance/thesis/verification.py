"""The thesis's figures against the record: one reviewed judgement a figure, held to its numbers.

``data/thesis_record.csv`` is written by hand. Each row names a figure of the thesis, the claim of
``report/claims.yaml`` that states it, a verdict of the scale of that file, the facts (``f19``) or
other figures of the thesis that say so, cited works, comparisons and the reason in both languages.
A comparison is computed here, and a verdict that it does not bear out is refused:

``same: f19/f18``  the record is of the same thing;
``near: 2*f31``    it is of another time or scope, and can at most make a figure plausible or not.

Several comparisons stand one after another ("; "); where they point different ways, the figure is
qualified or disputed. A reason prints a figure as ``{f19}`` and the ratio of the thesis to the first
record as ``{ratio}``. A fact that could not be found again bears no verdict, and one from an
outlet that is not named makes a figure plausible at best.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from cluster_finance.data.numbers import bilingual_number
from cluster_finance.data.schemas_record import THESIS_RECORD
from cluster_finance.thesis.fact_sources import UNNAMED
from living_edition.errors import InputError, Problem, refuse
from living_edition.files import read_records
from living_edition.ledger.number import LOWER, UPPER, Number
from living_edition.ledger.units import Unit, unit, units
from living_edition.prose.claims import Verdict
from living_edition.tables.validate import validate

FILE = "data/thesis_record.csv"
COLUMNS = ("id", "claim", "verdict", "facts", "citations", "comparison", "reason_zh", "reason_en")
CLOSE = 0.05  # a record of the same thing this near supports
APART = 0.25  # and this far off disputes
UNTESTABLE = "untestable"

_COMPARISON = re.compile(r"(same|near): (?:(\d+)\*)?([\w.]+?)(?:/([\w.]+))?")
_PLACEHOLDER = re.compile(r"\{([\w.]+)\}")
_TYPED = re.compile(r"(?<!\d)(?!(?:19|20)\d\d(?!\d))\d+")

Row = dict[str, str]


@dataclass(frozen=True)
class Figure:
    """A figure of the thesis or of the facts: ``value`` in ``unit``, with its bound.

    ``lost`` says that a fact could not be found again, ``unnamed`` that its outlet is not known.
    """

    value: float
    unit: str
    bound: str
    lost: bool = False
    unnamed: bool = False


def figures_of(*tables: pd.DataFrame) -> dict[str, Figure]:
    """Return the figures of the tables (columns id, value, unit, bound; of facts also their source) by id."""
    return {
        str(row["id"]): Figure(
            float(row["value"]),
            str(row["unit"]),
            str(row["bound"]),
            row.get("found_again") == "no",
            row.get("outlet") == UNNAMED,
        )
        for table in tables
        for row in table.to_dict("records")
    }


def read_record(path: str | Path) -> list[Row]:
    """Return the rows as written; raise ``InputError`` where the columns are not ``COLUMNS``."""
    header, *rows = read_records(path, FILE)
    if tuple(header) != COLUMNS:
        actual, expected = ", ".join(header), ", ".join(COLUMNS)
        raise InputError([Problem(FILE, "row 1", actual, expected, "write the header so")])
    return [dict(zip(header, row, strict=True)) for row in rows]


def thesis_record(
    rows: list[Row], thesis: pd.DataFrame, facts: pd.DataFrame, works: Collection[str], scale: Collection[Verdict]
) -> pd.DataFrame:
    """Return the record, one row a figure of the thesis in the order of ``thesis``.

    ``works`` are the keys of the bibliography, ``scale`` the verdicts of the claims. ``reference`` is
    the first record's figure in the unit of the thesis, ``ratio`` the thesis's over it; both missing
    where nothing is compared. Raises ``InputError`` with every row that does not hold.
    """
    names = {verdict.id: verdict for verdict in scale}
    figures, all_figures = figures_of(thesis), figures_of(thesis, facts)
    problems = list(_coverage(rows, figures))
    finished = {}
    for number, row in enumerate(rows, start=2):
        of_row = list(_row_problems(number, row, all_figures, works, names))
        if not of_row and row["id"] in figures:
            references = _references(row, figures[row["id"]], all_figures)
            of_row = list(_verdict_problems(number, row, figures[row["id"]], references, all_figures))
            finished[row["id"]] = _finished(row, figures[row["id"]], references, names[row["verdict"]])
        problems += of_row
    refuse(problems)
    table = pd.DataFrame([finished[name] for name in figures])[list(THESIS_RECORD.columns)]
    text = [name for name, column in THESIS_RECORD.columns.items() if str(column.dtype.type) == "str"]
    return validate(table.astype({name: "str" for name in text}), THESIS_RECORD)


def _coverage(rows: list[Row], figures: Collection[str]) -> Iterator[Problem]:
    ids = [row["id"] for row in rows]
    for name in figures:
        if ids.count(name) != 1:
            actual = f"{ids.count(name)} rows for {name}"
            yield Problem(
                FILE, f"id {name}", actual, "one row for each figure of the thesis", "add it, or take one out"
            )


def _row_problems(
    number: int, row: Row, figures: Mapping[str, Figure], works: Collection[str], scale: Collection[str]
) -> Iterator[Problem]:
    def problem(column: str, actual: str, expected: str, mend: str) -> Problem:
        return Problem(FILE, f"row {number}, column {column}", actual, expected, mend)

    if row["id"] not in figures or re.fullmatch(r"f\d{2,3}", row["id"]):
        yield problem("id", repr(row["id"]), "the id of a figure in data/raw/thesis_figures.csv", "correct it")
    if row["verdict"] not in scale:
        yield problem("verdict", repr(row["verdict"]), f"one of {', '.join(scale)}", "write one of these")
    ids = _listed(row["facts"])
    for name in ids:
        if name not in figures:
            where = "the id of a fact in data/raw/context_facts.csv, or of a figure of the thesis"
            yield problem("facts", repr(name), where, "correct it")
        elif figures[name].lost:
            expected = "facts that were found again at their source"
            yield problem("facts", f"{name}, which was not", expected, "take it out: it bears no verdict")
    for key in _listed(row["citations"]):
        if key not in works:
            yield problem("citations", repr(key), "a key of report/references.bib", "correct it, or add the work")
    if row["comparison"]:
        yield from _comparison_problems(problem, row["comparison"], ids)
    for column in ("reason_zh", "reason_en"):
        yield from _reason_problems(problem, column, row[column], {*ids, row["id"]}, bool(row["comparison"]))


def _comparison_problems(problem: Any, comparison: str, ids: list[str]) -> Iterator[Problem]:
    for part in comparison.split("; "):
        match = _COMPARISON.fullmatch(part)
        if match is None:
            yield problem("comparison", repr(part), "same: or near:, then f19, f19/f18 or 2*f31", "write it so")
            continue
        for name in (match[3], match[4]):
            if name and name not in ids:
                yield problem("comparison", repr(name), "an id of the column facts", "name it there too")


def _reason_problems(problem: Any, column: str, reason: str, ids: set[str], compared: bool) -> Iterator[Problem]:
    if not reason.strip():
        yield problem(column, "an empty cell", "a reason", "write one")
    for name in _PLACEHOLDER.findall(reason):
        if name not in ids and not (name == "ratio" and compared):
            yield problem(
                column, f"{{{name}}}", "an id of the column facts, or {ratio} of a comparison", "name it there"
            )
    typed = _TYPED.findall(_PLACEHOLDER.sub("", reason))
    if typed:
        yield problem(column, f"the typed figure {', '.join(typed)}", "figures as {id}", "take it from a fact")


def _listed(cell: str) -> list[str]:
    return [name for name in cell.split(";") if name]


def _references(row: Row, figure: Figure, figures: Mapping[str, Figure]) -> list[float]:
    """Return what each record says, in the unit of ``figure``; none where nothing is compared.

    Raises ``InputError`` where the units of the two do not meet.
    """
    matches = [_COMPARISON.fullmatch(part) for part in row["comparison"].split("; ")]
    return [_reference(row, match, figure, figures) for match in matches if match]


def _reference(row: Row, match: re.Match[str], figure: Figure, figures: Mapping[str, Figure]) -> float:
    above, below = figures[match[3]], figures.get(match[4] or "")
    kind, value = units()[above.unit].kind, float(match[2] or 1) * above.value * unit(above.unit).scale
    if below is not None:
        other = unit(below.unit)
        value /= below.value * other.scale
        kind = "ratio" if other.kind == kind else kind
    target: Unit = unit(figure.unit)
    if target.kind != kind:
        actual, expected = f"{match[0]}, which is {kind}", f"{target.kind}, as the figure of the thesis"
        location = f"id {row['id']}, column comparison"
        raise InputError([Problem(FILE, location, actual, expected, "compare like with like")])
    return value / target.scale


def gap(figure: Figure, reference: float) -> float:
    """Return how far the claim is off the record, as a share of the record; a bound that holds is not off."""
    off = figure.value / reference - 1
    if figure.bound in LOWER:
        return max(0.0, off)
    if figure.bound in UPPER:
        return max(0.0, -off)
    return abs(off)


def allowed(kind: str, off: float, cited: bool, unnamed: bool = False) -> set[str]:
    """Return the verdicts that a comparison of ``kind`` (same, near) bears out, ``off`` a share.

    A record of another time or scope contradicts nothing; a cited work of the same thing may. One
    from an outlet that is not named (``unnamed``) supports nothing.
    """
    if kind == "same":
        if off <= CLOSE:
            return {"plausible"} if unnamed else {"supported"}
        return {"plausible", "qualified", "disputed"} if off <= APART else {"disputed", "contradicted"}
    if off <= APART:
        return {"plausible"}
    return {"disputed", "contradicted"} if cited else {"disputed"}


def borne_out(sets: list[set[str]]) -> set[str]:
    """Return the verdicts that several comparisons bear out together."""
    together = set.intersection(*sets)
    return together or {"qualified", "disputed"}


def _verdict_problems(
    number: int, row: Row, figure: Figure, references: list[float], figures: Mapping[str, Figure]
) -> Iterator[Problem]:
    verdict, location = row["verdict"], f"row {number} ({row['id']}), column verdict"
    if references:
        unnamed = any(figures[name].unnamed for name in _listed(row["facts"]))
        kinds = [part.partition(":")[0] for part in row["comparison"].split("; ")]
        offs = [gap(figure, reference) for reference in references]
        accepted = borne_out(
            [allowed(kind, off, bool(row["citations"]), unnamed) for kind, off in zip(kinds, offs, strict=True)]
        )
        if verdict not in accepted:
            ratios = ", ".join(f"{figure.value / reference:.3g}" for reference in references)
            actual = f"{verdict}, but thesis over record ({row['comparison']}) is {ratios}"
            expected = f"{' or '.join(sorted(accepted))} at {', '.join(f'{off:.1%}' for off in offs)} off"
            mend = "change the verdict, or the comparison if the record is not of the same thing"
            yield Problem(FILE, location, actual, expected, mend)
        return
    evidence = row["facts"] or row["citations"]
    if verdict == UNTESTABLE and evidence:
        yield Problem(FILE, location, f"{verdict} beside {evidence}", "no facts and no citations", "say what they show")
    if verdict != UNTESTABLE and not evidence:
        yield Problem(
            FILE, location, f"{verdict} without evidence", "a fact or a citation", f"name it, or {UNTESTABLE}"
        )
    if verdict in ("supported", "contradicted") and evidence and not row["citations"]:
        expected = "a comparison of the kind same, or a cited work"
        yield Problem(
            FILE, location, f"{verdict} by judgement alone", expected, "add one, or write plausible or disputed"
        )


def _finished(row: Row, figure: Figure, references: list[float], verdict: Verdict) -> dict[str, object]:
    reference = references[0] if references else float("nan")
    return {
        **{name: row[name] or None for name in COLUMNS},
        "verdict_zh": verdict.name["zh"],
        "verdict_en": verdict.name["en"],
        "comparison": row["comparison"] or ("none" if row["verdict"] == UNTESTABLE else "judged"),
        "value": figure.value,
        "bound": figure.bound,
        "unit": figure.unit,
        "reference": reference,
        "ratio": figure.value / reference,
    }


def record_numbers(table: pd.DataFrame, scale: Collection[Verdict]) -> list[Number]:
    """Return the counts by verdict and the ratios of thesis to record, for the ledger."""
    numbers = [_number("record.figures", len(table), "number", "论文中的数字", "figures of the thesis")]
    for verdict in scale:
        words = (f"论文中的数字：{verdict.name['zh']}", f"figures of the thesis: {verdict.name['en']}")
        numbers.append(_number(f"record.{verdict.id}", int(table["verdict"].eq(verdict.id).sum()), "number", *words))
    for row in table[table["ratio"].notna()].to_dict("records"):
        chinese = row["comparison"].replace("near", "相近的记录").replace("same", "同一记录").replace(": ", "：")
        english = row["comparison"].replace("near", "a record near it").replace("same", "a record of the same")
        words = (
            f"论文与记录之比：{row['id']}，{chinese}",
            f"thesis over record: {row['id']}, {english}",
        )
        numbers.append(_number(f"record.ratio.{row['id']}", float(row["ratio"]), "multiple", *words))
    return numbers


def _number(name: str, value: float, unit_name: str, zh: str, en: str) -> Number:
    origin = f"论文的数字与记录的对照：{zh}", f"the thesis's figures against the record: {en}"
    files = (FILE, "data/raw/thesis_figures.csv", "data/raw/context_facts.csv")
    code, decimals = "thesis.verification:record_numbers", 0 if unit_name == "number" else 2
    return bilingual_number(name, value, unit_name, (zh, en), origin, files, code, decimals=decimals)
