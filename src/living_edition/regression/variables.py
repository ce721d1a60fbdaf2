"""Derived variables by name: formula, unit and labels, and the small language of formulas.

A formula holds column names, numbers, ``+ - * /``, parentheses and ``log(...)``; nothing else. A
spec file may use any name of specs/variables.yaml, any column of its table, or define variables of its own.
"""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

from pydantic import Field, field_validator

from living_edition.languages import languages
from living_edition.multilingual import ByLanguage, MultilingualModel
from living_edition.project import root
from living_edition.yaml_models import read


class Variable(MultilingualModel):
    """A derived variable: ``formula`` over the columns of a table, its unit and its labels.

    ``short_zh`` (and so in every language) is what the head or the first column of a table has room for.
    """

    formula: str
    unit: str
    texts: ByLanguage[str]
    short: ByLanguage[str] = Field(default={}, validate_default=True)

    def label(self, language: str, short: bool = False) -> str:
        """Return the label; the ``short`` one, where that is asked and there is one."""
        return (short and self.short.get(language)) or self.texts[language]

    @field_validator("short")
    @classmethod
    def _in_each(cls, short: dict[str, str]) -> dict[str, str]:
        return dict.fromkeys(languages(), "") | short

    @field_validator("formula")
    @classmethod
    def _readable(cls, formula: str) -> str:
        columns_of(formula)
        return formula


FILE = "specs/variables.yaml"


def common_variables() -> dict[str, Variable]:
    """Return the derived variables that every spec of the edition may use, by name (none without the file).

    Raises ``InputError`` where the file is not as it should be.
    """
    return _read(root() / FILE)


@cache
def _read(file: Path) -> dict[str, Variable]:
    return read(file, dict[str, Variable], FILE) if file.is_file() else {}


def columns_of(formula: str) -> tuple[str, ...]:
    """Return the columns a formula uses, sorted; raise ``ValueError`` where it cannot be read."""
    try:
        tree = ast.parse(formula, mode="eval")
    except SyntaxError as error:
        raise ValueError(f"the formula {formula!r} cannot be read: {error.msg}") from None
    collected: set[str] = set()
    _collect(tree.body, collected)
    return tuple(sorted(collected))


def _collect(node: ast.expr, names_: set[str]) -> None:
    match node:
        case ast.Name(id=name):
            names_.add(name)
        case ast.Constant(value=value) if type(value) in (int, float):
            pass
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() | ast.Mult() | ast.Div(), right=right):
            _collect(left, names_)
            _collect(right, names_)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            _collect(operand, names_)
        case ast.Call(func=ast.Name(id="log"), args=[argument], keywords=[]):
            _collect(argument, names_)
        case _:
            raise ValueError(f"{ast.unparse(node)!r} is none of a column, a number, + - * /, log(...)")
