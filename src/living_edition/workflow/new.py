"""A new edition from the kit's template: a table, a regression, a figure, two languages, a claim."""

from __future__ import annotations

import re
from pathlib import Path
from string import Template

from living_edition.errors import InputError, Problem
from living_edition.files import write_text
from living_edition.project import PATTERN

TEMPLATE = Path(__file__).parents[1] / "template"
_DATE = "2026-01-01"


def create(folder: Path, name: str, author: str) -> list[Path]:
    """Lay a new edition called ``name`` into ``folder``; return its files.

    Raises ``InputError`` where ``name`` cannot be a name of files, or the folder holds something already.
    """
    problems = []
    if not re.fullmatch(PATTERN, name):
        problems.append(Problem("new", "name", repr(name), f"a name like {PATTERN}", "use small letters, digits, -"))
    if folder.is_dir() and any(folder.iterdir()):
        problems.append(Problem("new", str(folder), "a folder with files", "a new folder", "name another folder"))
    if problems:
        raise InputError(problems)
    words = {
        "name": name,
        "package": name.replace("-", "_"),
        "author": author,
        "date": _DATE,
        "title_zh": "就业与产出：一个版本的样子",
        "title_en": "Employment and Output: What an Edition Looks Like",
    }
    # An installer leaves compiled files beside the template's code.
    sources = [path for path in sorted(TEMPLATE.rglob("*")) if path.is_file() and path.suffix != ".pyc"]
    written = [_lay(source, folder, words) for source in sources]
    return [*written, *_configured(folder)]


def _lay(source: Path, folder: Path, words: dict[str, str]) -> Path:
    parts = [
        {"package": words["package"], "gitignore": ".gitignore"}.get(part, part)
        for part in source.relative_to(TEMPLATE).parts
    ]
    target = folder.joinpath(*parts)
    target = target.with_name(target.name.replace("document-", f"{words['name']}-"))
    target.parent.mkdir(parents=True, exist_ok=True)
    write_text(Template(source.read_text(encoding="utf-8")).safe_substitute(words), target)
    return target


def _configured(folder: Path) -> list[Path]:
    """Write the file of defaults, as the models of the kit have them."""
    from living_edition.settings.document import default_yaml
    from living_edition.settings.models import Settings

    target = folder / "config/default.yaml"
    target.parent.mkdir(parents=True, exist_ok=True)
    write_text(default_yaml(Settings), target)
    return [target]
