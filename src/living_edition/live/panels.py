"""What a panel's script is told: sliders from the configuration's own fields, words and numbers in one language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from living_edition.errors import InputError, Problem
from living_edition.ledger.formatting import text
from living_edition.ledger.number import Number
from living_edition.ledger.units import unit as unit_named
from living_edition.live.spec import Panel, Words

Meanings = Mapping[str, str]
_SHOCK = {
    "zh": ("第一年行业因素的移动（标准差），其后渐弱", "情景文件 specs/scenarios"),
    "en": ("shift of the industry factor in the first year (standard deviations), fading later", "specs/scenarios"),
}
_STEPS = 1000


def described(
    panel: Panel,
    lang: str,
    models: Mapping[str, type[BaseModel]],
    values: Mapping[str, Mapping[str, Any]],
    meanings: tuple[Meanings, Meanings],
    numbers: Mapping[str, Number],
    named: Mapping[str, Any],
) -> dict[str, Any]:
    """Return the panel as the page's script reads it, in ``lang``.

    ``models`` are the sections of the configuration by name, ``values`` this edition's own, ``meanings`` the Chinese
    of knobs (by ``section.name``) and of sources, ``numbers`` the ledger by id, ``named`` the named scenarios. Raises
    ``InputError`` for a number that the ledger does not have.
    """
    missing = [shown.number for shown in panel.numbers if shown.number not in numbers]
    if missing:
        raise InputError(
            [Problem("specs/exhibits", f"panel of {panel.model}", f"the number {name}", "an id of the ledger",
                     "see results/ledger/ledger.csv") for name in missing]
        )  # fmt: skip
    knobs = list(_knobs(panel, lang, models, values, meanings))
    return {
        "model": panel.model,
        "lang": lang,
        "targets": panel.targets,
        "knobs": knobs,
        "numbers": [_number(numbers[shown.number], shown.id, getattr(shown, lang), lang) for shown in panel.numbers],
        "charts": {name: _chart(chart.model_dump(), lang) for name, chart in panel.charts.items()},
        "verdicts": _said(panel.verdicts, lang),
        "refusals": _said(panel.refusals, lang),
        "presets": _presets(panel, lang, named, {knob["key"]: knob["value"] for knob in knobs}),
        "fixed": {name: dict(values[name]) for name in panel.sections},
    }


def _knobs(
    panel: Panel,
    lang: str,
    models: Mapping[str, type[BaseModel]],
    values: Mapping[str, Mapping[str, Any]],
    meanings: tuple[Meanings, Meanings],
) -> Iterator[dict[str, Any]]:
    found = {
        f"{section}.{name}": _knob(f"{section}.{name}", field, values[section][name], lang, meanings)
        for section in panel.sections
        for name, field in models[section].model_fields.items()
        if f"{section}.{name}" not in panel.without
    }
    unknown = [key for key in panel.first if key not in found]
    if unknown:
        raise InputError(
            [Problem("specs/exhibits", f"panel of {panel.model}, key first", key, "a knob of its sections",
                     "see config/default.yaml") for key in unknown]
        )  # fmt: skip
    for key in panel.first:
        yield {**found[key], "first": True}
    if panel.shock:
        words, source = _SHOCK[lang]
        low, high = panel.shock
        yield {"key": "shock", "label": words, "unit": "", "percent": False, "source": source, "value": 0.0, "min": low,
               "max": high, "kind": "real", "first": True}  # fmt: skip
    yield from (knob for key, knob in found.items() if key not in panel.first)


def _knob(key: str, field: FieldInfo, value: Any, lang: str, meanings: tuple[Meanings, Meanings]) -> dict[str, Any]:
    extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
    unit, source = str(extra.get("unit", "number")), str(extra.get("source", ""))
    label = meanings[0][key] if lang == "zh" else str(field.description)
    kind = {bool: "switch", int: "whole"}.get(field.annotation or float, "real")
    low, high = limits(field) if kind != "switch" else (0.0, 1.0)
    return {
        "key": key, "label": label, "unit": "%" if unit == "share" else getattr(unit_named(unit), lang),
        "percent": unit == "share" and kind != "switch",
        "source": meanings[1].get(source, source) if lang == "zh" else source,
        "value": value, "min": low, "max": high, "kind": kind,
    }  # fmt: skip


def limits(field: FieldInfo) -> tuple[float, float]:
    """Return the least and the greatest value of a slider; a strict bound is left by a thousandth of the range.

    Raises ``ValueError`` for a field without both bounds.
    """
    found = {n: float(getattr(m, n)) for m in field.metadata for n in ("ge", "gt", "le", "lt") if hasattr(m, n)}
    low, high = found.get("ge", found.get("gt")), found.get("le", found.get("lt"))
    if low is None or high is None:
        raise ValueError(f"a slider needs both ends of its range: {field.description}")
    room = (high - low) / _STEPS
    return (low + room if "gt" in found else low), (high - room if "lt" in found else high)


def _number(number: Number, name: str, label: str, lang: str) -> dict[str, Any]:
    """Return a number as the page formats it: its unit, and what the edition itself prints."""
    measure = unit_named(number.unit)
    return {
        "id": name, "label": label, "ledger": number.id, "text": text(number, lang), "kind": measure.kind,
        "scale": 100 if number.unit == "percent" else 1, "size": measure.scale if measure.kind == "money" else 1,
        "unit": getattr(measure, lang), "decimals": number.decimals,
    }  # fmt: skip


def _chart(chart: Mapping[str, Any], lang: str) -> dict[str, Any]:
    return {
        "x": chart["x"][lang], "y": chart["y"][lang], "x_percent": chart["x_percent"], "y_percent": chart["y_percent"],
        "lines": {name: words[lang] for name, words in chart["lines"].items()},
        "marks": {name: words[lang] for name, words in chart["marks"].items()},
    }  # fmt: skip


def _said(words: Mapping[str, Words], lang: str) -> dict[str, str]:
    return {name: str(getattr(both, lang)) for name, both in words.items()}


def _presets(panel: Panel, lang: str, named: Mapping[str, Any], own: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the named scenarios that change a knob of this panel, each change once."""
    found: list[dict[str, Any]] = []
    for scenario in named.values():
        changed = {
            key: getattr(scenario, field)
            for field, key in panel.presets.items()
            if getattr(scenario, field) is not None and getattr(scenario, field) != own.get(key)
        }
        if changed and changed not in [preset["set"] for preset in found]:
            found.append({"title": scenario.title_zh if lang == "zh" else scenario.title_en, "set": changed})
    return found
