"""A notebook's outputs tell nothing of the machine or the moment, and its page runs nothing."""

from __future__ import annotations

import html
from pathlib import Path

import nbformat
import pytest

from living_edition.errors import InputError
from living_edition.jobs import notebook

KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}


def run(folder: Path, *cells: str) -> str:
    """Run cells of code as a notebook in ``folder``; return its page."""
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells], metadata=KERNEL)
    source = folder / "one.ipynb"
    source.write_text(nbformat.writes(made), encoding="utf-8")
    notebook.run(source, folder / "out/one.ipynb", folder / "out/one.html")
    return (folder / "out/one.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("import os; print(os.getcwd())", "a path of this machine"),
        ("import sys; sys.executable", "a path of this machine"),
        ("import os; print(dict(os.environ))", "a path of this machine"),
        ("import os; print(os.environ['A_TOKEN'])", "the variable A_TOKEN of the environment"),
        ("import datetime as dt; print(dt.datetime.now())", "the moment of the run"),
    ],
)
def test_an_output_that_tells_of_the_machine_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cell: str, found: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("A_TOKEN", "9f8e7d6c5b4a3f2e")
    with pytest.raises(InputError, match=f"notebooks/one.ipynb, code cell 2: found an output with {found}"):
        run(tmp_path, "1 + 1", cell)
    assert not (tmp_path / "out").exists() or not list((tmp_path / "out").iterdir())


def test_other_outputs_pass_and_the_page_lets_nothing_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    cell = "from IPython.display import HTML; HTML('<b>bold</b><script>document.title = 1</script>')"
    page = run(tmp_path, "print('data/raw/city_panel.csv at 12:30 on 2007-12-31')", cell)
    assert "city_panel.csv at 12:30" in page
    head = html.unescape(page.partition("<body")[0])
    for rule in ("default-src 'none'", "base-uri 'none'", "form-action 'none'"):
        assert rule in head
    assert "script-src" not in head
