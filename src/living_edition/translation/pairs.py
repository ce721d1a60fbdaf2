"""Texts that stand in both languages outside the chapters: claims, words, terms, parameters, and the specs' texts.

A mapping of YAML with the keys ``zh`` and ``en``, or ``NAME_zh`` and ``NAME_en``, holds one; the knobs of
the configuration have their English in the models and their Chinese in ``parameters-zh.yml``.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from living_edition.errors import InputError
from living_edition.prose import claims, glossary, parameters
from living_edition.prose import conditional_words as words
from living_edition.prose.source import Line
from living_edition.yaml_models import Loc, Tree, load

# Of these files an entry of the list is a block (claim-f1); a spec is one block as a whole.
_ENTRIES = {claims.FILE: "", words.FILE: "", glossary.FILE: "term"}
_SPECS = "specs"


@dataclass(frozen=True)
class Twin:
    """A text in both languages: the block it belongs to (``claim-f1``) and where each side stands."""

    block: str
    zh: Line
    en: Line

    def line(self, lang: str) -> Line:
        """Return the side in ``lang``."""
        return self.zh if lang == "zh" else self.en


def twins(report: Path) -> list[Twin]:
    """Return the texts of the project in ``report`` and of the specs beside it, file by file.

    The files are read as they are: what is wrong in them is for their own readers to say.
    """
    pairs: list[Twin] = []
    for name, kind in _ENTRIES.items():
        pairs += _of_entries(_tree(report / name, name), kind)
    pairs += _of_parameters(_tree(report / parameters.CHINESE, parameters.CHINESE))
    for file in sorted((report.parent / _SPECS).glob("*/*.yaml")):
        block = f"{file.parent.name.removesuffix('s')}-{file.stem}"
        tree = _tree(file, f"{_SPECS}/{file.parent.name}/{file.name}")
        pairs += [Twin(block, zh, en) for zh, en in _pairs(tree, tree.content, ())]
    return pairs


def _tree(file: Path, name: str) -> Tree:
    try:
        return load(file, name)
    except InputError:
        return Tree(name, {}, {})


def _of_entries(tree: Tree, kind: str) -> Iterator[Twin]:
    """Yield the texts of each entry of a list, named by the list's key (``claims``: ``claim``) or by ``kind``."""
    lists: dict[Loc, Any] = {(): tree.content} if kind else {(key,): each for key, each in _items(tree.content)}
    for loc, entries in lists.items():
        name = kind or str(loc[-1]).removesuffix("s")
        for at, entry in _items(entries):
            if isinstance(entry, dict) and "id" in entry:
                yield from (Twin(f"{name}-{entry['id']}", zh, en) for zh, en in _pairs(tree, entry, (*loc, at)))


def _items(part: Any) -> Iterable[tuple[Any, Any]]:
    return part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()


def _pairs(tree: Tree, part: Any, loc: Loc) -> Iterator[tuple[Line, Line]]:
    for key, zh in _items(part):
        other = re.sub(r"(^|_)zh$", r"\1en", str(key))
        if other != str(key) and isinstance(zh, str) and isinstance(en := part.get(other), str):
            yield _line(tree, (*loc, key), zh), _line(tree, (*loc, other), en)
    for key, child in _items(part):
        yield from _pairs(tree, child, (*loc, key))


def _line(tree: Tree, loc: Loc, text: str) -> Line:
    return Line(text, tree.name, tree.lines[loc])


def _of_parameters(tree: Tree) -> Iterator[Twin]:
    meanings = dict(_items(tree.content.get("meanings")))
    for knob in parameters.knobs() if meanings else []:
        for section in (knob.section, parameters.COMMON):
            if isinstance(zh := dict(_items(meanings.get(section))).get(knob.name), str):
                english = Line(str(knob.field.description), *_declared(knob))
                yield Twin(f"parameter-{knob.key}", _line(tree, ("meanings", section, knob.name), zh), english)
                break
    for english, chinese in _items(tree.content.get("sources")):
        name, loc = re.sub(r"\W+", "-", english.lower()).strip("-"), ("sources", english)
        yield Twin(f"source-{name}", _line(tree, loc, chinese), _line(tree, loc, english))


def _declared(knob: parameters.Knob) -> tuple[str, int]:
    """Return the file and line in which the model of a knob, or one it inherits from, describes it."""
    for model in knob.model.__mro__:
        if knob.name in vars(model).get("__annotations__", {}):
            lines, first = inspect.getsourcelines(model)
            offset = next(n for n, text in enumerate(lines) if re.match(rf"\s+{knob.name}:", text))
            return f"src/{model.__module__.replace('.', '/')}.py", first + offset
    raise LookupError(f"no model declares {knob.key}")
