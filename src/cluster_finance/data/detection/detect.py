"""Detection: what in a table as filed stands out, by rules that name no city, year or figure.

A flag says where to look and what was seen; it changes nothing. What is done about it is decided in
``data/corrections.csv`` and in the rules of ``cities.py``.

Cells of a column are read against its own history, its sisters and its neighbours
(``cells``), years against other years (``years``), and columns against each other
(``row_rules``). Where two columns are found exchanged in a year, the rules on cells read that
year as exchanged back: they would be blind to anything else in it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pandas as pd

from cluster_finance.data.detection.cells import Residuals, residuals
from cluster_finance.data.detection.grids import MONEY, Grid, Grids, Mask, city_grids, middle
from cluster_finance.data.detection.row_rules import relations
from cluster_finance.data.detection.years import PAIRS, Break, Exchange, breaks, exchanged, exchanges
from cluster_finance.data.schemas import FLAGS, flag
from living_edition.tables.validate import validate

TEN = math.log(10)
# A power of ten is told from a leap where taking it out leaves this little (log points, or spreads).
MAGNITUDE_REST, MAGNITUDE_RESTS = 0.5, 3.0
MAGNITUDE_SPREADS = 3.0
JUMP, JUMP_SPREADS = math.log(1.5), 5.0
# A ratio is off that is this far from the neighbours' both in itself and in spreads, or FAR in itself: in
# columns whose cities lie far apart (areas, the first sector) a power of ten is within the spread.
LEVEL, LEVEL_SPREADS, FAR = math.log(4), 4.5, math.log(9)
# Two columns are exchanged where that takes away this much of the sum of squared distances (in
# spreads) and leaves at most this share of it, where neither fits as it stands and both fit exchanged.
SWAP_GAIN, SWAP_LEFT, SWAP_SPREADS, SWAP_FIT = 16.0, 0.35, 1.0, 5.0
PLAIN_SPREADS = 3.0  # from which each of the two is plainly off
ROW = math.log(3)


def detect(panel: pd.DataFrame) -> pd.DataFrame:
    """Return the flags on the panel of cities as filed, in the order of ``FLAGS``."""
    filed = city_grids(panel)
    crossed = exchanges(filed)
    rows = [_exchange_flag(exchange) for exchange in crossed]
    rows += on_grids(exchanged(filed, crossed))
    rows += relations(_exchanged_table(panel, crossed))
    return flags(rows, "city_panel")


def _exchanged_table(panel: pd.DataFrame, crossed: list[Exchange]) -> pd.DataFrame:
    table = panel.copy()
    for exchange in crossed:
        rows = table["year"].eq(exchange.year)
        table.loc[rows, list(exchange.columns)] = table.loc[rows, list(exchange.columns[::-1])].to_numpy()
    return table


def flags(rows: list[dict[str, object]], table: str) -> pd.DataFrame:
    """Return flags as a table, sorted by row, column and rule.

    Of two flags of one rule on one cell (exchanged with one column, or with another) the clearer stays.
    """
    columns = [name for name in FLAGS.columns if name != "table"]
    flagged = pd.DataFrame(rows, columns=columns)
    flagged.insert(0, "table", table)
    texts = ["table", "key", "name", "column", "rule", "severity", "evidence"]
    flagged = flagged.astype(dict.fromkeys(texts, "str") | {"year": "int64"})
    flagged = flagged.astype(dict.fromkeys(["value", "expected", "score"], "float64"))
    order = ["table", "key", "year", "column", "rule"]
    flagged = flagged.sort_values([*order, "score"], ascending=[True] * len(order) + [False])
    return validate(flagged.drop_duplicates(order, ignore_index=True), FLAGS)


def on_grids(panel: Grids) -> Iterator[dict[str, object]]:
    """Yield the flags of the rules on breaks and cells."""
    cuts = breaks(panel)
    yield from (_break_flag(break_) for break_ in cuts)
    by_column = residuals(panel, cuts)
    for column, residual in by_column.items():
        yield from _cells(panel, column, residual)
    yield from _swaps(panel, by_column)
    yield from _rows(panel, by_column)


def _exchange_flag(exchange: Exchange) -> dict[str, object]:
    both = " and ".join(exchange.columns)
    return flag(
        ("", "all cities", exchange.year, "/".join(exchange.columns)),
        "swapped_year",
        "high",
        exchange.share,
        0.5,
        evidence=f"{both} exchanged: so {exchange.share:.0%} of {exchange.cities} cities "
        f"fit the years beside {exchange.year} better",
    )


def _break_flag(break_: Break) -> dict[str, object]:
    what = "median growth a year" if break_.kind == "level_break" else "spread of growth over the cities"
    return flag(
        ("", "all cities", break_.year, break_.column),
        break_.kind,
        "medium",
        break_.value,
        break_.usual,
        evidence=f"{what} from {break_.before} to {break_.year} {break_.value:.2f} log points in "
        f"{break_.cities} cities, {break_.usual:.2f} in the other years",
    )


def _location(panel: Grids, index: tuple[int, int], column: str) -> tuple[str, str, int, str]:
    return panel.keys[index[0]], panel.names[index[0]], panel.years[index[1]], column


def cell_rules(residual: Residuals) -> dict[str, Mask]:
    """Return where each rule on cells holds; the first that holds names a cell."""
    with np.errstate(invalid="ignore"):
        size, score = np.abs(residual.history), np.abs(residual.history) / residual.own_spread
        power = np.round(residual.history / TEN)
        remainder = np.abs(residual.history - power * TEN)
        near = remainder < np.maximum(MAGNITUDE_REST, MAGNITUDE_RESTS * residual.own_spread)
        alone = np.abs(residual.net_of_sisters) > size / 2
        level, distance = np.abs(residual.level), np.abs(residual.level) / residual.level_spread
        # Of two years alone, the one is off that its neighbours do not bear out either.
        confirmed = ~residual.lone | ((residual.level * residual.history > 0) & (level > size / 3))
        return {
            "magnitude": (power != 0) & near & alone & confirmed & (score > MAGNITUDE_SPREADS),
            "jump": (score > JUMP_SPREADS) & (size > JUMP) & alone & confirmed,
            "joint_jump": (score > JUMP_SPREADS) & (size > JUMP) & ~alone & confirmed,
            "level": (level > LEVEL) & ((distance > LEVEL_SPREADS) | (level > FAR)),
        }


PLAIN_REST = math.log(1.5)  # up to which a power of ten is plain
_SEVERITY = {"magnitude": "medium", "jump": "medium", "joint_jump": "low", "level": "medium"}


def _cells(panel: Grids, column: str, residual: Residuals) -> Iterator[dict[str, object]]:
    flagged = np.zeros(residual.history.shape, dtype=bool)
    for rule, where in cell_rules(residual).items():
        for i, t in zip(*np.nonzero(where & ~flagged), strict=True):
            yield _cell_flag(panel, column, residual, rule, (int(i), int(t)))
        flagged |= where


def _cell_flag(panel: Grids, column: str, residual: Residuals, rule: str, index: tuple[int, int]) -> dict[str, object]:
    log, severity = panel.logs[column][index], _SEVERITY[rule]
    value = math.exp(log)
    off = residual.level[index] if rule == "level" else residual.history[index]
    spread = residual.level_spread if rule == "level" else residual.own_spread[index]
    expected = math.exp(log - off)
    reference = "its sister columns and its neighbours" if rule == "level" else "the years around it"
    evidence = f"{value:.7g} is {math.exp(off):.3g} times the {expected:.4g} that {reference} lead to expect"
    if rule == "magnitude":
        power = round(off / TEN)
        remainder = off - power * TEN
        severity = "high" if abs(remainder) < PLAIN_REST else severity
        evidence += f"; over 10^{power} it is {math.exp(remainder):.2f} times that"
    if rule != "level":
        evidence += f"; its sister columns stand at {math.exp(off - residual.net_of_sisters[index]):.2f} times theirs"
    return flag(
        _location(panel, index, column),
        rule,
        severity,
        value,
        expected,
        score=abs(off) / spread,
        evidence=evidence,
    )


def _swaps(panel: Grids, by_column: dict[str, Residuals]) -> Iterator[dict[str, object]]:
    for first, second in PAIRS:
        if not {first, second} <= panel.logs.keys():
            continue
        where, gain, plain = _swapped(panel, by_column, first, second)
        for i, t in zip(*np.nonzero(where), strict=True):
            index = int(i), int(t)
            a, b = math.exp(panel.logs[first][index]), math.exp(panel.logs[second][index])
            for column, mine, theirs in ((first, a, b), (second, b, a)):
                yield flag(
                    _location(panel, index, column),
                    "swapped",
                    "high" if plain[index] else "medium",
                    mine,
                    theirs,
                    score=float(gain[index]),
                    evidence=f"{first} {a:.7g} and {second} {b:.7g}: exchanged, both fit the years around them",
                )


def _swapped(panel: Grids, by_column: dict[str, Residuals], first: str, second: str) -> tuple[Mask, Grid, Mask]:
    """Return where two columns fit their histories only when exchanged, by how many spreads (root of squares),
    and where both stand plainly off as filed."""
    a, b = by_column[first], by_column[second]
    with np.errstate(invalid="ignore"):
        filed = np.array([a.history / a.own_spread, b.history / b.own_spread]) ** 2
        crossed = np.array(
            [
                (panel.logs[second] - a.expected) / a.own_spread,
                (panel.logs[first] - b.expected) / b.own_spread,
            ]
        )
        total, remainder = filed.sum(axis=0), (crossed**2).sum(axis=0)
        fits = np.abs(crossed).max(axis=0) < SWAP_FIT
        off = filed.min(axis=0) > SWAP_SPREADS**2
        where = (total - remainder > SWAP_GAIN) & (remainder < SWAP_LEFT * total) & off & fits
        return where, np.sqrt(np.maximum(total - remainder, 0)), filed.min(axis=0) > PLAIN_SPREADS**2


def _rows(panel: Grids, by_column: dict[str, Residuals]) -> Iterator[dict[str, object]]:
    """Yield the rows in which all money stands at a multiple of its history: another unit."""
    money = [by_column[column].history for column in MONEY if column in by_column]
    if len(money) < 3:
        return
    shift = middle(np.array(money), axis=0)
    for i, t in zip(*np.nonzero(np.abs(shift) > ROW), strict=True):
        index = int(i), int(t)
        times = math.exp(shift[index])
        yield flag(
            _location(panel, index, "money"),
            "row_unit",
            "high",
            times,
            1.0,
            evidence=f"the median column in money stands at {times:.3g} times its history",
        )
