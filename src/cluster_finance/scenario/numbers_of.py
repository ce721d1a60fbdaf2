"""Where the numbers of a scenario model come from: the rule, what it computes, and which values data gave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from living_edition.ledger.number import Numbers, Source


def given_by_data(references: Mapping[str, str], name: str) -> str:
    """Return in a word which values of section ``name`` were taken from data: ``pd = fact:f23``."""
    parts = {key.split(".")[-1]: value for key, value in sorted(references.items()) if name in key.split(".")}
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


@dataclass(frozen=True)
class NumbersOf:
    """Makes the numbers of one scenario model; ``given`` says which of its parameters data gave."""

    model: str
    given: str = ""

    def __call__(self, function: str, zh: str, en: str, **changed: float) -> Numbers:
        """Return the builder of the numbers that ``function`` computes, where ``changed`` differs."""
        return Numbers(self.model, source(self.model, function, (zh, en), self.given, **changed))
