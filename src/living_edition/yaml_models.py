"""The one reader of YAML and JSON that people write: a file and a model in, the model or every problem out.

A value has the type of its field: ``true``
is no number and ``1`` no text. Every problem names the line, the key, what was expected and the nearest name.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, cast, get_args, get_origin

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import InitErrorDetails, PydanticCustomError

from living_edition.errors import InputError, Problem, refuse
from living_edition.files import read_text
from living_edition.languages import BARE, BY_LANGUAGE, key_of, known, languages, title_key
from living_edition.yaml_text import Loc, Tree, intended, load, meant, parse, short

Model = TypeVar("Model")
T = TypeVar("T")

MOST_SEED = 2**32 - 1
"""The largest seed: a word of 32 bits, which every generator takes."""


class Strict(BaseModel):
    """A part of a file: a key that is not named is refused, and nothing changes it once it is read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Worded(Strict):
    """A part whose texts say something."""

    model_config = ConfigDict(str_min_length=1)


def _day(text: str) -> str:
    try:
        dt.date.fromisoformat(text if len(text) == len("2026-01-31") and text.isascii() else "")
    except ValueError:
        raise ValueError("a day of the calendar as YYYY-MM-DD") from None
    return text


Day = Annotated[str, AfterValidator(_day)]
"""A day as a text of ten characters."""


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"a regular expression ({error})") from None
    return text


Pattern = Annotated[str, AfterValidator(_pattern)]
"""A regular expression."""


def refuse_parts(parts: Iterable[tuple[Loc, Any]], expected: str, mend: str, actual: str = "") -> None:
    """Refuse, in a validator of pydantic, each of the ``parts`` (place below what is validated, and value)."""
    refusal = PydanticCustomError("refused", cast(Any, expected), {"mend": mend, "found": actual})
    if details := [InitErrorDetails(type=refusal, loc=loc, input=value) for loc, value in parts]:
        raise ValidationError.from_exception_data("parts", details)


def _once(entries: list[T]) -> list[T]:
    twice = [((n,), entry) for n, entry in enumerate(entries) if entry in entries[:n]]
    refuse_parts(twice, "each entry once", "take it out", actual=" a second time")
    return entries


Once = Annotated[list[T], AfterValidator(_once)]
"""A list in which nothing stands twice."""


