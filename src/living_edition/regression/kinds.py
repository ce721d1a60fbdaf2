"""Spec files of the families beside least squares: decomposition, quantiles, specification curve."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Literal, TypeVar

import pandas as pd
from pydantic import BaseModel, Field, model_validator

from living_edition.regression.spec import (
    Bilingual,
    Claim,
    ControlSet,
    ErrorKind,
    Measure,
    Models,
    Named,
    Sample,
    Spec,
)
from living_edition.regression.variables import Variable
from living_edition.yaml_models import Strict, read

Family = TypeVar("Family", bound=BaseModel)
Block = Literal["city", "province"]
Scheme = Literal["order", "sign"]
FormEffect = Literal["province", "city", "year", "province_year"]
MOST_REGRESSORS = 3
"""A province of a dozen cities bears no more regressors than these."""


class Gap(Spec):
    """A decomposition of one province's difference; inference is by placebo, so no errors are asked."""

    family: Literal["gap"]
    errors: list[ErrorKind] = Field(default=["province"], exclude=True)
    interval: ErrorKind = Field(default="province", exclude=True)
    treated: str
    least_cities: int = Field(ge=1)

    @model_validator(mode="after")
    def _few_regressors(self) -> Gap:
        if any(self.models.province_effects):
            raise ValueError("a province's difference is gone with province effects: province_effects is [false]")
        if 1 + len(self.controls) + any(self.models.capital_indicator) > MOST_REGRESSORS:
            raise ValueError(f"at most {MOST_REGRESSORS} regressors, the capital dummy among them")
        return self


class Quantiles(Spec):
    """Quantile regressions with bands by resampling whole blocks of rows."""

    family: Literal["quantiles"]
    errors: list[ErrorKind] = Field(default=["province"], exclude=True)
    interval: ErrorKind = Field(default="province", exclude=True)
    quantiles: list[float] = Field(min_length=2)
    blocks: list[Block] = Field(min_length=1)
    draws: int = Field(ge=100)
    seed: int = Field(ge=0)

    @model_validator(mode="after")
    def _inside(self) -> Quantiles:
        if not all(0 < q < 1 for q in self.quantiles) or self.quantiles != sorted(set(self.quantiles)):
            raise ValueError("quantiles rise and lie between 0 and 1, both excluded")
        return self


class Subset(Named):
    """A choice of cities: all of them, without provincial capitals, or without some provinces."""

    capitals: bool = True
    without: list[str] = Field(default_factory=list)


class Variant(Named):
    """One way to measure a gap over time: outcome, controls, capitals in or out."""

    outcome: str
    controls: list[str] = Field(default_factory=list)
    capitals: bool = False


class Beside(Strict):
    """A raw table joined to the clean one by the columns that both have under their new names."""

    resource: str
    columns: dict[str, str] = Field(min_length=2)

    def join(self, table: pd.DataFrame, raw: pd.DataFrame) -> pd.DataFrame:
        """Return ``table`` with the columns of ``raw`` that it lacks, missing where ``raw`` has no row."""
        own = raw[list(self.columns)].rename(columns=self.columns)
        keys = [name for name in own.columns if name in table.columns]
        return table.merge(own.drop_duplicates(keys), on=keys, how="left", validate="m:1")


class NamedSet(Named):
    """Provinces named before anything was measured, compared with all sets of as many."""

    provinces: list[str] = Field(min_length=1)


