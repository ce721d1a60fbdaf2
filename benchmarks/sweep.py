"""How the cost of a sweep grows with its points: `python benchmarks/sweep.py`.

The whole job of a sweep (a process: points, evaluation, gathering, file) is timed from 10^2 to 10^4
points. The exponent is the slope of log cost on log points, the start of the process (the time of a
one-point sweep) taken off; at most 1.05.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import yaml

ROOT = Path(__file__).resolve().parents[1]
POINTS = (100, 316, 1_000, 3_162, 10_000)
LIMIT = 1.05
RUNS = 3
SECTION = {"pd": 0.04, "home_multiple": 2.5, "abroad_multiple": 10.0}
SPEC = {
    "model": "guarantee",
    "design": "latin-hypercube",
    "seed": 1,
    "outputs": ["ruin", "top_up"],
    "parameters": {
        "multiple": {"range": [1, 15]}, "pd": {"range": [0.01, 0.08]}, "rho": {"range": [0.0, 0.4]},
        "premium": {"range": [0.01, 0.03]}, "lgd": {"range": [0.25, 0.65]},
    },
    "fixed": {"draws": 2000},
}  # fmt: skip


def seconds(points: int, folder: Path) -> float:
    """Return the least CPU-bound wall time of a sweep of so many points, in seconds: noise only adds to it."""
    spec = folder / "bench.yaml"
    spec.write_text(yaml.safe_dump({**SPEC, "points": points}), encoding="utf-8")
    call = {
        "job": "living_edition.jobs.sweep",
        "inputs": {"spec": str(spec), "parts": []},
        "outputs": {"points": str(folder / "bench.parquet"), "numbers": str(folder / "bench.json")},
        "knobs": {"section": SECTION},
        "wildcards": {},
    }
    (folder / "call.json").write_text(json.dumps(call), encoding="utf-8")
    command = [sys.executable, "-m", "living_edition", "run", str(folder / "call.json")]
    times = []
    for _ in range(RUNS):
        before = os.times()
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True, env={**os.environ, "PYTHONPATH": str(ROOT / "src")})
        wall = time.perf_counter() - start
        after = os.times()
        used = after.children_user + after.children_system - before.children_user - before.children_system
        times.append(min(wall, used))
    return min(times)


def main() -> None:
    """Print cost by points and the exponent; exit with 1 where it is above its limit."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        start = seconds(1, folder)
        print(f"{1:7} points {start:8.2f} s (start of the process)", flush=True)
        costs = []
        for points in POINTS:
            whole = seconds(points, folder)
            costs.append(max(whole - start, 1e-3))
            print(f"{points:7} points {whole:8.2f} s, {1e3 * costs[-1] / points:6.2f} ms a point", flush=True)
    exponent = float(np.polyfit(np.log(POINTS), np.log(costs), 1)[0])
    print(f"exponent {exponent:.3f} (at most {LIMIT})")
    raise SystemExit(1 if exponent > LIMIT else 0)


if __name__ == "__main__":
    main()
