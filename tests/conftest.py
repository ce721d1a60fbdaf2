"""What the tests share: the project, its built edition, copies of both to change, and pages in a browser.

Tests run in several processes (pytest-xdist). What is made once a session is made by the first process that
needs it, under a lock, and kept in the folder that the processes share.
"""

from __future__ import annotations

import contextlib
import fcntl
import functools
import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

# Tests run side by side: threads of the linear algebra would only wait for one another. Before NumPy is loaded.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# The build without a window first: it draws the same pages in half the processor's time.
_BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, _BROWSERS)), None)
ROOT = Path(__file__).resolve().parents[1]
NOT_COPIED = shutil.ignore_patterns(".git", ".venv", "*_cache", "__pycache__", "log", "locks", "tests", ".hypothesis")
# What the scripts use; one that asks for another, by a slip of the pen, fails.
R_PACKAGES = ("sandwich", "lmtest", "plm", "quantreg", "spdep")
Snakemake = Callable[..., subprocess.CompletedProcess[str]]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--sample", action="store_true", help="leave the slow proofs out, and ask others at fewer places")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with the runs of the whole workflow, the longest of all: last, one process would wait for the other's."""
    items.sort(key=lambda item: "workflow" not in item.path.parts)
    if config.getoption("sample"):
        slow = [item for item in items if item.get_closest_marker("slow")]
        config.hook.pytest_deselected(items=slow)
        items[:] = [item for item in items if not item.get_closest_marker("slow")]


