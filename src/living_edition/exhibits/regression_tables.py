"""Tables of regressions: a column a model, errors below the estimates, what was done below a rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

from living_edition.exhibits.cells import Cell, p_value
from living_edition.exhibits.regression_options import Below, Options, check, names
from living_edition.exhibits.regression_words import WORDS, capitalised, notes
from living_edition.exhibits.tables import Column, RowGroup, Spanner, Table
from living_edition.language_files import language
from living_edition.ledger.formatting import marked, plain
from living_edition.ledger.precision import decimals_within, p_decimals
from living_edition.regression.spec import simulated

if TYPE_CHECKING:
    import pandas as pd

Result = Mapping[str, Any]
Model = Mapping[str, Any]
Term = Mapping[str, Any]
_ENDS = ("()", "[]")
_EFFECTS = ("province", "city", "year")
_ERROR = {"std_error": "se", "t": "t", "p": "p", "conf_low": "low", "conf_high": "high"}


def regression(
    result: Result, lang: str, options: Options | None = None, romanised: Callable[[str], str] = str,
    file: str = "the options",
) -> Table:  # fmt: skip
    """Return a table of a result, as ``options`` ask.

    Without options its columns are the models that the result's spec names (all otherwise); below each estimate
    stands the error of the spec's interval in parentheses and, where that is another, the one clustered by province
    in brackets. ``romanised`` writes names in Latin letters; ``file`` is what a wrong option is told of.
    """
    options = options or Options()
    check(options, result, file)
    below = options.below or _usual(result)
    parts = panels_of(result, options)
    models = [model for _, part in parts for model in part]
    groups = [group for title, part in parts for group in _part(result, part, options, below, lang, title)]
    heads = [Column(""), *[Column(f"({at})", "centre") for at in range(1, len(parts[0][1]) + 1)]]
    noted = notes(result, list({model["id"]: model for model in models}.values()), options, below, lang, romanised)
    return Table(heads, groups, _spanners(result, parts, options, lang), noted, data(result, models, lang))


def panels_of(result: Result, options: Options) -> list[tuple[Mapping[str, str], list[Model]]]:
    """Return the panels, each with its title and models; one without a title where there are none."""
    models = {str(model["id"]): model for model in result["models"]}
    if options.panels:
        return [(p.texts, [models[name] for name in p.columns]) for p in options.panels]
    chosen = options.columns or result["statement"].get("columns") or list(models)
    return [({}, [models[name] for name in chosen])]


def _usual(result: Result) -> list[Below]:
    first = result["statement"]["interval"]
    second = "province_year" if first == "province" else "province"
    return [Below(errors=first), *[Below(errors=kind) for kind in (second,) if kind in result["statement"]["errors"]]]


def _spanners(
    result: Result, parts: Sequence[tuple[Any, list[Model]]], options: Options, lang: str
) -> list[list[Spanner]]:
    """Return the levels of spanning heads that are true of every panel."""
    levels: list[list[Spanner]] = []
    for head in options.heads:
        labels = [[_head(result, model, head, lang) for model in models] for _, models in parts]
        if all(each == labels[0] for each in labels):
            levels.append(_runs(labels[0]))
    if options.model_heads:
        words = [options.model_heads.get(str(model["id"])) for model in parts[0][1]]
        levels.append(_runs([each.texts[lang] if each else "" for each in words]))
    return levels


def _head(result: Result, model: Model, head: str, lang: str) -> str:
    if head == "outcome":
        return str(model[f"outcome_short_{lang}"])
    main = next(term for term in model["terms"] if term["term"] == result["statement"]["term"])
    return str(main[f"short_{lang}"])


def _runs(labels: Sequence[str]) -> list[Spanner]:
    """Return a spanning head for each run of equal labels; the first column, of the terms, has none."""
    spanners: list[Spanner] = []
    for at, label in enumerate(labels, 1):
        if spanners and spanners[-1].label == label and spanners[-1].last == at - 1:
            spanners[-1] = Spanner(label, spanners[-1].first, at)
        elif label:
            spanners.append(Spanner(label, at, at))
    return spanners


def _part(
    result: Result, models: list[Model], options: Options, below: Sequence[Below], lang: str, title: Mapping[str, str]
) -> list[RowGroup]:
    """Return a panel's groups: one a term, then the statistics below a thin rule."""
    groups = [RowGroup(rows) for rows in _terms(result, models, options, below, lang)]
    if title:
        groups[0] = RowGroup(groups[0].rows, panel=title[lang], rule=True)
    below_rule = _statistics(result, models, options, lang)
    return [*groups, *[RowGroup([row], rule=at == 0) for at, row in enumerate(below_rule)]]


