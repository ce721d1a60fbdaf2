"""What must hold of the report sources before anything is rendered."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path
from typing import TypeVar

from living_edition.errors import InputError, Problem, refuse
from living_edition.language_files import language
from living_edition.languages import languages, main_language
from living_edition.project import document
from living_edition.prose import bibliography, footnotes, source
from living_edition.prose.appendix import INCLUDES
from living_edition.prose.bibliography import Entry
from living_edition.prose.blocks import Block, blocks
from living_edition.prose.claims import FILE as CLAIMS_FILE
from living_edition.prose.claims import Claims, read_claims
from living_edition.prose.claims_pages import anchor, includes
from living_edition.prose.conditional_words import Word, read_words, texts, unknown_numbers, unknown_words, unused, used
from living_edition.prose.glossary import Term, read_glossary
from living_edition.prose.project import documents
from living_edition.prose.quarto import read_texts
from living_edition.prose.readability import beyond, unreadable
from living_edition.prose.source import INCLUDE, KEY, Line, read_all, referred
from living_edition.prose.tree import refused
from living_edition.prose.typed_numbers import Allowed, read_allowed, typed_figures, unused_allowed
from living_edition.prose.unsupported import traps, unsupported
from living_edition.translation.copied_text import Thesis, shared
from living_edition.translation.pairs import twins
from living_edition.translation.structure import differences
from living_edition.translation.terms import misused, misused_elsewhere
from living_edition.yaml_text import nearest

List = TypeVar("List")
_RUN_ON = re.compile(r"(?<!\[)(?<!\[-)@[A-Za-z][\w:-]*?[\u3400-\u9fff]")
_ID = re.compile(r"\{[^{}]*#([\w:.-]+)")
# The name of a numbered example, which is referred to as a work is.
_EXAMPLE = re.compile(r"^\s*\(@([\w-]+)\)\s")
_CLAIM = re.compile(r"\]\(#(claim-[\w-]+)\)")


def ledger_ids(lines: list[Line]) -> list[str]:
    """Return the ledger ids that ``lines`` print, in order of first use."""
    calls = [call for line in lines for call in source.calls(line.text)]
    return list(dict.fromkeys(call[1] for call in calls if call[0] == "num" and len(call) > 1))


def check(
    report: Path,
    ledger: Collection[str],
    exhibits: Collection[str],
    compared: Collection[str] | None = None,
    thesis: Thesis | None = None,
    findings: Mapping[str, str] | None = None,
) -> None:
    """Check both languages' sources; raise ``InputError`` with every problem found.

    ``ledger`` holds the known number ids, ``exhibits`` the ids of declared exhibits, ``compared`` what
    the conditions of words may name (as ``words.comparable`` gives it; None: the ids alone), ``thesis``
    what the Chinese text is compared with (None: it is not compared), ``findings`` the words that title exhibits.
    """
    problems: list[Problem] = []
    sources = {lang: read_all(report, documents(report, lang), generated=False) for lang in languages()}
    claims = _read(read_claims, report, Claims(), problems)
    words = _read(read_words, report, dict[str, Word](), problems)
    allowed = _read(read_allowed, report, list[Allowed](), problems)
    entries = _read(bibliography.read_entries, report / bibliography.FILE, list[Entry](), problems)
    terms = _read(read_glossary, report, tuple[Term, ...](), problems)
    blocks_of = {lang: blocks(lines) for lang, lines in sources.items()}
    for lang, lines in sources.items():
        problems += _form(report, lines, blocks_of[lang], claims, lang)
    # What hangs on what cannot be read would be told wrongly.
    refuse(problems)
    keys = {entry.key for entry in entries}
    problems += bibliography.problems(entries)
    exhibits = {*exhibits, *includes(claims), *INCLUDES}
    for lang, lines in sources.items():
        prose = source.prose(lines)
        problems += _unknown_numbers(lines, ledger)
        problems += unknown_words([*lines, *claims.lines(lang)], words)
        problems += [*_unknown_exhibits(lines, exhibits), *_foreign(lines, lang)]
        problems += _unknown_references(prose, keys, exhibits | _labels(lines))
        problems += typed_figures([*source.front(lines), *prose], allowed)
        problems += _unknown_claims(prose, claims)
        problems += _claims_texts(claims, lang, lines, ledger, keys, exhibits, allowed)
    problems += _claims_evidence(claims, ledger, keys, _labels(sources[main_language()]))
    problems += unknown_numbers(words, ledger if compared is None else compared) + typed_figures(texts(words), allowed)
    titles = [
        Line(f"{{{{< word {word} >}}}}", f"specs/exhibits/{name}.yaml", 0, "key finding")
        for name, word in (findings or {}).items()
    ]
    problems += unknown_words(titles, words)
    problems += unused(words, used([*sources[main_language()], *claims.lines(main_language()), *titles]))
    everything = [line for lang in sources for line in (*sources[lang], *claims.lines(lang))] + texts(words)
    problems += unused_allowed(everything, allowed)
    elsewhere = twins(report)
    for lang, lines in sources.items():
        problems += [*footnotes.problems(lines, blocks_of[lang]), *unreadable(blocks_of[lang], lang, words)]
        problems += [problem for twin in elsewhere for problem in beyond(twin.texts[lang], lang, words)]
    if len(blocks_of) > 1:
        first, second = blocks_of.values()
        problems += [*differences(first, second), *misused(terms, first, second), *misused_elsewhere(terms, elsewhere)]
    cited = {key for line in everything for key in KEY.findall(line.text)}
    problems += [
        entry.problem("no text that cites it", "works that the edition uses", "cite it where it belongs, or remove it")
        for entry in entries
        if entry.key not in cited
    ]
    for lang in sources:
        if thesis is not None and not language(lang).latin:
            problems += [*shared(sources[lang], thesis), *shared(claims.lines(lang), thesis)]
    refuse(problems)


def _unknown_numbers(lines: list[Line], ledger: Collection[str]) -> list[Problem]:
    return [
        line.problem(f"the number {name!r}", "an id of the ledger",
                     _suggestion(name, ledger, "see results/ledger/ledger.csv for the ids"))
        for line in lines
        for name in ledger_ids([line])
        if name not in ledger
    ]  # fmt: skip


def _unknown_exhibits(lines: list[Line], exhibits: Collection[str]) -> list[Problem]:
    included = [(line, Path(match[1]).stem.rsplit("-", 1)[0]) for line in lines if (match := INCLUDE.match(line.text))]
    return [
        line.problem(f"the exhibit {name!r}", "an exhibit of specs/exhibits",
                     _suggestion(name, exhibits, "declare it there"))
        for line, name in included
        if name not in exhibits
    ]  # fmt: skip


def _foreign(lines: list[Line], lang: str) -> list[Problem]:
    """Return a problem for each file of another language in the document of ``lang``."""
    lines_by_file = {line.file: line for line in reversed(lines)} | {
        match[1]: line for line in lines if (match := INCLUDE.match(line.text))
    }
    return [
        line.problem(f"{name}, a file of another language, in the document in {lang!r}", f"a file in {lang!r}",
                     "correct the include")
        for name, line in lines_by_file.items()
        for other in languages()
        if other != lang and (name.startswith(f"{other}/") or name.endswith(f"-{other}.qmd"))
    ]  # fmt: skip


def _suggestion(name: str, names: Iterable[str], otherwise: str) -> str:
    """Return how to mend an unknown name: the nearest that is known, or else what ``otherwise`` says."""
    near = nearest(name, names)
    return f"write {near}, if that is meant, or {otherwise}" if near else otherwise


def _labels(lines: list[Line]) -> set[str]:
    return {label for line in lines if line.kind != "code" for label in _ID.findall(line.text)}


def _unknown_references(lines: list[Line], keys: set[str], labels: set[str]) -> list[Problem]:
    keys = keys | {match[1] for line in lines if (match := _EXAMPLE.match(line.text))}
    problems: list[Problem] = []
    for line in lines:
        plain = re.sub(r"\{[^}]*\}|`[^`]*`|\]\([^)]*\)", "", line.text)
        problems += [
            line.problem(f"{run}: the key runs into the Chinese text", "a key that ends where it should",
                         "write it in brackets, [@key]")
            for run in _RUN_ON.findall(plain)
        ]  # fmt: skip
        for key in KEY.findall(plain):
            if label := referred(key):
                if label not in labels:
                    mend = _suggestion(key, labels, "correct the label")
                    problems.append(line.problem(f"a reference to {key}", "a label of the text", mend))
            elif key not in keys:
                mend = _suggestion(key, keys, "correct the key or add the entry")
                problems.append(line.problem(f"the citation {key}", "an entry of references.bib", mend))
    return problems


def _form(report: Path, lines: list[Line], parts: list[Block], claims: Claims, lang: str) -> list[Problem]:
    """Return what the sources and the claims' texts hold beyond the language of the edition."""
    texts = claims.lines(lang)
    problems = unsupported([*lines, *texts]) + traps([*lines, *texts])
    if problems:
        return problems
    anchors = {anchor(claim) for claim in claims.claims} | _labels(lines)
    front_files = dict.fromkeys(line.file for line in lines if line.kind == "front")
    texts += [text for name in front_files for text in read_texts(report / name)]
    paragraphs = [Block(line, "paragraph", line.text) for line in texts]
    return refused(report, [*parts, *paragraphs], lines, anchors)


