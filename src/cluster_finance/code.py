"""Which source files a module runs: its own and, transitively, those it imports.

Snakemake does not look into the package that a job imports; every rule declares these files.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import grimp

PACKAGE = "cluster_finance"
ROOT = Path(__file__).resolve().parent


@cache
def _graph() -> grimp.ImportGraph:
    return grimp.build_graph(PACKAGE, cache_dir=None)


@cache
def code_of(module: str) -> list[str]:
    """Return the source files behind ``module`` (``jobs.clean_cities``), relative to the project.

    Raises ``ValueError`` where there is no such module.
    """
    name = f"{PACKAGE}.{module}"
    graph = _graph()
    if name not in graph.modules:
        raise ValueError(f"there is no module {name}")
    modules = {name} | graph.find_upstream_modules(name)
    files = [_file(m) for m in sorted(modules)]
    return [str(file.relative_to(ROOT.parents[1])) for file in files if file.stat().st_size]


def _file(module: str) -> Path:
    path = ROOT.joinpath(*module.split(".")[1:])
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
