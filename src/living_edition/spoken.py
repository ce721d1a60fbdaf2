"""Models of what has texts in the languages of the edition, whichever they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, TypeVar

from pydantic import ConfigDict, SerializerFunctionWrapHandler, model_serializer, model_validator

from living_edition.languages import BARE, BY_LANGUAGE, Told, known, languages
from living_edition.yaml_models import Strict, by_language, key_in

T = TypeVar("T")
ByLanguage = Annotated[dict[str, T], BY_LANGUAGE]
"""A text by language: a field ``note`` of this type takes the keys ``note_zh``, ``note_en`` and so on of a file."""
Titles = Annotated[dict[str, T], BY_LANGUAGE, BARE]
"""The same, but that English has no ending: ``title``, ``title_zh``."""


class Spoken(Told, Strict):
    """A part with texts in the edition's languages: of each a key is asked for, of others it may stand.

    A field ``said`` takes the languages' own keys (``zh``). What is read as a key is an attribute, and written so.
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
            # A text that is lacking is told of as such by yaml_models.
            texts |= {lang: None for lang in languages() if field.is_required() and lang not in texts}
            if texts:
                gathered[stem] = texts
        return gathered

    @model_serializer(mode="wrap")
    def _flat(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        content = handler(self)
        for stem, field in by_language(type(self)):
            for lang, text in (content.pop(stem, None) or {}).items():
                content[key_in(stem, field, lang)] = text
        return content


class WordedSpoken(Spoken):
    """The same, of which no text is empty."""

    model_config = ConfigDict(str_min_length=1)
