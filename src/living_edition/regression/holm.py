"""The main hypotheses, corrected together: named in the configuration, one kind of p-value, Holm."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from statsmodels.stats.multitest import multipletests

from living_edition.errors import Problem, refuse

WILD = "wild_"
TermTest = tuple[list[str], dict[str, Any], float]
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


def read(names: list[str], kind: str, results: Mapping[str, dict[str, Any]]) -> list[TermTest]:
    """Return place, term and p-value of each hypothesis named ``spec:model:term``.

    Raises ``InputError`` with every name that no result answers to, and every name written twice.
    """
    tests: list[TermTest] = []
    problems: list[Problem] = []
    terms = _terms(results)
    expected = f"a model's term with a p-value of the kind {kind}, once"
    for index, name in enumerate(names):
        parts, p = name.split(":"), _p(terms[name], kind) if name in terms else None
        if p is not None and names.index(name) == index:
            tests.append((parts, terms[name], p))
            continue
        mend = "name one of " + ", ".join(sorted(terms)) if terms else "estimate the regressions first"
        problem = f"{name!r} again" if name in terms else f"{name!r}, which no result has"
        if name in terms and p is None and names.index(name) == index:
            problem = f"{name!r} without such a p-value"
            mend = f"ask the spec {parts[0]} for it, or choose another family_p"
        problems.append(Problem("configuration", f"key regressions.family.{index}", problem, expected, mend))
    refuse(problems)
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


def holm(tests: list[TermTest], level: float) -> list[Hypothesis]:
    """Return the hypotheses with Holm's adjusted p-values, and whether each is rejected at ``level``."""
    if not tests:
        return []
    rejected, adjusted, _, _ = multipletests([p for _, _, p in tests], alpha=level, method="holm")
    return [
        Hypothesis(
            parts[0], parts[1], parts[2], float(term["estimate"]), *_ends(term), p, float(p_holm), bool(is_rejected)
        )
        for (parts, term, p), p_holm, is_rejected in zip(tests, adjusted, rejected, strict=True)
    ]
