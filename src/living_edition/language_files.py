"""What a language is and what the kit says in it: one YAML file a language.

The kit's own are ``zh.yaml`` and ``en.yaml`` in its folder ``languages``, a project's ``languages/CODE.yaml`` beside
its edition.yaml; one of the kit's gives way to the project's of that name. What a file does not give is that of the
language that it ``falls_back_to``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from string import Template
from typing import Any, Literal

from pydantic import Field, model_validator

from living_edition.errors import InputError, Problem, refuse
from living_edition.languages import BASE, FOLDER, known, languages, own_files
from living_edition.yaml_models import Loc, Once, Pattern, Strict, Tree, load, validate

_KIT = Path(__file__).parent / FOLDER
_LOCALE = r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$"
_OWN = ("name", "english", "locale")
# Names of files, numbers and works, code, formulas and addresses are of no language.
_MARKUP = re.compile(r"\{\{<.*?>\}\}|`[^`]*`|\$[^$]*\$|https?://\S+|\[?-?@[\w-]+", re.DOTALL)
_HAN = re.compile("[\u3400-\u9fff]")
# Of three letters at least, and of letters alone: no symbol.
_LATIN = re.compile(r"(?<![^\W\u3400-\u9fff])[^\W\d_\u3400-\u9fff]{3,}(?![^\W\u3400-\u9fff])")


class Sentences(Strict):
    """How long one may be: at most ``longest`` of what the pattern ``one`` finds; ``ends`` finds where it ends."""

    longest: int = Field(gt=0)
    counted: str
    one: Pattern
    ends: Pattern


class Figures(Strict):
    """How numbers are written; ``large`` are words for powers of ten, the largest first."""

    marks: str = Field(min_length=2, max_length=2)
    unit_space: str
    large: list[tuple[float, str]]
    large_when: Literal["scaled", "exact"]
    singular: list[tuple[Pattern, str]]

    def one(self, word: str) -> str:
        """Return the word for one of what ``word`` names several of."""
        for pattern, ending in self.singular:
            if re.search(pattern, word):
                return re.sub(pattern, ending, word)
        return word


class Citations(Strict):
    """Styles of references: of the text, of what stands under an exhibit, and those that speak the language."""

    style: str = Field(pattern=r"\S")
    locale: str = Field(pattern=_LOCALE)
    shown: Literal["gb", "apa", "chicago"]
    speaks: Once[Literal["gb", "apa", "chicago"]]


class Print(Strict):
    """What the PDF says of its own: marks after and between keywords, and how a date is written (Typst)."""

    keywords: tuple[str, str]
    date: str


class InWords(Strict):
    """Figures in words: a pattern, with ``${names}`` of its parts."""

    parts: dict[str, str]
    pattern: str = Field(pattern=r"\S")

    @model_validator(mode="after")
    def _compiles(self) -> InWords:
        try:
            re.compile(Template(self.pattern).substitute(self.parts))
        except (re.error, KeyError, ValueError) as error:
            raise ValueError(f"a regular expression of the parts given ({error})") from None
        return self


class Language(Strict):
    """A language as its file has it, filled from the one that it falls back to; ``en.yaml`` says what each key is."""

    code: str = Field(pattern=r"^[a-z]{2,3}$")
    name: str = Field(pattern=r"\S")
    english: str = Field(pattern=r"\S")
    names: dict[str, str]
    locale: str = Field(pattern=_LOCALE)
    page_locale: str = Field(default="", pattern=rf"^$|{_LOCALE}")
    falls_back_to: str | None = BASE
    script: Literal["latin", "han"]
    layout: Literal["working-paper", "thesis"]
    stop: str
    space: str
    sentences: Sentences
    numbers: Figures
    citations: Citations
    print: Print
    figures: InWords
    words: dict[str, dict[str, Any]]

    @property
    def latin(self) -> bool:
        """Whether it is written in Latin letters: words are parted by spaces and a label begins with a capital."""
        return self.script == "latin"

    @property
    def page(self) -> str:
        """Its tag on pages of tables."""
        return self.page_locale or self.locale

    def may_be(self, text: str) -> bool:
        """Tell whether a text may be of it, by its letters: a name or a symbol may be of any language."""
        words = _MARKUP.sub(" ", text)
        han, latin = len(_HAN.findall(words)), _LATIN.findall(words)
        if self.latin:
            return han <= len(latin)
        return han > 0 or (len(latin) < 2 and not any(word.islower() for word in latin))

    def in_words(self) -> re.Pattern[str]:
        """Return what finds a figure in words."""
        return re.compile(Template(self.figures.pattern).substitute(self.figures.parts), re.IGNORECASE)

    def called(self, lang: str) -> str:
        """Return what it calls another language."""
        return self.names.get(lang, language(lang).name)


class Words(Mapping[str, Any]):
    """What a module says, by language: ``Words(__name__)["de"]["title"]``."""

    def __init__(self, module: str) -> None:
        self.module = module.partition(".")[2]

    def __getitem__(self, lang: str) -> Any:
        return language(lang).words.get(self.module, {})

    def __iter__(self) -> Iterator[str]:
        return iter(languages())

    def __len__(self) -> int:
        return len(languages())

    def texts(self, key: str, *values: object, **named: object) -> dict[str, str]:
        """Return the text ``key`` in every language of the edition, with ``values`` in its fields.

        A mapping among these, by language, gives each its own.
        """
        return {
            lang: self[lang][key].format(
                *(_in(lang, value) for value in values), **{name: _in(lang, value) for name, value in named.items()}
            )
            for lang in languages()
        }


def _in(lang: str, value: Any) -> Any:
    return value[lang] if isinstance(value, Mapping) else value


def language(code: str) -> Language:
    """Return the language ``code``; raise ``InputError`` where its file is not as it should be, or there is none."""
    file = _file(code)
    return _read(code, file, file.stat().st_mtime_ns)


def read_file(code: str, file: Path | None = None) -> Language:
    """Return the language ``code`` from ``file``, or as the kit has it; errors as ``language``."""
    file = file or _kit(code)
    return _read(code, file, file.stat().st_mtime_ns)


def _file(code: str) -> Path:
    file = next((own for own in own_files() if own.stem == code), None) or _kit(code)
    if not file.is_file():
        missing = Problem(f"{FOLDER}/{code}.yaml", "", "no such file", "the language's file", "write it, from en.yaml")
        raise InputError([missing])
    return file


@cache
def _kit(code: str) -> Path:
    return _KIT / f"{code}.yaml"


@cache
def _read(code: str, file: Path, changed: int) -> Language:
    tree = _tree(file)
    own = tree.content if isinstance(tree.content, dict) else {}
    refuse([tree.problem((key,), "nothing", "this key", f"add {key}") for key in _OWN if key not in own])
    base = _base(tree, code)
    content = _filled(own, base.model_dump(exclude={*_OWN, "code", "page_locale", "falls_back_to"}) if base else {})
    if base:
        refuse(list(_unknown(tree, ("words",), own.get("words", {}), base.words)))
    return validate(Tree(tree.name, {**content, "code": code}, tree.lines), Language)


def _tree(file: Path) -> Tree:
    return load(file, f"{FOLDER}/{file.name}")


def _base(tree: Tree, code: str) -> Language | None:
    """Return the language that a file falls back to; English itself to none."""
    name = _below(tree, code)
    files = [file.stem for file in (*own_files(), *_KIT.glob("*.yaml"))]
    if name == code or (name is not None and name not in files):
        raise InputError([tree.problem(("falls_back_to",), repr(name), "another language that has a file", "name it")])
    seen, each = [code], name
    while each in known() and each not in seen:
        seen.append(each)
        each = _below(_tree(_file(each)), each)
    if each in seen:
        actual = f"{name!r}, which leads back: {', '.join([*seen, str(each)])}"
        raise InputError([tree.problem(("falls_back_to",), actual, f"a way that ends at {BASE}", "name another")])
    return language(name) if name else None


def _below(tree: Tree, code: str) -> Any:
    content = tree.content if isinstance(tree.content, dict) else {}
    return content.get("falls_back_to", BASE) if code != BASE else None


def _filled(own: Any, base: Any) -> Any:
    """Return ``own`` with what it lacks of ``base``, key by key; a list is taken whole."""
    if not isinstance(own, dict) or not isinstance(base, dict):
        return own
    return {**base, **{key: _filled(value, base.get(key)) for key, value in own.items()}}


def _unknown(tree: Tree, loc: Loc, own: Any, base: Any) -> Iterator[Problem]:
    """Yield each word that no module says, and each that is of another form than the one it stands for."""
    if isinstance(base, dict) and isinstance(own, dict):
        for key, value in own.items():
            if key not in base:
                yield tree.unknown((*loc, key), key, base)
            else:
                yield from _unknown(tree, (*loc, key), value, base[key])
    elif type(own) is not type(base) or (isinstance(own, list) and len(own) != len(base)):
        several = f"a list of {len(base)}" if isinstance(base, list) else "words by their keys"
        wanted = several if isinstance(base, dict | list) else "a text"
        yield tree.problem(loc, repr(own), wanted, "write it as en.yaml has it")


def lacking(code: str) -> dict[str, Any]:
    """Return the words that the file of a language does not give, by their keys, as those that stand for them."""
    base = language(code).falls_back_to if code != BASE else None
    return dict(_lacking("", _tree(_file(code)).content.get("words", {}), language(base).words)) if base else {}


def _lacking(above: str, own: Any, base: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, value in base.items():
        if isinstance(value, dict):
            yield from _lacking(f"{above}{key}.", own.get(key, {}), value)
        elif key not in own:
            yield f"{above}{key}", value


def fallen_back(languages: Iterable[str]) -> Iterator[str]:
    """Yield a line for each language that has words of the kit from the one that it falls back to."""
    for code in languages:
        if words := len(lacking(code)):
            other = language(language(code).falls_back_to or BASE).english
            command = f"python -m living_edition words {code} lists them"
            yield f"{code}: {words} of the kit's words stand in {other}; {command}."


def tell(lang: str) -> None:
    """Print the words of the kit that the file of ``lang`` does not give."""
    print("\n".join(f"{key}: {word}" for key, word in lacking(lang).items()) or f"{lang} has every word.")
