"""What the report includes of its claims: the scale, the overview, the entries, a note a section."""

from __future__ import annotations

from math import ceil

from living_edition.language_files import Words, language
from living_edition.markdown import block, pipe_table
from living_edition.prose.claims import KINDS, PLURALS, Claim, Claims

SCALE, OVERVIEW, CHART = "claims-scale", "tbl-claims", "claims-chart"
_HEAD = 6  # the parts of the chart's width that the name of a kind needs
_WORDS = Words(__name__)


def includes(claims: Claims) -> list[str]:
    """Return the names of all that ``pages`` makes, as a chapter includes it without its language."""
    if not claims.claims:
        return []
    return [SCALE, OVERVIEW, CHART, *_kinds(claims), *map(note_name, claims.sections())]


def _kinds(claims: Claims) -> list[str]:
    """Return the include of each kind that has claims."""
    there = {claim.kind for claim in claims.claims}
    return [f"claims-{PLURALS[kind]}" for kind in KINDS if kind in there]


def note_name(section: str) -> str:
    """Return the name under which a chapter includes the note of ``section``."""
    return f"claims-{section}"


def anchor(claim: Claim) -> str:
    """Return the anchor of a claim's entry."""
    return f"claim-{claim.id}"


def pages(claims: Claims, lang: str) -> dict[str, str]:
    """Return the text of every include in ``lang``, by its name."""
    parts = {SCALE: _scale(claims, lang), OVERVIEW: _overview(claims, lang), CHART: _chart(claims, lang)}
    for kind in KINDS:
        entries = [_entry(claims, claim, lang) for claim in claims.claims if claim.kind == kind]
        parts[f"claims-{PLURALS[kind]}"] = "\n".join(entries)
    for section in claims.sections():
        parts[note_name(section)] = _note(claims, section, lang)
    return {name: parts[name] for name in includes(claims)}


def label(claim: Claim) -> str:
    """Return the id as a reader sees it."""
    return claim.id.upper()


def _scale(claims: Claims, lang: str) -> str:
    return "".join(
        "- "
        + _WORDS[lang]["scaled"].format(
            name=(name := verdict.name[lang])[:1].upper() + name[1:],
            meaning=verdict.meaning[lang],
            count=f"{{{{< num claims.{verdict.id} >}}}}",
        )
        + "\n"
        for verdict in claims.verdicts
    )


def _overview(claims: Claims, lang: str) -> str:
    words = _WORDS[lang]
    rows = [
        (f"[{label(claim)}](#{anchor(claim)})", claim.text("short", lang), f"[-@{claim.section}]",
         _verdict(claims, claim, lang))
        for claim in claims.claims
    ]  # fmt: skip
    table = pipe_table([words["heads"], *rows], "|:---|:------------------|:----|:-------|")
    return block(f"#{OVERVIEW}", table, words["title"])


def _chart(claims: Claims, lang: str) -> str:
    """Return a table of kinds by verdicts with a square a claim, linked to its entry."""
    words = _WORDS[lang]
    heads = [words["kind"], *(verdict.name[lang] for verdict in claims.verdicts)]
    rows = [
        [words[PLURALS[kind]], *(_squares(claims, kind, verdict.id, lang) for verdict in claims.verdicts)]
        for kind in KINDS
    ]
    # As wide as half the squares of the fullest kind: two lines of squares a kind.
    most = [max(row[column].count(".square") for row in rows) for column in range(1, len(heads))]
    widths = [_HEAD, *(max(_HEAD, 2 * ceil(count / 2)) for count in most)]
    rule = "|" + "|".join(":" + "-" * width for width in widths) + "|"
    return block(".claims-chart", pipe_table([heads, *rows], rule), words["chart"])


def _squares(claims: Claims, kind: str, verdict: str, lang: str) -> str:
    return " ".join(
        f"[{label(claim)}](#{anchor(claim)}){{.square .{verdict}}}"
        for claim in claims.claims
        if (claim.kind, claim.verdict) == (kind, verdict)
    )


def _entry(claims: Claims, claim: Claim, lang: str) -> str:
    words = _WORDS[lang]
    head = words["claim"].format(id=label(claim), short=claim.text("short", lang))
    badge = words["badge"].format(name=_verdict(claims, claim, lang))
    kinds = [words[kind] for kind, ids in claim.evidence.items() if ids]
    evidence = words["join"].join(kinds) or words["none"]
    paragraphs = [
        f"**{head}**{badge}",
        f"{claim.text('claim', lang)}{language(lang).space}{words['section'].format(claim.section)}",
        *(_labelled(name, claim.text(name, lang), lang) for name in ("test", "found")),
        _labelled("evidence", f"{evidence}{language(lang).stop}", lang),
    ]
    return f"::: {{#{anchor(claim)} .claim}}\n" + "\n\n".join(paragraphs) + "\n:::\n"


def _note(claims: Claims, section: str, lang: str) -> str:
    words = _WORDS[lang]
    items = [
        f"- [{words['claim'].format(id=label(claim), short=claim.text('short', lang))}](#{anchor(claim)})"
        f"{words['colon']}[{_verdict(claims, claim, lang)}]{{.verdict}}"
        for claim in claims.claims
        if claim.section == section
    ]
    return "\n".join([f'::: {{.callout-note title="{words["note"]}"}}', *items, ":::", ""])


def _labelled(name: str, text: str, lang: str) -> str:
    return str(_WORDS[lang]["labelled"].format(label=_WORDS[lang][name], text=text))


def _verdict(claims: Claims, claim: Claim, lang: str) -> str:
    return claims.verdict(claim).name[lang]