def _read(reader: Callable[[Path], List], source: Path, nothing: List, problems: list[Problem]) -> List:
    """Return what ``reader`` reads; where it refuses, ``nothing``, and what it refuses among ``problems``."""
    try:
        return reader(source)
    except InputError as error:
        problems += error.problems
        return nothing


def _unknown_claims(lines: list[Line], claims: Claims) -> list[Problem]:
    anchors = {anchor(claim) for claim in claims.claims}
    return [
        line.problem(f"a link to {target}", f"the anchor of a claim in report/{CLAIMS_FILE}", "correct the link")
        for line in lines
        for target in _CLAIM.findall(line.text)
        if target not in anchors
    ]


def _claims_texts(
    claims: Claims, lang: str, lines: list[Line], ledger: Collection[str], keys: set[str], exhibits: set[str],
    allowed: list[Allowed],
) -> list[Problem]:  # fmt: skip
    """Check the claims' texts as prose, and that each section with claims includes its note once."""
    labels = _labels(lines)
    included = [match[1] for line in lines if (match := INCLUDE.match(line.text))]
    texts = claims.lines(lang)
    problems = _unknown_numbers(texts, ledger) + typed_figures(texts, allowed)
    problems += _unknown_references(texts, keys, exhibits | labels)
    problems += [
        claims.problem(("claims", n, "section"), f"the section {claim.section!r}",
                       f"the id of a section of report/{lang}", "correct the id")
        for n, claim in enumerate(claims.claims)
        if claim.section not in labels
    ]  # fmt: skip
    for name in includes(claims):
        if (times := included.count(f"exhibits/{name}-{lang}.qmd")) != 1:
            document_line = Line("", f"{document(lang)}.qmd", 0, f"include exhibits/{name}-{lang}.qmd")
            problems.append(document_line.problem(f"it {times} times", "it once", "put it at the end of its section"))
    return problems


def _claims_evidence(claims: Claims, ledger: Collection[str], keys: set[str], labels: set[str]) -> list[Problem]:
    parts = [number.split(".") for number in ledger]
    prefixes = {".".join(part[:n]) for part in parts for n in range(1, len(part) + 1)}
    problems: list[Problem] = []
    for n, claim in enumerate(claims.claims):
        cited = set(KEY.findall(claim.text("test", main_language()) + claim.text("found", main_language()))) & keys
        allowed = {
            "literature": (cited, "a work that the test or the finding cites"),
            "argument": (labels, "the id of a section"),
        }
        for kind, ids in claim.evidence.items():
            names, expected = allowed.get(kind, (prefixes, "an id of the ledger or the head of one"))
            loc = ("claims", n, "evidence", kind)
            unknown = [name for name in ids if name not in names]
            problems += [claims.problem(loc, repr(name), expected, "correct the id") for name in unknown]
    return problems
