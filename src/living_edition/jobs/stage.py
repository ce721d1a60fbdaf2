"""Lay the staged Quarto project of one language."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from living_edition.prose.appendix import Facts
from living_edition.render.stage import stage


def run(
    lang: str,
    exhibits: list[Path],
    ledger: Path,
    citation: Path,
    report: Path,
    configuration: dict[str, Any],
    references: dict[str, str],
    date: str,
    project: Path,
    requirements: Path | None = None,
) -> None:
    """Stage the project."""
    stage(report, exhibits, ledger, Facts(configuration, references, requirements, citation), project, lang, date)
