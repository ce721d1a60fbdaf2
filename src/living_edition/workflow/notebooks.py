"""What a notebook reads: files of the project that its cells name, modules that they import, and what it declares.

What cannot be seen in the cells stands in the notebook's metadata: ``{"living_edition": {"reads": [paths],
"knobs": [sections of the configuration]}}``.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from living_edition.errors import Problem, refuse
from living_edition.files import read_text, shown_name
from living_edition.project import edition
from living_edition.settings.models import configuration
from living_edition.workflow.sources import KIT, is_module
from living_edition.yaml_models import Once, Strict, Tree, validate
from living_edition.yaml_text import Loc, parse_json

_MADE = "results/"
FOLDERS = ("config/", "data/", "report/", _MADE, "specs/")


@dataclass(frozen=True)
class NotebookInputs:
    """The files and modules that a notebook uses, and the sections of the configuration that it is handed."""

    files: list[str]
    modules: list[str]
    knobs: list[str]


class _Open(BaseModel):
    """A part to which programs that write notebooks add keys of their own."""

    model_config = ConfigDict(extra="allow")


class _Cell(_Open):
    cell_type: Literal["code", "markdown", "raw"]
    id: str = Field(default="", pattern=r"^[A-Za-z0-9_-]{0,64}$")
    source: str | list[str]


def _inside(path: str) -> str:
    if not path.strip() or Path(path).is_absolute() or ".." in Path(path).parts:
        raise ValueError("a file of the project, by its path from the project's folder")
    return path


class _Declared(Strict):
    reads: Once[Annotated[str, AfterValidator(_inside)]] = Field(default_factory=list)
    knobs: Once[str] = Field(default_factory=list)


class _Python(_Open):
    language: Literal["python"] = "python"


class _Metadata(_Open):
    kernelspec: _Python = _Python()
    living_edition: _Declared = _Declared()


class _Notebook(_Open):
    nbformat: Literal[4]
    nbformat_minor: int
    metadata: _Metadata
    cells: list[_Cell] = Field(min_length=1)


def read_notebook(file: Path) -> NotebookInputs:
    """Return what the notebook uses; raise ``InputError`` where it is none, or names what is not there."""
    shown = shown_name(file)
    tree = Tree(shown, parse_json(read_text(file, shown), shown), {(): 1})
    content = validate(tree, _Notebook)
    declared = content.metadata.living_edition
    nodes: list[tuple[Loc, Any]] = [
        (("cells", n), node)
        for n, cell in enumerate(content.cells)
        if cell.cell_type == "code"
        for node in _nodes("".join(cell.source))
    ]
    above: Loc = ("metadata", KIT)
    paths: list[tuple[Loc, str]] = [((*above, "reads", n), path) for n, path in enumerate(declared.reads)]
    paths += [(loc, path) for loc, node in nodes for path in _paths(node)]
    modules = [(loc, module) for loc, node in nodes for module in _modules(node)]
    refuse([*_astray(tree, content, paths), *_unknown(tree, declared, modules)])
    return NotebookInputs(
        sorted({path for _, path in paths}), sorted({name for _, name in modules}), sorted(declared.knobs)
    )


def _astray(tree: Tree, content: _Notebook, paths: list[tuple[Loc, str]]) -> Iterator[Problem]:
    """Yield a problem for each name of a cell that stands twice, and each file of the project that is not there."""
    ids: list[tuple[Loc, str]] = [(("cells", n, "id"), cell.id) for n, cell in enumerate(content.cells) if cell.id]
    yield from tree.twice(ids, "the id {} a second time", "each id once", "take one out, or save the notebook anew")
    for loc, path in dict.fromkeys(paths):
        if not path.startswith(_MADE) and not Path(path).is_file():
            yield tree.problem(loc, f"{path}, which is not there", "a file of the project", "correct its name")


def _unknown(tree: Tree, declared: _Declared, modules: list[tuple[Loc, str]]) -> Iterator[Problem]:
    """Yield a problem for each section that the configuration, and module that a package, does not have."""
    known = configuration().model_fields
    for n, name in enumerate(declared.knobs):
        if name not in known:
            yield tree.unknown(("metadata", KIT, "knobs", n), name, known, "a section of the configuration")
    for loc, module in dict.fromkeys(modules):
        if not is_module(module):
            yield tree.problem(loc, f"the module {module}, which is not there", "a module", "correct its name")


def _nodes(cell: str) -> Iterator[Any]:
    lines = [line for line in cell.splitlines() if not line.lstrip().startswith(("%", "!", "?"))]
    try:
        yield from ast.walk(ast.parse("\n".join(lines)))
    except SyntaxError:
        return


def _paths(node: Any) -> Iterator[str]:
    text = getattr(node, "value", None) if isinstance(node, ast.Constant) else None
    if isinstance(text, str) and text.startswith(FOLDERS) and Path(text).suffix:
        yield text


def _modules(node: Any) -> Iterator[str]:
    names: list[tuple[str, str]] = []
    if isinstance(node, ast.Import):
        names = [(alias.name, alias.name) for alias in node.names]
    elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
        # What is imported of a package may be a module of it, or a name in it.
        names = [(f"{node.module}.{alias.name}", node.module) for alias in node.names]
    for name, otherwise in names:
        if name.split(".")[0] in (KIT, edition().package):
            yield name if is_module(name) else otherwise
