"""Standard errors of several kinds, what each needs, and what is said of few clusters.

Heteroskedasticity-consistent errors (HC1, HC3) are read against Student's t with the residual
degrees of freedom; clustered errors against Student's t with one less than the number of clusters
(the smaller number, of two ways), and carry the usual correction G/(G-1) * (n-1)/(n-k), in which k
counts the effects. Two-way errors add the two one-way covariances and take away that of the
intersections, each with its own correction (Cameron, Gelbach and Miller 2011).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from living_edition.errors import Problem, refuse
from living_edition.language_files import Words
from living_edition.languages import languages
from living_edition.regression.spec import CLUSTERED, Cluster, ErrorKind

FEW_CLUSTERS = 40
"""Below this many clusters, clustered errors come with a warning (they tend to be too small)."""

_NUMERICALLY_ONE = 1 - 1e-9
_WORDS = Words(__name__)

Caution = dict[str, str]
"""A warning that goes with a result, by language; where clusters are few, how many, as ``few_en``."""
Groups = Mapping[Cluster, "pd.Series[str]"]


@dataclass(frozen=True)
class Error:
    """Standard error of one kind, its test and its interval; ``df`` are those of Student's t."""

    se: float
    t: float
    p: float
    low: float
    high: float
    df: float


def check_errors(model: str, kinds: list[ErrorKind], leverage: np.ndarray[Any, Any], groups: Groups) -> list[Caution]:
    """Return what must be said of the errors; raise ``InputError`` where one does not exist."""
    problems: list[Problem] = []
    if "HC3" in kinds:
        exact = "leverage 1 (the model fits it exactly)", "leverage below 1, as HC3 needs"
        mend = "drop the city or the regressor that singles it out"
        exactly_fitted = groups["city"][leverage >= _NUMERICALLY_ONE]
        problems += [Problem(model, f"city {city}", *exact, mend) for city in exactly_fitted]
    cautions: dict[Cluster, Caution] = {}
    for kind in kinds:
        for cluster in CLUSTERED.get(kind, ()):
            location = f"errors clustered by {cluster}"
            if cluster not in groups:
                actual, expected = f"a table that tells no {cluster}", f"a column for each row's {cluster}"
                problems.append(Problem(model, location, actual, expected, "take this kind out of the errors"))
                continue
            number = int(groups[cluster].nunique())
            if number < 2:
                mend = f"take {cluster} out of the errors, or widen the sample"
                problems.append(Problem(model, location, f"{number} cluster", "at least 2 clusters", mend))
            elif number < FEW_CLUSTERS:
                cautions[cluster] = few_clusters(cluster, number)
    refuse(problems)
    return list(cautions.values())


def few_clusters(cluster: Cluster, number: int) -> Caution:
    """Return the warning of few clusters."""
    of = {lang: _WORDS[lang]["clusters"][cluster] for lang in languages()}
    how_many = _WORDS.texts("few_of", number=number, of=of)
    return _WORDS.texts("few", number=number, of=of) | {f"few_{lang}": words for lang, words in how_many.items()}


def errors(
    fit: Any, kind: ErrorKind, groups: Groups, terms: list[str], confidence: float
) -> tuple[dict[str, Error], list[Caution]]:
    """Return the errors of one kind by term, and a warning for each term that has none.

    A two-way covariance may have no positive variance for a term: there is no such error then.
    """
    robust = _robust(fit, kind, groups)
    by_term: dict[str, Error] = {}
    cautions: list[Caution] = []
    variances = np.diag(robust.cov_params())
    for term in terms:
        if variances[robust.model.exog_names.index(term)] > 0:
            # Effects may have no variance either; the library takes the root of all.
            with np.errstate(invalid="ignore"):
                by_term[term] = _error(robust, term, confidence)
            continue
        cautions.append(_WORDS.texts("none", kind=kind, term=term))
    return by_term, cautions


def _robust(fit: Any, kind: ErrorKind, groups: Groups) -> Any:
    if kind not in CLUSTERED:
        return fit.get_robustcov_results(cov_type=kind, use_t=True)
    codes = [pd.factorize(groups[cluster], sort=True)[0] for cluster in CLUSTERED[kind]]
    ways = codes[0] if len(codes) == 1 else np.column_stack(codes)
    return fit.get_robustcov_results(
        cov_type="cluster", groups=ways, use_correction=True, df_correction=True, use_t=True
    )


def _error(robust: Any, term: str, confidence: float) -> Error:
    column = robust.model.exog_names.index(term)
    low, high = robust.conf_int(alpha=1 - confidence)[column]
    df = getattr(robust, "df_resid_inference", None) or robust.df_resid
    se, t, p = robust.bse[column], robust.tvalues[column], robust.pvalues[column]
    return Error(float(se), float(t), float(p), float(low), float(high), float(df))