@pytest.fixture(scope="session")
def sampled(request: pytest.FixtureRequest) -> Callable[[int], int]:
    """Return ``sampled(number)``: of so many settings or places how many are asked, in a sample one in six."""
    return lambda number: -(-number // 6) if request.config.getoption("sample") else number


def seldom(values: Iterable[Any], often: int = 1) -> list[Any]:
    """Return the values of a test's parameter, all but the first so many of them slow."""
    return [
        value if n < often else pytest.param(*(value if isinstance(value, tuple) else (value,)), marks=pytest.mark.slow)
        for n, value in enumerate(values)
    ]


def run_snakemake(folder: Path, *arguments: str, log: str = "full") -> subprocess.CompletedProcess[str]:
    """Run the environment's own Snakemake in ``folder``; standard error joins the output (of this kind)."""
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    environment.pop("PYTHONPATH", None)
    # Most tests read which rules ran, and why.
    environment["EDITION_LOG"] = log
    return subprocess.run(
        [sys.executable, "-m", "snakemake", *arguments],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def run_r(folder: Path, script: str, *arguments: str) -> str:
    """Run an R script in ``folder`` and return what it prints; without R, or a package of R_PACKAGES, skip the test."""
    if shutil.which("Rscript") is None:
        pytest.skip("R is not installed")
    (folder / "run.R").write_text(script, encoding="utf-8")
    done = subprocess.run(
        ["Rscript", "run.R", *arguments],
        cwd=folder, env={**os.environ, "LANGUAGE": "en"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    lacking = re.search(r"there is no package called .([\w.]+)", done.stderr)
    if done.returncode and lacking and lacking[1] in R_PACKAGES:
        pytest.skip(f"R lacks {lacking[1]}")
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Callable[[Path], None]], Path]:
    """Return ``once(name, make)``: a folder that ``make`` fills, once for all processes of the session."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def once(name: str, make: Callable[[Path], None]) -> Path:
        folder, done = shared / f"once-{name}", shared / f"once-{name}.done"
        with (shared / f"once-{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not done.exists():
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir()
                make(folder)
                done.touch()
        return folder

    return once


@pytest.fixture(scope="session")
def built(once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    """The project with its edition built (built now where it is not). Tests read it and change nothing.

    Where faults are planted (``tests/faults``) nothing is built: what needs the edition is skipped.
    """
    if "WITHOUT_EDITION" in os.environ:
        pytest.skip("no edition is built here")

    def build(_: Path) -> None:
        done = run_snakemake(ROOT, "rebuild")
        assert done.returncode == 0, done.stdout[-4000:]

    once("built", build)
    return ROOT


def copy_project(built: Path, target: Path) -> Path:
    """Copy a built project with its time stamps and Snakemake's records.

    Outputs are hard links: Snakemake removes an output before a job makes it anew, so a link never writes
    through to the original. What is written in place (logs, records, sources that tests edit) is copied.
    """
    shutil.copytree(
        built,
        target,
        symlinks=True,
        ignore=lambda folder, names: NOT_COPIED(folder, names) | ({"results"} if Path(folder) == built else set()),
    )

    device = target.stat().st_dev

    def link(source: str, copy: str) -> None:
        if Path(source).relative_to(built).parts[1] == "logs" or Path(source).stat().st_dev != device:
            shutil.copy2(source, copy)
        else:
            os.link(source, copy)

    shutil.copytree(built / "results", target / "results", copy_function=link)
    return target


ENGINES = [
    "pandoc",
    pytest.param(
        "quarto",
        marks=[pytest.mark.quarto, pytest.mark.skipif(shutil.which("quarto") is None, reason="Quarto is not here")],
    ),
]
"""What renders a page: tests with these run on the pages of both engines where Quarto is."""


def renderer() -> Callable[..., Path]:
    """Return what renders the built edition's documents: Quarto's engine where it is on the PATH."""
    from living_edition.render.engines import builtin, choose, quarto

    return {"pandoc": builtin.render, "quarto": quarto.render}[choose("auto")]


@pytest.fixture(scope="session")
def site_by(built: Path, once: Callable[[str, Callable[[Path], None]], Path]) -> Callable[[str], Path]:
    """Return ``site_by(engine)``: the site, its texts rendered by that engine whichever built the edition."""
    from living_edition.languages import languages
    from living_edition.project import document
    from living_edition.render.engines import builtin, choose, quarto
    from living_edition.render.publish import about, page_of
    from living_edition.render.site import dressed

    render = {"pandoc": builtin.render, "quarto": quarto.render}

    def site(engine: str) -> Path:
        def make(folder: Path) -> None:
            shutil.copytree(built / "results/site", folder / "site")
            for lang in languages():
                shutil.copytree(built / f"results/stage/{lang}", folder / lang)
                known = about(built / "report", built / "CITATION.cff", lang, "2026-01-01")
                for part in ("main", "supplement"):
                    file = folder / f"site/{document(lang, part)}.html"
                    data = re.search(
                        r'<script [^>]*id="exhibit-data".*?</script>\n?', file.read_text(encoding="utf-8"), re.DOTALL
                    )
                    assert data
                    text = render[engine](folder / lang, lang, "html", part).read_text(encoding="utf-8")
                    file.write_text(dressed(text, page_of(file.name), known, data=data[0]), encoding="utf-8")

        return built / "results/site" if engine == choose("auto") else once(f"site-{engine}", make) / "site"

    return site


def stamps(folder: Path) -> dict[Path, tuple[int, int]]:
    return {file: (file.stat().st_mtime_ns, file.stat().st_size) for file in folder.rglob("*") if file.is_file()}


@pytest.fixture
def copy(built: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of the built project to change; no change may reach the original."""
    before = stamps(built / "results")
    yield copy_project(built, tmp_path / "project")
    assert stamps(built / "results") == before


@pytest.fixture(scope="session")
def pdf_texts(built: Path, once: Callable[[str, Callable[[Path], None]], Path]) -> Callable[[str], list[str]]:
    """Return ``pdf_texts(name)``: the text of every page of a PDF of the site, read once a session."""

    @functools.cache
    def texts(name: str) -> list[str]:
        def read(folder: Path) -> None:
            from pypdf import PdfReader

            pages = [page.extract_text() for page in PdfReader(built / f"results/site/{name}.pdf").pages]
            (folder / "pages.json").write_text(json.dumps(pages), encoding="utf-8")

        file = once(f"pdf-{name}", read) / "pages.json"
        return list(json.loads(file.read_text(encoding="utf-8")))

    return texts


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """The machine's own Chromium; without one the tests that need it are skipped."""
    if CHROMIUM is None:
        pytest.skip("no Chromium is installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        # A browser that does not close would keep the tests from ending.
        guard = threading.Timer(CLOSING, end_children)
        guard.daemon = True
        guard.start()
        with contextlib.suppress(Exception):
            opened.close()
        guard.cancel()


CLOSING = 60.0


def end_children() -> None:
    """End what this process started: the browser and the driver between."""
    for child in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.Error):
            child.kill()


@pytest.fixture(scope="session")
def site_page(built: Path, browser: Any) -> Callable[..., Any]:
    """Return ``site_page(name, width=, scheme=)``: a page of the site, opened once, for tests that leave no trace.

    Size, colour scheme, medium and scroll are set anew each time; a test that clicks or follows a link opens its own.
    """
    from pages import opened, settle

    @functools.cache
    def first(name: str) -> Any:
        return opened(browser, built / f"results/site/{name}.html")

    def page(name: str, width: int = 1280, scheme: str = "light", media: str = "screen") -> Any:
        shown = first(name)
        shown.set_viewport_size({"width": width, "height": 900})
        shown.emulate_media(media=media, color_scheme=scheme)
        shown.evaluate("scrollTo(0, 0)")
        settle(shown)
        return shown

    return page
