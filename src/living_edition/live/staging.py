"""Lays the live layer into a staged project: the script, its style sheet, and the description of every panel."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from living_edition.exhibits.catalogue import specs
from living_edition.exhibits.regression_options import read_options
from living_edition.files import read_json, write_text
from living_edition.ledger.number import Number
from living_edition.live import estimates
from living_edition.live.panels import described
from living_edition.live.script import models, page, style
from living_edition.live.spec import read_panel
from living_edition.project import edition, registered
from living_edition.prose.source import Line

SCENARIOS = Path("specs/scenarios")
_PICTURE = re.compile(r"\(exhibits/([\w-]+)\.svg\)")
_TABLE = re.compile(r"\{#(tbl-[\w-]+)\}")


def lay(
    target: Path, lang: str, report: Path, configuration: Mapping[str, Any], numbers: Mapping[str, Number],
    results: Mapping[str, Path],
) -> None:  # fmt: skip
    """Write ``live/`` below the staged project ``target``; ``results`` are the regressions behind tables, by name."""
    write_text(style(), target / "live" / "live.css")
    write_text(page(models(), lang), target / "live" / "live.js")
    scenario_reader = edition().named
    scenarios = registered(scenario_reader)(sorted(SCENARIOS.glob("*.yaml"))) if scenario_reader else {}
    for name, spec in specs().items():
        if spec["kind"] == "panel":
            panel = described(read_panel(name, spec), lang, report, configuration, numbers, scenarios)
        elif spec["kind"] == "regression" and spec["result"] in results:
            options = read_options(spec, f"specs/exhibits/{name}.yaml")
            panel = estimates.described(read_json(results[spec["result"]]), options, lang)
        else:
            continue
        # What could end a script element is written so that it cannot.
        text = json.dumps(panel, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
        write_text(text, target / "live" / f"{name}.json")


def read_by(target: Path, lines: Iterable[Line]) -> list[Path]:
    """Return the files below ``target`` whose words the page of these ``lines`` shows beside its own."""
    words = [line.text for line in lines]
    names = [match[1] for text in words for match in _PICTURE.finditer(text)]
    tables = [match[1] for text in words for match in _TABLE.finditer(text)]
    marks = [target / "exhibits" / f"{name}.marks.json" for name in names]
    panels = [target / "live" / f"{name}.json" for name in (*(n.rsplit("-", 1)[0] for n in names), *tables)]
    present = [file for file in (*marks, *panels) if file.is_file()]
    return [*present, target / "live" / "live.js"] if present else []
