"""The source is as its linters want it, notebooks included."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT


@pytest.mark.parametrize(
    "command",
    [["ruff", "check", "."], ["ruff", "format", "--check", "."], ["mypy"], ["lint-imports"]],
)
def test_nothing_to_mend(command: list[str]) -> None:
    program = Path(sys.executable).parent / command[0]
    done = subprocess.run([program, *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "docs/add-a-table.md", "docs/scale.md"])
def test_every_program_that_a_document_names_is_there(page: str) -> None:
    """A path is given whole or from its package on; a capital letter in it stands for a name of the reader's own."""
    named = set(re.findall(r"`([a-z_./]+\.(?:py|smk|lua|js))`", (ROOT / page).read_text(encoding="utf-8")))
    there = [
        f"/{file.relative_to(ROOT).as_posix()}"
        for folder in ("src", "rules", "benchmarks", "tests", ".ci")
        for file in (ROOT / folder).rglob("*")
    ]
    assert [path for path in sorted(named) if not any(file.endswith(f"/{path}") for file in there)] == []
