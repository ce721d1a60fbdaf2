"""The main hypotheses, corrected together: named in the configuration, one kind of p-value, Holm."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from statsmodels.stats.multitest import multipletests

from living_edition.errors import InputError, Problem

WILD = "wild_"
Found = tuple[list[str], dict[str, Any], float]
"""Place, term of the result, and p-value of a hypothesis."""


@dataclass(frozen=True)
class Hypothesis:
    """One hypothesis: its place, its estimate with the bootstrap's interval, and its p-value before and after
    the correction."""

    spec: str
    model: str
    term: str
    estimate: float
    low: float | None
    high: float | None
    p: float
    p_holm: float
    rejected: bool


def read(named: list[str], kind: str, results: Mapping[str, dict[str, Any]]) -> list[Found]:
    """Return place, term and p-value of each hypothesis named ``spec:model:term``.

    Raises ``InputError`` with every name that no result answers to, and every name written twice.
    """
    tests: list[Found] = []
    problems: list[Problem] = []
    known = _terms(results)
    expected = f"a model's term with a p-value of the kind {kind}, once"
    for at, name in enumerate(named):
        place, p = name.split(":"), _p(known[name], kind) if name in known else None
        if p is not None and named.index(name) == at:
            tests.append((place, known[name], p))
            continue
        mend = "name one of " + ", ".join(sorted(known)) if known else "estimate the regressions first"
        problem = f"{name!r} again" if name in known else f"{name!r}, which no result has"
        if name in known and p is None and named.index(name) == at:
            problem = f"{name!r} without such a p-value"
            mend = f"ask the spec {place[0]} for it, or choose another family_p"
        problems.append(Problem("configuration", f"key regressions.family.{at}", problem, expected, mend))
    if problems:
        raise InputError(problems)
    return tests


def _terms(results: Mapping[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {
        f"{spec}:{model['id']}:{term['term']}": term
        for spec, content in results.items()
        for model in content["models"]
        for term in model["terms"]
    }


def _p(term: dict[str, Any], kind: str) -> float | None:
    rows, name = (term["bootstrap"], kind.removeprefix(WILD)) if kind.startswith(WILD) else (term["errors"], kind)
    return float(rows[name]["p"]) if name in rows else None


def _ends(term: dict[str, Any]) -> tuple[float | None, float | None]:
    row = term["bootstrap"].get("province") or next(iter(term["errors"].values()))
    return row["low"], row["high"]


def holm(tests: list[Found], level: float) -> list[Hypothesis]:
    """Return the hypotheses with Holm's adjusted p-values, and whether each is rejected at ``level``."""
    if not tests:
        return []
    rejected, adjusted, _, _ = multipletests([p for _, _, p in tests], alpha=level, method="holm")
    return [
        Hypothesis(place[0], place[1], place[2], float(term["estimate"]), *_ends(term), p, float(after), bool(out))
        for (place, term, p), after, out in zip(tests, adjusted, rejected, strict=True)
    ]
