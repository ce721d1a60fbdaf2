"""The values of a formula (``variables``) over the rows of a table."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import cast

import numpy as np
import pandas as pd

from living_edition.regression.variables import columns_of


def evaluate(formula: str, table: pd.DataFrame) -> pd.Series[float]:
    """Return the formula's values as floats; a logarithm of a value not positive is missing."""
    columns_of(formula)
    with np.errstate(divide="ignore", invalid="ignore"):
        values = _value(ast.parse(formula, mode="eval").body, table)
    series = pd.Series(values, index=table.index, dtype=float)
    return series.where(np.isfinite(series))


_OPERATIONS: dict[type[ast.operator], Callable[[np.ndarray, np.ndarray], np.ndarray]] = {
    ast.Add: np.add,
    ast.Sub: np.subtract,
    ast.Mult: np.multiply,
    ast.Div: np.divide,
}


def _value(node: ast.expr, table: pd.DataFrame) -> np.ndarray:
    match node:
        case ast.Name(id=name):
            return table[name].to_numpy(dtype=float, na_value=np.nan)
        case ast.BinOp(left=left, op=op, right=right):
            return _OPERATIONS[type(op)](_value(left, table), _value(right, table))
        case ast.UnaryOp(operand=operand):
            return -_value(operand, table)
        case ast.Call(args=[argument]):
            return cast(np.ndarray, np.log(_value(argument, table)))
    return np.asarray(cast(ast.Constant, node).value, dtype=float)
