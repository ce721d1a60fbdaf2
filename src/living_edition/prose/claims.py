"""The claims of the thesis and the verdicts on them: ``report/claims.yaml``, read and checked.

A claim says in every language what the thesis holds, what would test it and what was found; its
verdict is one of the scale at the head of the file. Texts are of Quarto's language as the chapters
are: numbers by the shortcode ``num``, citations and references by ``@``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, get_args

from pydantic import Field, PrivateAttr

from living_edition.errors import Problem, refuse
from living_edition.files import there
from living_edition.language_files import Words, language
from living_edition.languages import languages
from living_edition.ledger.number import Number, Source
from living_edition.multilingual import ByLanguage, WordedMultilingual
from living_edition.prose.source import Line, marks
from living_edition.yaml_models import Loc, Once, Tree, Worded, load, validate

FILE = "claims.yaml"
_WORDS = Words(__name__)
TEXTS = ("short", "claim", "test", "found")
Kind = Literal["fact", "mechanism", "policy"]
Evidence = Literal["data", "regression", "scenario", "literature", "argument"]
KINDS: tuple[Kind, ...] = get_args(Kind)
PLURALS: dict[Kind, str] = {"fact": "facts", "mechanism": "mechanisms", "policy": "policies"}


class Verdict(WordedMultilingual):
    """One step of the scale: its id, its word and its meaning in every language."""

    id: str = Field(pattern=r"^[a-z]+$")
    name: ByLanguage[str]
    meaning: ByLanguage[str]


class Claim(WordedMultilingual):
    """One claim of the thesis.

    ``id`` is the first letter of its kind and a number; ``section`` the edition's section that
    tells it. ``evidence`` lists by kind what the verdict rests on: ids of the ledger or the heads
    of such ids (``reg.NAME``), keys of references.bib, and for an argument the sections that
    make it.
    """

    id: str = Field(pattern=r"^[fmp][1-9][0-9]?$")
    kind: Kind
    section: str = Field(pattern=r"^sec-[a-z-]+$")
    verdict: str
    evidence: dict[Evidence, Once[str]]
    short: ByLanguage[str]
    claim: ByLanguage[str]
    test: ByLanguage[str]
    found: ByLanguage[str]

    def text(self, name: str, lang: str) -> str:
        """Return the text ``name`` (one of ``TEXTS``) in ``lang``."""
        texts: dict[str, str] = getattr(self, name)
        return texts[lang]


class Claims(Worded):
    """The scale and the claims, in the order of the file."""

    verdicts: tuple[Verdict, ...] = ()
    claims: tuple[Claim, ...] = ()
    _tree: Tree = PrivateAttr(default=Tree(f"report/{FILE}", {}, {}))

    def verdict(self, claim: Claim) -> Verdict:
        """Return the verdict on ``claim``."""
        return next(verdict for verdict in self.verdicts if verdict.id == claim.verdict)

    def sections(self) -> list[str]:
        """Return the sections that have claims, in the order of the file."""
        return list(dict.fromkeys(claim.section for claim in self.claims))

    def lines(self, lang: str) -> list[Line]:
        """Return every text in ``lang`` as a line of the sources, placed by line and key of the file."""
        named: list[tuple[Loc, Verdict | Claim, tuple[str, ...]]] = []
        named += [(("verdicts", n), entry, ("name", "meaning")) for n, entry in enumerate(self.verdicts)]
        named += [(("claims", n), entry, TEXTS) for n, entry in enumerate(self.claims)]
        return [
            Line(getattr(entry, key)[lang], FILE, 0, self._tree.where((*loc, f"{key}_{lang}")))
            for loc, entry, keys in named
            for key in keys
        ]

    def problem(self, loc: Loc, actual: str, expected: str, mend: str) -> Problem:
        """Return a problem of a part of the file."""
        return self._tree.problem(loc, actual, expected, mend)


def read_claims(report: Path) -> Claims:
    """Return the claims of the project in ``report``; a project without the file has none.

    Raises ``InputError`` with every problem: not YAML, keys missing or unknown, a verdict outside
    the scale, an id that stands twice, texts whose numbers or citations differ between languages.
    """
    file = report / FILE
    if not there(file):
        return Claims()
    tree = load(file, f"report/{FILE}")
    claims = validate(tree, Claims)
    claims._tree = tree
    refuse([*_faults(tree, claims), *_unlike(claims)])
    return claims


def counts(claims: Claims) -> list[Number]:
    """Return how many claims there are, of each kind and with each verdict (``claims.supported``)."""
    kinds = Counter(claim.kind for claim in claims.claims)
    verdicts = Counter(claim.verdict for claim in claims.claims)
    totals = {"count": len(claims.claims)}
    totals |= {PLURALS[kind]: kinds[kind] for kind in KINDS}
    totals |= {verdict.id: verdicts[verdict.id] for verdict in claims.verdicts}
    texts = _WORDS.texts("counted")
    source = Source("edition", (f"report/{FILE}",), "living_edition.prose.claims:counts", **texts)
    return [Number(f"claims.{name}", float(count), "claims", source) for name, count in totals.items()]


def _faults(tree: Tree, claims: Claims) -> Iterator[Problem]:
    scale = [verdict.id for verdict in claims.verdicts]
    for what, ids in (("verdicts", scale), ("claims", [claim.id for claim in claims.claims])):
        named = (((what, n), name) for n, name in enumerate(ids))
        yield from tree.twice(named, "an id that stands twice", "each id once", "rename one of the two")
    for n, claim in enumerate(claims.claims):
        if claim.verdict not in scale:
            yield tree.unknown(("claims", n, "verdict"), claim.verdict, scale)
        if claim.id[0] != claim.kind[0]:
            yield tree.problem(("claims", n, "id"), f"an id of another kind than {claim.kind}",
                               f"{claim.kind[0]} and a number", "rename it, or correct its kind")  # fmt: skip


def _unlike(claims: Claims) -> Iterator[Problem]:
    if len(languages()) == 1:
        return
    first, second = languages()
    for one, other in zip(claims.lines(first), claims.lines(second), strict=True):
        left, right = marks(one.text), marks(other.text)
        if left != right:
            yield one.problem(
                f"numbers, citations and references ({'; '.join(left) or 'none'})",
                f"those of the {language(second).english} text ({'; '.join(right) or 'none'})",
                "give both texts the same",
            )
