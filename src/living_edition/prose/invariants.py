"""Hold results to what must be true of them: bounds, shares, sums, signs, hand-offs from one table to another.

``specs/invariants.yaml`` states each with its words in every language and the exhibits that it bears on. It is of
one of three kinds: of the rows of a table (a ``value`` between ``low`` and ``high``, or one that ``rises_with`` a
column ``within`` groups), of numbers of the ledger (``sum`` equals ``total``, an id or a number), or a condition on
the ledger as words have it (``holds``). ``slack`` is what rounding may take. A broken one stops the edition and names
the exhibits.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import Field, model_validator

from living_edition.errors import Problem, refuse
from living_edition.exhibits.catalogue import exhibit_ids
from living_edition.files import shown_name
from living_edition.languages import main_language
from living_edition.multilingual import ByLanguage, WordedMultilingual
from living_edition.prose.conditional_words import parse
from living_edition.regression.variables import columns_of
from living_edition.yaml_models import Once, Strict, Tree, load, validate

if TYPE_CHECKING:
    import pandas as pd

MOST = 5
"""Rows that a message names."""
_MEND = "look at the code and the parameters that made it: python -m living_edition trace leads there"


class Invariant(WordedMultilingual):
    """One thing that must hold, of one of the three kinds."""

    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    texts: ByLanguage[str]
    exhibits: Once[str] = Field(min_length=1)
    table: str = Field(default="", pattern=r"^$|^results/[a-z_]+/[a-z_-]+\.parquet$")
    value: str = ""
    low: float | None = None
    high: float | None = None
    rises_with: str = ""
    within: Once[str] = Field(default_factory=list)
    total: str | float = ""
    sum: Once[str] = Field(default_factory=list)
    holds: str = ""
    slack: float = Field(default=1e-9, ge=0, le=0.01)

    @model_validator(mode="after")
    def _of_one_kind(self) -> Invariant:
        if sum((bool(self.table), bool(self.sum), bool(self.holds))) != 1:
            raise ValueError("either table, or sum, or holds")
        bounded = self.low is not None or self.high is not None
        if self.table and (not self.value or bounded == bool(self.rises_with)):
            raise ValueError("a value with low or high, or else with rises_with")
        if self.value:
            columns_of(self.value)
        if bool(self.sum) != (self.total != ""):
            raise ValueError("a sum with its total")
        if self.holds:
            parse(self.holds)
        return self


class _File(Strict):
    invariants: Once[Invariant] = Field(min_length=1)


def read(spec: Path) -> list[Invariant]:
    """Return the invariants that a file states; raise ``InputError`` with all that is wrong with it."""
    tree = load(spec, shown_name(spec))
    stated = validate(tree, _File).invariants
    refuse(_unknown(tree, stated))
    return stated


def _unknown(tree: Tree, stated: list[Invariant]) -> Iterator[Problem]:
    seen: set[str] = set()
    for n, each in enumerate(stated):
        if each.id in seen:
            yield tree.problem(("invariants", n, "id"), f"{each.id} a second time", "each id once", "rename one")
        seen.add(each.id)
        for m, exhibit in enumerate(each.exhibits):
            if exhibit not in exhibit_ids():
                yield tree.unknown(("invariants", n, "exhibits", m), exhibit, exhibit_ids())


def broken(
    each: Invariant, frames: Mapping[str, pd.DataFrame], values: Mapping[str, float], spec: str
) -> Iterator[Problem]:
    """Yield what shows that an invariant does not hold; ``spec`` is its file as messages name it."""
    breaches = _of_rows(each, frames[each.table]) if each.table else _of_numbers(each, values)
    for location, text in breaches:
        about = f"{each.id} is broken, on which {', '.join(each.exhibits)} hang{'s' * (len(each.exhibits) == 1)}"
        yield Problem(
            each.table or "the ledger", location, text, f"{each.texts[main_language()]} ({spec}: {about})", _MEND
        )


def _of_rows(each: Invariant, table: pd.DataFrame) -> Iterator[tuple[str, str]]:
    import pandas as pd

    from living_edition.regression.formulas import evaluate

    wanted = {*columns_of(each.value), *each.within, *([each.rises_with] if each.rises_with else [])}
    if missing := sorted(wanted - {*table.columns}):
        yield "", f"no column {', '.join(missing)}"
        return
    value = evaluate(each.value, table)
    if each.rises_with:
        order = table.assign(_value=value).sort_values([*each.within, each.rises_with], kind="stable")
        before = order.groupby(each.within, dropna=False)["_value"] if each.within else order["_value"]
        wrong = before.diff().reindex(table.index) < -each.slack
    else:
        wrong = pd.Series(False, index=table.index)
        if each.low is not None:
            wrong |= value < each.low - each.slack
        if each.high is not None:
            wrong |= value > each.high + each.slack
    for n in [n for n, bad in enumerate(wrong) if bad][:MOST]:
        yield f"row {n + 1}", f"{each.value} = {value.iloc[n]:.6g}, {int(wrong.sum())} rows of {len(table)} in all"


def _of_numbers(each: Invariant, values: Mapping[str, float]) -> Iterator[tuple[str, str]]:
    comparisons = parse(each.holds) if each.holds else ()
    total = [each.total] if isinstance(each.total, str) else []
    asked = [*each.sum, *total] if each.sum else [name for comparison in comparisons for name in comparison.ids()]
    if missing := sorted({*asked} - {*values}):
        yield f"number {missing[0]}", "no such number"
        return
    if each.sum:
        added = sum(values[name] for name in each.sum)
        whole = values[each.total] if isinstance(each.total, str) else each.total
        if abs(added - whole) > each.slack * max(1.0, abs(whole)):
            yield f"number {each.sum[0]}", f"a sum of {added:.9g}, where the whole is {whole:.9g}"
    for comparison in comparisons:
        if not comparison.holds(values):
            yield f"number {comparison.left}", ", ".join(f"{name} = {values[name]:.6g}" for name in comparison.ids())
