"""Which functions draw the exhibits of a batch, and from which files.

A batch ``b`` is the module ``PACKAGE.exhibits.b`` of the edition, with ``FIGURES`` (of panels too) or
``TABLES`` or both, id -> function of the inputs and a language, and ``INPUTS``, name -> path, written out:
the workflow reads it without running the module.
"""

from __future__ import annotations

import ast
import contextlib
import importlib
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from living_edition.errors import InputError, Problem
from living_edition.exhibits.catalogue import REGRESSION, results
from living_edition.files import read_json, read_text
from living_edition.ledger.number import read_numbers
from living_edition.project import edition, root

if TYPE_CHECKING:
    import pandas as pd

    from living_edition.exhibits.figure import Figure
    from living_edition.exhibits.tables import Table


@dataclass(frozen=True)
class Inputs:
    """The files that a batch reads, by name."""

    paths: Mapping[str, Path]

    def table(self, name: str) -> pd.DataFrame:
        """Return a table from Parquet or CSV."""
        import pandas as pd

        path = self.paths[name]
        return pd.read_parquet(path) if path.suffix == ".parquet" else pd.read_csv(path)

    def json(self, name: str) -> Any:
        """Return what a JSON file holds."""
        return read_json(self.paths[name])

    def number(self, name: str, key: str) -> float:
        """Return the value of the number ``key`` from a file of numbers."""
        return next(number.value for number in read_numbers(self.paths[name]) if number.id == key)


@dataclass(frozen=True)
class Batch:
    """The functions of a batch, by the exhibits' ids."""

    figures: Mapping[str, Callable[[Inputs, str], Figure]]
    tables: Mapping[str, Callable[[Inputs, str], Table]]

    def of(self, kind: str) -> Mapping[str, Callable[[Inputs, str], Any]]:
        """Return the functions of one kind of exhibit."""
        return self.tables if kind == "table" else self.figures


def module_of(batch: str) -> str:
    """Return the module of a batch."""
    return f"{edition().package}.exhibits.{batch}"


def load(batch: str) -> Batch:
    """Import the module of a batch."""
    module = importlib.import_module(module_of(batch))
    return Batch(*(getattr(module, name, {}) for name in ("FIGURES", "TABLES")))


def line_of(function: Callable[..., Any]) -> str:
    """Return where a function is written, relative to the project: ``src/package/exhibits/batch.py:12``."""
    function = inspect.unwrap(getattr(function, "func", function))
    code: Any = getattr(function, "__code__")  # noqa: B009
    return f"{Path(code.co_filename).resolve().relative_to(root().resolve()).as_posix()}:{code.co_firstlineno}"


def inputs_of(batch: str) -> dict[str, str]:
    """Return the files that a batch reads, by name, as its module (below src/) writes them down.

    Those of the tables of regressions are the results that their specs name: they have no module.

    Raises ``InputError`` where there is no such module, or no ``INPUTS`` that can be read.
    """
    if batch == REGRESSION:
        return results()
    where = f"src/{module_of(batch).replace('.', '/')}.py"
    file = root() / where
    if not file.is_file():
        names = ", ".join(sorted(path.stem for path in file.parent.glob("[!_]*.py")))
        raise InputError([Problem(where, "", "no such module", f"one of {names}", "correct batch in the spec")])
    try:
        body = ast.parse(read_text(file, where)).body
    except SyntaxError as error:
        raise InputError([Problem(where, f"line {error.lineno}", error.msg, "Python", "correct the line")]) from None
    for node in body:
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "INPUTS" for t in node.targets):
            with contextlib.suppress(ValueError):
                return dict(ast.literal_eval(node.value))
    raise InputError([Problem(where, "INPUTS", "nothing that can be read", "name -> path, written out", "write it")])
