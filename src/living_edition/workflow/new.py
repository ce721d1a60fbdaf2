"""A new edition from the kit's template: a table, a regression, a figure, a claim, in two languages or in one."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from string import Template
from typing import Any

from living_edition.errors import InputError, Problem
from living_edition.files import write_text
from living_edition.languages import KNOWN, is_of
from living_edition.project import PATTERN
from living_edition.settings.document import default_yaml
from living_edition.settings.models import Settings

TEMPLATE = Path(__file__).parents[1] / "template"
_DATE = "2026-01-01"


def create(folder: Path, name: str | None, author: str, languages: Sequence[str] = KNOWN) -> list[Path]:
    """Lay a new edition called ``name`` (None: as the folder) in ``languages`` into ``folder``; return its files.

    Raises ``InputError`` where ``name`` cannot be a name of files, a language is none that the kit has, or the folder
    holds something already.
    """
    name, problems = folder.resolve().name if name is None else name, []
    if not languages or set(languages) - set(KNOWN) or len(set(languages)) < len(languages):
        expected = f"one or more of {', '.join(KNOWN)}, each once"
        found = repr(",".join(languages))
        problems.append(Problem("new", "--languages", found, expected, "write --languages en, or zh,en"))
    if not re.fullmatch(PATTERN, name):
        problems.append(Problem("new", "name", repr(name), f"a name like {PATTERN}", "use small letters, digits, -"))
    if folder.is_dir() and any(folder.iterdir()):
        problems.append(Problem("new", str(folder), "a folder with files", "a new folder", "name another folder"))
    if problems:
        raise InputError(problems)
    words = {"name": name, "package": name.replace("-", "_"), "author": author, "date": _DATE} | {
        "languages": ", ".join(languages),
        "title_zh": "就业与产出：一个版本的样子",
        "title_en": "Employment and Output: What an Edition Looks Like",
    }
    # An installer leaves compiled files beside the template's code.
    sources = [path for path in sorted(TEMPLATE.rglob("*")) if path.is_file() and path.suffix != ".pyc"]
    lacking = [lang for lang in KNOWN if lang not in languages]
    own = [source for source in sources if not any(_is_of(source, lang) for lang in lacking)]
    written = [_lay(source, folder, words, lacking) for source in own]
    # The file of defaults, as the models of the kit have them.
    configuration = folder / "config/default.yaml"
    write_text(default_yaml(Settings), configuration)
    return [*written, configuration]


def _is_of(source: Path, lang: str) -> bool:
    return source.parent.name == lang or source.stem.endswith(f"-{lang}")


def _without(text: str, lang: str, suffix: str) -> str:
    """Return a file of the template without what it says in ``lang``: a line a text, but in JSON."""
    if suffix == ".json":
        return json.dumps(_unsaid(json.loads(text), lang), ensure_ascii=False, indent=1) + "\n"
    own = re.compile(rf'\s*"?(\w+_)?{lang}"?: ')
    # What leads to the other language goes with it.
    between = re.compile(r"\s*(other-label|other-title|parallel-label|switch-label): ")
    return "".join(line for line in text.splitlines(keepends=True) if not own.match(line) and not between.match(line))


def _unsaid(content: Any, lang: str) -> Any:
    """Return a descriptor without its texts in ``lang``; those without an ending are English."""
    if isinstance(content, list):
        return [_unsaid(each, lang) for each in content]
    if not isinstance(content, dict):
        return content
    english = {key.removesuffix("_zh") for key in content if is_of(key, "zh")} if lang == "en" else set()
    return {k: _unsaid(v, lang) for k, v in content.items() if not is_of(k, lang) and k not in english}


def _lay(source: Path, folder: Path, words: dict[str, str], lacking: Sequence[str]) -> Path:
    parts = [
        {"package": words["package"], "gitignore": ".gitignore", "gitattributes": ".gitattributes"}.get(part, part)
        for part in source.relative_to(TEMPLATE).parts
    ]
    target = folder.joinpath(*parts)
    target = target.with_name(target.name.replace("document-", f"{words['name']}-"))
    text = Template(source.read_text(encoding="utf-8")).safe_substitute(words)
    for lang in lacking if target.suffix not in (".md", ".qmd") else []:
        text = _without(text, lang, target.suffix)
    write_text(text, target)
    return target
