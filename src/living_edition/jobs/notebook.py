"""Execute a notebook and write it, with its outputs, as a notebook and as one HTML file."""

from __future__ import annotations

import datetime as dt
import os
import re
import socket
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from living_edition.errors import InputError, Problem, refuse
from living_edition.files import whole_file, write_text
from living_edition.settings.notebook import handed_over

# A page that runs no script and loads nothing, whatever an output holds.
_POLICY = (
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; base-uri 'none'; "
    "form-action 'none'; img-src data:; style-src 'unsafe-inline'\">"
)
_LOOK = (
    "main{max-width:52rem;margin:0 auto;padding:1rem}img{max-width:100%;height:auto}"
    "pre,pre>code.sourceCode{white-space:pre-wrap;overflow-wrap:anywhere}pre{font-size:.9rem;line-height:1.5}"
    "code span{color:inherit!important}code :is(.kw,.im,.cf){color:var(--link)!important}"
    "code .st{color:var(--accent)!important}.wide{overflow-x:auto}"
    "table{font:.85rem/1.5 var(--sans);border-collapse:collapse;border-block:2px solid var(--ink)}"
    "thead tr:last-child{border-bottom:1px solid var(--ink)}"
    "td,th{padding:.2rem .6rem;font-weight:400;font-variant-numeric:tabular-nums}"
    "tbody th{text-align:left}td{text-align:right}"
)
_TABLE = '<table border="1" class="dataframe">'
_FRAME = '<div class="wide" tabindex="0" role="region" aria-label="{}"><table class="dataframe">'
# Shorter values of variables ("UTF-8", "python3") may stand in any output.
_LONG = 12
# Characters that a cell may print: pandoc takes hours over some millions, and nobody reads them.
_MOST = 200_000
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_CLOCK = re.compile(r"\d{1,2}:\d{2}")


def run(source: Path, executed: Path, page: Path, knobs: dict[str, Any] | None = None) -> None:
    """Run in the project's folder; a cell that fails leaves no output and is named.

    ``knobs`` are the sections of the run's configuration that the notebook asks for.
    """
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    notebook = _read(source)
    client = NotebookClient(notebook, timeout=300, kernel_name="python3", record_timing=False)
    try:
        client.execute(cwd=".", env={**os.environ, **handed_over(knobs or {})})
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        actual, expected = "a cell that ended the kernel", "a cell that runs"
        if isinstance(error, CellTimeoutError):
            actual, expected = "a cell that ran for five minutes", "a shorter one"
        elif isinstance(error, CellExecutionError):
            # A picture that fails as it is shown has its name in the last line of the traceback alone.
            last = _COLOUR.sub("", error.traceback).rstrip().rpartition("\n")[2]
            actual = last if error.ename == "NoneType" else f"{error.ename}: {error.evalue}"
        # The cell that was running is the last that began.
        begun = [c for c in notebook.cells if c.cell_type == "code" and c.execution_count]
        location = f"notebooks/{source.name}", f"code cell {max(len(begun), 1)}"
        raise InputError([Problem(*location, actual, expected, "correct the cell")]) from None
    _without_addresses(notebook)
    refuse(_telling(source, notebook))
    notebook.metadata = {"kernelspec": notebook.metadata.get("kernelspec", {})}
    # The page is made first: where that fails, the notebook is not written either.
    text = nbformat.writes(notebook) + "\n"
    _page(text, source.stem, page)
    write_text(text, executed)


def _without_addresses(notebook: Any) -> None:
    """Take the places in memory out of the outputs: they differ from run to run."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if "text/plain" in data:
                data["text/plain"] = re.sub(r" at 0x[0-9a-f]+", "", data["text/plain"])


def _telling(source: Path, notebook: Any) -> Iterator[Problem]:
    """Yield a problem for each cell whose output tells of this machine or this moment."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for n, cell in enumerate(code, start=1):
        shown = "".join(_texts(cell.get("outputs", [])))
        if len(shown) > _MOST:
            actual, expected = f"an output of {len(shown):,} characters", f"at most {_MOST:,}"
            yield Problem(f"notebooks/{source.name}", f"code cell {n}", actual, expected, "print less")
        leaked = next((what for what, word in _secrets() if word in shown), "")
        today = dt.date.today().isoformat()
        if not leaked and today in shown and _CLOCK.search(shown):
            leaked = "the moment of the run"
        if leaked:
            mend = "print a name relative to the project, or nothing of it"
            yield Problem(f"notebooks/{source.name}", f"code cell {n}", f"an output with {leaked}",
                          "outputs that are the same on every machine", mend)  # fmt: skip


def _texts(outputs: list[Any]) -> Iterator[str]:
    for output in outputs:
        values = [output.get("text", ""), *(v for k, v in output.get("data", {}).items() if not k.startswith("image/"))]
        yield from (value if isinstance(value, str) else "".join(map(str, value)) for value in values)


def _secrets() -> Iterator[tuple[str, str]]:
    """Yield what no output may hold, each with what it is."""
    places = {str(Path.cwd()), str(Path.home()), sys.prefix, str(Path(tempfile.gettempdir()) / "ipykernel")}
    yield from (("a path of this machine", location) for location in sorted(places) if len(location) > 1)
    if len(socket.gethostname()) > 3:
        yield "the name of this machine", socket.gethostname()
    for name, value in sorted(os.environ.items()):
        if len(value) >= _LONG:
            yield f"the variable {name} of the environment", value


def _read(source: Path) -> Any:
    import nbformat

    try:
        notebook = nbformat.read(source, as_version=4)
        nbformat.validate(notebook)
    except (nbformat.reader.NotJSONError, nbformat.ValidationError, UnicodeDecodeError) as error:
        message, mend = str(error).splitlines()[0], "restore or save it anew"
        raise InputError([Problem(f"notebooks/{source.name}", "", message, "a Jupyter notebook", mend)]) from None
    return notebook


def _page(notebook: str, title: str, page: Path) -> None:
    import pypandoc

    # Colours and faces are those of the site, which the page becomes one of when it is published. Long lines of code
    # wrap; a wide table is moved sideways in its own frame.
    parts = {
        "header-includes": f"{_POLICY}<style>{_LOOK}</style>",
        "include-before": "<main>",
        "include-after": "</main>",
    }
    options = [f"--variable={name}={part}" for name, part in parts.items()]
    options += [f"--metadata={setting}" for setting in ("document-css:false", "lang:en", f"pagetitle:{title}")]
    with whole_file(page) as target:
        pypandoc.convert_text(
            notebook, "html5", format="ipynb", outputfile=str(target),
            extra_args=["--standalone", "--embed-resources", *options],
        )  # fmt: skip
        before, *tables = Path(target).read_text(encoding="utf-8").split(_TABLE)
        framed = [before, *(_FRAME.format(f"Table {n}") + table for n, table in enumerate(tables, start=1))]
        Path(target).write_text("".join(framed).replace("</table>", "</table></div>"), encoding="utf-8")