def _terms(
    result: Result, models: Sequence[Model], options: Options, below: Sequence[Below], lang: str
) -> list[list[list[Cell]]]:
    """Return the rows of each term: the estimates, and below them what was asked for, one cell a model."""
    rows: dict[str, list[Term | None]] = {}
    ranks: dict[str, tuple[int, bool, int]] = {}
    for at, model in enumerate(models):
        for term in model["terms"]:
            own = names(result, model, term)
            if not options.keeps(own):
                continue
            label = row_label(own, term, options, lang)
            rows.setdefault(label, [None] * len(models))[at] = term
            asked = (options.order.index(name) for name in own if name in options.order)
            first = min(asked, default=len(options.order))
            # What was asked for first, then the main term, then the others as they come.
            ranks.setdefault(label, (first, term["term"] != result["statement"]["term"], len(ranks)))
    terms = []
    for label in sorted(rows, key=lambda label: ranks[label]):
        group = [[Cell(label), *[_estimate(term, below[0], options) for term in rows[label]]]]
        for each, ends in zip(below, _ENDS, strict=False):
            under = [_under(term, each, ends, options.decimals, lang) for term in rows[label]]
            # A bootstrap is of the main term alone: it leaves the others no empty row.
            group += [[Cell(), *under]] if any(cell.text for cell in under) else []
        terms.append(group)
    return terms


def row_label(own: Sequence[str], term: Term, options: Options, lang: str) -> str:
    """Return the words that head the row of a term that goes by the names ``own``."""
    renamed = next((options.rename[name] for name in own if name in options.rename), None)
    label = str(renamed.texts[lang] if renamed else term[f"short_{lang}"])
    return capitalised(label, lang)


def _estimate(term: Term | None, first: Below, options: Options) -> Cell:
    if term is None:
        return Cell()
    p = (_by(term, first.errors) or {}).get("p")
    stars = sum(p < level for level in options.stars) if p is not None else 0
    return Cell(term["estimate"], options.decimals, after="*" * stars)


def _by(term: Term, kind: str) -> Mapping[str, Any] | None:
    """Return what is known of a term by one kind of error, or by a bootstrap."""
    error = term["bootstrap"].get(kind.removeprefix("wild_")) if kind.startswith("wild_") else term["errors"].get(kind)
    return error if isinstance(error, Mapping) else None


def _under(term: Term | None, each: Below, ends: str, decimals: int, lang: str) -> Cell:
    if term is None:
        return Cell()
    error = _by(term, each.errors)
    # A two-way error may not exist, a bootstrap is of the main term alone: its place is marked.
    if error is None:
        return Cell(missing="" if each.errors.startswith("wild_") else "–")
    if each.show == "p":
        return _p(error, max(decimals, 3), *ends)
    if each.show == "interval":
        low, high = (marked(plain(error[end], _borne(error, end, decimals)), lang) for end in ("low", "high"))
        comma = "; " if language(lang).numbers.marks[0] == "," else ", "
        return Cell(f"{ends[0]}{low}{comma}{high}{ends[1]}")
    return Cell(error["se" if each.show == "std_error" else "t"], decimals, *ends)


def _p(error: Mapping[str, Any], decimals: int, before: str = "", after: str = "") -> Cell:
    """Return a p-value; the draws of a bootstrap bound it from below, and with it the digits that are printed."""
    if "draws" not in error:
        return p_value(error["p"], decimals, before, after)
    drawn = simulated(error["weights"], error["draws"], error["clusters"])
    return p_value(error["p"], p_decimals(error["p"], drawn, decimals), before, after, 1 / (1 + error["draws"]))


def _borne(term: Mapping[str, Any], end: str, decimals: int) -> int:
    """Return how many decimals the bound of an interval bears."""
    error = term.get(f"{end}_error")
    return decimals if error is None else max(decimals_within(-error, error, decimals), 0)


