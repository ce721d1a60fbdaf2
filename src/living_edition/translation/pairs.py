"""Texts that stand in both languages outside the chapters: claims, words, terms, parameters, and the specs' texts.

A mapping of YAML with the keys ``zh`` and ``en``, or ``NAME_zh`` and ``NAME_en``, holds one, and so in any two
languages; the knobs of the configuration have their English in the models and others in ``parameters-zh.yml``.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from living_edition.errors import InputError
from living_edition.languages import BASE, Multilingual, key_of, languages, parted
from living_edition.prose import claims, glossary, parameters
from living_edition.prose import conditional_words as words
from living_edition.prose.source import Line
from living_edition.yaml_models import Loc, Tree, load

# Of these files an entry of the list is a block (claim-f1); a spec is one block as a whole.
_ENTRIES = {claims.FILE: "", words.FILE: "", glossary.FILE: "term"}
_SPECS = "specs"


@dataclass(frozen=True)
class TextPair(Multilingual):
    """A text in both languages: the block it belongs to (``claim-f1``) and where each side stands, by language."""

    block: str
    texts: Mapping[str, Line]

    @property
    def sides(self) -> tuple[Line, Line]:
        """The sides in the order of the languages."""
        first, second = self.texts.values()
        return first, second


def twins(report: Path) -> list[TextPair]:
    """Return the texts of the project in ``report`` and of the specs beside it, file by file.

    The files are read as they are: what is wrong in them is for their own readers to say.
    """
    pairs: list[TextPair] = []
    for name, kind in _ENTRIES.items():
        pairs += _of_entries(_tree(report / name, name), kind)
    if len(languages()) == 2:
        pairs += _of_parameters(report)
    for file in sorted((report.parent / _SPECS).glob("*/*.yaml")):
        block = f"{file.parent.name.removesuffix('s')}-{file.stem}"
        tree = _tree(file, f"{_SPECS}/{file.parent.name}/{file.name}")
        pairs += [TextPair(block, sides) for sides in _pairs(tree, tree.content, ())]
    return pairs


def _tree(file: Path, name: str) -> Tree:
    try:
        return load(file, name)
    except InputError:
        return Tree(name, {}, {})


def _of_entries(tree: Tree, kind: str) -> Iterator[TextPair]:
    """Yield the texts of each entry of a list, named by the list's key (``claims``: ``claim``) or by ``kind``."""
    lists: dict[Loc, Any] = {(): tree.content} if kind else {(key,): entries_ for key, entries_ in _items(tree.content)}
    for loc, entries in lists.items():
        name = kind or str(loc[-1]).removesuffix("s")
        for index, entry in _items(entries):
            if isinstance(entry, dict) and "id" in entry:
                yield from (TextPair(f"{name}-{entry['id']}", texts) for texts in _pairs(tree, entry, (*loc, index)))


def _items(part: Any) -> Iterable[tuple[Any, Any]]:
    return part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()


def _pairs(tree: Tree, part: Any, loc: Loc) -> Iterator[dict[str, Line]]:
    for key in part if isinstance(part, dict) else ():
        stem, lang = parted(key)
        keys = {code: key_of(stem, code) for code in languages()}
        if lang == languages()[0] and len(keys) == 2 and all(isinstance(part.get(code), str) for code in keys.values()):
            yield {code: _line(tree, (*loc, name), part[name]) for code, name in keys.items()}
    for key, child in _items(part):
        yield from _pairs(tree, child, (*loc, key))


def _line(tree: Tree, loc: Loc, text: str) -> Line:
    return Line(text, tree.name, tree.lines[loc])


def _of_parameters(report: Path) -> Iterator[TextPair]:
    """Yield the meanings of knobs and their sources, by the files of the edition's languages; English has none."""
    names = {lang: parameters.file_of(lang) for lang in languages() if lang != BASE}
    trees = {lang: _tree(report / name, name) for lang, name in names.items()}
    meanings = {lang: dict(_items(tree.content.get("meanings"))) for lang, tree in trees.items()}
    for knob in parameters.knobs() if all(meanings.values()) else []:
        locations = {lang: _location_of(meanings[lang], knob) for lang in trees}
        sides = {
            lang: _line(trees[lang], ("meanings", *location), meanings[lang][location[0]][location[1]])
            for lang, location in locations.items()
            if location
        }
        if len(sides) == len(trees):
            english = Line(str(knob.field.description), *_declared(knob))
            yield TextPair(f"parameter-{knob.key}", {lang: sides.get(lang, english) for lang in languages()})
    sources = {lang: dict(_items(tree.content.get("sources"))) for lang, tree in trees.items()}
    for english in next(iter(sources.values()), {}):
        if all(english in listed for listed in sources.values()):
            name, loc = re.sub(r"\W+", "-", english.lower()).strip("-"), ("sources", english)
            lines = {lang: _line(tree, loc, sources[lang][english]) for lang, tree in trees.items()}
            base_line = _line(next(iter(trees.values())), loc, english)
            yield TextPair(f"source-{name}", {lang: lines.get(lang, base_line) for lang in languages()})


def _location_of(meanings: dict[Any, Any], knob: parameters.Knob) -> tuple[str, str] | None:
    """Return the section under which a file tells of a knob, and its name."""
    for section in (knob.section, parameters.COMMON):
        if isinstance(dict(_items(meanings.get(section))).get(knob.name), str):
            return section, knob.name
    return None


def _declared(knob: parameters.Knob) -> tuple[str, int]:
    """Return the file and line in which the model of a knob, or one it inherits from, describes it."""
    for model in knob.model.__mro__:
        if knob.name in vars(model).get("__annotations__", {}):
            lines, first = inspect.getsourcelines(model)
            offset = next(n for n, text in enumerate(lines) if re.match(rf"\s+{knob.name}:", text))
            return f"src/{model.__module__.replace('.', '/')}.py", first + offset
    raise LookupError(f"no model declares {knob.key}")
