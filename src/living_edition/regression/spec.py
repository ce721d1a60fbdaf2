"""Spec files of the regressions: what is asked, of which cities, with which models and errors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, model_validator

from living_edition.errors import Problem, refuse
from living_edition.language_files import Words
from living_edition.languages import languages
from living_edition.ledger.number import Numbers, Source
from living_edition.ledger.units import units
from living_edition.multilingual import ByLanguage, MultilingualModel
from living_edition.regression.variables import Variable, columns_of, common_variables
from living_edition.yaml_models import Loc, Once, Strict, Tree, load, meant, read, refuse_parts

ErrorKind = Literal["HC1", "HC3", "province", "city", "province_year"]
Effect = Literal["province", "city", "year"]
Cluster = Literal["province", "city", "year"]
Weights = Literal["rademacher", "webb"]
CLUSTERED: dict[ErrorKind, tuple[Cluster, ...]] = {
    "province": ("province",),
    "city": ("city",),
    "province_year": ("province", "year"),
}
"""What each kind of clustered error is clustered by."""
ALL = "all"
NONE = "none"
"""The set of controls whose models have no mark of it in their ids."""
FAMILIES = {
    "gap": "decomposition",
    "gap_over_time": "gap_over_time",
    "quantiles": "quantiles",
    "forms": "forms",
    "space": "spatial",
    "curve": "curve_report",
}
"""The families beside least squares, and the module of each: its ``KIND`` of spec, ``result`` and ``numbers``."""
_WORDS = Words(__name__)
_EXPECTED = "a derived variable or a column of the table"


class Text(MultilingualModel):
    """A text in the languages of the edition."""

    texts: ByLanguage[Annotated[str, Field(min_length=1)]]


class Claim(Text):
    """What the thesis says, and in which of its sections."""

    section: str


class Named(MultilingualModel):
    """A choice with the short name that stands in ids and its name in every language."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    texts: ByLanguage[str]


def _known_unit(name: str) -> str:
    if name not in units():
        known = ", ".join(sorted(units()))
        refuse_parts([((), name)], f"one of {known}", meant(name, units(), "define it among the units of edition.yaml"))
    return name


class Sample(Strict):
    """The table, its year or years (none: all), and the columns that tell a row's city and province.

    A city is whatever a row of one year is of, a province the group that cities lie in; without ``province``
    rows have no groups, and errors cannot be clustered. ``unit`` counts the rows of one year.
    """

    table: str
    year: int | None = None
    years: Once[int] = Field(default_factory=list)
    name: str = "city"
    province: str | None = "province_code"
    capital: str = "is_capital"
    unit: Annotated[str, AfterValidator(_known_unit)] = "cities"
    exclude: Once[str] = Field(default_factory=list)

    @model_validator(mode="after")
    def _one_way_to_say_when(self) -> Sample:
        if self.year is not None and self.years:
            raise ValueError("either year or years, not both")
        return self


def _grouped(sample: Sample) -> Sample:
    if sample.province is None:
        refuse_parts(
            [(("province",), None)], "the column of a row's province", "name it: the family compares provinces"
        )
    return sample


Grouped = Annotated[Sample, AfterValidator(_grouped)]
"""A sample whose rows have provinces."""


class Measure(Strict):
    """A main regressor: ``id`` is its short name in model ids, ``variable`` what is measured.

    It may bring an outcome in place of the spec's, and controls beside those of the spec.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    variable: str
    outcome: str | None = None
    controls: Once[str] = Field(default_factory=list)


class ControlSet(Named):
    """A choice of control variables, which may be none; ``none`` leaves no mark in a model's id."""

    variables: Once[str]


def no_controls() -> ControlSet:
    """Return the choice of none."""
    return ControlSet(id=NONE, texts=_WORDS.texts("no_controls"), variables=[])


class Subsample(Named):
    """A part of the sample on which every model is estimated again."""

    without_years: Once[int] = Field(default_factory=list)
    without_provinces: Once[str] = Field(default_factory=list)
    without_capitals: bool = False


