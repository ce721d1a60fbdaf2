"""A new edition from the kit's template: a table, a regression, a figure, a claim, in two languages or in one.

The template speaks Chinese and English. What it would say in another language, for which a file of a language stands
in ``languages/``, it says in the words of the one that this falls back to, where its author writes them.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from string import Template
from typing import Any

from living_edition.errors import Problem, refuse
from living_edition.files import write_text, written_yaml
from living_edition.language_files import Language, read_file
from living_edition.languages import BASE, FOLDER, KNOWN, key_of, parted, title_key
from living_edition.project import PATTERN
from living_edition.settings.document import default_yaml
from living_edition.settings.models import Settings
from living_edition.translation.parity import FILE

TEMPLATE = Path(__file__).parents[1] / "template"
_DATE = "2026-01-01"
_TEXT = re.compile(rf'(\s*"?(?:\w+_)?)({"|".join(KNOWN)})("?: .*\n)')


def create(folder: Path, name: str | None, author: str, languages: Sequence[str] = KNOWN) -> list[Path]:
    """Lay a new edition called ``name`` (None: as the folder) in ``languages`` into ``folder``; return its files.

    Raises ``InputError`` where ``name`` cannot be a name of files or is a module's, a language is none of the
    kit's and has no file in ``languages/`` here, or the folder holds something already.
    """
    name, problems = folder.resolve().name if name is None else name, []
    files = {file.stem: file for file in sorted(Path(FOLDER).glob("*.yaml"))}
    if not languages or set(languages) - {*KNOWN, *files} or not len(set(languages)) == len(languages) <= len(KNOWN):
        expected = f"one or two of {', '.join(KNOWN)} and those with a file {FOLDER}/CODE.yaml here, each once"
        chosen = repr(",".join(languages))
        problems.append(Problem("new", "--languages", chosen, expected, "write --languages en, or zh,en"))
    if not re.fullmatch(PATTERN, name):
        problems.append(Problem("new", "name", repr(name), f"a name like {PATTERN}", "use small letters, digits, -"))
    elif (module := find_spec(name.replace("-", "_"))) and module.origin:
        # The edition's own package would hide it, or be hidden. (A folder alone has no origin: it may be the new one.)
        expected = "a name that no module of Python has"
        problems.append(Problem("new", "name", repr(name), expected, "name it otherwise: --name NAME"))
    if folder.is_dir() and any(folder.iterdir()):
        problems.append(Problem("new", str(folder), "a folder with files", "a new folder", "name another folder"))
    if not author.strip():
        problems.append(Problem("new", "--author", "no name", "who the edition is by", "name its author"))
    refuse(problems)
    locales = [read_file(lang, files.get(lang)) for lang in languages]
    titles = {locale.code: locale.words["workflow.new"]["title"] for locale in locales}
    words = {"name": name, "package": name.replace("-", "_"), "date": _DATE} | {
        "author": json.dumps(author, ensure_ascii=False),
        "languages": ", ".join(languages),
        "title": titles.get(BASE, titles[languages[0]]),
        "titles": " · ".join(reversed(titles.values())),
    }
    # An installer leaves compiled files beside the template's code.
    sources = [path for path in sorted(TEMPLATE.rglob("*")) if path.is_file() and path.suffix != ".pyc"]
    written = [target for source in sources for target in _lay(source, folder, words, locales)]
    for locale in locales:
        settings_file = folder / f"report/_quarto-{locale.code}.yml"
        write_text(written_yaml(settings(locale, locales, name)), settings_file)
        written.append(settings_file)
        if locale.code in files:
            (folder / FOLDER).mkdir(exist_ok=True)
            written.append(Path(shutil.copyfile(files[locale.code], folder / FOLDER / files[locale.code].name)))
    # The file of defaults, as the models of the kit have them.
    configuration = folder / "config/default.yaml"
    write_text(default_yaml(Settings), configuration)
    return [*written, configuration]


def lay(folder: Path, name: str | None, author: str, languages: Sequence[str]) -> None:
    """Lay an edition as ``create`` does, and say what comes next."""
    written = create(folder, name, author, languages)
    # The template says the same in its own languages; where it speaks for another, nobody has compared them yet.
    if len(languages) > 1 and {*languages} <= {*KNOWN}:
        kit = {**os.environ, "PYTHONPATH": str(TEMPLATE.parents[1])}
        agree = [sys.executable, "-m", "living_edition", "agree"]
        subprocess.run(agree, cwd=folder, env=kit, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
        written.append(folder / "report" / FILE)
    print(f"{folder}: {len(written)} files. Next: cd {folder}; snakemake rebuild")


def settings(locale: Language, locales: Sequence[Language], name: str) -> dict[str, Any]:
    """Return what Quarto is told of a language: its labels, and the way to the other one."""
    words, lang = locale.words["workflow.new"], locale.code
    between = [{"other-label": other.name, "other-title": other.words["workflow.new"]["read"]}
               for other in locales if other is not locale]  # fmt: skip
    labels = {
        key: text for key, text in words["edition"].items() if between or key not in ("parallel-label", "switch-label")
    }
    edition = {"language": lang, **({} if locale.latin else {"han": True}), **(between[0] if between else {}), **labels}
    head = {"project": {"render": [f"{name}-{lang}.qmd"]}, "lang": lang, "csl": f"csl/{lang}.csl"}
    return {**head, "edition": edition, "crossref": words["crossref"]}


def _template_language(locale: Language) -> str:
    """Return the language of the template that speaks for ``locale``."""
    while locale.code not in KNOWN:
        locale = read_file(locale.falls_back_to or BASE)
    return locale.code


def _lay(source: Path, folder: Path, words: dict[str, str], locales: Sequence[Language]) -> Iterator[Path]:
    """Write a file of the template, one that is of a language once for each that it speaks for; yield the files."""
    text = source.read_text(encoding="utf-8")
    lang = next((code for code in KNOWN if source.parent.name == code or source.stem.endswith(f"-{code}")), "")
    if not lang:
        yield _written(source.relative_to(TEMPLATE), _in_languages(text, source.suffix, locales), folder, words)
    for locale in locales if lang else ():
        if _template_language(locale) == lang:
            code_in_path = re.compile(rf"(?<=-){lang}(?=[.\]])|\b{lang}(?=/)")
            target = Path(code_in_path.sub(locale.code, source.relative_to(TEMPLATE).as_posix()))
            title = {"title": locale.words["workflow.new"]["title"]}
            yield _written(target, code_in_path.sub(locale.code, text), folder, words | title)


def _written(relative: Path, text: str, folder: Path, words: dict[str, str]) -> Path:
    parts = [
        {"package": words["package"], "gitignore": ".gitignore", "gitattributes": ".gitattributes"}.get(part, part)
        for part in relative.parts
    ]
    target = folder.joinpath(*parts)
    target = target.with_name(target.name.replace("document-", f"{words['name']}-"))
    write_text(Template(text).safe_substitute(words), target)
    return target


def _in_languages(text: str, suffix: str, locales: Sequence[Language]) -> str:
    """Return a file of the template as its languages say it: a line a text, but in JSON."""
    if suffix == ".json":
        return json.dumps(_described(json.loads(text), locales), ensure_ascii=False, indent=1) + "\n"
    lines = []
    for key, run in groupby(text.splitlines(keepends=True), lambda line: (m := _TEXT.fullmatch(line)) and m[1]):
        listed = list(run)
        if key is None:
            lines += listed
            continue
        texts = {match[2]: match[3] for line in listed if (match := _TEXT.fullmatch(line))}
        lines += [f"{key}{locale.code}{texts[_template_language(locale)]}" for locale in locales]
    return "".join(lines)


def _described(content: Any, locales: Sequence[Language]) -> Any:
    """Return a descriptor as its languages say it; texts without an ending are English."""
    if isinstance(content, list):
        return [_described(item, locales) for item in content]
    if not isinstance(content, dict):
        return content
    stems = [stem for stem, lang in map(parted, content) if lang and lang != BASE]
    key = {stem: title_key if stem in content else key_of for stem in stems}
    texts = {
        key[stem](stem, locale.code): content[key[stem](stem, _template_language(locale))]
        for stem in stems
        for locale in locales
    }
    replaced = {key[stem](stem, lang) for stem in stems for lang in KNOWN}
    return {name: _described(value, locales) for name, value in content.items() if name not in replaced} | texts
