"""The text in one language as HTML, made anew whenever a source changes; and the site, opened in a browser."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import threading
import time
import webbrowser
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from living_edition.errors import InputError, Problem
from living_edition.languages import languages
from living_edition.project import document, edition, root

SITE = Path("results/site/index.html")
_WATCHED = ("report", "specs", "data", "config", "src", "notebooks")
# Asks each second when the page was made, and loads it anew where it was made since. A rendered page has no policy yet.
_RELOAD = b"""<script>{
  let built;
  setInterval(async () => {
    const now = await (await fetch("/made")).text();
    if (built && now && now !== built) location.reload();
    built = now || built;
  }, 1000);
}</script>"""


def show() -> None:
    """Open the site's start page; raise ``InputError`` where it is not made yet."""
    page = root() / SITE
    if not page.is_file():
        raise InputError([Problem(SITE.as_posix(), "", "no such file", "the site", "make it: snakemake rebuild")])
    webbrowser.open(page.as_uri())
    print(page)


def watch(lang: str = "", *, once: bool = False, pause: float = 1.0) -> int:
    """Make the text in ``lang`` (the first, if none is named) and open it; then again with each change, until ^C.

    With ``once`` it is built once and not opened. Returns the exit status: with ``once`` that of the run.
    """
    chosen = lang or languages()[0]
    if chosen not in edition().languages:
        expected = f"one of {', '.join(edition().languages)}"
        raise InputError([Problem("preview", "language", repr(chosen), expected, "name one of these")])
    page = root() / f"results/rendered/{document(chosen)}.html"
    with contextlib.suppress(KeyboardInterrupt):
        status = _make(page)
        if once:
            return status
        with served(page) as address:
            webbrowser.open(address)
            print(f"{address}\nWatching {', '.join(_WATCHED)}: save a file, and the page follows. End with Ctrl-C.")
            seen = _state(root())
            while True:
                time.sleep(pause)
                if (now := _state(root())) != seen:
                    seen = now
                    _make(page)
    return 0


@contextlib.contextmanager
def served(page: Path) -> Iterator[str]:
    """Serve the page to this machine alone, so that it loads itself anew when it is made anew; yield its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            # While a run makes the page anew it is not there: the reader keeps what was loaded.
            there = self.path in ("/", "/made") and page.is_file()
            self.send_response(200 if there else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            if there:
                built = str(page.stat().st_mtime_ns).encode()
                self.wfile.write(built if self.path == "/made" else page.read_bytes() + _RELOAD)

        def log_message(self, *_: object) -> None:
            """Say nothing: the run's own lines are what the writer reads."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def _make(page: Path) -> int:
    # What the sources would be refused for is told first: the page is then as it was.
    targets = ["results/checks/sources.json", page.relative_to(root()).as_posix()]
    command = [sys.executable, "-m", "snakemake", *targets]
    return subprocess.run(command, cwd=root(), check=False).returncode  # noqa: S603 - no shell


def _state(project: Path) -> dict[Path, int]:
    files = (file for folder in _WATCHED for file in (project / folder).rglob("[!.]*") if file.is_file())
    return {file: file.stat().st_mtime_ns for file in files if "__pycache__" not in file.parts}
