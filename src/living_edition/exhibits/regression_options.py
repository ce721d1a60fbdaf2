"""What an author chooses of a regression's table: terms, errors, stars, decimals, columns, heads, panels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from pydantic import Field, field_validator

from living_edition.errors import Problem, refuse
from living_edition.multilingual import ByLanguage, MultilingualModel
from living_edition.yaml_models import Once, Strict, Tree, validate

Head = Literal["outcome", "measure"]
Show = Literal["std_error", "t", "p", "interval"]
Statistic = Literal["wild", "controls", "capital", "effects", "sample", "n", "clusters", "r2", "r2_within"]
STATISTICS: tuple[Statistic, ...] = (
    "wild", "controls", "capital", "effects", "sample", "n", "clusters", "r2", "r2_within",
)  # fmt: skip


class Words(MultilingualModel):
    """A text in every language."""

    texts: ByLanguage[str]


class Below(Strict):
    """What stands below an estimate: a quantity by one kind of error (``HC3``, ``province``, ``wild_province``)."""

    show: Show = "std_error"
    errors: str


class Panel(MultilingualModel):
    """A part of the table below its own head: as many models as every other panel has."""

    texts: ByLanguage[str]
    columns: Once[str] = Field(min_length=1)


class Options(Strict):
    """The choices; empty lists leave the result's own. Terms go by their names, or by those of their variables.

    ``keep`` names the only terms shown, ``drop`` those left out (the constant, unless it is kept), ``order`` those
    that come first. ``rename`` gives terms other words: terms of one name share a row. ``stars`` are thresholds of
    the p-value by the first kind of error. ``below`` holds one or two entries, the first in parentheses, the second
    in brackets. ``heads`` are the spanning heads over the numbered columns, ``model_heads`` words over single ones.
    """

    keep: Once[str] = Field(default_factory=list)
    drop: Once[str] = Field(default_factory=list)
    order: Once[str] = Field(default_factory=list)
    rename: dict[str, Words] = Field(default_factory=dict)
    stars: Once[float] = Field(default_factory=list)
    below: Once[Below] = Field(default_factory=list, max_length=2)
    decimals: int = Field(default=3, ge=0, le=8)
    columns: Once[str] = Field(default_factory=list)
    heads: Once[Head] = Field(default=["outcome"])
    model_heads: dict[str, Words] = Field(default_factory=dict)
    panels: Once[Panel] = Field(default_factory=list)
    statistics: Once[Statistic] = Field(default=list(STATISTICS))

    def keeps(self, own: Sequence[str]) -> bool:
        """Return whether the term of these names is shown."""
        return bool({*own} & {*self.keep}) if self.keep else not {*own} & {"const", *self.drop}

    @field_validator("stars")
    @classmethod
    def _thresholds(cls, stars: list[float]) -> list[float]:
        if not all(0 < level < 1 for level in stars) or len({*stars}) < len(stars):
            raise ValueError("thresholds between 0 and 1, each once")
        return sorted(stars, reverse=True)

    @field_validator("panels")
    @classmethod
    def _as_wide(cls, panels: list[Panel]) -> list[Panel]:
        if len({len(panel.columns) for panel in panels}) > 1:
            raise ValueError("panels stand below one another: each has as many columns as the first")
        return panels


KEYS = tuple(Options.model_fields)


def read_options(chosen: Mapping[str, Any], file: str) -> Options:
    """Return the options among ``chosen``; raise ``InputError`` with all problems, each with its key."""
    return validate(Tree(file, {key: value for key, value in chosen.items() if key in KEYS}, {}), Options)


def check(options: Options, result: Mapping[str, Any], file: str) -> None:
    """Raise ``InputError`` for terms, models and kinds of errors that the result does not have."""
    models = {str(model["id"]): model for model in result["models"]}
    columns = [*options.columns, *(name for panel in options.panels for name in panel.columns)]
    problems = list(_unknown("columns", columns, models, file))
    problems += _unknown("model_heads", options.model_heads, models, file)
    terms = {name for model in models.values() for term in model["terms"] for name in names(result, model, term)}
    for key in ("keep", "drop", "order", "rename"):
        problems += _unknown(key, getattr(options, key), terms, file)
    statement = result["statement"]
    kinds = [*statement["errors"], *(f"wild_{by}" for by in statement["bootstrap"])]
    problems += _unknown("below", [each.errors for each in options.below], kinds, file)
    problems += [
        Problem(file, "key below", f"{each.show} by {each.errors}", "p or interval: a bootstrap has no error",
                "show: p")
        for each in options.below
        if each.errors.startswith("wild_") and each.show in ("std_error", "t")
    ]  # fmt: skip
    refuse(problems)


def names(result: Mapping[str, Any], model: Mapping[str, Any], term: Mapping[str, Any]) -> list[str]:
    """Return the names of a term: its own, and that of the variable that measures the main one."""
    main = term["term"] == result["statement"]["term"]
    return [str(term["term"]), *([str(model["variable"])] if main else [])]


def _unknown(key: str, given: Iterable[str], known: Iterable[str], file: str) -> Iterable[Problem]:
    tree = Tree(file, {}, {})
    listed = sorted(known)
    return [tree.unknown((key,), name, listed) for name in given if name not in listed]
