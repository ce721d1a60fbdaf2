"""What the jobs of the scenario models share: their parameters, checked, and where these come from."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from living_edition.errors import InputError, Problem
from living_edition.ledger.number import Source

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


def source(model: str, function: str, words: tuple[str, str], given: str = "", **changed: float) -> Source:
    """Return the source of a number of scenario ``model``: the rule and what it computes (zh, en).

    The parameters stand in the table of the appendix; only those that ``changed`` for this number,
    and those ``given`` by data, are named. ``function`` is of the model's module, or ``module:function``.
    """
    values = ", ".join(f"{key} = {value:g}" for key, value in changed.items())
    given = ", ".join(part for part in given.split(", ") if part.split(" = ")[0] not in changed)
    zh = ["参数见附录的参数表", *([f"其中 {values}"] if values else []), *([f"取自数据：{given}"] if given else [])]
    en = ["parameters in the appendix", *([f"here {values}"] if values else []),
          *([f"from data: {given}"] if given else [])]  # fmt: skip
    return Source(
        "scenario",
        f"规则 scenario_{model}：{words[0]}（{'；'.join(zh)}）",
        f"rule scenario_{model}: {words[1]} ({'; '.join(en)})",
        ("config/default.yaml",),
        f"cluster_finance.scenario.{function if ':' in function else f'{model}:{function}'}",
    )
