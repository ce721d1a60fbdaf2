"""One province's difference from the others, split by Oaxaca and Blinder, and placebos over provinces.

The two-fold split takes the coefficients of the other provinces (Oaxaca 1973, Blinder 1973): what
their model makes of the province's mean regressors is explained; the rest, the mean error of that
model in the province's cities, is not. The other provinces' model never sees the province, so the
split exists for every province, a province of one city included. A province is one cluster: no
standard error of the unexplained part can be had from it, only its rank among all provinces.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from pydantic import Field, model_validator
from statsmodels.regression.linear_model import OLS
from statsmodels.stats.oaxaca import OaxacaBlinder
from statsmodels.tools.sm_exceptions import SingularMatrixWarning

from living_edition.errors import InputError, Problem
from living_edition.ledger.number import Number
from living_edition.regression.estimate import CONSTANT, Design, check_design, designs
from living_edition.regression.sample import province_name_columns
from living_edition.regression.spec import Grouped, OwnErrors

CODE = "living_edition.regression.decomposition:two_fold"
DECIMALS = 3
MOST_REGRESSORS = 3
"""A province of a dozen cities bears no more regressors than these."""


class Gap(OwnErrors):
    """A decomposition of one province's difference; inference is by placebo."""

    family: Literal["gap"]
    sample: Grouped
    treated: str
    least_cities: int = Field(ge=1, le=10_000)

    @model_validator(mode="after")
    def _few_regressors(self) -> Gap:
        if any(self.models.province_effects):
            raise ValueError("a province's difference is gone with province effects: province_effects is [false]")
        if 1 + len(self.controls) + any(self.models.capital_indicator) > MOST_REGRESSORS:
            raise ValueError(f"at most {MOST_REGRESSORS} regressors, the capital dummy among them")
        return self


KIND = Gap


@dataclass(frozen=True)
class TwoFold:
    """A province's mean outcome less the others', explained and unexplained (units of the outcome).

    ``standardised`` is the unexplained part by the least-squares standard error of a mean prediction
    for as many cities with these regressors: a scale that makes small and large provinces
    comparable, not a test, for cities of a province are not independent.
    """

    province: str
    cities: int
    gap: float
    explained: float
    unexplained: float
    standardised: float
    terms: dict[str, float]


@dataclass(frozen=True)
class ThreeFold:
    """Endowments, coefficients and their interaction; they sum to the gap."""

    endowments: float
    coefficients: float
    interaction: float


@dataclass(frozen=True)
class Rank:
    """Place of a province by size of the unexplained part: 1 is the largest; ``p`` is rank by number."""

    rank: int
    provinces: int

    @property
    def p(self) -> float:
        """Return the share of provinces at least as far from zero."""
        return self.rank / self.provinces


def two_fold(design: Design, province: str) -> TwoFold:
    """Split one province's difference; raise ``InputError`` where the others bear no estimate."""
    treated = _treated(design, province)
    others = Design(
        f"{design.model} without {province}",
        design.y[~treated], design.x[~treated], design.provinces[~treated], design.cities[~treated],
    )  # fmt: skip
    check_design(others)
    split = _blinder(design, treated).two_fold(two_fold_type="self_submitted", submitted_weight=0)
    unexplained, explained, gap = map(float, split.params)
    fit = OLS(others.y, others.x).fit()
    mean = design.x[treated].mean()
    error = float(fit.get_prediction(mean.to_numpy()[None, :]).se_mean[0])
    spread = float(np.hypot(error, np.sqrt(fit.scale / treated.sum())))
    parts = (mean - others.x.mean()) * fit.params
    terms = {str(name): float(part) for name, part in parts.items() if name != CONSTANT}
    return TwoFold(province, int(treated.sum()), gap, explained, unexplained, unexplained / spread, terms)


def three_fold(design: Design, province: str) -> ThreeFold:
    """Split in three, with both groups' coefficients; the province needs more cities than coefficients."""
    treated = _treated(design, province)
    inside = Design(
        f"{design.model} in {province}",
        design.y[treated], design.x[treated], design.provinces[treated], design.cities[treated],
    )  # fmt: skip
    check_design(inside)
    endowments, coefficients, interaction, _ = map(float, _blinder(design, treated).three_fold().params)
    return ThreeFold(endowments, coefficients, interaction)


