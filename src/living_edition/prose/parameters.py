"""The table of every knob of the configuration: its value in this edition, range, unit, meaning, source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from living_edition.errors import refuse
from living_edition.language_files import Words, language
from living_edition.languages import BASE
from living_edition.ledger.units import units
from living_edition.markdown import apostrophes, block, escaped, pipe_table
from living_edition.settings.models import configuration
from living_edition.yaml_models import Loc, Worded, load, validate

TABLE = "tbl-parameters"
_LIMITS = (("ge", "≥"), ("gt", ">"), ("le", "≤"), ("lt", "<"))
COMMON = "common"
_WORDS = Words(__name__)


def file_of(lang: str) -> str:
    """Return the file in report/ that says in ``lang`` what knobs mean; in English their models do."""
    return f"parameters-{lang}.yml"


class _Meanings(Worded):
    """The file: meanings by section (or under ``common``) and name of the knob, sources by their English."""

    meanings: dict[str, dict[str, str]]
    sources: dict[str, str]


@dataclass(frozen=True)
class Knob:
    """One knob: its dotted key, the last two parts of it, its field and the model that has it."""

    key: str
    section: str
    name: str
    field: FieldInfo
    model: type[BaseModel]

    def extra(self, word: str) -> str:
        """Return what the model files beside the field under ``word`` (``unit``, ``source``)."""
        extra = self.field.json_schema_extra
        return str(extra.get(word, "")) if isinstance(extra, dict) else ""


def knobs(model: type[BaseModel] | None = None, above: tuple[str, ...] = ()) -> Iterator[Knob]:
    """Yield every knob of the configuration (or of ``model``) in the order of config/default.yaml."""
    for name, field in (model or configuration()).model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from knobs(kind, (*above, name))
        else:
            yield Knob(".".join((*above, name)), above[-1] if above else "", name, field, model or configuration())


def table(report: Path, configuration: Mapping[str, Any], references: Mapping[str, str], lang: str) -> str:
    """Return the table as the appendix includes it.

    ``configuration`` is the configuration as a mapping, ``references`` the keys whose values were
    taken from data (``scenarios.batch.pd: fact:f23``). Raises ``InputError`` as ``meanings`` does.
    """
    words = _WORDS[lang]
    known = meanings(report, lang)
    rows = [words["head"]]
    for knob in knobs():
        meaning, source = known[knob.key]
        meant = words["source"].format(meaning, source) if source else words["plain"].format(meaning)
        value = value_of(configuration, knob.key)
        if knob.key in references:
            meant += words["taken"].format(references[knob.key])
        if isinstance(value, list):
            meant, value = meant + words["list"], len(value)
        cells = (knob.key.removeprefix("scenarios."), _shown(value), _range(knob.field), _unit(knob, lang), meant)
        rows.append([escaped(apostrophes(cell)) for cell in cells])
    return block(f"#{TABLE}", pipe_table(rows, "|:--------|:---|:-----|:----|:-----------------|"), words["title"])


def meanings(report: Path, lang: str) -> dict[str, tuple[str, str]]:
    """Return the meaning and the source of each knob by key in ``lang``; raise ``InputError`` for gaps of its file."""
    if lang == BASE:
        return {knob.key: (str(knob.field.description), knob.extra("source")) for knob in knobs()}
    tree = load(report / file_of(lang), f"report/{file_of(lang)}")
    content, written_in = validate(tree, _Meanings), language(lang)
    own = written_in.english
    described, sources = content.meanings, content.sources
    by_key: dict[str, tuple[str, str]] = {}
    used: set[tuple[str, str]] = set()
    texts: list[tuple[Loc, str]] = [
        (("meanings", section, name), text) for section, entries in described.items() for name, text in entries.items()
    ]
    texts += [(("sources", name), text) for name, text in sources.items()]
    problems = [
        tree.problem(loc, repr(text), f"a text in {own}", "write it in that language")
        for loc, text in texts
        if not written_in.may_be(text)
    ]
    for knob in knobs():
        section = knob.section if knob.name in described.get(knob.section, {}) else COMMON
        if knob.name in described.get(section, {}):
            by_key[knob.key] = described[section][knob.name], sources.get(knob.extra("source"), "")
            used.add((section, knob.name))
        else:
            mend = f"add {knob.name} under {knob.section}"
            problems.append(tree.problem(("meanings", knob.section), f"no {own} of {knob.key}", "it", mend))
        if knob.extra("source") and knob.extra("source") not in sources:
            missing = f"the source {knob.extra('source')!r} of {knob.key} without its {own}"
            problems.append(tree.problem(("sources",), missing, "an entry of sources", "add it there"))
    known = [knob.name for knob in knobs()]
    problems += [
        tree.unknown(("meanings", section, name), name, known, "a knob of the configuration")
        for section, entries in described.items()
        for name in entries
        if (section, name) not in used
    ]
    refuse(problems)
    return by_key


def value_of(configuration: Mapping[str, Any], key: str) -> Any:
    """Return the value of a dotted ``key`` of the configuration as a mapping."""
    value: Any = configuration
    for part in key.split("."):
        value = value[part]
    return value


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _range(field: FieldInfo) -> str:
    limits = [
        f"{sign} {getattr(limit, name):.12g}"
        for limit in field.metadata
        for name, sign in _LIMITS
        if hasattr(limit, name)
    ]
    return ", ".join(limits)


def _unit(knob: Knob, lang: str) -> str:
    name = knob.extra("unit")
    words = _WORDS[lang]
    return str(words[name]) if name in words else units()[name].called(lang) if name else ""