class GapOverTime(Strict):
    """Every province's difference from the others by year.

    ``treated`` is told first; ``least_cities`` makes a second ranking without smaller provinces.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    family: Literal["gap_over_time"]
    title: Bilingual
    claim: Claim
    hypothesis: Bilingual
    against: Bilingual
    cannot_say: Bilingual
    sample: Sample
    variables: dict[str, Variable] = Field(default_factory=dict)
    beside: Beside
    treated: str
    named: list[NamedSet] = Field(min_length=1)
    least_cities: int = Field(ge=1)
    variants: list[Variant] = Field(min_length=1)


class Space(Spec):
    """Models of places with coordinates; ``cutoffs`` and ``neighbours`` in kilometres."""

    family: Literal["space"]
    errors: list[ErrorKind] = Field(default=["province"], exclude=True)
    interval: ErrorKind = Field(default="province", exclude=True)
    beside: Beside
    cutoffs: list[int] = Field(min_length=1)
    neighbours: int = Field(gt=0)


class Form(Named):
    """A form of a model: effects, those with a trend of their own, and years between which to difference."""

    effects: list[FormEffect] = Field(default_factory=list)
    trends: list[FormEffect] = Field(default_factory=list)
    between: list[int] = Field(default_factory=list)
    capitals: bool = True

    @model_validator(mode="after")
    def _holds(self) -> Form:
        if len(self.between) not in (0, 2):
            raise ValueError("between names two years, or none")
        if not set(self.trends) <= set(self.effects):
            raise ValueError("a trend belongs to an effect of the form")
        return self


class Regressors(Named):
    """A model: its regressors, the first of which is the main one; ``forms`` in which it is estimated."""

    variables: list[str] = Field(min_length=1)
    forms: list[str] = Field(min_length=1)


class Shift(Strict):
    """A variable of another year of the same city: ``years`` 1 is the year before, -1 the year after."""

    variable: str
    years: int
    zh: str
    en: str


class Forms(Strict):
    """One association in several forms, each measure with its controls."""

    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    family: Literal["forms"]
    title: Bilingual
    claim: Claim
    hypothesis: Bilingual
    against: Bilingual
    cannot_say: Bilingual
    sample: Sample
    variables: dict[str, Variable] = Field(default_factory=dict)
    shifts: dict[str, Shift] = Field(default_factory=dict)
    outcome: str
    forms: list[Form] = Field(min_length=1)
    models: list[Regressors] = Field(min_length=1)

    @model_validator(mode="after")
    def _known_forms(self) -> Forms:
        known = {form.id for form in self.forms}
        lost = sorted({name for model in self.models for name in model.forms} - known)
        if lost:
            raise ValueError(f"models name forms that are not listed: {', '.join(lost)}")
        return self


class Size(Strict):
    """A simulation of the joint test where its null is true: normal errors, a share of whose variance
    cities of a province have in common."""

    simulations: int = Field(ge=50)
    permutations: int = Field(ge=99)
    shared: float = Field(ge=0, lt=1)


class Curve(Strict):
    """A specification curve: every measure with every set of controls, sample, year and effects."""

    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    family: Literal["curve"]
    title: Bilingual
    hypothesis: Bilingual
    cannot_say: Bilingual
    sample: Sample
    years: list[int] = Field(min_length=1)
    subsets: list[Subset] = Field(min_length=1)
    variables: dict[str, Variable] = Field(default_factory=dict)
    outcomes: list[str] = Field(min_length=1)
    measures: list[Measure] = Field(min_length=1)
    control_sets: list[ControlSet] = Field(min_length=1)
    models: Models
    level: float = Field(gt=0, lt=0.5)
    schemes: list[Scheme] = Field(min_length=1)
    permutations: int = Field(ge=99)
    size: Size
    seed: int = Field(ge=0)

    def specs(self) -> list[Spec]:
        """Return the regressions in which it unfolds, one an outcome and year, with all controls."""
        controls = sorted({name for chosen in self.control_sets for name in chosen.variables})
        text = {key: getattr(self, key) for key in ("title", "hypothesis", "cannot_say")}
        return [
            Spec.model_validate(
                {
                    **text,
                    "id": self.id,
                    "claim": {"section": "", "zh": self.title.zh, "en": self.title.en},
                    "against": self.cannot_say,
                    "sample": self.sample.model_copy(update={"year": year}),
                    "variables": self.variables,
                    "outcome": outcome,
                    "measures": self.measures,
                    "controls": controls,
                    "models": self.models,
                    "errors": ["province"],
                    "interval": "province",
                }
            )
            for outcome, year in product(self.outcomes, self.years)
        ]


def read_family(source: str | Path, family: type[Family]) -> Family:
    """Read a spec file of a family; raise ``InputError`` with every problem, its key and its line."""
    return read(source, family, Path(source).name)
