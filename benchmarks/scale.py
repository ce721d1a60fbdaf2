"""What else a large sweep costs beside its points: `python benchmarks/scale.py`.

- design, gathering and indices of large sweeps, without the model: seconds and peak memory, a process each
- Snakemake's own time to plan a sweep of many parts
"""

from __future__ import annotations

import itertools
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import yaml
from sweep import ROOT, SPEC

BASES = (1_024, 16_384, 131_072)
PARTS = (1, 10, 100, 1_000)


def alone(base: int, folder: Path) -> None:
    """Time design, gathering and indices of a Sobol sweep in this process."""
    from living_edition.files import write_table
    from living_edition.sweeps import design as sweep
    from living_edition.sweeps import sensitivity
    from living_edition.sweeps.spec import SweepSpec

    spec = SweepSpec.model_validate({**SPEC, "design": "sobol", "points": base, "outputs": ["ruin"]})
    moments = [time.perf_counter()]
    table = sweep.points(spec)
    moments.append(time.perf_counter())
    # The design's own column stands for the model's output, which is not timed here.
    whole = sweep.gather(spec, [sweep.part(table, k, 100).assign(ruin=lambda t: t["pd"]) for k in range(1, 101)])
    write_table(whole, folder / "whole.parquet")
    moments.append(time.perf_counter())
    sensitivity.indices(spec, whole)
    moments.append(time.perf_counter())
    design, gathered, indexed = (b - a for a, b in itertools.pairwise(moments))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    size = (folder / "whole.parquet").stat().st_size / 1e6
    print(
        f"{len(whole):8} points: design {design:5.1f} s, gathering {gathered:5.1f} s, indices {indexed:5.1f} s, "
        f"peak {peak:6.0f} MB, file {size:5.1f} MB",
        flush=True,
    )


def planning(parts: int, project: Path) -> float:
    """Return the seconds of a dry run of a sweep split into so many parts."""
    command = [
        sys.executable, "-m", "snakemake", "results/sweeps/bench.parquet", "--dry-run", "--quiet", "all",
        "--config", f"scenarios={{sweep: {{jobs: {parts}}}}}",
    ]  # fmt: skip
    start = time.perf_counter()
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    subprocess.run(command, cwd=project, env=environment, check=True, capture_output=True)
    return time.perf_counter() - start


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if len(sys.argv) == 2:
            alone(int(sys.argv[1]), folder)
            return
        for base in BASES:
            environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
            subprocess.run([sys.executable, __file__, str(base)], check=True, env=environment)
        project = folder / "project"
        ignored = shutil.ignore_patterns(".git", ".venv", "results", ".snakemake", "*_cache")
        shutil.copytree(ROOT, project, ignore=ignored)
        (project / "specs/sweeps/bench.yaml").write_text(yaml.safe_dump({**SPEC, "points": 10_000}), encoding="utf-8")
        for parts in PARTS:
            print(f"{parts:8} parts planned in {planning(parts, project):5.1f} s", flush=True)


if __name__ == "__main__":
    main()
