"""What a notebook asks of the project, in the workflow and by hand alike: files, and the configuration of the run."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from living_edition.errors import InputError, Problem
from living_edition.project import root
from living_edition.settings.load import DEFAULTS, read
from living_edition.settings.models import Settings

HANDED = "EDITION_CONFIGURATION"
"""Name in the environment of the sections that the workflow hands to a notebook, as JSON."""


def of_run() -> Settings:
    """Return the configuration of the run that executes the notebook; by hand, that of config/default.yaml.

    In the workflow the sections that the notebook's metadata name (``living_edition: {knobs: [...]}``) are the run's.
    """
    return read([root() / DEFAULTS], json.loads(os.environ.get(HANDED, "{}")))[0]


def file(path: str) -> Path:
    """Return the file of the project; raise ``InputError`` with the command that makes it where it is not there."""
    full = root() / path
    if full.is_file():
        return full
    mend = f"run snakemake {path}" if path.startswith("results/") else "restore it"
    raise InputError([Problem(path, "", "no such file", "what this cell reads", mend)])


def handed_over(sections: dict[str, Any]) -> dict[str, str]:
    """Return the environment by which the workflow hands ``sections`` to a notebook."""
    return {HANDED: json.dumps(sections)} if sections else {}
