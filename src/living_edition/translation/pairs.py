"""Texts that stand in both languages outside the chapters: claims, words, terms, parameters, and the specs' texts.

A mapping of YAML with the keys ``zh`` and ``en``, or ``NAME_zh`` and ``NAME_en``, holds one; the knobs of
the configuration have their English in the models and their Chinese in ``parameters-zh.yml``.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from living_edition.prose import (
    claims,
    glossary,
    parameters,
)
from living_edition.prose import (
    conditional_words as words,
)
from living_edition.prose.source import Line

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
    found: list[Twin] = []
    for name, kind in _ENTRIES.items():
        if (report / name).is_file():
            found += _of_entries(_tree(report / name), name, kind)
    if (report / parameters.CHINESE).is_file():
        found += _of_parameters(report)
    for file in sorted((report.parent / _SPECS).glob("*/*.yaml")):
        name = f"{_SPECS}/{file.parent.name}/{file.name}"
        block = f"{file.parent.name.removesuffix('s')}-{file.stem}"
        found += [Twin(block, zh, en) for zh, en in _pairs(_tree(file), name)]
    return found


def _tree(file: Path) -> yaml.Node | None:
    try:
        return yaml.compose(file.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError:
        return None


def _of_entries(tree: yaml.Node | None, file: str, kind: str) -> Iterator[Twin]:
    """Yield the texts of each entry of a list, named by the list's key (``claims``: ``claim``) or by ``kind``."""
    lists = {kind: tree} if kind else {key.removesuffix("s"): node for key, node in _items(tree)}
    for name, node in lists.items():
        for entry in node.value if isinstance(node, yaml.SequenceNode) else []:
            known = dict(_items(entry))
            if isinstance(known.get("id"), yaml.ScalarNode):
                yield from (Twin(f"{name}-{known['id'].value}", zh, en) for zh, en in _pairs(entry, file))


def _items(node: yaml.Node | None) -> Iterator[tuple[str, yaml.Node]]:
    if isinstance(node, yaml.MappingNode):
        yield from ((str(key.value), value) for key, value in node.value)


def _pairs(node: yaml.Node | None, file: str) -> Iterator[tuple[Line, Line]]:
    known = dict(_items(node))
    for key, zh in known.items():
        en = known.get(re.sub(r"(^|_)zh$", r"\1en", key))
        if en is not zh and isinstance(zh, yaml.ScalarNode) and isinstance(en, yaml.ScalarNode):
            yield _line(zh, file), _line(en, file)
    below = list(known.values()) if known else node.value if isinstance(node, yaml.SequenceNode) else []
    for child in below:
        yield from _pairs(child, file)


def _line(node: yaml.Node, file: str) -> Line:
    return Line(str(node.value), file, node.start_mark.line + 1)


def _of_parameters(report: Path) -> Iterator[Twin]:
    tree = dict(_items(_tree(report / parameters.CHINESE)))
    meanings = {
        (section, name): node for section, names in _items(tree.get("meanings")) for name, node in _items(names)
    }
    for knob in parameters.knobs():
        node = meanings.get((knob.section, knob.name)) or meanings.get((parameters.COMMON, knob.name))
        if node is not None:
            english = Line(str(knob.field.description), *_declared(knob))
            yield Twin(f"parameter-{knob.key}", _line(node, parameters.CHINESE), english)
    mapping = tree.get("sources")
    for key, value in mapping.value if isinstance(mapping, yaml.MappingNode) else []:
        name = re.sub(r"\W+", "-", str(key.value).lower()).strip("-")
        yield Twin(f"source-{name}", _line(value, parameters.CHINESE), _line(key, parameters.CHINESE))


def _declared(knob: parameters.Knob) -> tuple[str, int]:
    """Return the file and line in which the model of a knob, or one it inherits from, describes it."""
    for model in knob.model.__mro__:
        if knob.name in vars(model).get("__annotations__", {}):
            lines, first = inspect.getsourcelines(model)
            offset = next(n for n, text in enumerate(lines) if re.match(rf"\s+{knob.name}:", text))
            return f"src/{model.__module__.replace('.', '/')}.py", first + offset
    raise LookupError(f"no model declares {knob.key}")
