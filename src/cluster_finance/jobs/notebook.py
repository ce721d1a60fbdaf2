"""Executes a notebook and writes it, with its outputs, as a notebook and as one HTML file."""

from __future__ import annotations

import argparse
import re
import tempfile
from pathlib import Path
from typing import Any

from cluster_finance.errors import InputError, Problem
from cluster_finance.files import whole_file, write_text
from cluster_finance.jobs.running import parser, run


def main(arguments: argparse.Namespace) -> None:
    """Run in the project's folder; a cell that fails leaves no output and is named."""
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    source = Path(arguments.notebook)
    notebook = nbformat.read(source, as_version=4)
    client = NotebookClient(notebook, timeout=300, kernel_name="python3", record_timing=False)
    try:
        client.execute(cwd=".")
    except CellExecutionError as error:
        said = f"{error.ename}: {error.evalue}"
        number = next((c.execution_count for c in notebook.cells if _failed(c)), None)
        raise InputError(
            [Problem(f"notebooks/{source.name}", f"code cell {number}", said, "a cell that runs", "correct it")]
        ) from None
    _without_addresses(notebook)
    notebook.metadata = {"kernelspec": notebook.metadata.get("kernelspec", {})}
    # The page is made first: where that fails, the notebook is not written either.
    executed = nbformat.writes(notebook) + "\n"
    _page(executed, source.stem, Path(arguments.out_html))
    write_text(executed, arguments.out_ipynb)


def _without_addresses(notebook: Any) -> None:
    """Take the places in memory out of the outputs: they differ from run to run."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if "text/plain" in data:
                data["text/plain"] = re.sub(r" at 0x[0-9a-f]+", "", data["text/plain"])


def _failed(cell: dict[str, object]) -> bool:
    outputs = cell.get("outputs") or []
    return any(output.get("output_type") == "error" for output in outputs)  # type: ignore[attr-defined]


def _page(notebook: str, title: str, page: Path) -> None:
    import pypandoc

    style = (
        "<style>body{max-width:52rem;font:1rem/1.65 Georgia,serif}img{max-width:100%}table{font-size:.85rem}</style>"
    )
    with tempfile.TemporaryDirectory() as folder, whole_file(page) as target:
        head = Path(folder) / "head.html"
        head.write_text(style, encoding="utf-8")
        pypandoc.convert_text(
            notebook,
            "html5",
            format="ipynb",
            outputfile=str(target),
            extra_args=[
                "--standalone",
                "--embed-resources",
                f"--include-in-header={head}",
                f"--metadata=pagetitle:{title}",
            ],
        )


if __name__ == "__main__":
    run(
        main,
        parser(__doc__, notebook="the notebook", out_ipynb="executed notebook", out_html="the same as a page"),
    )
