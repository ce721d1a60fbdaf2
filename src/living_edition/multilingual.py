"""Models of what has texts in the languages of the edition, whichever they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Self, TypeVar

from pydantic import ConfigDict, SerializerFunctionWrapHandler, model_serializer, model_validator

from living_edition.language_files import language
from living_edition.languages import BARE, BY_LANGUAGE, Multilingual, known, languages
from living_edition.yaml_models import Loc, Strict, by_language, key_in, refuse_parts

T = TypeVar("T")
ByLanguage = Annotated[dict[str, T], BY_LANGUAGE]
"""A text by language: a field ``note`` of this type takes the keys ``note_zh``, ``note_en`` and so on of a file."""
Titles = Annotated[dict[str, T], BY_LANGUAGE, BARE]
"""The same, but that English has no ending: ``title``, ``title_zh``."""


class MultilingualModel(Multilingual, Strict):
    """A part with texts in the edition's languages: what is said in one is asked for in each, in others it may stand.

    A text is refused whose letters are not of its language.

    A field ``texts`` takes the languages' own keys (``zh``). What is read as a key is an attribute, and written so.
    """

    @model_validator(mode="before")
    @classmethod
    def _gathered(cls, content: Any) -> Any:
        if not isinstance(content, dict):
            return content
        gathered = dict(content)
        for stem, field in by_language(cls):
            given = gathered.get(stem)
            texts = dict(given) if isinstance(given, Mapping) else {}
            texts |= {lang: gathered.pop(key) for lang in known() if (key := key_in(stem, field, lang)) in gathered}
            # A text that is lacking, or stands in one language alone, is told of as such by yaml_models.
            asked = field.is_required() or any(isinstance(text, str) for text in texts.values())
            texts |= {lang: None for lang in languages() if asked and lang not in texts}
            if texts:
                gathered[stem] = texts
        return gathered

    @model_validator(mode="after")
    def _in_its_language(self) -> Self:
        for stem, _ in by_language(type(self)):
            for lang, texts in (getattr(self, stem) or {}).items():
                asked = language(lang)
                wrong = [(loc, text) for loc, text in _texts(texts, (stem, lang)) if not asked.may_be(text)]
                refuse_parts(wrong, f"a text in {asked.english}", "write it in that language")
        return self

    @model_serializer(mode="wrap")
    def _flat(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        content = handler(self)
        for stem, field in by_language(type(self)):
            for lang, text in (content.pop(stem, None) or {}).items():
                content[key_in(stem, field, lang)] = text
        return content


class WordedMultilingual(MultilingualModel):
    """The same, of which no text is empty."""

    model_config = ConfigDict(str_min_length=1)


def _texts(texts: Any, loc: Loc) -> Iterator[tuple[Loc, str]]:
    """Yield the texts of what is said in a language, with their places."""
    if isinstance(texts, str):
        yield loc, texts
    elif isinstance(texts, Mapping | list | tuple):
        for key, each in texts.items() if isinstance(texts, Mapping) else enumerate(texts):
            yield from _texts(each, (*loc, key))
