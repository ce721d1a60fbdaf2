"""Which source files a module runs: its own and, transitively, those it imports.

Snakemake does not look into the package that a job imports; every rule carries the digest of these files.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import grimp

from living_edition import language_files, project
from living_edition.errors import InputError, Problem
from living_edition.files import shown_name
from living_edition.languages import languages
from living_edition.project import edition

KIT = "living_edition"


def digest(modules: Iterable[str], data: Iterable[str] = ()) -> str:
    """Return one hash of the bytes behind ``modules`` and of the packages' files ``data``.

    A YAML file that has a module's name counts with it, and so does what it says in the edition's languages; where the
    modules ask for the project or its languages, what these are. ``data`` are patterns from a package on:
    ``living_edition/exhibits/page/*``. Raises ``ValueError`` for a module that is not there and for a pattern that no
    file fits.
    """
    files = {name: _file(name) for module in modules for name in upstream(module)}
    files |= {f"{name}.yaml": yaml for name, file in files.items() if (yaml := file.with_suffix(".yaml")).is_file()}
    for pattern in data:
        files |= _data(pattern)
    hasher = hashlib.sha256(edition().model_dump_json().encode() if project.__name__ in files else b"")
    locales = [language_files.language(lang) for lang in languages()] if language_files.__name__ in files else []
    for locale in locales:
        hasher.update(locale.model_dump_json(exclude={"words"}).encode())
    for name, file in sorted(files.items()):
        words = [locale.words.get(name.partition(".")[2]) for locale in locales]
        hasher.update(f"{name} {_hash(file)} {json.dumps(words) if any(words) else ''}\n".encode())
    return hasher.hexdigest()[:16]


@cache
def upstream(module: str) -> frozenset[str]:
    """Return ``module`` and the modules that it imports, transitively; raise ``ValueError`` where it is not there."""
    graph = _graph(module.split(".")[0])
    if module not in graph.modules:
        raise ValueError(f"there is no module {module}")
    return frozenset({module} | graph.find_upstream_modules(module))


def is_module(name: str) -> bool:
    """Return whether a package of the edition or the kit has a module of this name."""
    return name in _graph(name.split(".")[0]).modules


@cache
def _graph(package: str) -> grimp.ImportGraph:
    try:
        return grimp.build_graph(*sorted({KIT, package}), cache_dir=None)
    except grimp.exceptions.SourceSyntaxError as error:
        location, actual = f"line {error.lineno}", f"text that is no Python: {(error.text or '').strip()!r}"
        raise InputError(
            [Problem(shown_name(error.filename), location, actual, "Python", "correct the line")]
        ) from None


@cache
def _folder(package: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise ValueError(f"there is no package {package}")
    return Path(spec.origin).resolve().parent


@cache
def _file(module: str) -> Path:
    package, *parts = module.split(".")
    path = _folder(package).joinpath(*parts)
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


@cache
def _data(pattern: str) -> dict[str, Path]:
    package, _, glob = pattern.partition("/")
    folder = _folder(package)
    files = [file for file in folder.glob(glob) if file.is_file() and file.suffix != ".pyc"]
    if not files:
        raise ValueError(f"no file fits {pattern}")
    return {file.relative_to(folder.parent).as_posix(): file for file in files}


@cache
def _hash(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
