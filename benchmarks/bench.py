"""Ratios of one run: `make bench`. Medians of five whole-process times, after one warm-up.

1. no-op: a rebuild that runs nothing over a two-rule workflow that runs nothing (at most 2.5)
2. edit: an edited Chinese paragraph to finished HTML and PDF over bare pandoc and Typst on the same
   text (at most 3)
3. cold: wall time of a rebuild from nothing over its jobs' CPU time divided by the cores (at most 1.3)

Where Quarto is on the PATH, also its seconds a form of the Chinese text over those of the built-in engine.
"""

from __future__ import annotations

import contextlib
import functools
import io
import json
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pypandoc

from living_edition.prose.source import read
from living_edition.render.engines import builtin, quarto

ROOT = Path(__file__).resolve().parents[1]
ENVIRONMENT = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
TWO_RULES = """
rule all:
    input: "b"
rule one:
    output: "a"
    shell: "touch {output}"
rule two:
    input: "a"
    output: "b"
    shell: "touch {output}"
"""


def snakemake(folder: Path, *arguments: str) -> None:
    """Run Snakemake quietly; raise where it fails."""
    subprocess.run(
        [sys.executable, "-m", "snakemake", "--cores", "all", *arguments],
        cwd=folder, env=ENVIRONMENT, check=True, capture_output=True,
    )  # fmt: skip


def median(work: Callable[[], None], prepare: Callable[[], None] = lambda: None, runs: int = 5) -> float:
    """Return the median wall time of ``work`` in seconds."""
    times = []
    for run in range(runs + 1):
        prepare()
        start = time.perf_counter()
        work()
        if run:
            times.append(time.perf_counter() - start)
    return statistics.median(times)


def no_op(project: Path, folder: Path) -> tuple[float, float]:
    """Seconds of a no-op rebuild, and of a no-op of two rules."""
    small = folder / "small"
    small.mkdir()
    (small / "Snakefile").write_text(TWO_RULES, encoding="utf-8")
    snakemake(small)
    return median(lambda: snakemake(project, "rebuild")), median(lambda: snakemake(small))


def edit(project: Path, folder: Path) -> tuple[float, float]:
    """Seconds from an edited paragraph to HTML and PDF, and of bare pandoc and Typst on that text."""
    chapter = project / "report/zh/01-introduction.qmd"
    text = chapter.read_text(encoding="utf-8")
    state = {"n": 0}

    def touch() -> None:
        state["n"] += 1
        chapter.write_text(text.replace("。", "，" + "再" * state["n"] + "。", 1), encoding="utf-8")

    ours = median(lambda: snakemake(project, "zh"), touch)
    return ours, median(bare(project / "results/stage/zh", folder / "bare"))


def bare(stage: Path, folder: Path) -> Callable[[], None]:
    """Return the work of pandoc and Typst alone on the staged text, its figures, entries, style sheets and fonts.

    The text is the finished one: includes in their places, numbers printed. What is left to pandoc is
    its own: citations by citeproc, its own templates, a self-contained page and, beside it, a PDF.
    """
    shutil.copytree(stage, folder)
    values = json.loads((folder / "ledger.json").read_text(encoding="utf-8"))
    text = "\n".join(line.text for line in read(folder, "cluster-finance-zh.qmd"))
    # pandoc's own Typst template cannot take Chinese keywords.
    text = re.sub(r"^keywords:.*\n", "", text, flags=re.MULTILINE)
    text = re.sub(r"\{\{< num (\S+).*?>\}\}", lambda number: values[number[1]]["text"], text)
    (folder / "bare.md").write_text(re.sub(r"@((?:sec|fig|tbl)-[\w-]+)", r"\\@\1", text), encoding="utf-8")
    shared = ["--standalone", "--toc", "--citeproc", "--bibliography", "references.bib", "--csl", "csl/zh.csl"]
    fonts = ["--css", "fonts-cluster-finance-zh.css"]
    html = ["--to", "html5", "--embed-resources", "--mathml", *fonts, "--css", "theme/edition.css"]
    settings = "output='bare.pdf', font_paths=['fonts'], ignore_system_fonts=True"
    pandoc = [str(pypandoc.get_pandoc_path()), "bare.md", *shared]
    page, *sheets = (
        [*pandoc, *html, "-o", "bare.html"],
        [*pandoc, "--variable", "mainfont=Noto Serif SC", "-o", "bare.typ"],
        [sys.executable, "-c", f"import typst; typst.compile('bare.typ', {settings})"],
    )

    def work() -> None:
        beside = subprocess.Popen(page, cwd=folder, stderr=subprocess.DEVNULL)
        for command in sheets:
            subprocess.run(command, cwd=folder, check=True, capture_output=True)
        if beside.wait():
            raise subprocess.CalledProcessError(beside.returncode, page)

    return work


def cold(project: Path) -> tuple[float, float]:
    """Wall seconds of a rebuild from nothing, and its CPU seconds divided by the cores."""
    shutil.rmtree(project / "results")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    snakemake(project, "rebuild")
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return wall, cpu / (os.cpu_count() or 1)


def engines(project: Path, folder: Path) -> Iterator[tuple[str, float, float]]:
    """Yield each form with Quarto's seconds and those of the built-in engine on the staged Chinese text."""
    for form in ("html", "pdf", "docx") if shutil.which("quarto") else ():
        times = []
        for engine in (quarto, builtin):
            stage = folder / f"{engine.__name__}-{form}"
            shutil.copytree(project / "results/stage/zh", stage)
            with contextlib.redirect_stderr(io.StringIO()):
                times.append(median(functools.partial(engine.render, stage, "zh", form), runs=1))
        yield form, times[0], times[1]


def main() -> None:
    """Print the three ratios, and the engines'; exit with 1 where one of the three is above its limit."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        project = folder / "project"
        shutil.copytree(ROOT, project, ignore=shutil.ignore_patterns(".git", ".venv", "*_cache"))
        snakemake(project, "rebuild")
        failed = False
        for label, limit, (ours, theirs) in (
            ("no-op", 2.5, no_op(project, folder)),
            ("edit", 3.0, edit(project, folder)),
            ("cold", 1.3, cold(project)),
        ):
            ratio = ours / theirs
            failed |= ratio > limit
            print(f"{label:6} {ours:7.2f} s over {theirs:7.2f} s = {ratio:5.2f} (at most {limit})", flush=True)
        for form, ours, theirs in engines(project, folder):
            print(f"quarto {ours:7.2f} s over {theirs:7.2f} s = {ours / theirs:5.2f} ({form})", flush=True)
    raise SystemExit(1 if failed else 0)


if __name__ == "__main__":
    main()