def placebos(design: Design) -> list[TwoFold]:
    """Return the two-fold split with every province in turn as the one that differs, by its code."""
    return [two_fold(design, province) for province in sorted(design.provinces.unique())]


def rank(splits: list[TwoFold], province: str, standardised: bool, least_cities: int = 1) -> Rank:
    """Return the province's place by the unexplained part's distance from zero.

    ``least_cities`` leaves out provinces with fewer cities, whose means are noisier.
    """
    values = {
        s.province: abs(s.standardised if standardised else s.unexplained)
        for s in splits
        if s.cities >= least_cities or s.province == province
    }
    return Rank(sum(value >= values[province] for value in values.values()), len(values))


def _treated(design: Design, province: str) -> np.ndarray[Any, np.dtype[np.bool_]]:
    treated = (design.provinces == province).to_numpy()
    if treated.any() and not treated.all():
        return treated
    actual = "no city of it" if not treated.any() else "no city of another"
    mend = "write the two-digit code of a province of the sample, or widen the sample"
    raise InputError([Problem(design.model, f"province {province}", actual, "cities in it and in others", mend)])


def _blinder(design: Design, treated: np.ndarray[Any, np.dtype[np.bool_]]) -> Any:
    """Return statsmodels' decomposition; its first group (mark 0) is the province."""
    table = design.x.assign(other=(~treated).astype(float))
    with warnings.catch_warnings():
        # A small province bears no estimate of its own, and the two-fold split does not use it.
        warnings.simplefilter("ignore", SingularMatrixWarning)
        return OaxacaBlinder(design.y, table, "other", hasconst=True, swap=False)


def result(spec: Gap, table: pd.DataFrame) -> tuple[dict[str, Any], pd.DataFrame]:
    """Return the splits of every model, and one row a model and province with its names and the parts by term."""
    model_designs, flow = designs(spec, table)
    content = spec.head() | {"sample": asdict(flow), "models": [_model(spec, design) for design in model_designs]}
    labels = table.assign(code=table[str(spec.sample.province)].astype(str)).drop_duplicates("code").set_index("code")
    names = labels[province_name_columns(labels)].to_dict("index")
    rows = [
        {
            "model": model["id"],
            **{key: value for key, value in split.items() if key != "terms"},
            **names[split["province"]],
            **{f"explained_{term}": part for term, part in split["terms"].items()},
        }
        for model in content["models"]
        for split in model["placebos"]
    ]
    return content, pd.DataFrame(rows)


def _model(spec: Gap, design: Design) -> dict[str, Any]:
    """Return the splits of one model, the province's own first."""
    treated, splits = two_fold(design, spec.treated), placebos(design)
    return {
        "id": design.model,
        "n": len(design.y),
        "two_fold": asdict(treated),
        "three_fold": asdict(three_fold(design, spec.treated)),
        "ranks": {name: asdict(position) | {"p": position.p} for name, position in ranks(spec, splits).items()},
        "placebos": [asdict(s) for s in splits],
    }


def ranks(spec: Gap, splits: list[TwoFold]) -> dict[str, Rank]:
    """Return the province's places: as it stands and standardised, among all and among the larger."""
    return {
        f"rank{'_standardised' * by_error}{name}": rank(splits, spec.treated, by_error, least)
        for name, least in (("", 1), ("_larger", spec.least_cities))
        for by_error in (False, True)
    }


def numbers(spec: Gap, content: dict[str, Any], files: tuple[str, ...]) -> Iterator[Number]:
    """Yield the numbers of the ledger: the split by model, its parts, and the ranks."""
    for model in content["models"]:
        split, of_model = model["two_fold"], spec.of_model("gap", model["id"], files, CODE)
        values = {key: split[key] for key in ("gap", "explained", "unexplained", "standardised")}
        values |= {f"explained_{term}": part for term, part in split["terms"].items()}
        values |= {f"three_{key}": part for key, part in model["three_fold"].items()}
        values |= {f"{key}.p": position["p"] for key, position in model["ranks"].items()}
        yield from of_model.from_row(values, values, decimals=DECIMALS)
        yield of_model.of("explained_share", split["explained"] / split["gap"], "share", 0)
        yield of_model.count("cities", split["cities"], spec.sample.unit)
        for key, position in model["ranks"].items():
            yield of_model.count(key, position["rank"])
            yield of_model.count(f"{key}.provinces", position["provinces"], "provinces")
