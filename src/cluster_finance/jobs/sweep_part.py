"""Evaluates one part of a sweep: its points in, the same points with their outputs out."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import Any

from cluster_finance.jobs.scenario_parameters import parameters
from living_edition.files import write_table
from living_edition.sweeps import design as sweep
from living_edition.sweeps.spec import SweepSpec, read_sweep
from living_edition.workflow import running

EVERY = 5.0
"""Seconds between two lines of progress."""


def base(spec: SweepSpec, text: str) -> dict[str, Any]:
    """Return the swept model's section of the configuration, checked."""
    return parameters(running.section(text), spec.model, spec.swept.section).model_dump()


def progress(name: str) -> sweep.Progress:
    """Return what tells on standard error how many points are done, every few seconds and at the end."""
    start = time.monotonic()
    state = {"told": start}

    def tell(done: int, of: int) -> None:
        now = time.monotonic()
        if done == of or now - state["told"] >= EVERY:
            state["told"] = now
            left = (of - done) * (now - start) / done
            line = f"{name}: {done} of {of} points, {now - start:.0f} s, some {left:.0f} s left"
            print(line, file=sys.stderr, flush=True)

    return tell


def job(arguments: argparse.Namespace) -> None:
    """Evaluate part ``part`` of ``of`` parts."""
    spec = read_sweep(arguments.spec)
    number, of = int(arguments.part), int(arguments.of)
    name = f"sweep {Path(arguments.spec).stem}, part {number} of {of}"
    table = sweep.part(sweep.points(spec), number, of)
    write_table(sweep.evaluate(spec, base(spec, arguments.parameters), table, progress(name)), arguments.out)


def main() -> None:
    """Run the job from the command line."""
    running.run(
        job,
        running.parser(
            "Evaluate one part of a sweep.",
            spec="spec file, YAML",
            parameters='parameters, JSON: {"MODEL": {...}, "references": {...}}',
            part="number of the part, from 1",
            of="number of parts",
            out="points with their outputs, Parquet",
        ),
    )


if __name__ == "__main__":
    main()