class Models(Strict):
    """Which models are estimated: every measure in every combination of these.

    ``province_effects`` is short for ``effects`` of none and of provinces.
    """

    province_effects: Once[bool] = Field(default_factory=list)
    effects: Once[list[Effect]] = Field(default_factory=list)
    capital_indicator: Once[bool] = Field(min_length=1)

    @model_validator(mode="after")
    def _one_list_of_effects(self) -> Models:
        if bool(self.province_effects) == bool(self.effects):
            raise ValueError("one of province_effects and effects, not both")
        if any({"province", "city"} <= set(effects) for effects in self.effects):
            raise ValueError("city effects take up those of provinces: name one of the two")
        return self

    def sets(self) -> list[tuple[Effect, ...]]:
        """Return the sets of effects."""
        short: list[tuple[Effect, ...]] = [("province",) if yes else () for yes in self.province_effects]
        return short or [tuple(effects) for effects in self.effects]


class Stated(Strict):
    """What every spec file states."""

    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    title: Text
    hypothesis: Text
    cannot_say: Text
    sample: Sample
    variables: dict[str, Variable] = Field(default_factory=dict)

    def all_variables(self) -> dict[str, Variable]:
        """Return the derived variables this spec may use: the common ones and its own."""
        return {**common_variables(), **self.variables}

    def specs(self) -> Sequence[Stated]:
        """Return the specs whose names are checked before anything is estimated: those in which it unfolds, or it."""
        return [self]

    def variable(self, name: str) -> Variable:
        """Return a derived variable, or a plain column dressed as one."""
        # The name of a column is no text of a language, and is not checked as one.
        texts, short = dict.fromkeys(languages(), name), dict.fromkeys(languages(), "")
        plain = Variable.model_construct(formula=name, unit="number", texts=texts, short=short)
        return self.all_variables().get(name, plain)

    def mentioned(self) -> list[tuple[Loc, str]]:
        """Return the variables that the models use, each wherever the file names it."""
        return []

    def used(self) -> list[tuple[Loc, str]]:
        """Return every variable the models use once, with its first place in the file."""
        first_loc: dict[str, Loc] = {}
        for loc, name in self.mentioned():
            first_loc.setdefault(name, loc)
        return [(loc, name) for name, loc in first_loc.items()]

    def needs_capital(self) -> bool:
        """Return whether a model or a part of the sample asks which cities are capitals."""
        return False

    def needs_year(self) -> bool:
        """Return whether the table must tell years."""
        return self.sample.year is not None or bool(self.sample.years)

    def head(self) -> dict[str, Any]:
        """Return what every result starts with."""
        return {"spec": self.id, "statement": self.model_dump(mode="json")}

    def numbers(self, prefix: str, files: tuple[str, ...], code: str, of: Mapping[str, str] | None = None) -> Numbers:
        """Return the builder of the ledger's numbers whose source is the spec's title, and what ``of`` it."""
        title = self.title.texts
        texts = _WORDS.texts("source_of", title, of) if of else _WORDS.texts("source", title)
        return Numbers(prefix, Source("regression", files, code, **texts))

    def of_model(self, prefix: str, model: str, files: tuple[str, ...], code: str) -> Numbers:
        """Return the builder of the numbers of one model."""
        return self.numbers(f"{prefix}.{model}", files, code, _WORDS.texts("model", model))


class Tested(Stated):
    """A spec that tests a claim of the thesis."""

    claim: Claim
    against: Text


