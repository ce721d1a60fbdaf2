"""A notebook's outputs tell nothing of the machine or the moment, and its page runs nothing."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any

import nbformat
import pytest

from living_edition.errors import InputError
from living_edition.jobs import notebook
from living_edition.settings.notebook import file, of_run
from living_edition.workflow import new

KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}


def run(folder: Path, *cells: str, **knobs: Any) -> str:
    """Run cells of code as a notebook in ``folder``; return its page."""
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells], metadata=KERNEL)
    source = folder / "one.ipynb"
    source.write_text(nbformat.writes(made), encoding="utf-8")
    notebook.run(source, folder / "out/one.ipynb", folder / "out/one.html", knobs)
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


def test_an_output_that_no_page_can_hold_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(
        InputError, match=r"code cell 1: found an output of 300,001 characters; expected at most 200,000"
    ):
        run(tmp_path, "print('x' * 300_000)")


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("1 / 0", "ZeroDivisionError: division by zero"),
        ("ggplot(table, aes('x', 'nowhere')) + geom_point()", "nowhere"),
    ],
)
def test_a_cell_that_fails_is_told_by_its_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cell: str, found: str
) -> None:
    """That of a picture comes as it is shown."""
    monkeypatch.chdir(tmp_path)
    begin = "from plotnine import *; import pandas as pd; table = pd.DataFrame({'x': [1]})"
    with pytest.raises(InputError, match=f"notebooks/one.ipynb, code cell 2: found .*{found}.*; expected a cell"):
        run(tmp_path, begin, cell)


def test_other_outputs_pass_and_the_page_lets_nothing_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    cell = "from IPython.display import HTML; HTML('<b>bold</b><script>document.title = 1</script>')"
    page = run(tmp_path, "print('data/raw/city_panel.csv at 12:30 on 2007-12-31')", cell)
    assert "city_panel.csv at 12:30" in page
    head = html.unescape(page.partition("<body")[0])
    for rule in ("default-src 'none'", "base-uri 'none'", "form-action 'none'"):
        assert rule in head
    assert "script-src" not in head


def test_a_notebook_has_the_configuration_of_its_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    new.create(tmp_path / "mine", "mine", "Author")
    monkeypatch.chdir(tmp_path / "mine")
    regressions = {**of_run().regressions.model_dump(mode="json"), "bootstrap_draws": 1234}
    cell = "from living_edition.settings.notebook import of_run; print('draws', of_run().regressions.bootstrap_draws)"
    assert "draws 1234" in run(tmp_path, cell, regressions=regressions)
    assert of_run().regressions.bootstrap_draws != 1234


def test_a_file_that_is_not_made_yet_is_told_with_its_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    new.create(tmp_path / "mine", "mine", "Author")
    # As JupyterLab starts it: in the folder of the notebook.
    (tmp_path / "mine/notebooks").mkdir()
    monkeypatch.chdir(tmp_path / "mine/notebooks")
    with pytest.raises(InputError, match=r"run snakemake results/clean/none\.csv"):
        file("results/clean/none.csv")
    assert file("data/raw/employment.csv").is_file()


def test_no_notebook_reads_the_defaults_or_a_file_past_the_message() -> None:
    for one in sorted(Path("notebooks").glob("*.ipynb")):
        cells = [cell.source for cell in nbformat.read(one, as_version=4).cells if cell.cell_type == "code"]
        assert not [cell for cell in cells if "config/default.yaml" in cell], one
        named = [cell for cell in cells if re.search(r"\"(results|data|specs)/", cell)]
        assert named and all(re.search(r"file\(\"(results|data|specs)/", cell) for cell in named), one
