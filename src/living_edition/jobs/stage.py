"""Lay the staged Quarto project of one language."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from living_edition.errors import InputError
from living_edition.prose.appendix import Facts
from living_edition.prose.lint import lint
from living_edition.prose.project import documents
from living_edition.render.stage import stage


def run(
    lang: str, exhibits: list[Path], ledger: Path, citation: Path, report: Path, configuration: dict[str, Any],
    references: dict[str, str], date: str, project: Path, results: list[Path], environment: list[Path],
) -> None:  # fmt: skip
    """Stage the project, and let the linter read what its documents are made of."""
    both = (environment[0], environment[1]) if len(environment) == 2 else None
    facts = Facts(configuration, references, both, citation)
    stage(report, exhibits, ledger, facts, project, lang, date, results)
    names = [f"{name}.qmd" for name in documents(report, lang)]
    if problems := lint(project, [*names, lang, "exhibits"]):
        raise InputError(problems)
