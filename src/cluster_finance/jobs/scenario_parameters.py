"""What the jobs of the scenario models share: their parameters, checked, and where these come from."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from cluster_finance.errors import InputError, Problem

Parameters = TypeVar("Parameters", bound=BaseModel)


def parameters(content: dict[str, Any], name: str, kind: type[Parameters]) -> Parameters:
    """Check section ``name`` of the parameters; raise ``InputError`` with every problem."""
    try:
        return kind.model_validate(content.get(name))
    except ValidationError as error:
        problems = [
            Problem(
                "parameters",
                ".".join(map(str, (name, *e["loc"]))),
                repr(e.get("input")),
                e["msg"],
                "see the range beside the key in config/default.yaml",
            )
            for e in error.errors()
        ]
        raise InputError(problems) from None


def references(content: dict[str, Any], name: str) -> str:
    """Return in a word which values of section ``name`` were taken from data: ``pd = fact:f23``."""
    given = content.get("references") or {}
    parts = {k.split(".")[-1]: v for k, v in sorted(given.items()) if name in k.split(".")}
    return ", ".join(f"{key} = {value}" for key, value in parts.items())
