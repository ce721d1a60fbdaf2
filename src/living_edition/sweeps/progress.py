"""How far a sweep is, told while it runs."""

from __future__ import annotations

import sys
import time

from living_edition.sweeps.design import Progress

EVERY = 5.0
"""Seconds between two lines."""


def progress(name: str) -> Progress:
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