class Spec(Tested):
    """One regression as its file states it."""

    outcome: str
    term: str = Field(default="density", pattern=r"^[a-z][a-z0-9_]*$")
    measures: Once[Measure] = Field(min_length=1)
    controls: Once[str] = Field(default_factory=list)
    control_sets: Once[ControlSet] = Field(default_factory=list)
    models: Models
    errors: Once[ErrorKind] = Field(min_length=1)
    interval: ErrorKind
    bootstrap: Once[Cluster] = Field(default_factory=list)
    subsamples: Once[Subsample] = Field(default_factory=list)
    leave_out: Once[str] = Field(default_factory=list)
    columns: Once[str] = Field(default_factory=list)

    @model_validator(mode="after")
    def _interval_is_estimated(self) -> Spec:
        if self.interval not in self.errors:
            raise ValueError("interval must be one of the errors listed")
        controls = {c for m in self.measures for chosen in self.sets_of_controls() for c in self.controls_of(m, chosen)}
        if self.term in self.variables or self.term in controls:
            raise ValueError("term is the name of the main regressor, whatever measures it: a control has another")
        if len({part.id for part in self.subsamples} | {ALL}) <= len(self.subsamples):
            raise ValueError("each part of subsamples has an id of its own, and none is called all")
        return self

    def mentioned(self) -> list[tuple[Loc, str]]:
        """Return outcomes, regressors and controls, each wherever the file names it."""
        variables: list[tuple[Loc, str]] = [(("outcome",), self.outcome)]
        for i, measure in enumerate(self.measures):
            variables.append((("measures", i, "variable"), measure.variable))
            if measure.outcome is not None:
                variables.append((("measures", i, "outcome"), measure.outcome))
            variables += [(("measures", i, "controls", j), name) for j, name in enumerate(measure.controls)]
        variables += [(("controls", i), name) for i, name in enumerate(self.controls)]
        for i, chosen in enumerate(self.control_sets):
            variables += [(("control_sets", i, "variables", j), name) for j, name in enumerate(chosen.variables)]
        return variables

    def outcome_of(self, measure: Measure) -> str:
        """Return the outcome of a measure's models."""
        return measure.outcome or self.outcome

    def sets_of_controls(self) -> list[ControlSet]:
        """Return the sets of controls with each of which every model is estimated."""
        return self.control_sets or [no_controls()]

    def controls_of(self, measure: Measure, chosen: ControlSet | None = None) -> list[str]:
        """Return the controls of a measure's models, each once."""
        return list(dict.fromkeys([*measure.controls, *self.controls, *(chosen.variables if chosen else [])]))

    def needs_capital(self) -> bool:
        """Return whether a model or a part of the sample asks which cities are capitals."""
        return any(self.models.capital_indicator) or any(part.without_capitals for part in self.subsamples)

    def needs_year(self) -> bool:
        """Return whether the table must tell years."""
        by_year = "year" in self.bootstrap or any("year" in effects for effects in self.models.sets())
        apart = "province_year" in self.errors or any(part.without_years for part in self.subsamples)
        return super().needs_year() or by_year or apart


class OwnErrors(Spec):
    """A spec of a family whose inference is its own: no errors are asked."""

    errors: Once[ErrorKind] = Field(default=["province"], exclude=True)
    interval: ErrorKind = Field(default="province", exclude=True)


def read_spec(source: str | Path) -> Spec:
    """Read the spec file of a regression; raise ``InputError`` with every problem, its key and its line."""
    return read(source, Spec)


def check_columns(stated: Stated, columns: Sequence[str], source: str | Path) -> None:
    """Raise ``InputError`` where the spec names a variable or column that does not exist."""
    tree = load(source)
    problems = [problem for spec in stated.specs() for problem in _unknown(spec, tree, columns)]
    refuse(dict.fromkeys(problems))


def _unknown(spec: Stated, tree: Tree, columns: Sequence[str]) -> list[Problem]:
    required: list[tuple[Loc, str]] = [(("sample", "name"), spec.sample.name)]
    if spec.sample.province:
        required.append((("sample", "province"), spec.sample.province))
    if spec.needs_capital():
        required.append((("sample", "capital"), spec.sample.capital))
    if spec.needs_year():
        required.append((("sample", "year"), "year"))
    variables = spec.all_variables()
    problems = [tree.unknown(loc, name, columns, _EXPECTED) for loc, name in required if name not in columns]
    for loc, name in spec.used():
        if name in variables:
            loc = ("variables", name, "formula") if name in spec.variables else loc
            missing = [column for column in columns_of(variables[name].formula) if column not in columns]
            problems += [tree.unknown(loc, column, columns, _EXPECTED) for column in missing]
        elif name not in columns:
            problems.append(tree.unknown(loc, name, [*variables, *columns], _EXPECTED))
    return problems


def simulated(weights: Weights, draws: int, clusters: int) -> int | None:
    """Return the number of draws; None where they are all that there can be, so that nothing is left to chance."""
    return None if weights == "rademacher" and draws == 2**clusters else draws
