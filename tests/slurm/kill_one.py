"""Kills the processes of one running SLURM job, once the rule's work in it has begun.

python kill_one.py PID WORD FOLDER: PID is the Snakemake run to give up with, WORD stands in the command of the
work, FOLDER is where finished work is put.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

MANY = 3
"""Files that must have been made before: the kill comes mid-way."""


def output(*command: str) -> list[str]:
    """Return the lines a command prints; none where it fails."""
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.splitlines()


def processes(job: str) -> list[int]:
    """Return the processes of a job on this node."""
    pids = [line.split()[0] for line in output("scontrol", "listpids", job)[1:] if line.strip()]
    return [int(pid) for pid in pids if pid.isdigit() and int(pid) > 0]


def command_of(pid: int) -> str:
    """Return the command line of a process; nothing where it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def main() -> None:
    """Wait for a job at work, kill it, say so."""
    run, word, folder = int(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
    while command_of(run):
        done = len(list(folder.rglob("*.parquet")))
        running = output("squeue", "--noheader", "--states=RUNNING", "--format=%A") if done >= MANY else []
        for job in sorted(line.strip() for line in running):
            found = processes(job)
            if any(f"/calls/{word}-" in command_of(pid) for pid in found):
                for pid in found:
                    os.kill(pid, signal.SIGKILL)
                print(f"killed SLURM job {job}, {len(found)} processes, after {done} finished parts", flush=True)
                return
        time.sleep(0.2)
    raise SystemExit("the run ended before a job could be killed")


if __name__ == "__main__":
    main()
