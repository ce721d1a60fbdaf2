"""Drives the page's own functions in a real JavaScript engine."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
MODELS = sorted((ROOT / "src/cluster_finance/live").glob("*.js"))


def _node() -> str | None:
    """Return Node.js: the machine's, or else the one that drives the browser in the other tests."""
    driver = find_spec("playwright")
    beside = Path(driver.origin).parent / "driver/node" if driver and driver.origin else None
    return shutil.which("node") or (str(beside) if beside and beside.is_file() else None)


NODE = _node()
# JSON knows no infinity: such values are words on the way.
_DRIVER = """
const said = (key, value) => typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
const input = JSON.parse(require('fs').readFileSync(0, 'utf8'));
process.stdout.write(JSON.stringify((%s)(input), said));
"""


def run(body: str, data: Any, models: Sequence[Path] = (), source: str | None = None) -> Any:
    """Return what the function ``body`` (JavaScript) makes of ``data``, with the models' script before it."""
    from living_edition.live.script import library

    if NODE is None:
        pytest.skip("no Node.js is installed")
    script = (library(models) if source is None else source) + _DRIVER % body
    done = subprocess.run([NODE, "-e", script], input=json.dumps(data), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def number(value: Any) -> float:
    """Return a number as JavaScript gave it."""
    return float({"Infinity": "inf", "-Infinity": "-inf", "NaN": "nan"}.get(value, value))
