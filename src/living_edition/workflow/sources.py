"""Which source files a module runs: its own and, transitively, those it imports.

Snakemake does not look into the package that a job imports; every rule declares these files.
"""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path

import grimp

KIT = "living_edition"


@cache
def _graph(package: str) -> grimp.ImportGraph:
    return grimp.build_graph(KIT, package, cache_dir=None)


@cache
def code_of(module: str, root: Path = Path()) -> list[str]:
    """Return the source files behind ``module`` (``cluster_finance.jobs.clean_cities``) below ``root``.

    Raises ``ValueError`` where there is no such module.
    """
    graph = _graph(module.split(".")[0])
    if module not in graph.modules:
        raise ValueError(f"there is no module {module}")
    modules = {module} | graph.find_upstream_modules(module)
    files = [_file(m) for m in sorted(modules)]
    return [str(file.relative_to(root.resolve())) for file in files if file.stat().st_size]


def _file(module: str) -> Path:
    package, *parts = module.split(".")
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise ValueError(f"there is no package {package}")
    path = Path(spec.origin).resolve().parent.joinpath(*parts)
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
