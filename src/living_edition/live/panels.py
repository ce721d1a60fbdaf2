"""What a panel's script is told: sliders from the configuration's own fields, words and numbers in one language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo

from living_edition.errors import InputError, Problem
from living_edition.language_files import Words as KitWords
from living_edition.ledger.formatting import text
from living_edition.ledger.number import Number
from living_edition.ledger.units import unit
from living_edition.live.spec import Chart, Panel, Words
from living_edition.prose.parameters import Knob, knobs, meanings, value_of

_STEPS = 1000


def described(
    panel: Panel,
    lang: str,
    report: Path,
    configuration: Mapping[str, Any],
    numbers: Mapping[str, Number],
    scenarios: Mapping[str, Any],
) -> dict[str, Any]:
    """Return the panel as the page's script reads it, in ``lang``.

    ``report`` holds what knobs mean, ``configuration`` this edition's own values as a mapping, ``numbers`` the
    ledger by id, ``scenarios`` the named scenarios. Raises ``InputError`` for a number that the
    ledger does not have and for a knob that the configuration does not have.
    """
    missing = [entry.number for entry in panel.numbers if entry.number not in numbers]
    if missing:
        raise InputError(
            [Problem("specs/exhibits", f"panel of {panel.model}", f"the number {name}", "an id of the ledger",
                     "see results/ledger/ledger.csv") for name in missing]
        )  # fmt: skip
    sliders = list(_sliders(panel, lang, report, configuration, scenarios))
    fixed = {name: dict(value_of(configuration, f"{panel.under}.{name}")) for name in panel.sections}
    return {
        "model": panel.model,
        "under": panel.under,
        "targets": panel.targets,
        "knobs": sliders,
        "numbers": [_number(numbers[entry.number], entry.id, entry.texts[lang], lang) for entry in panel.numbers],
        "charts": {name: _chart(chart, lang) for name, chart in panel.charts.items()},
        "verdicts": _texts(panel.verdicts, lang),
        "refusals": _texts(panel.refusals, lang),
        "presets": _presets(panel, lang, scenarios, {knob["key"]: knob["value"] for knob in sliders}),
        "fixed": fixed,
    }


def _sliders(
    panel: Panel, lang: str, report: Path, configuration: Mapping[str, Any], scenarios: Mapping[str, Any]
) -> Iterator[dict[str, Any]]:
    knob_meanings = meanings(report, lang)
    sliders: dict[str, dict[str, Any]] = {}
    for knob in knobs():
        key = knob.key.removeprefix(f"{panel.under}.")
        if knob.section in panel.sections and key not in panel.without:
            sliders[key] = _slider(key, knob, value_of(configuration, knob.key), knob_meanings[knob.key], lang)
    unknown = [key for key in panel.first if key not in sliders]
    if unknown:
        raise InputError(
            [Problem("specs/exhibits", f"panel of {panel.model}, key first", key, "a knob of its sections",
                     "see config/default.yaml") for key in unknown]
        )  # fmt: skip
    for key in panel.first:
        yield {**sliders[key], "first": True}
    if panel.shock and scenarios:
        words, source = KitWords(__name__)[lang]["shock"]
        low, high = limits(type(next(iter(scenarios.values()))).model_fields["shock"])
        yield {"key": "shock", "label": words, "source": source, "value": 0.0, "min": low, "max": high, "kind": "real",
               "shown": _measure("number", None, lang), "first": True}  # fmt: skip
    yield from (slider for key, slider in sliders.items() if key not in panel.first)


def _slider(key: str, knob: Knob, value: Any, words: tuple[str, str], lang: str) -> dict[str, Any]:
    name = knob.extra("unit") or "number"
    kind = "switch" if knob.field.annotation is bool else "whole" if knob.field.annotation is int else "real"
    low, high = limits(knob.field, float(value)) if kind != "switch" else (0.0, 1.0)
    return {"key": key, "label": words[0], "source": words[1], "value": value, "min": low, "max": high, "kind": kind,
            "shown": _measure(name, None, lang)}  # fmt: skip


def limits(field: FieldInfo, value: float = 0.0) -> tuple[float, float]:
    """Return the least and the greatest value of a slider; a strict bound is left by a little.

    That is a thousandth of the range, and no more than a hundredth of the way to ``value``, the edition's value. Raises
    ``ValueError`` for a field without both bounds.
    """
    bounds = {n: float(getattr(m, n)) for m in field.metadata for n in ("ge", "gt", "le", "lt") if hasattr(m, n)}
    low, high = bounds.get("ge", bounds.get("gt")), bounds.get("le", bounds.get("lt"))
    if low is None or high is None:
        raise ValueError(f"a slider needs both ends of its range: {field.description}")
    room = (high - low) / _STEPS
    return (low + min(room, (value - low) / 100) if "gt" in bounds else low,
            high - min(room, (high - value) / 100) if "lt" in bounds else high)  # fmt: skip


def _number(number: Number, name: str, label: str, lang: str) -> dict[str, Any]:
    """Return a number as the page formats it, and what the edition itself prints."""
    return {"id": name, "label": label, "ledger": number.id, "text": text(number, lang),
            **_measure(number.unit, number.decimals, lang)}  # fmt: skip


def _measure(name: str, decimals: int | None, lang: str) -> dict[str, Any]:
    """Return how the page writes a value in the unit ``name``: a share of one in percent, money in yuan."""
    measure = unit("percent" if name == "share" else name)
    return {
        "kind": measure.kind, "unit": measure.called(lang), "decimals": decimals,
        "scale": 100 if measure.id == "percent" else 1, "size": measure.scale if measure.kind == "money" else 1,
    }  # fmt: skip


def _chart(chart: Chart, lang: str) -> dict[str, Any]:
    return {
        "x": chart.x.texts[lang], "y": chart.y.texts[lang],
        "x_percent": chart.x_percent, "y_percent": chart.y_percent,
        "lines": _texts(chart.lines, lang), "marks": _texts(chart.marks, lang),
    }  # fmt: skip


def _texts(words: Mapping[str, Words], lang: str) -> dict[str, str]:
    return {name: entry.texts[lang] for name, entry in words.items()}


def _presets(panel: Panel, lang: str, scenarios: Mapping[str, Any], values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the named scenarios that change a knob of this panel, each change once."""
    presets: list[dict[str, Any]] = []
    for scenario in scenarios.values():
        changed = {
            key: getattr(scenario, field)
            for field, key in panel.presets.items()
            if getattr(scenario, field) is not None and getattr(scenario, field) != values.get(key)
        }
        if changed and changed not in [preset["set"] for preset in presets]:
            presets.append({"title": getattr(scenario, f"title_{lang}"), "set": changed})
    return presets