_FRONT = re.compile(r"\A---[ \t]*\n(.*?\n|)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)


class _Front(BaseModel):
    model_config = ConfigDict(extra="allow")

    title: Annotated[str, Field(pattern=r"\S")]


def read(file: str | Path, model: type[Model], name: str = "") -> Model:
    """Return the YAML (or JSON) ``file`` as ``model``; raise ``InputError`` with every problem of it.

    ``model`` is a pydantic model, or any type that pydantic validates (``list[Term]``); ``name`` is the file as
    messages name it, by default its path below the working directory.
    """
    return validate(load(file, name), model)


def validate(tree: Tree, model: type[Model]) -> Model:
    """Return the content of ``tree`` as ``model``; raise ``InputError`` with every problem of it."""
    nothing = [(loc, tree.problem(loc, "nothing", "a value", "write it, or take its line out")) for loc in tree.empty]
    try:
        # By way of JSON, whose strict rules take a list for a tuple and a text for a date, but no true for 1.
        valid = TypeAdapter(model).validate_json(json.dumps(tree.content), strict=True)
    except ValidationError as error:
        refused = [_refused(tree, model, cast(dict[str, Any], detail)) for detail in error.errors()]
        mends = {(loc[:-1], refusal.mend) for loc, refusal in refused}
        # A key that is mistyped is not lacking as well.
        kept = [(loc, each) for loc, each in refused if not loc or (loc[:-1], intended(str(loc[-1]))) not in mends]
        kept_at = {loc for loc, _ in kept}
        problems = [refusal for _, refusal in kept] + [refusal for loc, refusal in nothing if loc not in kept_at]
        raise InputError(sorted(dict.fromkeys(problems), key=_line)) from None
    refuse(refusal for _, refusal in nothing)
    return valid


def by_language(model: type[BaseModel]) -> list[tuple[str, FieldInfo]]:
    """Return the fields of ``model`` that take a key a language (``multilingual``), by their names."""
    return [(name, field) for name, field in model.model_fields.items() if BY_LANGUAGE in field.metadata]


def key_in(stem: str, field: FieldInfo, lang: str) -> str:
    """Return the key that holds the text of such a field in ``lang``."""
    return title_key(stem, lang) if BARE in field.metadata else key_of(stem, lang)


def read_front(file: str | Path, name: str) -> dict[str, Any]:
    """Return the front matter of a Markdown ``file``; raise ``InputError`` where there is none, or it has no title."""
    return dict(validate(parse_front(file, name), _Front))


def parse_front(file: str | Path, name: str) -> Tree:
    """Return the front matter of a Markdown ``file``; raise ``InputError`` where there is none."""
    match = _FRONT.match(read_text(file, name))
    if not match or not match[1].strip():
        raise InputError([Problem(name, "line 1", "no front matter", "keys between two lines of ---", "write them")])
    # The empty line stands for that of the hyphens, so that lines count as in the file.
    return parse(f"\n{match[1]}", name)


def _line(problem: Problem) -> int:
    at = re.match(r"line (\d+)", problem.location)
    return int(at[1]) if at else 0


def _refused(tree: Tree, model: Any, detail: dict[str, Any]) -> tuple[Loc, Problem]:
    loc, kind, value = _loc(detail["loc"], tree.content), detail["type"], detail.get("input")
    lost = detail["loc"][-1:] if kind == "missing" else _lost(detail["loc"], tree.content) if value is None else ()
    if lost:
        loc = (*_loc(detail["loc"][: -len(lost)], tree.content), key_of(*lost) if len(lost) > 1 else lost[0])
        return loc, tree.problem(loc, "nothing", "this key", f"add {loc[-1]}")
    if kind == "extra_forbidden":
        parts = _parts(model, detail["loc"][:-1])
        keys = sorted({key for part in parts for key in _keys(part)})
        expected = f"one of the keys {', '.join(keys)}" if keys else "a known key"
        mend = meant(str(loc[-1]), keys, "remove the key")
        return loc, tree.problem(loc, f"the unknown key {str(loc[-1])!r}", expected, mend)
    expected = _EXPECTED.get(kind) or str(detail["msg"]).removeprefix("Value error, ").removeprefix("Input should be ")
    for phrase, put in (("match pattern", "of the pattern"), ("have", "of"), ("", "")):
        expected = expected.replace(f"String should {phrase}".strip(), f"a text {put}".strip())
    expected = expected.lower() if expected in ("True", "False") else expected
    actual = (
        "these entries"
        if isinstance(value, dict | BaseModel)
        else "a list"
        if isinstance(value, list)
        else short(value)
    )
    own = detail.get("ctx", {})
    if kind in ("too_short", "too_long"):
        expected = f"at least {own['min_length']}" if kind == "too_short" else f"at most {own['max_length']}"
        expected += f" of these, not {own['actual_length']}"
    mend = own.get("mend") or _mend(kind, value, expected)
    return loc, tree.problem(loc, f"{actual}{own.get('found', '')}", expected, mend)


_EXPECTED = {
    "model_type": "a mapping of keys to values", "model_attributes_type": "a mapping of keys to values",
    "dict_type": "a mapping of keys to values", "list_type": "a list", "tuple_type": "a list",
    "string_type": "a text", "int_type": "a whole number", "float_type": "a number", "bool_type": "true or false",
}  # fmt: skip


def _mend(kind: str, value: Any, expected: str) -> str:
    if kind == "literal_error":
        names = re.findall(r"'([^']*)'", expected)
        return meant(str(value), names, "write one of these") if " or " in expected else f"write {expected}"
    if kind == "string_type" and isinstance(value, bool | int | float):
        return "put it between quotation marks"
    if value == "":
        return "write the text"
    if isinstance(value, str):
        narrow = unicodedata.normalize("NFKC", value).strip()
        if kind in ("int_type", "float_type") and re.fullmatch(r"[-+]?\d+(\.\d+)?", narrow):
            return f"write {narrow}, without quotation marks"
    return "correct the value"


def _keys(model: type[BaseModel]) -> set[str]:
    """Return the keys that ``model`` takes, those of the edition's languages in place of what it gathers by them."""
    texts = dict(by_language(model))
    fields = {field.alias or name for name, field in model.model_fields.items() if name not in texts}
    return fields | {key_in(stem, field, lang) for stem, field in texts.items() for lang in languages()}


def _lost(loc: Loc, content: Any) -> tuple[Any, ...]:
    """Return the text and the language at the end of ``loc`` that were gathered of no key of the file."""
    ends = len(loc) > 1 and loc[-1] in known() and isinstance(loc[-2], str)
    part = _at(_loc(loc[:-2], content), content) if ends else None
    return loc[-2:] if isinstance(part, dict) and key_of(str(loc[-2]), str(loc[-1])) not in part else ()


def _at(loc: Loc, part: Any) -> Any:
    for key in loc:
        part = part[cast(Any, key)]
    return part


def _loc(loc: Loc, part: Any) -> Loc:
    """Return ``loc`` as the file has it: pydantic adds the names of a union's members, texts are gathered."""
    located: Loc = ()
    for at, key in enumerate(loc):
        gathered = key_of(str(key), str(loc[at + 1])) if at + 1 < len(loc) else ""
        key = gathered if isinstance(part, dict) and gathered in part else key
        if (isinstance(part, dict) and key in part) or (
            isinstance(part, list) and isinstance(key, int) and key < len(part)
        ):
            part, located = part[cast(Any, key)], (*located, key)
    return located


def _parts(annotation: Any, loc: Loc) -> Iterator[type[BaseModel]]:
    """Yield the models that may stand at ``loc`` below ``annotation``."""
    if get_origin(annotation) in (Union, UnionType, Annotated):
        for member in get_args(annotation):
            yield from _parts(member, loc)
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        if not loc:
            yield annotation
        for name, field in annotation.model_fields.items():
            if loc and loc[0] in (name, field.alias):
                yield from _parts(field.annotation, loc[1:])
    elif loc and get_args(annotation):
        yield from _parts([each for each in get_args(annotation) if each is not Ellipsis][-1], loc[1:])
