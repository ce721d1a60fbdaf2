"""The main hypotheses, corrected together: named in the configuration, one kind of p-value, Holm."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from statsmodels.stats.multitest import multipletests

from living_edition.errors import InputError, Problem
from living_edition.ledger.number import Number, Numbers, Source

WILD = "wild_"


@dataclass(frozen=True)
class Hypothesis:
    """One hypothesis: its place, its estimate, and its p-value before and after the correction."""

    spec: str
    model: str
    term: str
    estimate: float
    p: float
    p_holm: float
    rejected: bool


def read(named: list[str], kind: str, results: Mapping[str, dict[str, Any]]) -> list[tuple[list[str], float, float]]:
    """Return place, estimate and p-value of each hypothesis named ``spec:model:term``.

    Raises ``InputError`` with every name that no result answers to, and every name written twice.
    """
    found: list[tuple[list[str], float, float]] = []
    problems: list[Problem] = []
    for at, name in enumerate(named):
        place, known = name.split(":"), _terms(results)
        expected = f"a model's term with a p-value of the kind {kind}, once"
        mend = "name one of " + ", ".join(sorted(known)) if known else "estimate the regressions first"
        if name not in known or named.index(name) != at:
            said = f"{name!r}, which no result has" if name not in known else f"{name!r} again"
            problems.append(Problem("configuration", f"key regressions.family.{at}", said, expected, mend))
            continue
        p = _p(known[name], kind)
        if p is None:
            said = f"{name!r} without such a p-value"
            mend = f"ask the spec {place[0]} for it, or choose another family_p"
            problems.append(Problem("configuration", f"key regressions.family.{at}", said, expected, mend))
            continue
        found.append((place, float(known[name]["estimate"]), p))
    if problems:
        raise InputError(problems)
    return found


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


def holm(found: list[tuple[list[str], float, float]], level: float) -> list[Hypothesis]:
    """Return the hypotheses with Holm's adjusted p-values, and whether each is rejected at ``level``."""
    if not found:
        return []
    rejected, adjusted, _, _ = multipletests([p for _, _, p in found], alpha=level, method="holm")
    return [
        Hypothesis(place[0], place[1], place[2], value, p, float(after), bool(out))
        for (place, value, p), after, out in zip(found, adjusted, rejected, strict=True)
    ]


def numbers_of(hypotheses: list[Hypothesis], files: tuple[str, ...]) -> Iterator[Number]:
    """Yield each hypothesis's adjusted p-value, and how many there are and are rejected."""
    zh, en = "主要假设，霍尔姆校正", "main hypotheses, Holm's correction"
    family = Numbers("reg", Source("regression", f"回归：{zh}", en, files, "living_edition.regression.holm:holm"))
    for one in hypotheses:
        yield family.of(f"{one.spec}.{one.model}.{one.term}.p_holm", one.p_holm, decimals=3)
    yield family.count("family.size", len(hypotheses))
    yield family.count("family.rejected", sum(one.rejected for one in hypotheses))