def _statistics(result: Result, models: Sequence[Model], options: Options, lang: str) -> list[list[Cell]]:
    """Return the rows below the coefficients: what was done, and how much it explains."""
    words = WORDS[lang]["words"]

    def flags(label: str, true: Sequence[bool]) -> list[list[Cell]]:
        """Return a row of yes and no, none where no model says yes."""
        return (
            [[Cell(capitalised(label, lang)), *[Cell(words["yes" if each else "no"]) for each in true]]]
            if any(true)
            else []
        )

    def figures(key: str, decimals: int, free: bool = False) -> list[list[Cell]]:
        return [[Cell(words[key]), *[Cell(model[key], decimals, free=free) for model in models]]]

    effects = (flags(words[effect], [effect in model["effects_of"] for model in models]) for effect in _EFFECTS)
    samples = (
        flags(str(label[lang]), [model["subsample"] == name for model in models])
        for name, label in result["subsamples"].items()
        if name != "all"
    )
    # A row a set of controls of which some are not shown, in the words of the set.
    controls = (
        flags(str(each[lang]), [model.get("controls") == each["id"] for model in models])
        for each in result["statement"].get("control_sets", [])
        if not all(options.keeps([name]) for name in each["variables"])
    )
    capital = flags(words["capital"], [model["capital_indicator"] for model in models])
    statistics = {
        "wild": _wild(result, models, options, lang), "controls": [*chain.from_iterable(controls)],
        "capital": [] if options.keeps(["capital"]) else capital,
        "effects": [*chain.from_iterable(effects)], "sample": [*chain.from_iterable(samples)],
        "n": figures("n", 0, free=True),
        "clusters": figures("clusters", 0, free=True) if max(model["clusters"] for model in models) > 1 else [],
        "r2": figures("r2", options.decimals), "r2_within": figures("r2_within", options.decimals),
    }  # fmt: skip
    return [row for key in options.statistics for row in statistics[key]]


def _wild(result: Result, models: Sequence[Model], options: Options, lang: str) -> list[list[Cell]]:
    """Return the row of the main term's bootstrap by province, none where there is none or it stands above."""
    if any(each.errors == "wild_province" for each in options.below):
        return []
    cells = []
    for model in models:
        main = next(term for term in model["terms"] if term["term"] == result["statement"]["term"])
        row = main["bootstrap"].get("province")
        cells.append(Cell() if row is None else _p(row, 3))
    return [[Cell(WORDS[lang]["words"]["wild"]), *cells]] if any(cell.number is not None for cell in cells) else []


def data(result: Result, models: Sequence[Model], lang: str) -> pd.DataFrame:
    """Return one row a column and term of the table, everything at full precision.

    ``column`` is the number over the column. For each kind of error KIND there are ``std_error_KIND``, ``t_KIND``,
    ``p_KIND``, ``conf_low_KIND`` and ``conf_high_KIND``; for each bootstrap ``p_wild_BY``. The model's ``n``,
    ``clusters``, ``r2`` and ``r2_within`` are repeated in each of its rows. NaN: not estimated.
    """
    import pandas as pd

    rows = []
    for at, model in enumerate(models, 1):
        for term in model["terms"]:
            row: dict[str, Any] = {
                "column": at, "model": model["id"], "outcome": model["outcome"], "subsample": model["subsample"],
                "term": names(result, model, term)[-1], "outcome_label": model[f"outcome_{lang}"],
                "term_label": term[f"label_{lang}"], "estimate": term["estimate"],
            }  # fmt: skip
            for kind in result["statement"]["errors"]:
                error = term["errors"].get(kind) or {}
                row |= {f"{name}_{kind.lower()}": error.get(key, float("nan")) for name, key in _ERROR.items()}
            for by in result["statement"]["bootstrap"]:
                row[f"p_wild_{by}"] = (term["bootstrap"].get(by) or {}).get("p", float("nan"))
            row |= {effect + "_effects": effect in model["effects_of"] for effect in _EFFECTS}
            kept = ("capital_indicator", "n", "clusters", "r2", "r2_within")
            rows.append(row | {name: model[name] for name in kept})
    return pd.DataFrame(rows)
