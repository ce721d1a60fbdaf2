"""The claims held to the record: one scale of verdicts, and no claim that its own figures deny.

``data/thesis_record.csv`` judges the thesis's figures one by one and names the claim that states each;
``report/claims.yaml`` judges the claims. Both draw on the scale at the head of the latter.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from cluster_finance.thesis.verification import FILE, UNTESTABLE, Figure, Row
from living_edition.errors import Problem
from living_edition.prose.claims import Claim, Claims

# From the best to the worst; what cannot be tested is on neither side.
ORDER = ("supported", "plausible", "qualified", "disputed", "contradicted")
_FOR, _AGAINST = {"supported", "plausible"}, {"disputed", "contradicted"}


def expected(verdicts: Collection[str]) -> set[str]:
    """Return the verdicts open to a claim whose figures have ``verdicts``; any (an empty set) where none is decided.

    It is the worst of its figures, or qualified where some speak for it and some against it.
    """
    decided = set(verdicts) - {UNTESTABLE}
    if not decided:
        return set()
    mixed = {"qualified"} if decided & _FOR and decided & _AGAINST else set()
    return {max(decided, key=ORDER.index)} | mixed


def disagreements(rows: Collection[Row], figures: Mapping[str, Figure], claims: Claims) -> list[Problem]:
    """Return a problem for every claim that the record does not bear out, and for evidence that bears nothing."""
    claims_by_id = {claim.id: claim for claim in claims.claims}
    problems = [
        Problem(
            FILE, f"id {row['id']}, column claim", repr(row["claim"]), "the id of a claim, or nothing", "correct it"
        )
        for row in rows
        if row["claim"] and row["claim"] not in claims_by_id
    ]
    for claim in claims.claims:
        verdicts = {row["id"]: row["verdict"] for row in rows if row["claim"] == claim.id}
        problems += [*_unlike(claim, verdicts), *_weightless(claim, figures)]
    return problems


def _problem(claim: Claim, key: str, actual: str, expected_: str, mend: str) -> Problem:
    return Problem("report/claims.yaml", f"claim {claim.id}, key {key}", actual, expected_, mend)


def _unlike(claim: Claim, verdicts: Mapping[str, str]) -> Iterator[Problem]:
    if not verdicts:
        return
    accepted = expected(verdicts.values())
    if accepted and claim.verdict not in accepted:
        judged = ", ".join(f"{name} {verdict}" for name, verdict in verdicts.items())
        mend = f"change it, or the figures' verdicts in {FILE}"
        yield _problem(claim, "verdict", f"{claim.verdict}, where {judged}", " or ".join(sorted(accepted)), mend)
    if not accepted and claim.verdict != UNTESTABLE and not _besides(claim, verdicts):
        actual = f"{claim.verdict}, where none of its figures could be tested"
        yield _problem(claim, "verdict", actual, f"{UNTESTABLE}, or evidence beside them", "name the evidence")


def _besides(claim: Claim, figures: Collection[str]) -> bool:
    """Return whether the claim names evidence that is not one of its own figures."""
    return any(
        kind != "data" or not any(figure.startswith(name) for figure in figures)
        for kind, names in claim.evidence.items()
        for name in names
    )


def _weightless(claim: Claim, figures: Mapping[str, Figure]) -> Iterator[Problem]:
    cited = {
        name: figures[name]
        for name in (
            name_.removeprefix("fact.") for name_ in claim.evidence.get("data", ()) if name_.startswith("fact.")
        )
        if name in figures
    }
    for name in (name for name, figure in cited.items() if figure.lost):
        actual, expected_ = f"fact.{name}, which could not be found again", "facts that were"
        yield _problem(claim, "evidence.data", actual, expected_, "take it out: it bears no verdict")
    others = [name for names in claim.evidence.values() for name in names if name.removeprefix("fact.") not in cited]
    if claim.verdict == "supported" and cited and not others and all(figure.unnamed for figure in cited.values()):
        actual, expected_ = "supported by outlets that no copy names", "plausible, or a source with a name"
        yield _problem(claim, "verdict", actual, expected_, "change it, or add the source")
